#pragma once
// PlanCache: how to read one record, worked out once for each person, entity and query options, and
// kept while that person's rights stay the same. Any thread.

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "platform/access/access.h"
#include "platform/api/row_plan.h"

namespace tw::api {

struct ReadPlan {
  RowPlan rows;
  std::shared_ptr<const store::CompiledSelect> select;
};

class PlanCache {
 public:
  /// nullptr when there is none made with these rights.
  std::shared_ptr<const ReadPlan> find(const std::string& key, const access::Principal& principal);
  void put(const std::string& key, const access::Principal& principal,
           std::shared_ptr<const ReadPlan> plan);

 private:
  struct Entry {
    access::Principal made_for;
    std::shared_ptr<const ReadPlan> plan;
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace tw::api
