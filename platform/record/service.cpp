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

}  // namespace tw::record
