// any_ref: a link to one record of several entities
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {{"to", Takes::name_or_names, true}};

void bind(MapReader& in, FieldDef& field) {
  constexpr int longest_name_and_id = 80;
  if (const yaml::Node* to = in.need("to"); to != nullptr)
    field.targets = texts_of(words_in(in.context(), *to));
  field.max_length = longest_name_and_id;
}

}  // namespace

const FieldTypeDef any_ref_type{
    .type = Type::any_ref,
    .word = "any_ref",
    .storage = Storage::text,
    .about = "a link to one record of several entities",
    .keywords = keywords,
    .bind = bind,
    .indexed = true,
    .can_be_unique = true,
};

}  // namespace tw::meta
