// Running numbers without holes or twins. The first number that a unit takes of a counter is
// written at once, which holds the counter for it until its end; the last is written as its last
// act. In between a thousand records of an import cost two writings.
#include "platform/record/pipeline.h"

namespace tw::record {
namespace {

std::string padded(std::int64_t number, std::size_t digits) {
  std::string text = std::to_string(number);
  return text.size() >= digits ? text : std::string(digits - text.size(), '0') + text;
}

/// Writes the pattern with `number`; without one, the text that names the period (its counter's
/// name).
std::string fill_pattern(const std::string& pattern, Date today,
                         std::optional<std::int64_t> number) {
  std::string out;
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t close = pattern[at] == '{' ? pattern.find('}', at) : std::string::npos;
    if (close == std::string::npos) {
      out += pattern[at++];
      continue;
    }
    const std::string word = pattern.substr(at + 1, close - at - 1);
    if (word == "yyyy")
      out += padded(today.year(), 4);
    else if (word == "yy")
      out += padded(today.year() % 100, 2);
    else if (word == "mm")
      out += padded(today.month(), 2);
    else if (word == "dd")
      out += padded(today.day(), 2);
    else if (number)
      out += padded(*number, word.size());
    at = close + 1;
  }
  return out;
}

}  // namespace

std::int64_t Unit::hold_counter(const std::string& counter) {
  const store::Table& table = service_.schema().table("sequence_counters");
  try {
    return tx_.increment(table, "next", 1, store::equals(table, "name", Value{counter}));
  } catch (const AppError& error) {
    if (error.code() != "store.no_such_record") throw;
    tx_.insert(table, {{"name", Value{counter}}, {"next", Value{1}}});
    return 1;
  }
}

std::string Unit::next_number(const meta::EntityDef& entity, const meta::FieldDef& field) {
  const Date today = gate_.environment().today;
  const std::string counter =
      entity.name + "." + field.name + ":" + fill_pattern(field.pattern, today, std::nullopt);
  const auto held = numbers_.find(counter);
  const std::int64_t number =
      held == numbers_.end() ? hold_counter(counter) : held->second.last + 1;
  if (held == numbers_.end())
    numbers_.emplace(counter, Taken{number, number});
  else
    held->second.last = number;
  return fill_pattern(field.pattern, today, number);
}

void Unit::write_numbers() {
  const store::Table& table = service_.schema().table("sequence_counters");
  for (const auto& [counter, taken] : numbers_)
    if (taken.last != taken.written)
      tx_.update(table, {{"next", Value{taken.last}}},
                 store::equals(table, "name", Value{counter}));
  numbers_.clear();
}

}  // namespace tw::record
