#include "platform/exchange/xml_pull.h"

#include <charconv>

#include "platform/base/text.h"
#include "platform/exchange/text_source.h"

namespace tw::exchange {
namespace {

constexpr std::size_t read_size = 64u << 10;
constexpr std::size_t most_tag_bytes = 64u << 10;
constexpr std::size_t most_text_bytes = 1u << 20;
constexpr std::size_t most_attributes = 64;
constexpr int most_depth = 64;
constexpr std::string_view blanks = " \t\r\n";

std::string_view local(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

/// Appends the character that `&name;` means; false when it means none.
bool append_entity(std::string& out, std::string_view name) {
  if (name == "lt") return out += '<', true;
  if (name == "gt") return out += '>', true;
  if (name == "amp") return out += '&', true;
  if (name == "quot") return out += '"', true;
  if (name == "apos") return out += '\'', true;
  if (name.size() < 2 || name.front() != '#') return false;
  const bool hexadecimal = name[1] == 'x';
  const char* const first = name.data() + (hexadecimal ? 2 : 1);
  std::uint32_t code = 0;
  const auto [end, error] =
      std::from_chars(first, name.data() + name.size(), code, hexadecimal ? 16 : 10);
  if (error != std::errc{} || end != name.data() + name.size()) return false;
  if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
  append_utf8(out, static_cast<char32_t>(code));
  return true;
}

bool append_resolved(std::string& out, std::string_view raw) {
  for (;;) {
    const std::size_t mark = raw.find('&');
    out += raw.substr(0, mark);
    if (mark == std::string_view::npos) return true;
    const std::size_t end = raw.find(';', mark);
    if (end == std::string_view::npos || end - mark > 12) return false;
    if (!append_entity(out, raw.substr(mark + 1, end - mark - 1))) return false;
    raw.remove_prefix(end + 1);
  }
}

}  // namespace

void XmlPull::fail(const char* what) { unreadable(std::string{"XML: "} + what); }

/// Makes `count` bytes readable from `at_`; false when the stream ends before.
bool XmlPull::available(std::size_t count) {
  if (at_ > read_size * 4) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
  while (buffer_.size() - at_ < count) {
    if (ended_) return false;
    const std::size_t kept = buffer_.size();
    buffer_.resize(kept + read_size);
    const std::size_t got = read_(buffer_.data() + kept, read_size);
    buffer_.resize(kept + got);
    ended_ = got == 0;
  }
  return true;
}

bool XmlPull::looking_at(std::string_view word) {
  return available(word.size()) && buffer_.compare(at_, word.size(), word) == 0;
}

void XmlPull::skip_past(std::string_view end) {
  for (std::size_t skipped = 0;; ++skipped) {
    if (skipped > most_text_bytes) fail("comment too long");
    if (looking_at(end)) break;
    if (!available(1)) fail("cut off");
    ++at_;
  }
  at_ += end.size();
}

XmlPull::Event XmlPull::next() {
  if (self_closed_) {
    self_closed_ = false;
    --depth_;
    return Event::end;
  }
  for (;;) {
    if (!available(1)) {
      if (depth_ != 0) fail("cut off");
      return Event::finished;
    }
    if (buffer_[at_] != '<') return read_text();
    if (looking_at("<?"))
      skip_past("?>");
    else if (looking_at("<!--"))
      skip_past("-->");
    else if (looking_at("<![CDATA["))
      return read_cdata();
    else if (looking_at("<!"))
      fail("document type declarations are not allowed");
    else
      return read_tag();
  }
}

XmlPull::Event XmlPull::read_text() {
  std::size_t size = 0;
  while (available(size + 1)) {
    const std::size_t end = buffer_.find('<', at_ + size);
    size = std::min(end, buffer_.size()) - at_;
    if (size > most_text_bytes) fail("text too long");
    if (end != std::string::npos) break;
  }
  text_.clear();
  if (!append_resolved(text_, std::string_view{buffer_}.substr(at_, size))) fail("unknown entity");
  at_ += size;
  return Event::text;
}

XmlPull::Event XmlPull::read_cdata() {
  at_ += std::string_view{"<![CDATA["}.size();
  const std::size_t end_size = 3;
  text_.clear();
  while (!looking_at("]]>")) {
    if (!available(1)) fail("cut off");
    if (text_.size() > most_text_bytes) fail("text too long");
    text_ += buffer_[at_++];
  }
  at_ += end_size;
  return Event::text;
}

XmlPull::Event XmlPull::read_tag() {
  ++at_;
  std::size_t size = 0;
  for (char quote = '\0';; ++size) {
    if (at_ + size >= buffer_.size() && !available(size + 1)) fail("cut off");
    if (size > most_tag_bytes) fail("tag too long");
    const char c = buffer_[at_ + size];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      break;
    }
  }
  std::string_view tag = std::string_view{buffer_}.substr(at_, size);
  at_ += size + 1;
  const bool closing = tag.starts_with('/');
  if (closing) tag.remove_prefix(1);
  self_closed_ = !closing && tag.ends_with('/');
  if (self_closed_) tag.remove_suffix(1);
  const std::size_t name_end = std::min(tag.find_first_of(blanks), tag.size());
  name_ = local(tag.substr(0, name_end));
  if (name_.empty()) fail("tag without a name");
  if (closing) {
    if (--depth_ < 0) fail("end without a start");
    return Event::end;
  }
  if (++depth_ > most_depth) fail("too deep");
  read_attributes(tag.substr(name_end));
  return Event::start;
}

void XmlPull::read_attributes(std::string_view tag) {
  attribute_count_ = 0;
  for (;;) {
    const std::size_t start = tag.find_first_not_of(blanks);
    if (start == std::string_view::npos) return;
    tag.remove_prefix(start);
    const std::size_t equals = tag.find('=');
    if (equals == std::string_view::npos) fail("attribute without a value");
    std::string_view name = tag.substr(0, equals);
    name = name.substr(0, std::min(name.find_first_of(blanks), name.size()));
    const std::size_t open = tag.find_first_not_of(blanks, equals + 1);
    if (open == std::string_view::npos || (tag[open] != '"' && tag[open] != '\''))
      fail("attribute without quotes");
    const std::size_t close = tag.find(tag[open], open + 1);
    if (close == std::string_view::npos) fail("attribute without an end");
    if (attribute_count_ == most_attributes) fail("too many attributes");
    if (attribute_count_ == attributes_.size()) attributes_.emplace_back();
    auto& [own_name, value] = attributes_[attribute_count_++];
    own_name = local(name);
    value.clear();
    if (!append_resolved(value, tag.substr(open + 1, close - open - 1))) fail("unknown entity");
    tag.remove_prefix(close + 1);
  }
}

std::optional<std::string_view> XmlPull::attribute(std::string_view name) const {
  for (std::size_t i = 0; i < attribute_count_; ++i)
    if (attributes_[i].first == name) return attributes_[i].second;
  return std::nullopt;
}

}  // namespace tw::exchange
