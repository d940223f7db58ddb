#include "platform/store/sql/statement.h"

#include "platform/base/check.h"
#include "platform/base/error.h"

namespace tw::store::sql {
namespace {

using meta::Storage;

[[noreturn]] void wrong_type() { throw AppError(Errc::internal, "store.wrong_type"); }

std::string text_of(const Value& value) {
  const auto* text = value.get_if<std::string>();
  if (text == nullptr) wrong_type();
  // PostgreSQL cannot keep a zero byte and SQLite's functions stop at it.
  if (text->find('\0') != std::string::npos) throw AppError(Errc::invalid, "store.text_nul");
  return *text;
}

std::int64_t integer_of(const Value& value) {
  if (const auto* number = value.get_if<std::int64_t>()) return *number;
  if (const auto* decimal = value.get_if<Decimal>()) return decimal->units(0);
  wrong_type();
}

std::int64_t units_of(const Value& value, int scale) {
  if (const auto* decimal = value.get_if<Decimal>()) return decimal->units(scale);
  if (const auto* number = value.get_if<std::int64_t>()) return Decimal{*number}.units(scale);
  wrong_type();
}

std::string date_text(const Value& value) {
  if (const auto* date = value.get_if<Date>()) return date->text();
  wrong_type();
}

std::string datetime_text(const Value& value) {
  if (const auto* instant = value.get_if<DateTime>()) return instant->text();
  if (const auto* date = value.get_if<Date>()) {
    return DateTime{std::int64_t{date->days()} * 86'400'000}.text();
  }
  wrong_type();
}

}  // namespace

Datum encode(const Value& value, Storage storage, int scale) {
  if (value.is_null()) return std::monostate{};
  switch (storage) {
    case Storage::text:
    case Storage::json: return text_of(value);
    case Storage::integer: return integer_of(value);
    case Storage::boolean:
      if (const auto* flag = value.get_if<bool>()) return std::int64_t{*flag ? 1 : 0};
      wrong_type();
    case Storage::scaled: return units_of(value, scale);
    case Storage::id:
      if (const auto* id = value.get_if<Id>()) return id->raw();
      wrong_type();
    case Storage::date: return date_text(value);
    case Storage::datetime: return datetime_text(value);
    case Storage::none: break;
  }
  wrong_type();
}

bool is_integer(Storage storage) {
  return storage == Storage::integer || storage == Storage::boolean || storage == Storage::scaled ||
         storage == Storage::id;
}

Value decode(std::int64_t integer, const ResultColumn& column) {
  switch (column.storage) {
    case Storage::boolean: return Value{integer != 0};
    case Storage::scaled: return Value{Decimal::scaled(integer, column.scale)};
    case Storage::id: return Value{Id{integer}};
    default: return Value{integer};
  }
}

Value decode(std::string_view text, const ResultColumn& column) {
  if (column.storage == Storage::date) {
    auto date = Date::parse(text);
    CHECK(date.has_value());
    return Value{*date};
  }
  if (column.storage == Storage::datetime) {
    auto instant = DateTime::parse(text);
    CHECK(instant.has_value());
    return Value{*instant};
  }
  return Value{text};
}

}  // namespace tw::store::sql
