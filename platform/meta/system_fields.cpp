// The columns that every entity has and those that traits add, in the order that catalogue.h
// promises.

#include "platform/meta/model.h"

namespace tw::meta {
namespace {

FieldDef make(std::string name, Type type, Storage storage) {
  FieldDef field;
  field.name = std::move(name);
  field.type = type;
  field.storage = storage;
  field.system = true;
  field.read_only = true;
  return field;
}

FieldDef instant(std::string name) {
  FieldDef field = make(std::move(name), Type::datetime, Storage::datetime);
  field.indexed = true;
  return field;
}

FieldDef reference(std::string name, std::string target, OnDelete on_delete) {
  FieldDef field = make(std::move(name), Type::ref, Storage::id);
  field.target = std::move(target);
  field.on_delete = on_delete;
  return field;
}

/// Who owns a record decides who sees it, so a user or department that still owns some cannot be
/// deleted.
FieldDef owning(std::string name, std::string target, std::string otherwise) {
  FieldDef field = reference(std::move(name), std::move(target), OnDelete::restrict);
  field.read_only = false;
  field.indexed = true;
  field.default_value = std::move(otherwise);
  return field;
}

std::vector<FieldDef> common_fields() {
  std::vector<FieldDef> fields;
  FieldDef id = make("id", Type::ref, Storage::id);
  id.required = true;
  fields.push_back(std::move(id));
  FieldDef version = make("version", Type::integer, Storage::integer);
  version.required = true;
  version.filterable = false;
  fields.push_back(std::move(version));
  fields.push_back(instant("created_at"));
  fields.push_back(reference("created_by", "user", OnDelete::set_null));
  fields.push_back(instant("updated_at"));
  fields.push_back(reference("updated_by", "user", OnDelete::set_null));
  return fields;
}

}  // namespace

void add_system_fields(Model& model, const EntityDraft& draft) {
  std::vector<FieldDef> fields = common_fields();
  if (draft.entity->has(Trait::owned)) {
    fields.push_back(owning("owner", "user", "me"));
    fields.push_back(owning("department", "department", "my_department"));
  }
  if (draft.entity->has(Trait::recyclable)) fields.push_back(instant("deleted_at"));
  if (draft.entity->has(Trait::taggable)) {
    FieldDef tags = make("tags", Type::tags, Storage::json);
    tags.read_only = false;
    fields.push_back(std::move(tags));
  }
  for (FieldDef& field : fields) {
    const auto label = model.system_labels->find(field.name);
    if (label != model.system_labels->end()) {
      field.label = label->second;
    } else if (model.whole) {
      draft.fault(model.report(), *draft.root, "label.missing",
                  "platform/meta/system_fields.yaml has no label for \"" + field.name + "\"");
    } else {
      field.label = {field.name, field.name, field.name};  // an excerpt in a test
    }
  }
  draft.fields->insert(draft.fields->begin(), fields.begin(), fields.end());
}

}  // namespace tw::meta
