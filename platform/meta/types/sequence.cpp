// sequence: a running number such as SO-202601-0042
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {{"pattern", Takes::text, true}};

bool is_counter(std::string_view name) {
  constexpr std::size_t widest = 12;
  return !name.empty() && name.size() <= widest &&
         name.find_first_not_of('0') == std::string_view::npos;
}

bool is_pattern(std::string_view pattern) {
  int counters = 0;
  std::size_t position = 0;
  while ((position = pattern.find_first_of("{}", position)) != std::string_view::npos) {
    const std::size_t end = pattern.find('}', position);
    if (pattern[position] == '}' || end == std::string_view::npos) return false;
    const std::string_view name = pattern.substr(position + 1, end - position - 1);
    if (is_counter(name)) {
      ++counters;
    } else if (name != "yyyy" && name != "yy" && name != "mm" && name != "dd") {
      return false;
    }
    position = end + 1;
  }
  return counters == 1;
}

void bind(MapReader& in, FieldDef& field) {
  constexpr int longest = 60;
  field.read_only = true;
  field.unique = true;
  field.max_length = longest;
  field.pattern = in.need_text("pattern");
  if (!field.pattern.empty() && !is_pattern(field.pattern))
    in.fault(
        *in.node().find("pattern"), "sequence.pattern",
        "a pattern is text with {yyyy}, {yy}, {mm}, {dd} and exactly one counter such as {0000}");
}

}  // namespace

const FieldTypeDef sequence_type{
    .type = Type::sequence,
    .word = "sequence",
    .storage = Storage::text,
    .about = "a running number such as SO-202601-0042",
    .keywords = keywords,
    .bind = bind,
    .searchable = true,
    .can_be_unique = true,
    .can_be_title = true,
    .can_be_parameter = false,
};

}  // namespace tw::meta
