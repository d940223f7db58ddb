// `tradewind user …`: people are records like any other; only their secrets are not.
#include <fmt/format.h>

#include <cstdio>

#include "app/app.h"
#include "app/commands.h"

namespace tw::app {
namespace {

Id must_find(App& app, const std::string& email) {
  const std::optional<Id> user = app.directory.find_by_email(email);
  if (!user) throw AppError{Errc::not_found, "command.no_such_user", {{"email", email}}};
  return *user;
}

Id role_id(record::Unit& unit, const std::string& code) {
  const std::optional<record::Record> role = unit.find(unit.entity("role"), "code", Value{code});
  if (!role) throw AppError{Errc::not_found, "command.no_such_role", {{"role", code}}};
  return role->id();
}

void require_good_password(const std::string& password, const std::string& email) {
  Problems problems;
  access::check_password_policy(password, email, problems);
  problems.raise_if_any();
}

}  // namespace

int add_user(const Config& config, const std::string& email, const std::string& name,
             const std::string& role, const std::string& password) {
  App app{config};
  require_good_password(password, email);
  const access::Gate gate = access::Gate::system(*app.catalogue, *app.clock);
  app.records.run(gate, [&](record::Unit& unit) {
    const json::object body{
        {"email", email}, {"name", name}, {"roles_ids", json::array{role_id(unit, role).text()}}};
    const record::Saved saved = unit.create(unit.entity("user"), body);
    app.authenticator.set_password(unit.transaction(), saved.id, password);
  });
  fmt::print("{} added as {}\n", email, role);
  return 0;
}

int list_users(const Config& config) {
  App app{config};
  const store::Table& table = app.schema.table("users");
  store::Select query;
  query.sources.push_back({&table, store::Source::Join::from, nullptr});
  for (const char* column : {"id", "email", "name", "disabled"})
    query.items.push_back(store::column(table, column));
  query.order_by.push_back({store::column(table, "email"), false});
  app.database->read([&](store::Reader& reader) {
    const auto cursor = reader.select(query);
    while (cursor->next())
      fmt::print("{}\t{}\t{}\n", cursor->text(1), cursor->text(2),
                 !cursor->is_null(3) && cursor->integer(3) != 0 ? "disabled" : "active");
  });
  return 0;
}

int disable_user(const Config& config, const std::string& email) {
  App app{config};
  const Id user = must_find(app, email);
  const access::Gate gate = access::Gate::system(*app.catalogue, *app.clock);
  app.records.run(gate, [&](record::Unit& unit) {
    unit.update(unit.entity("user"), user, json::object{{"disabled", true}});
    app.authenticator.end_sessions(unit.transaction(), user);
  });
  fmt::print("{} disabled; all sessions ended\n", email);
  return 0;
}

int reset_password(const Config& config, const std::string& email, const std::string& wished) {
  App app{config};
  const Id user = must_find(app, email);
  const std::string password = wished.empty() ? app.authenticator.new_password() : wished;
  require_good_password(password, email);
  app.database->write(
      [&](store::Transaction& tx) { app.authenticator.set_password(tx, user, password); });
  if (wished.empty())
    fmt::print("{}\n", password);
  else
    fmt::print("Password of {} changed\n", email);
  return 0;
}

}  // namespace tw::app
