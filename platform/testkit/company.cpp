#include "platform/testkit/company.h"

#include <unistd.h>

#include <cstdlib>

#include "app/commands.h"
#include "platform/base/check.h"
#include "platform/store/tests/scratch_schema.h"

namespace tw::testkit {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

struct Place {
  std::string_view code, name, above;
};
constexpr Place places[]{
    {"head", "总部", ""}, {"one", "外贸一部", "head"}, {"two", "外贸二部", "head"}};
constexpr std::string_view team_name = "华东组";

/// A company made an hour before the tests begin, so that no id of a test meets one of its own.
class Founded : public Company {
 public:
  void found(const Config& config) {
    Config dated = config;
    dated.clock_file = place_.file("clock");
    const DateTime before = start_of_tests().plus_ms(-hour_ms);
    system_files()->write_durable(dated.clock_file, before.text());
    app::init(dated,
              {"测试贸易有限公司", people().front().email(), std::string{test_password}, false});
    app::App app{config, std::make_unique<ManualClock>(before.plus_ms(60'000)), seeded_random(1)};
    app.records.run(access::Gate::system(*app.catalogue, *app.clock), [&](record::Unit& unit) {
      for (const Place& one : places) add_department(unit, one);
      team_ = unit.create(unit.entity("team"), {{"name", team_name}}).id;
      for (const Person& person : people()) add_person(unit, person);
    });
    for (const auto& [name, id] : users) keys[name] = app.authenticator.create_api_key(id, "tests");
    app.database->backup(backup());
  }

 protected:
  std::string backup() const { return place_.file("company.backup"); }
  TemporaryDirectory place_;

 private:
  void add_department(record::Unit& unit, const Place& one) {
    json::object body{{"code", one.code}, {"name", one.name}};
    if (!one.above.empty()) body["parent_id"] = departments.find(one.above)->second.text();
    departments[std::string{one.code}] = unit.create(unit.entity("department"), body).id;
  }

  void add_person(record::Unit& unit, const Person& person) {
    const meta::EntityDef& entity = unit.entity("user");
    const auto role = unit.find(unit.entity("role"), "code", Value{person.role});
    CHECK(role.has_value());
    json::object body{{"name", person.name},
                      {"email", person.email()},
                      {"roles_ids", json::array{role->id().text()}}};
    if (!person.department.empty())
      body["department_id"] = departments.find(person.department)->second.text();
    if (!person.team.empty()) body["teams_ids"] = json::array{team_.text()};
    const auto known = unit.find(entity, "email", Value{person.email()});
    users[std::string{person.name}] =
        known ? unit.update(entity, known->id(), body).id : unit.create(entity, body).id;
  }

  Id team_;
};

class OnSqlite final : public Founded {
 public:
  OnSqlite() {
    Config config;
    config.data_directory = place_.file("data");
    found(config);
  }
  Config copy_to(const std::string& directory) const override {
    std::filesystem::create_directories(directory);
    std::filesystem::copy_file(backup(), directory + "/tradewind.db");
    Config config;
    config.data_directory = directory;
    return config;
  }
};

/// One schema for the process: each test app begins by restoring the company into it.
class OnPostgres final : public Founded {
 public:
  OnPostgres()
      : schema_{std::getenv("TRADEWIND_TEST_POSTGRES"), "test_" + std::to_string(::getpid())} {
    Config config;
    config.data_directory = place_.file("data");
    config.database = schema_.uri();
    found(config);
  }
  Config copy_to(const std::string& directory) const override {
    std::filesystem::create_directories(directory);
    Config config;
    config.data_directory = directory;
    config.database = schema_.uri();
    store::Database::open(app::database_options(config, store::Use::alone))->restore(backup());
    return config;
  }

 private:
  store::testing::ScratchSchema schema_;
};

}  // namespace

const Company& company_on(const std::string& database_kind) {
  static std::map<std::string, std::unique_ptr<Company>> made;
  std::unique_ptr<Company>& company = made[database_kind];
  if (company == nullptr && database_kind == "postgres") company = std::make_unique<OnPostgres>();
  if (company == nullptr) company = std::make_unique<OnSqlite>();
  return *company;
}

}  // namespace tw::testkit
