#pragma once
// An import by hand on SQLite.

#include <string>
#include <vector>

namespace bench {

/// Copies the records of an entity from the file `from` into the empty tables of `to`: its table
/// `set` and what belongs to a record in others, `table.key`. Returns the seconds that writing
/// took.
double load_rows(const std::string& from, const std::string& to, const std::string& entity,
                 const std::string& set, const std::vector<std::string>& parts);

}  // namespace bench
