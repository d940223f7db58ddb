// One field's value from JSON and to JSON, with the checks of its type.
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "platform/base/text.h"
#include "platform/record/pipeline.h"

namespace tw::record {
namespace {

using meta::FieldDef;
using meta::Type;

Problem wrong_type(const FieldDef& field, std::string expected) {
  return {"field.wrong_type", field.name, {{"expected", std::move(expected)}}};
}

bool looks_like_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != std::string_view::npos)
    return false;
  const std::string_view domain = text.substr(at + 1);
  const std::size_t dot = domain.find('.');
  if (dot == std::string_view::npos || dot == 0 || domain.back() == '.') return false;
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == ','; });
}

/// Digits with the signs people write between them: +86 (0)574-8712 3456 ext. 12
bool looks_like_phone(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      ++digits;
    else if (std::string_view{"+-() ./#*,xextEXT"}.find(c) == std::string_view::npos)
      return false;
  }
  return digits >= 3 && digits <= 20;
}

bool looks_like_url(std::string_view text) {
  const std::string lower = lower_ascii(text);
  if (lower.find(' ') != std::string::npos) return false;
  const std::size_t scheme = lower.find("://");
  if (scheme == std::string::npos)
    return lower.find('.') != std::string::npos && lower.find(':') == std::string::npos;
  return (lower.starts_with("http://") || lower.starts_with("https://")) &&
         lower.size() > scheme + 3;
}

/// ISO 3166 and 4217: letters alone.
bool is_letter_code(std::string_view text, std::size_t length) {
  return text.size() == length &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// A country's two letters and three letters or digits (UNECE Recommendation 16).
bool is_location_code(std::string_view text) {
  return text.size() == 5 && is_letter_code(text.substr(0, 2), 2) &&
         std::all_of(text.begin() + 2, text.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '9'); });
}

std::optional<Problem> check_text(const FieldDef& field, std::string& text) {
  const std::size_t length = count_characters(text);
  if (field.max_length > 0 && length > static_cast<std::size_t>(field.max_length))
    return Problem{"field.too_long",
                   field.name,
                   {{"max", std::to_string(field.max_length)}, {"length", std::to_string(length)}}};
  if (text.empty()) return std::nullopt;
  switch (field.type) {
    case Type::email:
      if (!looks_like_email(text))
        return Problem{"field.malformed_email", field.name, {{"value", text}}};
      break;
    case Type::phone:
      if (!looks_like_phone(text))
        return Problem{"field.malformed_phone", field.name, {{"value", text}}};
      break;
    case Type::url:
      if (!looks_like_url(text))
        return Problem{"field.malformed_url", field.name, {{"value", text}}};
      break;
    case Type::country:
      if (!is_letter_code(text, 2))
        return Problem{"field.malformed_country", field.name, {{"value", text}}};
      break;
    case Type::currency:
      if (!is_letter_code(text, 3))
        return Problem{"field.malformed_currency", field.name, {{"value", text}}};
      break;
    case Type::location:
      if (!is_location_code(text))
        return Problem{"field.malformed_location", field.name, {{"value", text}}};
      break;
    default: break;
  }
  return std::nullopt;
}

Result<Value> decode_text(const FieldDef& field, const json::value& in) {
  if (!in.is_string()) return wrong_type(field, "text");
  std::string text{in.as_string()};
  const bool spacious =
      field.type == Type::longtext || field.type == Type::richtext || field.type == Type::secret;
  if (!spacious && field.type != Type::text) text = trim(text);
  if (field.type == Type::country || field.type == Type::currency || field.type == Type::location)
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  if (auto problem = check_text(field, text)) return *std::move(problem);
  if (trim(text).empty()) return Value{};  // blanks say nothing: a required field is still open
  return Value{std::move(text)};
}

template <class T>
std::optional<Problem> check_range(const FieldDef& field, const T& value,
                                   Result<T> (*parse)(std::string_view)) {
  if (field.min)
    if (auto min = parse(*field.min); min && value < *min)
      return Problem{"field.too_small", field.name, {{"min", *field.min}}};
  if (field.max)
    if (auto max = parse(*field.max); max && value > *max)
      return Problem{"field.too_large", field.name, {{"max", *field.max}}};
  return std::nullopt;
}

Result<Decimal> number_of(const FieldDef& field, const json::value& in) {
  if (in.is_int64()) return Decimal{in.as_int64()};
  if (in.is_uint64()) return wrong_type(field, "number");
  if (in.is_double()) {
    std::array<char, 40> buffer{};
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), in.as_double()).ptr;
    return Decimal::parse({buffer.data(), static_cast<std::size_t>(end - buffer.data())});
  }
  if (in.is_string()) {
    const std::string text = trim(in.as_string());
    return Decimal::parse(text);
  }
  return wrong_type(field, "number");
}

/// Whether the number's units fit the 64-bit column.
bool fits(const Decimal& number, int scale) {
  return std::abs(number.approximate()) * std::pow(10.0, scale) < 9.2e18;
}

Result<Value> decode_number(const FieldDef& field, const json::value& in) {
  Result<Decimal> number = number_of(field, in);
  if (!number) return wrong_type(field, "number");
  if (auto problem = check_range<Decimal>(field, *number, &Decimal::parse))
    return *std::move(problem);
  const Decimal normal = number->normalized();
  if (field.storage == meta::Storage::scaled) {
    if (normal.scale() > field.scale)
      return Problem{"field.too_precise", field.name, {{"scale", std::to_string(field.scale)}}};
    if (!fits(normal, field.scale)) return Problem{"number.overflow", field.name, {}};
    return Value{number->rescaled(field.scale)};
  }
  if (normal.scale() > 0) return wrong_type(field, "integer");
  if (!fits(normal, 0)) return Problem{"number.overflow", field.name, {}};
  return Value{normal.units(0)};
}

Result<Value> decode_option(const FieldDef& field, const json::value& in) {
  if (!in.is_string()) return wrong_type(field, "text");
  const std::string_view code = in.as_string();
  if (code.empty()) return Value{};
  if (field.option(code) == nullptr)
    return Problem{"field.unknown_option", field.name, {{"value", std::string{code}}}};
  return Value{code};
}

Result<Value> decode_text_list(const FieldDef& field, const json::value& in) {
  if (!in.is_array()) return wrong_type(field, "list");
  json::array out;
  for (const json::value& item : in.as_array()) {
    if (!item.is_string()) return wrong_type(field, "list of texts");
    const std::string_view text = item.as_string();
    if (field.type == Type::choices && field.option(text) == nullptr)
      return Problem{"field.unknown_option", field.name, {{"value", std::string{text}}}};
    if (count_characters(text) > 100)
      return Problem{"field.too_long", field.name, {{"max", "100"}}};
    if (std::find(out.begin(), out.end(), item) == out.end()) out.push_back(item);
  }
  if (out.empty()) return Value{};
  return Value{boost::json::serialize(out)};
}

Result<Value> decode_address(const FieldDef& field, const json::value& in) {
  if (!in.is_object()) return wrong_type(field, "address");
  static constexpr std::array<std::string_view, 5> members{"street", "city", "region", "postcode",
                                                           "country"};
  json::object out;
  for (const auto& [name, value] : in.as_object()) {
    if (std::find(members.begin(), members.end(), std::string_view{name}) == members.end())
      return Problem{
          "field.unknown", field.name + "." + std::string{name}, {{"name", std::string{name}}}};
    if (value.is_null()) continue;
    if (!value.is_string()) return wrong_type(field, "text");
    if (count_characters(value.as_string()) > 300)
      return Problem{"field.too_long", field.name + "." + std::string{name}, {{"max", "300"}}};
    if (!value.as_string().empty()) out[name] = value;
  }
  if (out.empty()) return Value{};
  return Value{boost::json::serialize(out)};
}

Result<Value> decode_id(const FieldDef& field, const json::value& in) {
  if (!in.is_string()) return wrong_type(field, "reference");
  if (in.as_string().empty()) return Value{};
  Result<Id> id = Id::parse(in.as_string());
  if (!id)
    return Problem{"field.no_such_record", field.name, {{"value", std::string{in.as_string()}}}};
  return Value{*id};
}

Result<Value> decode_date(const FieldDef& field, const json::value& in) {
  if (!in.is_string()) return wrong_type(field, "date");
  if (in.as_string().empty()) return Value{};
  Result<Date> date = Date::parse(in.as_string());
  if (!date) return Problem{"date.malformed", field.name, {{"value", std::string{in.as_string()}}}};
  if (auto problem = check_range<Date>(field, *date, &Date::parse)) return *std::move(problem);
  return Value{*date};
}

Result<Value> decode_datetime(const FieldDef& field, const json::value& in) {
  if (!in.is_string()) return wrong_type(field, "datetime");
  if (in.as_string().empty()) return Value{};
  Result<DateTime> instant = DateTime::parse(in.as_string());
  if (!instant)
    return Problem{"datetime.malformed", field.name, {{"value", std::string{in.as_string()}}}};
  return Value{*instant};
}

}  // namespace

Result<Value> decode_value(const FieldDef& field, const json::value& in) {
  if (in.is_null()) return Value{};
  switch (field.type) {
    case Type::choice:
    case Type::state: return decode_option(field, in);
    case Type::choices:
    case Type::tags: return decode_text_list(field, in);
    case Type::address: return decode_address(field, in);
    case Type::json: return Value{boost::json::serialize(in)};
    default: break;
  }
  switch (field.storage) {
    case meta::Storage::boolean:
      if (!in.is_bool()) return wrong_type(field, "boolean");
      return Value{in.as_bool()};
    case meta::Storage::integer:
    case meta::Storage::scaled: return decode_number(field, in);
    case meta::Storage::id: return decode_id(field, in);
    case meta::Storage::date: return decode_date(field, in);
    case meta::Storage::datetime: return decode_datetime(field, in);
    case meta::Storage::json: return Value{boost::json::serialize(in)};
    case meta::Storage::text:
    case meta::Storage::none: break;
  }
  return decode_text(field, in);
}

void write_value(JsonWriter& out, const FieldDef& field, const Value& value) {
  if (value.is_null()) {
    const bool list = field.type == Type::choices || field.type == Type::tags;
    if (list)
      out.raw("[]");
    else
      out.null();
    return;
  }
  if (const bool* flag = value.get_if<bool>())
    out.boolean(*flag);
  else if (const std::int64_t* number = value.get_if<std::int64_t>())
    out.integer(*number);
  else if (const Decimal* decimal = value.get_if<Decimal>())
    out.decimal(decimal->normalized());
  else if (const Date* date = value.get_if<Date>())
    out.string(date->text());
  else if (const DateTime* instant = value.get_if<DateTime>())
    out.string(instant->text());
  else if (const Id* id = value.get_if<Id>())
    out.id(*id);
  else if (field.storage == meta::Storage::json)
    out.raw(value.as<std::string>());
  else
    out.string(value.as<std::string>());
}

}  // namespace tw::record
