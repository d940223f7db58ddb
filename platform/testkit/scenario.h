#pragma once
// Scenarios: stories told through the API, as YAML beside the module that they are about. Each runs
// on a company of its own (test_app.h). A file is a list of steps, run in order:
//
//   - as: sales_rep                      # who asks; stays until another step says otherwise
//     post: /api/v1/accounts             # get, post, patch, put, delete
//     headers: { If-Match: "${etag}" }
//     body: { name: Nordlicht GmbH }     # a map, or a text sent as it is
//     capture: { id: id, etag: "header:ETag" }
//     expect:
//       status: 201
//       body: { name: Nordlicht GmbH }   # a part of the answer: see matching.h
//       text: "~CR-2026"                 # the answer as text, for what is not JSON
//       headers: { ETag: "*" }
//       code: record.invalid             # of a problem answer
//       problems: [field.required]       # exactly these codes, in any order
//       absent: [credit_limit]           # paths that the answer must not have
//       count: 0                         # length of `value`
//       has: [{ name: A }]               # each matches some element of `value`
//       has_not: [{ name: B }]           # none matches
//   - run_jobs: true                     # everything that is due
//   - advance: P3D                       # the clock
//
// Every request needs an `expect` with a status. `${name}` is what an earlier step captured;
// `${today}`, `${today+3}`, `${user.sales_rep}` and `${department.one}` are known from the start.
// Unknown keys and unknown variables are faults.

#include <string>
#include <vector>

#include "platform/testkit/test_app.h"

namespace tw::testkit {

/// `*.scenario.yaml` below the folder (a path from the repository's root), sorted.
std::vector<std::string> scenario_files(const std::string& folder);

/// Runs the file; what went wrong, each line with the step's place. The first bad step ends it,
/// since all later ones build on it.
std::vector<std::string> run_scenario(TestApp& app, const std::string& file);

}  // namespace tw::testkit
