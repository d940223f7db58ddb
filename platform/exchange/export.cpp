// Export: every record that the caller may export, with all fields that the caller may read, in the
// form that the import takes back. A record with lines is several rows; records come by id, some
// hundred at a time.
#include <unicode/timezone.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>

#include "platform/base/error.h"
#include "platform/exchange/paths.h"
#include "platform/exchange/text_source.h"
#include "platform/store/entity_query.h"

namespace tw::exchange {
namespace {

using meta::FieldDef;
using meta::Type;

constexpr std::int64_t page_size = 500;
constexpr std::array<std::string_view, 5> address_members{"street", "city", "region", "postcode",
                                                          "country"};

expr::Step step_to(const FieldDef& reference) {
  expr::Step step;
  step.what = expr::Step::What::one;
  step.field = &reference;
  step.target = reference.target_entity;
  return step;
}

expr::Step step_of(const FieldDef& field) {
  expr::Step step;
  step.field = &field;
  return step;
}

/// `A; B` for the JSON list of a choices or tags field.
std::string joined(const std::string& list) {
  std::string text;
  const json::value parsed = boost::json::parse(list);
  if (!parsed.is_array()) return list;
  for (const json::value& item : parsed.as_array()) {
    if (!item.is_string()) continue;
    if (!text.empty()) text += "; ";
    text += std::string_view{item.as_string()};
  }
  return text;
}

/// One field as one or, for an address, several cells.
class Cells {
 public:
  Cells(store::EntityQuery& query, const access::Gate& gate, const store::Permit& permit,
        const meta::EntityDef& entity, const FieldDef* without)
      : gate_{gate}, permit_{permit} {
    for (const FieldDef& field : entity.fields())
      if (&field != without && wanted(field)) add(query, field);
  }

  void names(const std::string& prefix, std::vector<std::string>& names) const {
    for (const Item& item : items_) {
      if (item.field->type != Type::address) {
        names.push_back(prefix + item.field->name);
        continue;
      }
      for (const std::string_view member : address_members)
        names.push_back(prefix + item.field->name + "." + std::string{member});
    }
  }

  void read(const store::Cursor& cursor, std::vector<Value>& cells) const {
    for (const Item& item : items_) read_item(item, cursor, cells);
  }
  std::size_t width() const {
    std::vector<std::string> all;
    names("", all);
    return all.size();
  }

 private:
  struct Item {
    const FieldDef* field;
    std::vector<int> columns;  // of a reference: its natural keys, then its id
  };

  bool wanted(const FieldDef& field) const {
    if (field.name == "version" || field.name == "deleted_at") return false;
    if (field.type == Type::secret || field.type == Type::file || field.type == Type::files ||
        field.type == Type::any_ref)
      return false;
    const bool has_value = field.column >= 0 || field.type == Type::formula;
    return has_value && permit_.right(field) != store::FieldRight::hidden;
  }

  void add(store::EntityQuery& query, const FieldDef& field) {
    Item item{&field, {}};
    const store::Permit* target =
        field.type == Type::ref ? gate_.read_permit(*field.target_entity) : nullptr;
    if (target != nullptr) {
      for (const FieldDef* key : natural_keys(*field.target_entity)) {
        const bool unique = key->unique || key->type == Type::sequence;
        if (unique && target->right(*key) >= store::FieldRight::read)
          item.columns.push_back(query.add_path({step_to(field), step_of(*key)}));
      }
    }
    if (field.type != Type::ref || target != nullptr || field.name == "id")
      item.columns.push_back(query.add_field(field));
    items_.push_back(std::move(item));
  }

  void read_item(const Item& item, const store::Cursor& cursor, std::vector<Value>& cells) const {
    if (item.field->type == Type::address) return read_address(item, cursor, cells);
    Value value;
    for (const int column : item.columns)
      if (value.is_null()) value = cursor.value(column);
    if (const std::string* text = value.get_if<std::string>()) {
      if (permit_.right(*item.field) == store::FieldRight::masked)
        value = Value{store::mask_of(*item.field, *text)};
      else if (item.field->type == Type::choices || item.field->type == Type::tags)
        value = Value{joined(*text)};
    }
    cells.push_back(std::move(value));
  }

  static void read_address(const Item& item, const store::Cursor& cursor,
                           std::vector<Value>& cells) {
    const Value stored = cursor.value(item.columns.front());
    const json::value address =
        stored.is_null() ? json::value{} : boost::json::parse(stored.as<std::string>());
    for (const std::string_view member : address_members) {
      const json::value* part =
          address.is_object() ? address.as_object().if_contains(member) : nullptr;
      cells.push_back(part != nullptr && part->is_string() ? Value{std::string{part->as_string()}}
                                                           : Value{});
    }
  }

  const access::Gate& gate_;
  const store::Permit& permit_;
  std::vector<Item> items_;
};

/// The children of a `lines` field for one page of records.
class LinesOfPage {
 public:
  LinesOfPage(const record::RecordService& records, const access::Gate& gate, const FieldDef& field)
      : records_{records}, gate_{gate}, field_{field} {}

  const FieldDef& field() const { return field_; }

  void names(std::vector<std::string>& names) {
    store::EntityQuery query = make_query();
    const Cells cells = make_cells(query);
    cells.names(field_.name + ".", names);
    width_ = cells.width();
  }
  void read(store::Reader& reader, const std::vector<Id>& ids) {
    rows_.clear();
    const meta::EntityDef& entity = *field_.target_entity;
    store::EntityQuery query = make_query();
    const int owner = query.add_field(entity.field(field_.via));
    const Cells cells = make_cells(query);
    if (entity.find("position") != nullptr) {
      expr::BindContext context;
      context.entity = &entity;
      query.order_by(*expr::bind(*expr::parse("position"), context), false);
    }
    query.where_parent(entity.field(field_.via), ids, std::nullopt);
    const auto cursor = reader.select(query.build());
    while (cursor->next()) cells.read(*cursor, rows_[Id{cursor->integer(owner)}].emplace_back());
  }
  std::size_t count(Id id) const {
    const auto found = rows_.find(id);
    return found == rows_.end() ? 0 : found->second.size();
  }
  void append(Id id, std::size_t line, std::vector<Value>& cells) const {
    if (line >= count(id)) {
      cells.resize(cells.size() + width_);
      return;
    }
    const std::vector<Value>& own = rows_.at(id)[line];
    cells.insert(cells.end(), own.begin(), own.end());
  }

 private:
  store::EntityQuery make_query() const {
    const meta::EntityDef& entity = *field_.target_entity;
    return store::EntityQuery{records_.schema(), *gate_.read_permit(entity), gate_};
  }
  Cells make_cells(store::EntityQuery& query) const {
    const meta::EntityDef& entity = *field_.target_entity;
    return Cells{query, gate_, *gate_.read_permit(entity), entity, &entity.field(field_.via)};
  }

  const record::RecordService& records_;
  const access::Gate& gate_;
  const FieldDef& field_;
  std::size_t width_ = 0;
  std::map<Id, std::vector<std::vector<Value>>> rows_;
};

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
    for (const FieldDef& field : entity.fields())
      if (field.type == Type::lines && gate.read_permit(*field.target_entity) != nullptr &&
          permit_.right(field) != store::FieldRight::hidden)
        lines_.emplace_back(records, gate, field);
  }

  /// `after_page` is called when some rows were written.
  void write(TableWriter& writer, const LocalTime* local, const std::function<void()>& after_page) {
    std::vector<std::string> names;
    {
      store::EntityQuery query{records_.schema(), permit_, gate_};
      Cells{query, gate_, permit_, entity_, nullptr}.names("", names);
    }
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
      for (const LinesOfPage& lines : lines_) lines.append(id, row, cells);
      if (local != nullptr) local->apply(cells);
      writer.row(cells);
    }
  }

  record::RecordService& records_;
  const access::Gate& gate_;
  const meta::EntityDef& entity_;
  const store::Permit& permit_;
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
