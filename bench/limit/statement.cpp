#include "bench/limit/statement.h"

#include <fstream>
#include <stdexcept>

namespace bench {

std::vector<Operation> read_operations(const std::string& file) {
  std::ifstream in{file};
  std::vector<Operation> operations;
  for (std::string line; std::getline(in, line);) {
    const std::size_t kind = line.find('\t') + 1;
    const std::size_t sql = line.find('\t', kind) + 1;
    if (kind == 0 || sql == 0) throw std::runtime_error{file + ": name, kind, SQL: " + line};
    const std::string what = line.substr(kind, sql - kind - 1);
    operations.push_back(
        {line.substr(0, kind - 1), what == "write", what == "one", line.substr(sql)});
  }
  return operations;
}

std::unique_ptr<Connection> connect(const std::string& database) {
  return database.starts_with("postgresql://") ? connect_postgres(database)
                                               : connect_sqlite(database);
}

void append_json_text(std::string& json, const char* text, std::size_t length) {
  json += '"';
  std::size_t plain = 0;
  for (std::size_t i = 0; i < length; ++i) {
    if (text[i] != '"' && text[i] != '\\' && static_cast<unsigned char>(text[i]) >= 0x20) continue;
    json.append(text + plain, i - plain);
    json += '\\';
    json += text[i] == '\n' ? 'n' : text[i];  // the data hold no other control characters
    plain = i + 1;
  }
  json.append(text + plain, length - plain);
  json += '"';
}

}  // namespace bench
