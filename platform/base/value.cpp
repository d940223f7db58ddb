#include "platform/base/value.h"

#include "platform/base/check.h"

namespace tw {

void Value::wrong_type() {
  check_failed("the value has the type it is read as", __FILE__, __LINE__);
}

}  // namespace tw
