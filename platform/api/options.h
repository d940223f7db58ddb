#pragma once
// OData system query options of one level: of a set, or inside `$expand=contacts(…)`.

#include <optional>
#include <string>
#include <vector>

#include "platform/api/call.h"
#include "platform/expr/expression.h"

namespace tw::api {

struct Options;

struct Expand {
  const meta::FieldDef* field = nullptr;        // ref, refs or lines
  const meta::RelationDef* relation = nullptr;  // declared relation
  bool references_only = false;                 // `/$ref`
  bool count_only = false;                      // `/$count`
  std::unique_ptr<Options> options;
  const std::string& name() const { return field != nullptr ? field->name : relation->name; }
  const meta::EntityDef& target() const {
    return field != nullptr ? *field->target_entity : *relation->target;
  }
};

struct Computed {
  std::string name;
  expr::NodePtr expression;
};

struct Options {
  std::vector<const meta::FieldDef*> select;  // empty: all
  std::vector<std::string> select_computed;
  bool selected = false;
  std::vector<Expand> expand;
  expr::NodePtr filter;                // bound
  std::vector<expr::OrderTerm> order;  // bound
  std::vector<Computed> compute;       // bound
  std::string order_text;
  std::optional<std::int64_t> top, skip;
  std::string skiptoken, search, apply;
  bool count = false;
};

/// Parses, binds and checks rights; AppError bad_request "url.unknown_option",
/// "url.malformed_number", expression.*, forbidden "field.hidden".
Options parse_options(const Call& call, const meta::EntityDef& entity, const QueryPairs& pairs);
/// What expressions of the caller are bound in: his rights, and the parameter aliases of the URL.
expr::BindContext bind_context(const Call& call, const meta::EntityDef& entity);
/// Refuses a condition on a field that the caller may not see, or sees only masked: an answer would
/// tell what is hidden.
expr::FieldCheck field_check(const access::Gate& gate);
/// Only hidden fields are refused: a masked one may be selected.
void require_visible(const access::Gate& gate, const meta::EntityDef& entity,
                     const meta::FieldDef& field);
/// A faulty expression as an error: 400 with the position.
[[noreturn]] void raise_expression(const Problem& problem);
/// Splits at top-level separators: not inside quotes or parentheses.
std::vector<std::string> split_top(std::string_view text, char separator);

}  // namespace tw::api
