#pragma once
// What each command does, free of the parsing of arguments (command_line.cpp).

#include <optional>
#include <string>

#include "platform/base/config.h"

namespace tw::app {

struct InitWishes {
  std::string company, admin_email, admin_password;
  bool demo = false;
};
/// Makes the data directory, the tables, the company, the administrator and every module's first
/// records.
int init(const Config& config, const InitWishes& wishes);

int print_api_key(const Config& config, const std::string& email);
int add_user(const Config& config, const std::string& email, const std::string& name,
             const std::string& role, const std::string& password);
int list_users(const Config& config);
int disable_user(const Config& config, const std::string& email);
int reset_password(const Config& config, const std::string& email, const std::string& password);

struct ImportWishes {
  std::string set, file, mapping_file, mode = "both", errors_file, user;
  bool dry_run = false;
};
int import_file(const Config& config, const ImportWishes& wishes);
int export_set(const Config& config, const std::string& set, const std::string& format,
               const std::string& file);

enum class Migrate { run, plan };
int migrate(const Config& config, Migrate what);
int backup(const Config& config, const std::string& file);
int restore(const Config& config, const std::string& file);
/// Integrity of database, catalogue and search index; `repair` rebuilds the index.
int check(const Config& config, bool repair);
int print_openapi();
int print_version(bool as_json);
/// Every row of every table as sorted JSON lines: two equal databases print the same.
int dump(const Config& config);

}  // namespace tw::app
