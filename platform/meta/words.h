#pragma once
// The words of the language for the small enumerations, both ways.

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "platform/meta/catalogue.h"

namespace tw::meta {

template <class E>
struct Word {
  std::string_view text;
  E value;
};

std::span<const Word<Tone>> words_of(Tone);
std::span<const Word<OnDelete>> words_of(OnDelete);
std::span<const Word<Scope>> words_of(Scope);
std::span<const Word<Trait>> words_of(Trait);
std::span<const Word<Storage>> words_of(Storage);

template <class E>
std::optional<E> parse_word(std::string_view text) {
  for (const Word<E>& word : words_of(E{}))
    if (word.text == text) return word.value;
  return std::nullopt;
}

template <class E>
std::string_view word_of(E value) {
  for (const Word<E>& word : words_of(E{}))
    if (word.value == value) return word.text;
  return {};
}

template <class E>
std::vector<std::string_view> all_words() {
  std::vector<std::string_view> all;
  for (const Word<E>& word : words_of(E{})) all.push_back(word.text);
  return all;
}

}  // namespace tw::meta
