#include <cctype>

#include "platform/base/check.h"
#include "platform/expr/duration.h"
#include "platform/expr/functions.h"
#include "platform/expr/tree.h"

namespace tw::expr {
namespace {

constexpr int unary_level = 7;
constexpr int primary_level = 8;
constexpr int operand_level = 9;
constexpr int max_written_depth = 1000;

struct Word {
  std::string_view text;
  int level;
};

Word word_of(Op op) {
  switch (op) {
    case Op::or_: return {"or", 1};
    case Op::and_: return {"and", 2};
    case Op::eq: return {"eq", 3};
    case Op::ne: return {"ne", 3};
    case Op::gt: return {"gt", 4};
    case Op::ge: return {"ge", 4};
    case Op::lt: return {"lt", 4};
    case Op::le: return {"le", 4};
    case Op::add: return {"add", 5};
    case Op::sub: return {"sub", 5};
    case Op::mul: return {"mul", 6};
    case Op::div: return {"div", 6};
    case Op::divby: return {"divby", 6};
    case Op::mod: return {"mod", 6};
    case Op::not_: return {"not", unary_level};
    case Op::negate: return {"-", unary_level};
    case Op::has: return {"has", primary_level};
    case Op::in: return {"in", primary_level};
  }
  return {};
}

int level_of(const Node& node) {
  switch (node.kind) {
    case Kind::unary:
    case Kind::binary: return word_of(node.op).level;
    case Kind::in_list: return primary_level;
    default: return operand_level;
  }
}

std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += c;
    out += c;
  }
  return out + '\'';
}

std::string literal_text(const Node& node) {
  const Value& value = node.literal;
  if (value.is_null()) return "null";
  if (const auto* truth = value.get_if<bool>()) return *truth ? "true" : "false";
  if (const auto* text = value.get_if<std::string>()) return in_quotes(*text);
  if (const auto* number = value.get_if<Decimal>()) {
    // A decimal shows its point, unless it is too large for an integer anyway.
    const bool whole = number->scale() == 0 && as_decimal(INT64_MIN) <= *number &&
                       *number <= as_decimal(INT64_MAX);
    return whole ? number->text() + ".0" : number->text();
  }
  if (const auto* day = value.get_if<Date>()) return day->text();
  if (const auto* instant = value.get_if<DateTime>()) return instant->text();
  if (const auto* id = value.get_if<Id>()) return in_quotes(id->text());
  const std::int64_t number = value.as<std::int64_t>();
  return node.type == ValueType::duration ? "duration'" + duration_text(number) + '\''
                                          : std::to_string(number);
}

class Writer {
 public:
  std::string text(const NodePtr& node) {
    write(*node, 0);
    return std::move(out_);
  }

 private:
  /// Brackets what binds less than `least_level`.
  void write(const Node& node, int least_level) {
    CHECK(depth_ < max_written_depth);
    ++depth_;
    const bool bracketed = level_of(node) < least_level;
    if (bracketed) out_ += '(';
    inside(node);
    if (bracketed) out_ += ')';
    --depth_;
  }

  void inside(const Node& node) {
    switch (node.kind) {
      case Kind::literal: out_ += literal_text(node); break;
      case Kind::path: names(node); break;
      case Kind::alias: out_ += '@' + node.names.front(); break;
      case Kind::unary: unary(node); break;
      case Kind::binary: binary(node); break;
      case Kind::in_list:
        write(*node.children.front(), primary_level);
        out_ += " in (";
        list(node, 1);
        break;
      case Kind::function:
        out_ += signature_of(node.function).name;
        out_ += '(';
        list(node, 0);
        break;
      case Kind::lambda: lambda(node); break;
    }
  }

  void names(const Node& node) {
    for (std::size_t i = 0; i < node.names.size(); ++i) {
      if (i > 0) out_ += '/';
      out_ += node.names[i];
    }
  }

  void unary(const Node& node) {
    const Node& operand = *node.children.front();
    const bool not_word = node.op == Op::not_;
    out_ += not_word ? "not " : "-";
    const std::size_t start = out_.size();
    write(operand, unary_level);
    // `-5` would be read as a number.
    const bool apart = !not_word && (std::isdigit(static_cast<unsigned char>(out_[start])) != 0 ||
                                     out_[start] == '-');
    if (!apart) return;
    out_.insert(start, 1, '(');
    out_ += ')';
  }

  void binary(const Node& node) {
    const Word word = word_of(node.op);
    // Chains of `and` and of `or` are one tree however they were bracketed.
    const bool chain = node.op == Op::and_ || node.op == Op::or_;
    const bool primary = word.level == primary_level;
    write(*node.children[0], word.level);
    out_ += ' ';
    out_ += word.text;
    out_ += ' ';
    write(*node.children[1], primary ? operand_level : word.level + (chain ? 0 : 1));
  }

  void list(const Node& node, std::size_t from) {
    for (std::size_t i = from; i < node.children.size(); ++i) {
      if (i > from) out_ += ", ";
      write(*node.children[i], 0);
    }
    out_ += ')';
  }

  void lambda(const Node& node) {
    names(*node.children.front());
    out_ += node.lambda == Lambda::any ? "/any(" : "/all(";
    if (node.children.size() > 1) {
      out_ += node.variable_name + ": ";
      write(*node.children[1], 0);
    }
    out_ += ')';
  }

  std::string out_;
  int depth_ = 0;
};

}  // namespace

std::string text_of(const NodePtr& node) { return Writer{}.text(node); }

}  // namespace tw::expr
