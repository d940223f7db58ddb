#include <sodium.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "platform/api/reader.h"

namespace tw::api {
namespace {

std::string encode(const std::string& text) {
  std::string out(sodium_base64_encoded_len(text.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING),
                  '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(text.data()),
                    text.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  out.resize(out.size() - 1);  // the terminating zero
  return out;
}

[[noreturn]] void malformed() { throw AppError{Errc::bad_request, "url.malformed_skiptoken"}; }

std::string decode(const std::string& token) {
  std::string out(token.size(), '\0');
  std::size_t length = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), token.data(),
                        token.size(), nullptr, &length, nullptr,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
    malformed();
  out.resize(length);
  return out;
}

/// One letter for the type, then its text.
json::value to_json(const Value& value) {
  if (value.is_null()) return nullptr;
  if (const bool* flag = value.get_if<bool>()) return *flag;
  if (const std::int64_t* number = value.get_if<std::int64_t>()) return *number;
  if (const Decimal* decimal = value.get_if<Decimal>()) return json::value("n" + decimal->text());
  if (const Date* date = value.get_if<Date>()) return json::value("d" + date->text());
  if (const DateTime* instant = value.get_if<DateTime>()) return json::value("t" + instant->text());
  if (const Id* id = value.get_if<Id>()) return json::value("i" + id->text());
  return json::value("s" + value.as<std::string>());
}

template <class T>
Value required(const Result<T>& parsed) {
  if (!parsed) malformed();
  return Value{*parsed};
}

Value from_json(const json::value& value) {
  if (value.is_null()) return Value{};
  if (value.is_bool()) return Value{value.as_bool()};
  if (value.is_int64()) return Value{value.as_int64()};
  if (!value.is_string() || value.as_string().empty()) malformed();
  const std::string text{value.as_string().subview(1)};
  switch (value.as_string().front()) {
    case 'n': return required(Decimal::parse(text));
    case 'd': return required(Date::parse(text));
    case 't': return required(DateTime::parse(text));
    case 'i': return required(Id::parse(text));
    case 's': return Value{text};
    default: malformed();
  }
}

}  // namespace

std::string write_skiptoken(const std::vector<Value>& keys, const std::string& order_text,
                            std::optional<std::int64_t> remaining) {
  json::array values;
  for (const Value& key : keys) values.push_back(to_json(key));
  json::object token{{"o", order_text}, {"k", std::move(values)}};
  if (remaining) token["r"] = *remaining;
  return encode(boost::json::serialize(token));
}

SkipToken read_skiptoken(const std::string& token, const std::string& order_text) {
  const Result<json::value> parsed = parse_json(decode(token));
  if (!parsed || !parsed->is_object()) malformed();
  const json::object& object = parsed->as_object();
  const json::value* order = object.if_contains("o");
  const json::value* keys = object.if_contains("k");
  if (order == nullptr || !order->is_string() || keys == nullptr || !keys->is_array()) malformed();
  if (std::string_view{order->as_string()} != order_text)
    malformed();  // another sort: another place
  SkipToken out;
  for (const json::value& key : keys->as_array()) out.keys.push_back(from_json(key));
  if (const json::value* remaining = object.if_contains("r");
      remaining != nullptr && remaining->is_int64())
    out.remaining = remaining->as_int64();
  return out;
}

}  // namespace tw::api
