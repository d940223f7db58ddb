// Export: every record that the caller may export, with all fields that the caller may read, in the
// form that the import takes back. A record with lines is several rows; records come by id, some
// hundred at a time.
#include <unicode/timezone.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "platform/base/error.h"
#include "platform/exchange/exchange.h"
#include "platform/exchange/export_page.h"
#include "platform/exchange/text_source.h"

namespace tw::exchange {
namespace {

using meta::FieldDef;
using meta::Type;

constexpr std::int64_t page_size = 500;
/// A spreadsheet knows no time zones: instants become what the caller's clock shows.
class LocalTime {
 public:
  explicit LocalTime(const std::string& zone)
      : zone_{icu::TimeZone::createTimeZone(
            icu::UnicodeString::fromUTF8(zone.empty() ? "Asia/Shanghai" : zone))} {}
  void apply(std::vector<Value>& cells) const {
    for (Value& cell : cells) {
      const DateTime* instant = cell.get_if<DateTime>();
      if (instant == nullptr) continue;
      std::int32_t raw = 0;
      std::int32_t saving = 0;
      UErrorCode status = U_ZERO_ERROR;
      zone_->getOffset(static_cast<UDate>(instant->ms()), 0, raw, saving, status);
      cell = Value{instant->plus_ms(raw + saving)};
    }
  }

 private:
  std::unique_ptr<icu::TimeZone> zone_;
};

class Exporter {
 public:
  Exporter(record::RecordService& records, const access::Gate& gate, const meta::EntityDef& entity)
      : records_{records},
        gate_{gate},
        entity_{entity},
        permit_{gate.require(entity, store::Verb::export_)} {
    for (const FieldDef& field : entity.fields()) {
      const bool readable = (field.type == Type::lines || field.type == Type::refs) &&
                            gate.read_permit(*field.target_entity) != nullptr &&
                            permit_.right(field) != store::FieldRight::hidden;
      if (readable && field.type == Type::lines) lines_.emplace_back(records, gate, field);
      if (readable && field.type == Type::refs) links_.emplace_back(records, gate, entity, field);
    }
  }

  /// `after_page` is called when some rows were written.
  void write(TableWriter& writer, const LocalTime* local, const std::function<void()>& after_page) {
    std::vector<std::string> names;
    {
      store::EntityQuery query{records_.schema(), permit_, gate_};
      Cells{query, gate_, permit_, entity_, nullptr}.names("", names);
    }
    for (const LinksOfPage& links : links_) names.push_back(links.name());
    for (LinesOfPage& lines : lines_) lines.names(names);
    writer.header(names);
    std::optional<Id> last;
    // One snapshot for all pages.
    records_.database().read([&](store::Reader& reader) {
      while (write_page(reader, writer, local, last)) after_page();
    });
    writer.finish();
    after_page();
  }

 private:
  bool write_page(store::Reader& reader, TableWriter& writer, const LocalTime* local,
                  std::optional<Id>& last) {
    std::vector<std::pair<Id, std::vector<Value>>> page;
    {
      store::EntityQuery query{records_.schema(), permit_, gate_};
      const int id = query.add_field(entity_.field("id"));
      const Cells cells{query, gate_, permit_, entity_, nullptr};
      if (last) query.after({Value{*last}});
      query.limit(page_size);  // by id
      const auto cursor = reader.select(query.build());
      while (cursor->next()) {
        page.emplace_back(Id{cursor->integer(id)}, std::vector<Value>{});
        cells.read(*cursor, page.back().second);
      }
    }
    if (page.empty()) return false;
    last = page.back().first;
    std::vector<Id> ids;
    for (const auto& [id, cells] : page) ids.push_back(id);
    for (LinksOfPage& links : links_) links.read(reader, ids);
    for (LinesOfPage& lines : lines_) lines.read(reader, ids);
    for (auto& [id, cells] : page) write_record(writer, local, id, cells);
    return true;
  }

  void write_record(TableWriter& writer, const LocalTime* local, Id id,
                    const std::vector<Value>& head) {
    std::size_t rows = 1;
    for (const LinesOfPage& lines : lines_) rows = std::max(rows, lines.count(id));
    for (std::size_t row = 0; row < rows; ++row) {
      std::vector<Value> cells = head;
      for (const LinksOfPage& links : links_) cells.push_back(links.cell(id));
      for (const LinesOfPage& lines : lines_) lines.append(id, row, cells);
      if (local != nullptr) local->apply(cells);
      writer.row(cells);
    }
  }

  record::RecordService& records_;
  const access::Gate& gate_;
  const meta::EntityDef& entity_;
  const store::Permit& permit_;
  std::vector<LinksOfPage> links_;
  std::vector<LinesOfPage> lines_;
};

[[noreturn]] void unwritable() {
  throw AppError{Errc::storage, "file.unwritable", {{"reason", std::strerror(errno)}}};
}

void write_all(std::FILE* to, std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), to) != text.size() || std::fflush(to) != 0)
    unwritable();
  text.clear();
}

void copy_to_output(const std::string& path) {
  const File file = open_file(path);
  std::string block(64u << 10, '\0');
  for (std::size_t got = block.size(); got == block.size();) {
    got = std::fread(block.data(), 1, block.size(), file.get());
    std::string part = block.substr(0, got);
    write_all(stdout, part);
  }
}

}  // namespace

void export_table(record::RecordService& records, const access::Gate& gate,
                  const meta::EntityDef& entity, const std::string& format,
                  const std::string& file) {
  Exporter exporter{records, gate, entity};
  if (format == "xlsx") {
    const LocalTime local{gate.principal().time_zone};
    const std::string path = !file.empty()
                                 ? file
                                 : (std::filesystem::temp_directory_path() /
                                    ("tradewind-" + records.ids().next().text() + ".xlsx"))
                                       .string();
    exporter.write(*xlsx_writer(path), &local, [] {});
    if (!file.empty()) return;
    copy_to_output(path);
    std::filesystem::remove(path);
    return;
  }
  if (format != "csv") throw AppError{Errc::invalid, "export.unknown_format", {{"format", format}}};
  File owned;
  if (!file.empty()) {
    owned.reset(std::fopen(file.c_str(), "wb"));
    if (!owned) unwritable();
  }
  std::FILE* const to = owned ? owned.get() : stdout;
  std::string text;
  exporter.write(*csv_writer(text, CsvFlavour::plain), nullptr, [&] { write_all(to, text); });
}

}  // namespace tw::exchange
