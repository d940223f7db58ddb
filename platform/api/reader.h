#pragma once
// Reading records as OData: one, a page of a set, what they are expanded with. Every level is one
// query, whatever the number of rows.

#include <optional>
#include <string>
#include <vector>

#include "platform/api/options.h"
#include "platform/api/plan_cache.h"
#include "platform/api/row_plan.h"

namespace tw::api {

/// What limits a set beyond the options: the records of one parent, or those linked to it.
struct Within {
  const meta::FieldDef* via = nullptr;          // children whose reference points to `parent`
  const meta::EntityDef* link_owner = nullptr;  // or targets of a refs field of `parent`
  const meta::FieldDef* refs = nullptr;
  const meta::FieldDef* refs_back = nullptr;  // or records whose refs field names `parent`
  Id parent;
};

void apply_within(const Within& within, store::EntityQuery& query);
/// `$search`: what is masked for the caller must not be confirmed by finding it.
void apply_search(const Call& call, store::Reader& reader, const meta::EntityDef& entity,
                  const std::string& text, store::EntityQuery& query);

class SetReader {
 public:
  SetReader(const Call& call, store::Reader& reader);

  /// The page as a JSON document; `context` names the set in `@odata.context`.
  std::string page(const meta::EntityDef& entity, const Options& options, const Within& within,
                   const std::string& context);
  /// One record as a JSON object (with context), nullopt when absent or invisible. `version`
  /// receives its version. The options are those of the call's URL.
  std::optional<std::string> one(const meta::EntityDef& entity, Id id, const Options& options,
                                 std::int64_t& version);
  std::int64_t count(const meta::EntityDef& entity, const Options& options, const Within& within);

 private:
  struct Rows {
    std::vector<std::string> fragments;  // members of each row, without braces
    std::vector<Id> ids;
    std::vector<std::vector<Id>> references;  // per to-one expand, per row; empty Id = none
    std::vector<Id> parents;                  // children: which parent each row belongs to
    std::vector<Value> last_keys;
    bool more = false;
  };
  Rows fetch(const meta::EntityDef& entity, const Options& options, store::EntityQuery& query,
             std::optional<std::int64_t> limit, int parent_column);
  std::shared_ptr<const ReadPlan> plan_of_one(const meta::EntityDef& entity,
                                              const Options& options);
  bool needs_more_queries(const Options& options) const;
  void expand_all(const meta::EntityDef& entity, const Options& options, Rows& rows);
  void expand_one(const Expand& expand, std::size_t which, Rows& rows);
  void expand_many(const meta::EntityDef& owner, const Expand& expand, Rows& rows);
  void apply_conditions(const meta::EntityDef& entity, const Options& options, const Within& within,
                        store::EntityQuery& query);
  void apply_order(const meta::EntityDef& entity, const Options& options,
                   store::EntityQuery& query);
  std::string next_link(const Options& options, const Rows& rows, std::int64_t page_size) const;

  const Call& call_;
  store::Reader& reader_;
  RowStyle style_;
};

/// The same request, from where the page ended.
std::string next_link_of(const Call& call, const std::string& skiptoken);

/// Keyset position in a nextLink: the values of the order terms of the last row, bound to that
/// order.
std::string write_skiptoken(const std::vector<Value>& keys, const std::string& order_text,
                            std::optional<std::int64_t> remaining);
struct SkipToken {
  std::vector<Value> keys;
  std::optional<std::int64_t> remaining;
};
/// AppError bad_request "url.malformed_skiptoken".
SkipToken read_skiptoken(const std::string& token, const std::string& order_text);

inline constexpr std::int64_t default_page = 50;
inline constexpr std::int64_t largest_page = 1000;
inline constexpr std::int64_t count_cap = 10'000;

}  // namespace tw::api
