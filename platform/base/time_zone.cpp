#include "platform/base/time_zone.h"

#include <unicode/timezone.h>

#include <memory>
#include <unordered_map>

namespace tw {
namespace {

/// Making a zone costs more than reading a record; a firm has few of them.
const icu::TimeZone& zone_of(const std::string& name) {
  constexpr std::size_t most = 64;
  thread_local std::unordered_map<std::string, std::unique_ptr<icu::TimeZone>> known;
  if (known.size() >= most) known.clear();
  std::unique_ptr<icu::TimeZone>& zone = known[name];
  if (zone == nullptr)
    zone.reset(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
  return *zone;
}

}  // namespace

bool is_time_zone(const std::string& name) { return zone_of(name) != icu::TimeZone::getUnknown(); }

int offset_minutes(const std::string& time_zone, DateTime at) {
  int32_t raw = 0;
  int32_t daylight = 0;
  UErrorCode status = U_ZERO_ERROR;
  zone_of(time_zone.empty() ? "Asia/Shanghai" : time_zone)
      .getOffset(static_cast<UDate>(at.ms()), false, raw, daylight, status);
  return U_SUCCESS(status) ? (raw + daylight) / 60'000 : 0;
}

}  // namespace tw
