// The published purchases of a CD shop, classified as our users do: figures that anybody can check.
#include <gtest/gtest.h>
#include <zlib.h>

#include <array>
#include <cstdlib>
#include <map>
#include <sstream>

#include "modules/analytics/src/abc_classes.h"
#include "platform/testkit/databases.h"

namespace tw::analytics {
namespace {

std::string reference_file() {
  const char* given = std::getenv("TRADEWIND_REFERENCE_DATA");
  const std::filesystem::path folder =
      given != nullptr ? std::filesystem::path{given}
                       : testkit::repository().parent_path() / "shared" / "data";
  return (folder / "cdnow" / "CDNOW_master.txt.gz").string();
}

/// Lines of `customer date discs dollars`, summed by customer.
std::vector<Contribution> contributions(const std::string& path, std::int64_t& purchases) {
  std::map<std::int64_t, Contribution> by_customer;
  gzFile file = gzopen(path.c_str(), "rb");
  std::array<char, 200> line{};
  while (gzgets(file, line.data(), static_cast<int>(line.size())) != nullptr) {
    std::istringstream words{line.data()};
    std::int64_t customer = 0;
    std::string date;
    std::string discs;
    std::string dollars;
    if (!(words >> customer >> date >> discs >> dollars)) continue;  // the head
    Contribution& one = by_customer[customer];
    one.account = Id{customer};
    one.value += *Decimal::parse(dollars);
    ++one.orders;
    ++purchases;
  }
  gzclose(file);
  std::vector<Contribution> out;
  for (const auto& [number, one] : by_customer) out.push_back(one);
  return out;
}

TEST(ReferenceData, TheCdShopsCustomersFallIntoTheKnownClasses) {
  const std::string path = reference_file();
  if (!std::filesystem::exists(path))
    GTEST_SKIP() << "no reference data: set TRADEWIND_REFERENCE_DATA (looked for " << path << ")";
  std::int64_t purchases = 0;
  const std::vector<Contribution> customers = contributions(path, purchases);
  EXPECT_EQ(purchases, 69'659);
  ASSERT_EQ(customers.size(), 23'570u);

  const std::vector<Classified> ranked = classify(customers, AbcRule{});
  std::array<int, 3> counts{};
  Decimal sum;
  for (const Classified& one : ranked) {
    ++counts[static_cast<std::size_t>(one.cls)];
    sum += one.of.value;
  }
  EXPECT_EQ(counts, (std::array{7'695, 8'044, 7'831}));
  EXPECT_EQ(sum, *Decimal::parse("2500315.63"));
  EXPECT_EQ(ranked.back().cumulative, Decimal{100});
}

}  // namespace
}  // namespace tw::analytics
