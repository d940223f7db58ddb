// The import wizard's server side: take a file, propose a mapping, run it as a job, hand out the
// failed rows.
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstdlib>

#include "platform/api/effect.h"
#include "platform/api/routes.h"
#include "platform/store/entity_query.h"

namespace tw::api {
namespace {

constexpr std::string_view job_kind = "import";

std::string folder_of(const Services& services) {
  return services.config.data_directory + "/imports";
}

/// Files are named by a random id; the user's name for it is only kept to tell CSV from XLSX.
std::string path_of(const Services& services, const std::string& file) {
  const bool clean =
      !file.empty() && file.size() <= 60 && std::all_of(file.begin(), file.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
      });
  if (!clean || file.find("..") != std::string::npos)
    throw AppError{Errc::not_found, "import.no_such_file"};
  const std::string path = folder_of(services) + "/" + file;
  if (!services.files.exists(path)) throw AppError{Errc::not_found, "import.no_such_file"};
  return path;
}

/// A file belongs to who sent it: the id begins with that user's id.
void require_own(const Call& call, const std::string& file) {
  if (!file.starts_with(call.gate().principal().user.text() + "-"))
    throw AppError{Errc::not_found, "import.no_such_file"};
}

std::string text_in(const json::object& body, std::string_view name,
                    const std::string& otherwise = {}) {
  const json::value* value = body.if_contains(name);
  return value != nullptr && value->is_string() ? std::string{value->as_string()} : otherwise;
}

exchange::Format format_wished(const Call& call) {
  exchange::Format format;
  if (const std::string* encoding = call.url.find("encoding");
      encoding != nullptr && !encoding->empty())
    format.encoding = *encoding;
  if (const std::string* delimiter = call.url.find("delimiter");
      delimiter != nullptr && !delimiter->empty())
    format.delimiter = *delimiter == "tab" ? '\t' : delimiter->front();
  if (const std::string* sheet = call.url.find("sheet"); sheet != nullptr && !sheet->empty())
    format.sheet = *sheet;
  if (const std::string* row = call.url.find("header_row"); row != nullptr && !row->empty())
    format.header_row = std::atoi(row->c_str());
  return format;
}

json::object format_json(const exchange::Format& format) {
  json::object out;
  if (format.kind) out["kind"] = *format.kind == exchange::Format::Kind::xlsx ? "xlsx" : "csv";
  if (format.encoding) out["encoding"] = *format.encoding;
  if (format.delimiter)
    out["delimiter"] = *format.delimiter == '\t' ? "tab" : std::string(1, *format.delimiter);
  if (format.sheet) out["sheet"] = *format.sheet;
  if (format.header_row) out["header_row"] = *format.header_row;
  return out;
}

exchange::Format format_from(const json::object& body) {
  exchange::Format format;
  if (text_in(body, "kind") == "xlsx") format.kind = exchange::Format::Kind::xlsx;
  if (text_in(body, "kind") == "csv") format.kind = exchange::Format::Kind::csv;
  if (const std::string encoding = text_in(body, "encoding"); !encoding.empty())
    format.encoding = encoding;
  if (const std::string delimiter = text_in(body, "delimiter"); !delimiter.empty())
    format.delimiter = delimiter == "tab" ? '\t' : delimiter.front();
  if (const std::string sheet = text_in(body, "sheet"); !sheet.empty()) format.sheet = sheet;
  if (const json::value* row = body.if_contains("header_row"); row != nullptr && row->is_int64())
    format.header_row = static_cast<int>(row->as_int64());
  return format;
}

http::Response describe(const std::string& file, const exchange::Detected& detected) {
  json::object out = format_json(detected.format);
  out["file"] = file;
  out["sheets"] = json::array(detected.sheets.begin(), detected.sheets.end());
  json::array columns;
  for (std::size_t i = 0; i < detected.columns.size(); ++i) {
    json::array samples;
    for (const std::vector<std::string>& row : detected.samples)
      samples.push_back(json::value(i < row.size() ? row[i] : std::string{}));
    columns.push_back(json::object{{"name", detected.columns[i]}, {"samples", std::move(samples)}});
  }
  out["columns"] = std::move(columns);
  out["rows"] = detected.rows_estimate;
  return json_response(200, boost::json::serialize(out));
}

http::Response take_file(const Call& call) {
  if (const std::string* known = call.url.find("file")) {
    require_own(call, *known);
    return describe(*known, exchange::detect(path_of(call.services, *known), format_wished(call)));
  }
  if (call.request.body.empty()) throw AppError{Errc::bad_request, "import.empty_file"};
  const std::string* name = call.url.find("name");
  const bool sheet =
      (name != nullptr && name->ends_with(".xlsx")) || call.request.body.starts_with("PK\x03\x04");
  const std::string file = call.gate().principal().user.text() + "-" +
                           call.services.random.token(16) + (sheet ? ".xlsx" : ".csv");
  call.services.files.make_directories(folder_of(call.services));
  call.services.files.write_durable(folder_of(call.services) + "/" + file, call.request.body);
  return describe(file, exchange::detect(path_of(call.services, file), format_wished(call)));
}

http::Response propose_mapping(const Call& call) {
  const json::object body = body_of(call.request);
  const std::string file = text_in(body, "file");
  require_own(call, file);
  const meta::EntityDef& entity = call.entity_of_set(text_in(body, "set"));
  call.gate().require(entity, store::Verb::create);
  const exchange::Detected detected =
      exchange::detect(path_of(call.services, file), format_from(body));
  const exchange::MappingProposal proposal =
      exchange::propose(call.services.catalogue, entity, detected.columns);
  std::string text;
  JsonWriter out{text};
  json::object mapping;
  for (const auto& [column, path] : proposal.mapping.columns) mapping[column] = path;
  out.begin_object().key("mapping").value(mapping).key("unmapped").begin_array();
  for (const std::string& column : proposal.unmapped) out.string(column);
  out.end_array().key("missing").begin_array();
  for (const std::string& path : proposal.missing) out.string(path);
  out.end_array().key("paths").begin_array();
  for (const exchange::MappingProposal::Path& path : proposal.paths) {
    out.begin_object().key("path").string(path.path).key("label").begin_object();
    for (const Language language : all_languages)
      out.key(tag_of(language)).string(path.label.in(language));
    out.end_object().key("required").boolean(path.required).end_object();
  }
  out.end_array().end_object();
  return json_response(200, std::move(text));
}

http::Response start_import(const Call& call) {
  json::object body = body_of(call.request);
  const std::string file = text_in(body, "file");
  require_own(call, file);
  path_of(call.services, file);
  const meta::EntityDef& entity = call.entity_of_set(text_in(body, "set"));
  call.gate().require(entity, store::Verb::create);
  if (!entity.has(meta::Trait::importable))
    throw AppError{Errc::conflict, "import.not_importable", {{"entity", entity.name}}};
  body["language"] = std::string{tag_of(call.language)};
  return write_and_answer(
      call, [&](record::Unit& unit) { return work::enqueue(unit, job_kind, body); },
      [](const Call&, Id job) { return job_accepted(job); });
}

std::string errors_name(Id job) { return job.text() + "-errors.csv"; }

http::Response failed_rows(const Call& call, const std::string& job) {
  const Result<Id> id = Id::parse(job);
  const meta::EntityDef& jobs = call.entity_of_set("jobs");
  if (!id) throw AppError{Errc::not_found, "record.not_found", {{"entity", jobs.name}}};
  store::EntityQuery query{call.services.schema, call.gate().require(jobs, store::Verb::read),
                           call.gate()};
  query.add_field(jobs.field("id"));
  query.where_id(*id);
  const bool mine = call.services.database.read(
      [&](store::Reader& reader) { return reader.select(query.build())->next(); });
  if (!mine) throw AppError{Errc::not_found, "record.not_found", {{"entity", jobs.name}}};
  http::Response response;
  response.file_path = path_of(call.services, errors_name(*id));
  response.header("Content-Type", "text/csv; charset=utf-8");
  response.header("Content-Disposition", "attachment; filename=\"import-errors.csv\"");
  return response;
}

exchange::Mode mode_of(const std::string& word) {
  if (word == "new") return exchange::Mode::create;
  return word == "update" ? exchange::Mode::update : exchange::Mode::both;
}

void run_import(const Services& services, work::JobContext& job) {
  const json::object& body = job.parameters();
  const meta::EntityDef* entity = services.catalogue.find_set(text_in(body, "set"));
  if (entity == nullptr)
    throw AppError{Errc::not_found, "url.no_such_set", {{"set", text_in(body, "set")}}};
  const std::string path = path_of(services, text_in(body, "file"));
  const exchange::Detected detected = exchange::detect(path, format_from(body));
  exchange::Mapping mapping;
  if (const json::value* given = body.if_contains("mapping");
      given != nullptr && given->is_object())
    for (const auto& [column, field] : given->as_object())
      if (field.is_string() && !field.as_string().empty())
        mapping.columns[std::string{column}] = field.as_string();
  if (mapping.columns.empty())
    mapping = exchange::propose(services.catalogue, *entity, detected.columns).mapping;
  exchange::ImportOptions options;
  options.mode = mode_of(text_in(body, "mode", "both"));
  options.language = best_language(text_in(body, "language"));
  if (const json::value* dry = body.if_contains("dry_run"); dry != nullptr && dry->is_bool())
    options.dry_run = dry->as_bool();
  options.errors_path = folder_of(services) + "/" + errors_name(job.id());
  const std::int64_t all = std::max<std::int64_t>(1, detected.rows_estimate);
  const exchange::ImportReport report = exchange::import_table(
      services.records, job.gate(), *entity, path, detected.format, mapping, options,
      [&](std::int64_t rows) {
        job.progress(static_cast<int>(std::min<std::int64_t>(99, rows * 100 / all)),
                     std::to_string(rows));
      });
  json::object result = report.to_json(services.catalogue, options.language);
  result["dry_run"] = options.dry_run;
  if (report.failed > 0)
    result["errors_file"] = "/api/v1/import/errors/" + job.id().text();
  else
    result["errors_file"] = nullptr;
  job.result(std::move(result));
}

}  // namespace

http::Response serve_import(const Call& call) {
  const std::vector<std::string>& segments = call.url.segments;
  const std::string what = segments.size() > 1 ? segments[1] : std::string{};
  const http::Method method = call.request.method;
  if (what == "files" && method == http::Method::post) return take_file(call);
  if (what == "mapping" && method == http::Method::post) return propose_mapping(call);
  if (what == "run" && method == http::Method::post) return start_import(call);
  if (what == "errors" && segments.size() == 3 && method == http::Method::get)
    return failed_rows(call, segments[2]);
  throw AppError{Errc::not_found, "url.no_such_path"};
}

void register_import_jobs(const Services& services) {
  const auto shared = std::make_shared<Services>(services);
  services.work.handle(std::string{job_kind},
                       [shared](work::JobContext& job) { run_import(*shared, job); });
}

}  // namespace tw::api
