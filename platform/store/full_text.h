#pragma once
// The full-text index, one for all entities: SQLite an FTS5 table, PostgreSQL a tsvector with a GIN
// index. Words are cut by search/ (folding, CJK bigrams, pinyin), both databases only index them;
// so both find the same. A clean token holds letters, digits, underscores and CJK only: no white
// space, quotes or other ASCII signs. A condition (search_match) looks at the 10,000 newest records
// that match: a word that more records have says nothing. Made by schema sync when Schema::search
// is set.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/id.h"
#include "platform/store/database.h"

namespace tw::store {

/// What is indexed of a record: its tokens, as join_tokens() writes them.
struct SearchText {
  Id id;
  std::string_view entity;
  std::string title;  // tokens of its title
  std::string body;   // tokens of its other searched fields
};

/// The clean tokens among these, with blanks between.
std::string join_tokens(const std::vector<std::string>& tokens);

/// `no`: none of the records was ever in the index, so there is nothing to look for and to take
/// out.
enum class Indexed : std::uint8_t { maybe, no };

class FullTextIndex {
 public:
  /// Indexes records, or indexes them anew.
  static void put(Transaction& tx, const std::vector<SearchText>& records,
                  Indexed before = Indexed::maybe);
  static void remove(Transaction& tx, Id record);
  static bool contains(Reader& reader, Id record);
};

struct SearchHit {
  Id id;
  std::string entity;
};

/// Records that have all tokens (the last one as a prefix) and are one of `entities` (empty: any):
/// those whose title matches first, newest first among equals. At most `limit`. No token, no hit.
std::vector<SearchHit> search_rows(Reader& reader, const std::vector<std::string>& tokens,
                                   const std::vector<std::string>& entities, std::int64_t limit);

/// Is this a clean token? Others are ignored by every function here.
bool is_clean_token(std::string_view token);
std::vector<std::string> clean_tokens(const std::vector<std::string>& tokens);

}  // namespace tw::store
