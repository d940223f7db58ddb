#include "platform/api/row_plan.h"

#include <algorithm>

#include "platform/base/check.h"

namespace tw::api {
namespace {

using meta::FieldDef;
using meta::Storage;
using meta::Type;

/// A declared formula as a bound expression.
expr::NodePtr formula_of(const meta::EntityDef& entity, const FieldDef& field) {
  expr::BindContext context;
  context.entity = &entity;
  auto parsed = expr::parse(field.expression);
  CHECK(parsed.has_value());
  auto bound = expr::bind(*parsed, context);
  CHECK(bound.has_value());
  return *bound;
}

std::string property_name(const FieldDef& field) {
  return field.type == Type::ref ? field.name + "_id" : field.name;
}

bool is_chosen(const FieldDef& field, const Options& options) {
  return !options.selected ||
         std::find(options.select.begin(), options.select.end(), &field) != options.select.end();
}

bool is_formula(const FieldDef& field) { return field.type == Type::formula && field.column < 0; }

expr::Step step_through(const FieldDef& reference) {
  expr::Step step;
  step.what = expr::Step::What::one;
  step.field = &reference;
  step.target = reference.target_entity;
  return step;
}

expr::Step step_to(const FieldDef& field) {
  expr::Step step;
  step.field = &field;
  return step;
}

}  // namespace

bool is_joined(const access::Gate& gate, const Expand& expand, RowStyle style) {
  if (style.expansions == Expansions::apart || expand.field == nullptr ||
      expand.field->type != Type::ref)
    return false;
  const Options& options = *expand.options;
  if (gate.read_permit(expand.target()) == nullptr || !options.compute.empty()) return false;
  const auto& fields = expand.target().fields();
  return std::none_of(fields.begin(), fields.end(),
                      [&](const FieldDef& field) {
                        return is_formula(field) && is_chosen(field, options);
                      }) &&
         std::all_of(options.expand.begin(), options.expand.end(),
                     [&](const Expand& further) { return is_joined(gate, further, style); });
}

/// Adds columns to the query and notes in the plan where they stand.
class RowPlan::Maker {
 public:
  /// `way` leads from the query's entity to `entity`.
  Maker(RowPlan& plan, const access::Gate& gate, const meta::EntityDef& entity,
        store::EntityQuery& query, std::vector<expr::Step> way)
      : plan_{plan},
        gate_{gate},
        entity_{entity},
        query_{query},
        way_{std::move(way)},
        permit_{gate.require(entity, store::Verb::read)} {}

  void add_all(const Options& options, RowStyle style) {
    plan_.steady_ = permit_.scope() == nullptr;
    plan_.numbers_ = style.numbers;
    plan_.id_column_ = put(entity_.field("id"));
    plan_.version_column_ = put(entity_.field("version"));
    plan_.columns_.push_back({"id", Kind::id, plan_.id_column_, 0, nullptr});
    for (const FieldDef& field : entity_.fields()) {
      if (field.name == "id") continue;
      const bool needed =
          std::any_of(options.expand.begin(), options.expand.end(), [&](const Expand& expand) {
            return expand.field == &field && !is_joined(gate_, expand, style);
          });
      if (is_chosen(field, options))
        add_field(field, style.titles);
      else if (needed && field.type == Type::ref)
        plan_.references_.emplace_back(&field, put(field));
    }
    for (const Expand& expand : options.expand)
      if (is_joined(gate_, expand, style)) join(expand, style);
    for (const Computed& computed : options.compute)
      if (!options.selected ||
          std::find(options.select_computed.begin(), options.select_computed.end(),
                    computed.name) != options.select_computed.end())
        add_computed(computed.name, computed.expression);
  }

 private:
  static Kind kind_of(const FieldDef& field) {
    switch (field.storage) {
      case Storage::id: return Kind::id;
      case Storage::integer: return Kind::number;
      case Storage::scaled: return Kind::scaled;
      case Storage::boolean: return Kind::boolean;
      case Storage::date: return Kind::date;
      case Storage::datetime: return Kind::datetime;
      case Storage::json:
        return field.type == Type::choices || field.type == Type::tags || field.type == Type::files
                   ? Kind::list
                   : Kind::json;
      case Storage::text:
      case Storage::none: break;
    }
    return Kind::text;
  }

  void add_field(const FieldDef& field, Titles titles) {
    const store::FieldRight right = permit_.right(field);
    if (right == store::FieldRight::hidden || field.type == Type::secret) return;
    if (is_formula(field)) return add_computed(field.name, formula_of(entity_, field));
    if (field.column < 0) return;  // lines and refs are expanded, not columns
    const int position = put(field);
    const Kind kind = right == store::FieldRight::masked ? Kind::masked : kind_of(field);
    plan_.columns_.push_back({property_name(field), kind, position, field.scale, &field});
    if (field.type != Type::ref) return;
    plan_.references_.emplace_back(&field, position);
    if (titles == Titles::include) add_title(field);
  }

  void add_title(const FieldDef& reference) {
    const meta::EntityDef& target = *reference.target_entity;
    const FieldDef& title = target.field(target.title);
    const store::Permit* read = gate_.read_permit(target);
    if (read == nullptr || read->right(title) < store::FieldRight::read || title.column < 0) return;
    plan_.steady_ = plan_.steady_ && read->scope() == nullptr;
    const int position = query_.add_path(path({step_through(reference), step_to(title)}));
    const Kind kind = title.storage == Storage::text ? Kind::text : Kind::any;
    plan_.columns_.push_back({reference.name + "@tradewind.title", kind, position, 0, &title});
  }

  void join(const Expand& expand, RowStyle style) {
    std::unique_ptr<RowPlan> rows{new RowPlan};
    Maker{*rows, gate_, expand.target(), query_, path({step_through(*expand.field)})}.add_all(
        *expand.options, style);
    plan_.steady_ = plan_.steady_ && rows->steady_;
    plan_.joined_.push_back({expand.name(), std::move(rows)});
  }

  int put(const FieldDef& field) {
    return way_.empty() ? query_.add_field(field) : query_.add_path(path({step_to(field)}));
  }

  std::vector<expr::Step> path(std::initializer_list<expr::Step> further) const {
    std::vector<expr::Step> steps = way_;
    steps.insert(steps.end(), further);
    return steps;
  }

  void add_computed(const std::string& name, const expr::NodePtr& expression) {
    plan_.steady_ = false;  // it may ask for the time
    plan_.columns_.push_back({name, Kind::any, query_.add_expression(expression), 0, nullptr});
  }

  RowPlan& plan_;
  const access::Gate& gate_;
  const meta::EntityDef& entity_;
  store::EntityQuery& query_;
  std::vector<expr::Step> way_;
  const store::Permit& permit_;
};

RowPlan::RowPlan(const access::Gate& gate, const meta::EntityDef& entity, const Options& options,
                 RowStyle style, store::EntityQuery& query) {
  Maker{*this, gate, entity, query, {}}.add_all(options, style);
}

int RowPlan::reference_column(const FieldDef& field) const {
  for (const auto& [known, column] : references_)
    if (known == &field) return column;
  CHECK(!"an expanded reference has its column");
  return -1;
}

void RowPlan::write_members(const store::Cursor& row, JsonWriter& out) const {
  out.key("@odata.etag");
  char etag[40];
  char* end = etag;
  for (const char c : std::string_view{"\"W/\\\""}) *end++ = c;
  end = write_units(end, row.integer(version_column_), 0);
  for (const char c : std::string_view{"\\\"\""}) *end++ = c;
  out.raw({etag, static_cast<std::size_t>(end - etag)});
  for (const Column& column : columns_) {
    out.key(column.key);
    write_column(column, row, out);
  }
  for (const Joined& joined : joined_) {
    out.key(joined.name);
    if (row.is_null(joined.rows->id_column_)) {
      out.null();
    } else {
      out.begin_object();
      joined.rows->write_members(row, out);
      out.end_object();
    }
  }
}

namespace {

/// Puts what `write` writes between quotation marks when the caller wants texts.
template <class F>
void number(Numbers numbers, JsonWriter& out, F&& write) {
  if (numbers == Numbers::plain) return write(out);
  std::string digits;
  JsonWriter inner{digits};
  write(inner);
  out.string(digits);
}

}  // namespace

void write_any(const Value& value, Numbers numbers, JsonWriter& out) {
  if (value.is_null())
    out.null();
  else if (const bool* flag = value.get_if<bool>())
    out.boolean(*flag);
  else if (const std::int64_t* whole = value.get_if<std::int64_t>())
    number(numbers, out, [whole](JsonWriter& to) { to.integer(*whole); });
  else if (const Decimal* decimal = value.get_if<Decimal>())
    number(numbers, out, [decimal](JsonWriter& to) { to.decimal(decimal->normalized()); });
  else if (const Date* date = value.get_if<Date>())
    out.string(date->text());
  else if (const DateTime* instant = value.get_if<DateTime>())
    out.string(instant->text());
  else if (const Id* id = value.get_if<Id>())
    out.id(*id);
  else
    out.string(value.as<std::string>());
}

void RowPlan::write_column(const Column& column, const store::Cursor& row, JsonWriter& out) const {
  if (row.is_null(column.position)) {
    if (column.kind == Kind::list)
      out.raw("[]");
    else
      out.null();
    return;
  }
  switch (column.kind) {
    case Kind::id: out.id(Id{row.integer(column.position)}); break;
    case Kind::number:
      number(numbers_, out, [&](JsonWriter& to) { to.integer(row.integer(column.position)); });
      break;
    case Kind::scaled:
      number(numbers_, out,
             [&](JsonWriter& to) { to.units(row.integer(column.position), column.scale); });
      break;
    case Kind::boolean: out.boolean(row.integer(column.position) != 0); break;
    case Kind::json:
    case Kind::list: out.raw(row.text(column.position)); break;
    case Kind::masked: out.string(store::mask_of(*column.field, row.text(column.position))); break;
    case Kind::date:
    case Kind::datetime:
    case Kind::title:
    case Kind::text: out.string(row.text(column.position)); break;
    case Kind::decimal:
    case Kind::any: write_any(row.value(column.position), numbers_, out); break;
  }
}

}  // namespace tw::api
