#include "platform/exchange/draft.h"

#include <functional>

#include "platform/base/text.h"

namespace tw::exchange {
namespace {

constexpr std::size_t most_rows_a_record = 10'000;
constexpr std::size_t batches_ahead = 2;

void add_fault(Draft& draft, const PlannedColumn& column, std::int64_t row, Problem problem) {
  problem.field = column.path.lines == nullptr
                      ? column.path.field->name
                      : column.path.lines->name + "." + column.path.field->name;
  problem.params["column"] = column.name;
  draft.faults.push_back({row, std::move(problem)});
}

/// One cell into the object it belongs to, or among the references.
void convert_cell(const PlannedColumn& column, const std::string& cell, std::int64_t row,
                  std::size_t lines, std::size_t line, json::object& body, Draft& draft) {
  const BoundPath& path = column.path;
  if (path.is_reference()) {
    std::vector<std::string> texts;
    if (path.field->type == meta::Type::refs)
      texts = split_list(cell);
    else if (std::string text = trim(cell); !text.empty())
      texts.push_back(std::move(text));
    if (!texts.empty()) draft.references.push_back({&column, lines, line, row, std::move(texts)});
    return;
  }
  if (!path.member.empty()) {
    json::value& address = body[path.field->name];
    if (!address.is_object()) address.emplace_object();
    std::string text = trim(cell);
    if (path.member == "country")
      if (std::string code = read_country(text); !code.empty()) text = std::move(code);
    address.as_object()[path.member] = text;
    return;
  }
  Result<json::value> value = column.reader->read(cell);
  if (!value) return add_fault(draft, column, row, value.error());
  body[path.field->name] = *std::move(value);
}

bool is_blank(const std::string& cell) {
  return cell.find_first_not_of(" \t\r\n") == std::string::npos;
}

void convert_head(const Plan& plan, Draft& draft) {
  const Row& first = draft.rows.front();
  for (const PlannedColumn& column : plan.head) {
    const std::string& value = column.value_in(first.cells);
    for (std::size_t i = 1; i < draft.rows.size(); ++i) {
      const Row& row = draft.rows[i];
      const std::string& other = column.value_in(row.cells);
      if (!is_blank(other) && other != value)
        add_fault(draft, column, row.number,
                  {"import.contradiction", "", {{"first", value}, {"value", other}}});
    }
    if (is_blank(value) || &column == plan.id_column) continue;
    convert_cell(column, value, first.number, 0, 0, draft.body, draft);
  }
}

void convert_lines(const Plan& plan, Draft& draft) {
  for (std::size_t lines = 0; lines < plan.lines.size(); ++lines) {
    const LinePlan& wanted = plan.lines[lines];
    for (const Row& row : draft.rows) {
      bool filled = false;
      for (const PlannedColumn& column : wanted.columns)
        filled = filled || (column.cell < row.cells.size() && !is_blank(row.cells[column.cell]));
      if (!filled) continue;
      const std::size_t line = draft.lines[lines].size();
      DraftLine& made = draft.lines[lines].emplace_back();
      made.row = row.number;
      for (const PlannedColumn& column : wanted.columns)
        if (const std::string& value = column.value_in(row.cells); !is_blank(value))
          convert_cell(column, value, row.number, lines, line, made.body, draft);
    }
  }
}

}  // namespace

void convert(const Plan& plan, Draft& draft) {
  draft.lines.resize(plan.lines.size());
  convert_head(plan, draft);
  convert_lines(plan, draft);
}

Drafts::Drafts(const Plan& plan, std::unique_ptr<TableReader> reader, std::size_t batch)
    : plan_{plan}, reader_{std::move(reader)}, batch_{batch}, thread_{[this] { read_ahead(); }} {}

Drafts::~Drafts() {
  {
    const std::lock_guard lock{mutex_};
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Drafts::read_ahead() {
  try {
    for (;;) {
      std::vector<Draft> batch;
      for (Draft draft; batch.size() < batch_ && read_draft(draft); draft = {}) {
        convert(plan_, draft);
        batch.push_back(std::move(draft));
      }
      std::unique_lock lock{mutex_};
      changed_.wait(lock, [&] { return stop_ || ready_.size() < batches_ahead; });
      if (stop_) return;
      done_ = batch.empty();
      if (!done_) ready_.push_back(std::move(batch));
      changed_.notify_all();
      if (done_) return;
    }
  } catch (...) {  // handed to the thread that imports
    const std::lock_guard lock{mutex_};
    error_ = std::current_exception();
    done_ = true;
    changed_.notify_all();
  }
}

std::vector<Draft> Drafts::next() {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [&] { return done_ || !ready_.empty(); });
  if (ready_.empty()) {
    if (error_) std::rethrow_exception(error_);
    return {};
  }
  std::vector<Draft> batch = std::move(ready_.front());
  ready_.pop_front();
  changed_.notify_all();
  return batch;
}

bool Drafts::pull(Row& row) {
  if (!reader_->next(row.cells)) return false;
  row.number = reader_->row();
  return true;
}

/// Does the row belong to the draft begun before it? It does with the same key, or, where records
/// have lines, with no key and no other value of the record (as under a merged cell).
bool Drafts::continues(const Draft& draft, const Row& row) const {
  if (plan_.lines.empty() || plan_.key_column == nullptr) return false;
  const std::string key = trim(plan_.key_column->value_in(row.cells));
  if (!key.empty()) return key == draft.key;
  if (draft.key.empty()) return false;
  for (const PlannedColumn& column : plan_.head)
    if (column.cell < row.cells.size() && !is_blank(row.cells[column.cell])) return false;
  return true;
}

bool Drafts::read_draft(Draft& draft) {
  Row row;
  if (held_) {
    row = *std::move(held_);
    held_.reset();
  } else if (!pull(row)) {
    return false;
  }
  if (plan_.key_column != nullptr) draft.key = trim(plan_.key_column->value_in(row.cells));
  if (plan_.id_column != nullptr) draft.id = trim(plan_.id_column->value_in(row.cells));
  draft.rows.push_back(std::move(row));
  std::size_t too_many = 0;
  for (Row more; pull(more); more = {}) {
    if (!continues(draft, more)) {
      held_ = std::move(more);
      break;
    }
    if (draft.rows.size() < most_rows_a_record)
      draft.rows.push_back(std::move(more));
    else
      ++too_many;
  }
  if (too_many > 0)
    draft.faults.push_back(
        {draft.rows.back().number,
         {"import.too_many_lines", "", {{"max", std::to_string(most_rows_a_record)}}}});
  note_key(draft);
  return true;
}

/// Keys are remembered by their hash alone, so a million of them take little memory.
void Drafts::note_key(Draft& draft) {
  if (draft.key.empty()) return;
  const auto [known, fresh] =
      seen_.try_emplace(std::hash<std::string>{}(draft.key), draft.rows.front().number);
  if (fresh) return;
  Problem problem{plan_.lines.empty() ? "import.duplicate_key" : "import.scattered_key",
                  plan_.key->name,
                  {{"value", draft.key},
                   {"row", std::to_string(known->second)},
                   {"column", plan_.key_column->name}}};
  draft.faults.push_back({draft.rows.front().number, std::move(problem)});
}

}  // namespace tw::exchange
