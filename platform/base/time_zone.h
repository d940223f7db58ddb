#pragma once
// Time zones by their names in the IANA list (`Asia/Shanghai`). Any thread.

#include <string>

#include "platform/base/date.h"

namespace tw {

bool is_time_zone(const std::string& name);
/// The minutes by which local time is ahead of UTC at that instant. An empty name is China's zone;
/// an unknown one counts as UTC.
int offset_minutes(const std::string& time_zone, DateTime at);

}  // namespace tw
