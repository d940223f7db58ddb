#include "platform/meta/types/keywords.h"

#include <charconv>

#include "platform/base/date.h"
#include "platform/base/decimal.h"
#include "platform/base/text.h"

namespace tw::meta {
namespace {

constexpr std::size_t most_options = 250;  // their enumeration is one byte

bool is_number_text(std::string_view text) { return Decimal::parse(text).has_value(); }

bool is_integer_text(std::string_view text) {
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return !text.empty() && error == std::errc{} && stop == text.data() + text.size();
}

bool is_date_text(std::string_view text) { return Date::parse(text).has_value(); }

bool number_order(const std::string& low, const std::string& high) {
  return *Decimal::parse(low) <= *Decimal::parse(high);
}

bool date_order(const std::string& low, const std::string& high) { return low <= high; }

std::optional<std::string> bind_bound(MapReader& in, std::string_view key,
                                      bool (*holds)(std::string_view), std::string_view expected) {
  const yaml::Node* value = in.take(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_scalar() && holds(value->text)) return value->text;
  in.fault(*value, "value.malformed", "\"" + std::string{key} + "\" is " + std::string{expected});
  return std::nullopt;
}

void bind_range(MapReader& in, FieldDef& field, bool (*holds)(std::string_view),
                std::string_view expected,
                bool (*in_order)(const std::string&, const std::string&)) {
  field.min = bind_bound(in, "min", holds, expected);
  field.max = bind_bound(in, "max", holds, expected);
  if (field.min && field.max && !in_order(*field.min, *field.max))
    in.fault(*in.node().find("max"), "value.out_of_range", "\"max\" is less than \"min\"");
}

}  // namespace

void bind_max_length(MapReader& in, FieldDef& field, int otherwise, int most) {
  field.max_length = in.integer("max", otherwise, 1, most);
}

void bind_scale(MapReader& in, FieldDef& field, int otherwise) {
  constexpr int most = 9;
  field.scale = in.integer("scale", otherwise, 0, most);
}

void bind_number_range(MapReader& in, FieldDef& field) {
  bind_range(in, field, is_number_text, "a number", number_order);
}

void bind_integer_range(MapReader& in, FieldDef& field) {
  bind_range(in, field, is_integer_text, "a whole number", number_order);
}

void bind_date_range(MapReader& in, FieldDef& field) {
  bind_range(in, field, is_date_text, "a day: 2026-01-31", date_order);
}

void bind_options(MapReader& in, FieldDef& field) {
  const yaml::Node* entries = in.need("options");
  if (entries != nullptr) bind_option_entries(in.context(), *entries, field, nullptr);
}

void bind_option_entries(Context& context, const yaml::Node& entries, FieldDef& field,
                         void (*read_more)(MapReader& in, Option& option)) {
  if (!expect_map(context, entries, "the list of options")) return;
  for (std::size_t i = 0; i < entries.keys.size(); ++i) {
    const yaml::Node& code = entries.keys[i];
    if (!is_code(code.text))
      context.report.add(code.mark, "name.malformed",
                         "\"" + code.text +
                             "\" is not a code: letters, digits and "
                             "single underscores, at most 60 characters");
    if (!expect_map(context, entries.items[i], "an option")) continue;
    MapReader in{context, entries.items[i], "an option"};
    Option option;
    option.code = code.text;
    option.label = in.own_label();
    option.tone = in.word("tone", Tone::neutral);
    if (read_more != nullptr) read_more(in, option);
    in.finish();
    field.options.push_back(std::move(option));
  }
  if (entries.keys.empty() || entries.keys.size() > most_options)
    context.report.add(entries.mark, "option.count",
                       "between 1 and " + std::to_string(most_options) + " options");
}

bool is_any_text(const FieldDef& field, std::string_view text) {
  return field.max_length == 0 ||
         count_characters(text) <= static_cast<std::size_t>(field.max_length);
}

bool is_bool(const FieldDef&, std::string_view text) { return text == "true" || text == "false"; }
bool is_integer(const FieldDef&, std::string_view text) { return is_integer_text(text); }
bool is_number(const FieldDef&, std::string_view text) { return is_number_text(text); }
bool is_date(const FieldDef&, std::string_view text) {
  return text == "today" || is_date_text(text);
}

bool is_datetime(const FieldDef&, std::string_view text) {
  return text == "now" || DateTime::parse(text).has_value();
}

bool is_option(const FieldDef& field, std::string_view text) {
  return field.option(text) != nullptr;
}

}  // namespace tw::meta
