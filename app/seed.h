#pragma once
// CSV files compiled into the program (modules/*/seed, demo/), imported by the importer like
// anybody's files.

#include <string>

#include "app/app.h"

namespace tw::app {

/// Imports every embedded file below `folder` in the order of its name; `050-users.csv` goes into
/// the set `users`. Dates and instants in the cells are moved by `shift_days`. A row that fails is
/// a fault of ours: AppError internal "seed.failed".
void import_folder(App& app, const std::string& folder, int shift_days);

}  // namespace tw::app
