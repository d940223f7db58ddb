#pragma once
// The caller's JSON becomes changes of a Record: names are resolved, values decoded by type, field
// rights checked. All faults are collected with their paths. Computed and system properties in the
// input are ignored, as OData asks, so that a client may send back what it read.

#include <string>

#include "platform/base/json.h"
#include "platform/record/record.h"
#include "platform/store/permit.h"

namespace tw::record {

enum class Authorship : std::uint8_t { ignore, keep };

/// Children given under a relation's name on create (`contacts: [{…}]`), saved after their parent.
struct RelatedInput {
  const meta::RelationDef* relation = nullptr;
  const json::object* body = nullptr;
  std::string path;
};

class Decoder {
 public:
  Decoder(const meta::Catalogue& catalogue, const store::Permit& permit, Authorship authorship)
      : catalogue_{catalogue}, permit_{permit}, authorship_{authorship} {}

  /// Applies `body` to `record`; faults of form go to `malformed()` (400), faults of value to
  /// `problems()` (422).
  void apply(const json::object& body, Record& record);

  const Problems& malformed() const { return malformed_; }
  const Problems& problems() const { return problems_; }
  const std::vector<RelatedInput>& related() const { return related_; }

 private:
  void apply_member(std::string_view name, const json::value& value, Record& record,
                    const std::string& prefix);
  bool apply_reference(std::string_view name, const json::value& value, Record& record,
                       const std::string& prefix);
  void apply_field(const meta::FieldDef& field, const json::value& value, Record& record,
                   const std::string& prefix);
  static bool same_lines(const std::vector<Record>& stored, const std::vector<Record>& given);
  void apply_lines(const meta::FieldDef& field, const json::value& value, Record& record,
                   const std::string& prefix);
  void apply_links(const meta::FieldDef& field, const json::value& value, Record& record,
                   const std::string& prefix);
  bool writable(const meta::FieldDef& field, const std::string& prefix);
  void fault(Problem problem, const std::string& prefix);

  const meta::Catalogue& catalogue_;
  const store::Permit& permit_;
  Authorship authorship_;
  Problems malformed_, problems_;
  std::vector<RelatedInput> related_;
};

}  // namespace tw::record
