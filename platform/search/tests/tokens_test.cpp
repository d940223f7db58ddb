#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "platform/search/search.h"

namespace tw::search {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// What the databases do: every token must be there, the last may be a beginning.
bool finds(std::string_view query, std::string_view text) {
  const QueryTokens wanted = query_tokens(query);
  const std::vector<std::string> there = index_tokens(text);
  if (wanted.tokens.empty()) return false;
  for (std::size_t i = 0; i < wanted.tokens.size(); ++i) {
    const bool prefix = wanted.last_is_prefix && i + 1 == wanted.tokens.size();
    const std::string& token = wanted.tokens[i];
    const bool found = std::any_of(there.begin(), there.end(), [&](const std::string& known) {
      return prefix ? known.starts_with(token) : known == token;
    });
    if (!found) return false;
  }
  return true;
}

TEST(SearchTokens, ChineseIsFoundByWordsOfTwoCharactersAndByOne) {
  EXPECT_TRUE(finds("银行", "中国银行杭州分行"));
  EXPECT_TRUE(finds("杭州分行", "中国银行杭州分行"));
  EXPECT_TRUE(finds("杭", "中国银行杭州分行"));
  EXPECT_FALSE(finds("行银", "中国银行杭州分行"));
  EXPECT_FALSE(finds("上海", "中国银行杭州分行"));
}

TEST(SearchTokens, TraditionalAndSimplifiedAreTheSame) {
  EXPECT_TRUE(finds("銀行", "银行"));
  EXPECT_TRUE(finds("银行", "銀行"));
  EXPECT_TRUE(finds("臺灣貿易", "台湾贸易有限公司"));
}

TEST(SearchTokens, PinyinAndInitialsFindFromEachCharacterOn) {
  EXPECT_TRUE(finds("yinhang", "中国银行"));
  EXPECT_TRUE(finds("yinh", "中国银行"));
  EXPECT_TRUE(finds("yh", "中国银行"));
  EXPECT_TRUE(finds("zgyh", "中国银行"));
  EXPECT_TRUE(finds("ZhongGuo", "中国银行"));
  EXPECT_FALSE(finds("hangyin", "中国银行"));
}

TEST(SearchTokens, CharactersOfSeveralReadingsAreFoundByEach) {
  EXPECT_TRUE(finds("cq", "重庆长安"));
  EXPECT_TRUE(finds("chongqing", "重庆长安"));
  EXPECT_TRUE(finds("zhongyao", "重要客户"));
  EXPECT_TRUE(finds("shan", "单先生"));  // a surname
  EXPECT_TRUE(finds("dan", "单据"));
  EXPECT_TRUE(finds("xiamen", "厦门"));
  EXPECT_TRUE(finds("changcheng", "长城"));
}

TEST(SearchTokens, LatinNamesAreFoundWithoutAccentsCaseAndWidth) {
  EXPECT_TRUE(finds("muller", "Müller & Söhne"));
  EXPECT_TRUE(finds("MÜLLER", "müller"));
  EXPECT_TRUE(finds("sohne", "Müller & Söhne"));
  EXPECT_TRUE(finds("abc", "ＡＢＣ贸易"));
  EXPECT_TRUE(finds("贸易 abc", "ＡＢＣ贸易"));
  EXPECT_TRUE(finds("łodz", "Łódź"));
  EXPECT_FALSE(finds("ller", "Müller"));  // words are found from their beginning
}

TEST(SearchTokens, PhonesAreFoundByTheirTailsHoweverTheyAreWritten) {
  EXPECT_TRUE(finds("5678", "+86 138-5743-5678"));
  EXPECT_TRUE(finds("435678", "+86 138-5743-5678"));
  EXPECT_TRUE(finds("13857435678", "+86 138-5743-5678"));
  EXPECT_TRUE(finds("138-5743-5678", "+8613857435678"));
  EXPECT_TRUE(finds("0574-8712 3456", "057487123456"));
  EXPECT_FALSE(finds("3857", "+8613857435678"));  // the middle is no tail
}

TEST(SearchTokens, NumbersOfRecordsAreWords) {
  EXPECT_TRUE(finds("SO-2026-00042", "SO-2026-00042"));
  EXPECT_TRUE(finds("00042", "SO-2026-00042"));
  EXPECT_TRUE(finds("kd-20", "KD-2041"));
}

TEST(SearchTokens, NothingIsSearchedByNothing) {
  EXPECT_THAT(query_tokens("").tokens, IsEmpty());
  EXPECT_THAT(query_tokens("  -- ''\";").tokens, IsEmpty());
  EXPECT_THAT(index_tokens(""), IsEmpty());
  EXPECT_THAT(query_tokens("Meier GmbH").tokens, ElementsAre("meier", "gmbh"));
}

TEST(SearchTokens, AreBoundedHoweverLongTheText) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "银行重庆 word" + std::to_string(i) + " ";
  EXPECT_LE(index_tokens(text).size(), 256u);
  EXPECT_LE(index_tokens(text, 10).size(), 10u);
  EXPECT_LE(query_tokens(text).tokens.size(), 16u);
  EXPECT_FALSE(index_tokens(std::string(10'000, 'x')).front().size() > 40);
}

TEST(SearchTokens, AreUnique) {
  std::vector<std::string> tokens = index_tokens("银行 银行 bank BANK");
  std::sort(tokens.begin(), tokens.end());
  EXPECT_EQ(std::adjacent_find(tokens.begin(), tokens.end()), tokens.end());
}

}  // namespace
}  // namespace tw::search
