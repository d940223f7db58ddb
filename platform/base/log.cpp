#include "platform/base/log.h"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <string>

#include "platform/base/json.h"
#include "platform/base/text.h"

namespace tw::logger {

namespace {

constexpr auto json_pattern = R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","thread":%t,%v})";
constexpr auto terminal_pattern = "%H:%M:%S.%e %^%-7l%$ %v";
constexpr std::size_t file_bytes = 10U << 20;
constexpr std::size_t file_count = 5;

std::shared_ptr<spdlog::logger> make_logger(spdlog::sink_ptr sink, const char* pattern) {
  auto made = std::make_shared<spdlog::logger>("tradewind", std::move(sink));
  made->set_formatter(
      std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc));
  made->set_level(spdlog::level::trace);  // the level is ours, checked before any text is built
  made->flush_on(spdlog::level::debug);
  made->set_error_handler([](const std::string&) {});  // a full log volume must not fail a request
  return made;
}

struct State {
  State() : is_terminal{::isatty(STDERR_FILENO) == 1} {
    if (is_terminal) {
      standard_error =
          make_logger(std::make_shared<spdlog::sinks::stderr_color_sink_mt>(), terminal_pattern);
    } else {
      standard_error = make_logger(std::make_shared<spdlog::sinks::stderr_sink_mt>(), json_pattern);
    }
  }
  const bool is_terminal;
  std::atomic<Level> level = Level::info;
  std::shared_ptr<spdlog::logger> standard_error;
  std::mutex mutex;
  std::shared_ptr<spdlog::logger> file;  // guarded by mutex
};

// Never destroyed: threads may log until the process ends.
State& state() {
  static State& only = *new State;
  return only;
}

spdlog::level::level_enum library_level(Level level) {
  switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warn: return spdlog::level::warn;
    case Level::error: break;
  }
  return spdlog::level::err;
}

/// Text that is safe inside one line: what is not UTF-8 is replaced.
std::string repaired(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t position = 0; position < text.size();) {
    append_utf8(out, next_code_point(text, position));
  }
  return out;
}

std::string json_fields(std::string_view what, std::string_view detail) {
  std::string out = "\"what\":";
  JsonWriter{out}.string(what);
  if (!detail.empty()) {
    out += ",\"detail\":";
    JsonWriter{out}.string(detail);
  }
  return out;
}

/// For a person's eyes; control characters could rewrite a terminal, so they are shown as `?`.
std::string terminal_text(std::string_view what, std::string_view detail) {
  std::string out{what};
  if (!detail.empty()) out.append(": ").append(detail);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = c == '\n' || c == '\t' ? ' ' : '?';
  }
  return out;
}

void write(Level level, std::string_view what, std::string_view detail) {
  try {
    State& to = state();
    if (level < to.level.load(std::memory_order_relaxed)) return;
    const std::string clean_what = repaired(what);
    const std::string clean_detail = repaired(detail);
    const std::string fields = json_fields(clean_what, clean_detail);
    std::shared_ptr<spdlog::logger> file;
    {
      const std::lock_guard lock{to.mutex};
      file = to.file;
    }
    if (file) file->log(library_level(level), fields);
    to.standard_error->log(library_level(level),
                           to.is_terminal ? terminal_text(clean_what, clean_detail) : fields);
  } catch (const std::exception&) {
    // No memory, no disk: the line is lost, the request goes on.
  }
}

}  // namespace

void set_level(Level level) { state().level = level; }

void to_directory(const char* directory) {
  try {
    auto file = make_logger(std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
                                std::string{directory} + "/tradewind.log", file_bytes, file_count),
                            json_pattern);
    const std::lock_guard lock{state().mutex};
    state().file = std::move(file);
  } catch (const std::exception& failure) {
    warn("log file cannot be opened", failure.what());
  }
}

void debug(std::string_view what, std::string_view detail) { write(Level::debug, what, detail); }
void info(std::string_view what, std::string_view detail) { write(Level::info, what, detail); }
void warn(std::string_view what, std::string_view detail) { write(Level::warn, what, detail); }
void error(std::string_view what, std::string_view detail) { write(Level::error, what, detail); }

}  // namespace tw::logger
