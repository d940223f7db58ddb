#pragma once
// One prepared statement of a hand-written server: bind, step, write the rows as JSON. Each object
// belongs to one thread.

#include <memory>
#include <string>
#include <vector>

namespace bench {

struct Operation {
  std::string name;
  bool writes = false;
  bool one_row = false;  // an object instead of {"value":[…]}
  std::string sql;       // on SQLite several, parted by semicolons
};

/// Lines `name, write|one|many, SQL`, parted by tabs.
std::vector<Operation> read_operations(const std::string& file);

class Statement {
 public:
  virtual ~Statement() = default;
  /// Runs it and appends the rows to `json`; returns their number.
  virtual std::size_t run(const std::vector<std::string>& parameters, std::string& json) = 0;
  /// Runs it and looks at every value, no more.
  virtual std::size_t step(const std::vector<std::string>& parameters) = 0;
};

class Connection {
 public:
  virtual ~Connection() = default;
  /// The statement must not outlive the connection.
  virtual std::unique_ptr<Statement> prepare(const Operation& operation) = 0;
};

/// `database` is a file of SQLite or a postgresql:// address.
std::unique_ptr<Connection> connect(const std::string& database);
std::unique_ptr<Connection> connect_sqlite(const std::string& file);
std::unique_ptr<Connection> connect_postgres(const std::string& address);

void append_json_text(std::string& json, const char* text, std::size_t length);

}  // namespace bench
