#include "tools/schemac/output.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace tw::schemac {

void write_if_changed(const std::string& path, std::string_view text) {
  if (std::ifstream old{path, std::ios::binary}) {
    std::ostringstream content;
    content << old.rdbuf();
    if (content.view() == text) return;
  }
  const std::filesystem::path folder = std::filesystem::path{path}.parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder);
  std::ofstream out{path, std::ios::binary | std::ios::trunc};
  out << text;
  out.close();
  if (!out) throw std::runtime_error{"cannot write " + path};
}

std::string pascal_case(std::string_view name) {
  std::string result;
  bool start = true;
  for (const char c : name) {
    if (c == '_') {
      start = true;
      continue;
    }
    const bool lower = c >= 'a' && c <= 'z';
    result += start && lower ? static_cast<char>(c - 'a' + 'A') : c;
    start = false;
  }
  return result;
}

}  // namespace tw::schemac
