// lines: owned children, edited together with their owner
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {{"of", Takes::name, true}, {"via", Takes::name}};

void bind(MapReader& in, FieldDef& field) {
  field.target = in.need_name("of");
  field.via = in.name("via");  // the child's parent field unless given
}

}  // namespace

const FieldTypeDef lines_type{
    .type = Type::lines,
    .word = "lines",
    .storage = Storage::none,
    .about = "owned children, edited together with their owner",
    .keywords = keywords,
    .bind = bind,
    .filterable = false,
    .can_be_parameter = false,
};

}  // namespace tw::meta
