#include "platform/base/config.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string_view>

#include "platform/base/seams.h"
#include "platform/base/text.h"

namespace tw {

namespace {

constexpr const char* file_name = "tradewind.yaml";

/// Takes the text of one setting; false when it cannot be used.
using Apply = std::function<bool(Config&, const std::string&)>;

enum class InFile { yes, no };

struct Setting {
  std::string_view key;
  InFile in_file;
  Apply apply;
};

Apply text_of(std::string Config::*member) {
  return [member](Config& config, const std::string& text) {
    config.*member = text;
    return true;
  };
}

template <class Number>
Apply number_of(Number Config::*member, Number lowest, Number highest) {
  return [=](Config& config, const std::string& text) {
    Number number = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end) return false;
    if (number < lowest || number > highest) return false;
    config.*member = number;
    return true;
  };
}

bool apply_listen(Config& config, const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return false;
  const std::string_view port = std::string_view{text}.substr(colon + 1);
  unsigned number = 0;
  const auto read = std::from_chars(port.data(), port.data() + port.size(), number);
  if (read.ec != std::errc{} || read.ptr != port.data() + port.size()) return false;
  if (number > 65'535) return false;
  config.listen = text;
  return true;
}

bool apply_public_url(Config& config, const std::string& text) {
  if (!text.empty() && !text.starts_with("https://") && !text.starts_with("http://")) return false;
  config.public_url = text;
  while (config.public_url.ends_with('/')) config.public_url.pop_back();
  return true;
}

bool apply_log_level(Config& config, const std::string& text) {
  if (text != "debug" && text != "info" && text != "warn" && text != "error") return false;
  config.log_level = text;
  return true;
}

const std::vector<Setting>& settings() {
  static const std::vector<Setting> all{
      {"data", InFile::no, text_of(&Config::data_directory)},
      {"database", InFile::yes, text_of(&Config::database)},
      {"listen", InFile::yes, apply_listen},
      {"workers", InFile::yes, number_of(&Config::workers, 0, 1024)},
      {"max_body_bytes", InFile::yes,
       number_of(&Config::max_body_bytes, std::size_t{1024}, std::size_t{4} << 30)},
      {"public_url", InFile::yes, apply_public_url},
      {"log_level", InFile::yes, apply_log_level},
      {"tls_certificate", InFile::yes, text_of(&Config::tls_certificate)},
      {"tls_key", InFile::yes, text_of(&Config::tls_key)},
      {"session_idle_minutes", InFile::yes,
       number_of(&Config::session_idle_minutes, 1, 60 * 24 * 365)},
      {"session_absolute_hours", InFile::yes,
       number_of(&Config::session_absolute_hours, 1, 24 * 365)},
      {"clock", InFile::no, text_of(&Config::clock_file)},
      {"record_sql", InFile::no, text_of(&Config::record_sql_file)},
  };
  return all;
}

const Setting* find_setting(std::string_view key) {
  const auto found = std::find_if(settings().begin(), settings().end(),
                                  [key](const Setting& setting) { return setting.key == key; });
  return found == settings().end() ? nullptr : &*found;
}

/// A problem names the key but never the value: `database` may hold a password.
void malformed(Problems& problems, const std::string& key, const std::string& where) {
  problems.add("config.malformed", key, {{"key", key}, {"where", where}});
}

void unknown(Problems& problems, const std::string& key, const std::string& where) {
  problems.add("config.unknown_key", key, {{"key", key}, {"where", where}});
}

void apply(Config& config, const std::string& key, const std::string& text,
           const std::string& where, Problems& problems) {
  const Setting* setting = find_setting(key);
  if (setting == nullptr) return unknown(problems, key, where);
  if (!setting->apply(config, text)) malformed(problems, key, where);
}

std::string line_of(const YAML::Mark& mark) {
  return std::string{file_name} + ':' + std::to_string(mark.line + 1);
}

void apply_file(Config& config, Problems& problems) {
  const std::string path = (std::filesystem::path{config.data_directory} / file_name).string();
  const auto files = system_files();
  if (!files->exists(path)) return;
  try {
    const YAML::Node root = YAML::Load(files->read(path));
    if (root.IsNull()) return;
    if (!root.IsMap()) return malformed(problems, file_name, line_of(root.Mark()));
    std::set<std::string> seen;
    for (const auto& entry : root) {
      const std::string where = line_of(entry.first.Mark());
      if (!entry.first.IsScalar()) {
        malformed(problems, file_name, where);
        continue;
      }
      const std::string& key = entry.first.Scalar();
      const Setting* setting = find_setting(key);
      if (setting == nullptr || setting->in_file == InFile::no) {
        unknown(problems, key, where);
      } else if (!seen.insert(key).second || entry.second.IsSequence() || entry.second.IsMap()) {
        malformed(problems, key, where);
      } else if (entry.second.IsScalar()) {  // a key without a value keeps its default
        apply(config, key, entry.second.Scalar(), where, problems);
      }
    }
  } catch (const YAML::Exception& failure) {
    malformed(problems, file_name, line_of(failure.mark));
  } catch (const AppError&) {
    problems.add("file.unreadable", file_name, {{"file", file_name}});
  }
}

/// The key of a variable `TRADEWIND_MAX_BODY_BYTES`; none for variables of others and of the test
/// suite.
std::optional<std::string> key_of_variable(std::string_view name) {
  constexpr std::string_view prefix = "TRADEWIND_";
  if (!name.starts_with(prefix)) return std::nullopt;
  const std::string key = lower_ascii(name.substr(prefix.size()));
  // The test command's own variables, told to programs that it starts.
  static constexpr std::array<std::string_view, 4> of_tests{"reference_data", "binary", "sanitizer",
                                                            "shots"};
  if (key.starts_with("test_") ||
      std::find(of_tests.begin(), of_tests.end(), key) != of_tests.end())
    return std::nullopt;
  return key;
}

/// `--max-body-bytes` and `--max_body_bytes` are the same flag.
std::string key_of_flag(std::string flag) {
  std::replace(flag.begin(), flag.end(), '-', '_');
  return flag;
}

}  // namespace

Config load_config(const std::string& data_directory,
                   const std::map<std::string, std::string>& environment,
                   const std::map<std::string, std::string>& flags, Problems& problems) {
  Config config;
  config.data_directory = data_directory;
  // Where the file lies must be known before it is read.
  if (const auto found = environment.find("TRADEWIND_DATA");
      found != environment.end() && !found->second.empty()) {
    config.data_directory = found->second;
  }
  if (const auto found = flags.find("data"); found != flags.end()) {
    config.data_directory = found->second;
  }
  apply_file(config, problems);
  for (const auto& [name, value] : environment) {
    const auto key = key_of_variable(name);
    if (!key || value.empty() || *key == "data") continue;
    apply(config, *key, value, name, problems);
  }
  for (const auto& [flag, value] : flags) {
    apply(config, key_of_flag(flag), value, "--" + flag, problems);
  }
  if (config.tls_certificate.empty() != config.tls_key.empty()) {
    const char* missing = config.tls_key.empty() ? "tls_key" : "tls_certificate";
    malformed(problems, missing, missing);
  }
  return config;
}

}  // namespace tw
