#pragma once
// What holds of every entity of every module, present and future. Each function answers with the
// faults it found, in words; none is the good answer.

#include <string>
#include <vector>

#include "platform/testkit/oracle.h"
#include "platform/testkit/test_app.h"

namespace tw::testkit {

using Faults = std::vector<std::string>;

/// Labels in every language, names that mean something, actions with code or a target state, states
/// that can be reached.
Faults catalogue_faults(const meta::EntityDef& entity, const app::App& app);
/// Every role against records of its own, of the team, of the department and of the sibling: list,
/// count, one, search, update, delete, create and export answer as the oracle says; what is denied
/// leaves no trace (S3).
Faults access_faults(const meta::EntityDef& entity, TestApp& app, const Oracle& oracle);
/// Whatever is asked of a record out of sight (read, write, action, navigation, reference) answers
/// byte for byte like one that does not exist, headers included, and changes nothing (S4).
Faults silence_faults(const meta::EntityDef& entity, TestApp& app, const Oracle& oracle);
/// Hidden and masked fields in every place where a value could come through.
Faults secrecy_faults(const meta::EntityDef& entity, TestApp& app, const Oracle& oracle);
/// Every field that nobody may write, sent in every write, has no effect (S14).
Faults mass_assignment_faults(const meta::EntityDef& entity, TestApp& app);

}  // namespace tw::testkit
