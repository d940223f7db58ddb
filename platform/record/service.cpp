#include "platform/record/conditions.h"
#include "platform/record/pipeline.h"

namespace tw::record {

RecordService::RecordService(const meta::Catalogue& catalogue, const store::Schema& schema,
                             store::Database& database, Hooks hooks, const search::Index& index,
                             IdSource& ids, const Clock& clock)
    : catalogue_{catalogue},
      schema_{schema},
      database_{database},
      hooks_{std::move(hooks)},
      index_{index},
      ids_{ids},
      clock_{clock},
      conditions_{std::make_unique<Conditions>(catalogue)} {}

RecordService::~RecordService() = default;

access::Gate RecordService::system_gate() {
  std::string zone = database_.read(
      [this](store::Reader& reader) { return access::company_time_zone(reader, schema_); });
  return access::Gate::system(catalogue_, clock_, std::move(zone));
}

}  // namespace tw::record
