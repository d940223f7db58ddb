#pragma once
// What a database holds, table by table, so that a test can say that nothing changed, or what did.

#include <map>
#include <string>
#include <vector>

#include "app/app.h"

namespace tw::testkit {

/// Table → hash over all its rows and columns.
using Fingerprint = std::map<std::string, std::size_t>;

Fingerprint fingerprint_of(app::App& app);
/// Names of the tables that differ.
std::vector<std::string> differences(const Fingerprint& before, const Fingerprint& after);

}  // namespace tw::testkit
