#include "app/commands.h"

#include <fmt/format.h>

#include <cstdio>

#include "app/app.h"
#include "gen/embedded.h"
#include "gen/version.h"

namespace tw::app {
namespace {

const meta::EntityDef& set_named(const meta::Catalogue& catalogue, const std::string& name) {
  const meta::EntityDef* entity = catalogue.find_set(name);
  if (entity == nullptr) entity = catalogue.find(name);
  if (entity == nullptr) throw AppError{Errc::not_found, "command.no_such_set", {{"set", name}}};
  return *entity;
}

Id user_named(App& app, const std::string& email) {
  const std::optional<Id> user = app.directory.find_by_email(email);
  if (!user) throw AppError{Errc::not_found, "command.no_such_user", {{"email", email}}};
  return *user;
}

/// Opening without an App: for commands that must run before the schema is current.
struct Bare {
  Bare(const Config& config, store::Use use)
      : catalogue{meta::Catalogue::from_json(embedded_catalogue())},
        schema{whole_schema(*catalogue)},
        database{store::Database::open(database_options(config, use))} {}
  std::shared_ptr<const meta::Catalogue> catalogue;
  store::Schema schema;
  std::unique_ptr<store::Database> database;
};

exchange::Mode mode_of(const std::string& word) {
  if (word == "new") return exchange::Mode::create;
  return word == "update" ? exchange::Mode::update : exchange::Mode::both;
}

}  // namespace

int print_api_key(const Config& config, const std::string& email) {
  App app{config};
  fmt::print("{}\n", app.authenticator.create_api_key(user_named(app, email), "command line"));
  return 0;
}

int import_file(const Config& config, const ImportWishes& wishes) {
  App app{config};
  const meta::EntityDef& entity = set_named(*app.catalogue, wishes.set);
  const exchange::Detected detected = exchange::detect(wishes.file);
  exchange::Mapping mapping =
      wishes.mapping_file.empty()
          ? exchange::propose(*app.catalogue, entity, detected.columns).mapping
          : exchange::parse_mapping(app.files->read(wishes.mapping_file));
  exchange::ImportOptions options;
  options.mode = mode_of(wishes.mode);
  options.dry_run = wishes.dry_run;
  options.errors_path = wishes.errors_file;
  options.language = Language::en;
  const access::Gate gate = [&] {
    if (wishes.user.empty()) return access::Gate::system(*app.catalogue, *app.clock);
    return access::Gate{*app.catalogue, *app.directory.find(user_named(app, wishes.user)),
                        *app.clock};
  }();
  const exchange::ImportReport report =
      exchange::import_table(app.records, gate, entity, wishes.file, detected.format, mapping,
                             options, [](std::int64_t rows) {
                               if (rows % 10000 == 0) fmt::print(stderr, "{} rows\n", rows);
                             });
  fmt::print("{} rows, {} records: {} created, {} updated, {} unchanged, {} failed{}\n",
             report.rows, report.records, report.created, report.updated, report.unchanged,
             report.failed, wishes.dry_run ? " (dry run)" : "");
  for (const auto& sample : report.samples)
    fmt::print(stderr, "row {}: {}: {}\n", sample.row, sample.problem.field,
               app.catalogue->message(sample.problem.code, sample.problem.params, Language::en));
  return report.failed == 0 ? 0 : 1;
}

int migrate(const Config& config, Migrate what) {
  Bare bare{config, what == Migrate::plan ? store::Use::command : store::Use::alone};
  const store::Plan plan = bare.database->plan(bare.schema);
  for (const std::string& orphan : plan.orphans) fmt::print("unknown (kept): {}\n", orphan);
  for (const store::Plan::Step& step : plan.steps) fmt::print("{}\n    {}\n", step.what, step.sql);
  if (what == Migrate::run && !plan.empty()) bare.database->apply(plan);
  fmt::print("{}\n", plan.empty()            ? "The schema is current."
                     : what == Migrate::plan ? "Nothing was changed."
                                             : "Done.");
  return 0;
}

int backup(const Config& config, const std::string& file) {
  Bare bare{config, store::Use::command};
  bare.database->backup(file);
  fmt::print("Backup written and verified: {}\n", file);
  return 0;
}

int restore(const Config& config, const std::string& file) {
  Bare bare{config, store::Use::alone};
  bare.database->restore(file);
  bare.database->apply(bare.database->plan(bare.schema));
  fmt::print("Restored from {}\n", file);
  return 0;
}

int check(const Config& config, bool repair) {
  App app{config};
  std::vector<std::string> faults = app.database->check();
  const auto add = [&](const std::vector<std::string>& more) {
    faults.insert(faults.end(), more.begin(), more.end());
  };
  if (repair) fmt::print("Search index rebuilt: {} records.\n", app.index.rebuild(*app.database));
  add(app.database->read([&](store::Reader& reader) { return app.index.check(reader); }));
  for (const auto& problem : expr::check_catalogue(*app.catalogue))
    faults.push_back(problem.code + ": " + problem.message);
  const store::Plan plan = app.database->plan(app.schema);
  for (const store::Plan::Step& step : plan.steps) faults.push_back("schema: " + step.what);
  for (const std::string& fault : faults) fmt::print(stderr, "{}\n", fault);
  fmt::print("{}\n",
             faults.empty() ? "Sound: database, catalogue and search index." : "NOT sound.");
  return faults.empty() ? 0 : 1;
}

int print_openapi() {
  const auto catalogue = meta::Catalogue::from_json(embedded_catalogue());
  fmt::print("{}", api::Api::openapi(*catalogue));
  return 0;
}

int print_version(bool as_json) {
  if (as_json)
    fmt::print("{{\"name\":\"tradewind\",\"version\":\"{}\"}}\n", version);
  else
    fmt::print("Tradewind {}\n", version);
  return 0;
}

int export_set(const Config& config, const std::string& set, const std::string& format,
               const std::string& file) {
  App app{config};
  const access::Gate gate = access::Gate::system(*app.catalogue, *app.clock);
  exchange::export_table(app.records, gate, set_named(*app.catalogue, set), format, file);
  return 0;
}

int dump(const Config& config) {
  Bare bare{config, store::Use::command};
  for (const store::Table& table : bare.schema.tables) {
    store::Select query;
    query.sources.push_back({&table, store::Source::Join::from, nullptr});
    for (const store::Column& column : table.columns)
      query.items.push_back(store::column(table, column.name));
    for (const std::string& key : table.primary_key)
      query.order_by.push_back({store::column(table, key), false});
    bare.database->read([&](store::Reader& reader) {
      const auto cursor = reader.select(query);
      while (cursor->next()) {
        std::string line;
        JsonWriter json{line};
        json.begin_object().key("table").string(table.name);
        for (std::size_t i = 0; i < table.columns.size(); ++i)
          if (!cursor->is_null(static_cast<int>(i)))
            json.key(table.columns[i].name).string(cursor->text(static_cast<int>(i)));
        json.end_object();
        fmt::print("{}\n", line);
      }
    });
  }
  return 0;
}

}  // namespace tw::app
