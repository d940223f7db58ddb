#pragma once
// Service policies at work (S000-11, S000-13): whoever has not been contacted for as long as the
// policy of the class allows gets a task for the owner, with the reason on it. At most one open
// policy task for a customer.

#include "platform/work/work.h"

namespace tw::analytics {

inline constexpr std::string_view plan_contacts_job = "plan_contacts";

/// When the next contact is due: `every_days` after the last, tomorrow at the earliest; a customer
/// never contacted is due tomorrow.
Date contact_due(std::optional<Date> last_contact, int every_days, Date today);

/// The job: one pass over all customers with a class; its result is {"tasks": n}.
void plan_contacts(record::RecordService& records, work::JobContext& job);

}  // namespace tw::analytics
