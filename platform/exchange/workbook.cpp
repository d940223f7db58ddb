#include "platform/exchange/workbook.h"

#include <algorithm>
#include <charconv>

#include "platform/base/error.h"
#include "platform/base/text.h"
#include "platform/exchange/text_source.h"

namespace tw::exchange {
namespace {

using Event = XmlPull::Event;

constexpr std::size_t most_styles = 100'000;
constexpr std::size_t most_sheets = 1'000;
constexpr std::uint64_t least_string_budget = 48u << 20;
constexpr std::uint64_t most_string_budget = 512u << 20;
constexpr std::uint64_t honest_string_ratio = 40;

int number_in(std::optional<std::string_view> text, int otherwise) {
  if (!text) return otherwise;
  int number = otherwise;
  std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

bool is_true(std::optional<std::string_view> text) {
  return text && (*text == "1" || *text == "true");
}

/// A relation's target as the name of a part: relative to the folder `base`, or from the root.
std::string part_name(std::string_view base, std::string_view target) {
  if (target.starts_with('/')) return std::string{target.substr(1)};
  std::string path{base};
  while (target.starts_with("../")) {
    target.remove_prefix(3);
    const std::size_t slash =
        path.size() < 2 ? std::string::npos : path.rfind('/', path.size() - 2);
    path.resize(slash == std::string::npos ? 0 : slash + 1);
  }
  return path + std::string{target};
}

struct Relation {
  std::string id, type, target;
};

std::vector<Relation> relations_of(Package& package, const std::string& part) {
  const std::size_t slash = part.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : part.substr(0, slash + 1);
  const std::string name = part.substr(folder.size());
  const std::string file = folder + "_rels/" + name + ".rels";
  std::vector<Relation> relations;
  if (!package.has(file)) return relations;
  XmlPull xml = package.open(file);
  for (Event event = xml.next(); event != Event::finished; event = xml.next()) {
    if (event != Event::start || xml.name() != "Relationship") continue;
    if (relations.size() > most_sheets * 4) unreadable("too many relations");
    const std::string type{xml.attribute("Type").value_or("")};
    relations.push_back({std::string{xml.attribute("Id").value_or("")},
                         type.substr(type.rfind('/') + 1),
                         part_name(folder, xml.attribute("Target").value_or(""))});
  }
  return relations;
}

}  // namespace

Workbook::Workbook(Package& package) {
  std::string part = "xl/workbook.xml";
  for (const Relation& relation : relations_of(package, ""))
    if (relation.type == "officeDocument" && package.has(relation.target)) part = relation.target;
  if (!package.has(part)) unreadable("no workbook inside");
  read_sheets(package, part);
  read_styles(package);
}

void Workbook::read_sheets(Package& package, const std::string& part) {
  std::map<std::string, std::string> parts;
  for (Relation& relation : relations_of(package, part)) {
    if (relation.type == "styles") styles_part_ = relation.target;
    if (relation.type == "sharedStrings") strings_part_ = relation.target;
    if (relation.type == "worksheet") parts[relation.id] = relation.target;
  }
  XmlPull xml = package.open(part);
  for (Event event = xml.next(); event != Event::finished; event = xml.next()) {
    if (event != Event::start) continue;
    if (xml.name() == "workbookPr") from_1904_ = is_true(xml.attribute("date1904"));
    if (xml.name() != "sheet") continue;
    const auto found = parts.find(std::string{xml.attribute("id").value_or("")});
    if (found == parts.end() || !package.has(found->second)) continue;  // a chart sheet
    if (sheets_.size() == most_sheets) unreadable("too many sheets");
    const std::string_view state = xml.attribute("state").value_or("visible");
    sheets_.push_back(
        {std::string{xml.attribute("name").value_or("")}, found->second, state != "visible"});
  }
}

void Workbook::read_styles(Package& package) {
  if (!package.has(styles_part_)) return;
  std::map<int, std::string> codes;
  bool in_cell_styles = false;
  XmlPull xml = package.open(styles_part_);
  for (Event event = xml.next(); event != Event::finished; event = xml.next()) {
    if (xml.name() == "cellXfs" && event != Event::text) in_cell_styles = event == Event::start;
    if (event != Event::start) continue;
    if (looks_.size() + codes.size() > most_styles) unreadable("too many styles");
    if (xml.name() == "numFmt")
      codes[number_in(xml.attribute("numFmtId"), -1)] = xml.attribute("formatCode").value_or("");
    if (xml.name() != "xf" || !in_cell_styles) continue;
    const int id = number_in(xml.attribute("numFmtId"), 0);
    const auto code = codes.find(id);
    looks_.push_back(look_of(id, code == codes.end() ? std::string_view{} : code->second));
  }
}

NumberLook Workbook::look(std::size_t style) const {
  return style < looks_.size() ? looks_[style] : NumberLook::plain;
}

std::string_view Workbook::shared_string(std::size_t index) const {
  if (index >= string_ends_.size()) return {};
  const std::size_t start = index == 0 ? 0 : string_ends_[index - 1];
  return std::string_view{strings_}.substr(start, string_ends_[index] - start);
}

void Workbook::load_shared_strings(Package& package) {
  if (!package.has(strings_part_)) return;
  const std::uint64_t budget = std::clamp(package.packed_size(strings_part_) * honest_string_ratio,
                                          least_string_budget, most_string_budget);
  XmlPull xml = package.open(strings_part_);
  bool in_text = false;
  bool phonetic = false;
  for (Event event = xml.next(); event != Event::finished; event = xml.next()) {
    if (event == Event::text) {
      if (in_text && !phonetic) append_unescaped(strings_, xml.text());
    } else if (xml.name() == "t") {
      in_text = event == Event::start;
    } else if (xml.name() == "rPh") {
      phonetic = event == Event::start;
    } else if (xml.name() == "si" && event == Event::end) {
      string_ends_.push_back(strings_.size());
    }
    if (strings_.size() + string_ends_.size() * sizeof(std::size_t) > budget)
      throw AppError{Errc::too_large, "import.bomb"};
  }
}

void append_unescaped(std::string& out, std::string_view text) {
  for (;;) {
    const std::size_t mark = text.find("_x");
    out += text.substr(0, mark);
    if (mark == std::string_view::npos) return;
    text.remove_prefix(mark);
    constexpr std::size_t escape_size = 7;  // _x000D_
    std::uint32_t code = 0;
    const bool long_enough = text.size() >= escape_size && text[escape_size - 1] == '_';
    const char* const end = text.data() + escape_size - 1;
    if (long_enough && std::from_chars(text.data() + 2, end, code, 16).ptr == end &&
        (code < 0xD800 || code > 0xDFFF)) {
      append_utf8(out, static_cast<char32_t>(code));
      text.remove_prefix(escape_size);
    } else {
      out += text.substr(0, 2);
      text.remove_prefix(2);
    }
  }
}

}  // namespace tw::exchange
