#include "platform/store/sql/answer_cache.h"

namespace tw::store::sql {
namespace {

constexpr std::size_t most_rows = 200;
constexpr std::size_t most_answers = 500;

/// Text and parameters, each with its length before it.
std::string key_of(const Statement& statement) {
  std::string key = statement.text;
  for (const Parameter& parameter : statement.parameters) {
    if (const auto* text = std::get_if<std::string>(&parameter.datum))
      key += '\n' + std::to_string(text->size()) + ':' + *text;
    else if (const auto* integer = std::get_if<std::int64_t>(&parameter.datum))
      key += '\n' + std::to_string(*integer);
    else
      key += "\n-";
  }
  return key;
}

class AnswerCursor final : public Cursor {
 public:
  explicit AnswerCursor(std::shared_ptr<const Answer> answer) : answer_{std::move(answer)} {}

  bool next() override { return ++row_ < answer_->rows.size(); }
  bool is_null(int column) const override {
    return std::holds_alternative<std::monostate>(datum(column));
  }
  std::int64_t integer(int column) const override {
    const auto* integer = std::get_if<std::int64_t>(&datum(column));
    return integer == nullptr ? 0 : *integer;
  }
  std::string_view text(int column) const override {
    const auto* text = std::get_if<std::string>(&datum(column));
    return text == nullptr ? std::string_view{} : *text;
  }
  Value value(int column) const override {
    if (is_null(column)) return {};
    const ResultColumn& declared = answer_->columns[static_cast<std::size_t>(column)];
    return is_integer(declared.storage) ? decode(integer(column), declared)
                                        : decode(text(column), declared);
  }

 private:
  const Datum& datum(int column) const {
    return answer_->rows[row_][static_cast<std::size_t>(column)];
  }
  std::shared_ptr<const Answer> answer_;
  std::size_t row_ = static_cast<std::size_t>(-1);  // before the first
};

std::vector<Datum> row_of(const Cursor& cursor, const std::vector<ResultColumn>& columns) {
  std::vector<Datum> row;
  row.reserve(columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const int at = static_cast<int>(i);
    if (cursor.is_null(at))
      row.emplace_back();
    else if (is_integer(columns[i].storage))
      row.emplace_back(cursor.integer(at));
    else
      row.emplace_back(std::string{cursor.text(at)});
  }
  return row;
}

}  // namespace

std::shared_ptr<const Answer> AnswerCache::find(const std::string& state,
                                                const Statement& statement) {
  if (state != state_) {
    answers_.clear();
    state_ = state;
    return nullptr;
  }
  const auto found = answers_.find(key_of(statement));
  return found == answers_.end() ? nullptr : found->second;
}

std::shared_ptr<const Answer> AnswerCache::keep(const Statement& statement, Cursor& cursor) {
  auto answer = std::make_shared<Answer>();
  answer->columns = statement.columns;
  while (cursor.next()) answer->rows.push_back(row_of(cursor, statement.columns));
  if (answer->rows.size() <= most_rows) {
    if (answers_.size() >= most_answers) answers_.clear();
    answers_.emplace(key_of(statement), answer);
  }
  return answer;
}

std::unique_ptr<Cursor> cursor_over(std::shared_ptr<const Answer> answer) {
  return std::make_unique<AnswerCursor>(std::move(answer));
}

}  // namespace tw::store::sql
