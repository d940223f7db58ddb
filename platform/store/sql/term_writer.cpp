#include "platform/store/sql/term_writer.h"

#include <optional>
#include <utility>

#include "platform/base/check.h"
#include "platform/base/text.h"
#include "platform/store/sql/compiler.h"

namespace tw::store::sql {
namespace {

/// Comparisons whose null result must read as false outside filter position.
bool is_comparison(Fn fn) {
  switch (fn) {
    case Fn::eq:
    case Fn::ne:
    case Fn::gt:
    case Fn::ge:
    case Fn::lt:
    case Fn::le:
    case Fn::in_list:
    case Fn::in_param_list:
    case Fn::contains:
    case Fn::starts_with:
    case Fn::ends_with:
    case Fn::search_match: return true;
    default: return false;
  }
}

/// Functions answer null for null, as in expr::evaluate; comparisons answer false.
bool keeps_null(Fn fn) {
  return fn == Fn::contains || fn == Fn::starts_with || fn == Fn::ends_with;
}

std::string_view sign_of(Fn fn) {
  switch (fn) {
    case Fn::eq: return " = ";
    case Fn::ne: return " <> ";
    case Fn::gt: return " > ";
    case Fn::ge: return " >= ";
    case Fn::lt: return " < ";
    case Fn::le: return " <= ";
    default: return {};
  }
}

bool is_text_parameter(const Term& term) {
  return term.kind == Term::Kind::parameter && term.value.is<std::string>();
}

/// The smallest text above every text that begins with `prefix`; nothing when there is none.
std::optional<std::string> prefix_end(std::string_view prefix) {
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < prefix.size();) {
    starts.push_back(at);
    next_code_point(prefix, at);
  }
  while (!starts.empty()) {
    std::size_t at = starts.back();
    starts.pop_back();
    std::string end{prefix.substr(0, at)};
    char32_t last = next_code_point(prefix, at);
    if (last == 0x10FFFF) continue;
    ++last;
    if (last == 0xD800) last = 0xE000;
    append_utf8(end, last);
    return end;
  }
  return std::nullopt;
}

/// What `{s}` stands for (Dialect::pattern).
int moved_digits(const Term& term) {
  const int first = term.arguments.at(0)->scale;
  if (term.fn == Fn::quotient) {
    const int added = term.scale + term.arguments.at(1)->scale - first;
    CHECK(added >= -18 && added <= 36);
    return added;
  }
  const int cut = first + (term.fn == Fn::product ? term.arguments.at(1)->scale : 0) - term.scale;
  CHECK(cut >= 0 && cut <= (term.fn == Fn::product ? 36 : 18));
  return cut;
}

/// Text for calls that both dialects write alike.
std::string_view common_pattern(Fn fn) {
  switch (fn) {
    case Fn::is_null: return "({0} IS NULL)";
    case Fn::is_not_null: return "({0} IS NOT NULL)";
    case Fn::add: return "({0} + {1})";
    case Fn::sub: return "({0} - {1})";
    case Fn::mul: return "({0} * {1})";
    case Fn::div: return "({0} / nullif({1}, 0))";
    case Fn::mod: return "({0} % nullif({1}, 0))";
    case Fn::negate: return "(-{0})";
    case Fn::length: return "length({0})";
    case Fn::concat: return "({0} || {1})";
    case Fn::count_all: return "count(*)";
    case Fn::count_distinct: return "count(DISTINCT {0})";
    case Fn::sum: return "sum({0})";
    case Fn::min: return "min({0})";
    case Fn::max: return "max({0})";
    case Fn::in_param_list: return "{0} IN {1}";
    default: return {};
  }
}

}  // namespace

const TermWriter::Frame& TermWriter::frame(int depth) const {
  CHECK(depth >= 0 && static_cast<std::size_t>(depth) < frames_.size());
  return frames_[frames_.size() - 1 - static_cast<std::size_t>(depth)];
}

void TermWriter::enter_table(const Table&) {
  CHECK(frames_.empty());
  frames_.push_back({nullptr, 0});
  next_alias_ = 1;
}

void TermWriter::walk(const Select& query) {
  CHECK(!query.order_by.empty() && query.order_by[0].term->kind == Term::Kind::column);
  walked_ = query.order_by[0].term->column;
}

void TermWriter::write(const Term& term, Position position) {
  switch (term.kind) {
    case Term::Kind::column: return column(term);
    case Term::Kind::parameter: return parameter(term);
    case Term::Kind::call: return call(term, position);
    case Term::Kind::subselect:
      out_.text += '(';
      subquery(*term.select, Items::all);
      out_.text += ')';
      return;
  }
}

void TermWriter::column(const Term& term) {
  const bool outward = term.source < 0;
  const Frame& at = frame(outward ? -term.source : term.depth);
  const std::size_t source = outward ? 0 : static_cast<std::size_t>(term.source);
  CHECK(source < (at.select == nullptr ? 1 : at.select->sources.size()));
  const bool walked = walked_ != nullptr && in_comparison_ && frames_.size() == 1 && source == 0;
  if (walked && term.column != walked_) out_.text += dialect_.without_index();
  out_.text += 't';
  out_.text += std::to_string(at.first_alias + source);
  out_.text += '.';
  append_identifier(out_.text, term.column->name);
}

void TermWriter::parameter(const Term& term, bool list) {
  // A list is JSON text whatever its members are.
  Datum datum = list ? encode(term.value, meta::Storage::text, 0)
                     : encode(term.value, term.storage, term.scale);
  out_.parameters.push_back({std::move(datum), term.storage, list, term.given_later});
  dialect_.placeholder(out_.text, out_.parameters.size(), term.storage, list);
}

void TermWriter::integer(std::int64_t number) {
  out_.parameters.push_back({number, meta::Storage::integer, false});
  dialect_.placeholder(out_.text, out_.parameters.size(), meta::Storage::integer, false);
}

void TermWriter::call(const Term& term, Position position) {
  switch (term.fn) {
    case Fn::and_: return connective(term, " AND ", position);
    case Fn::or_: return connective(term, " OR ", position);
    case Fn::not_:
      out_.text += "(NOT ";
      write(*term.arguments.at(0), Position::value);
      out_.text += ')';
      return;
    case Fn::is_not_distinct: return null_safe(term, true, position);
    case Fn::is_distinct: return null_safe(term, false, position);
    case Fn::exists:
      out_.text += "EXISTS (";
      subquery(*term.select, Items::one);
      out_.text += ')';
      return;
    case Fn::coalesce:
      out_.text += "coalesce(";
      arguments(term, ", ");
      out_.text += ')';
      return;
    case Fn::case_when: return case_when(term, position);
    default: break;
  }
  if (is_comparison(term.fn)) return comparison(term, position);
  operation(term);
}

void TermWriter::connective(const Term& term, std::string_view word, Position position) {
  CHECK(!term.arguments.empty());
  out_.text += '(';
  for (std::size_t i = 0; i < term.arguments.size(); ++i) {
    if (i > 0) out_.text += word;
    write(*term.arguments[i], position);
  }
  out_.text += ')';
}

void TermWriter::comparison(const Term& term, Position position) {
  if (position == Position::filter || keeps_null(term.fn)) return comparison_text(term);
  out_.text += "coalesce(";
  comparison_text(term);
  out_.text += ", FALSE)";
}

void TermWriter::comparison_text(const Term& term) {
  const bool outer = std::exchange(in_comparison_, true);
  write_comparison(term);
  in_comparison_ = outer;
}

void TermWriter::write_comparison(const Term& term) {
  const std::string_view sign = sign_of(term.fn);
  if (!sign.empty()) {
    CHECK(term.arguments.size() == 2);
    out_.text += '(';
    arguments(term, sign);
    out_.text += ')';
    return;
  }
  if (term.fn == Fn::in_list) return in_list(term);
  if (term.fn == Fn::starts_with && prefix_range(term)) return;
  operation(term);
}

void TermWriter::in_list(const Term& term) {
  if (term.arguments.size() == 1) {
    out_.text += "FALSE";
    return;
  }
  out_.text += '(';
  write(*term.arguments[0], Position::value);
  out_.text += " IN (";
  if (term.arguments.size() == 2 && term.arguments[1]->kind == Term::Kind::subselect) {
    subquery(*term.arguments[1]->select, Items::all);
  } else {
    for (std::size_t i = 1; i < term.arguments.size(); ++i) {
      if (i > 1) out_.text += ", ";
      write(*term.arguments[i], Position::value);
    }
  }
  out_.text += "))";
}

/// `starts_with(x, 'ab')` as `x >= 'ab' AND x < 'ac'`: true for the same texts, and an index serves
/// it.
bool TermWriter::prefix_range(const Term& term) {
  const Term& prefix = *term.arguments.at(1);
  if (!is_text_parameter(prefix)) return false;
  const auto bound = [&](std::string_view sign, std::string text) {
    write(*term.arguments[0], Position::value);
    out_.text += sign;
    parameter(*store::parameter(Value{std::move(text)}));
  };
  out_.text += '(';
  bound(" >= ", prefix.value.as<std::string>());
  if (auto end = prefix_end(prefix.value.as<std::string>())) {
    out_.text += " AND ";
    bound(" < ", std::move(*end));
  }
  out_.text += ')';
  return true;
}

void TermWriter::null_safe(const Term& term, bool equal, Position position) {
  const TermPtr& left = term.arguments.at(0);
  const TermPtr& right = term.arguments.at(1);
  if (right->kind == Term::Kind::parameter) {
    if (right->value.is_null())
      return write(*store::call(equal ? Fn::is_null : Fn::is_not_null, {left}), position);
    if (equal) return comparison(*store::call(Fn::eq, {left, right}), position);
  } else if (left->kind == Term::Kind::parameter) {
    return null_safe(*store::call(term.fn, {right, left}), equal, position);
  }
  operation(term);
}

void TermWriter::operation(const Term& term) {
  std::string_view text = dialect_.pattern(term.fn, term);
  if (text.empty()) text = common_pattern(term.fn);
  CHECK(!text.empty());
  if (term.fn == Fn::search_match) return search(term, text);
  pattern(text, term);
}

void TermWriter::case_when(const Term& term, Position position) {
  out_.text += "CASE";
  std::size_t i = 0;
  for (; i + 1 < term.arguments.size(); i += 2) {
    out_.text += " WHEN ";
    write(*term.arguments[i], Position::filter);
    out_.text += " THEN ";
    write(*term.arguments[i + 1], position);
  }
  if (i < term.arguments.size()) {
    out_.text += " ELSE ";
    write(*term.arguments[i], position);
  }
  out_.text += " END";
}

void TermWriter::pattern(std::string_view text, const Term& term) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '{' || at + 2 >= text.size() || text[at + 2] != '}') {
      out_.text += text[at];
      continue;
    }
    const char what = text[at + 1];
    at += 2;
    if (what == 's') {
      out_.text += std::to_string(moved_digits(term));
      continue;
    }
    const auto index = static_cast<std::size_t>(what - '0');
    const Term& argument = *term.arguments.at(index);
    const bool list = term.fn == Fn::in_param_list && index == 1;
    if (list) {
      CHECK(argument.kind == Term::Kind::parameter);
      // The members are of the kind that they are compared with.
      Term members = argument;
      members.storage = term.arguments[0]->storage;
      parameter(members, true);
    } else {
      write(argument, Position::value);
    }
  }
}

void TermWriter::search(const Term& term, std::string_view text) {
  std::vector<std::string> entities;
  if (!term.search_entity.empty()) entities.push_back(term.search_entity);
  const std::string argument = dialect_.search_argument(term.search_tokens, false, entities);
  if (argument.empty()) {
    out_.text += "FALSE";
    return;
  }
  const Term with_argument =
      *store::call(Fn::search_match, {term.arguments.at(0), store::parameter(Value{argument})});
  pattern(text, with_argument);
}

void TermWriter::arguments(const Term& term, std::string_view separator) {
  for (std::size_t i = 0; i < term.arguments.size(); ++i) {
    if (i > 0) out_.text += separator;
    write(*term.arguments[i], Position::value);
  }
}

bool TermWriter::can_be_null(const Term& term) const {
  if (term.kind != Term::Kind::column || !term.column->not_null || term.source < 0) return true;
  const Frame& at = frame(term.depth);
  if (at.select == nullptr) return false;
  return at.select->sources[static_cast<std::size_t>(term.source)].join == Source::Join::left;
}

}  // namespace tw::store::sql
