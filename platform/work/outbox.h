#pragma once
// Delivery of the outbox to the modules that listen: at least once, in order of creation, with
// back-off after a failure.

#include <map>
#include <string>
#include <vector>

#include "platform/work/work.h"

namespace tw::work {

class Outbox {
 public:
  Outbox(record::RecordService& records, const Clock& clock) : records_{records}, clock_{clock} {}
  void on_event(std::string name, EventHandler handler) {
    handlers_[std::move(name)].push_back(std::move(handler));
  }
  /// Delivers what is due; returns how many events were handled.
  int deliver();

 private:
  std::vector<Event> due(DateTime now);
  bool deliver_one(const Event& event);
  void postpone(const Event& event, std::string_view error);
  record::RecordService& records_;
  const Clock& clock_;
  std::map<std::string, std::vector<EventHandler>> handlers_;
};

}  // namespace tw::work
