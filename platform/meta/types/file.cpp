// file: one file
#include "platform/meta/types/keywords.h"

namespace tw::meta {

const FieldTypeDef file_type{
    .type = Type::file,
    .word = "file",
    .storage = Storage::id,
    .about = "one file",
};

}  // namespace tw::meta
