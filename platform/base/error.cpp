#include "platform/base/error.h"

namespace tw {

void Problems::add(std::string code, std::string field, Params params) {
  list_.push_back({std::move(code), std::move(field), std::move(params)});
}

void Problems::require(bool holds, std::string code, std::string field, Params params) {
  if (!holds) add(std::move(code), std::move(field), std::move(params));
}

void Problems::merge(const Problems& other, const std::string& prefix) {
  for (const Problem& problem : other.list_) {
    std::string path = prefix;
    if (!path.empty() && !problem.field.empty()) path += '.';
    path += problem.field;
    list_.push_back({problem.code, std::move(path), problem.params});
  }
}

void Problems::raise_if_any() const {
  if (!list_.empty()) throw AppError{Errc::invalid, "record.invalid", {}, list_};
}

}  // namespace tw
