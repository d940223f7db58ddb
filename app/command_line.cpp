#include "app/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>

#include "app/commands.h"
#include "app/server.h"
#include "gen/embedded.h"
#include "platform/base/log.h"

extern char** environ;

namespace tw::app {
namespace {

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text{*entry};
    if (const std::size_t equal = text.find('='); equal != std::string::npos)
      all[text.substr(0, equal)] = text.substr(equal + 1);
  }
  return all;
}

Language console_language() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0')
      return best_language(std::string_view{value}.substr(0, 5) == "zh_TW"
                               ? "zh-TW"
                               : std::string_view{value}.substr(0, 2),
                           Language::en);
  return Language::en;
}

void print_fault(const AppError& error) {
  const auto catalogue = meta::Catalogue::from_json(embedded_catalogue());
  const Language language = console_language();
  fmt::print(stderr, "tradewind: {}\n", catalogue->message(error.code(), error.params(), language));
  for (const Problem& problem : error.problems())
    fmt::print(stderr, "  {}: {}\n", problem.field,
               catalogue->message(problem.code, problem.params, language));
}

/// The options that every command with data shares, kept as they were given.
struct Common {
  std::string data = "./data";
  std::map<std::string, std::string> flags;

  void add_to(CLI::App& command) {
    command.add_option("--data", data, "Data directory")->capture_default_str();
    for (const char* key : {"database", "log_level", "clock", "record_sql"}) {
      std::string option = "--" + std::string{key};
      for (char& c : option)
        if (c == '_') c = '-';
      command.add_option_function<std::string>(
          option, [this, key](const std::string& value) { flags[key] = value; });
    }
  }
  Config config() const {
    Problems problems;
    Config loaded = load_config(data, environment(), flags, problems);
    if (!problems.empty())
      throw AppError{Errc::invalid, problems.list().front().code, problems.list().front().params,
                     problems.list()};
    static const std::map<std::string, logger::Level> levels{{"debug", logger::Level::debug},
                                                             {"info", logger::Level::info},
                                                             {"warn", logger::Level::warn},
                                                             {"error", logger::Level::error}};
    if (auto level = levels.find(loaded.log_level); level != levels.end())
      logger::set_level(level->second);
    return loaded;
  }
};

/// Holds what the options write to until the chosen command runs.
struct Wishes {
  Common common;
  InitWishes init;
  ImportWishes import_;
  std::string email, name, role = "sales_rep", password, set, format = "csv", file;
  bool plan = false, repair = false, json = false;
  int result = 0;
};

void add_init(CLI::App& root, Wishes& wishes) {
  CLI::App* command =
      root.add_subcommand("init", "Create the data directory and the first administrator");
  wishes.common.add_to(*command);
  command->add_option("--company", wishes.init.company, "Company name")->required();
  command->add_option("--admin-email", wishes.init.admin_email, "E-mail of the administrator")
      ->required();
  command
      ->add_option("--admin-password", wishes.init.admin_password, "Password of the administrator")
      ->required();
  command->add_flag("--demo", wishes.init.demo, "Also load the demo company");
  command->callback([&] { wishes.result = init(wishes.common.config(), wishes.init); });
}

void add_serve(CLI::App& root, Wishes& wishes) {
  CLI::App* command = root.add_subcommand("serve", "Serve the API and the browser application");
  wishes.common.add_to(*command);
  for (const char* key :
       {"listen", "workers", "public_url", "tls_certificate", "tls_key", "max_body_bytes"}) {
    std::string option = "--" + std::string{key};
    for (char& c : option)
      if (c == '_') c = '-';
    command->add_option_function<std::string>(
        option, [&wishes, key](const std::string& value) { wishes.common.flags[key] = value; });
  }
  command->callback([&] {
    App app{wishes.common.config(), store::Use::server};
    wishes.result = serve(app);
  });
}

void add_users(CLI::App& root, Wishes& wishes) {
  CLI::App* key = root.add_subcommand("api-key", "Print a new API key");
  wishes.common.add_to(*key);
  key->add_option("--user", wishes.email, "E-mail of the user")->required();
  key->callback([&] { wishes.result = print_api_key(wishes.common.config(), wishes.email); });

  CLI::App* user = root.add_subcommand("user", "Users: add, list, disable, reset-password");
  user->require_subcommand(1);
  CLI::App* add = user->add_subcommand("add", "Add a user");
  add->add_option("--email,email", wishes.email)->required();
  add->add_option("--name", wishes.name);
  add->add_option("--role", wishes.role)->capture_default_str();
  add->add_option("--password", wishes.password)->required();
  add->callback([&] {
    wishes.result =
        add_user(wishes.common.config(), wishes.email,
                 wishes.name.empty() ? wishes.email : wishes.name, wishes.role, wishes.password);
  });
  CLI::App* list = user->add_subcommand("list", "List users");
  list->callback([&] { wishes.result = list_users(wishes.common.config()); });
  CLI::App* disable = user->add_subcommand("disable", "Disable a user and end the sessions");
  disable->add_option("--email,email", wishes.email)->required();
  disable->callback([&] { wishes.result = disable_user(wishes.common.config(), wishes.email); });
  CLI::App* reset = user->add_subcommand("reset-password", "Set a new password");
  reset->add_option("--email,email", wishes.email)->required();
  reset->add_option("--password", wishes.password, "Without it one is made and printed");
  reset->callback([&] {
    wishes.result = reset_password(wishes.common.config(), wishes.email, wishes.password);
  });
  for (CLI::App* command : {add, list, disable, reset}) wishes.common.add_to(*command);
}

void add_exchange(CLI::App& root, Wishes& wishes) {
  CLI::App* in = root.add_subcommand("import", "Import a CSV or XLSX file");
  wishes.common.add_to(*in);
  in->add_option("set", wishes.import_.set, "Set, such as accounts")->required();
  in->add_option("file", wishes.import_.file)->required();
  in->add_option("--mapping", wishes.import_.mapping_file,
                 "Mapping (YAML); without it the header maps itself");
  in->add_option("--mode", wishes.import_.mode, "new, update or both")
      ->check(CLI::IsMember({"new", "update", "both"}));
  in->add_option("--errors", wishes.import_.errors_file, "Where to write the rows that failed");
  in->add_option("--user", wishes.import_.user, "Import as this user (e-mail)");
  in->add_flag("--dry-run", wishes.import_.dry_run, "Check everything, change nothing");
  in->callback([&] { wishes.result = import_file(wishes.common.config(), wishes.import_); });

  CLI::App* out = root.add_subcommand("export", "Export a set");
  wishes.common.add_to(*out);
  out->add_option("set", wishes.set)->required();
  out->add_option("--format", wishes.format, "csv or xlsx")->check(CLI::IsMember({"csv", "xlsx"}));
  out->add_option("--file", wishes.file, "Where to write; without it to standard output");
  out->callback([&] {
    wishes.result = export_set(wishes.common.config(), wishes.set, wishes.format, wishes.file);
  });
}

void add_care(CLI::App& root, Wishes& wishes) {
  CLI::App* to = root.add_subcommand("migrate", "Bring the database to this program's schema");
  to->add_flag("--plan", wishes.plan, "Print what would be done");
  to->callback([&] {
    wishes.result = migrate(wishes.common.config(), wishes.plan ? Migrate::plan : Migrate::run);
  });
  CLI::App* save = root.add_subcommand("backup", "Write a verified copy while the server runs");
  save->add_option("file", wishes.file)->required();
  save->callback([&] { wishes.result = backup(wishes.common.config(), wishes.file); });
  CLI::App* back = root.add_subcommand("restore", "Replace the data by a backup");
  back->add_option("file", wishes.file)->required();
  back->callback([&] { wishes.result = restore(wishes.common.config(), wishes.file); });
  CLI::App* sound = root.add_subcommand("check", "Check database, catalogue and search index");
  sound->add_flag("--repair", wishes.repair, "Rebuild the search index");
  sound->callback([&] { wishes.result = check(wishes.common.config(), wishes.repair); });
  CLI::App* all = root.add_subcommand("dump", "Print every row, canonically");
  all->add_flag("--canonical");
  all->callback([&] { wishes.result = dump(wishes.common.config()); });
  for (CLI::App* command : {to, save, back, sound, all}) wishes.common.add_to(*command);
  root.add_subcommand("openapi", "Print the OpenAPI description")->callback([&] {
    wishes.result = print_openapi();
  });
  CLI::App* version = root.add_subcommand("version", "Print the version");
  version->add_flag("--json", wishes.json);
  version->callback([&] { wishes.result = print_version(wishes.json); });
}

}  // namespace

int run_command_line(int argc, char** argv) {
  CLI::App root{"Tradewind 信风: a CRM for companies that trade across borders"};
  root.require_subcommand(1);
  Wishes wishes;
  add_init(root, wishes);
  add_serve(root, wishes);
  add_users(root, wishes);
  add_exchange(root, wishes);
  add_care(root, wishes);
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return root.exit(error) == 0 ? 0 : 2;
  } catch (const AppError& error) {
    print_fault(error);
    return 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "tradewind: {}\n", error.what());
    return 1;
  }
  return wishes.result;
}

}  // namespace tw::app
