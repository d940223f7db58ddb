#include "app/app.h"

#include <algorithm>
#include <thread>

#include "gen/embedded.h"
#include "modules/core/src/core.h"

namespace tw::app {
namespace {

record::Hooks bind_rules(access::Authenticator& authenticator) {
  record::Hooks hooks;
  for (const work::Module* module : all_modules())
    if (module->bind_rules != nullptr) module->bind_rules(hooks);
  core::bind_credentials(hooks, authenticator);
  return hooks;
}

/// A database of another version would fail in the middle of work; so it is refused at the door.
std::unique_ptr<store::Database> open_current(const Config& config, store::Use use,
                                              const store::Schema& schema) {
  auto database = store::Database::open(database_options(config, use));
  if (!database->plan(schema).empty()) throw AppError{Errc::conflict, "store.not_current"};
  return database;
}

}  // namespace

store::Schema whole_schema(const meta::Catalogue& catalogue) {
  std::vector<store::Table> tables;
  for (const auto& of_folder :
       {access::tables(), search::tables(), record::tables(), work::tables(), api::tables()})
    tables.insert(tables.end(), of_folder.begin(), of_folder.end());
  return store::schema_of(catalogue, tables);
}

store::DatabaseOptions database_options(const Config& config, store::Use use) {
  store::DatabaseOptions options;
  options.use = use;
  if (config.database.empty())
    options.sqlite_path = config.data_directory + "/tradewind.db";
  else
    options.postgres_uri = config.database;
  const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  options.readers = config.workers > 0 ? config.workers : std::max(4, cores * 2);
  options.record_sql_file = config.record_sql_file;
  return options;
}

std::unique_ptr<Clock> clock_for(const Config& config) {
  return config.clock_file.empty() ? system_clock() : file_clock(config.clock_file);
}

App::App(const Config& from, store::Use use) : App{from, clock_for(from), system_random(), use} {}

App::App(const Config& from, std::unique_ptr<Clock> its_clock, std::unique_ptr<Random> its_random,
         store::Use use)
    : config{from},
      clock{std::move(its_clock)},
      random{std::move(its_random)},
      files{system_files()},
      catalogue{meta::Catalogue::from_json(embedded_catalogue())},
      schema{whole_schema(*catalogue)},
      database{open_current(config, use, schema)},
      ids{*clock, *random},
      index{*catalogue, schema},
      records{*catalogue, schema, *database, bind_rules(authenticator), index, ids, *clock},
      directory{*catalogue, schema, *database, *clock},
      authenticator{schema,
                    *database,
                    directory,
                    *clock,
                    *random,
                    ids,
                    config.session_idle_minutes,
                    config.session_absolute_hours},
      work{records, directory, *clock},
      api{{*catalogue, schema, *database, records, directory, authenticator, index, work, *clock,
           *random, *files, config}} {
  for (const work::Module* module : all_modules())
    if (module->bind_work != nullptr) module->bind_work(work);
  api.register_jobs();
}

}  // namespace tw::app
