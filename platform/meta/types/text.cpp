// text: one line of text
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {{"max", Takes::integer}, {"pattern", Takes::text}};

// Matched in linear time, so nothing that needs a search back: groups that look around or refer
// back.
void bind_shape(MapReader& in, FieldDef& field) {
  field.pattern = in.text("pattern");
  bool looks_back = field.pattern.find("(?") != std::string::npos;
  for (std::size_t i = 0; i + 1 < field.pattern.size(); ++i) {
    if (field.pattern[i] != '\\') continue;
    ++i;
    looks_back = looks_back || (field.pattern[i] >= '0' && field.pattern[i] <= '9');
  }
  if (looks_back)
    in.fault(*in.node().find("pattern"), "text.pattern",
             "a pattern has no (?…) groups and no back-references");
}

void bind(MapReader& in, FieldDef& field) {
  constexpr int most = 4'000;
  bind_max_length(in, field, 200, most);
  bind_shape(in, field);
}

}  // namespace

const FieldTypeDef text_type{
    .type = Type::text,
    .word = "text",
    .storage = Storage::text,
    .about = "one line of text",
    .keywords = keywords,
    .bind = bind,
    .default_holds = is_any_text,
    .searchable = true,
    .can_be_unique = true,
    .can_be_title = true,
    .can_be_result = true,
};

}  // namespace tw::meta
