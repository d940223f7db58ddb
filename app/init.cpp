// `tradewind init`: from nothing to a company that can sign in.
#include <fmt/format.h>

#include <filesystem>

#include "app/app.h"
#include "app/commands.h"
#include "app/demo.h"
#include "app/seed.h"
#include "gen/core/role.gen.h"
#include "gen/embedded.h"

namespace tw::app {
namespace {

/// Roles of the catalogue become records, so that users can be given them.
void seed_roles(record::Unit& unit) {
  for (const meta::RoleDef& role : unit.service().catalogue().roles()) {
    record::Record made{unit.entity(core::role::entity.name)};
    made.set(core::role::code, role.code);
    made.set(core::role::name, role.label.zh_cn);
    made.set(core::role::name_en, role.label.en);
    made.set(core::role::administrator, role.administrator);
    unit.save(made);
  }
}

void seed_company(record::Unit& unit, const std::string& name) {
  unit.create(unit.entity("company"), json::object{{"name", name}});
}

Id seed_administrator(record::Unit& unit, App& app, const InitWishes& wishes) {
  std::string code;
  for (const meta::RoleDef& role : app.catalogue->roles())
    if (role.administrator) code = role.code;
  const std::optional<record::Record> role = unit.find(unit.entity("role"), "code", Value{code});
  const json::object body{{"email", wishes.admin_email},
                          {"name", "管理员"},
                          {"roles_ids", json::array{role->id().text()}}};
  const record::Saved saved = unit.create(unit.entity("user"), body);
  app.authenticator.set_password(unit.transaction(), saved.id, wishes.admin_password);
  return saved.id;
}

void create_schema(const Config& config) {
  const auto database = store::Database::open(database_options(config, store::Use::alone));
  const auto catalogue = meta::Catalogue::from_json(embedded_catalogue());
  const store::Plan plan = database->plan(whole_schema(*catalogue));
  if (plan.empty())
    throw AppError{
        Errc::conflict, "command.already_initialised", {{"directory", config.data_directory}}};
  database->apply(plan);
}

void write_configuration(const Config& config) {
  if (config.database.empty()) return;
  system_files()->write_durable(config.data_directory + "/tradewind.yaml",
                                "database: \"" + config.database + "\"\n");
}

}  // namespace

int init(const Config& config, const InitWishes& wishes) {
  Problems problems;
  access::check_password_policy(wishes.admin_password, wishes.admin_email, problems);
  problems.raise_if_any();
  std::filesystem::create_directories(config.data_directory);
  std::filesystem::permissions(config.data_directory, std::filesystem::perms::owner_all);
  create_schema(config);
  write_configuration(config);
  App app{config};
  const access::Gate gate = access::Gate::system(*app.catalogue, *app.clock);
  app.records.run(gate, [&](record::Unit& unit) {
    seed_company(unit, wishes.company);
    seed_roles(unit);
    seed_administrator(unit, app, wishes);
  });
  for (const work::Module* module : all_modules())
    import_folder(app, std::string{module->name} + "/seed/", 0);
  if (wishes.demo) load_demo(app, wishes.admin_password);
  fmt::print("Ready: {}\n", config.data_directory);
  return 0;
}

}  // namespace tw::app
