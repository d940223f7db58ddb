#pragma once
// The program's command line: a contract that scripts rely on (docs/operations.md). Every command
// returns an exit code: 0 done, 1 refused or failed (the reason is on stderr), 2 wrong use.

#include <string>

namespace tw::app {

int run_command_line(int argc, char** argv);

}  // namespace tw::app
