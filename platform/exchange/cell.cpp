#include "platform/exchange/cell.h"

#include <unicode/timezone.h>

#include <algorithm>

#include "platform/base/text.h"

namespace tw::exchange {
namespace {

using meta::Type;

Problem bad_value(const char* code, std::string_view cell) {
  return {code, "", {{"value", std::string{cell}}}};
}

/// What the clock in `zone` shows as local, in UTC.
std::int64_t utc_of_local(const std::string& zone, std::int64_t local_ms) {
  const std::unique_ptr<icu::TimeZone> known{icu::TimeZone::createTimeZone(
      icu::UnicodeString::fromUTF8(zone.empty() ? "Asia/Shanghai" : zone))};
  std::int32_t raw = 0;
  std::int32_t saving = 0;
  UErrorCode status = U_ZERO_ERROR;
  known->getOffset(static_cast<UDate>(local_ms), 1, raw, saving, status);
  return local_ms - raw - saving;
}

}  // namespace

std::vector<std::string> split_list(std::string_view cell) {
  std::vector<std::string> parts;
  std::string part;
  const auto finish = [&] {
    std::string clean = trim(part);
    if (!clean.empty()) parts.push_back(std::move(clean));
    part.clear();
  };
  for (std::size_t at = 0; at < cell.size();) {
    const std::size_t start = at;
    const char32_t c = next_code_point(cell, at);
    if (c == U';' || c == U',' || c == U'|' || c == U'\n' || c == U'\r' || c == U'、' ||
        c == U'；' || c == U'，')
      finish();
    else
      part += cell.substr(start, at - start);
  }
  finish();
  return parts;
}

CellReader::CellReader(const meta::FieldDef& field, std::string time_zone, DayOrder order)
    : field_{&field}, time_zone_{std::move(time_zone)}, order_{order} {
  for (const meta::Option& option : field.options)
    for (const Language language : all_languages)
      options_.try_emplace(fold(trim(option.label.in(language))), option.code);
  for (const meta::Option& option : field.options) options_[fold(option.code)] = option.code;
}

Result<json::value> CellReader::read(std::string_view cell) const {
  switch (field_->type) {
    case Type::boolean: {
      const std::optional<bool> flag = read_boolean(cell);
      if (!flag) return bad_value("import.bad_boolean", cell);
      return json::value(*flag);
    }
    case Type::integer:
    case Type::decimal:
    case Type::percent:
    case Type::money:
    case Type::duration: return read_number_cell(cell);
    case Type::date: {
      const Result<Moment> moment = read_moment(cell, order_);
      if (!moment) return moment.error();
      return json::value(moment->day.text());
    }
    case Type::datetime: return read_datetime(cell);
    case Type::choice:
    case Type::state: return read_option(cell);
    case Type::choices:
    case Type::tags: return read_list(cell);
    case Type::country:
      if (std::string code = read_country(cell); !code.empty()) return json::value(code);
      return bad_value("import.unknown_country", cell);
    case Type::currency:
      if (std::string code = read_currency(cell); !code.empty()) return json::value(code);
      return bad_value("import.unknown_currency", cell);
    case Type::json: {
      Result<json::value> parsed = parse_json(cell);
      if (!parsed) return bad_value("import.bad_json", cell);
      return parsed;
    }
    default: return read_text(cell);
  }
}

Result<json::value> CellReader::read_text(std::string_view cell) const {
  const bool spacious = field_->type == Type::longtext || field_->type == Type::richtext;
  if (spacious) return json::value(cell);
  return json::value(trim(cell));
}

Result<json::value> CellReader::read_option(std::string_view cell) const {
  if (field_->option(cell) != nullptr) return json::value(cell);
  const auto found = options_.find(fold(trim(cell)));
  if (found == options_.end()) return bad_value("field.unknown_option", cell);
  return json::value(found->second);
}

Result<json::value> CellReader::read_list(std::string_view cell) const {
  json::array list;
  for (const std::string& part : split_list(cell)) {
    if (field_->type == Type::tags) {
      list.emplace_back(part);
      continue;
    }
    Result<json::value> option = read_option(part);
    if (!option) return option.error();
    list.push_back(*std::move(option));
  }
  return json::value(std::move(list));
}

Result<json::value> CellReader::read_number_cell(std::string_view cell) const {
  const std::optional<Number> number = read_number(cell);
  if (!number) return bad_value("import.bad_number", cell);
  Decimal value = number->value;
  if (number->percent && field_->type != Type::percent) value = value * Decimal::scaled(1, 2);
  return json::value(value.normalized().text());
}

Result<json::value> CellReader::read_datetime(std::string_view cell) const {
  if (const Result<DateTime> instant = DateTime::parse(cell)) return json::value(cell);
  const Result<Moment> moment = read_moment(cell, order_);
  if (!moment) return moment.error();
  constexpr std::int64_t ms_a_day = 86'400'000;
  constexpr std::int64_t ms_a_minute = 60'000;
  const std::int64_t local = moment->day.days() * ms_a_day + moment->ms_of_day.value_or(0);
  const std::int64_t utc = moment->offset_minutes ? local - *moment->offset_minutes * ms_a_minute
                                                  : utc_of_local(time_zone_, local);
  return json::value(DateTime{utc}.text());
}

}  // namespace tw::exchange
