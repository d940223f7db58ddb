#pragma once
// Rules of orders: lines complete themselves from products, amounts follow from lines, a confirmed
// order is fixed.

#include "platform/record/pipeline.h"

namespace tw::sales {

void bind_order_rules(record::Hooks& hooks);

}  // namespace tw::sales
