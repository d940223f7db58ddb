#include "platform/store/full_text.h"

#include <unordered_set>

#include "platform/store/sql/compiler.h"
#include "platform/store/sql/session.h"

namespace tw::store {
namespace {

using meta::Storage;

/// One of the two passes: title matches, then all matches.
void collect(Reader& reader, const std::vector<std::string>& tokens,
             const std::vector<std::string>& entities, bool title_only, std::int64_t limit,
             std::unordered_set<Id>& seen, std::vector<SearchHit>& hits) {
  sql::Session& session = reader.session();
  std::string argument = session.dialect().search_argument(tokens, title_only, entities);
  if (argument.empty()) return;
  sql::Statement statement;
  statement.text = session.dialect().search_select();
  statement.purpose = sql::Purpose::query;
  statement.columns = {{Storage::id, 0}, {Storage::text, 0}};
  statement.parameters.push_back({std::move(argument), Storage::text, false});
  statement.parameters.push_back({list_of(entities).as<std::string>(), Storage::text, true});
  statement.parameters.push_back({limit, Storage::integer, false});
  const auto cursor = session.query(statement);
  while (cursor->next() && static_cast<std::int64_t>(hits.size()) < limit) {
    const Id id{cursor->integer(0)};
    if (seen.insert(id).second) hits.push_back({id, std::string{cursor->text(1)}});
  }
}

}  // namespace

bool is_clean_token(std::string_view token) {
  constexpr std::size_t longest = 200;
  if (token.empty() || token.size() > longest) return false;
  for (const char c : token) {
    const bool ascii_word =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (!ascii_word && static_cast<unsigned char>(c) < 0x80) return false;
  }
  return true;
}

std::vector<std::string> clean_tokens(const std::vector<std::string>& tokens) {
  std::vector<std::string> clean;
  clean.reserve(tokens.size());
  for (const std::string& token : tokens) {
    if (is_clean_token(token)) clean.push_back(token);
  }
  return clean;
}

std::string join_tokens(const std::vector<std::string>& tokens) {
  std::string text;
  for (const std::string& token : tokens) {
    if (!is_clean_token(token)) continue;
    if (!text.empty()) text += ' ';
    text += token;
  }
  return text;
}

void FullTextIndex::put(Transaction& tx, const std::vector<SearchText>& records, Indexed before) {
  tx.session().index_rows(records, before);
}

void FullTextIndex::remove(Transaction& tx, Id record) {
  sql::Statement statement;
  statement.text = tx.session().dialect().search_remove();
  statement.parameters.push_back({record.raw(), Storage::id, false});
  tx.session().post(statement);
}

bool FullTextIndex::contains(Reader& reader, Id record) {
  sql::Statement statement;
  statement.text = reader.session().dialect().search_contains();
  statement.purpose = sql::Purpose::query;
  statement.columns = {{Storage::integer, 0}};
  statement.parameters.push_back({record.raw(), Storage::id, false});
  return reader.session().query(statement)->next();
}

std::vector<SearchHit> search_rows(Reader& reader, const std::vector<std::string>& tokens,
                                   const std::vector<std::string>& entities, std::int64_t limit) {
  std::vector<SearchHit> hits;
  std::unordered_set<Id> seen;
  collect(reader, tokens, entities, true, limit, seen, hits);
  // Title matches are among all matches too, so this many rows are enough to fill up.
  if (static_cast<std::int64_t>(hits.size()) < limit)
    collect(reader, tokens, entities, false, limit, seen, hits);
  return hits;
}

}  // namespace tw::store
