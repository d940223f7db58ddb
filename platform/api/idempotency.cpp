#include "platform/api/idempotency.h"

#include <sodium.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <array>

namespace tw::api {
namespace {

constexpr std::size_t longest_key = 200;
constexpr std::int64_t kept_ms = 48 * 3'600'000LL;

std::string hash_of(const http::Request& request) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  const std::string text = request.target + "\n" + request.body;
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size());
  std::array<char, crypto_hash_sha256_BYTES * 2 + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
  return std::string{hex.data()};
}

http::Response stored_answer(std::int64_t status, std::string_view headers, std::string_view body) {
  http::Response response;
  response.status = static_cast<int>(status);
  const json::value parsed = boost::json::parse(headers);
  for (const auto& [name, value] : parsed.as_object())
    response.header(std::string{name}, std::string{value.as_string()});
  response.header("Idempotency-Replayed", "true");
  response.body = body;
  return response;
}

}  // namespace

KeptAnswer::KeptAnswer(const Call& call, std::string_view key)
    : table_{call.services.schema.table("idempotency")},
      clock_{call.services.clock},
      principal_{call.gate().principal().user.text()},
      key_{key},
      body_hash_{hash_of(call.request)} {}

store::TermPtr KeptAnswer::mine() const {
  return store::all_of({store::equals(table_, "principal", Value{principal_}),
                        store::equals(table_, "key", Value{key_})});
}

std::optional<http::Response> KeptAnswer::find(store::Reader& reader) const {
  store::Select query;
  query.sources.push_back({&table_, store::Source::Join::from, nullptr});
  for (const char* name : {"body_hash", "status", "headers", "body"})
    query.items.push_back(store::column(table_, name));
  query.where = mine();
  const auto cursor = reader.select(query);
  if (!cursor->next()) return std::nullopt;
  if (cursor->text(0) != body_hash_) throw AppError{Errc::invalid, "idempotency.body_differs"};
  return stored_answer(cursor->integer(1), cursor->text(2), cursor->text(3));
}

void KeptAnswer::enter(store::Transaction& tx) const {
  if (find(tx)) throw AnsweredAlready{};
}

void KeptAnswer::keep(store::Transaction& tx, const http::Response& response) const {
  const DateTime now = clock_.now();
  json::object headers;
  for (const auto& [name, value] : response.headers) headers[name] = value;
  tx.insert(table_, {{"principal", Value{principal_}},
                     {"key", Value{key_}},
                     {"body_hash", Value{body_hash_}},
                     {"state", Value{"done"}},
                     {"status", Value{response.status}},
                     {"headers", Value{boost::json::serialize(headers)}},
                     {"body", Value{response.shown_once ? "{}" : response.body}},
                     {"created_at", Value{now}}});
  tx.remove(table_, store::call(store::Fn::lt, {store::column(table_, "created_at"),
                                                store::parameter(Value{now.plus_ms(-kept_ms)},
                                                                 meta::Storage::datetime)}));
}

http::Response idempotent(Call& call, std::string_view key,
                          const std::function<http::Response()>& act) {
  if (key.size() > longest_key) throw AppError{Errc::bad_request, "idempotency.malformed_key"};
  KeptAnswer answer{call, key};
  const auto earlier = [&] {
    return call.services.database.read([&](store::Reader& reader) { return answer.find(reader); });
  };
  if (std::optional<http::Response> kept = earlier()) return *std::move(kept);
  call.kept_answer = &answer;
  try {
    return act();
  } catch (const AnsweredAlready&) {
    if (std::optional<http::Response> kept = earlier()) return *std::move(kept);
    throw;
  } catch (const AppError&) {  // of two at the same time one may have met the other's row
    if (std::optional<http::Response> kept = earlier()) return *std::move(kept);
    throw;
  }
}

}  // namespace tw::api
