#pragma once
// A small pull parser for the XML inside XLSX files: reads from a stream, keeps one tag in memory,
// knows no DTD, no entities but the five and numbers, and bounds depth, tags and texts.
// Whatever it does not understand is AppError "import.unreadable".

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tw::exchange {

class XmlPull {
 public:
  /// Fills the buffer, returns how much; 0 at the end.
  using Read = std::function<std::size_t(char*, std::size_t)>;
  enum class Event : std::uint8_t { start, end, text, finished };

  explicit XmlPull(Read read) : read_{std::move(read)} {}
  Event next();
  /// Of start and end: the name without its prefix.
  std::string_view name() const { return name_; }
  /// Of start: by the name without its prefix.
  std::optional<std::string_view> attribute(std::string_view name) const;
  /// Of text: entities resolved; white space kept.
  const std::string& text() const { return text_; }

 private:
  bool available(std::size_t count);
  bool looking_at(std::string_view word);
  void skip_past(std::string_view end);
  Event read_text();
  Event read_cdata();
  Event read_tag();
  void read_attributes(std::string_view tag);
  [[noreturn]] static void fail(const char* what);

  Read read_;
  std::string buffer_;
  std::size_t at_ = 0;
  bool ended_ = false, self_closed_ = false;
  int depth_ = 0;
  std::string name_, text_;
  std::vector<std::pair<std::string, std::string>> attributes_;
  std::size_t attribute_count_ = 0;
};

}  // namespace tw::exchange
