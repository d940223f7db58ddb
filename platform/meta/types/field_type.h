#pragma once
// What the language knows of one field type. Each type is one file here that defines one constant;
// all_types.cpp is the list. Types are data: whoever binds, checks or describes fields asks this
// table and never switches on names.

#include <cstdint>
#include <span>
#include <string_view>

#include "platform/meta/catalogue.h"

namespace tw::meta {

class MapReader;

/// What stands behind a keyword; for the JSON Schema that editors read.
enum class Takes : std::uint8_t {
  text,
  integer,
  number,
  name,
  name_or_names,
  options,
  states,
  on_delete,
  result_type,
  rollup_function
};

struct Keyword {
  std::string_view name;
  Takes takes;
  bool needed = false;
};

struct FieldTypeDef {
  Type type;
  std::string_view word;
  Storage storage;
  std::string_view about;                  // one line, shown by editors
  std::span<const Keyword> keywords = {};  // its own, beside those that every field has
  void (*bind)(MapReader& in, FieldDef& field) = nullptr;  // reads them, sets what is always so
  /// Whether a `default:` may have this text; no function, no default.
  bool (*default_holds)(const FieldDef& field, std::string_view text) = nullptr;
  bool indexed = false;  // has an index without being asked
  bool filterable = true;
  bool searchable = false;  // `search: true` makes sense
  bool can_be_unique = false;
  bool can_be_title = false;
  bool can_be_result = false;    // of a formula
  bool can_be_parameter = true;  // of an action
  bool personal = false;
};

extern const FieldTypeDef text_type, longtext_type, richtext_type, email_type, phone_type, url_type,
    boolean_type, integer_type, decimal_type, percent_type, money_type, currency_type, date_type,
    datetime_type, duration_type, choice_type, choices_type, state_type, ref_type, refs_type,
    any_ref_type, lines_type, file_type, files_type, address_type, country_type, location_type,
    formula_type, rollup_type, sequence_type, tags_type, secret_type, json_type;

/// In the order of the Type enumeration.
std::span<const FieldTypeDef* const> all_types();
const FieldTypeDef& type_of(Type type);
const FieldTypeDef* find_type(std::string_view word);  // nullptr when unknown

}  // namespace tw::meta
