#pragma once
// What a write leaves behind in the history.

#include "platform/record/pipeline.h"

namespace tw::record {

enum class Change : std::uint8_t { create, update, remove, restore };

/// {field: {old, new}} of everything that changed; secrets are left out.
json::object diff_of(const Record& record);
json::value value_json(const meta::FieldDef& field, const Value& value);
void write_audit(Unit& unit, const Record& record, Change change, std::string_view via,
                 const json::object& changes);
}  // namespace tw::record
