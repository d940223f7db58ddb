// Secrets and sessions; never part of an entity, never exported.
#include "platform/access/access.h"

namespace tw::access {

std::vector<store::Table> tables() {
  using meta::Storage;
  return {
      {"credentials",
       {{"user_id", Storage::id, 0, true},
        {"password_hash", Storage::text, 0, true},
        {"changed_at", Storage::datetime, 0, true}},
       {"user_id"},
       {}},
      {"sessions",
       {{"token_hash", Storage::text, 0, true},
        {"user_id", Storage::id, 0, true},
        {"created_at", Storage::datetime, 0, true},
        {"seen_at", Storage::datetime, 0, true},
        {"peer", Storage::text},
        {"agent", Storage::text}},
       {"token_hash"},
       {{"sessions_user", {"user_id"}, false}}},
      {"api_key_secrets",
       {{"key_hash", Storage::text, 0, true}, {"api_key_id", Storage::id, 0, true}},
       {"key_hash"},
       {{"api_key_secrets_key", {"api_key_id"}, true}}},
      {"sign_in_log",
       {{"id", Storage::id, 0, true},
        {"email", Storage::text, 0, true},
        {"peer", Storage::text},
        {"agent", Storage::text},
        {"at", Storage::datetime, 0, true},
        {"succeeded", Storage::boolean, 0, true}},
       {"id"},
       {{"sign_in_log_email", {"email", "at"}, false},
        {"sign_in_log_peer", {"peer", "at"}, false}}},
  };
}

}  // namespace tw::access
