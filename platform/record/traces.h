#pragma once
// What a write leaves behind: the audit diff, the outbox row, the running number, the parents'
// rollups.

#include "platform/record/conditions.h"
#include "platform/record/pipeline.h"

namespace tw::record {

enum class Change : std::uint8_t { create, update, remove, restore };

/// {field: {old, new}} of everything that changed; secrets are left out.
json::object diff_of(const Record& record);
json::value value_json(const meta::FieldDef& field, const Value& value);
void write_audit(Unit& unit, const Record& record, Change change, std::string_view via,
                 const json::object& changes);
/// Recomputes the rollups that this record feeds, on its parents before and after.
void refresh_rollups(Unit& unit, const Conditions& conditions, const Record& record);
/// Recomputes the record's own rollups over its lines.
void refresh_own_rollups(Unit& unit, const Conditions& conditions, Record& record);

}  // namespace tw::record
