#pragma once
// The one API (docs/api.md): OData, actions, sign-in, files, search, metadata. Everything here is
// generic over the catalogue. Threading: `handle` runs on many worker threads at once; it keeps no
// state of a request.

#include <memory>
#include <string>
#include <string_view>

#include "platform/access/access.h"
#include "platform/base/config.h"
#include "platform/exchange/exchange.h"
#include "platform/http/http.h"
#include "platform/record/pipeline.h"
#include "platform/search/search.h"
#include "platform/work/work.h"

namespace tw::api {

/// Everything the API serves from; all outlive it.
struct Services {
  const meta::Catalogue& catalogue;
  const store::Schema& schema;
  store::Database& database;
  record::RecordService& records;
  access::Directory& directory;
  access::Authenticator& authenticator;
  const search::Index& index;
  work::Work& work;
  const Clock& clock;
  Random& random;
  FileSystem& files;
  const Config& config;
};

class Api {
 public:
  explicit Api(const Services& services);
  ~Api();

  /// Serves everything below /api/v1.
  http::Response handle(const http::Request& request);
  /// AppError and anything else as application/problem+json in the caller's language; also used for
  /// faults outside the API.
  http::Response on_error(const http::Request& request, std::exception_ptr error) noexcept;
  /// Sign-in goes to the slow lane.
  static http::Lane lane_of(http::Method method, std::string_view path);
  /// Registers the job kinds of the API (imports).
  void register_jobs();

  /// The contract, OpenAPI 3.1, the same for everybody (all entities, no rights applied).
  static std::string openapi(const meta::Catalogue& catalogue);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// preferences.
std::vector<store::Table> tables();

}  // namespace tw::api
