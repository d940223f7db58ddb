#include <gtest/gtest.h>

#include "modules/analytics/src/contact_plan.h"

namespace tw::analytics {
namespace {

const Date today = *Date::of(2026, 6, 15);

TEST(ContactDue, ComesTheGivenDaysAfterTheLastContact) {
  EXPECT_EQ(contact_due(*Date::of(2026, 6, 1), 30, today), *Date::of(2026, 7, 1));
  EXPECT_EQ(contact_due(today, 1, today), *Date::of(2026, 6, 16));
}

TEST(ContactDue, IsTomorrowWhenItIsLate) {
  EXPECT_EQ(contact_due(*Date::of(2026, 1, 1), 30, today), *Date::of(2026, 6, 16));
  EXPECT_EQ(contact_due(*Date::of(2026, 5, 16), 30, today), *Date::of(2026, 6, 16));  // is today
}

TEST(ContactDue, IsTomorrowForWhomNobodyEverContacted) {
  EXPECT_EQ(contact_due(std::nullopt, 30, today), *Date::of(2026, 6, 16));
}

TEST(ContactDue, GoesOverTheEndOfTheYear) {
  EXPECT_EQ(contact_due(*Date::of(2026, 12, 20), 30, *Date::of(2026, 12, 31)),
            *Date::of(2027, 1, 19));
}

}  // namespace
}  // namespace tw::analytics
