// A set as a file: the list's own filter, order and columns, values as the caller may see them.
#include <algorithm>

#include "platform/api/effect.h"
#include "platform/api/reader.h"
#include "platform/api/routes.h"
#include "platform/store/entity_query.h"

namespace tw::api {
namespace {

constexpr std::int64_t most_rows = 200'000;

struct ExportColumn {
  const meta::FieldDef* field = nullptr;
  int position = 0;
  bool masked = false;
  bool title = false;
};

std::string header_of(const meta::FieldDef& field, Language language) {
  return field.label.in(language);
}

/// Columns asked for by `$select`, else those of the list.
std::vector<const meta::FieldDef*> fields_of(const meta::EntityDef& entity,
                                             const Options& options) {
  if (!options.select.empty()) return options.select;
  std::vector<const meta::FieldDef*> fields;
  for (const std::string& name : entity.views.list)
    if (const meta::FieldDef* field = entity.find(name)) fields.push_back(field);
  return fields;
}

class ExportPlan {
 public:
  ExportPlan(const Call& call, const meta::EntityDef& entity, const Options& options,
             store::EntityQuery& query)
      : call_{call} {
    const store::Permit& permit = call.gate().require(entity, store::Verb::export_);
    for (const meta::FieldDef* field : fields_of(entity, options)) {
      const store::FieldRight right = permit.right(*field);
      if (right == store::FieldRight::hidden || field->type == meta::Type::secret ||
          field->column < 0)
        continue;
      if (field->type == meta::Type::ref)
        add_title(*field, query);
      else
        columns_.push_back(
            {field, query.add_field(*field), right == store::FieldRight::masked, false});
    }
  }

  std::vector<std::string> headers() const {
    std::vector<std::string> names;
    for (const ExportColumn& column : columns_)
      names.push_back(header_of(*column.field, call_.language));
    return names;
  }

  std::vector<Value> row(const store::Cursor& cursor) const {
    std::vector<Value> cells;
    for (const ExportColumn& column : columns_) {
      if (cursor.is_null(column.position))
        cells.emplace_back();
      else if (column.masked)
        cells.emplace_back(store::mask_of(*column.field, cursor.text(column.position)));
      else
        cells.push_back(shown(column, cursor.value(column.position)));
    }
    return cells;
  }

 private:
  void add_title(const meta::FieldDef& reference, store::EntityQuery& query) {
    const meta::EntityDef& target = *reference.target_entity;
    const meta::FieldDef& title = target.field(target.title);
    const store::Permit* read = call_.gate().read_permit(target);
    if (read == nullptr || read->right(title) < store::FieldRight::read) return;
    expr::Step to;
    to.what = expr::Step::What::one;
    to.field = &reference;
    to.target = &target;
    expr::Step name;
    name.field = &title;
    columns_.push_back({&reference, query.add_path({to, name}), false, true});
  }

  /// Options by their label, as people read them; the importer takes labels back.
  Value shown(const ExportColumn& column, Value value) const {
    if (column.title) return value;
    const std::string* code = value.get_if<std::string>();
    if (code == nullptr) return value;
    const meta::Option* option = column.field->option(*code);
    return option == nullptr ? value : Value{option->label.in(call_.language)};
  }

  const Call& call_;
  std::vector<ExportColumn> columns_;
};

}  // namespace

http::Response export_set(const Call& call, const meta::EntityDef& entity) {
  QueryPairs pairs = call.url.query;
  std::string format = "csv";
  std::erase_if(pairs, [&](const auto& pair) {
    if (pair.first == "format") format = pair.second;
    return pair.first == "format";
  });
  const Options options = parse_options(call, entity, pairs);
  store::EntityQuery query{call.services.schema, call.gate().require(entity, store::Verb::export_),
                           call.gate()};
  const ExportPlan plan{call, entity, options, query};
  if (options.filter) query.where(options.filter);
  read_in(call, [&](store::Reader& reader) {
    apply_search(call, reader, entity, options.search, query);
  });
  for (const expr::OrderTerm& term : options.order)
    query.order_by(term.expression, term.descending);
  query.limit(std::min(options.top.value_or(most_rows), most_rows));

  const bool sheet = format == "xlsx";
  http::Response response;
  const std::string folder = call.services.config.data_directory + "/exports";
  const std::string path = folder + "/" + call.services.random.token(16) + ".xlsx";
  if (sheet) call.services.files.make_directories(folder);
  const auto writer = sheet ? exchange::xlsx_writer(path)
                            : exchange::csv_writer(response.body, exchange::CsvFlavour::excel);
  writer->header(plan.headers());
  call.services.database.read([&](store::Reader& reader) {
    const auto cursor = reader.select(query.build());
    while (cursor->next()) writer->row(plan.row(*cursor));
  });
  writer->finish();
  if (sheet) {
    response.body = call.services.files.read(path);
    call.services.files.remove(path);
  }
  response.header("Content-Type",
                  sheet ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                        : "text/csv; charset=utf-8");
  response.header("Content-Disposition",
                  "attachment; filename=\"" + entity.set + (sheet ? ".xlsx\"" : ".csv\""));
  response.header("Cache-Control", "no-store");
  return response;
}

}  // namespace tw::api
