// One suite guards every entity of every module (platform/testkit/conformance.h).
#include "platform/testkit/conformance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gen/embedded.h"
#include "platform/testkit/databases.h"

namespace tw::testkit {
namespace {

using ::testing::IsEmpty;
using Parameter = std::tuple<std::string, std::string>;  // entity, database

const Oracle& oracle() {
  static const Oracle read;
  return read;
}

std::string name_of(const ::testing::TestParamInfo<Parameter>& info) {
  return std::get<0>(info.param) + "_" + std::get<1>(info.param);
}

class Conformance : public ::testing::TestWithParam<Parameter> {
 protected:
  TestApp app{std::get<1>(GetParam())};
  const meta::EntityDef& entity = app.app().catalogue->entity(std::get<0>(GetParam()));
};

TEST_P(Conformance, WhatIsDeclaredIsWhole) {
  EXPECT_THAT(catalogue_faults(entity, app.app()), IsEmpty());
}

TEST_P(Conformance, EveryRoleReachesWhatItMayAndNothingElse) {
  EXPECT_THAT(access_faults(entity, app, oracle()), IsEmpty());
}

TEST_P(Conformance, WhatIsOutOfSightAnswersLikeWhatIsMissing) {
  EXPECT_THAT(silence_faults(entity, app, oracle()), IsEmpty());
}

TEST_P(Conformance, WhatIsHiddenCannotBeFoundOut) {
  EXPECT_THAT(secrecy_faults(entity, app, oracle()), IsEmpty());
}

TEST_P(Conformance, WhatNobodyMayWriteIsNotWritten) {
  EXPECT_THAT(mass_assignment_faults(entity, app), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(, Conformance,
                         ::testing::Combine(::testing::ValuesIn(oracle().entities()),
                                            ::testing::ValuesIn(database_kinds())),
                         name_of);

TEST(ConformanceSuite, KnowsEveryEntityOfTheCatalogue) {
  const auto catalogue = meta::Catalogue::from_json(app::embedded_catalogue());
  std::set<std::string> names;
  for (const auto& entity : catalogue->entities()) names.insert(entity->name);
  EXPECT_EQ(names, oracle().entities());
}

}  // namespace
}  // namespace tw::testkit
