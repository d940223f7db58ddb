#include "platform/work/schedule.h"

#include <gtest/gtest.h>

namespace tw::work {
namespace {

constexpr int shanghai = 480;

DateTime at(std::string_view text) { return *DateTime::parse(text); }

TEST(Schedule, DailyWorkIsDueAtThatTimeOfTheCompany) {
  const Schedule daily{"plan", "plan", 0, "06:00"};
  EXPECT_EQ(last_due(daily, at("2026-06-15T02:00:00Z"), shanghai), at("2026-06-14T22:00:00Z"));
  EXPECT_EQ(last_due(daily, at("2026-06-14T21:59:59Z"), shanghai), at("2026-06-13T22:00:00Z"));
  EXPECT_EQ(last_due(daily, at("2026-06-14T22:00:00Z"), shanghai), at("2026-06-14T22:00:00Z"));
}

TEST(Schedule, WorkEverySoManyMinutesBeginsAtTheFullPeriod) {
  const Schedule often{"sweep", "sweep", 15, ""};
  EXPECT_EQ(last_due(often, at("2026-06-15T02:14:59Z"), shanghai), at("2026-06-15T02:00:00Z"));
  EXPECT_EQ(last_due(often, at("2026-06-15T02:15:00Z"), shanghai), at("2026-06-15T02:15:00Z"));
}

TEST(Schedule, ATimeThatIsNoneIsNeverDue) {
  EXPECT_EQ(last_due({"x", "x", 0, ""}, at("2026-06-15T02:00:00Z"), shanghai), std::nullopt);
  EXPECT_EQ(last_due({"x", "x", 0, "6:00"}, at("2026-06-15T02:00:00Z"), shanghai), std::nullopt);
}

}  // namespace
}  // namespace tw::work
