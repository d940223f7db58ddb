#pragma once
// Field paths of import columns: `name`, `account`, `account.external_id`, `delivery_address.city`,
// `lines.quantity`, `lines.product.code`.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/exchange/exchange.h"
#include "platform/meta/catalogue.h"

namespace tw::exchange {

struct BoundPath {
  const meta::FieldDef* lines = nullptr;  // the value belongs to a line of this field
  const meta::FieldDef* field = nullptr;
  const meta::FieldDef* key = nullptr;  // ref, refs: the target is found by this field; nullptr: by
                                        // any of its natural keys
  std::string member;                   // of an address
  bool is_reference() const {
    return field->target_entity != nullptr &&  // the id is a reference to nothing
           (field->type == meta::Type::ref || field->type == meta::Type::refs);
  }
};

/// Nothing when the entity has no such path, or when its value cannot be imported.
std::optional<BoundPath> bind_path(const meta::EntityDef& entity, std::string_view path);
/// By what people name a record of this entity, best first: match key, number, unique texts,
/// e-mail, title.
std::vector<const meta::FieldDef*> natural_keys(const meta::EntityDef& entity);
std::vector<MappingProposal::Path> paths_of(const meta::Catalogue& catalogue,
                                            const meta::EntityDef& entity);

/// Words of column headings that mean a field path of that name; in the order of preference.
struct Synonym {
  std::string_view path;   // with or without `lines.`
  std::string_view words;  // divided by |
};
const std::vector<Synonym>& synonyms();

}  // namespace tw::exchange
