// Import: drafts of records go through the record pipeline in batches, a transaction each. One bad
// record fails alone: it is met first without a savepoint (they are dear: the search index writes
// itself out at each), the batch is undone, and runs again with a savepoint round that record.
#include <algorithm>
#include <charconv>
#include <set>

#include "platform/base/error.h"
#include "platform/exchange/existing.h"
#include "platform/exchange/header.h"
#include "platform/exchange/report.h"

namespace tw::exchange {
namespace {

/// Thrown out of a dry run's transaction so that it is rolled back.
struct DryRun {};

/// Thrown out of a batch whose record `index` failed where nothing protects the others.
struct Undo {
  std::size_t index;
};

enum class Outcome : std::uint8_t { created, updated, unchanged, failed, waiting };

struct Judged {
  Outcome outcome = Outcome::failed;
  std::vector<Fault> faults;
  bool touched = false;  // it failed in the pipeline, perhaps half written
};

enum class Guard : std::uint8_t { none, savepoint };

/// Faults of the input; others (a full disk, a busy database) end the import.
bool is_about_the_record(const AppError& error) {
  switch (error.kind()) {
    case Errc::bad_request:
    case Errc::forbidden:
    case Errc::not_found:
    case Errc::conflict:
    case Errc::stale:
    case Errc::too_large:
    case Errc::invalid: return true;
    default: return false;
  }
}

/// `lines[2].product` → the row of the third line and the column of its product.
Fault located(const Plan& plan, const Draft& draft, Problem problem) {
  Fault fault{draft.rows.front().number, std::move(problem)};
  const std::string& path = fault.problem.field;
  const std::size_t open = path.find('[');
  const std::size_t close = path.find("].", open);
  std::string_view field = path;
  const meta::FieldDef* lines_field = nullptr;
  if (open != std::string::npos && close != std::string::npos) {
    std::size_t line = 0;
    std::from_chars(path.data() + open + 1, path.data() + close, line);
    for (std::size_t i = 0; i < plan.lines.size(); ++i) {
      if (plan.lines[i].field->name != path.substr(0, open)) continue;
      lines_field = plan.lines[i].field;
      if (line < draft.lines[i].size()) fault.row = draft.lines[i][line].row;
    }
    field = field.substr(close + 2);
  }
  if (field.ends_with("_id")) field.remove_suffix(3);
  if (const PlannedColumn* column = plan.find(lines_field, field.substr(0, field.find('.'))))
    fault.problem.params["column"] = column->name;
  return fault;
}

class Importer {
 public:
  Importer(record::RecordService& records, const access::Gate& gate, const Plan& plan,
           const ImportOptions& options, ReportWriter& report)
      : records_{records},
        gate_{gate},
        plan_{plan},
        options_{options},
        report_{report},
        references_{records, gate} {
    write_options_.via = "import";
    write_options_.batch = true;
    write_options_.keep_authorship = gate.principal().administrator && plan.has_history;
  }

  /// Drafts that only wait for other records of this import are handed back.
  std::vector<Draft> run(std::vector<Draft> drafts) {
    std::vector<Judged> judged;
    std::set<std::size_t> guarded;
    constexpr std::size_t most_tries = 4;
    for (bool done = false; !done;) {
      guard_all_ = guard_all_ || guarded.size() == most_tries;
      try {
        run_once(drafts, guarded, judged);
        references_.keep();
        done = true;
      } catch (const DryRun&) {
        references_.pretend();
        done = true;
      } catch (const Undo& undo) {
        guarded.insert(undo.index);
      }
    }
    std::vector<Draft> waiting;
    std::size_t failed = 0;
    for (std::size_t i = 0; i < drafts.size(); ++i) {
      if (judged[i].outcome == Outcome::failed) ++failed;
      if (judged[i].outcome == Outcome::waiting)
        waiting.push_back(std::move(drafts[i]));
      else
        tell(judged[i], drafts[i]);
    }
    guard_all_ = failed > most_tries;  // faults come in flocks
    return waiting;
  }

  /// From now on what still waits has failed.
  void stop_waiting() { may_wait_ = false; }

 private:
  void run_once(std::vector<Draft>& drafts, const std::set<std::size_t>& guarded,
                std::vector<Judged>& judged) {
    records_.run(gate_, [&](record::Unit& unit) {
      judged.assign(drafts.size(), {});
      references_.look_up(unit.transaction(), drafts);
      const Existing existing{unit.transaction(), records_, gate_, plan_, drafts};
      unit.look_ahead(*plan_.entity, questions_of(drafts));
      for (std::size_t i = 0; i < drafts.size(); ++i) {
        const bool guard = guard_all_ || guarded.contains(i);
        judged[i] = judge(unit, existing, drafts[i], guard ? Guard::savepoint : Guard::none);
        if (!guard && judged[i].outcome == Outcome::failed && judged[i].touched) throw Undo{i};
      }
      if (options_.dry_run) throw DryRun{};
    });
  }

  /// What the pipeline will ask of each record.
  record::Questions questions_of(const std::vector<Draft>& drafts) const {
    record::Questions questions;
    for (const Draft& draft : drafts) {
      for (const Pending& pending : draft.references)
        for (const std::string& text : pending.texts)
          if (const Result<Id> id = references_.find(pending.column->path, text);
              id && !id->empty())
            questions.references[pending.column->path.field->target_entity].push_back(*id);
      for (const PlannedColumn& column : plan_.head) {
        const meta::FieldDef& field = *column.path.field;
        if (!field.unique || field.column < 0) continue;
        if (const json::value* value = draft.body.if_contains(field.name))
          if (value->is_string()) questions.unique[&field].emplace_back(value->as_string());
      }
    }
    for (auto& [target, ids] : questions.references) {
      std::sort(ids.begin(), ids.end());
      ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    }
    return questions;
  }

  Judged judge(record::Unit& unit, const Existing& existing, Draft& draft, Guard guard) {
    std::vector<Fault> faults = draft.faults;
    const bool sound = faults.empty();
    bool only_waiting = resolve(draft, faults) && sound;
    if (!faults.empty())
      return {may_wait_ && only_waiting ? Outcome::waiting : Outcome::failed, std::move(faults)};
    Id id;
    const Existing::Found found = existing.find(draft, id);
    if (auto refusal = refusal_of(found, draft)) return {Outcome::failed, {*std::move(refusal)}};
    if (found == Existing::Found::yes && !existing.complete(id, plan_, draft))
      return {Outcome::unchanged, {}};
    try {
      const auto write = [&] { id = write_record(unit, found, id, draft); };
      if (guard == Guard::savepoint)
        unit.savepoint(write);
      else
        write();
    } catch (const AppError& error) {
      if (!is_about_the_record(error)) throw;
      return {Outcome::failed, faults_of(error, draft), true};
    }
    if (found == Existing::Found::yes) return {Outcome::updated, {}};
    if (plan_.names_itself) references_.add(*plan_.entity, draft.body, id);
    return {Outcome::created, {}};
  }

  Id write_record(record::Unit& unit, Existing::Found found, Id id, const Draft& draft) {
    const json::object body = body_of(draft);
    return found == Existing::Found::yes ? unit.update(*plan_.entity, id, body, write_options_).id
                                         : unit.create(*plan_.entity, body, write_options_).id;
  }

  std::vector<Fault> faults_of(const AppError& error, const Draft& draft) const {
    std::vector<Fault> faults;
    for (const Problem& problem : error.problems())
      faults.push_back(located(plan_, draft, problem));
    if (faults.empty()) faults.push_back(located(plan_, draft, {error.code(), "", error.params()}));
    return faults;
  }

  std::optional<Fault> refusal_of(Existing::Found found, const Draft& draft) const {
    const auto fault = [&](const char* code) {
      Problem problem{code, plan_.key == nullptr ? "" : plan_.key->name, {}};
      problem.params["value"] = draft.key;
      if (plan_.key_column != nullptr) problem.params["column"] = plan_.key_column->name;
      return Fault{draft.rows.front().number, std::move(problem)};
    };
    if (found == Existing::Found::taken) return fault("import.key_taken");
    if (found == Existing::Found::yes)
      return options_.mode == Mode::create ? std::optional{fault("import.exists")} : std::nullopt;
    if (options_.mode == Mode::update)
      return fault(draft.key.empty() ? "import.missing_key" : "import.not_found");
    const bool reserved = plan_.key != nullptr && plan_.key->type == meta::Type::sequence &&
                          !draft.key.empty() && !write_options_.keep_authorship;
    return reserved ? std::optional{fault("import.number_reserved")} : std::nullopt;
  }

  /// Writes the ids of references into the draft's JSON; true when all faults it adds are records
  /// of this same import that may still come.
  bool resolve(Draft& draft, std::vector<Fault>& faults) const {
    bool only_own = true;
    for (const Pending& pending : draft.references) {
      const BoundPath& path = pending.column->path;
      json::array ids;
      std::size_t pretended = 0;
      for (const std::string& text : pending.texts) {
        Result<Id> id = references_.find(path, text);
        if (!id) {
          only_own = only_own && path.field->target_entity == plan_.entity &&
                     id.error().code == "import.no_such_reference";
          Problem problem = id.error();
          problem.field =
              path.lines == nullptr ? path.field->name : path.lines->name + "." + path.field->name;
          problem.params["column"] = pending.column->name;
          faults.push_back({pending.row, std::move(problem)});
        } else if (id->empty()) {
          ++pretended;
        } else {
          ids.emplace_back(id->text());
        }
      }
      json::object& body =
          path.lines == nullptr ? draft.body : draft.lines[pending.lines][pending.line].body;
      if (path.field->type == meta::Type::refs)
        body[path.field->name] = std::move(ids);
      else if (pretended == 0 && !ids.empty())
        body[path.field->name] = std::move(ids.front());
    }
    return only_own;
  }

  json::object body_of(const Draft& draft) const {
    json::object body = draft.body;
    for (std::size_t i = 0; i < plan_.lines.size(); ++i) {
      if (draft.lines[i].empty()) continue;
      json::array lines;
      for (const DraftLine& line : draft.lines[i]) lines.push_back(line.body);
      body[plan_.lines[i].field->name] = std::move(lines);
    }
    return body;
  }

  void tell(const Judged& judged, const Draft& draft) {
    ImportReport& counts = report_.counts();
    counts.rows += static_cast<std::int64_t>(draft.rows.size());
    ++counts.records;
    switch (judged.outcome) {
      case Outcome::created: ++counts.created; break;
      case Outcome::updated: ++counts.updated; break;
      case Outcome::unchanged: ++counts.unchanged; break;
      case Outcome::failed:
      case Outcome::waiting: report_.fail(draft, judged.faults);
    }
  }

  record::RecordService& records_;
  const access::Gate& gate_;
  const Plan& plan_;
  const ImportOptions& options_;
  ReportWriter& report_;
  References references_;
  record::WriteOptions write_options_;
  bool may_wait_ = true, guard_all_ = false;
};

void require_rights(const access::Gate& gate, const meta::EntityDef& entity, Mode mode) {
  if (!entity.has(meta::Trait::importable))
    throw AppError{Errc::forbidden, "import.not_importable", {{"entity", entity.name}}};
  if (mode != Mode::update) gate.require(entity, store::Verb::create);
  if (mode == Mode::update) gate.require(entity, store::Verb::update);
}

}  // namespace

ImportReport import_table(record::RecordService& records, const access::Gate& gate,
                          const meta::EntityDef& entity, const std::string& path,
                          const Format& format, const Mapping& mapping,
                          const ImportOptions& options,
                          const std::function<void(std::int64_t)>& progress) {
  require_rights(gate, entity, options.mode);
  const Format known = format.header_row && format.kind ? format : detect(path, format).format;
  std::unique_ptr<TableReader> reader = open_table(path, known);
  std::vector<std::string> header;
  if (!reader->next(header)) throw AppError{Errc::invalid, "import.no_header"};
  const Plan plan =
      make_plan(entity, path, known, column_names(header), mapping, gate.principal().time_zone);
  ReportWriter report{records.catalogue(), plan, options};
  Importer importer{records, gate, plan, options, report};
  constexpr std::size_t most_waiting = 20'000;
  std::vector<Draft> waiting;
  const auto told = [&] {
    if (progress) progress(report.counts().rows + static_cast<std::int64_t>(waiting.size()));
  };
  {
    const std::size_t batch = static_cast<std::size_t>(std::max(1, options.batch));
    Drafts drafts{plan, std::move(reader), batch};
    for (std::vector<Draft> next = drafts.next(); !next.empty(); next = drafts.next()) {
      if (waiting.size() > most_waiting) importer.stop_waiting();
      std::vector<Draft> left = importer.run(std::move(next));
      std::move(left.begin(), left.end(), std::back_inserter(waiting));
      told();
    }
  }
  // A parent may stand below its children: try again as long as that helps.
  for (std::size_t before = waiting.size() + 1; !waiting.empty();) {
    if (waiting.size() >= before) importer.stop_waiting();
    before = waiting.size();
    waiting = importer.run(std::move(waiting));
    told();
  }
  report.finish();
  return report.counts();
}

}  // namespace tw::exchange
