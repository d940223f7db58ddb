#pragma once
// The declared rules of a record: defaults, required fields, states, unique values, references that
// exist. Each adds its problems; none stops at the first.

#include "platform/record/conditions.h"
#include "platform/record/pipeline.h"

namespace tw::record {

struct RuleContext {
  Unit& unit;
  const Conditions& conditions;
  bool keep_authorship = false;
};

/// Fills empty fields of a new record: declared defaults, first state, owner and department of the
/// caller.
void apply_defaults(const RuleContext& context, Record& record);
/// A record lies in its owner's department unless the input names another.
void follow_owner(const RuleContext& context, Record& record);
void check_states(const RuleContext& context, const Record& record, Problems& problems,
                  const std::string& prefix);
void check_required(const RuleContext& context, const Record& record, Problems& problems,
                    const std::string& prefix);
void check_unique(const RuleContext& context, const Record& record, Problems& problems,
                  const std::string& prefix);
/// Changed references must name records that exist and that the caller may see (the same answer for
/// both).
void check_references(const RuleContext& context, Record& record, Problems& problems,
                      const std::string& prefix);
/// The owner set by the caller must lie within what the caller may edit.
void check_owner(const RuleContext& context, const Record& record, const store::Permit& permit,
                 Problems& problems);

}  // namespace tw::record
