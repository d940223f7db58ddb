#include "platform/store/sqlite/functions.h"

#include <sqlite3.h>
#include <unicode/ucasemap.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "platform/base/check.h"
#include "platform/base/text.h"

namespace tw::store::sqlite {
namespace {

using Integer = std::int64_t;

bool any_null(int count, sqlite3_value** arguments) {
  for (int i = 0; i < count; ++i) {
    if (sqlite3_value_type(arguments[i]) == SQLITE_NULL) return true;
  }
  return false;
}

Integer integer_at(sqlite3_value** arguments, int index) {
  return sqlite3_value_int64(arguments[index]);
}

std::string_view text_at(sqlite3_value** arguments, int index) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(arguments[index]));
  if (text == nullptr) return {};
  return {text, static_cast<std::size_t>(sqlite3_value_bytes(arguments[index]))};
}

void answer(sqlite3_context* context, std::string_view text) {
  sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// The words that error.cpp reads as "number.overflow"; SQLite's own sum() says the same.
void overflow(sqlite3_context* context) { sqlite3_result_error(context, "integer overflow", -1); }

// ---- arithmetic: exact or an error ----

using Arithmetic = bool (*)(Integer, Integer, Integer*);  // true: overflow

template <Arithmetic compute>
void arithmetic(sqlite3_context* context, int count, sqlite3_value** arguments) {
  if (any_null(count, arguments)) return;  // the result is null already
  Integer result = 0;
  if (compute(integer_at(arguments, 0), integer_at(arguments, 1), &result))
    return overflow(context);
  sqlite3_result_int64(context, result);
}

bool add(Integer a, Integer b, Integer* out) { return __builtin_add_overflow(a, b, out); }
bool subtract(Integer a, Integer b, Integer* out) { return __builtin_sub_overflow(a, b, out); }
bool multiply(Integer a, Integer b, Integer* out) { return __builtin_mul_overflow(a, b, out); }
bool divide(Integer a, Integer b, Integer* out) {
  if (b == -1) return __builtin_sub_overflow(Integer{0}, a, out);
  *out = a / b;
  return false;
}
bool remainder(Integer a, Integer b, Integer* out) {
  *out = b == -1 ? 0 : a % b;
  return false;
}

template <Arithmetic compute>
void division(sqlite3_context* context, int count, sqlite3_value** arguments) {
  if (any_null(count, arguments) || integer_at(arguments, 1) == 0) return;
  arithmetic<compute>(context, count, arguments);
}

// ---- rounding of scaled integers ----

__int128 power_of_ten(Integer digits) {
  __int128 power = 1;
  for (Integer i = 0; i < digits; ++i) power *= 10;
  return power;
}

/// Half away from zero.
__int128 divide_rounded(__int128 number, __int128 by) {
  const __int128 half = by / 2;
  return (number < 0 ? number - half : number + half) / by;
}
__int128 divide_down(__int128 number, __int128 by) {
  const __int128 quotient = number / by;
  return number % by < 0 ? quotient - 1 : quotient;
}
__int128 divide_up(__int128 number, __int128 by) { return -divide_down(-number, by); }

template <__int128 (*compute)(__int128, __int128)>
void cut_digits(sqlite3_context* context, int count, sqlite3_value** arguments) {
  if (any_null(count, arguments)) return;
  const Integer digits = std::clamp<Integer>(integer_at(arguments, 1), 0, 18);
  sqlite3_result_int64(
      context, static_cast<Integer>(compute(integer_at(arguments, 0), power_of_ten(digits))));
}

bool fits(__int128 number) {
  return number >= std::numeric_limits<Integer>::min() &&
         number <= std::numeric_limits<Integer>::max();
}

/// tw_product(a, b, digits to cut).
void product(sqlite3_context* context, int count, sqlite3_value** arguments) {
  if (any_null(count, arguments)) return;
  const __int128 whole = static_cast<__int128>(integer_at(arguments, 0)) * integer_at(arguments, 1);
  const __int128 cut =
      divide_rounded(whole, power_of_ten(std::clamp<Integer>(integer_at(arguments, 2), 0, 36)));
  if (!fits(cut)) return overflow(context);
  sqlite3_result_int64(context, static_cast<Integer>(cut));
}

/// tw_quotient(a, b, digits to add to a); null by zero.
void quotient(sqlite3_context* context, int count, sqlite3_value** arguments) {
  if (any_null(count, arguments) || integer_at(arguments, 1) == 0) return;
  const Integer digits = std::clamp<Integer>(integer_at(arguments, 2), -18, 36);
  __int128 above = integer_at(arguments, 0);
  __int128 below = integer_at(arguments, 1);
  __int128& longer = digits < 0 ? below : above;
  if (__builtin_mul_overflow(longer, power_of_ten(digits < 0 ? -digits : digits), &longer))
    return overflow(context);
  __int128 result = above / below;
  const __int128 rest = above % below;
  const bool away = 2 * (rest < 0 ? -rest : rest) >= (below < 0 ? -below : below);
  if (away) result += (above < 0) == (below < 0) ? 1 : -1;
  if (!fits(result)) return overflow(context);
  sqlite3_result_int64(context, static_cast<Integer>(result));
}

/// tw_average(sum, count), rounded half away from zero.
void average(sqlite3_context* context, int count, sqlite3_value** arguments) {
  if (any_null(count, arguments)) return;
  const __int128 sum = integer_at(arguments, 0);
  const __int128 rows = integer_at(arguments, 1);
  if (rows == 0) return;
  const __int128 doubled = 2 * (sum < 0 ? -sum : sum) + rows;
  const __int128 magnitude = doubled / (2 * rows);
  sqlite3_result_int64(context, static_cast<Integer>(sum < 0 ? -magnitude : magnitude));
}

// ---- text ----

const UCaseMap* case_map() {
  static const UCaseMap* map = [] {
    UErrorCode status = U_ZERO_ERROR;
    const UCaseMap* opened = ucasemap_open("", 0, &status);
    CHECK(U_SUCCESS(status));
    return opened;
  }();
  return map;
}

using CaseChange = decltype(&ucasemap_utf8ToLower);

template <CaseChange change>
void change_case(sqlite3_context* context, int count, sqlite3_value** arguments) {
  if (any_null(count, arguments)) return;
  const std::string_view text = text_at(arguments, 0);
  std::string result(text.size() + 16, '\0');
  for (int attempt = 0; attempt < 2; ++attempt) {
    UErrorCode status = U_ZERO_ERROR;
    const auto size = change(case_map(), result.data(), static_cast<std::int32_t>(result.size()),
                             text.data(), static_cast<std::int32_t>(text.size()), &status);
    if (status == U_BUFFER_OVERFLOW_ERROR) {
      result.resize(static_cast<std::size_t>(size) + 1);
      continue;
    }
    if (U_FAILURE(status)) return sqlite3_result_error(context, "case change failed", -1);
    return answer(context, std::string_view{result}.substr(0, static_cast<std::size_t>(size)));
  }
}

void trim_text(sqlite3_context* context, int count, sqlite3_value** arguments) {
  if (any_null(count, arguments)) return;
  answer(context, tw::trim(text_at(arguments, 0)));
}

void ends_with(sqlite3_context* context, int count, sqlite3_value** arguments) {
  if (any_null(count, arguments)) return;
  sqlite3_result_int(context, text_at(arguments, 0).ends_with(text_at(arguments, 1)) ? 1 : 0);
}

/// Byte position of the character `wanted` characters after `from`; the end when there are fewer.
std::size_t skip_characters(std::string_view text, std::size_t from, Integer wanted) {
  while (wanted > 0 && from < text.size()) {
    ++from;
    while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0u) == 0x80u) ++from;
    --wanted;
  }
  return from;
}

/// tw_substring(text, start from 0[, length]); negative numbers count as 0.
void substring(sqlite3_context* context, int count, sqlite3_value** arguments) {
  if (any_null(count, arguments)) return;
  const std::string_view text = text_at(arguments, 0);
  const std::size_t begin = skip_characters(text, 0, integer_at(arguments, 1));
  const std::size_t end =
      count > 2 ? skip_characters(text, begin, integer_at(arguments, 2)) : text.size();
  answer(context, text.substr(begin, end - begin));
}

struct Function {
  const char* name;
  int arguments;
  void (*body)(sqlite3_context*, int, sqlite3_value**);
};

constexpr Function functions[] = {
    {"tw_add", 2, arithmetic<add>},
    {"tw_sub", 2, arithmetic<subtract>},
    {"tw_mul", 2, arithmetic<multiply>},
    {"tw_div", 2, division<divide>},
    {"tw_mod", 2, division<remainder>},
    {"tw_round", 2, cut_digits<divide_rounded>},
    {"tw_floor", 2, cut_digits<divide_down>},
    {"tw_ceiling", 2, cut_digits<divide_up>},
    {"tw_product", 3, product},
    {"tw_quotient", 3, quotient},
    {"tw_average", 2, average},
    {"tw_lower", 1, change_case<ucasemap_utf8ToLower>},
    {"tw_upper", 1, change_case<ucasemap_utf8ToUpper>},
    {"tw_trim", 1, trim_text},
    {"tw_ends_with", 2, ends_with},
    {"tw_substring", 2, substring},
    {"tw_substring", 3, substring},
};

}  // namespace

void register_functions(sqlite3* connection) {
  for (const Function& function : functions) {
    // DIRECTONLY: a schema from a hostile file cannot call them.
    const int code =
        sqlite3_create_function_v2(connection, function.name, function.arguments,
                                   SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, nullptr,
                                   function.body, nullptr, nullptr, nullptr);
    CHECK(code == SQLITE_OK);
  }
}

}  // namespace tw::store::sqlite
