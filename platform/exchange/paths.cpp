#include "platform/exchange/paths.h"

#include <algorithm>
#include <array>

namespace tw::exchange {
namespace {

using meta::FieldDef;
using meta::Type;

constexpr std::array<std::string_view, 5> address_members{"street", "city", "region", "postcode",
                                                          "country"};

bool is_history(const FieldDef& field) {
  static constexpr std::array<std::string_view, 4> names{"created_at", "created_by", "updated_at",
                                                         "updated_by"};
  return field.system && std::find(names.begin(), names.end(), field.name) != names.end();
}

bool importable(const FieldDef& field) {
  switch (field.type) {
    case Type::formula:
    case Type::rollup:
    case Type::secret:
    case Type::file:
    case Type::files:
    case Type::any_ref:
    case Type::lines: return false;
    default: break;
  }
  if (field.system)
    return is_history(field) || field.name == "id" || field.name == "owner" ||
           field.name == "department" || field.name == "tags";
  return !field.read_only || field.type == Type::sequence;
}

bool is_key(const FieldDef& field) {
  return field.storage == meta::Storage::text && !field.system && field.type != Type::secret &&
         field.type != Type::longtext && field.type != Type::richtext;
}

Label joined(const Label& first, const Label& second) {
  return {first.en + " › " + second.en, first.zh_cn + " › " + second.zh_cn,
          first.zh_tw + " › " + second.zh_tw};
}

bool is_required(const FieldDef& field) {
  return field.required && !field.system && field.default_value.empty() &&
         field.type != Type::sequence && field.type != Type::state && field.type != Type::boolean &&
         field.when.empty();
}

Label message_label(const meta::Catalogue& catalogue, std::string_view code) {
  return {catalogue.message(code, {}, Language::en), catalogue.message(code, {}, Language::zh_cn),
          catalogue.message(code, {}, Language::zh_tw)};
}

void list_field(const meta::Catalogue& catalogue, const FieldDef& field, const std::string& prefix,
                const Label* above, std::vector<MappingProposal::Path>& paths) {
  const Label label = above == nullptr ? field.label : joined(*above, field.label);
  const std::string path = prefix + field.name;
  paths.push_back({path, label, is_required(field)});
  if (field.target_entity != nullptr && field.type != Type::lines)
    for (const FieldDef* key : natural_keys(*field.target_entity))
      paths.push_back({path + "." + key->name, joined(label, key->label), false});
  if (field.type == Type::address)
    for (const std::string_view member : address_members) {
      const std::string name{member};
      const Label words = message_label(catalogue, "import.address_" + name);
      paths.push_back({path + "." + name, joined(label, words), false});
    }
}

std::optional<BoundPath> bind_field(const meta::EntityDef& entity, std::string_view path) {
  const std::size_t dot = path.find('.');
  const FieldDef* field = entity.find(path.substr(0, dot));
  if (field == nullptr || !importable(*field)) return std::nullopt;
  BoundPath bound;
  bound.field = field;
  if (dot == std::string_view::npos) return bound;
  const std::string_view rest = path.substr(dot + 1);
  if (field->type == Type::address) {
    for (const std::string_view member : address_members)
      if (member == rest) bound.member = rest;
    return bound.member.empty() ? std::nullopt : std::optional{bound};
  }
  if (!bound.is_reference()) return std::nullopt;
  if (rest == "id") {
    bound.key = &field->target_entity->field("id");
    return bound;
  }
  bound.key = field->target_entity->find(rest);
  if (bound.key == nullptr || !is_key(*bound.key)) return std::nullopt;
  return bound;
}

}  // namespace

std::optional<BoundPath> bind_path(const meta::EntityDef& entity, std::string_view path) {
  const std::size_t dot = path.find('.');
  if (dot != std::string_view::npos)
    if (const FieldDef* lines = entity.find(path.substr(0, dot));
        lines != nullptr && lines->type == Type::lines) {
      if (lines->read_only) return std::nullopt;
      std::optional<BoundPath> bound = bind_field(*lines->target_entity, path.substr(dot + 1));
      if (!bound || bound->field->name == lines->via || bound->field->system) return std::nullopt;
      bound->lines = lines;
      return bound;
    }
  return bind_field(entity, path);
}

std::vector<const FieldDef*> natural_keys(const meta::EntityDef& entity) {
  std::vector<const FieldDef*> keys;
  const auto add = [&](const FieldDef* field) {
    if (field != nullptr && is_key(*field) &&
        std::find(keys.begin(), keys.end(), field) == keys.end())
      keys.push_back(field);
  };
  add(entity.find(entity.match));
  for (const FieldDef& field : entity.fields())
    if (field.type == Type::sequence || field.unique) add(&field);
  for (const FieldDef& field : entity.fields())
    if (field.type == Type::email) add(&field);
  add(entity.find(entity.title));
  return keys;
}

std::vector<MappingProposal::Path> paths_of(const meta::Catalogue& catalogue,
                                            const meta::EntityDef& entity) {
  std::vector<MappingProposal::Path> paths;
  for (const FieldDef& field : entity.fields())
    if (importable(field) && !field.system) list_field(catalogue, field, "", nullptr, paths);
  for (const FieldDef& lines : entity.fields()) {
    if (lines.type != Type::lines || lines.read_only) continue;
    for (const FieldDef& field : lines.target_entity->fields())
      if (importable(field) && !field.system && field.name != lines.via)
        list_field(catalogue, field, lines.name + ".", &lines.label, paths);
  }
  for (const FieldDef& field : entity.fields())
    if (importable(field) && field.system) list_field(catalogue, field, "", nullptr, paths);
  return paths;
}

}  // namespace tw::exchange
