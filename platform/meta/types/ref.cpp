// ref: a link to one record of another entity
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {{"to", Takes::name, true}, {"on_delete", Takes::on_delete}};

bool holds(const FieldDef&, std::string_view text) {
  return text == "me" || text == "my_department";
}

void bind(MapReader& in, FieldDef& field) {
  field.target = in.need_name("to");
  field.on_delete = in.word("on_delete", OnDelete::restrict);
}

}  // namespace

const FieldTypeDef ref_type{
    .type = Type::ref,
    .word = "ref",
    .storage = Storage::id,
    .about = "a link to one record of another entity",
    .keywords = keywords,
    .bind = bind,
    .default_holds = holds,
    .indexed = true,
    .can_be_unique = true,
};

}  // namespace tw::meta
