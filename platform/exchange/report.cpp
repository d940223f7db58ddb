#include "platform/exchange/report.h"

#include <cerrno>
#include <cstring>

#include "platform/base/error.h"

namespace tw::exchange {
namespace {

constexpr std::size_t most_samples = 50;
constexpr std::size_t flush_after = 256u << 10;

}  // namespace

ReportWriter::ReportWriter(const meta::Catalogue& catalogue, const Plan& plan,
                           const ImportOptions& options)
    : catalogue_{catalogue}, plan_{plan}, options_{options} {}

ReportWriter::~ReportWriter() {
  if (errors_ != nullptr) std::fclose(errors_);
}

void ReportWriter::open_errors() {
  errors_ = std::fopen(options_.errors_path.c_str(), "wb");
  if (errors_ == nullptr)
    throw AppError{Errc::storage, "file.unwritable", {{"reason", std::strerror(errno)}}};
  writer_ = csv_writer(buffer_, CsvFlavour::excel);
  std::vector<std::string> names = plan_.columns;
  names.push_back(catalogue_.message("import.column_row", {}, options_.language));
  names.push_back(catalogue_.message("import.column_reason", {}, options_.language));
  writer_->header(names);
}

std::string ReportWriter::reason_of(const Problem& problem) const {
  Params params = problem.params;
  if (const auto entity = params.find("entity"); entity != params.end())
    if (const meta::EntityDef* known = catalogue_.find(entity->second))
      entity->second = known->label.in(options_.language);
  const std::string message = catalogue_.message(problem.code, params, options_.language);
  const auto column = params.find("column");
  return column == params.end() ? message : column->second + ": " + message;
}

void ReportWriter::fail(const Draft& draft, const std::vector<Fault>& faults) {
  ++report_.failed;
  for (const Fault& fault : faults)
    if (report_.samples.size() < most_samples)
      report_.samples.push_back({fault.row, fault.problem});
  if (options_.errors_path.empty()) return;
  if (errors_ == nullptr) open_errors();
  for (const Row& row : draft.rows) {
    std::string reason;
    for (const Fault& fault : faults)
      if (fault.row == row.number)
        reason += (reason.empty() ? "" : "\n") + reason_of(fault.problem);
    std::vector<Value> cells;
    for (std::size_t i = 0; i < plan_.columns.size(); ++i)
      cells.emplace_back(i < row.cells.size() ? row.cells[i] : std::string{});
    cells.emplace_back(row.number);
    cells.emplace_back(reason);
    writer_->row(cells);
  }
  if (buffer_.size() > flush_after) finish();
}

void ReportWriter::finish() {
  if (errors_ == nullptr) return;
  const bool written = std::fwrite(buffer_.data(), 1, buffer_.size(), errors_) == buffer_.size() &&
                       std::fflush(errors_) == 0;
  if (!written)
    throw AppError{Errc::storage, "file.unwritable", {{"reason", std::strerror(errno)}}};
  buffer_.clear();
}

json::object ImportReport::to_json(const meta::Catalogue& catalogue, Language language) const {
  json::object out{{"rows", rows},       {"records", records},     {"created", created},
                   {"updated", updated}, {"unchanged", unchanged}, {"failed", failed}};
  json::array problems;
  for (const Sample& sample : samples) {
    Params params = sample.problem.params;
    if (const auto entity = params.find("entity"); entity != params.end())
      if (const meta::EntityDef* known = catalogue.find(entity->second))
        entity->second = known->label.in(language);
    const auto column = params.find("column");
    problems.push_back(
        json::object{{"row", sample.row},
                     {"column", column == params.end() ? std::string{} : column->second},
                     {"field", sample.problem.field},
                     {"code", sample.problem.code},
                     {"message", catalogue.message(sample.problem.code, params, language)}});
  }
  out["problems"] = std::move(problems);
  return out;
}

}  // namespace tw::exchange
