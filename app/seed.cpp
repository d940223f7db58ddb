#include "app/seed.h"

#include <fmt/format.h>

#include <cstdio>

#include "gen/embedded.h"

namespace tw::app {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// `2026-06-30` at this place of the text, standing alone.
bool date_at(std::string_view text, std::size_t at) {
  constexpr std::string_view shape = "dddd-dd-dd";
  if (at + shape.size() > text.size() || (at > 0 && is_digit(text[at - 1]))) return false;
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (shape[i] == 'd' ? !is_digit(text[at + i]) : text[at + i] != '-') return false;
  return at + shape.size() == text.size() || !is_digit(text[at + shape.size()]);
}

std::string with_dates_moved(std::string_view text, int days) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (days != 0 && date_at(text, i)) {
      if (const Result<Date> date = Date::parse(text.substr(i, 10))) {
        out += date->plus_days(days).text();
        i += 10;
        continue;
      }
    }
    out += text[i++];
  }
  return out;
}

/// `demo/050-users.csv` → users.
std::string set_of(std::string_view path) {
  std::string name{path.substr(path.rfind('/') + 1)};
  name.resize(name.size() - std::string_view{".csv"}.size());
  if (name.size() > 4 && is_digit(name[0]) && name[3] == '-') name.erase(0, 4);
  return name;
}

void import_one(App& app, const EmbeddedFile& file, int shift_days) {
  const meta::EntityDef* entity = app.catalogue->find_set(set_of(file.path));
  if (entity == nullptr)
    throw AppError{Errc::internal,
                   "seed.failed",
                   {{"file", std::string{file.path}}, {"reason", "no such set"}}};
  const std::string path = app.config.data_directory + "/seed.csv";
  app.files->write_durable(path, with_dates_moved(file.data, shift_days));
  const exchange::Detected detected = exchange::detect(path);
  const exchange::Mapping mapping =
      exchange::propose(*app.catalogue, *entity, detected.columns).mapping;
  const access::Gate gate = access::Gate::system(*app.catalogue, *app.clock);
  const exchange::ImportReport report = exchange::import_table(
      app.records, gate, *entity, path, detected.format, mapping, {}, [](std::int64_t) {});
  app.files->remove(path);
  if (report.failed == 0) return;
  const exchange::ImportReport::Sample& first = report.samples.front();
  const std::string reason =
      app.catalogue->message(first.problem.code, first.problem.params, Language::en);
  throw AppError{
      Errc::internal,
      "seed.failed",
      {{"file", std::string{file.path}},
       {"reason", fmt::format("row {}, {}: {}", first.row, first.problem.field, reason)}}};
}

}  // namespace

void import_folder(App& app, const std::string& folder, int shift_days) {
  for (const EmbeddedFile& file : embedded_data_files())
    if (file.path.starts_with(folder)) import_one(app, file, shift_days);
}

}  // namespace tw::app
