#include "platform/store/sql/dialect.h"

#include "platform/store/full_text.h"

namespace tw::store::sql {
namespace {

using meta::Storage;

/// Written on parameters too, so that two of them never compare by the database's own collation.
constexpr std::string_view by_bytes = " COLLATE \"C\"";

Storage storage_of(const Term& call) { return call.arguments.at(0)->storage; }

/// Calls that read an argument twice take care that such calls cannot be nested: the text would
/// double with each level.
std::string_view number_pattern(Fn fn, const Term& call) {
  switch (fn) {
    case Fn::negate: return "(0 - {0})";
    // numeric is exact and rounds half away from zero.
    case Fn::round: return "round({0} * 1e-{s})::bigint";
    case Fn::floor: return "floor({0} * 1e-{s})::bigint";
    case Fn::ceiling: return "ceil({0} * 1e-{s})::bigint";
    case Fn::product: return "round({0}::numeric * {1} * 1e-{s})::bigint";
    // So many digits that what is rounded a second time cannot have been rounded up to a half.
    case Fn::quotient:
      return "round({0} * 1e{s} * 1.0000000000000000000000 / nullif({1}, 0))::bigint";
    case Fn::sum: return "sum({0})::bigint";
    case Fn::avg:
      return "(sign(sum({0})::bigint::numeric) * div(2 * abs(sum({0})) + count({0}), 2 * "
             "count({0})))::bigint";
    case Fn::min: return storage_of(call) == Storage::boolean ? "bool_and({0})" : "min({0})";
    case Fn::max: return storage_of(call) == Storage::boolean ? "bool_or({0})" : "max({0})";
    default: return {};
  }
}

/// int8larger and int8smaller are greatest() and least() that pass a null on.
std::string_view text_pattern(Fn fn, const Term& call) {
  switch (fn) {
    case Fn::contains: return "(strpos({0}, {1}) > 0)";
    case Fn::starts_with: return "starts_with({0}, {1})";
    case Fn::ends_with: return "(right({0}, length({1})) = {1})";
    case Fn::length: return "length({0})::bigint";
    case Fn::index_of: return "(strpos({0}, {1}) - 1)::bigint";
    case Fn::substring:
      return call.arguments.size() > 2
                 ? "substr({0}, int8smaller(int8larger({1}, 0), 2147483646)::integer + 1, "
                   "int8smaller(int8larger({2}, 0), 2147483647)::integer)"
                 : "substr({0}, int8smaller(int8larger({1}, 0), 2147483646)::integer + 1)";
    case Fn::lower: return "(lower({0} COLLATE \"und-x-icu\") COLLATE \"C\")";
    case Fn::upper: return "(upper({0} COLLATE \"und-x-icu\") COLLATE \"C\")";
    case Fn::trim:  // the white space of tw::trim
      return "btrim({0}, E'\\t\\n\\x0b\\f\\r "
             "\\u0085\\u00a0\\u1680\\u2000\\u2001\\u2002\\u2003\\u2004\\u2005\\u2006"
             "\\u2007\\u2008\\u2009\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000')";
    case Fn::json_contains: return "coalesce({0}::jsonb @> to_jsonb({1}), FALSE)";
    case Fn::json_member: return "(({0}::json ->> {1}) COLLATE \"C\")";
    default: return {};
  }
}

/// The session's time zone is UTC (connection.cpp).
std::string_view date_pattern(Fn fn, const Term& call) {
  const bool day_only = storage_of(call) == Storage::date;
  switch (fn) {
    case Fn::year: return "extract(year FROM {0})::bigint";
    case Fn::month: return "extract(month FROM {0})::bigint";
    case Fn::day: return "extract(day FROM {0})::bigint";
    case Fn::hour: return day_only ? "({0} - {0})::bigint" : "extract(hour FROM {0})::bigint";
    case Fn::minute: return day_only ? "({0} - {0})::bigint" : "extract(minute FROM {0})::bigint";
    case Fn::second:
      return day_only ? "({0} - {0})::bigint" : "floor(extract(second FROM {0}))::bigint";
    case Fn::date_of: return "({0})::date";
    case Fn::datetime_of: return "({0})::timestamptz";
    default: return {};
  }
}

/// 'word' or, the last one, 'word':* of a tsquery. Clean tokens hold neither quotes nor
/// backslashes.
void add_words(std::string& query, const std::vector<std::string>& words, std::string_view mark,
               std::string_view joint) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) query += joint;
    query += '\'';
    query += mark;
    query += words[i];
    query += '\'';
  }
}

/// So few kinds are asked of the index; more are compared row by row (search_select).
constexpr std::size_t most_kinds = 2;

class PostgresDialect final : public Dialect {
 public:
  std::string_view name() const override { return "postgres"; }

  /// The cast says the parameter's type: the driver sends integers in binary (wire.cpp).
  void placeholder(std::string& out, std::size_t number, Storage storage,
                   bool list) const override {
    out += '$';
    out += std::to_string(number);
    out += "::";
    const bool text = storage == Storage::text || storage == Storage::json;
    out += text ? "text" : storage == Storage::datetime ? "timestamptz" : type_of(storage);
    if (list)
      out += "[]";
    else if (text)
      out += by_bytes;
  }

  std::string_view pattern(Fn fn, const Term& call) const override {
    switch (fn) {
      case Fn::in_param_list: return "({0} = ANY({1}))";
      case Fn::is_not_distinct: return "({0} IS NOT DISTINCT FROM {1})";
      case Fn::is_distinct: return "({0} IS DISTINCT FROM {1})";
      case Fn::search_match:
        return "({0} IN (SELECT id FROM search_index WHERE words @@ CAST({1} AS tsquery)))";
      case Fn::count_all: return {};
      default: break;
    }
    if (call.arguments.empty()) return {};
    if (const auto number = number_pattern(fn, call); !number.empty()) return number;
    if (const auto text = text_pattern(fn, call); !text.empty()) return text;
    return date_pattern(fn, call);
  }

  std::string_view list_rows() const override {
    return "(SELECT element COLLATE \"C\" AS value FROM jsonb_array_elements_text({0}::jsonb) AS "
           "element)";
  }

  std::string_view null_order(bool descending) const override {
    return descending ? " NULLS LAST" : " NULLS FIRST";
  }
  std::string_view no_limit() const override { return {}; }
  bool plans_for_values() const override { return true; }
  std::string_view lock_rows() const override { return " FOR UPDATE OF t0 SKIP LOCKED"; }

  /// `words` of a record holds its tokens, those of its title once more behind ^, and =entity; no
  /// clean token begins so.
  std::string search_argument(const std::vector<std::string>& tokens, bool title_only,
                              const std::vector<std::string>& entities) const override {
    std::string query;
    add_words(query, clean_tokens(tokens), title_only ? "^" : "", " & ");
    if (query.empty()) return {};
    query += ":*";
    const std::vector<std::string> kinds = clean_tokens(entities);
    if (kinds.empty() || kinds.size() > most_kinds) return query;
    query += " & (";
    add_words(query, kinds, "=", " | ");
    query += ')';
    return query;
  }

  std::string_view search_remove() const override {
    return "DELETE FROM search_index WHERE id = $1::bigint";
  }
  std::string_view search_contains() const override {
    return "SELECT 1 FROM search_index WHERE id = $1::bigint";
  }
  /// What is common is soon found among the newest of each kind: read backwards until there is
  /// enough, which costs a tenth of asking the index for as many. The query stands in a SELECT of
  /// its own so that no plan depends on it: one plan serves all words and is made once.
  std::string_view search_recent() const override {
    return "SELECT t1.id, t1.entity FROM unnest($2::text[]) AS kind (name), LATERAL "
           "(SELECT id, entity FROM (SELECT id, entity, words FROM search_index "
           "WHERE entity = kind.name ORDER BY id DESC LIMIT 4000 + 20 * $3::bigint) AS t0 "
           "WHERE words @@ (SELECT CAST($1::text AS tsquery)) ORDER BY id DESC LIMIT $3::bigint) "
           "AS t1 ORDER BY t1.id DESC LIMIT $3::bigint";
  }
  /// What is not comes from the index and is sorted. What is common among old records alone is
  /// neither: the table is read backwards for it. The planner cannot choose between these, since it
  /// knows how often a word occurs but not where.
  std::string_view search_select() const override {
    return "WITH rare AS MATERIALIZED (SELECT id, entity FROM search_index "
           "WHERE words @@ (SELECT CAST($1::text AS tsquery)) AND (cardinality($2::text[]) <= 2 "
           "OR entity = ANY($2::text[])) LIMIT 20000) "
           "SELECT id, entity FROM ("
           "SELECT id, entity FROM rare WHERE (SELECT count(*) FROM rare) < 20000 UNION ALL "
           "(SELECT id, entity FROM search_index WHERE (SELECT count(*) FROM rare) = 20000 "
           "AND words @@ (SELECT CAST($1::text AS tsquery)) AND (cardinality($2::text[]) <= 2 "
           "OR entity = ANY($2::text[])) ORDER BY id DESC LIMIT $3::bigint)) AS found "
           "ORDER BY id DESC LIMIT $3::bigint";
  }
  std::string_view search_few() const override {
    return "SELECT id, entity FROM search_index WHERE words @@ CAST($1::text AS tsquery) "
           "AND (cardinality($3::text[]) <= 2 OR entity = ANY($3::text[])) "
           "ORDER BY words @@ CAST($2::text AS tsquery) DESC, id DESC LIMIT $4::bigint";
  }
  /// New words lie in a list of pending entries first, which every search reads: the connections
  /// keep it short (connection.cpp), a batch empties it (index_rows).
  std::vector<std::string> search_create() const override {
    return {
        "CREATE TABLE search_index (id bigint NOT NULL PRIMARY KEY, entity text COLLATE \"C\" NOT "
        "NULL, "
        "words tsvector NOT NULL)",
        "CREATE INDEX search_index_entity ON search_index (entity, id)",
        "CREATE INDEX search_index_words ON search_index USING gin (words)"};
  }

  std::string_view type_of(Storage storage) const override {
    switch (storage) {
      case Storage::text:
      case Storage::json: return "text COLLATE \"C\"";
      case Storage::boolean: return "boolean";
      case Storage::date: return "date";
      case Storage::datetime: return "timestamp(3) with time zone";
      default: return "bigint";
    }
  }
  bool inline_references() const override { return false; }
  /// A new version of a row beside the old one needs no new entries in the indexes.
  std::string_view table_options(const Table& table) const override {
    return table.has_totals ? " WITH (fillfactor = 85)" : "";
  }
  std::string_view index_null_order() const override { return " NULLS FIRST"; }
  bool index_needs_key() const override { return true; }
};

}  // namespace

const Dialect& postgres_dialect() {
  static const PostgresDialect dialect;
  return dialect;
}

}  // namespace tw::store::sql
