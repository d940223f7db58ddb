#pragma once
// The declared expressions of the catalogue (`when` of fields and actions, rollup filters), bound
// once at start-up, and a view through which they read a Record in memory.

#include <memory>
#include <unordered_map>
#include <vector>

#include "platform/expr/expression.h"
#include "platform/record/record.h"
#include "platform/store/database.h"

namespace tw::record {

/// A rollup kept on `owner`, fed by the records of another entity.
struct RollupSource {
  const meta::EntityDef* owner = nullptr;
  const meta::FieldDef* field = nullptr;  // the rollup
  const meta::EntityDef* from = nullptr;  // whose records are counted or summed
  const meta::FieldDef* via = nullptr;    // their reference to the owner
  const meta::FieldDef* of = nullptr;     // the summed field; nullptr for a plain count
};

class Conditions {
 public:
  /// Every declared expression was checked by schemac, so a fault here is a broken invariant.
  explicit Conditions(const meta::Catalogue& catalogue);
  /// nullptr: no condition, always true.
  expr::NodePtr of(const meta::FieldDef& field) const;
  expr::NodePtr of(const meta::ActionDef& action) const;
  expr::NodePtr rollup_filter(const meta::FieldDef& field) const;
  /// Rollups that records of this entity feed.
  const std::vector<RollupSource>& fed_by(const meta::EntityDef& entity) const;

 private:
  expr::NodePtr find(const void* declared) const;
  std::unordered_map<const void*, expr::NodePtr> bound_;
  std::unordered_map<const void*, expr::NodePtr> filters_;
  std::unordered_map<const meta::EntityDef*, std::vector<RollupSource>> fed_;
};

/// The source of one rollup field.
RollupSource rollup_source(const meta::Catalogue& catalogue, const meta::EntityDef& owner,
                           const meta::FieldDef& field);

class RecordExpressionView final : public expr::RecordView {
 public:
  /// `reader` may be nullptr: then a path into another record is null.
  RecordExpressionView(const Record& record, const store::Schema& schema, store::Reader* reader)
      : record_{record}, schema_{schema}, reader_{reader} {}
  Value value(const std::vector<expr::Step>& steps) const override;
  std::vector<std::unique_ptr<expr::RecordView>> collection(
      const std::vector<expr::Step>& steps) const override;

 private:
  const Record& record_;
  const store::Schema& schema_;
  store::Reader* reader_;
};

}  // namespace tw::record
