#include <sodium.h>

#include <array>
#include <unordered_map>

#include "platform/access/access.h"
#include "platform/base/text.h"

namespace tw::access {
namespace {

constexpr std::size_t token_bytes = 32;
constexpr std::int64_t most_tries = 10;
constexpr std::int64_t tries_window_ms = std::int64_t{15} * 60'000;
constexpr std::int64_t seen_every_ms = 60'000;                     // how often `seen_at` is written
constexpr std::int64_t used_every_ms = std::int64_t{10} * 60'000;  // the same of an API key
constexpr std::int64_t fresh_for_ms = 1000;
constexpr std::size_t most_remembered = 10'000;
constexpr std::string_view key_prefix = "tw_";

std::string sha256(std::string_view text) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size());
  std::array<char, crypto_hash_sha256_BYTES * 2 + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
  return std::string{hex.data()};
}

/// Who a token belongs to, remembered for a second: one look-up a request would double the cost of
/// reading one record.
class Remembered {
 public:
  std::optional<Id> find(const std::string& hash, std::int64_t now_ms) {
    const std::lock_guard lock{mutex_};
    const auto found = entries_.find(hash);
    if (found == entries_.end() || now_ms - found->second.at_ms >= fresh_for_ms)
      return std::nullopt;
    return found->second.user;
  }
  void put(const std::string& hash, Id user, std::int64_t now_ms) {
    const std::lock_guard lock{mutex_};
    if (entries_.size() >= most_remembered) entries_.clear();
    entries_[hash] = {user, now_ms};
  }
  void forget_all() {
    const std::lock_guard lock{mutex_};
    entries_.clear();
  }

 private:
  struct Entry {
    Id user;
    std::int64_t at_ms;
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace

struct Authenticator::Impl {
  const store::Schema& schema;
  store::Database& database;
  Directory& directory;
  const Clock& clock;
  Random& random;
  IdSource& ids;
  std::int64_t idle_ms, absolute_ms;
  Remembered remembered;
  std::string dummy_hash = hash_password("nobody has this password");

  const store::Table& table(std::string_view name) const { return schema.table(name); }

  store::Select select(std::string_view name,
                       std::initializer_list<std::string_view> columns) const {
    store::Select query;
    query.sources.push_back({&table(name), store::Source::Join::from, nullptr});
    for (const std::string_view column : columns)
      query.items.push_back(store::column(table(name), column));
    return query;
  }

  std::int64_t failures_since(std::string_view column, std::string_view value, DateTime since) {
    const store::Table& log = table("sign_in_log");
    store::Select query = select("sign_in_log", {});
    query.items.push_back(store::call(store::Fn::count_all, {}));
    query.where = store::all_of(
        {store::equals(log, column, Value{value}), store::equals(log, "succeeded", Value{false}),
         store::call(store::Fn::gt, {store::column(log, "at"),
                                     store::parameter(Value{since}, meta::Storage::datetime)})});
    return database.read(
        [&](store::Reader& reader) { return reader.single(query).as<std::int64_t>(); });
  }

  void log_try(store::Transaction& tx, std::string_view email, std::string_view peer,
               std::string_view agent, bool succeeded) {
    tx.insert(table("sign_in_log"), {{"id", Value{ids.next()}},
                                     {"email", Value{email.substr(0, 254)}},
                                     {"peer", Value{peer}},
                                     {"agent", Value{agent.substr(0, 200)}},
                                     {"at", Value{clock.now()}},
                                     {"succeeded", Value{succeeded}}});
  }

  std::string hash_of(Id user) {
    store::Select query = select("credentials", {"password_hash"});
    query.where = store::equals(table("credentials"), "user_id", Value{user});
    const Value hash = database.read([&](store::Reader& reader) { return reader.single(query); });
    return hash.is_null() ? std::string{} : hash.as<std::string>();
  }

  bool matches(std::optional<Id> user, std::string_view password) {
    const std::string hash = user ? hash_of(*user) : std::string{};
    const bool same =
        verify_password(hash.empty() ? dummy_hash : hash, password);  // the same work for nobody
    return same && !hash.empty();
  }
};

Authenticator::Authenticator(const store::Schema& schema, store::Database& database,
                             Directory& directory, const Clock& clock, Random& random,
                             IdSource& ids, int idle_minutes, int absolute_hours)
    : impl_{new Impl{schema,
                     database,
                     directory,
                     clock,
                     random,
                     ids,
                     std::int64_t{idle_minutes} * 60'000,
                     std::int64_t{absolute_hours} * 3'600'000,
                     {}}} {}

Session Authenticator::sign_in(std::string_view email, std::string_view password,
                               std::string_view peer, std::string_view agent) {
  const std::string address = lower_ascii(email);
  const DateTime since = impl_->clock.now().plus_ms(-tries_window_ms);
  if (impl_->failures_since("email", address, since) >= most_tries ||
      impl_->failures_since("peer", peer, since) >= 10 * most_tries)
    throw AppError{
        Errc::busy, "auth.too_many_tries", {{"minutes", std::to_string(tries_window_ms / 60'000)}}};

  const std::optional<Id> user = impl_->directory.find_by_email(address);
  const bool right = impl_->matches(user, password) && impl_->directory.find(*user).has_value();
  if (!right) {
    impl_->database.write(
        [&](store::Transaction& tx) { impl_->log_try(tx, address, peer, agent, false); });
    throw AppError{Errc::unauthenticated, "auth.failed"};
  }
  const std::string token = impl_->random.token(token_bytes);
  const DateTime now = impl_->clock.now();
  impl_->database.write([&](store::Transaction& tx) {
    impl_->log_try(tx, address, peer, agent, true);
    tx.insert(impl_->table("sessions"), {{"token_hash", Value{sha256(token)}},
                                         {"user_id", Value{*user}},
                                         {"created_at", Value{now}},
                                         {"seen_at", Value{now}},
                                         {"peer", Value{peer}},
                                         {"agent", Value{agent.substr(0, 200)}}});
    if (needs_rehash(impl_->hash_of(*user)))
      tx.update(impl_->table("credentials"), {{"password_hash", Value{hash_password(password)}}},
                store::equals(impl_->table("credentials"), "user_id", Value{*user}));
  });
  return {token, *user};
}

void Authenticator::sign_out(std::string_view token) {
  const std::string hash = sha256(token);
  impl_->database.write([&](store::Transaction& tx) {
    tx.remove(impl_->table("sessions"),
              store::equals(impl_->table("sessions"), "token_hash", Value{hash}));
  });
  impl_->remembered.forget_all();
}

std::optional<Principal> Authenticator::by_session(std::string_view token) {
  const std::string hash = sha256(token);
  const std::int64_t tick = impl_->clock.monotonic_ms();
  std::optional<Id> user = impl_->remembered.find(hash, tick);
  if (!user) {
    const store::Table& table = impl_->table("sessions");
    store::Select query = impl_->select("sessions", {"user_id", "created_at", "seen_at"});
    query.where = store::equals(table, "token_hash", Value{hash});
    DateTime created, seen;
    impl_->database.read([&](store::Reader& reader) {
      const auto cursor = reader.select(query);
      if (!cursor->next()) return;
      user = Id{cursor->integer(0)};
      created = cursor->value(1).as<DateTime>();
      seen = cursor->value(2).as<DateTime>();
    });
    if (!user) return std::nullopt;
    const DateTime now = impl_->clock.now();
    if (now.ms() - seen.ms() > impl_->idle_ms || now.ms() - created.ms() > impl_->absolute_ms)
      return std::nullopt;
    if (now.ms() - seen.ms() > seen_every_ms && !impl_->database.read_only())
      impl_->database.write([&](store::Transaction& tx) {
        tx.update(table, {{"seen_at", Value{now}}},
                  store::equals(table, "token_hash", Value{hash}));
      });
    impl_->remembered.put(hash, *user, tick);
  }
  std::optional<Principal> principal = impl_->directory.find(*user);
  if (principal) principal->via = Via::session;
  return principal;
}

std::optional<Principal> Authenticator::by_api_key(std::string_view key) {
  if (!key.starts_with(key_prefix)) return std::nullopt;
  const std::string hash = sha256(key);
  const std::int64_t tick = impl_->clock.monotonic_ms();
  std::optional<Id> user = impl_->remembered.find(hash, tick);
  if (!user) {
    const store::Table& secrets = impl_->table("api_key_secrets");
    store::Select of_secret = impl_->select("api_key_secrets", {"api_key_id"});
    of_secret.where = store::equals(secrets, "key_hash", Value{hash});
    const store::Table& keys = impl_->table("api_keys");
    const DateTime now = impl_->clock.now();
    Id unnoted;  // the key, when its last use was noted too long ago
    impl_->database.read([&](store::Reader& reader) {
      const Value id = reader.single(of_secret);
      if (id.is_null()) return;
      store::Select query =
          impl_->select("api_keys", {"user_id", "expires_at", "disabled", "last_used_at"});
      query.where = store::equals(keys, "id", id);
      const auto cursor = reader.select(query);
      if (!cursor->next() || (!cursor->is_null(2) && cursor->integer(2) != 0)) return;
      if (!cursor->is_null(1) && cursor->value(1).as<DateTime>() < now) return;
      user = Id{cursor->integer(0)};
      if (cursor->is_null(3) || now.ms() - cursor->value(3).as<DateTime>().ms() > used_every_ms)
        unnoted = id.as<Id>();
    });
    if (!user) return std::nullopt;
    if (!unnoted.empty() && !impl_->database.read_only())
      impl_->database.write([&](store::Transaction& tx) {
        tx.update(keys, {{"last_used_at", Value{now}}}, store::equals(keys, "id", Value{unnoted}));
      });
    impl_->remembered.put(hash, *user, tick);
  }
  std::optional<Principal> principal = impl_->directory.find(*user);
  if (principal) principal->via = Via::api_key;
  return principal;
}

std::optional<Principal> Authenticator::by_basic(std::string_view email, std::string_view key) {
  std::optional<Principal> principal = by_api_key(key);
  if (!principal || lower_ascii(principal->email) != lower_ascii(email)) return std::nullopt;
  principal->via = Via::basic;
  return principal;
}

void Authenticator::set_password(store::Transaction& tx, Id user, std::string_view password) {
  tx.upsert(impl_->table("credentials"), {{"user_id", Value{user}},
                                          {"password_hash", Value{hash_password(password)}},
                                          {"changed_at", Value{impl_->clock.now()}}});
  end_sessions(tx, user);
}

void Authenticator::change_password(Id user, std::string_view current, std::string_view next) {
  const std::optional<Principal> principal = impl_->directory.find(user);
  if (!principal || !impl_->matches(user, current))
    throw AppError{Errc::unauthenticated, "auth.failed"};
  Problems problems;
  check_password_policy(next, principal->email, problems);
  problems.raise_if_any();
  impl_->database.write([&](store::Transaction& tx) { set_password(tx, user, next); });
}

std::string Authenticator::key_prefix_of(std::string_view key) {
  constexpr std::size_t shown = 8;
  return std::string{key.substr(0, key_prefix.size() + shown)};
}

std::string Authenticator::issue_key(store::Transaction& tx, Id api_key) {
  std::string key = std::string{key_prefix} + impl_->random.token(token_bytes);
  const store::Table& secrets = impl_->table("api_key_secrets");
  tx.remove(secrets, store::equals(secrets, "api_key_id", Value{api_key}));
  tx.insert(secrets, {{"key_hash", Value{sha256(key)}}, {"api_key_id", Value{api_key}}});
  tx.after_commit([its_impl = impl_] { its_impl->remembered.forget_all(); });
  return key;
}

std::string Authenticator::new_password() {
  constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789";
  static_assert(letters.size() == 32);
  std::array<std::byte, 16> bytes{};
  impl_->random.fill(bytes);
  std::string password;
  for (const std::byte byte : bytes) password += letters[std::to_integer<std::size_t>(byte) % 32];
  return password;
}

std::string Authenticator::create_api_key(Id user, std::string_view name) {
  std::string key;
  const DateTime now = impl_->clock.now();
  impl_->database.write([&](store::Transaction& tx) {
    const Id id = impl_->ids.next();
    tx.insert(impl_->table("api_keys"), {{"id", Value{id}},
                                         {"version", Value{1}},
                                         {"created_at", Value{now}},
                                         {"updated_at", Value{now}},
                                         {"name", Value{name}},
                                         {"user_id", Value{user}},
                                         {"disabled", Value{false}}});
    key = issue_key(tx, id);
    const store::Table& keys = impl_->table("api_keys");
    tx.update(keys, {{"prefix", Value{key_prefix_of(key)}}}, store::equals(keys, "id", Value{id}));
  });
  return key;
}

void Authenticator::end_sessions(store::Transaction& tx, Id user) {
  const store::Table& table = impl_->table("sessions");
  tx.remove(table, store::equals(table, "user_id", Value{user}));
  tx.after_commit([this_impl = impl_] {
    this_impl->remembered.forget_all();
    this_impl->directory.forget_all();
  });
}

}  // namespace tw::access
