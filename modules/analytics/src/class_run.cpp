#include "modules/analytics/src/class_run.h"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <unordered_map>

#include "gen/analytics/class_result.gen.h"
#include "gen/analytics/class_run.gen.h"
#include "gen/analytics/class_scheme.gen.h"
#include "gen/customers/account.gen.h"
#include "modules/analytics/src/contact_plan.h"
#include "modules/analytics/src/contributions.h"

namespace tw::analytics {
namespace {

using record::Record;
using record::Unit;

constexpr std::size_t batch = 500;  // results in one transaction
constexpr std::size_t curve_points = 200;
constexpr int max_left_behind = 100;  // runs

std::string_view letter(AbcClass cls) {
  return cls == AbcClass::a ? "A" : cls == AbcClass::b ? "B" : "C";
}

AbcRule rule_of(const Record& scheme) {
  AbcRule rule;
  rule.mode =
      scheme.get(class_scheme::mode) == class_scheme::Mode::count ? AbcMode::count : AbcMode::value;
  rule.a_cut = scheme.get(class_scheme::a_cut).value_or(rule.a_cut);
  rule.b_cut = scheme.get(class_scheme::b_cut).value_or(rule.b_cut);
  rule.count_a = scheme.get(class_scheme::count_a).value_or(rule.count_a);
  rule.count_b = scheme.get(class_scheme::count_b).value_or(rule.count_b);
  return rule;
}

/// Two digits are what people read.
std::string shown(const Decimal& percent) { return percent.rescaled(2).normalized().text(); }

/// Why this customer is in this class: a message code and its values, so that it reads in every
/// language.
json::object reason_of(const Classified& one, const AbcRule& rule, std::int64_t customers,
                       const std::string& currency) {
  json::object params{{"rank", std::to_string(one.rank)},
                      {"customers", std::to_string(customers)},
                      {"currency", currency},
                      {"value", one.of.value.rescaled(2).text()},
                      {"class", letter(one.cls)},
                      {"before", shown(one.before)}};
  std::string code = "class_result.reason.";
  if (one.of.value <= Decimal{0})
    code += "nothing";
  else if (one.tied) {
    code += "tie";
    params["rank"] = std::to_string(one.rank - 1);
  } else if (rule.mode == AbcMode::value) {
    code += one.cls == AbcClass::c ? "value_rest" : "value";
    params["cut"] = shown(one.cls == AbcClass::a ? rule.a_cut : rule.b_cut);
  } else {
    code += one.cls == AbcClass::c ? "count_rest" : "count";
    params["cut"] = shown(one.cls == AbcClass::a ? rule.count_a : rule.count_a + rule.count_b);
  }
  return {{"code", code}, {"params", std::move(params)}};
}

/// Share of customers against share of value, thinned to what a chart can show.
json::array curve_of(const std::vector<Classified>& ranked) {
  json::array points{json::array{0, 0}};
  const std::size_t step = std::max<std::size_t>(1, ranked.size() / curve_points);
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    const bool edge = i + 1 == ranked.size() || ranked[i + 1].cls != ranked[i].cls;
    if (!edge && (i + 1) % step != 0) continue;
    points.push_back(
        json::array{Decimal::divide(Decimal{static_cast<std::int64_t>(i + 1) * 100},
                                    Decimal{static_cast<std::int64_t>(ranked.size())}, 4)
                        .approximate(),
                    ranked[i].cumulative.rescaled(4).approximate()});
  }
  return points;
}

class Runner {
 public:
  Runner(record::RecordService& records, work::JobContext& job, const access::Gate& gate, Id scheme)
      : records_{records}, job_{job}, gate_{gate}, scheme_id_{scheme} {}

  void run() {
    begin();
    try {
      classify_customers();
    } catch (...) {  // also when somebody cancels the job
      end_as_failed();
      throw;
    }
  }

 private:
  void classify_customers() {
    job_.progress(5, "class_run.reading");
    const Contributions read = records_.database().read([&](store::Reader& reader) {
      return read_contributions(records_, reader, gate_, period_, basis_, drafts_);
    });
    if (read.customers.empty()) throw AppError{Errc::conflict, "class_scheme.no_orders"};
    job_.progress(20, "class_run.ranking");
    ranked_ = classify(read.customers, rule_);
    currency_ = read.currency;
    read_previous();
    write_results();
    if (leading_) clear_others();
    finish(read);
  }

  /// Runs that a stopped server left behind end here: their job runs again as this one.
  void begin() {
    run_id_ = records_.run(gate_, [&](Unit& unit) {
      fail(unit, "state eq 'running' and scheme_id eq '" + scheme_id_.text() +
                     "' and (job_id eq '" + job_.id().text() + "' or job/state ne 'running')");
      const Record scheme = unit.load(unit.entity(class_scheme::entity.name), scheme_id_);
      rule_ = rule_of(scheme);
      leading_ = scheme.get(class_scheme::leading).value_or(false);
      basis_ = scheme.get(class_scheme::basis) == class_scheme::Basis::order_count
                   ? Basis::order_count
                   : Basis::order_total;
      drafts_ = scheme.get(class_scheme::include_drafts).value_or(true) ? Drafts::count
                                                                        : Drafts::leave_out;
      period_.to = gate_.environment().today;
      if (const auto months = scheme.get(class_scheme::period_months))
        period_.from = period_.to.plus_months(-static_cast<int>(*months)).plus_days(1);
      Record run{unit.entity(class_run::entity.name)};
      run.set(class_run::scheme, scheme_id_);
      run.set(class_run::job, job_.id());
      run.set(class_run::mode,
              rule_.mode == AbcMode::value ? class_run::Mode::value : class_run::Mode::count);
      run.set(class_run::started_at, unit.now());
      run.set(class_run::period_to, period_.to);
      if (period_.from) run.set(class_run::period_from, *period_.from);
      return unit.save(run).id;
    });
  }

  void end_as_failed() {
    records_.run(gate_, [&](Unit& unit) { fail(unit, "id eq '" + run_id_.text() + "'"); });
  }

  void fail(Unit& unit, const std::string& condition) {
    expr::BindContext binding;
    binding.entity = &unit.entity(class_run::entity.name);
    const expr::NodePtr which = *expr::bind_condition(*expr::parse(condition), binding);
    for (const Id id : unit.find_ids(*binding.entity, which, max_left_behind)) {
      Record run = unit.load(*binding.entity, id);
      run.set(class_run::state, class_run::State::failed);
      run.set(class_run::finished_at, records_.clock().now());
      unit.save(run);
    }
  }

  void read_previous() {
    const store::Table& accounts = records_.schema().table("accounts");
    store::Select query;
    query.sources.push_back({&accounts, store::Source::Join::from, nullptr});
    query.items = {store::column(accounts, "id"), store::column(accounts, "abc_class")};
    query.where = store::call(store::Fn::is_not_null, {store::column(accounts, "abc_class")});
    records_.database().read([&](store::Reader& reader) {
      const auto cursor = reader.select(query);
      while (cursor->next()) previous_[Id{cursor->integer(0)}] = cursor->text(1);
    });
  }

  void write_results() {
    for (std::size_t from = 0; from < ranked_.size(); from += batch) {
      const std::size_t to = std::min(ranked_.size(), from + batch);
      records_.run(gate_, [&](Unit& unit) {
        insert_results(unit, from, to);
        if (leading_) mark_accounts(unit, from, to);
      });
      job_.progress(20 + static_cast<int>(70 * to / ranked_.size()), "class_run.writing");
    }
  }

  /// Results are written in bulk: nobody edits them, so they need neither audit nor search.
  void insert_results(Unit& unit, std::size_t from, std::size_t to) {
    static const std::vector<std::string_view> columns{
        "id",        "version",        "created_at", "updated_at", "run_id", "account_id",
        "rank",      "orders_counted", "currency",   "value",      "share",  "cumulative_share",
        "abc_class", "previous_class", "reason"};
    std::vector<std::vector<Value>> rows;
    for (std::size_t i = from; i < to; ++i) {
      const Classified& one = ranked_[i];
      const auto before = previous_.find(one.of.account);
      rows.push_back({Value{records_.ids().next()}, Value{1}, Value{unit.now()}, Value{unit.now()},
                      Value{run_id_}, Value{one.of.account}, Value{one.rank}, Value{one.of.orders},
                      Value{currency_}, Value{one.of.value}, Value{one.share},
                      Value{one.cumulative}, Value{letter(one.cls)},
                      before == previous_.end() ? Value{} : Value{before->second},
                      Value{reason_text(one)}});
    }
    unit.transaction().insert_rows(records_.schema().table("class_results"), columns, rows);
  }

  std::string reason_text(const Classified& one) const {
    return boost::json::serialize(
        reason_of(one, rule_, static_cast<std::int64_t>(ranked_.size()), currency_));
  }

  /// A customer's class is news only when it changed: then it goes through the pipeline, with
  /// history; else only the reason is brought up to date.
  void mark_accounts(Unit& unit, std::size_t from, std::size_t to) {
    const store::Table& accounts = records_.schema().table("accounts");
    for (std::size_t i = from; i < to; ++i) {
      const Classified& one = ranked_[i];
      const auto before = previous_.find(one.of.account);
      const bool same = before != previous_.end() && before->second == letter(one.cls);
      if (!same) {
        ++changed_;
        unit.note_change(unit.entity(customers::account::entity.name), one.of.account,
                         customers::account::abc_class.name,
                         before == previous_.end() ? Value{} : Value{before->second},
                         Value{letter(one.cls)});
      }
      unit.transaction().update(accounts,
                                {{"abc_class", Value{letter(one.cls)}},
                                 {"abc_reason", Value{reason_text(one)}},
                                 {"abc_classified_at", Value{unit.now()}}},
                                store::equals(accounts, "id", Value{one.of.account}));
      previous_.erase(one.of.account);
    }
  }

  /// Customers with a class from an earlier run who brought nothing in this period.
  void clear_others() {
    const store::Table& accounts = records_.schema().table("accounts");
    const json::object reason{{"code", "class_result.reason.nothing"}, {"params", json::object{}}};
    records_.run(gate_, [&](Unit& unit) {
      for (const auto& [account, cls] : previous_) {
        if (cls != "C") {
          ++changed_;
          unit.note_change(unit.entity(customers::account::entity.name), account,
                           customers::account::abc_class.name, Value{cls}, Value{"C"});
        }
        unit.transaction().update(accounts,
                                  {{"abc_class", Value{"C"}},
                                   {"abc_reason", Value{boost::json::serialize(reason)}},
                                   {"abc_classified_at", Value{unit.now()}}},
                                  store::equals(accounts, "id", Value{account}));
      }
    });
  }

  void finish(const Contributions& read) {
    struct Tally {
      std::int64_t customers = 0;
      Decimal value;
    } tally[3];
    for (const Classified& one : ranked_) {
      Tally& of_class = tally[static_cast<std::size_t>(one.cls)];
      ++of_class.customers;
      of_class.value += one.of.value;
    }
    records_.run(gate_, [&](Unit& unit) {
      Record run = unit.load(unit.entity(class_run::entity.name), run_id_);
      run.set(class_run::state, class_run::State::done);
      run.set(class_run::finished_at, records_.clock().now());
      run.set(class_run::customers, static_cast<std::int64_t>(ranked_.size()));
      run.set(class_run::orders_counted, read.orders);
      run.set(class_run::currency, currency_);
      run.set(class_run::value, tally[0].value + tally[1].value + tally[2].value);
      run.set(class_run::count_a, tally[0].customers);
      run.set(class_run::count_b, tally[1].customers);
      run.set(class_run::count_c, tally[2].customers);
      run.set(class_run::value_a, tally[0].value);
      run.set(class_run::value_b, tally[1].value);
      run.set(class_run::value_c, tally[2].value);
      run.set(class_run::changed, changed_);
      run.set(class_run::inputs.name, Value{boost::json::serialize(inputs(read))});
      run.set(class_run::curve.name, Value{boost::json::serialize(curve_of(ranked_))});
      unit.save(run);
      Record scheme = unit.load(unit.entity(class_scheme::entity.name), scheme_id_);
      scheme.set(class_scheme::last_run_at, unit.now());
      unit.save(scheme);
      if (leading_) work::enqueue(unit, plan_contacts_job, {});
    });
    job_.result({{"run", run_id_.text()},
                 {"customers", ranked_.size()},
                 {"a", tally[0].customers},
                 {"b", tally[1].customers},
                 {"c", tally[2].customers},
                 {"changed", changed_},
                 {"without_rate", read.without_rate}});
  }

  json::object inputs(const Contributions& read) const {
    return {{"mode", rule_.mode == AbcMode::value ? "value" : "count"},
            {"a_cut", rule_.a_cut.text()},
            {"b_cut", rule_.b_cut.text()},
            {"count_a", rule_.count_a.text()},
            {"count_b", rule_.count_b.text()},
            {"without_rate", read.without_rate}};
  }

  record::RecordService& records_;
  work::JobContext& job_;
  const access::Gate& gate_;
  Id scheme_id_, run_id_;
  AbcRule rule_;
  bool leading_ = false;
  Basis basis_ = Basis::order_total;
  Drafts drafts_ = Drafts::count;
  Period period_;
  std::string currency_;
  std::vector<Classified> ranked_;
  std::unordered_map<Id, std::string> previous_;
  std::int64_t changed_ = 0;
};

}  // namespace

record::ActionResult queue_run(record::ActionCall& call) {
  json::object parameters{{"scheme", call.record.id().text()}};
  return {work::enqueue(call.unit, classify_job, std::move(parameters))};
}

void run_classification(record::RecordService& records, work::JobContext& job) {
  const json::value* scheme = job.parameters().if_contains("scheme");
  const Result<Id> id =
      Id::parse(scheme == nullptr || !scheme->is_string() ? std::string_view{}
                                                          : std::string_view{scheme->as_string()});
  if (!id)
    throw AppError{
        Errc::not_found, "record.not_found", {{"entity", std::string{class_scheme::entity.name}}}};
  // Who may run the scheme was decided when the job was queued; classes are the firm's view, so all
  // its orders count.
  const access::Gate gate = records.system_gate();
  Runner{records, job, gate, *id}.run();
}

namespace {

/// The service policies follow one scheme; a second leader would give customers two classes.
void check_leading(record::HookContext& context, const Record& scheme) {
  if (!scheme.get(class_scheme::leading).value_or(false)) return;
  expr::BindContext binding;
  binding.entity = &scheme.entity();
  const std::string other = "leading eq true and id ne '" + scheme.id().text() + "'";
  const auto found = context.unit.find_ids(scheme.entity(),
                                           *expr::bind_condition(*expr::parse(other), binding), 1);
  if (found.empty()) return;
  const Record leader = context.unit.load(scheme.entity(), found.front());
  context.problems.add("class_scheme.only_one_leading", "leading",
                       {{"name", leader.get(class_scheme::name).value_or("")}});
}

}  // namespace

void check_scheme(record::HookContext& context, Record& scheme) {
  const AbcRule rule = rule_of(scheme);
  context.problems.require(rule.a_cut < rule.b_cut, "class_scheme.cuts_out_of_order", "a_cut");
  context.problems.require(rule.count_a + rule.count_b <= Decimal{100},
                           "class_scheme.counts_over_100", "count_b");
  check_leading(context, scheme);
}

}  // namespace tw::analytics
