#include "platform/record/decoder.h"

#include <algorithm>
#include <array>

#include "platform/record/pipeline.h"

namespace tw::record {
namespace {

using meta::FieldDef;
using meta::Type;

bool ends_with(std::string_view text, std::string_view ending) {
  return text.size() > ending.size() && text.ends_with(ending);
}

/// The id in `accounts/0HZ…`, `accounts('0HZ…')` or a plain id.
std::string_view id_in(std::string_view bind) {
  if (const std::size_t open = bind.find("('");
      open != std::string_view::npos && bind.ends_with("')"))
    return bind.substr(open + 2, bind.size() - open - 4);
  const std::size_t slash = bind.rfind('/');
  return slash == std::string_view::npos ? bind : bind.substr(slash + 1);
}

/// Fields that an import with the right to keep authorship may set although the API may not.
bool keeps_authorship(const FieldDef& field) {
  static constexpr std::array<std::string_view, 4> names{"created_at", "created_by", "updated_at",
                                                         "updated_by"};
  return field.type == Type::sequence ||
         (field.system && std::find(names.begin(), names.end(), field.name) != names.end());
}

/// Faults of form: the caller's program is wrong, not the user's entry.
bool is_malformed(std::string_view code) {
  return code == "field.unknown" || code == "field.wrong_type";
}

}  // namespace

void Decoder::fault(Problem problem, const std::string& prefix) {
  Problems& list = is_malformed(problem.code) ? malformed_ : problems_;
  list.add(std::move(problem.code), prefix + problem.field, std::move(problem.params));
}

void Decoder::apply(const json::object& body, Record& record) {
  for (const auto& [name, value] : body) apply_member(name, value, record, "");
}

void Decoder::apply_member(std::string_view name, const json::value& value, Record& record,
                           const std::string& prefix) {
  const meta::EntityDef& entity = record.entity();
  if (apply_reference(name, value, record, prefix)) return;
  if (name.find('@') != std::string_view::npos) return;  // other annotations carry no data
  if (const FieldDef* field = entity.find(name)) {
    if (field->type == Type::lines) return apply_lines(*field, value, record, prefix);
    if (field->type == Type::refs) return apply_links(*field, value, record, prefix);
    if (field->type == Type::ref && !value.is_string() && !value.is_null())
      return;  // an expanded record sent back
    return apply_field(*field, value, record, prefix);
  }
  if (const meta::RelationDef* relation = entity.relation(name);
      relation != nullptr && value.is_array()) {
    std::size_t index = 0;
    for (const json::value& item : value.as_array()) {
      const std::string path = prefix + std::string{name} + "[" + std::to_string(index++) + "]";
      if (item.is_object())
        related_.push_back({relation, &item.as_object(), path});
      else
        malformed_.add("field.wrong_type", path, {{"expected", "object"}});
    }
    return;
  }
  malformed_.add("field.unknown", prefix + std::string{name},
                 {{"name", std::string{name}}, {"entity", entity.name}});
}

/// `account_id`, `account@odata.bind`, `teams_ids`, `teams@odata.bind`.
bool Decoder::apply_reference(std::string_view name, const json::value& value, Record& record,
                              const std::string& prefix) {
  const meta::EntityDef& entity = record.entity();
  const std::size_t bind = std::min(name.find("@odata.bind"), name.find("@bind"));
  if (bind != std::string_view::npos) {
    const FieldDef* field = entity.find(name.substr(0, bind));
    if (field == nullptr) return false;
    if (field->type == Type::refs)
      apply_links(*field, value, record, prefix);
    else if (value.is_string())
      apply_field(*field, json::value(id_in(value.as_string())), record, prefix);
    else
      apply_field(*field, value, record, prefix);
    return true;
  }
  if (ends_with(name, "_id"))
    if (const FieldDef* field = entity.find(name.substr(0, name.size() - 3));
        field != nullptr && field->type == Type::ref) {
      apply_field(*field, value, record, prefix);
      return true;
    }
  if (ends_with(name, "_ids"))
    if (const FieldDef* field = entity.find(name.substr(0, name.size() - 4));
        field != nullptr && field->type == Type::refs) {
      apply_links(*field, value, record, prefix);
      return true;
    }
  return false;
}

bool Decoder::writable(const FieldDef& field, const std::string& prefix) {
  if (authorship_ == Authorship::keep && keeps_authorship(field)) return true;
  const bool computed = field.type == Type::formula || field.type == Type::rollup;
  const bool system =
      field.system && field.name != "owner" && field.name != "department" && field.name != "tags";
  if (field.read_only || computed || system) return false;
  if (!prefix.empty()) return true;  // rights on lines are those on their parent
  if (permit_.right(field) == store::FieldRight::write) return true;
  problems_.add("field.not_permitted", field.name);
  return false;
}

void Decoder::apply_field(const FieldDef& field, const json::value& value, Record& record,
                          const std::string& prefix) {
  if (!writable(field, prefix)) return;
  Result<Value> decoded = decode_value(field, value);
  if (!decoded) return fault(decoded.error(), prefix);
  record.set(field, *std::move(decoded));
}

bool Decoder::same_lines(const std::vector<Record>& stored, const std::vector<Record>& given) {
  return std::equal(stored.begin(), stored.end(), given.begin(), given.end(),
                    [](const Record& before, const Record& now) {
                      return before.id() == now.id() && !now.changed_any();
                    });
}

void Decoder::apply_lines(const FieldDef& field, const json::value& value, Record& record,
                          const std::string& prefix) {
  if (!writable(field, prefix)) return;
  if (!value.is_array())
    return fault({"field.wrong_type", field.name, {{"expected", "list"}}}, prefix);
  for (Record::Children& children : record.children_) {
    if (children.field != field.name) continue;
    std::vector<Record> stored = std::move(children.lines);
    children.lines.clear();
    std::size_t index = 0;
    for (const json::value& item : value.as_array()) {
      const std::string path = prefix + field.name + "[" + std::to_string(index++) + "]";
      if (!item.is_object()) {
        malformed_.add("field.wrong_type", path, {{"expected", "object"}});
        continue;
      }
      Record line{*field.target_entity};
      if (const json::value* id = item.as_object().if_contains("id");
          id != nullptr && id->is_string()) {
        const auto known = std::find_if(stored.begin(), stored.end(), [&](const Record& other) {
          return other.id().text() == std::string_view{id->as_string()};
        });
        if (known == stored.end())
          problems_.add("field.no_such_record", path + ".id",
                        {{"value", std::string{id->as_string()}}});
        else
          line = *known;
      }
      for (const auto& [name, member] : item.as_object())
        if (std::string_view{name} != field.via + "_id")
          apply_member(name, member, line, path + ".");
      children.lines.push_back(std::move(line));
    }
    children.given = children.given || record.is_new() || !same_lines(stored, children.lines);
  }
}

void Decoder::apply_links(const FieldDef& field, const json::value& value, Record& record,
                          const std::string& prefix) {
  if (!writable(field, prefix)) return;
  if (!value.is_array())
    return fault({"field.wrong_type", field.name, {{"expected", "list"}}}, prefix);
  std::vector<Id> targets;
  for (const json::value& item : value.as_array()) {
    const json::value* text = item.is_object() ? item.as_object().if_contains("id") : &item;
    if (text == nullptr || !text->is_string())
      return fault({"field.wrong_type", field.name, {{"expected", "list of references"}}}, prefix);
    const Result<Id> id = Id::parse(id_in(text->as_string()));
    if (!id)
      return fault(
          {"field.no_such_record", field.name, {{"value", std::string{text->as_string()}}}},
          prefix);
    targets.push_back(*id);
  }
  std::sort(targets.begin(), targets.end());
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  record.refs(field.name) = std::move(targets);
}

}  // namespace tw::record
