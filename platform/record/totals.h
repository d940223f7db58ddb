#pragma once
// Rollups: counts, sums, first and last values kept on a record, over the records that refer to it.

#include "platform/record/conditions.h"
#include "platform/record/pipeline.h"

namespace tw::record {

/// Computes rollups of one entity anew for all of `owners` and stores them.
void refresh_totals(Unit& unit, const Conditions& conditions,
                    const std::set<const RollupSource*>& sources, const std::set<Id>& owners);
/// Recomputes the record's own rollups over its lines.
void refresh_own_totals(Unit& unit, const Conditions& conditions, Record& record);

}  // namespace tw::record
