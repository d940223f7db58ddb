// Fuzzes the readers of tables and cells: any file is rows or an AppError, and what the CSV writer
// wrote is read back as it was. Build with clang:
//   clang++ -std=c++20 -fsanitize=fuzzer,address,undefined -I. platform/base/*.cpp
//   platform/exchange/{csv_*,xlsx_reader,xml_pull,package,workbook,number_look,text_source,encoding,
//   detect,formula,cell*}.cpp platform/exchange/fuzz/table_fuzz.cpp …
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

#include "platform/base/check.h"
#include "platform/base/text.h"
#include "platform/exchange/cell.h"
#include "platform/exchange/csv_reader.h"

namespace {

using namespace tw::exchange;

/// A file without a disk.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : file_{memfd_create("fuzz", 0)} {
    CHECK(file_ >= 0 &&
          write(file_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }
  ~MemoryFile() { close(file_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

 private:
  int file_;
};

void read_table(std::string_view bytes) {
  const MemoryFile file{bytes};
  try {
    const Detected found = detect(file.path());
    const auto reader = open_table(file.path(), found.format);
    std::vector<std::string> cells;
    while (reader->next(cells))
      for (const std::string& cell : cells) CHECK(!tw::first_bad_utf8(cell));
  } catch (const tw::AppError&) {
    return;  // the usual end
  }
}

void read_back(std::string_view text) {
  if (text.empty() || tw::first_bad_utf8(text)) return;
  std::string written;
  csv_writer(written, CsvFlavour::excel)->row({tw::Value{"x"}, tw::Value{text}, tw::Value{"y"}});
  const MemoryFile file{written};
  CsvReader reader{file.path(), "utf-8", ','};
  std::vector<std::string> cells;
  CHECK(reader.next(cells) && cells.size() == 3 && cells[1] == text);
}

void read_cells(std::string_view text) {
  if (tw::first_bad_utf8(text)) return;
  static_cast<void>(read_number(text));
  static_cast<void>(read_moment(text, DayOrder::unknown));
  static_cast<void>(order_shown_by(text));
  static_cast<void>(read_boolean(text));
  static_cast<void>(read_country(text));
  static_cast<void>(read_currency(text));
  static_cast<void>(split_list(text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t most_bytes = 64u << 10;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (size > most_bytes) return 0;
  read_table(text);
  read_back(text);
  read_cells(text);
  return 0;
}
