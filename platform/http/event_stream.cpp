#include "platform/http/event_stream.h"

#include <algorithm>

namespace tw::http {
namespace {

std::string frame(std::string_view event, std::string_view data) {
  std::string text;
  text.reserve(event.size() + data.size() + 24);
  if (!event.empty()) {
    text += "event: ";
    std::copy_if(event.begin(), event.end(), std::back_inserter(text),
                 [](char c) { return c != '\r' && c != '\n'; });
    text += '\n';
  }
  // Each line of the data becomes a `data:` line; CR, LF and CRLF all end a line in this format.
  for (;;) {
    const auto end = data.find_first_of("\r\n");
    text += "data: ";
    text += data.substr(0, end);
    text += '\n';
    if (end == std::string_view::npos) break;
    const bool pair = data[end] == '\r' && end + 1 < data.size() && data[end + 1] == '\n';
    data.remove_prefix(end + (pair ? 2 : 1));
  }
  text += '\n';
  return text;
}

}  // namespace

bool BufferedStream::send(std::string_view event, std::string_view data) {
  const std::string text = frame(event, data);
  const std::lock_guard lock{mutex_};
  return append_locked(text);
}

void BufferedStream::beat() { send_raw(":\n\n"); }

void BufferedStream::send_raw(std::string_view bytes) {
  const std::lock_guard lock{mutex_};
  append_locked(bytes);
}

bool BufferedStream::append_locked(std::string_view bytes) {
  if (owner_ == nullptr) return false;
  if (waiting_.size() + bytes.size() > limit_) {
    StreamOwner* const owner = owner_;
    owner_ = nullptr;
    waiting_ = {};
    owner->stream_lagging();
    return false;
  }
  waiting_ += bytes;
  if (!told_) {
    told_ = true;
    owner_->stream_ready();
  }
  return true;
}

bool BufferedStream::take(std::string& out) {
  const std::lock_guard lock{mutex_};
  out.clear();
  out.swap(waiting_);
  told_ = false;
  return !out.empty();
}

void BufferedStream::close() {
  const std::lock_guard lock{mutex_};
  owner_ = nullptr;
  waiting_ = {};
}

}  // namespace tw::http
