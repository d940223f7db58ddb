#pragma once
// The entity model. A Catalogue is built once (by tools/schemac from YAML, or from its own JSON at
// start-up) and is then immutable: everything may keep pointers into it and read it from any
// thread. Invariant: no entity is named here or anywhere in platform/, except the identity entities
// that access/ needs.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/json.h"
#include "platform/base/locale.h"

namespace tw::meta {

class EntityDef;

/// Lets maps of names be asked with a string_view.
struct NameHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view name) const noexcept {
    return std::hash<std::string_view>{}(name);
  }
};
template <class T>
using ByName = std::unordered_map<std::string, T, NameHash, std::equal_to<>>;

/// What a field is. One file a type in meta/types/ knows its keywords, its storage and its codec.
enum class Type : std::uint8_t {
  text,
  longtext,
  richtext,
  email,
  phone,
  url,
  boolean,
  integer,
  decimal,
  percent,
  money,
  currency,
  date,
  datetime,
  duration,
  choice,
  choices,
  state,
  ref,
  refs,
  any_ref,
  lines,
  file,
  files,
  address,
  country,
  location,
  formula,
  rollup,
  sequence,
  tags,
  secret,
  json
};
std::string_view name_of(Type type);  // the YAML word: "text", "bool", "int", …

/// How a value lies in a column. Scaled integers carry the field's scale.
enum class Storage : std::uint8_t {
  none,
  text,
  integer,
  boolean,
  scaled,
  id,
  date,
  datetime,
  json
};

enum class Tone : std::uint8_t { neutral, info, good, warn, bad };

/// One option of a choice, or one state of a state field.
struct Option {
  std::string code;
  Label label;
  Tone tone = Tone::neutral;
  std::optional<int> probability;  // states of a pipeline, percent
  std::vector<std::string> to;     // states only: where it may go
};

enum class OnDelete : std::uint8_t { restrict, set_null, cascade };

struct FieldDef {
  std::string name;
  Type type = Type::text;
  Storage storage = Storage::none;  // none: no column (lines, refs, non-stored formula)
  Label label;
  Label hint;       // one line of help under the input; may be empty
  int index = 0;    // position in EntityDef::fields()
  int column = -1;  // position among stored columns, -1 when none

  bool required = false;
  bool unique = false;
  bool search = false;
  bool filterable = true;  // gets an index unless long text
  bool indexed =
      false;  // really has an index (unique, ref, state, choice, date, title, `index: true`)
  bool read_only =
      false;  // never writable through the API (system fields, sequences, computed results)
  bool system = false;    // added by the entity or a trait, not by the YAML
  bool personal = false;  // personal data (phone, mail, identity)

  int max_length = 0;                   // characters; 0 = type's default
  int scale = 0;                        // storage `scaled`: digits after the point
  std::optional<std::string> min, max;  // numbers and dates, as declared

  std::string currency_field;  // money: the currency field beside it; empty: the owner's of a line,
                               // else the company's

  std::vector<Option> options;  // choice, choices, state
  std::string target;           // ref, refs, lines: entity name
  const EntityDef* target_entity = nullptr;
  std::vector<std::string> targets;  // any_ref
  std::string via;  // lines: the ref field in the child; refs: link table name is derived
  OnDelete on_delete = OnDelete::restrict;

  std::string default_value;  // literal, or one of: company, me, my_department, today, now
  std::string when;           // expression: shown and (if required) demanded only while it holds
  std::string expression;     // formula
  Type result = Type::text;   // formula, rollup
  std::string rollup_of, rollup_function,
      rollup_where;     // rollup: relation name . field, count|sum|min|max
  std::string pattern;  // sequence `QT-{yyyy}-{00000}`; text: a shape to match (linear-time subset)
  std::string was;      // the former name

  const Option* option(std::string_view code) const;
};

/// Seen from the one side: `opportunities: { many: opportunity, via: account }`.
struct RelationDef {
  std::string name;
  std::string entity;  // the many side
  const EntityDef* target = nullptr;
  std::string via;  // its ref (or refs) field that points here
  Label label;
};

struct ActionDef {
  std::string name;
  Label label;
  Label confirm;                        // asked before it runs; may be empty
  std::string when;                     // expression on the record
  std::vector<std::string> parameters;  // names of fields of `parameter_fields`
  std::vector<FieldDef> parameter_fields;
  std::optional<std::string> to_state;  // moves the state field, no C++ needed
  bool primary = false;
};

enum class Scope : std::uint8_t { none, own, team, department, all };

/// What one role may do with one entity.
struct RolePermission {
  Scope read = Scope::none, update = Scope::none, remove = Scope::none;
  bool create = false, export_ = false;
  std::vector<std::string> hidden;  // field names
  std::vector<std::string> masked;
  std::vector<std::string> read_only;
  std::vector<std::string> actions;  // allowed actions; empty = all that update allows
};

struct FormSection {
  std::string name;
  Label label;
  std::vector<std::string> fields;
};
struct Views {
  std::vector<std::string> list;
  std::vector<FormSection> form;
  std::vector<std::string>
      picker;                     // key facts beside the title in a reference picker and the search
  std::vector<std::string> head;  // key facts of the record head
  std::string board_by, board_sum, calendar_on;
  std::string sort;               // default $orderby of the list
  std::vector<std::string> tabs;  // relations shown as tabs
};

enum class Trait : std::uint8_t {
  owned,
  audited,
  timeline,
  taggable,
  recyclable,
  importable,
  approvable,
  pooled
};

/// Columns that every entity has, in this order, before its own: id (a ref without a target),
/// version, created_at, created_by, updated_at, updated_by; trait `owned` adds owner, department;
/// `recyclable` adds deleted_at; `taggable` adds tags.
class EntityDef {
 public:
  std::string name;  // "opportunity"
  std::string set;   // "opportunities": URL segment and table name
  std::string module;
  Label label;         // singular
  Label label_plural;  // Chinese has none; English "Opportunities"
  std::string title;   // the field that names a record
  std::string icon;
  std::string
      match;  // import key: field whose value identifies a record (number, code, external_id)
  std::string parent;  // a line entity: the ref field to the owner; rights follow it
  std::vector<Trait> traits;
  std::vector<RelationDef> relations;
  std::vector<ActionDef> actions;
  std::unordered_map<std::string, RolePermission> permissions;  // by role code
  std::vector<std::vector<std::string>> indexes;                // extra compound indexes
  std::vector<std::vector<std::string>> unique_together;
  Views views;

  std::span<const FieldDef> fields() const { return fields_; }
  const FieldDef* find(std::string_view field) const;  // nullptr when absent
  const FieldDef& field(std::string_view name) const;  // CHECKs
  const FieldDef& at(int index) const { return fields_[static_cast<std::size_t>(index)]; }
  const RelationDef* relation(std::string_view name) const;
  const ActionDef* action(std::string_view name) const;
  const FieldDef* state_field() const;  // the one field of type state, or nullptr
  bool has(Trait trait) const;
  bool is_line() const { return !parent.empty(); }

 private:
  friend class Binder;
  friend class CatalogueReader;
  std::vector<FieldDef> fields_;
  ByName<int> by_name_;
};

struct RoleDef {
  std::string code;
  Label label;
  std::string module;
  bool administrator = false;
};
struct MenuItem {
  std::string path;
  Label label;
  std::string icon;
  std::string entity;
};  // entity or page path
struct ModuleDef {
  std::string name;
  Label label;
  std::string icon;
  int order = 0;
  std::vector<std::string> depends;
  std::vector<MenuItem> menu;
};

/// A fault in the YAML, with its place.
struct CatalogueProblem {
  std::string file;
  int line = 0, column = 0;
  std::string code;
  std::string message;  // English: read by developers and customisers
};

class Catalogue {
 public:
  ~Catalogue();
  /// Parses and binds `<root>/modules/*/…yaml` and `<root>/platform/*/messages.yaml`; on any fault
  /// returns nullptr and fills `problems` with all of them.
  static std::shared_ptr<const Catalogue> from_yaml(const std::string& root,
                                                    std::vector<CatalogueProblem>& problems);
  /// The same from texts (path → content), for tests.
  static std::shared_ptr<const Catalogue> from_texts(
      const std::vector<std::pair<std::string, std::string>>& files,
      std::vector<CatalogueProblem>& problems);
  /// Reads what `to_json` wrote; CHECKs, since only schemac makes it.
  static std::shared_ptr<const Catalogue> from_json(std::string_view text);
  std::string to_json() const;

  std::span<const std::unique_ptr<EntityDef>> entities() const { return entities_; }
  const EntityDef* find(std::string_view name) const;
  const EntityDef* find_set(std::string_view set) const;
  const EntityDef& entity(std::string_view name) const;  // CHECKs
  std::span<const ModuleDef> modules() const { return modules_; }
  std::span<const RoleDef> roles() const { return roles_; }
  const RoleDef* role(std::string_view code) const;

  /// The text of a code with its parameters filled in; the code itself when no message is known.
  std::string message(std::string_view code, const Params& params, Language language) const;
  bool has_message(std::string_view code) const;

 private:
  friend class Binder;
  friend class CatalogueReader;
  Catalogue() = default;
  std::vector<std::unique_ptr<EntityDef>> entities_;
  ByName<const EntityDef*> by_name_, by_set_;
  std::vector<ModuleDef> modules_;
  std::vector<RoleDef> roles_;
  ByName<Label> messages_;
  ByName<Label> system_labels_;  // by system field, for entities added at run time
};

}  // namespace tw::meta
