#include "platform/testkit/scenario_test.h"

INSTANTIATE_SCENARIOS("modules/sales/tests");
