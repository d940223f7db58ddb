#pragma once
// Who may do what. People are the records of the entities user, department, team and role (declared
// by the core module: identity is the one business-like thing the platform knows); secrets
// (password and key hashes, sessions) lie in tables of access/ alone and are never part of an
// entity. Invariant: a Permit is made only by Gate. A Gate belongs to one request (one principal,
// one instant) and one thread.

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/id.h"
#include "platform/base/locale.h"
#include "platform/base/seams.h"
#include "platform/store/database.h"
#include "platform/store/permit.h"

namespace tw::access {

enum class Via : std::uint8_t { session, api_key, basic, system };

struct Principal {
  Id user;  // empty for the system itself
  std::string name, email, time_zone;
  Language language = Language::zh_cn;
  Id department;
  std::vector<Id> teammates;       // members of my teams, myself included
  std::vector<Id> departments;     // mine and those below
  std::vector<std::string> roles;  // codes
  bool administrator = false;
  Via via = Via::session;
};

class Gate final : public store::Guard {
 public:
  Gate(const meta::Catalogue& catalogue, Principal principal, const Clock& clock);
  /// The program's own acts (jobs, command line): everything allowed, no user.
  static Gate system(const meta::Catalogue& catalogue, const Clock& clock,
                     std::string time_zone = {});

  /// Throws AppError{forbidden, "access.denied" {entity, verb}} when no role grants the verb at
  /// all.
  const store::Permit& require(const meta::EntityDef& entity, store::Verb verb) const;
  /// nullptr instead of throwing.
  const store::Permit* permit(const meta::EntityDef& entity, store::Verb verb) const;
  const store::Permit* read_permit(const meta::EntityDef& entity) const override;
  bool may_act(const meta::EntityDef& entity, const meta::ActionDef& action) const;

  const Principal& principal() const { return principal_; }
  const expr::Environment& environment() const { return environment_; }
  const meta::Catalogue& catalogue() const { return catalogue_; }
  /// For `explain`: role code → scope that grants the verb.
  std::map<std::string, meta::Scope> grants(const meta::EntityDef& entity, store::Verb verb) const;

 private:
  const meta::Catalogue& catalogue_;
  Principal principal_;
  expr::Environment environment_;
  struct Cached;
  std::shared_ptr<Cached> cached_;  // permits made so far, by entity and verb
};

/// The name in the company's record; empty before there is one.
std::string company_time_zone(store::Reader& reader, const store::Schema& schema);

/// Reads people into Principals; caches them for at most a second, so that a disabled user is out
/// within it (S12).
class Directory {
 public:
  Directory(const meta::Catalogue& catalogue, const store::Schema& schema,
            store::Database& database, const Clock& clock);
  /// Absent when the user does not exist or is disabled.
  std::optional<Principal> find(Id user);
  std::optional<Id> find_by_email(std::string_view email);  // exact, folded to lower case
  /// Call after users, roles, teams or departments changed.
  void forget_all();

 private:
  struct Entry {
    Principal principal;
    std::int64_t read_at_ms;
  };
  const meta::Catalogue& catalogue_;
  const store::Schema& schema_;
  store::Database& database_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<Id, Entry> entries_;
};

/// argon2id, 19 MiB, t=2, p=1 (S9).
std::string hash_password(std::string_view password);
bool verify_password(const std::string& hash, std::string_view password);
bool needs_rehash(const std::string& hash);
/// 8..128 characters, not among the common ones, not the e-mail itself: "password.too_short" {min},
/// "password.too_long", "password.common", "password.is_email".
void check_password_policy(std::string_view password, std::string_view email, Problems& problems);

struct Session {
  std::string token;
  Id user;
};

/// Signing in, sessions, API keys. All tokens are 256 random bits; only their SHA-256 is stored.
class Authenticator {
 public:
  Authenticator(const store::Schema& schema, store::Database& database, Directory& directory,
                const Clock& clock, Random& random, IdSource& ids, int idle_minutes,
                int absolute_hours);

  /// AppError{unauthenticated, "auth.failed"} for unknown user, wrong password and disabled user
  /// alike, with the same work done; {"auth.too_many_tries" {minutes}, busy} after 10 tries in 15
  /// minutes for this account or peer.
  Session sign_in(std::string_view email, std::string_view password, std::string_view peer,
                  std::string_view agent);
  void sign_out(std::string_view token);
  std::optional<Principal> by_session(std::string_view token);
  std::optional<Principal> by_api_key(std::string_view key);
  /// Basic: e-mail and an API key as app password.
  std::optional<Principal> by_basic(std::string_view email, std::string_view key);

  /// Sets a password and ends all sessions of the user.
  void set_password(store::Transaction& tx, Id user, std::string_view password);
  void change_password(Id user, std::string_view current, std::string_view next);
  /// Returns the key, shown once: `tw_` + 43 characters.
  std::string create_api_key(Id user, std::string_view name);
  /// Gives the api_key record a new key and ends the one it had. The caller stores key_prefix_of()
  /// it.
  std::string issue_key(store::Transaction& tx, Id api_key);
  /// The beginning of a key, by which people tell keys apart.
  static std::string key_prefix_of(std::string_view key);
  /// A password that can be read out and typed: 16 letters and digits without 0, 1, l and o.
  std::string new_password();
  void end_sessions(store::Transaction& tx, Id user);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

/// sessions, credentials, api_key_secrets, sign_in_log.
std::vector<store::Table> tables();

}  // namespace tw::access
