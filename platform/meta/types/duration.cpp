// duration: a length of time in minutes
#include "platform/meta/types/keywords.h"

namespace tw::meta {

const FieldTypeDef duration_type{
    .type = Type::duration,
    .word = "duration",
    .storage = Storage::integer,
    .about = "a length of time in minutes",
    .default_holds = is_integer,
    .can_be_result = true,
};

}  // namespace tw::meta
