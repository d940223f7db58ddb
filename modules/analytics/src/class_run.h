#pragma once
// Running a classification: read what customers brought, classify, keep the run with its results,
// mark the customers.

#include "platform/work/work.h"

namespace tw::analytics {

inline constexpr std::string_view classify_job = "classify";

/// The action `run` of a class_scheme: queues the job.
record::ActionResult queue_run(record::ActionCall& call);
/// The job; parameters {"scheme": "<id>"}.
void run_classification(record::RecordService& records, work::JobContext& job);
void check_scheme(record::HookContext& context, record::Record& scheme);

}  // namespace tw::analytics
