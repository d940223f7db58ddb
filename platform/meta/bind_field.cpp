#include "platform/meta/model.h"
#include "platform/meta/types/field_type.h"

namespace tw::meta {
namespace {

std::vector<std::string_view> type_words() {
  std::vector<std::string_view> words;
  for (const FieldTypeDef* type : all_types()) words.push_back(type->word);
  return words;
}

const FieldTypeDef* bind_type(MapReader& in) {
  const yaml::Node* value = in.need("type");
  if (value == nullptr) return nullptr;
  if (const FieldTypeDef* type = value->is_scalar() ? find_type(value->text) : nullptr) return type;
  const std::string hint =
      value->is_scalar() ? did_you_mean(value->text, type_words()) : std::string{};
  in.fault(*value, "type.unknown", "there is no field type \"" + value->text + "\"" + hint);
  return nullptr;
}

void bind_default(MapReader& in, FieldDef& field, const FieldTypeDef& type) {
  const yaml::Node* value = in.take("default");
  if (value == nullptr) return;
  const std::string text = text_in(in.context(), *value);
  if (type.default_holds != nullptr && type.default_holds(field, text)) {
    field.default_value = text;
  } else if (value->is_scalar()) {
    in.fault(*value, "default.invalid",
             "a " + std::string{type.word} + " field cannot have this default");
  }
}

/// A keyword that makes no sense on this type.
void require(MapReader& in, bool holds, std::string_view key, std::string code,
             const FieldTypeDef& type) {
  if (holds) return;
  in.fault(*in.node().find(key), std::move(code),
           "a " + std::string{type.word} + " field cannot have \"" + std::string{key} + "\"");
}

void bind_flags(MapReader& in, FieldDef& field, const FieldTypeDef& type) {
  field.required = in.flag("required");
  field.unique = in.flag("unique");
  field.search = in.flag("search");
  field.read_only = in.flag("read_only");
  field.personal = in.flag("personal", type.personal);
  field.filterable = in.flag("filterable", type.filterable);
  const std::optional<bool> index = in.flag_if_given("index");
  field.indexed = index.value_or(type.indexed) || field.unique;
  require(in, !field.unique || type.can_be_unique, "unique", "field.not_unique", type);
  require(in, !field.search || type.searchable, "search", "field.not_searchable", type);
  const bool can_be_indexed = type.storage != Storage::none && type.storage != Storage::json;
  require(in, !index.value_or(false) || can_be_indexed, "index", "field.not_indexable", type);
}

}  // namespace

FieldDef bind_field(Context& context, const yaml::Node& key, const yaml::Node& value) {
  FieldDef field;
  field.name = name_in(context, key);
  if (!expect_map(context, value, "a field")) return field;
  MapReader in{context, value, "a field"};
  const FieldTypeDef* type = bind_type(in);
  field.label = in.need_label("label");
  field.hint = in.label("hint");
  field.when = in.text("when");
  field.was = in.name("was");
  if (!field.was.empty() && field.was == field.name)
    in.fault(*value.find("was"), "field.same_name", "\"was\" names the field itself");
  if (type == nullptr) return field;  // its keys cannot be judged
  field.type = type->type;
  field.storage = type->storage;
  bind_flags(in, field, *type);
  if (type->bind != nullptr) type->bind(in, field);
  field.indexed = field.indexed || field.unique;
  bind_default(in, field, *type);
  in.finish();
  return field;
}

}  // namespace tw::meta
