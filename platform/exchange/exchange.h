#pragma once
// Tables of the outside world: CSV and XLSX, in and out. Columns are field paths
// (`account.external_id`, `lines.product.code`); rows that share the match key of the entity form
// one record with lines.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/record/pipeline.h"
#include "platform/work/work.h"

namespace tw::exchange {

/// How a file is to be read; unset members are detected.
struct Format {
  enum class Kind : std::uint8_t { csv, xlsx };
  std::optional<Kind> kind;
  std::optional<std::string> encoding;  // utf-8, gb18030, big5, utf-16le, utf-16be
  std::optional<char> delimiter;        // , ; tab |
  std::optional<std::string> sheet;
  std::optional<int> header_row;  // 1-based
};

/// Streams rows; memory stays flat.
class TableReader {
 public:
  virtual ~TableReader() = default;
  virtual bool next(std::vector<std::string>& cells) = 0;  // dates of XLSX arrive as ISO text
  virtual std::int64_t row() const = 0;  // 1-based row (or line) in the file, for messages
};
/// AppError "import.unreadable" {reason}.
std::unique_ptr<TableReader> open_table(const std::string& path, const Format& format);

struct Detected {
  Format format;
  std::vector<std::string> sheets;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> samples;  // first rows after the header
  std::int64_t rows_estimate = 0;
};
Detected detect(const std::string& path, const Format& wished = {});

struct Mapping {
  std::map<std::string, std::string> columns;  // file column → field path
  /// YAML or JSON: `columns: { 客户编号: external_id }`, `defaults: { currency: USD }`.
  std::map<std::string, std::string> defaults;  // field path → constant
};
struct MappingProposal {
  Mapping mapping;
  std::vector<std::string> unmapped, missing;
  struct Path {
    std::string path;
    Label label;
    bool required;
  };
  std::vector<Path> paths;
};
/// Header = field path, field label in any language, or a known synonym.
MappingProposal propose(const meta::Catalogue& catalogue, const meta::EntityDef& entity,
                        const std::vector<std::string>& columns);
Mapping parse_mapping(std::string_view yaml);

enum class Mode : std::uint8_t { create, update, both };
struct ImportOptions {
  Mode mode = Mode::both;
  bool dry_run = false;
  int batch = 5000;                     // records in one transaction
  std::string errors_path;              // CSV of the failed rows with the reason; empty = none
  Language language = Language::zh_cn;  // of the reasons
};
struct ImportReport {
  std::int64_t rows = 0, records = 0, created = 0, updated = 0, unchanged = 0, failed = 0;
  struct Sample {
    std::int64_t row;
    Problem problem;
  };
  std::vector<Sample> samples;  // the first 50 faults
  json::object to_json(const meta::Catalogue& catalogue, Language language) const;
};
/// `progress(rows_done)` is called at least every batch and may throw work::Cancelled.
ImportReport import_table(record::RecordService& records, const access::Gate& gate,
                          const meta::EntityDef& entity, const std::string& path,
                          const Format& format, const Mapping& mapping,
                          const ImportOptions& options,
                          const std::function<void(std::int64_t)>& progress);

/// Writes rows as they come; cells that a spreadsheet would run as a formula are made inert (S17).
class TableWriter {
 public:
  virtual ~TableWriter() = default;
  virtual void header(const std::vector<std::string>& names) = 0;
  virtual void row(const std::vector<Value>& cells) = 0;
  virtual void finish() = 0;
};
/// Every record the gate may export, all readable fields, as the import takes them back; `file`
/// empty: standard output.
void export_table(record::RecordService& records, const access::Gate& gate,
                  const meta::EntityDef& entity, const std::string& format,
                  const std::string& file);

enum class CsvFlavour : std::uint8_t { plain, excel };  // excel: BOM, CRLF
std::unique_ptr<TableWriter> csv_writer(std::string& out, CsvFlavour flavour);
std::unique_ptr<TableWriter> xlsx_writer(const std::string& path);

}  // namespace tw::exchange
