#pragma once
// Bytes received and not yet used. Small while a connection is idle, grows for what is on the way.
// Inner header of platform/http.

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace tw::http {

class ReadBuffer {
 public:
  static constexpr std::size_t smallest = 4096;

  std::string_view unread() const { return {data_.get() + begin_, end_ - begin_}; }
  std::size_t size() const { return end_ - begin_; }
  std::size_t free_space() const { return capacity_ - end_; }
  char* free_begin() { return data_.get() + end_; }
  void received(std::size_t count) { end_ += count; }
  void use(std::size_t count) {
    begin_ += count;
    if (begin_ == end_) begin_ = end_ = 0;
  }

  /// Makes room for at least one byte more; never beyond `largest`. False when it is full.
  bool make_room(std::size_t largest) {
    if (free_space() > 0) return true;
    if (begin_ > 0) {
      std::memmove(data_.get(), data_.get() + begin_, size());
      end_ -= begin_;
      begin_ = 0;
      return true;
    }
    if (capacity_ >= largest) return false;
    resize(std::min(std::max(capacity_ * 2, smallest), largest));
    return true;
  }

  /// Gives back what a large request needed.
  void shrink() {
    if (capacity_ > smallest && size() < smallest) resize(smallest);
  }

 private:
  void resize(std::size_t capacity) {
    std::unique_ptr<char[]> bigger{new char[capacity]};
    if (size() > 0) std::memcpy(bigger.get(), data_.get() + begin_, size());
    end_ = size();
    begin_ = 0;
    data_ = std::move(bigger);
    capacity_ = capacity;
  }

  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0, begin_ = 0, end_ = 0;
};

}  // namespace tw::http
