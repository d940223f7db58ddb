#pragma once
// The composition root: every part of the server, in the order in which they depend on each other.

#include <memory>
#include <string>
#include <vector>

#include "platform/access/access.h"
#include "platform/api/api.h"
#include "platform/base/config.h"
#include "platform/base/seams.h"
#include "platform/meta/catalogue.h"
#include "platform/record/pipeline.h"
#include "platform/search/search.h"
#include "platform/store/database.h"
#include "platform/work/module.h"
#include "platform/work/work.h"

namespace tw::app {

/// The one list of modules (modules.cpp), in dependency order.
const std::vector<const work::Module*>& all_modules();

/// Tables of platform folders and of the catalogue's entities.
store::Schema whole_schema(const meta::Catalogue& catalogue);
/// Where the configuration says the data lies.
store::DatabaseOptions database_options(const Config& config, store::Use use);
/// The seams that the configuration asks for (`--clock FILE`).
std::unique_ptr<Clock> clock_for(const Config& config);

struct App {
  /// Opens the database; AppError "store.not_current" when its schema is not this program's (run
  /// `migrate`).
  explicit App(const Config& config, store::Use use = store::Use::command);
  App(const Config& config, std::unique_ptr<Clock> clock, std::unique_ptr<Random> random,
      store::Use use = store::Use::command);

  Config config;
  std::unique_ptr<Clock> clock;
  std::unique_ptr<Random> random;
  std::unique_ptr<FileSystem> files;
  std::shared_ptr<const meta::Catalogue> catalogue;
  store::Schema schema;
  std::unique_ptr<store::Database> database;
  IdSource ids;
  search::Index index;
  record::RecordService records;
  access::Directory directory;
  access::Authenticator authenticator;
  work::Work work;
  api::Api api;
};

}  // namespace tw::app
