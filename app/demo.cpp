#include "app/demo.h"

#include <fmt/format.h>

#include <array>
#include <cstdio>

#include "app/seed.h"

namespace tw::app {
namespace {

/// The day that the files of demo/ take for today (demo/README.md).
Date anchor() { return *Date::of(2026, 6, 30); }

struct DemoUser {
  std::string_view email, who, role;
};
constexpr std::array demo_users{
    DemoUser{"admin@wangchao.example", "周志明", "administrator 管理员"},
    DemoUser{"manager@wangchao.example", "林洁", "sales manager 销售经理"},
    DemoUser{"sales@wangchao.example", "陈思远", "salesperson 业务员"},
    DemoUser{"service@wangchao.example", "沈倩", "customer service 客服"},
    DemoUser{"viewer@wangchao.example", "郑国栋", "read only 只读"},
};

void set_passwords(App& app, const std::string& password) {
  app.database->write([&](store::Transaction& tx) {
    for (const DemoUser& user : demo_users)
      if (const std::optional<Id> id = app.directory.find_by_email(user.email))
        app.authenticator.set_password(tx, *id, password);
  });
}

/// The first classification, and the tasks that the service policies make of it.
void classify_customers(App& app, const access::Gate& gate) {
  app.records.run(gate, [](record::Unit& unit) {
    const meta::EntityDef& schemes = unit.entity("class_scheme");
    const std::optional<record::Record> abc = unit.find(schemes, "code", Value{"abc"});
    if (abc) unit.act(schemes, abc->id(), *schemes.action("run"), {}, {});
  });
  app.work.run_due();
}

}  // namespace

void load_demo(App& app, const std::string& password) {
  const access::Gate gate = access::Gate::system(*app.catalogue, *app.clock);
  import_folder(app, "demo/", gate.environment().today.days() - anchor().days());
  classify_customers(app, gate);
  set_passwords(app, password);
  std::string accounts;
  for (const DemoUser& user : demo_users)
    accounts += fmt::format("{:<28} {:<16} {}\n", user.email, password,
                            fmt::format("{} ({})", user.who, user.role));
  app.files->write_durable(app.config.data_directory + "/demo-accounts.txt", accounts);
  fmt::print("{}", accounts);
}

}  // namespace tw::app
