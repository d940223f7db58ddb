#include "platform/store/postgres/wire.h"

#include <algorithm>
#include <charconv>

#include "platform/base/check.h"
#include "platform/base/error.h"
#include "platform/base/json.h"

namespace tw::store::postgres {
namespace {

using meta::Storage;

// Their numbers in pg_type never change.
constexpr Oid type_boolean = 16;
constexpr Oid type_int8 = 20;
constexpr Oid type_int2 = 21;
constexpr Oid type_int4 = 23;
constexpr Oid type_date = 1082;
constexpr Oid type_instant = 1184;

// PostgreSQL counts from 2000-01-01.
constexpr std::int32_t epoch_days = 10957;
constexpr std::int64_t epoch_ms = std::int64_t{epoch_days} * 86'400'000;

std::uint64_t read_bits(const char* bytes, int size) {
  std::uint64_t bits = 0;
  for (int i = 0; i < size; ++i) bits = bits << 8 | static_cast<unsigned char>(bytes[i]);
  return bits;
}

Date date_of(const char* bytes) {
  return Date{static_cast<std::int32_t>(read_bits(bytes, 4)) + epoch_days};
}

DateTime instant_of(const char* bytes) {
  const auto microseconds = static_cast<std::int64_t>(read_bits(bytes, 8));
  const std::int64_t rest = microseconds % 1000;
  return DateTime{microseconds / 1000 - (rest < 0 ? 1 : 0) + epoch_ms};
}

void append_element(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

/// Numbers and brackets only, as list_of writes ids: no need to parse.
bool is_plain(std::string_view json) {
  return std::all_of(json.begin(), json.end(), [](char c) {
    return (c >= '0' && c <= '9') || c == ',' || c == '-' || c == '[' || c == ']';
  });
}

}  // namespace

std::string array_of(std::string_view json) {
  std::string out;
  out.reserve(json.size() + 2);
  if (json.size() >= 2 && is_plain(json)) {
    out += '{';
    out += json.substr(1, json.size() - 2);
    out += '}';
    return out;
  }
  const auto parsed = parse_json(json);
  if (!parsed || !parsed->is_array()) throw AppError(Errc::internal, "store.wrong_type");
  out += '{';
  for (const json::value& item : parsed->as_array()) {
    if (out.size() > 1) out += ',';
    if (item.is_string())
      append_element(out, item.as_string());
    else if (item.is_null())
      out += "NULL";
    else if (item.is_bool())
      out += item.as_bool() ? "true" : "false";
    else if (item.is_int64())
      out += std::to_string(item.as_int64());
    else
      throw AppError(Errc::internal, "store.wrong_type");
  }
  out += '}';
  return out;
}

Arguments::Arguments(const std::vector<sql::Parameter>& parameters) {
  values_.reserve(parameters.size());
  lengths_.reserve(parameters.size());
  formats_.reserve(parameters.size());
  binary_.reserve(parameters.size());
  for (const sql::Parameter& parameter : parameters) add(parameter);
}

void Arguments::add(const sql::Parameter& parameter) {
  if (const auto* integer = std::get_if<std::int64_t>(&parameter.datum)) {
    if (parameter.storage == Storage::boolean) return add_binary(1, *integer != 0 ? 1 : 0);
    return add_binary(8, static_cast<std::uint64_t>(*integer));
  }
  const auto* text = std::get_if<std::string>(&parameter.datum);
  if (text != nullptr && parameter.list) text = &lists_.emplace_back(array_of(*text));
  values_.push_back(text == nullptr ? nullptr : text->c_str());
  lengths_.push_back(0);
  formats_.push_back(0);
}

void Arguments::add_binary(std::size_t size, std::uint64_t bits) {
  std::array<char, 8>& bytes = binary_.emplace_back();
  for (std::size_t i = size; i-- > 0; bits >>= 8) bytes[i] = static_cast<char>(bits & 0xff);
  values_.push_back(bytes.data());
  lengths_.push_back(static_cast<int>(size));
  formats_.push_back(1);
}

Form form_of(const PGresult* result, int column) {
  if (PQfformat(result, column) == 0) return Form::text;
  switch (PQftype(result, column)) {
    case type_int8: return Form::int8;
    case type_int4: return Form::int4;
    case type_int2: return Form::int2;
    case type_boolean: return Form::boolean;
    case type_date: return Form::date;
    case type_instant: return Form::instant;
    default: return Form::text;
  }
}

std::int64_t read_integer(const PGresult* result, int row, int column, Form form) {
  const char* bytes = PQgetvalue(result, row, column);
  if (PQgetisnull(result, row, column) != 0) return 0;
  switch (form) {
    case Form::int8: return static_cast<std::int64_t>(read_bits(bytes, 8));
    case Form::int4: return static_cast<std::int32_t>(read_bits(bytes, 4));
    case Form::int2: return static_cast<std::int16_t>(read_bits(bytes, 2));
    case Form::boolean: return bytes[0] != 0 ? 1 : 0;
    default: break;
  }
  const std::string_view text = read_text(result, row, column);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string text_of(const PGresult* result, int row, int column, Form form) {
  const char* bytes = PQgetvalue(result, row, column);
  switch (form) {
    case Form::date: return date_of(bytes).text();
    case Form::instant: return instant_of(bytes).text();
    case Form::text: return std::string{read_text(result, row, column)};
    default: return std::to_string(read_integer(result, row, column, form));
  }
}

Value read_value(const PGresult* result, int row, int column, Form form,
                 const sql::ResultColumn& declared) {
  if (PQgetisnull(result, row, column) != 0) return {};
  const char* bytes = PQgetvalue(result, row, column);
  if (sql::is_integer(declared.storage))
    return sql::decode(read_integer(result, row, column, form), declared);
  if (form == Form::text) return sql::decode(read_text(result, row, column), declared);
  if (form == Form::date && declared.storage == Storage::date) return Value{date_of(bytes)};
  if (form == Form::instant && declared.storage == Storage::datetime)
    return Value{instant_of(bytes)};
  return sql::decode(text_of(result, row, column, form), declared);
}

// ---- COPY ----

CopyRows::CopyRows() : bytes_{"PGCOPY\n\377\r\n\0", 11} { bytes_.append(8, '\0'); }

void CopyRows::put(std::uint64_t bits, int size) {
  for (int shift = (size - 1) * 8; shift >= 0; shift -= 8)
    bytes_ += static_cast<char>(bits >> shift & 0xff);
}

void CopyRows::begin_row(std::size_t columns) { put(columns, 2); }

void CopyRows::add(const sql::Datum& datum, Storage storage) {
  if (const auto* integer = std::get_if<std::int64_t>(&datum)) {
    const int size = storage == Storage::boolean ? 1 : 8;
    put(static_cast<std::uint64_t>(size), 4);
    return put(static_cast<std::uint64_t>(*integer), size);
  }
  const auto* text = std::get_if<std::string>(&datum);
  if (text == nullptr) return put(0xffffffff, 4);  // null
  if (storage == Storage::date) {
    put(4, 4);
    return put(static_cast<std::uint64_t>(Date::parse(*text)->days() - epoch_days), 4);
  }
  if (storage == Storage::datetime) {
    put(8, 4);
    return put(static_cast<std::uint64_t>((DateTime::parse(*text)->ms() - epoch_ms) * 1000), 8);
  }
  put(text->size(), 4);
  bytes_ += *text;
}

void CopyRows::finish() { put(0xffff, 2); }

}  // namespace tw::store::postgres
