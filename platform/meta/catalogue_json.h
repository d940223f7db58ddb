#pragma once
// The catalogue's JSON: embedded in the program, and the source of the web's catalogue endpoint.
// What is at its default is left out; the order is that of the files and of the declarations, so
// equal YAML gives equal bytes.

#include "platform/base/json.h"
#include "platform/meta/catalogue.h"

namespace tw::meta {

void write_label(JsonWriter& out, const Label& label);
void write_field(JsonWriter& out, const FieldDef& field);
void write_relation(JsonWriter& out, const RelationDef& relation);
void write_action(JsonWriter& out, const ActionDef& action);
void write_views(JsonWriter& out, const Views& views);
void write_entity(JsonWriter& out, const EntityDef& entity);
void write_module(JsonWriter& out, const ModuleDef& module);
void write_role(JsonWriter& out, const RoleDef& role);

}  // namespace tw::meta
