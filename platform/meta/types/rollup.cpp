// rollup: a count, sum, least or greatest over children, kept up to date
#include <algorithm>

#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {
    {"of", Takes::text, true}, {"function", Takes::rollup_function, true}, {"where", Takes::text}};

void bind(MapReader& in, FieldDef& field) {
  // Storage and result follow from the field that is added up; the linker knows it.
  field.read_only = true;
  field.result = Type::integer;
  field.rollup_of = in.need_text("of");
  field.rollup_where = in.text("where");
  const yaml::Node* function = in.need("function");
  if (function == nullptr) return;
  field.rollup_function = function->text;
  const std::vector<std::string_view> known{"count", "sum", "min", "max"};
  if (std::find(known.begin(), known.end(), function->text) == known.end())
    in.unknown_word(*function, known);
}

}  // namespace

const FieldTypeDef rollup_type{
    .type = Type::rollup,
    .word = "rollup",
    .storage = Storage::integer,
    .about = "a count, sum, least or greatest over children, kept up to date",
    .keywords = keywords,
    .bind = bind,
    .can_be_parameter = false,
};

}  // namespace tw::meta
