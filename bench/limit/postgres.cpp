#include <libpq-fe.h>

#include <stdexcept>

#include "bench/limit/statement.h"

namespace bench {
namespace {

constexpr Oid number_types[] = {16, 20, 21, 23, 700, 701, 1700};  // bool, int, float, numeric

bool is_number(Oid type) {
  for (const Oid each : number_types)
    if (each == type) return true;
  return false;
}

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

class PostgresStatement final : public Statement {
 public:
  PostgresStatement(PGconn* connection, const Operation& operation)
      : connection_{connection},
        name_{operation.name},
        one_row_{operation.one_row || operation.writes} {
    const Result result{PQprepare(connection, name_.c_str(), operation.sql.c_str(), 0, nullptr)};
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
      throw std::runtime_error{PQerrorMessage(connection)};
  }

  std::size_t run(const std::vector<std::string>& parameters, std::string& json) override {
    const Result result = execute(parameters);
    const int rows = PQntuples(result.get());
    if (!one_row_) json += "{\"value\":[";
    for (int row = 0; row < rows; ++row) {
      if (row > 0) json += ',';
      append_row(json, result.get(), row);
    }
    if (!one_row_) json += "]}";
    return static_cast<std::size_t>(rows);
  }

  std::size_t step(const std::vector<std::string>& parameters) override {
    return static_cast<std::size_t>(PQntuples(execute(parameters).get()));
  }

 private:
  Result execute(const std::vector<std::string>& parameters) {
    std::vector<const char*> values;
    for (const std::string& each : parameters) values.push_back(each.c_str());
    Result result{PQexecPrepared(connection_, name_.c_str(), static_cast<int>(values.size()),
                                 values.data(), nullptr, nullptr, 0)};
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
      throw std::runtime_error{PQerrorMessage(connection_)};
    return result;
  }

  static void append_row(std::string& json, const PGresult* result, int row) {
    json += '{';
    for (int column = 0; column < PQnfields(result); ++column) {
      if (column > 0) json += ',';
      json += '"';
      json += PQfname(result, column);
      json += "\":";
      const char* text = PQgetvalue(result, row, column);
      const auto length = static_cast<std::size_t>(PQgetlength(result, row, column));
      if (PQgetisnull(result, row, column))
        json += "null";
      else if (is_number(PQftype(result, column)))
        json.append(text, length);
      else
        append_json_text(json, text, length);
    }
    json += '}';
  }

  PGconn* connection_;
  std::string name_;
  bool one_row_;
};

class PostgresConnection final : public Connection {
 public:
  explicit PostgresConnection(const std::string& address)
      : connection_{PQconnectdb(address.c_str())} {
    if (PQstatus(connection_) != CONNECTION_OK)
      throw std::runtime_error{PQerrorMessage(connection_)};
    // Planned once, as SQLite does: a plan each time costs more than these statements.
    Result{PQexec(connection_, "SET plan_cache_mode = force_generic_plan; SET jit = off")};
  }
  ~PostgresConnection() override { PQfinish(connection_); }
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  std::unique_ptr<Statement> prepare(const Operation& operation) override {
    return std::make_unique<PostgresStatement>(connection_, operation);
  }

 private:
  PGconn* connection_;
};

}  // namespace

std::unique_ptr<Connection> connect_postgres(const std::string& address) {
  return std::make_unique<PostgresConnection>(address);
}

}  // namespace bench
