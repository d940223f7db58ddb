#pragma once
// MapReader: reads one YAML map key by key, types the scalars, and at `finish` reports every key
// nobody asked for. A faulty value is reported and answered with the default, so that reading goes
// on and all faults appear at once.

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/meta/report.h"
#include "platform/meta/words.h"
#include "platform/meta/yaml.h"

namespace tw::meta {

struct Context {
  Report& report;
};

/// snake_case: lower-case letters, digits, underscores, a letter first, at most 60 characters.
bool is_snake_case(std::string_view text);
/// What an option, a state or a role may be called: also upper case, and a digit first (`FOB`,
/// `20gp`).
bool is_code(std::string_view text);

/// False (and reported) unless the node is a map.
bool expect_map(Context& context, const yaml::Node& node, std::string_view what);
/// The entries of a list of words; a single word counts as a list of one. Reported: what is
/// neither.
std::vector<const yaml::Node*> words_in(Context& context, const yaml::Node& node);
std::vector<std::string> texts_of(const std::vector<const yaml::Node*>& nodes);
/// One line of text without control characters.
std::string text_in(Context& context, const yaml::Node& node);
std::string name_in(Context& context, const yaml::Node& node);
/// `{ en, zh, zh-TW? }`
Label label_in(Context& context, const yaml::Node& node);

class MapReader {
 public:
  /// `what` is said in messages: "a field", "the module".
  MapReader(Context& context, const yaml::Node& node, std::string_view what);

  Context& context() { return context_; }
  const yaml::Node& node() const { return node_; }

  /// The value of a key, or nullptr; an empty value is reported.
  const yaml::Node* take(std::string_view key);
  /// The same, and its absence is reported ("key.missing").
  const yaml::Node* need(std::string_view key);

  std::string text(std::string_view key);
  std::string need_text(std::string_view key);
  std::string name(std::string_view key);
  std::string need_name(std::string_view key);
  std::vector<std::string> names(std::string_view key);
  bool flag(std::string_view key, bool otherwise = false);
  std::optional<bool> flag_if_given(std::string_view key);
  int integer(std::string_view key, int otherwise, int least, int most);
  std::optional<int> integer_if_given(std::string_view key, int least, int most);
  Label label(std::string_view key);
  Label need_label(std::string_view key);
  /// `en`, `zh` and `zh-TW` among the map's own keys, as options have them.
  Label own_label();

  template <class E>
  E word(std::string_view key, E otherwise) {
    const yaml::Node* value = take(key);
    if (value == nullptr) return otherwise;
    if (const auto parsed = parse_word<E>(value->text); value->is_scalar() && parsed)
      return *parsed;
    unknown_word(*value, all_words<E>());
    return otherwise;
  }

  void fault(const yaml::Node& at, std::string code, std::string message) {
    context_.report.add(at.mark, std::move(code), std::move(message));
  }
  void unknown_word(const yaml::Node& at, const std::vector<std::string_view>& known);
  /// Reports the keys that were never asked for.
  void finish();
  /// For readers that do not know all keys, because something more basic is wrong.
  void forgive_unknown_keys() { forgiving_ = true; }
  const std::vector<std::string_view>& asked() const { return asked_; }

 private:
  Context& context_;
  const yaml::Node& node_;
  std::string what_;
  std::vector<std::string_view> asked_;  // keys are literals
  bool forgiving_ = false;
};

}  // namespace tw::meta
