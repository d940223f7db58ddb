// Fuzzes the expression language from text to value. Build with clang:
//   clang++ -std=c++20 -fsanitize=fuzzer,address,undefined -I. platform/{base,meta,expr}/*.cpp
//   platform/meta/types/*.cpp platform/expr/fuzz/expression_fuzz.cpp …
// Run with -dict=platform/expr/fuzz/expression.dict -max_len=400; the expressions of vectors.json
// are good seeds.
#include <cstddef>
#include <cstdint>

#include "platform/base/check.h"
#include "platform/expr/expression.h"
#include "platform/expr/pattern.h"

namespace {

using namespace tw;

constexpr const char* module_yaml = "module: test\nlabel: { en: T, zh: T }\norder: 1\n";
constexpr const char* entity_yaml = R"(
entity: deal
label: { en: D, zh: D }
title: name
traits: [taggable]
fields:
  name: { type: text, label: { en: N, zh: N } }
  amount: { type: decimal, scale: 4, label: { en: N, zh: N } }
  quantity: { type: int, label: { en: N, zh: N } }
  active: { type: bool, label: { en: N, zh: N } }
  close_date: { type: date, label: { en: N, zh: N } }
  due_at: { type: datetime, label: { en: N, zh: N } }
  effort: { type: duration, label: { en: N, zh: N } }
  address: { type: address, label: { en: N, zh: N } }
  parent: { type: ref, to: deal, label: { en: N, zh: N } }
  others: { type: refs, to: deal, label: { en: N, zh: N } }
  double: { type: formula, result: decimal, expression: "amount mul 2", label: { en: N, zh: N } }
)";

/// Every field has a value, every reference and collection leads to the record itself.
class Mirror final : public expr::RecordView {
 public:
  Value value(const std::vector<expr::Step>& steps) const override {
    if (steps.empty()) return {};
    const expr::Step& last = steps.back();
    if (last.what == expr::Step::What::key) return Id{42};
    if (last.what == expr::Step::What::member) return "x";
    switch (last.field->storage) {
      case meta::Storage::text: return "text";
      case meta::Storage::integer: return 42;
      case meta::Storage::boolean: return true;
      case meta::Storage::scaled: return Decimal::scaled(123456, last.field->scale);
      case meta::Storage::id: return Id{42};
      case meta::Storage::date: return Date{20000};
      case meta::Storage::datetime: return DateTime{1'700'000'000'123};
      case meta::Storage::json: return R"(["a","b"])";
      case meta::Storage::none: break;
    }
    return {};
  }
  std::vector<std::unique_ptr<RecordView>> collection(
      const std::vector<expr::Step>&) const override {
    std::vector<std::unique_ptr<RecordView>> items;
    for (int i = 0; i < 3; ++i) items.push_back(std::make_unique<Mirror>());
    return items;
  }
};

const meta::EntityDef& entity() {
  static const auto catalogue = [] {
    std::vector<meta::CatalogueProblem> problems;
    return meta::Catalogue::from_texts({{"modules/test/module.yaml", module_yaml},
                                        {"modules/test/entities/deal.yaml", entity_yaml}},
                                       problems);
  }();
  return catalogue->entity("deal");
}

void run(const expr::NodePtr& parsed) {
  expr::BindContext context;
  context.entity = &entity();
  const auto bound = expr::bind(parsed, context);
  if (!bound) return;
  static_cast<void>(expr::paths_of(*bound));
  static_cast<void>(expr::text_of(*bound));
  const expr::Environment environment{Id{1}, Id{2}, Date{20000}, DateTime{1'700'000'000'000}};
  try {
    const Value whole = expr::evaluate(*bound, Mirror{}, environment);
    const expr::NodePtr folded = expr::folded(*bound, environment);
    CHECK(whole == expr::evaluate(folded, Mirror{}, environment));
  } catch (const AppError&) {
    // an overflow, or too many steps
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  static_cast<void>(expr::parse_order(text));
  static_cast<void>(expr::parse_compute(text));
  if (const auto parsed = expr::parse(text)) {
    const std::string canonical = expr::text_of(*parsed);
    // The canonical text may be longer than what a caller may write.
    const auto again = expr::parse(canonical);
    CHECK(again.has_value() || again.error().code != "expression.syntax");
    CHECK(!again.has_value() || expr::same(*parsed, *again));
    run(*parsed);
  }
  return 0;
}
