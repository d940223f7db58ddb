// Every function gives the same answer on both databases.

#include "platform/store/tests/store_fixture.h"

namespace tw::store::testing {
namespace {

class Functions : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    db().write([&](Transaction& tx) {
      tx.insert(customers(), {{"id", Id{1}},
                              {"version", 1},
                              {"code", "alpha-β"},
                              {"name", "  Straße ÉÀ 重要客户　"},
                              {"active", true},
                              {"credit", Decimal::scaled(-250, 2)},
                              {"rank", 7},
                              {"born", *Date::of(1987, 2, 28)},
                              {"seen", *DateTime::parse("2026-11-21T08:30:59.123Z")},
                              {"tags", "[\"vip\",\"new\"]"}});
      tx.insert(customers(), {{"id", Id{2}},
                              {"version", 1},
                              {"code", "beta"},
                              {"credit", Decimal::scaled(249, 2)},
                              {"rank", -7}});
    });
  }
  /// The value of `term` for customer 1.
  Value of(TermPtr term) {
    return single(from(customers(), {std::move(term)}, equals(customers(), "id", Id{1})));
  }
  static TermPtr col(std::string_view name) { return column(customers(), name); }
  static TermPtr text(const char* value) { return parameter(Value{value}); }
  static TermPtr number(std::int64_t value) { return parameter(Value{value}, Storage::integer); }
  static TermPtr null_number() { return parameter(Value{}, Storage::integer); }
  bool holds(TermPtr condition) {
    const Value found =
        single(from(customers(), {col("id")},
                    all_of({equals(customers(), "id", Id{1}), std::move(condition)})));
    return !found.is_null();
  }
};
INSTANTIATE_TEST_SUITE_P(Both, Functions, ::testing::ValuesIn(database_kinds()));

TEST_P(Functions, IntegersDivideTowardZeroAndNeverByZero) {
  EXPECT_EQ(of(call(Fn::div, {number(7), number(2)})), Value{3});
  EXPECT_EQ(of(call(Fn::div, {number(-7), number(2)})), Value{-3});
  EXPECT_EQ(of(call(Fn::mod, {number(-7), number(2)})), Value{-1});
  EXPECT_TRUE(of(call(Fn::div, {number(7), number(0)})).is_null());
  EXPECT_TRUE(of(call(Fn::mod, {col("rank"), number(0)})).is_null());
  EXPECT_TRUE(of(call(Fn::add, {number(1), null_number()})).is_null());
  EXPECT_EQ(of(call(Fn::negate, {col("rank")})), Value{-7});
  EXPECT_EQ(of(call(Fn::mul, {col("rank"), number(6)})), Value{42});
}

TEST_P(Functions, OverflowIsAnError) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  for (const Fn fn : {Fn::add, Fn::mul}) {
    EXPECT_EQ(code_of([&] { of(call(fn, {number(most), col("rank")})); }), "number.overflow");
  }
  db().write([&](Transaction& tx) { tx.update(customers(), {{"rank", most}}, nullptr); });
  EXPECT_EQ(code_of([&] { single(from(customers(), {call(Fn::sum, {col("rank")})})); }),
            "number.overflow");
}

TEST_P(Functions, RoundingIsHalfAwayFromZero) {
  const auto rounded = [&](Fn fn, std::int64_t units) {
    return of(call(fn, {parameter(Value{Decimal::scaled(units, 2)}, Storage::scaled, 2)},
                   Storage::integer));
  };
  EXPECT_EQ(rounded(Fn::round, 250), Value{3});
  EXPECT_EQ(rounded(Fn::round, -250), Value{-3});
  EXPECT_EQ(rounded(Fn::round, 249), Value{2});
  EXPECT_EQ(rounded(Fn::floor, -201), Value{-3});
  EXPECT_EQ(rounded(Fn::floor, 299), Value{2});
  EXPECT_EQ(rounded(Fn::ceiling, -299), Value{-2});
  EXPECT_EQ(rounded(Fn::ceiling, 201), Value{3});
}

TEST_P(Functions, Aggregates) {
  const auto aggregate = [&](Fn fn, std::string_view name) {
    return single(from(customers(), {call(fn, {col(name)})}));
  };
  EXPECT_EQ(aggregate(Fn::sum, "credit"), Value{Decimal::scaled(-1, 2)});
  EXPECT_EQ(aggregate(Fn::avg, "credit"),
            Value{Decimal::scaled(-1, 2)});  // -0.5 units, away from zero
  EXPECT_EQ(aggregate(Fn::min, "rank"), Value{-7});
  EXPECT_EQ(aggregate(Fn::max, "code"), Value{"beta"});
  EXPECT_EQ(aggregate(Fn::count_distinct, "version"), Value{1});
  const TermPtr nobody = equals(customers(), "id", Id{9});
  EXPECT_TRUE(single(from(customers(), {call(Fn::avg, {col("credit")})}, nobody)).is_null());
  EXPECT_TRUE(single(from(customers(), {call(Fn::sum, {col("credit")})}, nobody)).is_null());
}

TEST_P(Functions, TextByCharactersNotBytes) {
  EXPECT_TRUE(holds(call(Fn::contains, {col("name"), text("要客")})));
  EXPECT_FALSE(holds(call(Fn::contains, {col("name"), text("STRASSE")})));
  EXPECT_TRUE(holds(call(Fn::contains, {col("name"), text("")})));
  EXPECT_TRUE(holds(call(Fn::starts_with, {col("code"), text("alpha-")})));
  EXPECT_TRUE(holds(call(Fn::starts_with, {col("code"), text("")})));
  EXPECT_FALSE(holds(call(Fn::starts_with, {col("code"), text("Alpha")})));
  EXPECT_TRUE(holds(call(Fn::starts_with, {col("code"), col("code")})));
  EXPECT_TRUE(holds(call(Fn::ends_with, {col("code"), text("-β")})));
  EXPECT_TRUE(holds(call(Fn::ends_with, {col("code"), text("")})));
  EXPECT_EQ(of(call(Fn::length, {col("code")})), Value{7});
  EXPECT_EQ(of(call(Fn::index_of, {col("code"), text("β")})), Value{6});
  EXPECT_EQ(of(call(Fn::index_of, {col("code"), text("z")})), Value{-1});
  EXPECT_EQ(of(call(Fn::substring, {col("code"), number(5)})), Value{"-β"});
  EXPECT_EQ(of(call(Fn::substring, {col("code"), number(1), number(3)})), Value{"lph"});
  EXPECT_EQ(of(call(Fn::substring, {col("code"), number(-3), number(2)})), Value{"al"});
  EXPECT_EQ(of(call(Fn::substring, {col("code"), number(2), number(-1)})), Value{""});
  EXPECT_EQ(of(call(Fn::substring, {col("code"), number(99)})), Value{""});
  EXPECT_EQ(of(call(Fn::trim, {col("name")})), Value{"Straße ÉÀ 重要客户"});
  EXPECT_EQ(of(call(Fn::lower, {call(Fn::trim, {col("name")})})), Value{"straße éà 重要客户"});
  EXPECT_EQ(of(call(Fn::upper, {call(Fn::trim, {col("name")})})), Value{"STRASSE ÉÀ 重要客户"});
  EXPECT_EQ(of(call(Fn::concat, {col("code"), text("!")})), Value{"alpha-β!"});
}

TEST_P(Functions, PrefixEndsBeforeTheNextCharacter) {
  const auto starts = [&](const char* value, const char* prefix) {
    db().write([&](Transaction& tx) {
      tx.update(customers(), {{"name", value}}, equals(customers(), "id", Id{1}));
    });
    return holds(call(Fn::starts_with, {col("name"), text(prefix)}));
  };
  EXPECT_TRUE(starts("客户", "客"));
  EXPECT_FALSE(starts("客户", "户"));
  EXPECT_TRUE(starts("a\U0010FFFFz", "a\U0010FFFF"));
  EXPECT_FALSE(starts("b", "a\U0010FFFF"));
  EXPECT_TRUE(starts("\U0010FFFF", "\U0010FFFF"));
  EXPECT_TRUE(starts("\xED\x9F\xBF!", "\xED\x9F\xBF"));  // the last before the surrogates
}

TEST_P(Functions, DatesInParts) {
  EXPECT_EQ(of(call(Fn::year, {col("born")})), Value{1987});
  EXPECT_EQ(of(call(Fn::month, {col("born")})), Value{2});
  EXPECT_EQ(of(call(Fn::day, {col("born")})), Value{28});
  EXPECT_EQ(of(call(Fn::year, {col("seen")})), Value{2026});
  EXPECT_EQ(of(call(Fn::hour, {col("seen")})), Value{8});
  EXPECT_EQ(of(call(Fn::minute, {col("seen")})), Value{30});
  EXPECT_EQ(of(call(Fn::second, {col("seen")})), Value{59});
  EXPECT_EQ(of(call(Fn::date_of, {col("seen")})), (Value{*Date::of(2026, 11, 21)}));
  EXPECT_TRUE(
      holds(call(Fn::lt, {col("born"), parameter(Value{*Date::of(2000, 1, 1)}, Storage::date)})));
  EXPECT_TRUE(holds(
      call(Fn::ge, {col("seen"), parameter(Value{*DateTime::parse("2026-11-21T08:30:59.123Z")},
                                           Storage::datetime)})));
}

TEST_P(Functions, NullIsNeitherEqualNorAbove) {
  const TermPtr parent = col("parent_id");
  const TermPtr five = parameter(Value{Id{5}}, Storage::id);
  EXPECT_FALSE(holds(call(Fn::gt, {parent, five})));
  EXPECT_TRUE(holds(call(Fn::not_, {call(Fn::gt, {parent, five})})));
  EXPECT_TRUE(holds(call(Fn::not_, {call(Fn::eq, {parent, five})})));
  EXPECT_TRUE(holds(call(Fn::is_distinct, {parent, five})));
  EXPECT_FALSE(holds(call(Fn::is_not_distinct, {parent, five})));
  EXPECT_TRUE(holds(call(Fn::is_not_distinct, {parent, parameter(Value{}, Storage::id)})));
  EXPECT_TRUE(holds(call(Fn::is_not_distinct, {parent, parent})));
  EXPECT_TRUE(holds(call(Fn::is_null, {parent})));
  EXPECT_EQ(of(call(Fn::eq, {parent, five})), Value{false});
  EXPECT_TRUE(holds(call(Fn::not_, {call(Fn::in_list, {parent, five})})));
  EXPECT_TRUE(holds(col("active")));
  EXPECT_FALSE(holds(call(Fn::not_, {col("active")})));
}

TEST_P(Functions, Lists) {
  const auto in = [&](std::string_view name, Value list) {
    return call(Fn::in_param_list, {col(name), parameter(std::move(list))});
  };
  EXPECT_TRUE(holds(in("id", list_of(std::vector<Id>{Id{5}, Id{1}}))));
  EXPECT_FALSE(holds(in("id", list_of(std::vector<Id>{}))));
  EXPECT_TRUE(holds(in("code", list_of(std::vector<std::string>{"x\"y,{}\\", "alpha-β"}))));
  EXPECT_FALSE(holds(in("code", list_of(std::vector<std::string>{"x", "NULL"}))));
  EXPECT_TRUE(holds(call(Fn::in_list, {col("rank"), number(1), number(7)})));
  EXPECT_FALSE(holds(call(Fn::in_list, {col("rank")})));
  const TermPtr ids =
      subselect(from(customers(), {col("id")}, equals(customers(), "code", "alpha-β")));
  EXPECT_TRUE(holds(call(Fn::in_list, {col("id"), ids})));
}

TEST_P(Functions, JsonColumns) {
  EXPECT_TRUE(holds(call(Fn::json_contains, {col("tags"), text("vip")})));
  EXPECT_FALSE(holds(call(Fn::json_contains, {col("tags"), text("vi")})));
  db().write([&](Transaction& tx) {
    tx.update(customers(), {{"tags", "{\"city\":\"宁波\",\"no\":7}"}},
              equals(customers(), "id", Id{1}));
  });
  EXPECT_EQ(of(call(Fn::json_member, {col("tags"), text("city")})), Value{"宁波"});
  EXPECT_EQ(of(call(Fn::json_member, {col("tags"), text("no")})), Value{"7"});
  EXPECT_TRUE(of(call(Fn::json_member, {col("tags"), text("street")})).is_null());
}

TEST_P(Functions, CaseAndCoalesce) {
  EXPECT_EQ(of(call(Fn::coalesce, {col("parent_id"), col("id")})), Value{Id{1}});
  const TermPtr low = call(Fn::lt, {col("rank"), number(5)});
  EXPECT_EQ(of(call(Fn::case_when, {low, text("low"), text("high")})), Value{"high"});
  EXPECT_TRUE(of(call(Fn::case_when, {low, text("low")})).is_null());
}

TEST_P(Functions, OrderIsByCodePointWithNullFirst) {
  db().write([&](Transaction& tx) {
    tx.remove(customers(), nullptr);
    std::int64_t id = 0;
    for (const char* name : {"b", "Ä", "a", "B", "客", ""}) {
      tx.insert(customers(), {{"id", Id{++id}}, {"version", 1}, {"name", name}});
    }
    tx.insert(customers(), {{"id", Id{++id}}, {"version", 1}});
  });
  const auto names = [&](bool descending) {
    Select query = from(customers(), {col("name")});
    query.order_by = {{col("name"), descending}};
    return db().read([&](Reader& reader) {
      std::string line;
      const auto cursor = reader.select(query);
      while (cursor->next())
        line += (cursor->is_null(0) ? "null" : std::string{cursor->text(0)}) + ",";
      return line;
    });
  };
  EXPECT_EQ(names(false), "null,,B,a,b,Ä,客,");
  EXPECT_EQ(names(true), "客,Ä,b,a,B,,null,");
}

}  // namespace
}  // namespace tw::store::testing
