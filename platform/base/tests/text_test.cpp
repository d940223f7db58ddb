#include "platform/base/text.h"

#include <gtest/gtest.h>

#include "platform/base/seams.h"

namespace tw {
namespace {

using namespace std::string_view_literals;

TEST(Utf8, AcceptsEveryCodePointAndOnlyThose) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    if (surrogate) continue;
    std::string text;
    append_utf8(text, c);
    ASSERT_FALSE(first_bad_utf8(text)) << std::hex << static_cast<std::uint32_t>(c);
    std::size_t position = 0;
    ASSERT_EQ(next_code_point(text, position), c);
    ASSERT_EQ(position, text.size());
  }
}

TEST(Utf8, NamesTheFirstBadByte) {
  struct Case {
    std::string_view text;
    std::size_t position;
  };
  const std::array cases{
      Case{"\x80", 0},
      Case{"abc\xFF", 3},
      Case{"客户\xC0\xAF", 6},      // overlong slash
      Case{"\xC1\xBF", 0},          // overlong
      Case{"\xE0\x80\xAF", 0},      // overlong
      Case{"\xF0\x80\x80\xAF", 0},  // overlong
      Case{"\xED\xA0\x80", 0},      // high surrogate
      Case{"\xED\xBF\xBF", 0},      // low surrogate
      Case{"\xF4\x90\x80\x80", 0},  // above U+10FFFF
      Case{"\xF5\x80\x80\x80", 0},
      Case{"ok\xE5\xAE", 2},  // cut off
      Case{"ok\xE5", 2},
      Case{"\xF0\x9F\x98", 0},
      Case{"\xE5\xAE"
           "a",
           0},
      Case{"12345678901234567\xFE", 17},
      Case{"客\x80", 3},
      Case{"\xBF\xF3\xB7", 0},  // GBK
  };
  for (const Case& one : cases) EXPECT_EQ(first_bad_utf8(one.text), one.position) << one.text;
  EXPECT_FALSE(first_bad_utf8(""));
  EXPECT_FALSE(first_bad_utf8("a\0b"sv));
}

TEST(Utf8, SingleBrokenBytesAreFoundAtAnyPlace) {
  const auto random = seeded_random(31);
  for (std::size_t length = 1; length < 70; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      std::string text(length, 'a');
      text[at] = static_cast<char>(0xF8U | (random->next() & 7U));
      ASSERT_EQ(first_bad_utf8(text), at);
    }
  }
}

TEST(Utf8, RandomBytesNeverLeadPastTheEnd) {
  const auto random = seeded_random(32);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random->next() % 20, '\0');
    random->fill(std::as_writable_bytes(std::span{text.data(), text.size()}));
    std::size_t position = 0;
    std::string copy;
    while (position < text.size()) append_utf8(copy, next_code_point(text, position));
    ASSERT_EQ(position, text.size());
    ASSERT_FALSE(first_bad_utf8(copy));
    if (!first_bad_utf8(text)) {
      ASSERT_EQ(copy, text);
    }
    static_cast<void>(trim(text));
    static_cast<void>(fold_accents(text));
  }
}

TEST(Utf8, CountsCharacters) {
  EXPECT_EQ(count_characters(""), 0U);
  EXPECT_EQ(count_characters("abc"), 3U);
  EXPECT_EQ(count_characters("信风 CRM"), 6U);
  EXPECT_EQ(count_characters("😀"), 1U);
}

TEST(Fold, MakesTheSameTextsEqual) {
  EXPECT_EQ(fold("ＡＢＣ"), "abc");
  EXPECT_EQ(fold("ABC"), "abc");
  EXPECT_EQ(fold("①"), "1");
  EXPECT_EQ(fold("ﾃｽﾄ"), "テスト");
  EXPECT_EQ(fold("Straße"), "strasse");
  EXPECT_EQ(fold("e\xCC\x81"), "é");
  EXPECT_EQ(fold("重要客户"), "重要客户");
  EXPECT_EQ(fold(""), "");
  EXPECT_EQ(fold("it's 100%"), "it's 100%");
}

TEST(Fold, RemovesAccents) {
  EXPECT_EQ(fold_accents("Müller"), "muller");
  EXPECT_EQ(fold_accents("MÜLLER"), "muller");
  EXPECT_EQ(fold_accents("Nguyễn"), "nguyen");
  EXPECT_EQ(fold_accents("Søren Ærø"), "soren aero");
  EXPECT_EQ(fold_accents("Łódź"), "lodz");
  EXPECT_EQ(fold_accents("İstanbul"), "istanbul");
  EXPECT_EQ(fold_accents("ガ"), "ガ");  // another sound, not an accent
  EXPECT_EQ(fold_accents("한국"), "한국");
  EXPECT_EQ(fold_accents("客户"), "客户");
}

TEST(Fold, IsStable) {
  const auto random = seeded_random(33);
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (std::uint64_t n = random->next() % 12; n > 0; --n) {
      append_utf8(text, static_cast<char32_t>(random->next() % 0x3000));
    }
    const std::string folded = fold(text);
    ASSERT_FALSE(first_bad_utf8(folded));
    ASSERT_EQ(fold(folded), folded) << text;
  }
}

TEST(Trim, TakesAwayUnicodeWhiteSpace) {
  EXPECT_EQ(trim("  a b \t\r\n"), "a b");
  EXPECT_EQ(trim("　客户　"), "客户");
  EXPECT_EQ(trim("\u00A0\u2003x\u2028"), "x");
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim(" 　 "), "");
  EXPECT_EQ(trim("客"), "客");
  EXPECT_EQ(trim("a\xFF"), "a\xFF");
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_EQ(split("a,b", ','), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_EQ(split(",a,", ','), (std::vector<std::string_view>{"", "a", ""}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
}

TEST(IsCjk, KnowsTheScriptsWithoutSpaces) {
  for (const char32_t c : U"客户々〇ひらカタ한ㄅ𠮷ｶ"sv) {
    EXPECT_TRUE(is_cjk(c)) << static_cast<std::uint32_t>(c);
  }
  for (const char32_t c : U"aZ0 é，。「」・😀ЖＡ"sv) {
    EXPECT_FALSE(is_cjk(c)) << static_cast<std::uint32_t>(c);
  }
}

TEST(Identifier, IsAPlainName) {
  EXPECT_TRUE(is_identifier("a"));
  EXPECT_TRUE(is_identifier("close_date2"));
  EXPECT_TRUE(is_identifier(std::string(60, 'a')));
  for (const char* text : {"", "_a", "1a", "a-b", "a b", "a.b", "客户", "a;drop", "é"}) {
    EXPECT_FALSE(is_identifier(text)) << text;
  }
  EXPECT_FALSE(is_identifier(std::string(61, 'a')));
  EXPECT_FALSE(is_identifier("a\0"sv));
}

}  // namespace
}  // namespace tw
