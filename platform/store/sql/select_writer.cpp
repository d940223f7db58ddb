// The part of TermWriter that writes whole selects.

#include <algorithm>
#include <array>

#include "platform/base/check.h"
#include "platform/store/sql/compiler.h"
#include "platform/store/sql/term_writer.h"

namespace tw::store::sql {
namespace {

/// Page sizes people have, with the row that tells whether there is more. Written out, since a plan
/// for all limits expects a tenth of all rows and so looks worse than one made for each query anew.
/// Others stay parameters: every text is a statement to prepare.
bool is_usual_page(std::int64_t rows) {
  constexpr std::array<std::int64_t, 9> usual{1, 2, 11, 21, 26, 51, 101, 201, 1001};
  return std::find(usual.begin(), usual.end(), rows) != usual.end();
}

}  // namespace

void TermWriter::select(const Select& query) {
  if (query.count_cap) return counted_select(query);
  if (query.partition_by != nullptr && query.partition_limit) return partitioned_select(query);
  plain_select(query, Items::all);
}

void TermWriter::subquery(const Select& query, Items items) {
  if (items == Items::all) return select(query);
  plain_select(query, items);
}

void TermWriter::plain_select(const Select& query, Items wanted) {
  CHECK(!query.sources.empty());
  frames_.push_back({&query, next_alias_});
  next_alias_ += query.sources.size();
  out_.text += query.distinct ? "SELECT DISTINCT " : "SELECT ";
  items(query, wanted);
  sources(query);
  if (query.where != nullptr) {
    out_.text += " WHERE ";
    condition(*query.where);
  }
  grouping(query, wanted);
  // The numbered form is wrapped and ordered by its row number outside.
  if (wanted == Items::all) {
    order(query);
    limits(query);
    if (query.lock_skip_locked) out_.text += dialect_.lock_rows();
  }
  frames_.pop_back();
}

void TermWriter::counted_select(const Select& query) {
  out_.text += "SELECT count(*) FROM (";
  plain_select(query, query.distinct ? Items::numbered : Items::one);
  out_.text += " LIMIT ";
  integer(*query.count_cap + 1);
  out_.text += ") AS counted";
}

void TermWriter::partitioned_select(const Select& query) {
  CHECK(query.group_by.empty() && !query.distinct);
  out_.text += "SELECT ";
  for (std::size_t i = 0; i < query.items.size(); ++i) {
    if (i > 0) out_.text += ", ";
    out_.text += 'c';
    out_.text += std::to_string(i);
  }
  out_.text += " FROM (";
  plain_select(query, Items::numbered);
  out_.text += ") AS numbered WHERE n <= ";
  integer(*query.partition_limit);
  // Within each partition the rows come in their order; partitions interleave.
  out_.text += " ORDER BY n";
  limits(query);
}

void TermWriter::items(const Select& query, Items wanted) {
  if (wanted == Items::one) {
    out_.text += '1';
    return;
  }
  CHECK(!query.items.empty());
  for (std::size_t i = 0; i < query.items.size(); ++i) {
    if (i > 0) out_.text += ", ";
    write(*query.items[i], Position::value);
    if (wanted == Items::numbered) {
      out_.text += " AS c";
      out_.text += std::to_string(i);
    }
  }
  if (wanted == Items::numbered && query.partition_by != nullptr) row_number(query);
}

void TermWriter::row_number(const Select& query) {
  out_.text += ", row_number() OVER (PARTITION BY ";
  write(*query.partition_by, Position::value);
  order(query);
  out_.text += ") AS n";
}

void TermWriter::sources(const Select& query) {
  for (std::size_t i = 0; i < query.sources.size(); ++i) {
    const Source& source = query.sources[i];
    CHECK(source.table != nullptr && (i == 0) == (source.join == Source::Join::from));
    switch (source.join) {
      case Source::Join::from: out_.text += " FROM "; break;
      case Source::Join::inner: out_.text += " JOIN "; break;
      case Source::Join::left: out_.text += " LEFT JOIN "; break;
    }
    if (source.list != nullptr)
      pattern(dialect_.list_rows(), *store::call(Fn::is_null, {source.list}));
    else
      append_identifier(out_.text, source.table->name);
    out_.text += " AS t";
    out_.text += std::to_string(frames_.back().first_alias + i);
    if (i == 0) continue;
    CHECK(source.on != nullptr);
    out_.text += " ON ";
    condition(*source.on);
  }
}

/// PostgreSQL does not see that two expressions with parameters are one: a term that is also a
/// result column is named by its number.
bool TermWriter::ordinal(const Select& query, const TermPtr& term) {
  for (std::size_t i = 0; i < query.items.size(); ++i) {
    if (query.items[i] != term) continue;
    out_.text += std::to_string(i + 1);
    return true;
  }
  return false;
}

void TermWriter::grouping(const Select& query, Items wanted) {
  for (std::size_t i = 0; i < query.group_by.size(); ++i) {
    out_.text += i == 0 ? " GROUP BY " : ", ";
    if (wanted == Items::one || !ordinal(query, query.group_by[i]))
      write(*query.group_by[i], Position::value);
  }
}

void TermWriter::order(const Select& query) {
  for (std::size_t i = 0; i < query.order_by.size(); ++i) {
    const OrderBy& by = query.order_by[i];
    out_.text += i == 0 ? " ORDER BY " : ", ";
    const bool by_number = (!query.group_by.empty() || query.distinct) && ordinal(query, by.term);
    if (!by_number) write(*by.term, Position::value);
    if (by.descending) out_.text += " DESC";
    if (can_be_null(*by.term)) out_.text += dialect_.null_order(by.descending);
  }
}

void TermWriter::limits(const Select& query) {
  if (query.limit) {
    out_.text += " LIMIT ";
    if (dialect_.plans_for_values() && is_usual_page(*query.limit))
      out_.text += std::to_string(*query.limit);
    else
      integer(*query.limit);
  } else if (query.offset) {
    out_.text += dialect_.no_limit();
  }
  if (query.offset) {
    out_.text += " OFFSET ";
    integer(*query.offset);
  }
}

}  // namespace tw::store::sql
