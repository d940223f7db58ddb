#include "platform/store/sql/dialect.h"

#include <array>

#include "platform/store/full_text.h"

namespace tw::store::sql {
namespace {

using meta::Storage;

/// Functions named tw_* are ours (functions.cpp): SQLite's own arithmetic turns to floating point
/// on overflow and its lower() knows only ASCII.
std::string_view scalar_pattern(Fn fn, const Term& call) {
  switch (fn) {
    case Fn::add: return "tw_add({0}, {1})";
    case Fn::sub: return "tw_sub({0}, {1})";
    case Fn::mul: return "tw_mul({0}, {1})";
    case Fn::div: return "tw_div({0}, {1})";
    case Fn::mod: return "tw_mod({0}, {1})";
    case Fn::negate: return "tw_sub(0, {0})";
    case Fn::product: return "tw_product({0}, {1}, {s})";
    case Fn::quotient: return "tw_quotient({0}, {1}, {s})";
    case Fn::in_param_list: return "({0} IN (SELECT value FROM json_each({1})))";
    case Fn::is_not_distinct: return "({0} IS {1})";
    case Fn::is_distinct: return "({0} IS NOT {1})";
    case Fn::contains: return "(instr({0}, {1}) > 0)";
    case Fn::starts_with: return "(substr({0}, 1, length({1})) = {1})";
    case Fn::ends_with: return "tw_ends_with({0}, {1})";
    case Fn::index_of: return "(instr({0}, {1}) - 1)";
    case Fn::substring:
      return call.arguments.size() > 2 ? "tw_substring({0}, {1}, {2})" : "tw_substring({0}, {1})";
    case Fn::lower: return "tw_lower({0})";
    case Fn::upper: return "tw_upper({0})";
    case Fn::trim: return "tw_trim({0})";
    case Fn::round: return "tw_round({0}, {s})";
    case Fn::floor: return "tw_floor({0}, {s})";
    case Fn::ceiling: return "tw_ceiling({0}, {s})";
    case Fn::avg: return "tw_average(sum({0}), count({0}))";
    case Fn::json_contains: return "EXISTS (SELECT 1 FROM json_each({0}) WHERE value = {1})";
    case Fn::json_member: return "CAST(({0} ->> {1}) AS TEXT)";
    case Fn::search_match:
      return "({0} IN (SELECT rowid FROM search_index WHERE search_index MATCH {1} ORDER BY rowid "
             "DESC LIMIT 10000))";
    default: return {};
  }
}

/// Dates are text of fixed form.
std::string_view date_pattern(Fn fn) {
  switch (fn) {
    case Fn::year: return "CAST(substr({0}, 1, 4) AS INTEGER)";
    case Fn::month: return "CAST(substr({0}, 6, 2) AS INTEGER)";
    case Fn::day: return "CAST(substr({0}, 9, 2) AS INTEGER)";
    case Fn::hour: return "CAST(substr({0}, 12, 2) AS INTEGER)";
    case Fn::minute: return "CAST(substr({0}, 15, 2) AS INTEGER)";
    case Fn::second: return "CAST(substr({0}, 18, 2) AS INTEGER)";
    case Fn::date_of: return "substr({0}, 1, 10)";
    case Fn::datetime_of: return "({0} || 'T00:00:00.000Z')";
    default: return {};
  }
}

bool has_rowid_key(const Table& table) {
  if (table.primary_key.size() != 1) return false;
  const Storage storage = table.column(table.primary_key[0]).storage;
  return storage == Storage::id || storage == Storage::integer;
}

class SqliteDialect final : public Dialect {
 public:
  std::string_view name() const override { return "sqlite"; }

  void placeholder(std::string& out, std::size_t, Storage, bool) const override { out += '?'; }

  std::string_view pattern(Fn fn, const Term& call) const override {
    const std::string_view date = date_pattern(fn);
    return date.empty() ? scalar_pattern(fn, call) : date;
  }

  std::string_view list_rows() const override { return "json_each({0})"; }

  std::string_view null_order(bool) const override { return {}; }
  std::string_view without_index() const override { return "+"; }
  std::string_view no_limit() const override { return " LIMIT -1"; }
  bool plans_for_values() const override { return false; }
  std::string_view lock_rows() const override { return {}; }

  std::string search_argument(const std::vector<std::string>& tokens, bool title_only,
                              const std::vector<std::string>& entities) const override {
    std::string words;
    for (const std::string& token : clean_tokens(tokens)) {
      words += words.empty() ? "\"" : " AND \"";
      words += token;
      words += '"';
    }
    if (words.empty()) return {};
    std::string query = title_only ? "title : (" : "{title body} : (";
    query += words + " *)";
    std::string kinds;
    for (const std::string& entity : clean_tokens(entities)) {
      kinds += kinds.empty() ? "\"" : " OR \"";
      kinds += entity;
      kinds += '"';
    }
    if (!kinds.empty()) query += " AND kind : (" + kinds + ")";
    return query;
  }

  std::string_view search_remove() const override {
    return "DELETE FROM search_index WHERE rowid = ?";
  }
  std::string_view search_contains() const override {
    return "SELECT 1 FROM search_index WHERE rowid = ?";
  }
  std::string_view search_select() const override {
    return "SELECT rowid, entity FROM search_index WHERE search_index MATCH ?1 ORDER BY rowid DESC "
           "LIMIT ?3";
  }

  /// Contentless: the words are in the records already. detail=column: no word positions, since
  /// words that must be neighbours are cut as one token. `kind` repeats the entity as a word to
  /// match, `entity` gives it back.
  std::vector<std::string> search_create() const override {
    return {
        "CREATE VIRTUAL TABLE search_index USING fts5(title, body, kind, entity UNINDEXED, "
        "content='', "
        "contentless_delete=1, contentless_unindexed=1, detail=column, prefix='1 2 3', "
        "tokenize=\"ascii tokenchars '_'\")",
        // A batch of an import is one segment: what is written at a megabyte is soon merged again.
        "INSERT INTO search_index (search_index, rank) VALUES ('hashsize', 33554432)",
        // Segments are merged while nobody writes (IndexMerge); inside a write, later than usual.
        "INSERT INTO search_index (search_index, rank) VALUES ('automerge', 8)"};
  }

  std::string_view type_of(Storage storage) const override {
    return is_integer(storage) ? "INTEGER" : "TEXT";
  }
  bool inline_references() const override { return true; }
  std::string_view table_options(const Table& table) const override {
    return has_rowid_key(table) ? " STRICT" : " STRICT, WITHOUT ROWID";
  }
  std::string_view index_null_order() const override { return {}; }
  bool index_needs_key() const override { return false; }
};

}  // namespace

const Dialect& sqlite_dialect() {
  static const SqliteDialect dialect;
  return dialect;
}

}  // namespace tw::store::sql
