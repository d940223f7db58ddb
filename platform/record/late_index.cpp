#include "platform/record/late_index.h"

#include <unordered_set>

namespace tw::record {
namespace {

constexpr std::size_t part = 256;  // records cut in one go

}  // namespace

void LateIndex::add(const Record& record) {
  records_.push_back({&record.entity(), record.id(), record.values(), record.is_new()});
  if (records_.size() == (ahead_.size() + 1) * part) cut_ahead();
}

void LateIndex::undo_to(Mark mark) {
  while (ahead_.size() * part > mark.records) ahead_.pop_back();  // waits for its end
  while (records_.size() > mark.records) records_.pop_back();
  dropped_.resize(mark.dropped);
}

LateIndex::Words LateIndex::words_of(const Late& late) {
  return late.is_new ? search::Index::words_of(*late.entity, late.id, late.values) : std::nullopt;
}

void LateIndex::cut_ahead() {
  std::vector<const Late*> mine;
  mine.reserve(part);
  for (std::size_t i = records_.size() - part; i < records_.size(); ++i)
    mine.push_back(&records_[i]);
  ahead_.push_back(std::async(std::launch::async, [mine = std::move(mine)] {
    std::vector<Words> words;
    words.reserve(mine.size());
    for (const Late* late : mine) words.push_back(words_of(*late));
    return words;
  }));
}

void LateIndex::write(store::Transaction& tx) {
  std::vector<store::SearchText> fresh;
  fresh.reserve(records_.size());
  const std::unordered_set<Id> dropped{dropped_.begin(), dropped_.end()};
  const auto take = [&](const Late& late, Words words) {
    if (words && !dropped.contains(late.id)) fresh.push_back(*std::move(words));
  };
  std::size_t at = 0;
  for (auto& some : ahead_)
    for (Words& words : some.get()) take(records_[at++], std::move(words));
  for (; at < records_.size(); ++at) take(records_[at], words_of(records_[at]));
  ahead_.clear();
  if (!fresh.empty()) store::FullTextIndex::put(tx, fresh, store::Indexed::no);
  for (const Late& late : records_)
    if (!late.is_new && !dropped.contains(late.id))
      index_.put(tx, *late.entity, late.id, late.values);
  records_.clear();
  dropped_.clear();
}

}  // namespace tw::record
