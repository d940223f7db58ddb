#pragma once
// Is the expected part of the actual? Objects: each expected member. Lists: as many elements, each
// matching. Texts: equal; `*` is anything but null; `~word` a text that holds the word. Numbers by
// value.

#include <string>
#include <vector>

#include "platform/base/json.h"

namespace tw::testkit {

/// What differs, one line each, as `value.0.name: expected "A", found "B"`; empty when it matches.
std::vector<std::string> mismatches(const json::value& expected, const json::value& actual,
                                    const std::string& path = {});

}  // namespace tw::testkit
