// datetime: an instant; stored in UTC, shown in the reader's time zone
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {{"min", Takes::text}, {"max", Takes::text}};

void bind(MapReader& in, FieldDef& field) { bind_date_range(in, field); }

}  // namespace

const FieldTypeDef datetime_type{
    .type = Type::datetime,
    .word = "datetime",
    .storage = Storage::datetime,
    .about = "an instant; stored in UTC, shown in the reader's time zone",
    .keywords = keywords,
    .bind = bind,
    .default_holds = is_datetime,
    .indexed = true,
    .can_be_result = true,
};

}  // namespace tw::meta
