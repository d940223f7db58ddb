// Declarations also come from customers at run time: whatever the text is, the binder answers with
// problems.

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>

#include "platform/meta/binder.h"
#include "platform/meta/tests/texts.h"

namespace tw::meta {
namespace {

std::string example() {
  std::ifstream in{"tools/schemac/tests/golden/good/modules/shop/entities/order.yaml"};
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

test::Bound bind_order(const std::string& text) {
  return test::bind({{"modules/shop/entities/order.yaml", text}});
}

const std::vector<std::string>& naughty_texts() {
  static const std::vector<std::string> texts{"~",
                                              "null",
                                              "[]",
                                              "{}",
                                              "[[[[[[",
                                              "{{{{{{",
                                              "\"",
                                              "'",
                                              "|",
                                              ">",
                                              "- - - -",
                                              "? ?",
                                              "!!",
                                              "&a",
                                              "*a",
                                              "%",
                                              "@",
                                              "`",
                                              "#",
                                              ":",
                                              ": :",
                                              "-",
                                              "---",
                                              "...",
                                              "\t",
                                              "\r",
                                              "true",
                                              "NaN",
                                              "Infinity",
                                              "-1",
                                              "1e999",
                                              "0x10",
                                              "1_000",
                                              "99999999999999999999999999999999999999999999999999",
                                              "-0",
                                              "+1",
                                              ".",
                                              "..",
                                              "2026-02-30",
                                              "ÅÍÎÏ˝ÓÔÒÚÆ☃",
                                              "部落格",
                                              "👾🙇💁",
                                              "\xe2\x80\x8b",
                                              "\xef\xbb\xbf",
                                              "\xe2\x80\xaetest\xe2\x80\xac",
                                              "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮",
                                              "<script>alert(0)</script>",
                                              "'; DROP TABLE users; --",
                                              "$(touch x)",
                                              "../../etc/passwd",
                                              "%s%n%d",
                                              "{0}",
                                              "\"\\u0000\"",
                                              "\"\\x7f\"",
                                              std::string(70'000, 'a'),
                                              "{" + std::string(5'000, '[')};
  return texts;
}

TEST(Hostile, AnyScalarMayBeAnything) {
  const std::string text = example();
  ASSERT_FALSE(text.empty());
  for (const std::string& naughty : naughty_texts()) {
    for (std::size_t colon = text.find(": "); colon != std::string::npos;
         colon = text.find(": ", colon + 150)) {
      const std::size_t end = text.find_first_of(",}\n", colon);
      const test::Bound bound = bind_order(text.substr(0, colon + 2) + naughty +
                                           (end == std::string::npos ? "" : text.substr(end)));
      ASSERT_EQ(bound.catalogue == nullptr, !bound.problems.empty());
    }
  }
}

TEST(Hostile, AnyKeyMayBeAnything) {
  for (const std::string& naughty : naughty_texts()) {
    const test::Bound bound =
        test::bind_thing("  " + naughty + ": { type: text, label: { en: A, zh: 甲 } }\n");
    ASSERT_EQ(bound.catalogue == nullptr, !bound.problems.empty());
  }
}

TEST(Hostile, BytesMayBeLostAndFlipped) {
  std::mt19937 random{20'261'121};
  const std::string text = example();
  constexpr int rounds = 800;
  for (int round = 0; round < rounds; ++round) {
    std::string broken = text;
    const std::size_t changes = 1 + random() % 4;
    for (std::size_t i = 0; i < changes; ++i) {
      const std::size_t place = random() % broken.size();
      switch (random() % 4) {
        case 0: broken[place] = static_cast<char>(random() % 256); break;
        case 1: broken.erase(place, 1 + random() % 20); break;
        case 2: broken.insert(place, broken.substr(random() % broken.size(), random() % 40)); break;
        default: broken.insert(place, 1, "{}[]:,-?&*!|>'\"%@`#\n "[random() % 21]); break;
      }
      if (broken.empty()) break;
    }
    const test::Bound bound = bind_order(broken);
    ASSERT_EQ(bound.catalogue == nullptr, !bound.problems.empty());
  }
}

TEST(Hostile, TextMayEndAnywhere) {
  const std::string text = example();
  for (std::size_t length = 0; length < text.size(); length += 23) {
    const test::Bound bound = bind_order(text.substr(0, length));
    ASSERT_EQ(bound.catalogue == nullptr, !bound.problems.empty());
  }
}

}  // namespace
}  // namespace tw::meta
