#include "platform/base/id.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <thread>
#include <unordered_set>
#include <vector>

#include "platform/base/seams.h"
#include "platform/base/text.h"

namespace tw {
namespace {

DateTime at(const char* iso) { return *DateTime::parse(iso); }

TEST(IdText, IsThirteenDigitsThatReadBack) {
  EXPECT_EQ(Id{1}.text(), "0000000000001");
  EXPECT_EQ(Id{31}.text(), "000000000000Z");
  EXPECT_EQ(Id{32}.text(), "0000000000010");
  EXPECT_EQ(Id{std::numeric_limits<std::int64_t>::max()}.text(), "7ZZZZZZZZZZZZ");
  const auto random = seeded_random(1);
  for (int i = 0; i < 10'000; ++i) {
    const Id id{static_cast<std::int64_t>(random->next() >> 1)};
    ASSERT_EQ(*Id::parse(id.text()), id);
    ASSERT_EQ(*Id::parse(lower_ascii(id.text())), id);
  }
}

TEST(IdText, SortsLikeTheNumber) {
  const auto random = seeded_random(2);
  for (int i = 0; i < 10'000; ++i) {
    const Id a{static_cast<std::int64_t>(random->next() >> 1)};
    const Id b{static_cast<std::int64_t>(random->next() >> 1)};
    ASSERT_EQ(a < b, a.text() < b.text());
  }
}

TEST(IdText, LettersTakenForDigitsAreUnderstood) {
  EXPECT_EQ(*Id::parse("0ILiloO000000"), *Id::parse("0111100000000"));
}

TEST(IdText, RefusesWhatIsNoId) {
  for (const char* text : {"", "1", "000000000000", "00000000000001", "000000000000U",
                           "8000000000000", "ZZZZZZZZZZZZZ", "00000-0000001", "0000000000 01",
                           "+000000000001", "0000000000000", "ooooooooooooo"}) {
    const auto id = Id::parse(text);
    ASSERT_FALSE(id) << text;
    EXPECT_EQ(id.error().code, "id.malformed");
  }
  EXPECT_FALSE(Id::parse(std::string(13, '\0')));
  EXPECT_FALSE(
      Id::parse("\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80"
                "0"));
}

TEST(IdSourceTest, TellsWhenTheIdWasMade) {
  const ManualClock clock{at("2026-11-21T08:30:00.123Z")};
  const auto random = seeded_random(3);
  IdSource ids{clock, *random};
  EXPECT_EQ(ids.next().created_ms(), clock.now().ms());
}

TEST(IdSourceTest, AscendsWhileTheClockStandsStill) {
  const ManualClock clock{at("2026-11-21T08:30:00Z")};
  const auto random = seeded_random(4);
  IdSource ids{clock, *random};
  Id last;
  for (int i = 0; i < 100'000; ++i) {
    const Id next = ids.next();
    ASSERT_LT(last, next);
    last = next;
  }
  EXPECT_EQ(last.created_ms(), clock.now().ms());
}

TEST(IdSourceTest, AscendsWhileTheClockJumpsAbout) {
  ManualClock clock{at("2026-11-21T08:30:00Z")};
  const auto random = seeded_random(5);
  IdSource ids{clock, *random};
  Id last;
  for (int i = 0; i < 20'000; ++i) {
    const Id next = ids.next();
    ASSERT_LT(last, next);
    last = next;
    const auto step = static_cast<std::int64_t>(random->next() % 7'200'000) - 3'600'000;
    clock.advance_ms(step);
  }
}

TEST(IdSourceTest, SurvivesClocksOutsideTheYearsItCanWrite) {
  const auto random = seeded_random(6);
  ManualClock clock{at("1969-01-01T00:00:00Z")};
  IdSource early{clock, *random};
  const Id first = early.next();
  EXPECT_FALSE(first.empty());
  EXPECT_LT(first, early.next());
  clock.set(at("9999-12-31T23:59:59Z"));
  EXPECT_LT(first, early.next());
}

TEST(IdSourceTest, RunsOverIntoTheNextMillisecondWhenOneIsFull) {
  const ManualClock clock{at("2026-11-21T08:30:00Z")};
  const auto random = seeded_random(7);
  IdSource ids{clock, *random};
  Id last = ids.next();
  for (int i = 0; i < (1 << 22); ++i) {
    const Id next = ids.next();
    ASSERT_LT(last, next);
    last = next;
  }
  EXPECT_EQ(last.created_ms(), clock.now().ms() + 1);
}

TEST(IdSourceTest, NeverGivesOneIdToTwoThreads) {
  const auto clock = system_clock();
  const auto random = system_random();
  IdSource ids{*clock, *random};
  constexpr std::size_t per_thread = 20'000;
  std::vector<std::vector<Id>> made(4);
  std::vector<std::thread> threads;
  for (auto& mine : made) {
    threads.emplace_back([&ids, &mine] {
      for (std::size_t i = 0; i < per_thread; ++i) mine.push_back(ids.next());
    });
  }
  for (auto& thread : threads) thread.join();
  std::unordered_set<Id> all;
  for (const auto& mine : made) {
    EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
    all.insert(mine.begin(), mine.end());
  }
  EXPECT_EQ(all.size(), per_thread * made.size());
}

}  // namespace
}  // namespace tw
