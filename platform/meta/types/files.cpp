// files: several files
#include "platform/meta/types/keywords.h"

namespace tw::meta {

const FieldTypeDef files_type{
    .type = Type::files,
    .word = "files",
    .storage = Storage::json,
    .about = "several files",
    .filterable = false,
};

}  // namespace tw::meta
