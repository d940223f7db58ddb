#pragma once
// Strict JSON in and fast JSON out.
// In: UTF-8 checked, duplicate keys refused, depth and size bounded. A number that a double cannot
// carry exactly (more than 15 significant digits) arrives as its own text, so Decimals lose
// nothing.
// Out: JsonWriter appends to one string buffer; no document is built on hot paths.

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "platform/base/decimal.h"
#include "platform/base/id.h"
#include "platform/base/result.h"

namespace tw {

namespace json = boost::json;

struct JsonLimits {
  std::size_t max_bytes = 8u << 20;
  std::size_t max_depth = 32;
  std::size_t max_values = 1'000'000;  // a value needs 24 bytes of memory and as few as 2 of text
};

/// Problems: json.malformed {position}, json.too_deep {limit}, json.too_large {limit},
/// json.duplicate_key {key}, text.bad_utf8 {position}.
Result<json::value> parse_json(std::string_view text, const JsonLimits& limits = {});

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_{out} {}

  JsonWriter& begin_object() {
    separate();
    out_ += '{';
    fresh_ = true;
    return *this;
  }
  JsonWriter& end_object() {
    out_ += '}';
    fresh_ = false;
    return *this;
  }
  JsonWriter& begin_array() {
    separate();
    out_ += '[';
    fresh_ = true;
    return *this;
  }
  JsonWriter& end_array() {
    out_ += ']';
    fresh_ = false;
    return *this;
  }
  /// A key the program knows (no escaping needed).
  JsonWriter& key(std::string_view name) {
    separate();
    out_ += '"';
    out_ += name;
    out_ += "\":";
    fresh_ = true;
    return *this;
  }
  /// Escapes; invalid UTF-8 cannot reach it (checked on the way in).
  JsonWriter& string(std::string_view text);
  JsonWriter& integer(std::int64_t number);
  JsonWriter& boolean(bool flag) {
    separate();
    out_ += flag ? "true" : "false";
    return *this;
  }
  JsonWriter& null() {
    separate();
    out_ += "null";
    return *this;
  }
  JsonWriter& id(Id id);
  JsonWriter& decimal(const Decimal& number);
  JsonWriter& units(std::int64_t units, int scale);  // a scaled integer as a JSON number
  JsonWriter& real(double number);
  /// Text that is JSON already.
  JsonWriter& raw(std::string_view text) {
    separate();
    out_ += text;
    return *this;
  }
  JsonWriter& value(const json::value& value);

  std::string& buffer() { return out_; }

 private:
  void separate() {
    if (!fresh_) out_ += ',';
    fresh_ = false;
  }
  std::string& out_;
  bool fresh_ = true;
};

}  // namespace tw
