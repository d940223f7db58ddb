#pragma once
// The one condition language: OData v4.01 $filter / $compute expressions. Text → parse (syntax) →
// bind (names and types against an entity) → a Node tree that store/ turns into SQL, `evaluate`
// runs in memory, and web/ runs in TypeScript. platform/expr/vectors.json holds the cases that all
// three must agree on. Nodes are immutable and shared between threads. Budgets: 8 kB of text, 500
// nodes, depth 50.
//
// Rules beyond the standard: `@me`, `@my_department`, `@today`, `@now` are parameter aliases the
// caller's context fills in. A reference field `account` is written `account_id` (its key) or
// `account/…` (navigation). null: `eq`/`ne`/`in` compare with null as OData says and never give
// null; any other comparison with null, and `has`, is false; arithmetic and functions with null are
// null; `and`, `or`, `not` know three values. `any` and `all` count an element only when its
// condition is true (so `all` is NOT EXISTS(… WHERE (condition) IS NOT TRUE)).
//
// What the evaluators may rely on in a bound tree:
// - both sides of a comparison have one type, or are integer and decimal; a date met by a datetime
// is inside
//   cast(…, Edm.DateTimeOffset), midnight UTC; text compares by code point;
// - a duration is an integer of milliseconds (also what date sub date gives, and `time(…)`: since
// midnight). A field of
//   type duration is an integer of minutes; where it meets a duration, bind writes the literal in
//   minutes or multiplies the field by 60000;
// - cast(x, Edm.Decimal) rounds half away from zero to the node's `scale` (a formula's result);
// other targets that
//   reach an evaluator: Edm.String (of integer, decimal without trailing zeros, boolean, id, date,
//   datetime), Edm.Int64 (of a decimal, cut off), Edm.Date (of a datetime, UTC), Edm.DateTimeOffset
//   (of a date);
// - division: two integers give an integer, cut off toward zero; otherwise, and for divby, 9
// digits, half away from
//   zero; by zero it is null, as in both databases; `mod` has the sign of the dividend; date add
//   duration counts whole days, rounded down;
// - null never stands in an `in` list (bind writes `x eq null or x in (…)`), `isof` and formula
// fields are gone,
//   `$it` is gone from `steps` (not from `names`), `'x' in tags` has become `tags has 'x'`.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.h"
#include "platform/base/value.h"
#include "platform/meta/catalogue.h"

namespace tw::expr {

enum class Kind : std::uint8_t { literal, path, alias, unary, binary, in_list, function, lambda };
enum class Op : std::uint8_t {
  or_,
  and_,
  not_,
  eq,
  ne,
  gt,
  ge,
  lt,
  le,
  in,
  has,  // logical
  add,
  sub,
  mul,
  div,
  divby,
  mod,
  negate  // arithmetic (div of two integers is integer division; divby is exact to 9 digits)
};
enum class Function : std::uint8_t {
  contains,
  startswith,
  endswith,
  length,
  indexof,
  substring,
  tolower,
  toupper,
  trim,
  concat,
  matchespattern,
  year,
  month,
  day,
  hour,
  minute,
  second,
  fractionalseconds,
  date,
  time,
  totaloffsetminutes,
  totalseconds,
  now,
  mindatetime,
  maxdatetime,
  round,
  floor,
  ceiling,
  cast,
  isof
};
enum class Lambda : std::uint8_t { any, all };

enum class ValueType : std::uint8_t {
  null,
  boolean,
  integer,
  decimal,
  text,
  date,
  datetime,
  duration,
  id,
  text_list,
  any
};

/// One step of a bound path.
struct Step {
  enum class What : std::uint8_t {
    field,  // a stored or computed field of the current entity (the last step)
    key,    // the id of a ref field (`account_id`, `account/id`, `account eq null`), the last step
    one,    // through a ref field to the other record
    many,   // a collection: lines, refs or a relation (followed by any/all or $count)
    count,  // `/$count`, the last step
    member  // inside an address, after its field: `address/city` is {field address}, {member
            // "city"}
  };
  What what = What::field;
  const meta::FieldDef* field = nullptr;        // field, key, one, many (lines, refs)
  const meta::RelationDef* relation = nullptr;  // many (declared relation)
  const meta::EntityDef* target = nullptr;      // one, many
  std::string member;
};

class Pattern;
struct Node;
using NodePtr = std::shared_ptr<const Node>;

struct Node {
  Kind kind = Kind::literal;
  ValueType type = ValueType::any;  // after bind
  int scale = 0;                    // decimals: digits after the point
  std::size_t position = 0;         // characters before it in the text, for messages

  Value literal;                   // literal; duration: milliseconds
  bool literal_quoted = false;     // 'text' (as opposed to a bare word such as a date or number)
  std::vector<std::string> names;  // path as written; alias: one name without @; function: empty
  std::vector<Step> steps;  // path, after bind; empty: a name of $compute, or the variable itself
  int variable = -1;  // path: index of the lambda variable it starts at (0 = the outermost lambda),
                      // -1 = the record itself
  Op op = Op::and_;
  Function function = Function::contains;
  Lambda lambda = Lambda::any;
  std::string variable_name;      // lambda: `l` in any(l: …)
  std::vector<NodePtr> children;  // operands, arguments; in_list: [0] operand, then the items;
                                  // lambda: [0] path, [1] body (absent: any())
  std::shared_ptr<const Pattern>
      pattern;  // matchespattern, after bind: the compiled second argument
};

/// Problems: expression.syntax {position (1-based column), expected, found}, expression.too_long
/// {limit}, expression.too_complex {nodes, depth}, expression.unknown_function {name, position},
/// expression.argument_count {function, position, expected, found}.
/// An `and` or `or` over many operands is a balanced tree, however it was bracketed.
Result<NodePtr> parse(std::string_view text);

/// Parts that other query options share with filters. All consume the whole text.
struct OrderTerm {
  NodePtr expression;
  bool descending = false;
};
Result<std::vector<OrderTerm>> parse_order(std::string_view text);
struct ComputeTerm {
  NodePtr expression;
  std::string alias;
};
Result<std::vector<ComputeTerm>> parse_compute(std::string_view text);

/// May the caller use this field in a condition? Throws AppError when not. A declared relation is
/// asked about as the field of the many side that it goes through.
using FieldCheck = std::function<void(const meta::EntityDef&, const meta::FieldDef&)>;

struct BindContext {
  const meta::EntityDef* entity = nullptr;
  FieldCheck check;  // empty: everything allowed (declared expressions), also
                     // fields that are not `filterable`
  std::map<std::string, std::pair<ValueType, int>>
      computed;                            // names made by $compute or $apply, with scale
  std::map<std::string, NodePtr> aliases;  // values of parameter aliases, parsed: literals
};

/// Resolves names and types; literals are converted to the other side's type (a choice code is
/// checked to exist). Problems: expression.unknown_field {name, entity, position}, expression.type
/// {position, expected, found}, expression.unknown_option {field, value, position},
/// expression.not_filterable {field, position}, expression.unknown_alias {name, position},
/// expression.pattern {position}, expression.cycle {field}, expression.too_complex {nodes, depth}.
Result<NodePtr> bind(const NodePtr& node, const BindContext& context);
/// `bind` for a condition: the type must be boolean.
Result<NodePtr> bind_condition(const NodePtr& node, const BindContext& context);

/// A quoted literal becomes what it is compared with: a date, a datetime, an id, a number. A
/// formula field becomes its own bound expression, rounded to its scale; the caller's rights are
/// asked about the formula, not about what it reads.

/// Aliases' values at evaluation.
struct Environment {
  Id me, my_department;
  Date today;
  DateTime now;
  int offset_minutes = 0;  // local time − UTC at `now`
};
Value alias_value(std::string_view name, const Environment& environment);

/// How `evaluate` reads a record. `steps` up to the first `many` are resolved by `value`; members
/// of a collection by `collection`.
class RecordView {
 public:
  virtual ~RecordView() = default;
  virtual Value value(const std::vector<Step>& steps) const = 0;
  virtual std::vector<std::unique_ptr<RecordView>> collection(
      const std::vector<Step>& steps) const = 0;
  /// A name made by $compute or $apply; null where there are none.
  virtual Value computed(const std::string& /*name*/) const { return {}; }
};

/// Runs a bound tree; throws AppError "number.overflow"; at most 10^6 steps
/// ("expression.too_expensive").
Value evaluate(const NodePtr& bound, const RecordView& record, const Environment& environment);
/// True only for a true boolean.
bool holds(const NodePtr& bound, const RecordView& record, const Environment& environment);

/// The tree with aliases replaced by their values and every part that reads no record replaced by
/// its result; what is left for a database to compute. Throws as `evaluate` does.
NodePtr folded(const NodePtr& bound, const Environment& environment);

/// The field paths a bound tree reads (for rollup and form dependencies), as dotted names.
std::vector<std::string> paths_of(const NodePtr& bound);
/// Canonical text of a tree; parse(text_of(x)) equals x.
std::string text_of(const NodePtr& node);
/// Are two parsed trees the same, but for positions?
bool same(const NodePtr& a, const NodePtr& b);

/// Builders for code that composes conditions (access scopes); results are bound.
NodePtr all_of(
    std::vector<NodePtr> conditions);  // nullptr members are skipped; empty → nullptr (always true)
NodePtr any_of(std::vector<NodePtr> conditions);

/// One declared expression; nothing when it is right.
std::optional<Problem> check_condition(std::string_view text, const meta::EntityDef& entity);
/// `field`: the formula that is being declared; its `result` must fit.
std::optional<Problem> check_formula(std::string_view text, const meta::EntityDef& entity,
                                     const meta::FieldDef& field);
std::optional<Problem> check_order(std::string_view text, const meta::EntityDef& entity);
/// Every `when`, `where`, `sort` and formula of a catalogue is checked; returns the faults (used by
/// schemac and at start-up).
std::vector<meta::CatalogueProblem> check_catalogue(const meta::Catalogue& catalogue);

}  // namespace tw::expr
