// formula: computed from other fields whenever it is read
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {{"result", Takes::result_type, true},
                                {"expression", Takes::text, true},
                                {"scale", Takes::integer}};

std::vector<std::string_view> result_words() {
  std::vector<std::string_view> words;
  for (const FieldTypeDef* type : all_types())
    if (type->can_be_result) words.push_back(type->word);
  return words;
}

int default_scale(Type result) {
  constexpr int money_scale = 4;
  if (result == Type::money) return money_scale;
  return result == Type::decimal || result == Type::percent ? 2 : 0;
}

void bind(MapReader& in, FieldDef& field) {
  field.read_only = true;
  field.expression = in.need_text("expression");
  const yaml::Node* result = in.need("result");
  const FieldTypeDef* type = result == nullptr ? nullptr : find_type(result->text);
  if (type != nullptr && type->can_be_result) {
    field.result = type->type;
  } else if (result != nullptr) {
    in.unknown_word(*result, result_words());
  }
  bind_scale(in, field, default_scale(field.result));
}

}  // namespace

const FieldTypeDef formula_type{
    .type = Type::formula,
    .word = "formula",
    .storage = Storage::none,
    .about = "computed from other fields whenever it is read",
    .keywords = keywords,
    .bind = bind,
    .can_be_parameter = false,
};

}  // namespace tw::meta
