#include "platform/base/json.h"

#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "platform/base/text.h"

namespace tw {

namespace {

constexpr int exact_digits = std::numeric_limits<double>::digits10;

/// Digits of a JSON number from the first that is not zero, without the exponent.
int significant_digits(std::string_view number) {
  int count = 0;
  for (const char c : number) {
    if (c == 'e' || c == 'E') break;
    if ((c >= '1' && c <= '9') || (c == '0' && count > 0)) ++count;
  }
  return count;
}

/// A double where it carries the number exactly, else the number's own text.
json::value number_value(std::string_view text) {
  const int digits = significant_digits(text);
  if (digits > exact_digits) return json::string{text};
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool in_range = error == std::errc{} && end == text.data() + text.size() &&
                        (digits == 0 || std::isnormal(number));
  if (!in_range) return json::string{text};
  return number;
}

/// Receives the parser's events and builds the value, refusing what parse_json() must refuse.
class Builder {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  using error_code = json::error_code;

  explicit Builder(std::size_t max_values) : max_values_{max_values} {}

  json::value take() { return std::move(root_); }
  const std::optional<Problem>& problem() const { return problem_; }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code& ec) { return open(json::object{}, ec); }
  bool on_array_begin(error_code& ec) { return open(json::array{}, ec); }
  bool on_object_end(std::size_t, error_code& ec) { return close(ec); }
  bool on_array_end(std::size_t, error_code& ec) { return close(ec); }

  bool on_key_part(json::string_view part, std::size_t, error_code&) {
    text_.append(part);
    return true;
  }
  bool on_key(json::string_view part, std::size_t, error_code& ec) {
    text_.append(part);
    Level& level = levels_.back();
    if (level.container.get_object().contains(text_)) {
      return refuse({"json.duplicate_key", {}, {{"key", text_.substr(0, 100)}}}, ec);
    }
    level.key.swap(text_);
    text_.clear();
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, error_code&) {
    text_.append(part);
    return true;
  }
  bool on_string(json::string_view part, std::size_t, error_code& ec) {
    if (text_.empty()) return add(json::string{part}, ec);
    text_.append(part);
    return add(json::string{taken_text()}, ec);
  }
  bool on_number_part(json::string_view part, error_code&) {
    text_.append(part);
    return true;
  }
  bool on_int64(std::int64_t number, json::string_view, error_code& ec) {
    text_.clear();
    return add(number, ec);
  }
  bool on_uint64(std::uint64_t, json::string_view part, error_code& ec) {
    text_.append(part);
    return add(json::string{taken_text()}, ec);
  }
  bool on_double(double, json::string_view part, error_code& ec) {
    text_.append(part);
    return add(number_value(taken_text()), ec);
  }
  bool on_bool(bool flag, error_code& ec) { return add(flag, ec); }
  bool on_null(error_code& ec) { return add(nullptr, ec); }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }

 private:
  struct Level {
    json::value container;
    std::string key;
  };

  bool refuse(Problem problem, error_code& ec) {
    problem_ = std::move(problem);
    ec = json::error::exception;  // any error ends the parse; problem_ is what counts
    return false;
  }
  bool count_value(error_code& ec) {
    if (++values_ <= max_values_) return true;
    return refuse({"json.too_large", {}, {{"limit", std::to_string(max_values_)}}}, ec);
  }
  bool open(json::value container, error_code& ec) {
    if (!count_value(ec)) return false;
    levels_.push_back({std::move(container), {}});
    return true;
  }
  bool close(error_code&) {
    json::value finished = std::move(levels_.back().container);
    levels_.pop_back();
    put(std::move(finished));
    return true;
  }
  bool add(json::value value, error_code& ec) {
    if (!count_value(ec)) return false;
    put(std::move(value));
    return true;
  }
  void put(json::value value) {
    if (levels_.empty()) {
      root_ = std::move(value);
    } else if (auto* object = levels_.back().container.if_object()) {
      object->emplace(levels_.back().key, std::move(value));
    } else {
      levels_.back().container.get_array().push_back(std::move(value));
    }
  }
  std::string taken_text() { return std::exchange(text_, {}); }

  std::size_t max_values_;
  std::size_t values_ = 0;
  std::vector<Level> levels_;
  std::string text_;  // parts of the key, string or number being read
  json::value root_;
  std::optional<Problem> problem_;
};

Problem malformed(std::size_t position) {
  return {"json.malformed", {}, {{"position", std::to_string(position)}}};
}

}  // namespace

Result<json::value> parse_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return Problem{"json.too_large", {}, {{"limit", std::to_string(limits.max_bytes)}}};
  }
  if (const auto position = first_bad_utf8(text)) {
    return Problem{"text.bad_utf8", {}, {{"position", std::to_string(*position)}}};
  }
  json::parse_options options;
  options.max_depth = limits.max_depth;
  options.allow_invalid_utf8 = true;  // checked above, once and with the position
  json::basic_parser<Builder> parser{options, limits.max_values};
  json::error_code ec;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), ec);
  if (ec == json::error::too_deep) {
    return Problem{"json.too_deep", {}, {{"limit", std::to_string(limits.max_depth)}}};
  }
  if (parser.handler().problem()) return *parser.handler().problem();
  if (ec || used < text.size()) return malformed(used);
  return parser.handler().take();
}

namespace {

/// For each byte: 0 as it is, a letter for `\letter`, 'u' for `\u00XX`.
constexpr std::array<char, 256> make_escapes() {
  std::array<char, 256> escapes{};
  for (std::size_t control = 0; control < 0x20; ++control) escapes[control] = 'u';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  escapes['\b'] = 'b';
  escapes['\f'] = 'f';
  escapes['\n'] = 'n';
  escapes['\r'] = 'r';
  escapes['\t'] = 't';
  return escapes;
}

constexpr std::array<char, 256> escapes = make_escapes();

template <class Number>
void append_number(std::string& out, Number number) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  out.append(buffer.data(), end);
}

}  // namespace

JsonWriter& JsonWriter::string(std::string_view text) {
  separate();
  out_ += '"';
  std::size_t plain_from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const char escape = escapes[byte];
    if (escape == 0) continue;
    out_.append(text, plain_from, i - plain_from);
    plain_from = i + 1;
    out_ += '\\';
    out_ += escape;
    if (escape == 'u') {
      constexpr std::string_view hex = "0123456789abcdef";
      out_ += "00";
      out_ += hex[byte >> 4];
      out_ += hex[byte & 0xFU];
    }
  }
  out_.append(text, plain_from);
  out_ += '"';
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t number) {
  separate();
  append_number(out_, number);
  return *this;
}

JsonWriter& JsonWriter::id(Id id) {
  separate();
  std::array<char, 15> buffer{};
  buffer.front() = buffer.back() = '"';
  id.write(buffer.data() + 1);
  out_.append(buffer.data(), buffer.size());
  return *this;
}

JsonWriter& JsonWriter::decimal(const Decimal& number) {
  separate();
  out_ += number.text();
  return *this;
}

JsonWriter& JsonWriter::units(std::int64_t units, int scale) {
  separate();
  std::array<char, 24> buffer{};
  out_.append(buffer.data(), write_units(buffer.data(), units, scale));
  return *this;
}

JsonWriter& JsonWriter::real(double number) {
  if (!std::isfinite(number)) return null();  // JSON has no word for it
  separate();
  append_number(out_, number == 0 ? 0.0 : number);  // "-0" would read as another kind of number
  return *this;
}

JsonWriter& JsonWriter::value(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null: return null();
    case json::kind::bool_: return boolean(value.get_bool());
    case json::kind::int64: return integer(value.get_int64());
    case json::kind::uint64:
      separate();
      append_number(out_, value.get_uint64());
      return *this;
    case json::kind::double_: return real(value.get_double());
    case json::kind::string: return string(value.get_string());
    case json::kind::array:
      begin_array();
      for (const json::value& element : value.get_array()) this->value(element);
      return end_array();
    case json::kind::object: break;
  }
  begin_object();
  for (const auto& member : value.get_object()) {
    string(member.key());
    out_ += ':';
    fresh_ = true;
    this->value(member.value());
  }
  return end_object();
}

}  // namespace tw
