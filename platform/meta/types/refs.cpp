// refs: links to several records of another entity
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {{"to", Takes::name, true}};

void bind(MapReader& in, FieldDef& field) { field.target = in.need_name("to"); }

}  // namespace

const FieldTypeDef refs_type{
    .type = Type::refs,
    .word = "refs",
    .storage = Storage::none,
    .about = "links to several records of another entity",
    .keywords = keywords,
    .bind = bind,
};

}  // namespace tw::meta
