#include "platform/store/postgres/search_words.h"

#include <algorithm>

namespace tw::store::postgres {
namespace {

// A tsvector holds 1 MB: of a longer text the beginning is found.
constexpr std::size_t most_of_title = 60'000;
constexpr std::size_t most_of_body = 600'000;

template <class F>
void each_word(std::string_view text, std::size_t most, F&& take) {
  text = text.substr(0, text.size() > most ? text.rfind(' ', most) : text.size());
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    take(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

SearchWords::SearchWords(const SearchText& record) {
  each_word(record.title, most_of_title, [&](std::string_view word) {
    words_.emplace_back(word);
    words_.push_back("^" + std::string{word});
  });
  each_word(record.body, most_of_body, [&](std::string_view word) { words_.emplace_back(word); });
  words_.push_back("=" + std::string{record.entity});
  std::sort(words_.begin(), words_.end());
  words_.erase(std::unique(words_.begin(), words_.end()), words_.end());
}

std::string SearchWords::text() const {
  std::string out;
  for (const std::string& word : words_) {  // clean tokens need no escape
    if (!out.empty()) out += ' ';
    out += '\'';
    out += word;
    out += '\'';
  }
  return out;
}

void SearchWords::add_to(CopyRows& rows) const {
  std::string bytes;
  const auto put = [&](std::size_t number, int size) {
    for (int shift = (size - 1) * 8; shift >= 0; shift -= 8)
      bytes += static_cast<char>(number >> shift & 0xff);
  };
  put(words_.size(), 4);
  for (const std::string& word : words_) {
    bytes += word;
    bytes += '\0';
    put(0, 2);  // no positions
  }
  rows.add(bytes, meta::Storage::text);
}

}  // namespace tw::store::postgres
