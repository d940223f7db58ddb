// bool: yes or no
#include "platform/meta/types/keywords.h"

namespace tw::meta {

const FieldTypeDef boolean_type{
    .type = Type::boolean,
    .word = "bool",
    .storage = Storage::boolean,
    .about = "yes or no",
    .default_holds = is_bool,
    .can_be_result = true,
};

}  // namespace tw::meta
