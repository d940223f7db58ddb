#include "platform/meta/reader.h"

#include <algorithm>
#include <charconv>

#include "platform/meta/traditional.h"

namespace tw::meta {
namespace {

constexpr std::size_t longest_name = 60;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

Label label_from(MapReader& in) {
  const std::size_t faults = in.context().report.count();
  Label label{in.text("en"), in.text("zh"), in.text("zh-TW")};
  const bool reported = in.context().report.count() != faults;
  if (!reported && (label.en.empty() || label.zh_cn.empty())) {
    in.fault(in.node(), "label.missing",
             std::string{"a label needs its text in "} + (label.en.empty() ? "en" : "zh"));
  }
  if (label.zh_tw.empty()) label.zh_tw = traditional_of(label.zh_cn);
  return label;
}

}  // namespace

bool is_snake_case(std::string_view text) {
  return !text.empty() && text.size() <= longest_name && is_lower(text[0]) && text.back() != '_' &&
         text.find("__") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

bool is_code(std::string_view text) {
  return !text.empty() && text.size() <= longest_name && text[0] != '_' && text.back() != '_' &&
         text.find("__") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_lower(c) || is_upper(c) || is_digit(c) || c == '_'; });
}

bool expect_map(Context& context, const yaml::Node& node, std::string_view what) {
  if (node.is_map()) return true;
  context.report.add(node.mark, "value.not_a_map", std::string{what} + " is a map: { key: value }");
  return false;
}

std::vector<const yaml::Node*> words_in(Context& context, const yaml::Node& node) {
  std::vector<const yaml::Node*> words;
  if (node.is_scalar()) words.push_back(&node);
  if (node.is_map())
    context.report.add(node.mark, "value.not_a_list", "a list is expected here: [a, b]");
  if (!node.is_list()) return words;
  for (const yaml::Node& item : node.items) {
    if (item.is_scalar()) {
      words.push_back(&item);
    } else {
      context.report.add(item.mark, "value.not_text", "a word is expected here");
    }
  }
  return words;
}

std::vector<std::string> texts_of(const std::vector<const yaml::Node*>& nodes) {
  std::vector<std::string> texts;
  for (const yaml::Node* node : nodes) texts.push_back(node->text);
  return texts;
}

std::string text_in(Context& context, const yaml::Node& node) {
  if (!node.is_scalar()) {
    context.report.add(node.mark, "value.not_text", "a text is expected here");
    return {};
  }
  const bool control = std::any_of(node.text.begin(), node.text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
  });
  if (control) {
    context.report.add(node.mark, "value.control_character", "control characters are not text");
    return {};
  }
  return node.text;
}

std::string name_in(Context& context, const yaml::Node& node) {
  const std::string text = text_in(context, node);
  if (!node.is_scalar() || is_snake_case(text)) return text;
  context.report.add(
      node.mark, "name.malformed",
      "\"" + text +
          "\" is not a name: lower-case letters, digits and single underscores, a letter "
          "first, at most 60 characters");
  return {};
}

Label label_in(Context& context, const yaml::Node& node) {
  if (!expect_map(context, node, "a label")) return {};
  MapReader in{context, node, "a label"};
  Label label = label_from(in);
  in.finish();
  return label;
}

MapReader::MapReader(Context& context, const yaml::Node& node, std::string_view what)
    : context_{context}, node_{node}, what_{what} {}

const yaml::Node* MapReader::take(std::string_view key) {
  asked_.push_back(key);
  const yaml::Node* value = node_.find(key);
  if (value == nullptr || !value->is_null()) return value;
  fault(*value, "value.missing", "\"" + std::string{key} + "\" has no value");
  return nullptr;
}

const yaml::Node* MapReader::need(std::string_view key) {
  const yaml::Node* value = take(key);
  if (value == nullptr && node_.find(key) == nullptr)
    fault(node_, "key.missing", what_ + " needs \"" + std::string{key} + "\"");
  return value;
}

std::string MapReader::text(std::string_view key) {
  const yaml::Node* value = take(key);
  return value == nullptr ? std::string{} : text_in(context_, *value);
}

std::string MapReader::need_text(std::string_view key) {
  const yaml::Node* value = need(key);
  return value == nullptr ? std::string{} : text_in(context_, *value);
}

std::string MapReader::name(std::string_view key) {
  const yaml::Node* value = take(key);
  return value == nullptr ? std::string{} : name_in(context_, *value);
}

std::string MapReader::need_name(std::string_view key) {
  const yaml::Node* value = need(key);
  return value == nullptr ? std::string{} : name_in(context_, *value);
}

std::vector<std::string> MapReader::names(std::string_view key) {
  const yaml::Node* value = take(key);
  return value == nullptr ? std::vector<std::string>{} : texts_of(words_in(context_, *value));
}

bool MapReader::flag(std::string_view key, bool otherwise) {
  return flag_if_given(key).value_or(otherwise);
}

std::optional<bool> MapReader::flag_if_given(std::string_view key) {
  const yaml::Node* value = take(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_scalar() && value->text == "true") return true;
  if (value->is_scalar() && value->text == "false") return false;
  fault(*value, "value.not_a_bool", "\"" + std::string{key} + "\" is true or false");
  return std::nullopt;
}

int MapReader::integer(std::string_view key, int otherwise, int least, int most) {
  return integer_if_given(key, least, most).value_or(otherwise);
}

std::optional<int> MapReader::integer_if_given(std::string_view key, int least, int most) {
  const yaml::Node* value = take(key);
  if (value == nullptr) return std::nullopt;
  int number = 0;
  const char* end = value->text.data() + value->text.size();
  const auto [stop, error] = std::from_chars(value->text.data(), end, number);
  if (!value->is_scalar() || value->text.empty() || error != std::errc{} || stop != end) {
    fault(*value, "value.not_an_integer", "\"" + std::string{key} + "\" is a whole number");
    return std::nullopt;
  }
  if (number >= least && number <= most) return number;
  fault(*value, "value.out_of_range",
        "\"" + std::string{key} + "\" lies between " + std::to_string(least) + " and " +
            std::to_string(most));
  return std::nullopt;
}

Label MapReader::label(std::string_view key) {
  const yaml::Node* value = take(key);
  return value == nullptr ? Label{} : label_in(context_, *value);
}

Label MapReader::need_label(std::string_view key) {
  const yaml::Node* value = take(key);
  if (value != nullptr) return label_in(context_, *value);
  if (node_.find(key) == nullptr)
    fault(node_, "label.missing", what_ + " needs \"" + std::string{key} + ": { en: …, zh: … }\"");
  return {};
}

Label MapReader::own_label() { return label_from(*this); }

void MapReader::unknown_word(const yaml::Node& at, const std::vector<std::string_view>& known) {
  if (!at.is_scalar()) {
    fault(at, "value.not_text", "a word is expected here");
    return;
  }
  std::string list;
  for (const std::string_view word : known) list += (list.empty() ? "" : ", ") + std::string{word};
  std::string hint = did_you_mean(at.text, known);
  if (hint.empty()) hint = ": one of " + list;
  fault(at, "value.unknown", "\"" + at.text + "\" is not known here" + hint);
}

void MapReader::finish() {
  if (forgiving_) return;
  for (const yaml::Node& key : node_.keys) {
    if (std::find(asked_.begin(), asked_.end(), key.text) != asked_.end()) continue;
    std::vector<std::string_view> free;
    for (const std::string_view known : asked_)
      if (node_.find(known) == nullptr) free.push_back(known);
    fault(key, "key.unknown",
          what_ + " has no key \"" + key.text + "\"" + did_you_mean(key.text, free));
  }
}

}  // namespace tw::meta
