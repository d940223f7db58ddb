#pragma once
// The file of a backup: written once under another name, read with every checksum verified.

#include <sodium.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/store/table.h"

namespace tw::store::postgres {

/// A table of the file. The search index has its own form and no description.
struct CopiedTable {
  Table table;
  bool is_search_index = false;
};

class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  std::string hex() const;

 private:
  crypto_hash_sha256_state state_;
};

/// Writes `<path>.part`, which becomes `path` in finish() and vanishes otherwise.
class BackupWriter {
 public:
  explicit BackupWriter(std::string path);
  ~BackupWriter();
  BackupWriter(const BackupWriter&) = delete;
  BackupWriter& operator=(const BackupWriter&) = delete;

  const std::string& part() const { return part_; }
  void header(const std::vector<CopiedTable>& tables);
  void begin_table(std::string_view name);
  void row(std::string_view bytes);
  void end_table();
  /// Ends the file and has it on disk.
  void finish();
  /// Gives it its name.
  void publish();

 private:
  void write(std::string_view bytes);
  void write_file(std::string_view bytes);
  void flush_rows();

  const std::string path_, part_;
  int file_ = -1;
  std::string buffer_;
  Sha256 whole_, rows_hash_;
  std::string rows_;
  std::uint64_t row_count_ = 0;
};

/// Reads a file front to back; AppError{invalid, "store.backup_damaged"} at the first byte that is
/// not as it must be.
class BackupReader {
 public:
  explicit BackupReader(const std::string& path);
  ~BackupReader();
  BackupReader(const BackupReader&) = delete;
  BackupReader& operator=(const BackupReader&) = delete;

  const std::vector<CopiedTable>& tables() const { return tables_; }
  void begin_table(std::string_view name);
  /// The next piece of the table's rows, empty at its end.
  std::string_view piece();
  void finish();

 private:
  std::string line();
  void read(std::size_t size);
  bool fill();

  int file_ = -1;
  std::string buffer_, piece_;
  std::size_t at_ = 0;
  std::vector<CopiedTable> tables_;
  Sha256 whole_, rows_hash_;
  std::uint64_t row_count_ = 0;
};

[[noreturn]] void backup_failed(const std::string& reason);
[[noreturn]] void backup_damaged(const std::string& reason);

}  // namespace tw::store::postgres
