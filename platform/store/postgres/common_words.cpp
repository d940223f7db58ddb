#include "platform/store/postgres/common_words.h"

#include <algorithm>
#include <cstdlib>

#include "platform/base/text.h"

namespace tw::store::postgres {
namespace {

constexpr auto good_for = std::chrono::minutes{5};

/// The list of frequencies is two longer than that of the words: its range.
constexpr std::string_view statistics =
    "SELECT word, CAST(share * (SELECT reltuples FROM pg_class WHERE oid = "
    "to_regclass('search_index')) AS text) FROM pg_stats, "
    "unnest(CAST(CAST(most_common_elems AS text) AS text[]), most_common_elem_freqs) "
    "AS known (word, share) "
    "WHERE schemaname = current_schema() AND tablename = 'search_index' AND attname = 'words' "
    "AND word IS NOT NULL";

bool is_few(const std::map<std::string, double>& counts, const std::string& word, double most) {
  const auto known = counts.find(word);
  return known == counts.end() || known->second <= most;
}

/// What is not among the common words has few records each, but a short beginning has many words.
bool is_few_that_begin(const std::map<std::string, double>& counts, const std::string& beginning,
                       double most) {
  const std::size_t shortest = static_cast<unsigned char>(beginning.front()) < 0x80 ? 3 : 2;
  if (count_characters(beginning) < shortest) return false;
  double sum = 0;
  for (auto known = counts.lower_bound(beginning);
       known != counts.end() && known->first.starts_with(beginning); ++known)
    sum += known->second;
  return sum <= most;
}

}  // namespace

bool CommonWords::finds_few(Connection& connection, const std::vector<std::string>& tokens,
                            double most) {
  const std::shared_ptr<const Counts> known = counts(connection);
  if (known->empty() || tokens.empty()) return false;
  return is_few_that_begin(*known, tokens.back(), most) ||
         std::any_of(tokens.begin(), tokens.end() - 1,
                     [&](const std::string& token) { return is_few(*known, token, most); });
}

std::shared_ptr<const CommonWords::Counts> CommonWords::counts(Connection& connection) {
  {
    const std::lock_guard lock{mutex_};
    if (SteadyClock::now() < renew_at_) return counts_;
    renew_at_ = SteadyClock::now() + good_for;  // by one caller; the others go on with the old
    if (counts_ == nullptr) counts_ = std::make_shared<Counts>();
  }
  const Result rows = connection.ask(statistics);
  auto fresh = std::make_shared<Counts>();
  for (int i = 0; i < PQntuples(rows.get()); ++i)
    fresh->emplace(read_text(rows.get(), i, 0), std::strtod(PQgetvalue(rows.get(), i, 1), nullptr));
  const std::lock_guard lock{mutex_};
  counts_ = std::move(fresh);
  return counts_;
}

}  // namespace tw::store::postgres
