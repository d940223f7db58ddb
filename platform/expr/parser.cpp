// Precedence, lowest first: or · and · eq ne · gt ge lt le · add sub · mul div divby mod · not - ·
// has in · operands.

#include <algorithm>
#include <array>
#include <optional>

#include "platform/expr/functions.h"
#include "platform/expr/lexer.h"
#include "platform/expr/tree.h"

namespace tw::expr {
namespace {

struct Operator {
  std::string_view word;
  Op op;
  int level;
};

constexpr std::array operators{
    Operator{"or", Op::or_, 1},      Operator{"and", Op::and_, 2}, Operator{"eq", Op::eq, 3},
    Operator{"ne", Op::ne, 3},       Operator{"gt", Op::gt, 4},    Operator{"ge", Op::ge, 4},
    Operator{"lt", Op::lt, 4},       Operator{"le", Op::le, 4},    Operator{"add", Op::add, 5},
    Operator{"sub", Op::sub, 5},     Operator{"mul", Op::mul, 6},  Operator{"div", Op::div, 6},
    Operator{"divby", Op::divby, 6}, Operator{"mod", Op::mod, 6}};
constexpr int lowest_level = 1;

constexpr std::string_view operand_expected = "value, name, function or (";

class Parser {
 public:
  explicit Parser(std::string_view text) {
    if (text.size() > max_text_bytes) {
      problem_ = Problem{"expression.too_long", "", {{"limit", std::to_string(max_text_bytes)}}};
    }
    tokens_ = tokens_of(text.substr(0, max_text_bytes));
  }

  bool failed() const { return problem_.has_value(); }
  Problem problem() const { return *problem_; }

  /// A whole expression within its budgets; nullptr after a fault.
  NodePtr expression() {
    if (failed()) return nullptr;
    NodePtr node = binary(lowest_level);
    if (node == nullptr) return nullptr;
    const TreeSize size = size_of(node);
    if (size.nodes > max_nodes || size.depth > max_depth) return fault(too_complex());
    return node;
  }

  bool at(TokenKind kind) const { return peek().kind == kind; }
  bool at_word(std::string_view word) const {
    return at(TokenKind::word) && is_word(peek().text, word);
  }
  const Token& take() {
    const Token& token = peek();
    if (next_ + 1 < tokens_.size()) ++next_;
    return token;
  }

  /// Takes a token of this kind or faults.
  bool expect(TokenKind kind, std::string_view expected) {
    if (!at(kind)) {
      refuse(expected);
      return false;
    }
    take();
    return true;
  }

  /// expression.syntax at the next token; the lexer knows better when the text cannot be cut there.
  NodePtr refuse(std::string_view expected) {
    if (failed()) return nullptr;
    const Token& token = peek();
    const bool bad = token.kind == TokenKind::bad;
    const std::string_view found =
        token.kind == TokenKind::end || token.text.empty() ? "end" : token.text;
    return fault(Problem{"expression.syntax",
                         "",
                         {{"position", column_text(token.position)},
                          {"expected", bad ? token.expected : std::string{expected}},
                          {"found", std::string{found}}}});
  }

 private:
  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
  }

  NodePtr fault(Problem problem) {
    if (!problem_) problem_ = std::move(problem);
    return nullptr;
  }

  /// Counts a node against the budget while the tree grows.
  NodePtr counted(NodePtr node) {
    if (++nodes_ > max_nodes) return fault(too_complex());
    return node;
  }

  /// The operator word here, when it stands free.
  const Operator* binary_operator() const {
    if (!at(TokenKind::word)) return nullptr;
    const auto* found = std::find_if(operators.begin(), operators.end(), [&](const Operator& o) {
      return is_word(peek().text, o.word);
    });
    return found == operators.end() ? nullptr : found;
  }

  /// Takes an operator word; it must stand free on both sides (a bracket may touch it).
  bool take_operator() {
    const bool after_bracket = next_ > 0 && tokens_[next_ - 1].kind == TokenKind::close;
    bool free = peek().space_before || after_bracket;
    if (free) {
      take();
      free = peek().space_before || at(TokenKind::open) || at(TokenKind::end);
    }
    if (!free) refuse("space");
    return free;
  }

  NodePtr binary(int least_level) {
    NodePtr left = unary();
    while (left != nullptr) {
      const Operator* found = binary_operator();
      if (found == nullptr || found->level < least_level) break;
      left = found->op == Op::and_ || found->op == Op::or_ ? chain(*found, std::move(left))
                                                           : pair(*found, std::move(left));
    }
    return left;
  }

  NodePtr pair(const Operator& with, NodePtr left) {
    const std::size_t position = peek().position;
    if (!take_operator()) return nullptr;
    NodePtr right = binary(with.level + 1);
    if (right == nullptr) return nullptr;
    return counted(make_binary(with.op, std::move(left), std::move(right), position));
  }

  NodePtr chain(const Operator& with, NodePtr left) {
    std::vector<NodePtr> operands{std::move(left)};
    while (binary_operator() == &with) {
      if (!take_operator()) return nullptr;
      NodePtr right = binary(with.level + 1);
      if (right == nullptr) return nullptr;
      operands.push_back(std::move(right));
    }
    return make_chain(with.op, operands);
  }

  NodePtr unary() {
    if (depth_ >= max_depth) return fault(too_complex());
    ++depth_;
    NodePtr node = unary_inside();
    --depth_;
    return node;
  }

  NodePtr unary_inside() {
    const bool negation = at(TokenKind::minus);
    if (!negation && !at_word("not")) return postfix();
    const std::size_t position = take().position;
    if (!negation && !peek().space_before && !at(TokenKind::open)) return refuse("space");
    NodePtr operand = unary();
    if (operand == nullptr) return nullptr;
    return counted(make_unary(negation ? Op::negate : Op::not_, std::move(operand), position));
  }

  NodePtr postfix() {
    NodePtr node = primary();
    while (node != nullptr && (at_word("has") || at_word("in"))) {
      const bool membership = at_word("in");
      const std::size_t position = peek().position;
      if (!take_operator()) return nullptr;
      if (membership && at(TokenKind::open)) {
        node = list_after(std::move(node), position);
        continue;
      }
      NodePtr right = primary();
      if (right == nullptr) return nullptr;
      node = counted(
          make_binary(membership ? Op::in : Op::has, std::move(node), std::move(right), position));
    }
    return node;
  }

  NodePtr list_after(NodePtr operand, std::size_t position) {
    take();
    auto node = std::make_shared<Node>();
    node->kind = Kind::in_list;
    node->op = Op::in;
    node->position = position;
    node->children.push_back(std::move(operand));
    if (!items_until_close(node->children)) return nullptr;
    return counted(std::move(node));
  }

  /// One or more expressions with commas between, and the closing bracket.
  bool items_until_close(std::vector<NodePtr>& items) {
    for (;;) {
      NodePtr item = binary(lowest_level);
      if (item == nullptr) return false;
      items.push_back(std::move(item));
      if (at(TokenKind::close)) break;
      if (!expect(TokenKind::comma, "operator, comma or )")) return false;
    }
    take();
    return true;
  }

  NodePtr primary() {
    switch (peek().kind) {
      case TokenKind::literal: return literal();
      case TokenKind::open: return parenthesised();
      case TokenKind::alias: return alias();
      case TokenKind::word: return word();
      case TokenKind::dollar_word:
        if (peek().text == "$it") return path();
        break;
      default: break;
    }
    return refuse(operand_expected);
  }

  NodePtr literal() {
    const Token& token = take();
    auto node = std::make_shared<Node>(*make_literal(token.value, token.type, token.position));
    node->literal_quoted = token.quoted;
    return counted(std::move(node));
  }

  NodePtr parenthesised() {
    take();
    NodePtr inner = binary(lowest_level);
    if (inner == nullptr || !expect(TokenKind::close, "operator or )")) return nullptr;
    return inner;
  }

  NodePtr alias() {
    const Token& token = take();
    auto node = std::make_shared<Node>();
    node->kind = Kind::alias;
    node->position = token.position;
    node->names = {std::string{token.text}};
    return counted(std::move(node));
  }

  bool call_follows() const { return peek(1).kind == TokenKind::open && !peek(1).space_before; }

  NodePtr word() {
    if (call_follows()) return function();
    const Token& token = peek();
    if (token.text == "INF" || token.text == "NaN") return refuse("finite number");
    const bool truth = is_word(token.text, "true");
    if (truth || is_word(token.text, "false")) {
      return counted(make_literal(truth, ValueType::boolean, take().position));
    }
    if (is_word(token.text, "null"))
      return counted(make_literal(Value{}, ValueType::null, take().position));
    if (binary_operator() != nullptr && !path_goes_on()) return refuse(operand_expected);
    return path();
  }

  /// Is the word here followed by a slash or an operator? Then it is a field that is called like an
  /// operator.
  bool path_goes_on() const {
    return peek(1).kind == TokenKind::slash ||
           (peek(1).kind == TokenKind::word &&
            std::any_of(operators.begin(), operators.end(),
                        [&](const Operator& o) { return is_word(peek(1).text, o.word); }));
  }

  NodePtr function() {
    const Token& name = take();
    const Signature* signature = find_function(name.text);
    if (signature == nullptr) {
      return fault(
          Problem{"expression.unknown_function",
                  "",
                  {{"name", std::string{name.text}}, {"position", column_text(name.position)}}});
    }
    take();
    std::vector<NodePtr> arguments;
    if (at(TokenKind::close)) {
      take();
    } else if (!items_until_close(arguments)) {
      return nullptr;
    }
    if (arguments.size() < signature->least || arguments.size() > signature->most) {
      return fault(Problem{"expression.argument_count",
                           "",
                           {{"function", std::string{signature->name}},
                            {"position", column_text(name.position)},
                            {"expected", argument_count_text(*signature)},
                            {"found", std::to_string(arguments.size())}}});
    }
    return counted(make_call(signature->function, std::move(arguments), name.position));
  }

  static std::string argument_count_text(const Signature& signature) {
    const std::string least = std::to_string(signature.least);
    return signature.least == signature.most ? least : least + "-" + std::to_string(signature.most);
  }

  NodePtr path() {
    auto node = std::make_shared<Node>();
    node->kind = Kind::path;
    node->position = peek().position;
    node->names.emplace_back(take().text);
    while (at(TokenKind::slash) && !peek().space_before) {
      take();
      const bool count = at(TokenKind::dollar_word) && peek().text == "$count";
      if (peek().space_before || (!count && !at(TokenKind::word)))
        return refuse("name, any, all or $count");
      if (!count && call_follows()) return lambda(counted(std::move(node)));
      node->names.emplace_back(take().text);
      if (count) break;
    }
    return counted(std::move(node));
  }

  NodePtr lambda(NodePtr collection) {
    if (collection == nullptr) return nullptr;
    const bool all = at_word("all");
    if (!all && !at_word("any")) return refuse("any or all");
    auto node = std::make_shared<Node>();
    node->kind = Kind::lambda;
    node->lambda = all ? Lambda::all : Lambda::any;
    node->position = take().position;
    node->children.push_back(std::move(collection));
    take();
    if (at(TokenKind::close) && !all) {
      take();
      return counted(std::move(node));
    }
    if (!at(TokenKind::word)) return refuse(all ? "variable and :" : "variable and :, or )");
    node->variable_name = std::string{take().text};
    if (!expect(TokenKind::colon, ":")) return nullptr;
    NodePtr body = binary(lowest_level);
    if (body == nullptr || !expect(TokenKind::close, "operator or )")) return nullptr;
    node->children.push_back(std::move(body));
    return counted(std::move(node));
  }

  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  std::size_t nodes_ = 0;
  int depth_ = 0;
  std::optional<Problem> problem_;
};

}  // namespace

Result<NodePtr> parse(std::string_view text) {
  Parser parser{text};
  NodePtr node = parser.expression();
  if (node != nullptr && !parser.at(TokenKind::end)) parser.refuse("operator or end");
  if (parser.failed()) return parser.problem();
  return node;
}

Result<std::vector<OrderTerm>> parse_order(std::string_view text) {
  Parser parser{text};
  std::vector<OrderTerm> terms;
  do {
    if (!terms.empty()) parser.take();
    OrderTerm term{parser.expression(), false};
    if (parser.failed()) return parser.problem();
    term.descending = parser.at_word("desc");
    if (term.descending || parser.at_word("asc")) parser.take();
    terms.push_back(std::move(term));
  } while (parser.at(TokenKind::comma));
  if (!parser.at(TokenKind::end)) {
    parser.refuse("asc, desc, comma or end");
    return parser.problem();
  }
  return terms;
}

Result<std::vector<ComputeTerm>> parse_compute(std::string_view text) {
  Parser parser{text};
  std::vector<ComputeTerm> terms;
  do {
    if (!terms.empty()) parser.take();
    NodePtr expression = parser.expression();
    if (expression != nullptr && !parser.at_word("as")) parser.refuse("operator or as");
    if (parser.failed()) return parser.problem();
    parser.take();
    if (!parser.at(TokenKind::word)) parser.refuse("name");
    if (parser.failed()) return parser.problem();
    terms.push_back(ComputeTerm{std::move(expression), std::string{parser.take().text}});
  } while (parser.at(TokenKind::comma));
  if (!parser.at(TokenKind::end)) {
    parser.refuse("comma or end");
    return parser.problem();
  }
  return terms;
}

}  // namespace tw::expr
