#include "platform/base/id.h"

#include <algorithm>
#include <array>
#include <limits>
#include <mutex>

#include "platform/base/seams.h"

namespace tw {

namespace {

constexpr std::size_t text_length = 13;
constexpr int counter_bits = 22;
constexpr std::int64_t epoch_ms = 1'577'836'800'000;  // 2020-01-01T00:00:00Z
constexpr std::int64_t last_ms = std::numeric_limits<std::int64_t>::max() >> counter_bits;
// The random start leaves the upper half of the counter free: two million ids in one millisecond
// before it runs over into the next one.
constexpr std::int64_t start_mask = (std::int64_t{1} << (counter_bits - 1)) - 1;

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

constexpr std::array<std::int8_t, 256> make_digit_values() {
  std::array<std::int8_t, 256> values{};
  for (auto& value : values) value = -1;
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    const auto upper = static_cast<unsigned char>(alphabet[i]);
    values[upper] = static_cast<std::int8_t>(i);
    if (upper >= 'A') values[static_cast<std::size_t>(upper - 'A' + 'a')] = values[upper];
  }
  for (const char one : {'I', 'i', 'L', 'l'}) values[static_cast<unsigned char>(one)] = 1;
  for (const char zero : {'O', 'o'}) values[static_cast<unsigned char>(zero)] = 0;
  return values;
}

constexpr std::array<std::int8_t, 256> digit_values = make_digit_values();

}  // namespace

Result<Id> Id::parse(std::string_view text) {
  // 13 digits carry 65 bits, an id has 63: the first digit is 0..7.
  const auto value_of = [](char c) { return digit_values[static_cast<unsigned char>(c)]; };
  if (text.size() != text_length || value_of(text[0]) > 7) return Problem{"id.malformed", {}, {}};
  std::uint64_t raw = 0;
  for (const char c : text) {
    const std::int8_t digit = value_of(c);
    if (digit < 0) return Problem{"id.malformed", {}, {}};
    raw = (raw << 5) | static_cast<std::uint64_t>(digit);
  }
  if (raw == 0) return Problem{"id.malformed", {}, {}};
  return Id{static_cast<std::int64_t>(raw)};
}

std::string Id::text() const {
  std::string out(text_length, '0');
  write(out.data());
  return out;
}

void Id::write(char* out) const {
  auto rest = static_cast<std::uint64_t>(raw_);
  for (std::size_t i = text_length; i-- > 0;) {
    out[i] = alphabet[rest & 31U];
    rest >>= 5;
  }
}

std::int64_t Id::created_ms() const { return (raw_ >> counter_bits) + epoch_ms; }

struct IdSource::State {
  const Clock& clock;
  Random& random;
  std::mutex mutex;
  std::int64_t last = 0;
};

IdSource::IdSource(const Clock& clock, Random& random) : state_{new State{clock, random, {}, 0}} {}

IdSource::~IdSource() { delete state_; }

Id IdSource::next() {
  const std::int64_t ms = std::clamp<std::int64_t>(state_->clock.now().ms() - epoch_ms, 0, last_ms);
  const std::lock_guard lock{state_->mutex};
  // Within one millisecond, and as long as the clock stands behind, ids go on counting from the
  // last.
  if (ms > (state_->last >> counter_bits)) {
    const auto start = static_cast<std::int64_t>(state_->random.next()) & start_mask;
    state_->last = (ms << counter_bits) | start;
  } else {
    CHECK(state_->last < std::numeric_limits<std::int64_t>::max());
    ++state_->last;
  }
  return Id{state_->last};
}

}  // namespace tw
