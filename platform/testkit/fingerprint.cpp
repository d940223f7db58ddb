#include "platform/testkit/fingerprint.h"

#include <functional>

namespace tw::testkit {
namespace {

/// Whoever asks uses a key or a session; that is no change of the data.
bool tells_of_use(std::string_view column) {
  return column == "last_used_at" || column == "seen_at";
}

std::size_t hash_of(store::Reader& reader, const store::Table& table) {
  store::Select query;
  query.sources.push_back({&table, store::Source::Join::from, nullptr});
  for (const store::Column& column : table.columns)
    if (!tells_of_use(column.name)) query.items.push_back(store::column(table, column.name));
  for (const std::string& key : table.primary_key)
    query.order_by.push_back({store::column(table, key), false});
  std::string all;
  const auto cursor = reader.select(query);
  while (cursor->next()) {
    for (int i = 0; i < static_cast<int>(query.items.size()); ++i) {
      all += cursor->is_null(i) ? std::string{"\x01"} : std::string{cursor->text(i)};
      all += '\x02';
    }
    all += '\n';
  }
  return std::hash<std::string>{}(all);
}

}  // namespace

Fingerprint fingerprint_of(app::App& app) {
  return app.database->read([&](store::Reader& reader) {
    Fingerprint print;
    for (const store::Table& table : app.schema.tables) print[table.name] = hash_of(reader, table);
    return print;
  });
}

std::vector<std::string> differences(const Fingerprint& before, const Fingerprint& after) {
  std::vector<std::string> names;
  for (const auto& [table, hash] : after) {
    const auto known = before.find(table);
    if (known == before.end() || known->second != hash) names.push_back(table);
  }
  return names;
}

}  // namespace tw::testkit
