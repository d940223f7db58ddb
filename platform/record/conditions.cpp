#include "platform/record/conditions.h"

#include <boost/json/parse.hpp>

#include "platform/base/check.h"
#include "platform/record/loader.h"

namespace tw::record {
namespace {

expr::NodePtr bind_declared(const std::string& text, const meta::EntityDef& entity) {
  if (text.empty()) return nullptr;
  auto parsed = expr::parse(text);
  CHECK(parsed.has_value());
  expr::BindContext context;
  context.entity = &entity;
  auto bound = expr::bind_condition(*parsed, context);
  CHECK(bound.has_value());
  return *bound;
}

}  // namespace

Conditions::Conditions(const meta::Catalogue& catalogue) {
  for (const auto& entity : catalogue.entities()) {
    for (const meta::FieldDef& field : entity->fields()) {
      if (auto bound = bind_declared(field.when, *entity)) bound_[&field] = std::move(bound);
      if (field.type != meta::Type::rollup) continue;
      const RollupSource source = rollup_source(catalogue, *entity, field);
      fed_[source.from].push_back(source);
      if (!field.rollup_where.empty())
        filters_[&field] = bind_declared(field.rollup_where, *source.from);
    }
    for (const meta::ActionDef& action : entity->actions)
      if (auto bound = bind_declared(action.when, *entity)) bound_[&action] = std::move(bound);
  }
}

expr::NodePtr Conditions::find(const void* declared) const {
  auto found = bound_.find(declared);
  return found == bound_.end() ? nullptr : found->second;
}

expr::NodePtr Conditions::of(const meta::FieldDef& field) const { return find(&field); }
expr::NodePtr Conditions::of(const meta::ActionDef& action) const { return find(&action); }

expr::NodePtr Conditions::rollup_filter(const meta::FieldDef& field) const {
  auto found = filters_.find(&field);
  return found == filters_.end() ? nullptr : found->second;
}

const std::vector<RollupSource>& Conditions::fed_by(const meta::EntityDef& entity) const {
  static const std::vector<RollupSource> none;
  auto found = fed_.find(&entity);
  return found == fed_.end() ? none : found->second;
}

RollupSource rollup_source(const meta::Catalogue& catalogue, const meta::EntityDef& owner,
                           const meta::FieldDef& field) {
  const std::size_t dot = field.rollup_of.find('.');
  const std::string name = field.rollup_of.substr(0, dot);
  RollupSource source;
  source.owner = &owner;
  source.field = &field;
  if (const meta::RelationDef* relation = owner.relation(name)) {
    source.from = relation->target;
    source.via = &relation->target->field(relation->via);
  } else {
    const meta::FieldDef& lines = owner.field(name);
    source.from = lines.target_entity;
    source.via = &lines.target_entity->field(lines.via);
  }
  if (source.from == nullptr) source.from = catalogue.find(name);
  CHECK(source.from != nullptr);
  if (dot != std::string::npos) source.of = &source.from->field(field.rollup_of.substr(dot + 1));
  return source;
}

Value RecordExpressionView::value(const std::vector<expr::Step>& steps) const {
  if (steps.empty()) return Value{};
  const expr::Step& first = steps.front();
  using What = expr::Step::What;
  if (first.what == What::one) {
    const Value& target = record_.get(*first.field);
    if (target.is_null() || reader_ == nullptr) return Value{};
    const auto other =
        Loader{schema_}.load(*reader_, *first.target, target.as<Id>(), WithLines::no);
    if (!other) return Value{};
    return RecordExpressionView{*other, schema_, reader_}.value({steps.begin() + 1, steps.end()});
  }
  if (first.what == What::many) {  // …/$count
    return Value{static_cast<std::int64_t>(collection({first}).size())};
  }
  const Value& own = record_.get(*first.field);
  if (first.what != What::field || steps.size() == 1) return own;
  if (own.is_null()) return Value{};  // a member of an address
  const json::value address = boost::json::parse(own.as<std::string>());
  const json::value* member = address.as_object().if_contains(steps[1].member);
  return member == nullptr || !member->is_string() ? Value{}
                                                   : Value{std::string{member->as_string()}};
}

namespace {

/// Owns the record that its view reads.
class OwnedView final : public expr::RecordView {
 public:
  OwnedView(Record record, const store::Schema& schema, store::Reader* reader)
      : record_{std::move(record)}, view_{record_, schema, reader} {}
  Value value(const std::vector<expr::Step>& steps) const override { return view_.value(steps); }
  std::vector<std::unique_ptr<expr::RecordView>> collection(
      const std::vector<expr::Step>& steps) const override {
    return view_.collection(steps);
  }

 private:
  Record record_;
  RecordExpressionView view_;
};

}  // namespace

std::vector<std::unique_ptr<expr::RecordView>> RecordExpressionView::collection(
    const std::vector<expr::Step>& steps) const {
  std::vector<std::unique_ptr<expr::RecordView>> views;
  if (steps.empty()) return views;
  const expr::Step& first = steps.front();
  if (first.what == expr::Step::What::one) {
    const Value& target = record_.get(*first.field);
    if (target.is_null() || reader_ == nullptr) return views;
    auto other = Loader{schema_}.load(*reader_, *first.target, target.as<Id>(), WithLines::yes);
    if (!other) return views;
    return OwnedView{*std::move(other), schema_, reader_}.collection(
        {steps.begin() + 1, steps.end()});
  }
  const auto add = [&](Record record) {
    views.push_back(std::make_unique<OwnedView>(std::move(record), schema_, reader_));
  };
  if (first.field != nullptr && first.field->type == meta::Type::lines) {
    for (const Record& line : record_.lines(first.field->name)) add(line);
  } else if (reader_ != nullptr && !record_.id().empty()) {
    for (Record& related : Loader{schema_}.related(*reader_, record_, first))
      add(std::move(related));
  }
  return views;
}

}  // namespace tw::record
