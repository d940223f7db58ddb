#pragma once
// The words of one record as a tsvector: all its tokens, those of its title once more behind `^`,
// and its entity behind `=`, so that one index answers what is asked of titles and of kinds, too.

#include <string>
#include <vector>

#include "platform/store/full_text.h"
#include "platform/store/postgres/wire.h"

namespace tw::store::postgres {

class SearchWords {
 public:
  explicit SearchWords(const SearchText& record);
  /// `'acme' 'trading' '^acme' '=account'`
  std::string text() const;
  /// As the next value of a COPY (tsvectorrecv).
  void add_to(CopyRows& rows) const;

 private:
  std::vector<std::string> words_;  // sorted by their bytes, each once
};

}  // namespace tw::store::postgres
