#pragma once
// Structured log lines on stderr (one JSON object a line, or plain text on a terminal). Never log a
// secret or a record's content; log ids.

#include <string_view>

namespace tw::logger {

enum class Level { debug, info, warn, error };

void set_level(Level level);
/// Also writes to a size-rotated file under `directory` (5 × 10 MB).
void to_directory(const char* directory);
void debug(std::string_view what, std::string_view detail = {});
void info(std::string_view what, std::string_view detail = {});
void warn(std::string_view what, std::string_view detail = {});
void error(std::string_view what, std::string_view detail = {});

}  // namespace tw::logger
