#include "platform/api/options.h"

#include <algorithm>
#include <charconv>

#include "platform/base/text.h"

namespace tw::api {
namespace {

constexpr int deepest_expand = 4;

std::int64_t number_of(std::string_view option, std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 0)
    throw AppError{Errc::bad_request,
                   "url.malformed_number",
                   {{"option", std::string{option}}, {"value", std::string{text}}}};
  return number;
}

[[noreturn]] void unknown_name(const meta::EntityDef& entity, std::string_view name) {
  throw AppError{Errc::bad_request,
                 "expression.unknown_field",
                 {{"name", std::string{name}}, {"entity", entity.name}, {"position", "1"}}};
}

class Parser {
 public:
  Parser(const Call& call, const meta::EntityDef& entity, int depth)
      : call_{call}, entity_{entity}, depth_{depth}, context_{bind_context(call, entity)} {}

  Options parse(const QueryPairs& pairs) {
    const bool applied = std::any_of(pairs.begin(), pairs.end(),
                                     [](const auto& pair) { return pair.first == "apply"; });
    if (applied) {  // the other options are about what $apply makes: apply.cpp reads them
      for (const auto& [name, value] : pairs)
        if (name != "filter" && name != "orderby" && name != "compute" && name != "select")
          apply_option(name, value);
      return std::move(options_);
    }
    // $compute first: its names may be used by the others.
    for (const auto& [name, value] : pairs)
      if (name == "compute") compute(value);
    for (const auto& [name, value] : pairs) apply_option(name, value);
    return std::move(options_);
  }

 private:
  void apply_option(const std::string& name, const std::string& value) {
    if (name == "filter")
      options_.filter = condition(value);
    else if (name == "orderby")
      order(value);
    else if (name == "select")
      select(value);
    else if (name == "expand")
      expand(value);
    else if (name == "top")
      options_.top = number_of(name, value);
    else if (name == "skip")
      options_.skip = number_of(name, value);
    else if (name == "count")
      options_.count = value == "true";
    else if (name == "search")
      options_.search = value;
    else if (name == "skiptoken")
      options_.skiptoken = value;
    else if (name == "apply")
      options_.apply = value;
    else if (name != "compute" && name != "format" && name != "levels" && name != "deltatoken" &&
             name.find('@') != 0 && name != "schemaversion")
      throw AppError{Errc::bad_request, "url.unknown_option", {{"option", name}}};
  }

  expr::NodePtr condition(const std::string& text) {
    auto parsed = expr::parse(text);
    if (!parsed) raise_expression(parsed.error());
    auto bound = expr::bind_condition(*parsed, context_);
    if (!bound) raise_expression(bound.error());
    return *bound;
  }

  void order(const std::string& text) {
    auto parsed = expr::parse_order(text);
    if (!parsed) raise_expression(parsed.error());
    for (const expr::OrderTerm& term : *parsed) {
      auto bound = expr::bind(term.expression, context_);
      if (!bound) raise_expression(bound.error());
      options_.order.push_back({*bound, term.descending});
    }
    options_.order_text = text;
  }

  void compute(const std::string& text) {
    auto parsed = expr::parse_compute(text);
    if (!parsed) raise_expression(parsed.error());
    for (const expr::ComputeTerm& term : *parsed) {
      auto bound = expr::bind(term.expression, context_);
      if (!bound) raise_expression(bound.error());
      context_.computed[term.alias] = {(*bound)->type, (*bound)->scale};
      options_.compute.push_back({term.alias, *bound});
    }
  }

  void select(const std::string& text) {
    for (const std::string& item : split_top(text, ',')) {
      const std::string name = trim(item);
      if (name.empty() || name == "*") continue;
      options_.selected = true;
      if (context_.computed.contains(name)) {
        options_.select_computed.push_back(name);
        continue;
      }
      const std::string head = name.substr(0, std::min(name.find('/'), name.find('(')));
      if (const meta::FieldDef* field = selected_field(head))
        options_.select.push_back(field);
      else if (entity_.relation(head) == nullptr)
        unknown_name(entity_, name);
    }
  }

  const meta::FieldDef* selected_field(const std::string& name) const {
    const meta::FieldDef* field = entity_.find(name);
    if (field == nullptr && name.ends_with("_id")) {
      field = entity_.find(name.substr(0, name.size() - 3));
      if (field != nullptr && field->type != meta::Type::ref) field = nullptr;
    }
    if (field != nullptr) require_visible(call_.gate(), entity_, *field);
    return field;
  }

  void expand(const std::string& text) {
    if (depth_ >= deepest_expand)
      throw AppError{
          Errc::bad_request, "url.expand_too_deep", {{"limit", std::to_string(deepest_expand)}}};
    for (const std::string& item : split_top(text, ',')) {
      const std::string whole = trim(item);
      if (whole.empty()) continue;
      if (whole == "*") {
        for (const meta::FieldDef& field : entity_.fields())
          if (field.type == meta::Type::ref &&
              call_.gate().read_permit(*field.target_entity) != nullptr)
            push_expand(field.name, "", "");
        continue;
      }
      const std::size_t open = whole.find('(');
      std::string name = whole.substr(0, open);
      std::string suffix;
      if (const std::size_t slash = name.find('/'); slash != std::string::npos) {
        suffix = name.substr(slash + 1);
        name.resize(slash);
      }
      std::string inner;
      if (open != std::string::npos) {
        if (whole.back() != ')')
          throw AppError{
              Errc::bad_request,
              "expression.syntax",
              {{"position", std::to_string(whole.size())}, {"expected", ")"}, {"found", ""}}};
        inner = whole.substr(open + 1, whole.size() - open - 2);
      }
      push_expand(name, suffix, inner);
    }
  }

  void push_expand(const std::string& name, const std::string& suffix, const std::string& inner) {
    Expand expand;
    expand.field = entity_.find(name);
    expand.relation = entity_.relation(name);
    const bool navigable = expand.field != nullptr && expand.field->target_entity != nullptr;
    if (!navigable) expand.field = nullptr;
    if (!navigable && expand.relation == nullptr) unknown_name(entity_, name);
    if (expand.field != nullptr) require_visible(call_.gate(), entity_, *expand.field);
    expand.references_only = suffix == "$ref";
    expand.count_only = suffix == "$count";
    call_.gate().require(expand.target(), store::Verb::read);
    QueryPairs pairs;
    for (const std::string& option : split_top(inner, ';')) {
      const std::string text = trim(option);
      if (text.empty()) continue;
      const std::size_t equal = text.find('=');
      std::string key = trim(text.substr(0, equal));
      if (key.starts_with('$')) key.erase(0, 1);
      pairs.emplace_back(std::move(key),
                         equal == std::string::npos ? std::string{} : trim(text.substr(equal + 1)));
    }
    expand.options =
        std::make_unique<Options>(Parser{call_, expand.target(), depth_ + 1}.parse(pairs));
    options_.expand.push_back(std::move(expand));
  }

  const Call& call_;
  const meta::EntityDef& entity_;
  int depth_;
  expr::BindContext context_;
  Options options_;
};

}  // namespace

std::vector<std::string> split_top(std::string_view text, char separator) {
  std::vector<std::string> parts;
  int depth = 0;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\'') quoted = !quoted;
    if (quoted) continue;
    if (c == '(')
      ++depth;
    else if (c == ')')
      --depth;
    else if (c == separator && depth == 0) {
      parts.emplace_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  parts.emplace_back(text.substr(begin));
  return parts;
}

void raise_expression(const Problem& problem) {
  throw AppError{Errc::bad_request, problem.code, problem.params};
}

void require_visible(const access::Gate& gate, const meta::EntityDef& entity,
                     const meta::FieldDef& field) {
  const store::Permit* permit = gate.read_permit(entity);
  if (permit == nullptr)
    throw AppError{Errc::forbidden, "access.denied", {{"entity", entity.name}, {"verb", "read"}}};
  // A hidden field and one that is not there read the same.
  if (permit->right(field) == store::FieldRight::hidden) unknown_name(entity, field.name);
}

expr::FieldCheck field_check(const access::Gate& gate) {
  return [&gate](const meta::EntityDef& entity, const meta::FieldDef& field) {
    require_visible(gate, entity, field);
    if (gate.read_permit(entity)->right(field) == store::FieldRight::masked)
      throw AppError{Errc::forbidden, "field.masked", {{"field", field.name}}};
  };
}

expr::BindContext bind_context(const Call& call, const meta::EntityDef& entity) {
  expr::BindContext context;
  context.entity = &entity;
  context.check = field_check(call.gate());
  for (const auto& [name, value] : call.url.query) {
    if (!name.starts_with('@')) continue;
    const auto parsed = expr::parse(value);
    if (!parsed) raise_expression(parsed.error());
    context.aliases[name.substr(1)] = *parsed;
  }
  return context;
}

Options parse_options(const Call& call, const meta::EntityDef& entity, const QueryPairs& pairs) {
  return Parser{call, entity, 0}.parse(pairs);
}

}  // namespace tw::api
