// An import by hand on SQLite: the rows of a finished import, with their history and their words,
// go into an empty database of the same tables and indexes, 5,000 records a transaction.
#include <fmt/format.h>
#include <sqlite3.h>

#include <chrono>
#include <stdexcept>

#include "bench/limit/load.h"
#include "platform/store/sqlite/functions.h"

namespace bench {
namespace {

constexpr int batch = 5000;

class File {
 public:
  explicit File(const std::string& path) {
    if (sqlite3_open_v2(path.c_str(), &file_, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) fail();
    tw::store::sqlite::register_functions(file_);
  }
  ~File() { sqlite3_close_v2(file_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void run(const std::string& sql) {
    if (sqlite3_exec(file_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
  }
  std::vector<std::string> texts(const std::string& sql) {
    std::vector<std::string> found;
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(file_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) fail();
    while (sqlite3_step(statement) == SQLITE_ROW)
      found.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)));
    sqlite3_finalize(statement);
    return found;
  }

 private:
  [[noreturn]] void fail() { throw std::runtime_error{sqlite3_errmsg(file_)}; }
  sqlite3* file_ = nullptr;
};

}  // namespace

double load_rows(const std::string& from, const std::string& to, const std::string& entity,
                 const std::string& set, const std::vector<std::string>& parts) {
  File file{to};
  file.run("ATTACH '" + from +
           "' AS done; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;"
           "PRAGMA foreign_keys = OFF");
  // The index keeps no texts, but it can be asked which words a record has in which column.
  file.run("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(done, search_index, instance)");
  file.run(
      "CREATE TABLE temp.words AS SELECT doc AS id, "
      "group_concat(term, ' ') FILTER (WHERE col = 'title') AS title, "
      "group_concat(term, ' ') FILTER (WHERE col = 'body') AS body "
      "FROM temp.vocabulary WHERE doc IN (SELECT id FROM done." +
      set + ") GROUP BY doc; CREATE UNIQUE INDEX temp.words_id ON words (id)");
  const std::vector<std::string> ends = file.texts(
      "SELECT max(id) FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM done." +
      set + ") GROUP BY place / " + std::to_string(batch) + " ORDER BY 1");
  const auto begun = std::chrono::steady_clock::now();
  std::string last = "0";
  for (const std::string& end : ends) {
    const auto copy = [&](std::string_view table, std::string_view key, std::string_view also) {
      file.run(
          fmt::format("INSERT INTO main.{0} SELECT * FROM done.{0} WHERE {1} > {2} AND {1} <= "
                      "{3}{4} ORDER BY {1}",
                      table, key, last, end, also));
    };
    file.run("BEGIN IMMEDIATE");
    copy(set, "id", {});
    for (const std::string& part : parts) {
      const std::size_t dot = part.find('.');
      copy(part.substr(0, dot), part.substr(dot + 1), {});
    }
    copy("audit", "record_id", fmt::format(" AND entity = '{}'", entity));
    file.run(fmt::format(
        "INSERT INTO main.search_index (rowid, kind, title, body, entity) SELECT id, '{0}', title, "
        "body, '{0}' FROM temp.words WHERE id > {1} AND id <= {2}",
        entity, last, end));
    file.run("COMMIT");
    last = end;
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

}  // namespace bench
