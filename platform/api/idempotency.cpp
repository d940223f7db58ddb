#include "platform/api/idempotency.h"

#include <sodium.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <array>

namespace tw::api {
namespace {

constexpr std::size_t longest_key = 200;
constexpr std::int64_t kept_ms = 48 * 3'600'000LL;
constexpr std::int64_t abandoned_after_ms = 120'000;  // a server that died in the middle

std::string hash_of(const http::Request& request) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  const std::string text = request.target + "\n" + request.body;
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size());
  std::array<char, crypto_hash_sha256_BYTES * 2 + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
  return std::string{hex.data()};
}

struct Kept {
  std::string body_hash, state, headers, body;
  std::int64_t status = 0;
  DateTime created_at;
};

class Keeper {
 public:
  Keeper(const Call& call, std::string_view key)
      : call_{call},
        table_{call.services.schema.table("idempotency")},
        principal_{call.gate().principal().user.text()},
        key_{key} {}

  store::TermPtr mine() const {
    return store::all_of({store::equals(table_, "principal", Value{principal_}),
                          store::equals(table_, "key", Value{key_})});
  }

  std::optional<Kept> find(store::Reader& reader) const {
    store::Select query;
    query.sources.push_back({&table_, store::Source::Join::from, nullptr});
    for (const char* name : {"body_hash", "state", "status", "headers", "body", "created_at"})
      query.items.push_back(store::column(table_, name));
    query.where = mine();
    const auto cursor = reader.select(query);
    if (!cursor->next()) return std::nullopt;
    Kept kept{std::string{cursor->text(0)},   std::string{cursor->text(1)}, {}, {}, 0,
              cursor->value(5).as<DateTime>()};
    if (!cursor->is_null(2)) kept.status = cursor->integer(2);
    if (!cursor->is_null(3)) kept.headers = cursor->text(3);
    if (!cursor->is_null(4)) kept.body = cursor->text(4);
    return kept;
  }

  /// Claims the key; the answer of an earlier request when there is one.
  std::optional<Kept> claim(const std::string& body_hash) {
    const DateTime now = call_.services.clock.now();
    return call_.services.database.write([&](store::Transaction& tx) -> std::optional<Kept> {
      std::optional<Kept> kept = find(tx);
      const bool abandoned =
          kept && kept->state == "running" && now.ms() - kept->created_at.ms() > abandoned_after_ms;
      if (kept && !abandoned) return kept;
      tx.upsert(table_, {{"principal", Value{principal_}},
                         {"key", Value{key_}},
                         {"body_hash", Value{body_hash}},
                         {"state", Value{"running"}},
                         {"created_at", Value{now}}});
      tx.remove(table_, store::call(store::Fn::lt, {store::column(table_, "created_at"),
                                                    store::parameter(Value{now.plus_ms(-kept_ms)},
                                                                     meta::Storage::datetime)}));
      return std::nullopt;
    });
  }

  void keep(const http::Response& response) {
    json::object headers;
    for (const auto& [name, value] : response.headers) headers[name] = value;
    call_.services.database.write([&](store::Transaction& tx) {
      tx.update(table_,
                {{"state", Value{"done"}},
                 {"status", Value{response.status}},
                 {"headers", Value{boost::json::serialize(headers)}},
                 {"body", Value{response.body}}},
                mine());
    });
  }

  void release() {
    call_.services.database.write([&](store::Transaction& tx) { tx.remove(table_, mine()); });
  }

 private:
  const Call& call_;
  const store::Table& table_;
  std::string principal_, key_;
};

http::Response replay(const Kept& kept) {
  http::Response response;
  response.status = static_cast<int>(kept.status);
  if (!kept.headers.empty()) {
    const json::value headers = boost::json::parse(kept.headers);
    for (const auto& [name, value] : headers.as_object())
      response.header(std::string{name}, std::string{value.as_string()});
  }
  response.header("Idempotency-Replayed", "true");
  response.body = kept.body;
  return response;
}

}  // namespace

http::Response idempotent(const Call& call, std::string_view key,
                          const std::function<http::Response()>& act) {
  if (key.size() > longest_key) throw AppError{Errc::bad_request, "idempotency.malformed_key"};
  Keeper keeper{call, key};
  const std::string body_hash = hash_of(call.request);
  if (const std::optional<Kept> kept = keeper.claim(body_hash)) {
    if (kept->body_hash != body_hash) throw AppError{Errc::invalid, "idempotency.body_differs"};
    if (kept->state != "done") throw AppError{Errc::conflict, "idempotency.in_progress"};
    return replay(*kept);
  }
  try {
    http::Response response = act();
    keeper.keep(response);
    return response;
  } catch (...) {  // nothing happened, so the key may be used again
    keeper.release();
    throw;
  }
}

}  // namespace tw::api
