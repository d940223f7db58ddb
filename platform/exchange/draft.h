#pragma once
// Rows become drafts of records: rows of one key are gathered, cells converted, references noted
// for later. No database here, so that it runs beside the writing of the batch before.

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "platform/base/json.h"
#include "platform/exchange/plan.h"

namespace tw::exchange {

struct Row {
  std::int64_t number = 0;
  std::vector<std::string> cells;
};

struct Fault {
  std::int64_t row = 0;
  Problem problem;  // `field` is the path; params may hold {column}
};

/// A reference that the database must resolve.
struct Pending {
  const PlannedColumn* column = nullptr;
  std::size_t lines = 0, line = 0;  // position in Draft::lines; for a head column unused
  std::int64_t row = 0;
  std::vector<std::string> texts;  // one for ref, several for refs
};

struct DraftLine {
  json::object body;
  std::int64_t row = 0;
};

struct Draft {
  std::vector<Row> rows;  // as read, for the file of errors
  std::string key, id;
  json::object body;
  std::vector<std::vector<DraftLine>> lines;  // as Plan::lines
  std::vector<Pending> references;
  std::vector<Fault> faults;
};

/// Reads the table on its own thread, at most two batches ahead.
class Drafts {
 public:
  /// `plan` must outlive this.
  Drafts(const Plan& plan, std::unique_ptr<TableReader> reader, std::size_t batch);
  ~Drafts();
  Drafts(const Drafts&) = delete;
  Drafts& operator=(const Drafts&) = delete;

  /// The next batch; empty at the end. Throws what reading threw.
  std::vector<Draft> next();

 private:
  void read_ahead();
  bool read_draft(Draft& draft);
  bool continues(const Draft& draft, const Row& row) const;
  void note_key(Draft& draft);
  bool pull(Row& row);

  const Plan& plan_;
  std::unique_ptr<TableReader> reader_;
  std::size_t batch_;
  std::optional<Row> held_;                               // read, belongs to the next draft
  std::unordered_map<std::uint64_t, std::int64_t> seen_;  // hash of key → its first row

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::vector<Draft>> ready_;
  std::exception_ptr error_;
  bool done_ = false, stop_ = false;
  std::thread thread_;
};

/// Converts the cells of all rows of the draft.
void convert(const Plan& plan, Draft& draft);

}  // namespace tw::exchange
