// tags: free words
#include "platform/meta/types/keywords.h"

namespace tw::meta {

const FieldTypeDef tags_type{
    .type = Type::tags,
    .word = "tags",
    .storage = Storage::json,
    .about = "free words",
    .filterable = true,
    .searchable = true,
};

}  // namespace tw::meta
