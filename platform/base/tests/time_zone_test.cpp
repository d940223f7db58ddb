#include "platform/base/time_zone.h"

#include <gtest/gtest.h>

namespace tw {
namespace {

TEST(TimeZone, KnowsSummerTimeAndTheFirmsOwnZone) {
  const DateTime winter = DateTime::parse("2026-01-15T12:00:00Z").value();
  const DateTime summer = DateTime::parse("2026-07-15T12:00:00Z").value();
  EXPECT_EQ(offset_minutes("", winter), 480);
  EXPECT_EQ(offset_minutes("Asia/Kolkata", winter), 330);
  EXPECT_EQ(offset_minutes("Europe/Berlin", winter), 60);
  EXPECT_EQ(offset_minutes("Europe/Berlin", summer), 120);
  EXPECT_EQ(offset_minutes("America/New_York", summer), -240);
}

TEST(TimeZone, KnowsWhatIsNone) {
  EXPECT_TRUE(is_time_zone("Asia/Shanghai"));
  EXPECT_FALSE(is_time_zone("Asia/Nowhere"));
  EXPECT_FALSE(is_time_zone("somewhere"));
}

}  // namespace
}  // namespace tw
