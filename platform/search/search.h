#pragma once
// One index over every `search: true` field of every entity. Text is cut by our own code into
// words, CJK bigrams, pinyin and initials, so both databases find the same records: 银行 is found
// by 银行, 銀行, yinhang and yh.

#include <string>
#include <string_view>
#include <vector>

#include "platform/access/access.h"
#include "platform/base/value.h"
#include "platform/store/database.h"
#include "platform/store/full_text.h"

namespace tw::search {

/// Tokens under which a text is stored: folded (NFKC, case, accents, traditional → simplified),
/// words, CJK single characters and bigrams, pinyin and initials from each character on (all
/// readings of polyphonic characters), digit runs with their last 4, 6, 8 digits. Unique, at most
/// `limit`.
std::vector<std::string> index_tokens(std::string_view text, std::size_t limit = 256);
/// Tokens a query must all match; the last may be a prefix.
struct QueryTokens {
  std::vector<std::string> tokens;
  bool last_is_prefix = true;
};
QueryTokens query_tokens(std::string_view text);

struct Hit {
  const meta::EntityDef* entity;
  Id id;
  std::string title;
  std::vector<std::string> facts;
};

class Index {
 public:
  Index(const meta::Catalogue& catalogue, const store::Schema& schema);
  /// What is indexed of a record; nothing when it has no words. `values` by field index.
  static std::optional<store::SearchText> words_of(const meta::EntityDef& entity, Id id,
                                                   const std::vector<Value>& values);
  /// Indexes a record, or indexes it anew.
  void put(store::Transaction& tx, const meta::EntityDef& entity, Id id,
           const std::vector<Value>& values) const;
  void remove(store::Transaction& tx, Id id) const;
  /// Ranked (exact title, title prefix, rest; newest first within), only what the gate's caller may
  /// see.
  std::vector<Hit> find(store::Reader& reader, const access::Gate& gate, std::string_view text,
                        std::size_t top, const meta::EntityDef* only = nullptr) const;
  /// Is a searched field hidden from this caller, or masked? Then the index alone would tell what
  /// it holds: `find` looks at what the caller may read, and so must whoever asks the index
  /// directly.
  static bool is_guarded(const access::Gate& gate, const meta::EntityDef& entity);
  /// Reads every searchable record anew (after an upgrade of the cutter, `check --repair`); returns
  /// the count.
  std::int64_t rebuild(store::Database& database) const;
  /// Records whose index entry is missing or superfluous; empty when sound.
  std::vector<std::string> check(store::Reader& reader) const;

 private:
  std::int64_t rebuild_some(store::Transaction& tx, const meta::EntityDef& entity,
                            const store::Table& table, Id& last) const;
  const meta::Catalogue& catalogue_;
  const store::Schema& schema_;
};

std::vector<store::Table> tables();

}  // namespace tw::search
