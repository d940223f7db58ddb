#pragma once
// One sheet of a workbook, streamed row by row. Rows without any content are passed over; of
// merged cells the first has the value; a cell with an error is empty; dates come as ISO text,
// booleans as TRUE and FALSE, percentages as `12.5%`.

#include "platform/exchange/exchange.h"
#include "platform/exchange/workbook.h"

namespace tw::exchange {

class XlsxReader final : public TableReader {
 public:
  /// `sheet` empty: the first visible one. AppError "import.no_sheet" {sheet}.
  XlsxReader(const std::string& path, const std::string& sheet);
  bool next(std::vector<std::string>& cells) override;
  std::int64_t row() const override { return row_; }

  const std::vector<Sheet>& sheets() const { return workbook_.sheets(); }
  const std::string& sheet() const { return sheet_->name; }
  /// As the sheet itself says, 0 when it does not.
  std::int64_t rows_said() const { return rows_said_; }

 private:
  bool read_row(std::vector<std::string>& cells);
  void read_cell(std::string& out);
  void convert(std::string_view type, std::size_t style, std::string& value) const;
  std::size_t column_of_cell();

  Package package_;
  Workbook workbook_;
  const Sheet* sheet_ = nullptr;
  std::unique_ptr<XmlPull> xml_;
  bool ended_ = false;
  std::int64_t row_ = 0, rows_said_ = 0;
  std::size_t next_column_ = 0;
};

}  // namespace tw::exchange
