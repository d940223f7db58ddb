#pragma once
// Keywords that several field types share.

#include <string_view>

#include "platform/meta/reader.h"
#include "platform/meta/types/field_type.h"

namespace tw::meta {

/// `max`: characters.
void bind_max_length(MapReader& in, FieldDef& field, int otherwise, int most);
/// `scale`: digits after the point.
void bind_scale(MapReader& in, FieldDef& field, int otherwise);
/// `min` and `max` of numbers and of dates.
void bind_number_range(MapReader& in, FieldDef& field);
void bind_integer_range(MapReader& in, FieldDef& field);
void bind_date_range(MapReader& in, FieldDef& field);
/// `options: { code: { en, zh, tone? } }`
void bind_options(MapReader& in, FieldDef& field);
/// The entries of `options` or `states`; `read_more` reads what an entry has beside label and tone.
void bind_option_entries(Context& context, const yaml::Node& entries, FieldDef& field,
                         void (*read_more)(MapReader& in, Option& option));

bool is_any_text(const FieldDef& field, std::string_view text);
bool is_bool(const FieldDef& field, std::string_view text);
bool is_integer(const FieldDef& field, std::string_view text);
bool is_number(const FieldDef& field, std::string_view text);
bool is_date(const FieldDef& field, std::string_view text);      // or `today`
bool is_datetime(const FieldDef& field, std::string_view text);  // or `now`
bool is_option(const FieldDef& field, std::string_view text);

}  // namespace tw::meta
