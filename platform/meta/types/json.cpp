// json: any JSON
#include "platform/meta/types/keywords.h"

namespace tw::meta {

const FieldTypeDef json_type{
    .type = Type::json,
    .word = "json",
    .storage = Storage::json,
    .about = "any JSON",
    .filterable = false,
    .can_be_parameter = false,
};

}  // namespace tw::meta
