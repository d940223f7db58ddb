#include <gtest/gtest.h>

#include <array>
#include <random>

#include "platform/expr/tests/vectors.h"
#include "platform/expr/tree.h"

namespace tw::expr {
namespace {

TEST(TextOf, IsCanonical) {
  const std::array<std::pair<const char*, const char*>, 16> cases{{
      {"a  EQ 1", "a eq 1"},
      {"((a)) eq (1)", "a eq 1"},
      {"(a add b) mul c", "(a add b) mul c"},
      {"a sub (b sub c)", "a sub (b sub c)"},
      {"(a sub b) sub c", "a sub b sub c"},
      {"not (a and b)", "not (a and b)"},
      {"-(5)", "-(5)"},
      {"- -5", "-(-5)"},
      {"-a", "-a"},
      {"1e3", "1000.0"},
      {"12.50", "12.50"},
      {"'it''s'", "'it''s'"},
      {"duration'PT90M'", "duration'PT1H30M'"},
      {"08:00", "duration'PT8H'"},
      {"2026-01-01T00:00:00+01:00", "2025-12-31T23:00:00.000Z"},
      {"Items/ANY(I:I/x in ( 1,2 ))", "Items/any(I: I/x in (1, 2))"},
  }};
  for (const auto& [written, canonical] : cases) EXPECT_EQ(text_of(*parse(written)), canonical);
}

/// Grows random trees as the parser would make them.
class Gardener {
 public:
  explicit Gardener(unsigned seed) : random_{seed} {}

  NodePtr grow(int depth) {
    if (depth == 0) return leaf();
    switch (pick(8)) {
      case 0: return make_unary(Op::not_, grow(depth - 1), 0);
      case 1: return make_unary(Op::negate, grow(depth - 1), 0);
      case 2:
        return make_chain(pick(2) == 0 ? Op::and_ : Op::or_,
                          {grow(depth - 1), grow(depth - 1), grow(depth - 1)});
      case 3: return in_list(depth);
      case 4: return make_call(Function::concat, {grow(depth - 1), grow(depth - 1)}, 0);
      case 5: return lambda(depth);
      case 6: return make_binary(Op::has, grow(depth - 1), leaf(), 0);
      default: return make_binary(binary_op(), grow(depth - 1), grow(depth - 1), 0);
    }
  }

 private:
  int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

  Op binary_op() {
    constexpr std::array ops{Op::eq,  Op::ne,  Op::gt,  Op::ge,  Op::lt,    Op::le,
                             Op::add, Op::sub, Op::mul, Op::div, Op::divby, Op::mod};
    return ops[static_cast<std::size_t>(pick(static_cast<int>(ops.size())))];
  }

  NodePtr path() {
    auto node = std::make_shared<Node>();
    node->kind = Kind::path;
    node->names = {"a"};
    if (pick(2) == 0) node->names.push_back("b_c");
    return node;
  }

  NodePtr quoted(std::string text) {
    auto node = std::make_shared<Node>(*make_literal(std::move(text), ValueType::text, 0));
    node->literal_quoted = true;
    return node;
  }

  NodePtr leaf() {
    switch (pick(10)) {
      case 0: return make_literal(Value{}, ValueType::null, 0);
      case 1: return make_literal(pick(2) == 0, ValueType::boolean, 0);
      case 2: return make_literal(std::int64_t{pick(2000)} - 1000, ValueType::integer, 0);
      case 3:
        return make_literal(Decimal::scaled(pick(100000) - 50000, 1 + pick(6)), ValueType::decimal,
                            0);
      case 4: return quoted(pick(2) == 0 ? "o'clock '' 时间" : "");
      case 5: return make_literal(Date{pick(40000)}, ValueType::date, 0);
      case 6:
        return make_literal(DateTime{std::int64_t{pick(1 << 30)} * 1000 + pick(1000)},
                            ValueType::datetime, 0);
      case 7: return make_literal(std::int64_t{pick(1 << 30)} - (1 << 29), ValueType::duration, 0);
      default: return path();
    }
  }

  NodePtr in_list(int depth) {
    auto node = std::make_shared<Node>();
    node->kind = Kind::in_list;
    node->op = Op::in;
    node->children = {grow(depth - 1), grow(depth - 1), leaf()};
    return node;
  }

  NodePtr lambda(int depth) {
    auto node = std::make_shared<Node>();
    node->kind = Kind::lambda;
    node->lambda = pick(2) == 0 ? Lambda::any : Lambda::all;
    node->variable_name = "x";
    node->children = {path(), grow(depth - 1)};
    return node;
  }

  std::mt19937 random_;
};

TEST(TextOf, RandomTreesSurviveTheirText) {
  for (unsigned seed = 0; seed < 3000; ++seed) {
    const NodePtr tree = Gardener{seed}.grow(static_cast<int>(seed % 5));
    if (size_of(tree).nodes > max_nodes) continue;
    const std::string text = text_of(tree);
    if (text.size() > max_text_bytes) continue;
    const auto again = parse(text);
    ASSERT_TRUE(again.has_value()) << text << ' ' << again.error().params.at("expected");
    EXPECT_TRUE(same(tree, *again)) << text << " became " << text_of(*again);
  }
}

// Whatever the words, the answer is a tree or a problem.
TEST(Parse, RandomWordsNeverCrash) {
  constexpr std::array words{
      "name",      "amount",  "eq",        "and",     "or",    "not",          "(",
      ")",         ",",       "/",         "any(",    "t:",    "tags",         "items",
      "'x'",       "5",       "1.5",       "null",    "true",  "in",           "has",
      "-",         "concat(", "@me",       "$count",  "add",   "div",          "2026-01-01",
      "contains(", "cast(",   "Edm.Int64", "account", "stage", "\xE5\xAE\xA2", "duration'PT1H'"};
  std::mt19937 random{7};
  BindContext context;
  context.entity = &test::vectors().entity();
  std::size_t parsed_count = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (std::size_t i = 0, count = 1 + random() % 9; i < count; ++i) {
      text += words[random() % words.size()];
      if (random() % 4 != 0) text += ' ';
    }
    const auto parsed = parse(text);
    if (!parsed) continue;
    ++parsed_count;
    const auto tree = expr::bind(*parsed, context);
    if (!tree) continue;
    const test::JsonView view{test::vectors().record("crane")};
    const Value whole = evaluate(*tree, view, test::vectors().environment);
    const Value part =
        evaluate(folded(*tree, test::vectors().environment), view, test::vectors().environment);
    EXPECT_EQ(test::shown(whole), test::shown(part)) << text;
    static_cast<void>(paths_of(*tree));
    static_cast<void>(text_of(*tree));
  }
  EXPECT_GT(parsed_count, 100U);
}

}  // namespace
}  // namespace tw::expr
