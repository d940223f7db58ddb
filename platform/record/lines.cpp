// A line written by itself is a change of the record that it belongs to: that one's rights, rules
// and totals hold, whichever way the line comes.
#include <algorithm>

#include "platform/record/loader.h"
#include "platform/record/pipeline.h"

namespace tw::record {
namespace {

/// `lines[2].quantity` of the parent is `quantity` to whoever wrote the line.
AppError seen_from_line(const AppError& error, const std::string& prefix) {
  std::vector<Problem> problems = error.problems();
  for (Problem& problem : problems)
    if (problem.field.starts_with(prefix)) problem.field.erase(0, prefix.size());
  return AppError{error.kind(), error.code(), error.params(), std::move(problems)};
}

/// The lines as they are; what is only named stays as it is.
json::array named(const std::vector<Record>& lines) {
  json::array out;
  for (const Record& line : lines) out.push_back(json::object{{"id", line.id().text()}});
  return out;
}

std::size_t place_of(const std::vector<Record>& lines, Id id) {
  const auto found =
      std::find_if(lines.begin(), lines.end(), [&](const Record& line) { return line.id() == id; });
  return static_cast<std::size_t>(found - lines.begin());
}

}  // namespace

const meta::FieldDef* lines_field_of(const meta::EntityDef& line) {
  for (const meta::FieldDef& field : line.field(line.parent).target_entity->fields())
    if (field.type == meta::Type::lines && field.target_entity == &line && field.via == line.parent)
      return &field;
  return nullptr;
}

Record Unit::load_parent(const Record& line) {
  const meta::FieldDef& up = line.entity().field(line.entity().parent);
  return load_for(store::Verb::update, *up.target_entity, line.get(up).as<Id>(), {});
}

void Unit::save_lines(const Record& parent, const meta::FieldDef& field, json::array lines,
                      std::size_t place, const WriteOptions& options) {
  WriteOptions of_parent = options;
  of_parent.expected_version.reset();
  try {
    update(parent.entity(), parent.id(), json::object{{field.name, std::move(lines)}}, of_parent);
  } catch (const AppError& error) {
    throw seen_from_line(error, field.name + "[" + std::to_string(place) + "].");
  }
}

Saved Unit::create_line(const Record& line, const meta::FieldDef& field, const json::object& body,
                        const WriteOptions& options) {
  const Record parent = load_parent(line);
  const std::vector<Record>& before = parent.lines(field.name);
  json::array lines = named(before);
  json::object added = body;
  added.erase("id");
  lines.push_back(std::move(added));
  save_lines(parent, field, std::move(lines), before.size(), options);
  const std::optional<Record> after =
      Loader{service_.schema()}.load(tx_, parent.entity(), parent.id(), WithLines::yes);
  for (const Record& one : after->lines(field.name))
    if (place_of(before, one.id()) == before.size()) return {one.id(), one.version()};
  throw AppError{Errc::internal, "internal"};
}

Saved Unit::update_line(const Record& line, const meta::FieldDef& field, const json::object& body,
                        const WriteOptions& options) {
  const Record parent = load_parent(line);
  const std::size_t place = place_of(parent.lines(field.name), line.id());
  json::array lines = named(parent.lines(field.name));
  json::object changed = body;
  changed["id"] = line.id().text();
  lines[place] = std::move(changed);
  save_lines(parent, field, std::move(lines), place, options);
  const std::optional<Record> now =
      Loader{service_.schema()}.load(tx_, line.entity(), line.id(), WithLines::no);
  return {line.id(), now->version()};
}

void Unit::remove_line(const Record& line, const meta::FieldDef& field,
                       const WriteOptions& options) {
  const Record parent = load_parent(line);
  const std::size_t place = place_of(parent.lines(field.name), line.id());
  json::array lines = named(parent.lines(field.name));
  lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(place));
  save_lines(parent, field, std::move(lines), place, options);
}

}  // namespace tw::record
