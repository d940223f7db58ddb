#include "platform/store/full_text.h"

#include <unordered_set>

#include "platform/store/sql/compiler.h"
#include "platform/store/sql/session.h"

namespace tw::store {
namespace {

using meta::Storage;

sql::Statement search_statement(std::string_view text, std::vector<std::string> arguments,
                                const std::vector<std::string>& entities, std::int64_t limit) {
  sql::Statement statement;
  statement.text = text;
  statement.purpose = sql::Purpose::query;
  statement.columns = {{Storage::id, 0}, {Storage::text, 0}};
  for (std::string& argument : arguments)
    statement.parameters.push_back({std::move(argument), Storage::text, false});
  statement.parameters.push_back({list_of(entities).as<std::string>(), Storage::text, true});
  statement.parameters.push_back({limit, Storage::integer, false});
  return statement;
}

/// Adds the hits of one statement to those there are, up to `limit`.
void collect(sql::Session& session, const sql::Statement& statement, std::int64_t limit,
             std::vector<SearchHit>& hits) {
  std::unordered_set<Id> seen;
  for (const SearchHit& hit : hits) seen.insert(hit.id);
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
  sql::Session& session = reader.session();
  const sql::Dialect& dialect = session.dialect();
  const std::string of_titles = dialect.search_argument(tokens, true, entities);
  const std::string of_all = dialect.search_argument(tokens, false, entities);
  std::vector<SearchHit> hits;
  if (of_all.empty()) return hits;
  // Of a word that more have, the newest are found sooner among the newest of all.
  constexpr double few = 400;
  if (session.finds_few(clean_tokens(tokens), few)) {
    collect(session, search_statement(dialect.search_few(), {of_all, of_titles}, entities, limit),
            limit, hits);
    return hits;
  }
  // Title matches are among all matches too, so this many rows are enough to fill up.
  for (const std::string_view text : {dialect.search_recent(), dialect.search_select()})
    for (const std::string& argument : {of_titles, of_all})
      if (!text.empty() && static_cast<std::int64_t>(hits.size()) < limit)
        collect(session, search_statement(text, {argument}, entities, limit), limit, hits);
  return hits;
}

}  // namespace tw::store
