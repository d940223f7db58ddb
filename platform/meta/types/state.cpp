// state: where the record stands in its life; the states say where it may go next
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {{"states", Takes::states, true}};

void read_state(MapReader& in, Option& option) {
  constexpr int certain = 100;
  option.probability = in.integer_if_given("probability", 0, certain);
  option.to = in.names("to");
}

void check_targets(Context& context, const yaml::Node& states, const FieldDef& field) {
  std::vector<std::string_view> codes;
  for (const Option& option : field.options) codes.push_back(option.code);
  for (const yaml::Node& state : states.items) {
    const yaml::Node* to = state.find("to");
    if (to == nullptr || to->is_null()) continue;
    for (const yaml::Node& target : to->is_list() ? to->items : std::vector<yaml::Node>{*to})
      if (target.is_scalar() && field.option(target.text) == nullptr)
        context.report.add(
            target.mark, "state.unknown",
            "there is no state \"" + target.text + "\"" + did_you_mean(target.text, codes));
  }
}

void bind(MapReader& in, FieldDef& field) {
  const yaml::Node* states = in.need("states");
  if (states == nullptr) return;
  bind_option_entries(in.context(), *states, field, read_state);
  check_targets(in.context(), *states, field);
  if (!field.options.empty()) field.default_value = field.options.front().code;
}

}  // namespace

const FieldTypeDef state_type{
    .type = Type::state,
    .word = "state",
    .storage = Storage::text,
    .about = "where the record stands in its life; the states say where it may go next",
    .keywords = keywords,
    .bind = bind,
    .default_holds = is_option,
    .indexed = true,
    .can_be_parameter = false,
};

}  // namespace tw::meta
