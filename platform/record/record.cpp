#include "platform/record/record.h"

#include "platform/base/check.h"

namespace tw::record {

Record::Record(const meta::EntityDef& entity) : entity_{&entity}, values_(entity.fields().size()) {
  for (const meta::FieldDef& field : entity.fields()) {
    if (field.type == meta::Type::lines) children_.push_back({field.name, {}, false});
    if (field.type == meta::Type::refs) links_.push_back({field.name, std::nullopt});
  }
}

Id Record::id() const {
  const Value& value = get("id");
  return value.is_null() ? Id{} : value.as<Id>();
}

std::int64_t Record::version() const {
  const Value& value = get("version");
  return value.is_null() ? 0 : value.as<std::int64_t>();
}

const Value& Record::stored(const meta::FieldDef& field) const {
  static const Value null;
  return stored_.empty() ? null : stored_[static_cast<std::size_t>(field.index)];
}

bool Record::changed(const meta::FieldDef& field) const { return get(field) != stored(field); }

bool Record::changed_any() const {
  for (const meta::FieldDef& field : entity_->fields())
    if (field.column >= 0 && changed(field)) return true;
  for (const Children& children : children_)
    if (children.given) return true;
  for (const Links& links : links_)
    if (links.targets) return true;
  return false;
}

std::vector<Record>& Record::lines(std::string_view field) {
  for (Children& children : children_)
    if (children.field == field) return children.lines;
  check_failed("the entity has a lines field of that name", __FILE__, __LINE__);
}

const std::vector<Record>& Record::lines(std::string_view field) const {
  for (const Children& children : children_)
    if (children.field == field) return children.lines;
  check_failed("the entity has a lines field of that name", __FILE__, __LINE__);
}

bool Record::lines_given(std::string_view field) const {
  for (const Children& children : children_)
    if (children.field == field) return children.given;
  return false;
}

std::optional<std::vector<Id>>& Record::refs(std::string_view field) {
  for (Links& links : links_)
    if (links.field == field) return links.targets;
  check_failed("the entity has a refs field of that name", __FILE__, __LINE__);
}

}  // namespace tw::record
