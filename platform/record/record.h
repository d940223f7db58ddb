#pragma once
// Record: one record in the hands of the pipeline: its values now, its values as stored, its lines
// and its many-to-many references. Values are addressed by typed keys
// (`record.get(sales::order::total)`) or by FieldDef.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "platform/base/value.h"
#include "platform/expr/expression.h"
#include "platform/meta/catalogue.h"
#include "platform/meta/keys.h"

namespace tw::record {

class Record {
 public:
  explicit Record(const meta::EntityDef& entity);

  const meta::EntityDef& entity() const { return *entity_; }
  Id id() const;
  std::int64_t version() const;
  bool is_new() const { return stored_.empty(); }

  const Value& get(const meta::FieldDef& field) const {
    return values_[static_cast<std::size_t>(field.index)];
  }
  const Value& get(std::string_view field) const { return get(entity_->field(field)); }
  void set(const meta::FieldDef& field, Value value) {
    values_[static_cast<std::size_t>(field.index)] = std::move(value);
  }
  void set(std::string_view field, Value value) { set(entity_->field(field), std::move(value)); }
  const Value& stored(const meta::FieldDef& field) const;  // null for a new record
  bool changed(const meta::FieldDef& field) const;
  bool changed_any() const;

  template <class T>
  std::optional<T> get(meta::Field<T> key) const {
    const Value& value = values_[static_cast<std::size_t>(key.index)];
    if (value.is_null()) return std::nullopt;
    return value.as<T>();
  }
  template <class T>
  void set(meta::Field<T> key, T value) {
    values_[static_cast<std::size_t>(key.index)] = Value{std::move(value)};
  }
  template <class T>
  void clear(meta::Field<T> key) {
    values_[static_cast<std::size_t>(key.index)] = Value{};
  }
  template <class E>
  std::optional<E> get(meta::OptionField<E> key) const {
    const Value& value = values_[static_cast<std::size_t>(key.index)];
    if (value.is_null()) return std::nullopt;
    E option{};
    if (!parse(value.as<std::string>(), option)) return std::nullopt;
    return option;
  }
  template <class E>
  void set(meta::OptionField<E> key, E value) {
    values_[static_cast<std::size_t>(key.index)] = Value{std::string{code_of(value)}};
  }

  /// Children of a `lines` field in their order; loaded with the record on update. Lines left out
  /// are removed.
  std::vector<Record>& lines(std::string_view field);
  const std::vector<Record>& lines(std::string_view field) const;
  bool lines_given(std::string_view field) const;  // new record, or the input named them
  /// Targets of a `refs` field; nullopt when the input did not name them.
  std::optional<std::vector<Id>>& refs(std::string_view field);

  const std::vector<Value>& values() const { return values_; }

 private:
  friend class Loader;
  friend class Decoder;
  friend class Unit;
  struct Children {
    std::string field;
    std::vector<Record> lines;
    bool given = false;
  };
  struct Links {
    std::string field;
    std::optional<std::vector<Id>> targets;
  };
  const meta::EntityDef* entity_;
  std::vector<Value> values_, stored_;
  std::vector<Children> children_;
  std::vector<Links> links_;
};

/// Lets expressions read a Record in memory (its own fields, members and lines; navigation through
/// the Unit).
class RecordExpressionView;

}  // namespace tw::record
