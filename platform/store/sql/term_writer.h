#pragma once
// TermWriter: writes terms and selects into a Statement. Inner part of the compiler.
// Aliases are t0, t1, … in the order in which sources are met, so the same query always gives the
// same text.

#include <string>
#include <string_view>
#include <vector>

#include "platform/store/select.h"
#include "platform/store/sql/dialect.h"
#include "platform/store/sql/statement.h"

namespace tw::store::sql {

class TermWriter {
 public:
  TermWriter(const Dialect& dialect, Statement& out) : dialect_{dialect}, out_{out} {}

  void select(const Select& query);
  /// The next select is walked in its order: its conditions on other columns shall not draw an
  /// index.
  void walk(const Select& query);
  /// Makes `table` source 0 of the outermost level (UPDATE, DELETE), alias t0.
  void enter_table(const Table& table);
  /// A term where unknown counts as false anyway.
  void condition(const Term& term) { write(term, Position::filter); }

 private:
  enum class Position { filter, value };
  enum class Items { all, numbered, one };
  struct Frame {
    const Select* select = nullptr;
    std::size_t first_alias = 0;
  };

  void plain_select(const Select& query, Items items);
  void counted_select(const Select& query);
  void partitioned_select(const Select& query);
  void items(const Select& query, Items items);
  void row_number(const Select& query);
  void sources(const Select& query);
  void grouping(const Select& query, Items items);
  bool ordinal(const Select& query, const TermPtr& term);
  void order(const Select& query);
  void limits(const Select& query);
  void subquery(const Select& query, Items items);

  void write(const Term& term, Position position);
  void column(const Term& term);
  void parameter(const Term& term, bool list = false);
  void integer(std::int64_t number);
  void call(const Term& term, Position position);
  void connective(const Term& term, std::string_view word, Position position);
  void comparison(const Term& term, Position position);
  void comparison_text(const Term& term);
  void write_comparison(const Term& term);
  void in_list(const Term& term);
  bool prefix_range(const Term& term);
  void null_safe(const Term& term, bool equal, Position position);
  void operation(const Term& term);
  void case_when(const Term& term, Position position);
  void pattern(std::string_view text, const Term& term);
  void search(const Term& term, std::string_view text);
  void arguments(const Term& term, std::string_view separator);
  bool can_be_null(const Term& term) const;
  const Frame& frame(int depth) const;

  const Dialect& dialect_;
  Statement& out_;
  std::vector<Frame> frames_;
  std::size_t next_alias_ = 0;
  const Column* walked_ = nullptr;  // the column of the walked order
  bool in_comparison_ = false;
};

}  // namespace tw::store::sql
