// Passwords: argon2id, and what is refused as one (NIST SP 800-63B: length and known lists, no
// composition rules).
#include <sodium.h>

#include <algorithm>
#include <array>

#include "platform/access/access.h"
#include "platform/base/check.h"
#include "platform/base/text.h"

// The list of cmake/common_passwords.cmake: lower case, sorted, each line with its end.
extern "C" const char tw_common_passwords;
extern "C" const char tw_common_passwords_end;

namespace tw::access {
namespace {

constexpr unsigned long long passes = 2;
constexpr std::size_t memory_bytes = 19u << 20;
constexpr std::size_t shortest = 8;
constexpr std::size_t longest = 128;

/// Words around which people put digits and signs: `Password2024!` is on no list, and guessed at
/// once.
constexpr std::array<std::string_view, 24> cores{
    "password",      "passwort", "passw",   "letmein",  "welcome",   "admin",
    "administrator", "root",     "qwerty",  "asdfgh",   "zxcvbn",    "iloveyou",
    "woaini",        "changeme", "default", "guest",    "test",      "demo",
    "secret",        "login",    "abc",     "abcdefgh", "tradewind", "company"};

bool is_run(std::string_view text) {
  if (text.size() < 2) return true;
  const int step = text[1] - text[0];
  if (step < -1 || step > 1) return false;
  for (std::size_t i = 1; i < text.size(); ++i)
    if (text[i] - text[i - 1] != step) return false;
  return true;
}

/// Letters without the digits and signs put around a word: `Password2024!` is `password`.
std::string core_of(std::string_view password) {
  const std::string lower = lower_ascii(password);
  const auto is_letter = [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z');
  };
  const auto begin = std::find_if(lower.begin(), lower.end(), is_letter);
  const auto end = std::find_if(lower.rbegin(), lower.rend(), is_letter).base();
  return begin < end ? std::string{begin, end} : std::string{};
}

/// Binary search among lines of different length: a place is moved back to where its line begins.
bool is_on_the_list(std::string_view lower) {
  std::string_view rest{&tw_common_passwords,
                        static_cast<std::size_t>(&tw_common_passwords_end - &tw_common_passwords)};
  while (!rest.empty()) {
    const std::size_t before = rest.rfind('\n', rest.size() / 2);
    std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    if (begin == rest.size()) begin = rest.rfind('\n', begin - 2) + 1;
    const std::size_t end = rest.find('\n', begin);
    const std::string_view line = rest.substr(begin, end - begin);
    if (line == lower) return true;
    if (line < lower)
      rest.remove_prefix(end + 1);
    else
      rest = rest.substr(0, begin);
  }
  return false;
}

bool is_common(std::string_view password) {
  const std::string core = core_of(password);
  if (is_run(password)) return true;
  const bool digits_only = core.empty();
  if (digits_only && password.size() < 12) return true;
  if (std::all_of(password.begin(), password.end(), [&](char c) { return c == password.front(); }))
    return true;
  return std::find(cores.begin(), cores.end(), core) != cores.end() ||
         is_on_the_list(lower_ascii(password));
}

}  // namespace

std::string hash_password(std::string_view password) {
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  const int failed = crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), passes,
                                           memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0) throw AppError{Errc::busy, "auth.out_of_memory"};
  return std::string{hash.data()};
}

bool verify_password(const std::string& hash, std::string_view password) {
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool needs_rehash(const std::string& hash) {
  return crypto_pwhash_str_needs_rehash(hash.c_str(), passes, memory_bytes) != 0;
}

void check_password_policy(std::string_view password, std::string_view email, Problems& problems) {
  const std::size_t length = count_characters(password);
  if (length < shortest)
    problems.add("password.too_short", "password", {{"min", std::to_string(shortest)}});
  else if (length > longest)
    problems.add("password.too_long", "password", {{"max", std::to_string(longest)}});
  else if (lower_ascii(password) == lower_ascii(email) ||
           lower_ascii(password) == lower_ascii(email.substr(0, email.find('@'))))
    problems.add("password.is_email", "password");
  else if (is_common(password))
    problems.add("password.common", "password");
}

}  // namespace tw::access
