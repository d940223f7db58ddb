#include <gtest/gtest.h>

#include "platform/expr/tests/vectors.h"
#include "platform/expr/tree.h"

namespace tw::expr::test {
namespace {

BindContext context() {
  BindContext made;
  made.entity = &vectors().entity();
  return made;
}

TEST(Bind, TypeFaultsSayWhatWasExpected) {
  const auto expect = [](std::string_view text, std::string_view expected, std::string_view found) {
    const Problem problem = problem_of(text);
    ASSERT_EQ(problem.code, "expression.type") << text;
    EXPECT_EQ(problem.params.at("expected"), expected) << text;
    EXPECT_EQ(problem.params.at("found"), found) << text;
  };
  expect("quantity eq 'abc'", "integer", "text");
  expect("not quantity eq 7", "boolean", "integer");
  expect("year(name)", "date or datetime", "text");
  expect("account eq '0HZX3K8Q7WA01'", "account_id", "record");
  expect("items eq 5", "any, all or $count", "collection");
  expect("name/$count eq 1", "collection before $count", "text");
  expect("close_date add 5", "duration", "integer");
  expect("tags eq 'vip'", "list", "text");
  expect("active gt true", "null", "boolean");
  expect("$it eq null", "name after $it", "record");
}

TEST(Bind, ConditionsMustBeBoolean) {
  EXPECT_TRUE(expr::bind_condition(*parse("active"), context()).has_value());
  EXPECT_TRUE(expr::bind_condition(*parse("active and null"), context()).has_value());
  const auto number = expr::bind_condition(*parse("quantity add 1"), context());
  ASSERT_FALSE(number.has_value());
  EXPECT_EQ(number.error().params.at("expected"), "boolean");
}

TEST(Bind, LiteralsTakeTheTypeAndScaleOfTheField) {
  const NodePtr scaled = bound("amount gt 5");
  EXPECT_EQ(scaled->children[1]->type, ValueType::decimal);
  EXPECT_EQ(scaled->children[1]->scale, 4);
  const NodePtr finer = bound("price eq 12.345");
  EXPECT_EQ(finer->children[1]->scale, 3);
  EXPECT_TRUE(bound("account_id eq '0HZX3K8Q7WA01'")->children[1]->literal.is<Id>());
  EXPECT_TRUE(bound("due_at gt 2026-01-01")->children[1]->literal.is<DateTime>());
  EXPECT_EQ(bound("effort gt duration'PT2H'")->children[1]->literal, Value{120});
  const NodePtr fine = bound("effort gt duration'PT30S'");
  EXPECT_EQ(fine->children[0]->type, ValueType::duration);
  EXPECT_EQ(fine->children[0]->op, Op::mul);
}

TEST(Bind, NullLeavesListsAndKeysAreReadWithoutAJoin) {
  EXPECT_EQ(text_of(bound("stage in ('won', null)")), "stage eq null or stage in ('won')");
  EXPECT_EQ(text_of(bound("'vip' in tags")), "tags has 'vip'");
  for (const char* text : {"account/id eq null", "account_id eq null", "account eq null"}) {
    const NodePtr tree = bound(text);
    ASSERT_EQ(tree->children[0]->steps.size(), 1U) << text;
    EXPECT_EQ(tree->children[0]->steps[0].what, Step::What::key) << text;
  }
}

TEST(Bind, StepsOfAPath) {
  using What = Step::What;
  const auto steps = [](std::string_view text) {
    std::vector<What> found;
    const NodePtr tree = bound(text);
    const Node& path = tree->kind == Kind::path ? *tree : *tree->children.front();
    for (const Step& step : path.steps) found.push_back(step.what);
    return found;
  };
  EXPECT_EQ(steps("account/parent/name"), (std::vector{What::one, What::one, What::field}));
  EXPECT_EQ(steps("account/parent_id"), (std::vector{What::one, What::key}));
  EXPECT_EQ(steps("address/city"), (std::vector{What::field, What::member}));
  EXPECT_EQ(steps("tags/$count"), (std::vector{What::field, What::count}));
  EXPECT_EQ(steps("items/$count"), (std::vector{What::many, What::count}));
  EXPECT_EQ(steps("account/deals/any()"), (std::vector{What::one, What::many}));
}

TEST(Bind, LambdaVariablesCountFromTheOutermost) {
  const NodePtr tree =
      bound("items/any(i: teams/any(t: t/size eq 3 and i/price eq 1 and quantity eq 7))");
  const NodePtr inner = tree->children[1];
  const std::vector<NodePtr> parts = chain_of(Op::and_, inner->children[1]);
  EXPECT_EQ(inner->children[0]->variable, -1);
  EXPECT_EQ(parts[0]->children[0]->variable, 1);
  EXPECT_EQ(parts[1]->children[0]->variable, 0);
  EXPECT_EQ(parts[2]->children[0]->variable, -1);
}

TEST(Bind, FormulasBecomeWhatTheyStandFor) {
  EXPECT_EQ(text_of(bound("account/half_credit")), "cast(account/credit div 2, Edm.Decimal)");
  EXPECT_EQ(bound("account/half_credit")->scale, 4);
  EXPECT_EQ(paths_of(bound("big")), (std::vector<std::string>{"amount", "rate"}));
  const NodePtr inside = bound("items/any(i: i/total gt 5)");
  EXPECT_EQ(text_of(inside), "items/any(i: cast(i/quantity mul i/price, Edm.Decimal) gt 5.0000)");
}

TEST(Bind, RightsAreAskedAboutEveryFieldOfThePath) {
  std::vector<std::string> asked;
  BindContext checked = context();
  checked.check = [&](const meta::EntityDef& entity, const meta::FieldDef& field) {
    asked.push_back(entity.name + "." + field.name);
    if (field.name == "credit") throw AppError{Errc::forbidden, "field.hidden"};
  };
  EXPECT_EQ(
      problem_of("account/name eq name and weighted gt 1 and items/any(i: i/total gt 1)", checked)
          .code,
      "");
  EXPECT_EQ(asked, (std::vector<std::string>{"deal.account", "account.name", "deal.name",
                                             "deal.weighted", "deal.items", "deal_item.total"}));
  asked.clear();
  EXPECT_EQ(problem_of("account/deals/any(d: d/account_id eq null)", checked).code, "");
  EXPECT_EQ(asked, (std::vector<std::string>{"deal.account", "deal.account", "deal.account"}));
  EXPECT_THROW(static_cast<void>(problem_of("account/credit gt 1", checked)), AppError);
}

TEST(Bind, CallersFilterOnlyByFilterableFields) {
  BindContext checked = context();
  checked.check = [](const meta::EntityDef&, const meta::FieldDef&) {};
  const Problem problem = problem_of("active and version eq 1", checked);
  EXPECT_EQ(problem.code, "expression.not_filterable");
  EXPECT_EQ(problem.params.at("field"), "version");
  EXPECT_EQ(problem.params.at("position"), "12");
  EXPECT_EQ(problem_of("version eq 1").code, "");
}

TEST(Bind, CallersAliasesAreLiterals) {
  BindContext with = context();
  with.aliases = {{"least", *parse("5")}, {"s", *parse("'won'")}, {"bad", *parse("name")}};
  EXPECT_EQ(problem_of("quantity gt @least and stage eq @s", with).code, "");
  EXPECT_EQ(problem_of("grade eq @s", with).code, "expression.unknown_option");
  EXPECT_EQ(problem_of("name eq @bad", with).code, "expression.unknown_alias");
  const auto tree = expr::bind(*parse("amount gt @least"), with);
  EXPECT_EQ((*tree)->children[1]->type, ValueType::decimal);
}

TEST(Bind, ComputedNames) {
  BindContext with = context();
  with.computed = {{"twice", {ValueType::decimal, 4}}, {"name", {ValueType::integer, 0}}};
  EXPECT_EQ(problem_of("twice gt 5 and name eq 3", with).code, "");
  EXPECT_EQ(problem_of("twice eq 'x'", with).code, "expression.type");
  EXPECT_EQ(problem_of("twice/x eq 5", with).code, "expression.type");
  const auto tree = expr::bind(*parse("twice gt 5"), with);
  EXPECT_TRUE((*tree)->children[0]->steps.empty());
  EXPECT_EQ((*tree)->children[1]->scale, 4);
}

TEST(Paths, OfATree) {
  EXPECT_EQ(
      paths_of(bound(
          "account/name eq name and items/any(i: i/price gt amount) and address/city eq 'x'")),
      (std::vector<std::string>{"account.name", "address.city", "amount", "items", "items.price",
                                "name"}));
  EXPECT_EQ(paths_of(bound("tags/any(t: t eq stage) and account_id eq null and teams/$count gt 1")),
            (std::vector<std::string>{"account", "stage", "tags", "teams"}));
  EXPECT_EQ(paths_of(bound("cast(quantity, Edm.String)")), (std::vector<std::string>{"quantity"}));
  EXPECT_TRUE(paths_of(bound("@today eq 2026-01-01")).empty());
}

TEST(Folded, LeavesOnlyWhatReadsTheRecord) {
  const auto text = [](std::string_view expression) {
    return text_of(folded(bound(expression), vectors().environment));
  };
  EXPECT_EQ(text("close_date le @today add duration'P30D'"), "close_date le 2026-12-21");
  EXPECT_EQ(text("quantity gt 2 mul 3 add 1"), "quantity gt 7");
  EXPECT_EQ(text("account_id eq @me"), "account_id eq '0HZX3K8Q7WG01'");
  EXPECT_EQ(text("year(now()) eq 2026 and active"), "true and active");
  EXPECT_EQ(text("tags/any(t: t eq concat('a','b'))"), "tags/any(t: t eq 'ab')");
}

/// A catalogue of one entity, its fields as YAML.
std::shared_ptr<const meta::Catalogue> catalogue_of(const std::string& fields,
                                                    const std::string& more = {}) {
  std::vector<meta::CatalogueProblem> problems;
  auto made = meta::Catalogue::from_texts(
      {{"modules/test/module.yaml", "module: test\nlabel: { en: Test, zh: 测试 }\norder: 1\n"},
       {"modules/test/entities/thing.yaml",
        "entity: thing\nlabel: { en: Thing, zh: 物 }\ntitle: name\nfields:\n"
        "  name: { type: text, label: { en: Name, zh: 名称 } }\n" +
            fields + more}},
      problems);
  for (const auto& problem : problems) ADD_FAILURE() << problem.code << ' ' << problem.message;
  return made;
}

std::vector<std::string> codes_of(const meta::Catalogue& catalogue) {
  std::vector<std::string> codes;
  for (const auto& problem : check_catalogue(catalogue))
    codes.push_back(problem.message.substr(0, problem.message.find(',')));
  return codes;
}

TEST(Catalogue, EveryDeclaredExpressionIsChecked) {
  const auto catalogue = catalogue_of(
      "  a: { type: int, when: \"nme eq 'x'\", label: { en: A, zh: A } }\n"
      "  b: { type: formula, result: int, expression: \"name\", label: { en: B, zh: B } }\n"
      "  c: { type: formula, result: money, expression: \"a mul\", label: { en: C, zh: C } }\n"
      "  d: { type: formula, result: text, expression: \"concat(name, 'x')\", label: { en: D, zh: "
      "D } }\n",
      "actions:\n  go: { when: \"a add 1\", label: { en: Go, zh: 走 } }\n");
  ASSERT_NE(catalogue, nullptr);
  EXPECT_EQ(codes_of(*catalogue),
            (std::vector<std::string>{"a.when: expression.unknown_field: entity thing",
                                      "b.expression: expression.type: expected integer",
                                      "c.expression: expression.syntax: expected value",
                                      "go.when: expression.type: expected boolean"}));
}

TEST(Catalogue, FormulasMustNotTurnInCircles) {
  const auto catalogue = catalogue_of(
      "  a: { type: formula, result: int, expression: \"b add 1\", label: { en: A, zh: A } }\n"
      "  b: { type: formula, result: int, expression: \"a add 1\", label: { en: B, zh: B } }\n");
  ASSERT_NE(catalogue, nullptr);
  EXPECT_EQ(codes_of(*catalogue),
            (std::vector<std::string>{"a.expression: expression.cycle: field a",
                                      "b.expression: expression.cycle: field b"}));
}

TEST(Catalogue, FormulasThatExplodeAreRefused) {
  std::string fields =
      "  f0: { type: formula, result: int, expression: \"1 add length(name)\", label: { en: F, zh: "
      "F } }\n";
  for (int i = 1; i < 20; ++i) {
    const std::string below = "f" + std::to_string(i - 1);
    fields += "  f" + std::to_string(i) + ": { type: formula, result: int, expression: \"" + below +
              " add " + below + "\", label: { en: F, zh: F } }\n";
  }
  const auto catalogue = catalogue_of(fields);
  ASSERT_NE(catalogue, nullptr);
  const auto problems = check_catalogue(*catalogue);
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems.front().code, "expression.too_complex");
}

}  // namespace
}  // namespace tw::expr::test
