#pragma once
// The catalogue in the words of OData: entity types with their properties, navigation and actions.
// $metadata (XML and JSON) and OpenAPI are written from it, so that they say the same.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/access/access.h"
#include "platform/base/json.h"
#include "platform/meta/catalogue.h"

namespace tw::api {

inline constexpr std::string_view edm_namespace = "Tradewind";

enum class Writable : std::uint8_t { no, yes };
enum class Many : std::uint8_t { no, yes };

struct EdmProperty {
  const meta::FieldDef* field = nullptr;
  std::string name;  // as in JSON: a reference is `account_id`
  std::string type;  // Edm.String, Edm.Decimal, Tradewind.Address, …
  Many many = Many::no;
  Writable writable = Writable::yes;
  bool nullable = true;
  bool demanded = false;     // whoever creates a record must give it
  int max_length = 0;        // 0: not said
  std::optional<int> scale;  // decimals
};

struct EdmNavigation {
  std::string name;
  const meta::EntityDef* target = nullptr;
  const Label* label = nullptr;
  Many many = Many::no;
  bool nullable = true;
  std::string key;      // the property that holds the reference
  std::string partner;  // the way back, when there is exactly one
};

struct EdmAction {
  std::string name;
  const Label* label = nullptr;
  std::vector<EdmProperty> parameters;
};

struct EdmEntity {
  const meta::EntityDef* entity = nullptr;
  std::vector<EdmProperty> properties;
  std::vector<EdmNavigation> navigations;
  std::vector<EdmAction> actions;
  Writable insertable = Writable::yes, updatable = Writable::yes, deletable = Writable::yes;
};

/// What the caller may see; without a gate, everything.
std::vector<EdmEntity> edm_of(const meta::Catalogue& catalogue, const access::Gate* gate);

/// A term of a public vocabulary with its value as CSDL JSON writes it.
struct Annotation {
  std::string term;
  json::value value;
  bool paths = false;  // the strings are property paths
};
std::vector<Annotation> annotations_of(const EdmProperty& property, Language language);
std::vector<Annotation> annotations_of(const EdmEntity& entity);  // of the set

/// Members of the complex type Address, all text.
std::vector<std::string_view> address_members();

struct Vocabulary {
  std::string_view alias, name, uri;
};
std::vector<Vocabulary> vocabularies();

/// The $metadata document.
std::string csdl_xml(const std::vector<EdmEntity>& model, std::string_view version,
                     Language language);
std::string csdl_json(const std::vector<EdmEntity>& model, Language language);

}  // namespace tw::api
