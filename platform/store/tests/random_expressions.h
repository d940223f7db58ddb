#pragma once
// Expressions drawn at random about the deal of platform/expr/vectors.json, and records to ask them
// of. The same seed gives the same texts.

#include <array>
#include <cstdint>
#include <random>
#include <string>

#include "platform/base/id.h"
#include "platform/base/json.h"

namespace tw::store::testing {

class RandomExpressions {
 public:
  explicit RandomExpressions(std::uint64_t seed) : engine_{seed} {}

  /// Of any type.
  std::string expression() {
    switch (below(8)) {
      case 0: return number(3);
      case 1: return text(3);
      case 2: return day(2);
      case 3: return moment(1);
      default: return condition(4);
    }
  }

  json::object record(std::int64_t number) {
    json::object deal{{"id", Id{number}.text()}, {"created_at", word(moments)}};
    const auto maybe = [&](const char* name, json::value value) {
      if (below(4) != 0) deal[name] = std::move(value);
    };
    maybe("name", word(texts));
    maybe("note", word(texts));
    maybe("code", word(texts));
    maybe("amount", word(numbers));
    maybe("price", word(prices));
    maybe("rate", static_cast<std::int64_t>(below(101)));
    maybe("quantity", static_cast<std::int64_t>(below(2001)) - 1000);
    maybe("active", below(2) == 0);
    maybe("close_date", word(days));
    maybe("due_at", word(moments));
    maybe("effort", static_cast<std::int64_t>(below(500)));
    maybe("stage", word(stages));
    maybe("grade", word(grades));
    maybe("tags", list());
    maybe("address", json::object{{"city", word(texts)}, {"country", "DE"}});
    if (below(3) == 0) deal["items"] = items(number);
    return deal;
  }

 private:
  using Words = std::array<const char*, 12>;
  static constexpr Words texts{"",       "a",      "A",  "Straße", "ÜNÏCODE", "重要客户",
                               " 　x\t", "O'Neil", "İı", "ΣΑΣ",    "ﬁ%_\\",   "🚢 b"};
  static constexpr Words numbers{"0",    "1",      "-1",       "0.01", "-0.01",  "2.5",
                                 "-2.5", "1250.5", "99999.99", "0.05", "-0.005", "7"};
  static constexpr Words prices{"0",    "1",     "-1",       "0.01", "-0.01", "2.5",
                                "-2.5", "12.34", "99999.99", "0.05", "1.25",  "-7.5"};
  static constexpr Words days{"2026-11-21", "2026-11-30", "2024-02-29", "1969-12-31",
                              "1970-01-01", "2000-01-01", "2026-12-31", "2027-01-01",
                              "1900-03-01", "2099-12-31", "2026-11-20", "2026-11-22"};
  static constexpr Words moments{
      "2026-11-21T08:30:00.000Z", "2026-11-21T16:05:09.250Z", "1969-12-31T23:59:59.001Z",
      "1970-01-01T00:00:00.000Z", "2026-11-21T00:00:00.000Z", "2000-02-29T12:00:00.999Z",
      "2026-11-20T23:59:59.999Z", "2026-11-22T00:00:00.000Z", "1999-12-31T23:59:59.999Z",
      "2026-12-31T23:00:00.500Z", "2026-03-01T01:02:03.004Z", "2038-01-19T03:14:08.000Z"};
  static constexpr std::array<const char*, 4> stages{"qualify", "propose", "won", "lost"};
  static constexpr std::array<const char*, 3> grades{"a", "b", "c"};

  std::uint64_t below(std::uint64_t end) { return engine_() % end; }
  template <class Choices>
  const char* word(const Choices& choices) {
    return choices[below(choices.size())];
  }
  static std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
    return out + "'";
  }
  json::array list() {
    json::array tags;
    for (std::uint64_t i = below(4); i > 0; --i) tags.emplace_back(word(texts));
    return tags;
  }
  json::array items(std::int64_t number) {
    json::array lines;
    for (std::int64_t i = static_cast<std::int64_t>(below(4)); i > 0; --i) {
      lines.push_back(json::object{{"id", Id{number * 100 + i}.text()},
                                   {"name", word(texts)},
                                   {"quantity", word(numbers)},
                                   {"price", word(prices)}});
    }
    return lines;
  }

  std::string condition(int depth) {
    if (depth <= 0) return "active";
    static constexpr std::array<const char*, 6> signs{" eq ", " ne ", " lt ",
                                                      " le ", " gt ", " ge "};
    switch (below(14)) {
      case 0: return "(" + condition(depth - 1) + " and " + condition(depth - 1) + ")";
      case 1: return "(" + condition(depth - 1) + " or " + condition(depth - 1) + ")";
      case 2: return "not (" + condition(depth - 1) + ")";
      case 3: return number(depth - 1) + word(signs) + number(depth - 1);
      case 4: return text(depth - 1) + word(signs) + text(depth - 1);
      case 5: return day(depth - 1) + word(signs) + day(depth - 1);
      case 6: return moment(depth - 1) + word(signs) + moment(depth - 1);
      case 7: return "contains(" + text(depth - 1) + "," + text(depth - 1) + ")";
      case 8: return "startswith(" + text(depth - 1) + "," + text(depth - 1) + ")";
      case 9: return "endswith(" + text(depth - 1) + "," + text(depth - 1) + ")";
      case 10: return text(depth - 1) + (below(2) == 0 ? " eq null" : " ne null");
      case 11:
        return text(depth - 1) + " in (" + quoted(word(texts)) + "," + quoted(word(texts)) + ")";
      case 12: return tags(depth);
      default: return lines(depth);
    }
  }
  std::string tags(int depth) {
    switch (below(4)) {
      case 0: return "tags has " + quoted(word(texts));
      case 1: return "tags/any(t: contains(t," + text(depth - 2) + "))";
      case 2: return "tags/all(t: length(t) gt " + number(depth - 2) + ")";
      default: return "tags/$count eq " + std::to_string(below(4));
    }
  }
  std::string lines(int depth) {
    switch (below(4)) {
      case 0: return "items/any()";
      case 1: return "items/any(i: i/price gt " + number(depth - 2) + ")";
      case 2: return "items/all(i: i/name eq " + text(depth - 2) + ")";
      default:
        return "items/any(i: i/quantity mul i/price lt price and " + condition(depth - 2) + ")";
    }
  }
  std::string number(int depth) {
    if (depth <= 0)
      return below(2) == 0 ? word(numbers)
                           : std::to_string(static_cast<std::int64_t>(below(21)) - 10);
    static constexpr std::array<const char*, 6> fields{"amount",   "price",        "rate",
                                                       "quantity", "items/$count", "tags/$count"};
    static constexpr std::array<const char*, 5> signs{" add ", " sub ", " mul ", " div ", " mod "};
    static constexpr std::array<const char*, 3> cuts{"round(", "floor(", "ceiling("};
    static constexpr std::array<const char*, 3> parts{"year(", "month(", "day("};
    static constexpr std::array<const char*, 3> hands{"hour(", "minute(", "second("};
    switch (below(9)) {
      case 0:
      case 1:
      case 2: return word(fields);
      case 3:
      case 4: return "(" + number(depth - 1) + word(signs) + number(depth - 1) + ")";
      case 5: return word(cuts) + number(depth - 1) + ")";
      case 6: return "length(" + text(depth - 1) + ")";
      case 7: return "indexof(" + text(depth - 1) + "," + text(depth - 1) + ")";
      default:
        return below(2) == 0 ? word(parts) + day(depth - 1) + ")"
                             : word(hands) + moment(depth - 1) + ")";
    }
  }
  std::string text(int depth) {
    if (depth <= 0) return quoted(word(texts));
    static constexpr std::array<const char*, 4> fields{"name", "note", "code", "address/city"};
    switch (below(9)) {
      case 0:
      case 1:
      case 2: return word(fields);
      case 3: return "tolower(" + text(depth - 1) + ")";
      case 4: return "toupper(" + text(depth - 1) + ")";
      case 5: return "trim(" + text(depth - 1) + ")";
      case 6: return "concat(" + text(depth - 1) + "," + text(depth - 1) + ")";
      case 7: return "substring(" + text(depth - 1) + "," + whole() + ")";
      default: return "substring(" + text(depth - 1) + "," + whole() + "," + whole() + ")";
    }
  }
  std::string whole() {
    return below(3) == 0 ? "quantity" : std::to_string(static_cast<std::int64_t>(below(8)) - 2);
  }
  std::string day(int depth) {
    if (depth > 0 && below(3) == 0) return "date(" + moment(depth - 1) + ")";
    return below(2) == 0 ? "close_date" : word(days);
  }
  std::string moment(int) {
    static constexpr std::array<const char*, 2> fields{"due_at", "created_at"};
    return below(2) == 0 ? word(fields) : word(moments);
  }

  std::mt19937_64 engine_;
};

}  // namespace tw::store::testing
