#pragma once
// A PostgreSQL schema of one's own for a test: several test programs may then share a database.

#include <libpq-fe.h>

#include <stdexcept>
#include <string>

namespace tw::store::testing {

class ScratchSchema {
 public:
  ScratchSchema(std::string uri, const std::string& name) : uri_{std::move(uri)}, name_{name} {
    run("DROP SCHEMA IF EXISTS " + name_ + " CASCADE");
    run("CREATE SCHEMA " + name_);
  }
  ~ScratchSchema() {
    try {
      run("DROP SCHEMA IF EXISTS " + name_ + " CASCADE");
    } catch (const std::exception&) {  // the server may have gone before the test
    }
  }
  ScratchSchema(const ScratchSchema&) = delete;
  ScratchSchema& operator=(const ScratchSchema&) = delete;

  /// The database with this schema as the only one on the search path.
  std::string uri() const {
    const char separator = uri_.find('?') == std::string::npos ? '?' : '&';
    return uri_ + separator + "options=-csearch_path%3D" + name_;
  }

 private:
  void run(const std::string& statement) {
    PGconn* connection = PQconnectdb(uri_.c_str());
    PQclear(PQexec(connection, "SET client_min_messages = warning"));
    PGresult* result = PQexec(connection, statement.c_str());
    const bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
    const std::string reason = PQerrorMessage(connection);
    PQclear(result);
    PQfinish(connection);
    if (!done) throw std::runtime_error(statement + ": " + reason);
  }
  std::string uri_, name_;
};

}  // namespace tw::store::testing
