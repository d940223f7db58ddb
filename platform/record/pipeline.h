#pragma once
// THE write pipeline. Every change of every record passes here, in this order, in one transaction:
//   authorise → decode → defaults → hooks (before) → state rules → validation (all problems at
//   once) → versioned write, lines and links → sequences → audit diff → search index → hooks
//   (after) → outbox.
// Invariant: nothing outside record/ and migrations opens a write transaction on entity tables.
// Invariant: no entity is named here; where you need an `if (entity == …)`, you need a hook.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "platform/access/access.h"
#include "platform/base/json.h"
#include "platform/record/late_index.h"
#include "platform/record/memory.h"
#include "platform/record/record.h"
#include "platform/search/search.h"
#include "platform/store/database.h"

namespace tw::record {

class Conditions;
class RecordService;
class Unit;
struct RollupSource;

/// What a hook or an action works with.
struct HookContext {
  Unit& unit;          // reads and further writes in the same transaction
  Problems& problems;  // before-hooks and validators add to it
};

using SaveHook = std::function<void(HookContext&, Record&)>;
using DeleteHook = std::function<void(HookContext&, const Record&)>;

/// What an action answers: the record, a job that was queued, or a secret that is shown this once.
struct ActionResult {
  std::optional<Id> job{};
  std::string secret{};
};
struct ActionCall {
  Unit& unit;
  Record& record;  // loaded, visible and updatable to the caller; saved after the action when it
                   // changed
  const json::object& parameters;
};
using ActionHandler = std::function<ActionResult(ActionCall&)>;

/// Bound once at start-up by the modules, then read-only. Order is the order of binding.
class Hooks {
 public:
  Hooks& before_save(std::string_view entity,
                     SaveHook hook);  // may change the record, add problems
  Hooks& after_save(std::string_view entity,
                    SaveHook hook);  // the record is written; may write others through the unit
  Hooks& before_delete(std::string_view entity, DeleteHook hook);
  Hooks& after_delete(std::string_view entity, DeleteHook hook);
  Hooks& action(std::string_view entity, std::string_view name, ActionHandler handler);

  const std::vector<SaveHook>& before_save_of(std::string_view entity) const;
  const std::vector<SaveHook>& after_save_of(std::string_view entity) const;
  const std::vector<DeleteHook>& before_delete_of(std::string_view entity) const;
  const std::vector<DeleteHook>& after_delete_of(std::string_view entity) const;
  const ActionHandler* action_of(std::string_view entity, std::string_view name) const;

 private:
  struct OfEntity {
    std::vector<SaveHook> before_save, after_save;
    std::vector<DeleteHook> before_delete, after_delete;
    std::unordered_map<std::string, ActionHandler> actions;
  };
  std::unordered_map<std::string, OfEntity> by_entity_;
};

/// How a value of the caller is treated.
struct WriteOptions {
  std::optional<std::int64_t> expected_version;  // If-Match
  bool create_related = true;  // children given under relation names are created as well
  bool keep_authorship =
      false;  // imports with the right may set created_at, created_by, owner and sequence numbers
  std::string_view via = "api";  // audit: api, import, job, rule
  bool batch = false;            // imports: totals of others are written once, at the unit's end
};

struct Saved {
  Id id;
  std::int64_t version = 0;
};

/// One open transaction seen as records. Made by RecordService::run; all calls check the gate's
/// rights.
class Unit {
 public:
  Saved create(const meta::EntityDef& entity, const json::object& body,
               const WriteOptions& options = {});
  Saved update(const meta::EntityDef& entity, Id id, const json::object& body,
               const WriteOptions& options = {});
  void remove(const meta::EntityDef& entity, Id id, const WriteOptions& options = {});
  Saved restore(const meta::EntityDef& entity, Id id);
  ActionResult act(const meta::EntityDef& entity, Id id, const meta::ActionDef& action,
                   const json::object& parameters, const WriteOptions& options = {});
  /// Writes a record that code made or changed (same pipeline).
  Saved save(Record& record, const WriteOptions& options = {});

  /// Loads with rights; AppError not_found "record.not_found" when absent or invisible.
  Record load(const meta::EntityDef& entity, Id id);
  std::optional<Record> find(const meta::EntityDef& entity, std::string_view unique_field,
                             const Value& value);
  /// Ids that meet a bound condition (rights applied), at most `limit`, by id.
  std::vector<Id> find_ids(const meta::EntityDef& entity, const expr::NodePtr& condition,
                           std::int64_t limit);

  /// Asks at once what many records will need; their own questions are then answered from memory.
  void look_ahead(const meta::EntityDef& entity, const Questions& questions);
  /// Those of `ids` that exist and that the caller may see.
  std::vector<Id> visible_of(const meta::EntityDef& target, const std::vector<Id>& ids);
  /// Does another record hold the value of this unique field?
  bool is_taken(const Record& record, const meta::FieldDef& field);
  /// The answer to a question about the records of `about`: asked once in this unit, until it
  /// writes one of them.
  Value once(const meta::EntityDef& about, const std::string& question,
             const std::function<Value()>& ask);

  /// An outbox row: committed with the change, or not at all.
  void emit(std::string_view event, const meta::EntityDef& entity, Id record,
            json::object payload = {});

  /// History for a value that code wrote in bulk, past the pipeline: one changed field, old and
  /// new.
  void note_change(const meta::EntityDef& entity, Id record, std::string_view field,
                   const Value& before, const Value& after, std::string_view via = "job");

  /// A part whose changes alone are undone when it throws; the exception goes on.
  void savepoint(const std::function<void()>& body);

  store::Transaction& transaction() { return tx_; }
  const access::Gate& gate() const { return gate_; }
  RecordService& service() { return service_; }
  DateTime now() const;
  const meta::EntityDef& entity(std::string_view name) const;

 private:
  friend class RecordService;
  Unit(RecordService& service, store::Transaction& tx, const access::Gate& gate);
  Saved write(Record& record, const store::Permit& permit, const WriteOptions& options);
  void prepare(Record& record, const WriteOptions& options, Problems& problems);
  void prepare_lines(Record& record, const WriteOptions& options, Problems& problems);
  void check(Record& record, const WriteOptions& options, Problems& problems,
             const std::string& prefix);
  void write_row(Record& record);
  void write_lines(Record& record);
  void remove_left_out(const Record& record, const meta::FieldDef& field,
                       const std::vector<Record>& lines);
  void write_links(Record& record);
  /// 404 when the caller may not see it, 403 when it may be seen but not changed, 412 when another
  /// version is expected.
  Record load_for(store::Verb verb, const meta::EntityDef& entity, Id id,
                  const WriteOptions& options);
  // lines.cpp
  Record load_parent(const Record& line);
  void save_lines(const Record& parent, const meta::FieldDef& field, json::array lines,
                  std::size_t place, const WriteOptions& options);
  Saved create_line(const Record& line, const meta::FieldDef& field, const json::object& body,
                    const WriteOptions& options);
  Saved update_line(const Record& line, const meta::FieldDef& field, const json::object& body,
                    const WriteOptions& options);
  void remove_line(const Record& line, const meta::FieldDef& field, const WriteOptions& options);
  // numbers.cpp
  /// `SO-{yyyy}{mm}-{0000}`: the next number of its period.
  std::string next_number(const meta::EntityDef& entity, const meta::FieldDef& field);
  std::int64_t hold_counter(const std::string& counter);
  void write_numbers();
  /// The record if the caller may see it, from memory when it is known.
  std::optional<Record> recall(const meta::EntityDef& entity, Id id);
  // settle.cpp
  void refresh_totals_of_others(const Record& record, const WriteOptions& options);
  /// Before records of this entity are read.
  void settle_totals(const meta::EntityDef& owner);
  void settle_totals();
  /// Writes what was put off; the last act of a unit.
  void settle();
  RecordService& service_;
  store::Transaction& tx_;
  const access::Gate& gate_;
  int depth_ = 0;  // hooks that save others; CHECK at 8
  Memory memory_;
  LateIndex unindexed_;
  struct Due {
    std::set<const RollupSource*> sources;
    std::set<Id> owners;
  };
  std::map<const meta::EntityDef*, Due> due_;  // totals put off
  struct Taken {
    std::int64_t last, written;
  };
  std::map<std::string, Taken> numbers_;  // of the counters that this unit holds
};

/// The `lines` field of the parent in which records of a line entity stand; nullptr when there is
/// none.
const meta::FieldDef* lines_field_of(const meta::EntityDef& line);

class RecordService {
 public:
  RecordService(const meta::Catalogue& catalogue, const store::Schema& schema,
                store::Database& database, Hooks hooks, const search::Index& index, IdSource& ids,
                const Clock& clock);
  ~RecordService();

  /// Runs `body` in one write transaction (it may run again after a serialisation failure).
  template <class F>
  auto run(const access::Gate& gate, F&& body) {
    return database_.write([&](store::Transaction& tx) {
      Unit unit{*this, tx, gate};
      if constexpr (std::is_void_v<std::invoke_result_t<F, Unit&>>) {
        body(unit);
        unit.settle();
      } else {
        auto result = body(unit);
        unit.settle();
        return result;
      }
    });
  }

  const meta::Catalogue& catalogue() const { return catalogue_; }
  const store::Schema& schema() const { return schema_; }
  store::Database& database() { return database_; }
  const Hooks& hooks() const { return hooks_; }
  const search::Index& index() const { return index_; }
  IdSource& ids() { return ids_; }
  const Clock& clock() const { return clock_; }
  const Conditions& conditions() const { return *conditions_; }
  /// The firm itself: every right, and the day of the company's time zone.
  access::Gate system_gate();

 private:
  friend class Unit;
  const meta::Catalogue& catalogue_;
  const store::Schema& schema_;
  store::Database& database_;
  Hooks hooks_;
  const search::Index& index_;
  IdSource& ids_;
  const Clock& clock_;
  std::unique_ptr<const Conditions> conditions_;
};

/// JSON → Value for one field, with its type's checks (length, format, range, option); and a Value
/// → JSON. Problems: field.wrong_type {expected}, field.too_long {max}, field.too_small {min},
/// field.too_large {max}, field.unknown_option {value}, field.malformed_email,
/// field.malformed_phone, field.malformed_url, …
Result<Value> decode_value(const meta::FieldDef& field, const json::value& in);
void write_value(JsonWriter& out, const meta::FieldDef& field, const Value& value);

/// audit, outbox, sequence_counters, idempotency.
std::vector<store::Table> tables();

}  // namespace tw::record
