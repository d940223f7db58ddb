// The test company itself: what every other test takes for granted.
#include "platform/testkit/fingerprint.h"
#include "platform/testkit/fixture.h"

namespace tw::testkit {
namespace {

class TestAppTest : public AppTest {};

TEST_P(TestAppTest, EverybodySignsInWithTheirRole) {
  for (const Person& person : people()) {
    const Answer me = app().get("/api/v1/auth/me", person.name);
    ASSERT_EQ(me.status, 200) << me.text;
    EXPECT_EQ(me.string("email"), person.email());
    EXPECT_EQ(me.string("roles.0"), person.role) << person.name;
    EXPECT_EQ(me.string("today"), "2026-06-15");
  }
  EXPECT_EQ(app().get("/api/v1/accounts", "").status, 401);
}

TEST_P(TestAppTest, TheSeedsAreThere) {
  EXPECT_EQ(app().get("/api/v1/currencies?$filter=code eq 'USD'").count(), 1);
  EXPECT_EQ(app().get("/api/v1/class_schemes?$filter=code eq 'abc'").count(), 1);
  EXPECT_EQ(app().get("/api/v1/service_policies").count(), 3);
}

TEST_P(TestAppTest, OneTestDoesNotSeeAnother) {
  ASSERT_EQ(app().post("/api/v1/accounts", R"({"name":"Nordlicht"})").status, 201);
  EXPECT_EQ(app().get("/api/v1/accounts").count(), 1);
}

TEST_P(TestAppTest, NorWhatThatOneWrote) { EXPECT_EQ(app().get("/api/v1/accounts").count(), 0); }

TEST_P(TestAppTest, FingerprintsTellWhichTablesChanged) {
  const Fingerprint before = fingerprint_of(app().app());
  EXPECT_TRUE(differences(before, fingerprint_of(app().app())).empty());
  ASSERT_EQ(app().post("/api/v1/tags", R"({"name":"VIP"})").status, 201);
  const std::vector<std::string> changed = differences(before, fingerprint_of(app().app()));
  EXPECT_EQ(changed, std::vector<std::string>{"tags"});
}

FOR_EACH_DATABASE(TestAppTest);

}  // namespace
}  // namespace tw::testkit
