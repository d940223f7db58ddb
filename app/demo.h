#pragma once
// The demo company of `init --demo`: the files of demo/, compiled into the program and loaded by
// the importer, with all dates moved so that the company's last day is today.

#include <string>

#include "app/app.h"

namespace tw::app {

/// All demo users get `password`. Also writes demo-accounts.txt into the data directory and prints
/// it: e-mail, password and role of each demo user.
void load_demo(App& app, const std::string& password);

}  // namespace tw::app
