// address: street, city, region, postcode and country
#include "platform/meta/types/keywords.h"

namespace tw::meta {

const FieldTypeDef address_type{
    .type = Type::address,
    .word = "address",
    .storage = Storage::json,
    .about = "street, city, region, postcode and country",
    .filterable = false,
    .personal = true,
};

}  // namespace tw::meta
