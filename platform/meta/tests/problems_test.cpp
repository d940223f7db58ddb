// Each fault that the binder knows, once: the smallest text that shows it, and where it is shown.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "platform/meta/binder.h"
#include "platform/meta/tests/texts.h"

namespace tw::meta {
namespace {

using test::Files;
using test::thing;

struct Case {
  std::string code;
  Files files;
};

Files fields(const std::string& text, const std::string& more = {}) {
  return {{test::path, thing(text, more)}};
}
Files top(const std::string& more) { return fields("", more); }
Files module(const std::string& text) {
  return {{"modules/shop/module.yaml", "module: shop\nlabel: { en: Shop, zh: 店 }\n" + text}};
}
Files messages(const std::string& text) { return {{"platform/base/messages.yaml", text}}; }
std::string field(const std::string& rest) {
  return "  x: { label: { en: X, zh: 某 }, " + rest + " }\n";
}
std::string state(const std::string& name, const std::string& states) {
  return "  " + name + ": { type: state, label: { en: S, zh: 态 }, states: { " + states + " } }\n";
}

const std::string part =
    "entity: part\nlabel: { en: Part, zh: 件 }\nparent: thing\nfields:\n"
    "  thing: { type: ref, to: thing, label: { en: T, zh: 物 } }\n";
Files with_part(const std::string& text, const std::string& more = {},
                const std::string& child = part) {
  return {{test::path, thing(text, more)}, {"modules/shop/entities/part.yaml", child}};
}
Files two_modules(const std::string& first, const std::string& second) {
  return {{"modules/a/module.yaml", "module: a\nlabel: { en: A, zh: 甲 }\n" + first},
          {"modules/b/module.yaml", "module: b\nlabel: { en: B, zh: 乙 }\n" + second}};
}

std::vector<Case> syntax_cases() {
  std::string deep = "entity: ";
  for (int i = 0; i < 40; ++i) deep += "[";
  return {
      {"yaml.syntax", {{test::path, "entity: [\n"}}},
      {"yaml.anchor", {{test::path, "entity: &a thing\n"}}},
      {"yaml.tag", {{test::path, "entity: !!str thing\n"}}},
      {"yaml.key", {{test::path, "[a]: b\n"}}},
      {"yaml.multiple_documents", {{test::path, thing() + "---\n" + thing()}}},
      {"yaml.duplicate_key", top("title: name\n")},
      {"yaml.too_deep", {{test::path, deep}}},
      {"yaml.too_large", {{test::path, std::string((1u << 20) + 1, ' ')}}},
      {"yaml.bad_utf8", {{test::path, "entity: \xff\n"}}},
      {"file.misplaced", {{"modules/shop/thing.yaml", thing()}}},
      {"value.not_a_map", {{test::path, "thing\n"}}},
      {"value.not_a_list", top("indexes: [name]\n")},
      {"value.not_text", top("icon: [a]\n")},
      {"value.control_character", top("icon: \"a\\x07\"\n")},
      {"value.not_a_bool", fields(field("type: text, required: yes"))},
      {"value.not_an_integer", fields(field("type: text, max: 1.5"))},
      {"value.out_of_range", fields(field("type: text, max: 0"))},
      {"value.malformed", fields(field("type: int, min: one"))},
      {"value.unknown", top("traits: [owed]\n")},
      {"value.duplicate", top("traits: [owned, owned]\n")},
      {"value.missing", top("icon:\n")},
      {"key.unknown", top("colour: red\n")},
      {"key.missing", {{test::path, "entity: thing\nlabel: { en: T, zh: 物 }\ntitle: name\n"}}},
      {"name.malformed", fields("  Big: { type: int, label: { en: B, zh: 大 } }\n")},
      {"label.missing", fields("  x: { type: int, label: { en: X } }\n")},
  };
}

std::vector<Case> field_cases() {
  return {
      {"type.unknown", fields(field("type: txet"))},
      {"default.invalid", fields(field("type: int, default: many"))},
      {"field.duplicate", fields("  version: { type: int, label: { en: V, zh: 版 } }\n")},
      {"field.same_name", fields(field("type: int, was: name"))},
      {"field.unknown", top("views: { list: [nmae] }\n")},
      {"field.not_unique", fields(field("type: bool, unique: true"))},
      {"field.not_searchable", fields(field("type: int, search: true"))},
      {"field.not_indexable", fields(field("type: json, index: true"))},
      {"text.pattern", fields(field("type: text, pattern: '(?=a)'"))},
      {"sequence.pattern", fields(field("type: sequence, pattern: 'A-{year}'"))},
      {"option.count", fields(field("type: choice, options: {}"))},
      {"state.unknown", fields(state("s", "a: { en: A, zh: 甲, to: b }"))},
      {"state.unreachable", fields(state("s", "a: { en: A, zh: 甲 }, b: { en: B, zh: 乙 }"))},
      {"state.second",
       fields(state("s", "a: { en: A, zh: 甲 }") + state("t", "a: { en: A, zh: 甲 }"))},
      {"money.currency", fields(field("type: money, currency: name"))},
      {"entity.unknown", fields(field("type: ref, to: nothing"))},
      {"lines.not_lines", fields(field("type: lines, of: thing"))},
      {"lines.parent", with_part(field("type: lines, of: part, via: other"))},
      {"relation.unknown", fields(field("type: rollup, of: parts, function: count"))},
      {"rollup.field", with_part(field("type: rollup, of: parts.thing, function: sum"),
                                 "relations: { parts: { many: part, via: thing } }\n")},
      {"rollup.cycle", fields(field("type: rollup, of: all.x, function: sum") +
                                  "  up: { type: ref, to: thing, label: { en: U, zh: 上 } }\n",
                              "relations: { all: { many: thing, via: up } }\n")},
  };
}

std::vector<Case> entity_cases() {
  const Files two{{test::path, thing()}, {"modules/other/entities/thing.yaml", thing()}};
  const Files same_set{{test::path, thing()},
                       {"modules/shop/entities/part.yaml", part + "set: things\n"}};
  const std::string loose =
      "entity: part\nlabel: { en: Part, zh: 件 }\nparent: note\nfields:\n"
      "  note: { type: text, label: { en: N, zh: 注 } }\n";
  return {
      {"entity.duplicate", two},
      {"entity.set_taken", same_set},
      {"title.type",
       {{test::path,
         "entity: thing\nlabel: { en: T, zh: 物 }\ntitle: x\nfields:\n" + field("type: json")}}},
      {"match.not_unique", top("match: name\n")},
      {"line.parent", with_part("", "", loose)},
      {"relation.via", with_part("", "relations: { parts: { many: part, via: created_by } }\n")},
      {"relation.duplicate", with_part("", "relations: { name: { many: part, via: thing } }\n")},
      {"action.unknown",
       {{"modules/shop/module.yaml",
         "module: shop\nlabel: { en: S, zh: 店 }\nroles: { clerk: { label: { en: C, zh: 员 } } "
         "}\n"},
        {test::path, thing("", "permissions: { clerk: { actions: [fly] } }\n")}}},
      {"parameter.type",
       top("actions: { go: { label: { en: G, zh: 去 }, parameters: { x: { type: json, label: { en: "
           "X, zh: 某 } } } } }\n")},
      {"role.unknown", top("permissions: { king: { read: all } }\n")},
      {"view.type", top("views: { board: { by: name } }\n")},
  };
}

std::vector<Case> module_cases() {
  Files whole{{"platform/meta/system_fields.yaml", "id: { en: ID, zh: 编号 }\n"},
              {test::path, thing()}};
  Files upward = two_modules("", "");
  upward.emplace_back("modules/b/entities/thing.yaml", thing());
  upward.emplace_back(
      "modules/a/entities/part.yaml",
      "entity: part\nlabel: { en: P, zh: 件 }\ntitle: x\nfields:\n" + field("type: text") +
          "  t: { type: ref, to: thing, required: true, label: { en: T, zh: 物 } }\n");
  upward.emplace_back("platform/meta/system_fields.yaml", "id: { en: ID, zh: 编号 }\n");
  return {
      {"module.missing", whole},
      {"module.unknown", module("depends: [bank]\n")},
      {"module.cycle", two_modules("depends: [b]\n", "depends: [a]\n")},
      {"module.undeclared", upward},
      {"role.duplicate", two_modules("roles: { r: { label: { en: R, zh: 角 } } }\n",
                                     "roles: { r: { label: { en: R, zh: 角 } } }\n")},
      {"menu.malformed", module("menu: [{ path: a, label: { en: A, zh: 甲 } }]\n")},
      {"message.parameters", messages("a.b: { en: \"{x}\", zh: 某 }\n")},
      {"message.duplicate",
       {{"platform/base/messages.yaml", "a.b: { en: A, zh: 甲 }\n"},
        {"platform/meta/messages.yaml", "a.b: { en: A, zh: 甲 }\n"}}},
  };
}

std::vector<Case> all_cases() {
  std::vector<Case> all = syntax_cases();
  for (const auto& more : {field_cases(), entity_cases(), module_cases()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

class Fault : public ::testing::TestWithParam<Case> {};

TEST_P(Fault, IsReportedWithItsPlace) {
  const test::Bound bound = test::bind(GetParam().files);
  EXPECT_EQ(bound.catalogue, nullptr);
  bool found = false;
  for (const CatalogueProblem& problem : bound.problems) {
    found = found || problem.code == GetParam().code;
    EXPECT_FALSE(problem.file.empty()) << problem.code;
    EXPECT_GE(problem.line, 1) << problem.code;
    EXPECT_GE(problem.column, 1) << problem.code;
    EXPECT_FALSE(problem.message.empty()) << problem.code;
  }
  EXPECT_TRUE(found) << bound.faults();
}

std::string name_of_case(const ::testing::TestParamInfo<Case>& info) {
  std::string name = info.param.code;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Each, Fault, ::testing::ValuesIn(all_cases()), name_of_case);

TEST(Faults, AllCodesAreDocumentedAndTested) {
  std::ifstream in{"docs/entity-language.md"};
  std::ostringstream text;
  text << in.rdbuf();
  const std::string page = text.str();
  const std::string section = page.substr(page.find("## Faults"));
  std::set<std::string> documented, tested{"opencc.unavailable"};
  const std::regex code{"`([a-z]+\\.[a-z0-9_]+)`"};
  for (auto it = std::sregex_iterator{section.begin(), section.end(), code};
       it != std::sregex_iterator{}; ++it)
    documented.insert((*it)[1]);
  for (const Case& one : all_cases()) tested.insert(one.code);
  EXPECT_EQ(documented, tested);
}

TEST(Faults, AllAreReportedAtOnceInOrder) {
  const test::Bound bound = test::bind_thing(
      "  a: { type: txet, label: { en: A, zh: 甲 } }\n"
      "  b: { type: ref, to: nobody, label: { en: B, zh: 乙 } }\n",
      "icno: box\n");
  EXPECT_EQ(bound.faults(), "4:1 key.unknown\n7:14 type.unknown\n8:23 entity.unknown\n");
  EXPECT_EQ(bound.problems[0].message, "an entity has no key \"icno\" (did you mean \"icon\"?)");
  EXPECT_EQ(bound.problems[1].message, "there is no field type \"txet\" (did you mean \"text\"?)");
}

TEST(Faults, AFileThatIsNotYamlIsNoSecondFault) {
  const test::Bound bound = test::bind({{test::path, thing(field("type: ref, to: part"))},
                                        {"modules/shop/entities/part.yaml", "entity: [\n"}});
  ASSERT_EQ(bound.problems.size(), 1u) << bound.faults();
  EXPECT_EQ(bound.problems[0].code, "yaml.syntax");
}

TEST(Faults, ExpressionsAreCheckedByTheHook) {
  std::vector<CatalogueProblem> problems;
  std::vector<std::string> seen;
  Binder binder{problems, [&](const ExpressionSite& site) -> std::optional<Problem> {
                  seen.emplace_back(site.text);
                  if (site.text == "bad") return Problem{"expression.bad", {}, {{"position", "3"}}};
                  return std::nullopt;
                }};
  binder.add(
      test::path,
      thing(field("type: int, when: bad") +
                "  f: { type: formula, result: int, expression: good, label: { en: F, zh: 式 } }\n",
            "views: { sort: name desc }\n"));
  binder.add("platform/expr/messages.yaml",
             "expression.bad: { en: \"bad at {position}\", zh: \"{position} 错\" }\n");
  EXPECT_EQ(binder.bind(), nullptr);
  EXPECT_EQ(seen, (std::vector<std::string>{"bad", "good", "name desc"}));
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].message, "bad at 3");
  EXPECT_EQ(problems[0].line, 7);
}

}  // namespace
}  // namespace tw::meta
