#include "tools/schemac/keys.h"

#include <algorithm>
#include <array>

#include "platform/meta/types/field_type.h"
#include "tools/schemac/output.h"

namespace tw::schemac {
namespace {

using meta::FieldDef;
using meta::Storage;
using meta::Type;

// Sorted. The words of C++20, then what the generated namespaces say themselves.
constexpr std::array reserved{std::to_array<std::string_view>(
    {"NULL",          "actions",      "alignas",   "alignof",    "and",          "and_eq",
     "asm",           "assert",       "auto",      "bitand",     "bitor",        "bool",
     "break",         "case",         "catch",     "char",       "char16_t",     "char32_t",
     "char8_t",       "class",        "co_await",  "co_return",  "co_yield",     "code_of",
     "compl",         "concept",      "const",     "const_cast", "consteval",    "constexpr",
     "constinit",     "continue",     "decltype",  "default",    "delete",       "do",
     "double",        "dynamic_cast", "else",      "entity",     "enum",         "errno",
     "explicit",      "export",       "extern",    "false",      "float",        "for",
     "friend",        "goto",         "if",        "inline",     "int",          "json",
     "long",          "meta",         "mutable",   "namespace",  "new",          "noexcept",
     "not",           "not_eq",       "nullptr",   "operator",   "or",           "or_eq",
     "parse",         "private",      "protected", "public",     "register",     "reinterpret_cast",
     "requires",      "return",       "short",     "signed",     "sizeof",       "static",
     "static_assert", "static_cast",  "std",       "stdin",      "stdout",       "stderr",
     "struct",        "switch",       "template",  "this",       "thread_local", "throw",
     "true",          "try",          "tw",        "typedef",    "typeid",       "typename",
     "union",         "unsigned",     "using",     "virtual",    "void",         "volatile",
     "wchar_t",       "while",        "xor",       "xor_eq"})};

bool has_options(const FieldDef& field) {
  return field.type == Type::choice || field.type == Type::choices || field.type == Type::state;
}

std::string_view value_type(Storage storage) {
  switch (storage) {
    case Storage::text: return "std::string";
    case Storage::integer: return "std::int64_t";
    case Storage::boolean: return "bool";
    case Storage::scaled: return "Decimal";
    case Storage::id: return "Id";
    case Storage::date: return "Date";
    case Storage::datetime: return "DateTime";
    case Storage::json: return "json::value";
    case Storage::none: break;
  }
  return "void";
}

std::string key_type(const FieldDef& field) {
  switch (field.type) {
    case Type::choice:
    case Type::state: return "meta::OptionField<" + pascal_case(field.name) + ">";
    case Type::choices: return "meta::OptionsField<" + pascal_case(field.name) + ">";
    case Type::lines: return "meta::LinesField";
    case Type::refs: return "meta::Field<std::vector<Id>>";
    case Type::formula:
      return "meta::Field<" + std::string{value_type(meta::type_of(field.result).storage)} + ">";
    default: return "meta::Field<" + std::string{value_type(field.storage)} + ">";
  }
}

std::string in_quotes(std::string_view text) { return "\"" + std::string{text} + "\""; }

std::string enumeration(const FieldDef& field) {
  const std::string type = pascal_case(field.name);
  std::string names, codes;
  for (const meta::Option& option : field.options) {
    names += (names.empty() ? "" : ", ") + cpp_name(option.code);
    codes += (codes.empty() ? "" : ", ") + in_quotes(option.code);
  }
  const std::string list = field.name + "_codes";
  return "enum class " + type + " : std::uint8_t { " + names + " };\n" +
         "inline constexpr std::string_view " + list + "[] = {" + codes + "};\n" +
         "constexpr std::string_view code_of(" + type + " value) {\n" + "  return " + list +
         "[static_cast<std::size_t>(value)];\n}\n" + "constexpr std::optional<" + type +
         "> parse_" + field.name + "(std::string_view code) {\n" + "  return meta::parse_option<" +
         type + ">(" + list + ", code);\n}\n" + "constexpr bool parse(std::string_view code, " +
         type + "& out) {\n" + "  const auto found = parse_" + field.name + "(code);\n" +
         "  if (found) out = *found;\n" + "  return found.has_value();\n}\n\n";
}

std::string key(const FieldDef& field) {
  std::string text = "inline constexpr " + key_type(field) + " " + cpp_name(field.name) + "{" +
                     in_quotes(field.name) + ", " + std::to_string(field.index);
  if (field.type == Type::lines) text += ", meta::EntityKey{" + in_quotes(field.target) + "}";
  return text + "};\n";
}

std::string actions(const meta::EntityDef& entity) {
  if (entity.actions.empty()) return {};
  std::string text = "\nnamespace actions {\n";
  for (const meta::ActionDef& action : entity.actions)
    text += "inline constexpr meta::ActionKey " + cpp_name(action.name) + "{" +
            in_quotes(action.name) + "};\n";
  return text + "}\n";
}

}  // namespace

std::string cpp_name(std::string_view word) {
  if (!word.empty() && word[0] >= '0' && word[0] <= '9') return "_" + std::string{word};
  const bool taken = std::find(reserved.begin(), reserved.end(), word) != reserved.end();
  return taken ? std::string{word} + "_" : std::string{word};
}

std::string keys_header(const meta::EntityDef& entity) {
  const std::string space = "tw::" + cpp_name(entity.module) + "::" + cpp_name(entity.name);
  std::string text =
      "#pragma once\n"
      "// Generated by schemac from modules/" +
      entity.module + "/entities/" + entity.name +
      ".yaml. Do not edit.\n"
      "#include \"platform/meta/keys.h\"\n\n"
      "namespace " +
      space +
      " {\n\n"
      "inline constexpr meta::EntityKey entity{" +
      in_quotes(entity.name) + "};\n\n";
  for (const FieldDef& field : entity.fields())
    if (has_options(field)) text += enumeration(field);
  for (const FieldDef& field : entity.fields()) text += key(field);
  return text + actions(entity) + "\n}  // namespace " + space + "\n";
}

}  // namespace tw::schemac
