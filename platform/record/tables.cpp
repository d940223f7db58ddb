// The pipeline's own tables: what changed (audit), what is to be told (outbox), running numbers,
// answers kept for retries.
#include "platform/record/pipeline.h"

namespace tw::record {

std::vector<store::Table> tables() {
  using meta::Storage;
  return {
      {"audit",
       {{"id", Storage::id, 0, true},
        {"entity", Storage::text, 0, true},
        {"record_id", Storage::id, 0, true},
        {"at", Storage::datetime, 0, true},
        {"by_id", Storage::id},
        {"verb", Storage::text, 0, true},
        {"via", Storage::text, 0, true},
        {"changes", Storage::json}},
       {"id"},
       {{"audit_record", {"record_id", "id"}, false}}},
      {"outbox",
       {{"id", Storage::id, 0, true},
        {"event", Storage::text, 0, true},
        {"entity", Storage::text, 0, true},
        {"record_id", Storage::id, 0, true},
        {"payload", Storage::json},
        {"by_id", Storage::id},
        {"created_at", Storage::datetime, 0, true},
        {"delivered_at", Storage::datetime},
        {"tries", Storage::integer, 0, true},
        {"next_try_at", Storage::datetime},
        {"error", Storage::text}},
       {"id"},
       {{"outbox_due", {"delivered_at", "next_try_at", "id"}, false}}},
      {"sequence_counters",
       {{"name", Storage::text, 0, true}, {"next", Storage::integer, 0, true}},
       {"name"},
       {}},
      {"idempotency",
       {{"principal", Storage::text, 0, true},
        {"key", Storage::text, 0, true},
        {"body_hash", Storage::text, 0, true},
        {"state", Storage::text, 0, true},
        {"status", Storage::integer},
        {"headers", Storage::json},
        {"body", Storage::text},
        {"created_at", Storage::datetime, 0, true}},
       {"principal", "key"},
       {{"idempotency_age", {"created_at"}, false}}},
  };
}

}  // namespace tw::record
