#pragma once
// What an import tells: counts, the first faults, and the file of failed rows with their reasons.

#include <cstdio>

#include "platform/exchange/draft.h"

namespace tw::exchange {

class ReportWriter {
 public:
  ReportWriter(const meta::Catalogue& catalogue, const Plan& plan, const ImportOptions& options);

  ImportReport& counts() { return report_; }
  void fail(const Draft& draft, const std::vector<Fault>& faults);
  /// The file of errors is whole after this.
  void finish();

 private:
  void open_errors();
  std::string reason_of(const Problem& problem) const;

  const meta::Catalogue& catalogue_;
  const Plan& plan_;
  const ImportOptions& options_;
  ImportReport report_;
  std::FILE* errors_ = nullptr;
  std::string buffer_;
  std::unique_ptr<TableWriter> writer_;

 public:
  ~ReportWriter();
  ReportWriter(const ReportWriter&) = delete;
  ReportWriter& operator=(const ReportWriter&) = delete;
};

}  // namespace tw::exchange
