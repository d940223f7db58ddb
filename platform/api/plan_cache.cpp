#include "platform/api/plan_cache.h"

namespace tw::api {
namespace {

constexpr std::size_t most_plans = 1000;

/// All that permits are made of.
bool same_rights(const access::Principal& one, const access::Principal& other) {
  return one.user == other.user && one.administrator == other.administrator &&
         one.roles == other.roles && one.department == other.department &&
         one.departments == other.departments && one.teammates == other.teammates;
}

}  // namespace

std::shared_ptr<const ReadPlan> PlanCache::find(const std::string& key,
                                                const access::Principal& principal) {
  const std::lock_guard lock{mutex_};
  const auto found = entries_.find(key);
  if (found == entries_.end() || !same_rights(found->second.made_for, principal)) return nullptr;
  return found->second.plan;
}

void PlanCache::put(const std::string& key, const access::Principal& principal,
                    std::shared_ptr<const ReadPlan> plan) {
  const std::lock_guard lock{mutex_};
  if (entries_.size() >= most_plans) entries_.clear();
  entries_.insert_or_assign(key, Entry{principal, std::move(plan)});
}

}  // namespace tw::api
