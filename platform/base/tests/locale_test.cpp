#include "platform/base/locale.h"

#include <gtest/gtest.h>

namespace tw {
namespace {

TEST(BestLanguage, FollowsTheHeader) {
  struct Case {
    const char* header;
    Language expected;
  };
  constexpr std::array cases{
      Case{"en", Language::en},
      Case{"en-US,en;q=0.9", Language::en},
      Case{"zh-CN,zh;q=0.9,en;q=0.8", Language::zh_cn},
      Case{"zh-TW,zh;q=0.9,en;q=0.8", Language::zh_tw},
      Case{"zh-Hant", Language::zh_tw},
      Case{"zh-Hant-CN", Language::zh_tw},
      Case{"zh-Hans-HK", Language::zh_cn},
      Case{"zh-HK", Language::zh_tw},
      Case{"ZH-mo", Language::zh_tw},
      Case{"zh-SG", Language::zh_cn},
      Case{"zh", Language::zh_cn},
      Case{"en;q=0.5, zh-TW;q=0.7", Language::zh_tw},
      Case{"en;q=0.8,zh;q=0.8", Language::en},
      Case{"zh;q=0.8,en;q=0.8", Language::zh_cn},
      Case{"de-DE,de;q=0.9,en;q=0.3", Language::en},
      Case{"en ; q=0.2 ,\tzh-TW", Language::zh_tw},
      Case{"en;q=1.000", Language::en},
      Case{"en;q=0.001", Language::en},
  };
  for (const Case& one : cases) EXPECT_EQ(best_language(one.header), one.expected) << one.header;
}

TEST(BestLanguage, FallsBackWhereNothingFits) {
  for (const char* header : {"", "de", "enx", "zhx-TW", "*", ",,;", "en;q=0", "en;q=2",
                             "en;q=0.1234", "en;q=", "en;q=-1", "en;level=1", ";q=1"}) {
    EXPECT_EQ(best_language(header), Language::zh_cn) << header;
    EXPECT_EQ(best_language(header, Language::zh_tw), Language::zh_tw) << header;
  }
}

TEST(BestLanguage, TheStarSpeaksForTheLanguagesNotNamed) {
  EXPECT_EQ(best_language("en;q=0.5, *", Language::zh_tw), Language::zh_tw);
  EXPECT_EQ(best_language("en, *;q=0.5"), Language::en);
  EXPECT_EQ(best_language("zh-CN;q=0, *", Language::zh_cn), Language::en);
  EXPECT_EQ(best_language("zh;q=0, en;q=0, *", Language::zh_cn), Language::zh_tw);
}

TEST(LabelTest, GivesTheTextOfALanguage) {
  const Label label{"Customer", "客户", "客戶"};
  EXPECT_EQ(label.in(Language::en), "Customer");
  EXPECT_EQ(label.in(Language::zh_cn), "客户");
  EXPECT_EQ(label.in(Language::zh_tw), "客戶");
  EXPECT_TRUE(label.complete());
  EXPECT_FALSE((Label{"Customer", "客户", ""}).complete());
  EXPECT_EQ(tag_of(Language::en), "en");
  EXPECT_EQ(tag_of(Language::zh_cn), "zh-CN");
  EXPECT_EQ(tag_of(Language::zh_tw), "zh-TW");
}

}  // namespace
}  // namespace tw
