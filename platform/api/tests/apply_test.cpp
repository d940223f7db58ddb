// $apply: groups, sums that are exact, and what is refused.
#include <boost/json/serialize.hpp>

#include "platform/testkit/fixture.h"

namespace tw::api {
namespace {

using testkit::Answer;

class ApplyTest : public testkit::AppTest {
 protected:
  void SetUp() override {
    const std::string german = made("accounts", R"({"name":"Nordlicht","country":"DE"})");
    const std::string italian = made("accounts", R"({"name":"Casa","country":"IT"})");
    order(german, "2026-01-10", "USD", "0.1");
    order(german, "2026-01-11", "USD", "0.2");
    order(german, "2026-02-01", "EUR", "1000000000.01");
    order(italian, "2026-02-02", "USD", "5");
  }

  std::string made(const std::string& set, const std::string& body) {
    const Answer answer = app().post("/api/v1/" + set, body);
    EXPECT_EQ(answer.status, 201) << answer.text;
    return answer.id();
  }

  void order(const std::string& account, const std::string& date, const std::string& currency,
             const std::string& price) {
    made("orders", R"({"account_id":")" + account + R"(","order_date":")" + date +
                       R"(","currency":")" + currency +
                       R"(","exchange_rate":7,"lines":[{"description":"x","quantity":1,)" +
                       R"("unit_price":)" + price + "}]}");
  }

  Answer apply(const std::string& text, const std::string& more = "",
               std::string_view as = "admin") {
    return app().get("/api/v1/orders?$apply=" + text + more, as);
  }
  /// The rows as JSON text.
  std::string rows(const std::string& text, const std::string& more = "") {
    const Answer answer = apply(text, more);
    EXPECT_EQ(answer.status, 200) << text << ": " << answer.text;
    const std::size_t begin = answer.text.find("\"value\":") + 8;
    return answer.text.substr(begin, answer.text.find(']') + 1 - begin);
  }
  std::string code(const std::string& text) { return apply(text).code(); }
};

TEST_P(ApplyTest, GroupsCountAndSumExactly) {
  EXPECT_EQ(rows("groupby((currency),aggregate($count as n,total with sum as amount))"),
            R"([{"currency":"EUR","n":1,"amount":1000000000.01},)"
            R"({"currency":"USD","n":3,"amount":5.3}])");
  EXPECT_EQ(rows("filter(currency eq 'USD')/aggregate(total with sum as amount,"
                 "total with min as least,total with max as most,total with average as mean)"),
            R"([{"amount":5.3,"least":0.1,"most":5,"mean":1.7667}])");
}

TEST_P(ApplyTest, GroupsThroughReferences) {
  EXPECT_EQ(rows("groupby((account/country,account/name),aggregate($count as n))"),
            R"([{"account":{"country":"DE","name":"Nordlicht"},"n":3},)"
            R"({"account":{"country":"IT","name":"Casa"},"n":1}])");
  EXPECT_EQ(rows("groupby((currency),aggregate(account_id with countdistinct as buyers))"),
            R"([{"currency":"EUR","buyers":1},{"currency":"USD","buyers":2}])");
}

TEST_P(ApplyTest, StepsFollowOneAnother) {
  EXPECT_EQ(rows("compute(month(order_date) as m)/groupby((m,currency),aggregate($count as n))"
                 "/filter(n gt 1)"),
            R"([{"m":1,"currency":"USD","n":2}])");
  EXPECT_EQ(rows("groupby((account/country,currency),aggregate($count as n))"
                 "/groupby((currency),aggregate(n with max as most,n with average as mean))"),
            R"([{"currency":"EUR","most":1,"mean":1},{"currency":"USD","most":2,"mean":1.5}])");
  EXPECT_EQ(rows("groupby((account_id))/aggregate($count as buyers)"), R"([{"buyers":2}])");
  EXPECT_EQ(rows("filter(currency eq 'CHF')/aggregate($count as n,total with sum as amount)"),
            R"([{"n":0,"amount":null}])");
}

TEST_P(ApplyTest, TheOtherOptionsAreAboutTheGroups) {
  const std::string text = "groupby((currency,account/country),aggregate($count as n))";
  EXPECT_EQ(rows(text, "&$orderby=n desc&$top=1"),
            R"([{"currency":"USD","account":{"country":"DE"},"n":2}])");
  EXPECT_EQ(rows(text, "&$filter=account/country eq 'IT' and n eq 1"),
            R"([{"currency":"USD","account":{"country":"IT"},"n":1}])");
  EXPECT_EQ(rows(text, "&$compute=n mul 10 as tenfold&$orderby=tenfold desc&$top=1"),
            R"([{"currency":"USD","account":{"country":"DE"},"n":2,"tenfold":20}])");
  const Answer counted = apply(text, "&$count=true&$top=1&$skip=1");
  EXPECT_EQ(counted.body.as_object().at("@odata.count").as_int64(), 3);
  EXPECT_EQ(counted.count(), 1);
}

TEST_P(ApplyTest, WithoutGroupsItIsAList) {
  const Answer list = apply("filter(currency eq 'EUR')", "&$select=currency&$filter=total gt 1");
  EXPECT_EQ(list.count(), 1) << list.text;
  EXPECT_NE(list.string("value.0.id"), "");
}

TEST_P(ApplyTest, CurrenciesAreNotAddedTogether) {
  const Answer mixed = apply("aggregate(total with sum as amount)");
  EXPECT_EQ(mixed.status, 400);
  EXPECT_EQ(mixed.code(), "apply.mixed_currencies");
  EXPECT_EQ(mixed.string("params.field"), "total");
  EXPECT_EQ(mixed.string("params.currency"), "currency");
  EXPECT_EQ(code("groupby((account/country),aggregate(total with sum as amount))"),
            "apply.mixed_currencies");
  EXPECT_EQ(code("compute(total mul 2 as twice)/aggregate(twice with sum as amount)"),
            "apply.mixed_currencies");
  EXPECT_EQ(code("groupby((currency,state),aggregate(total with sum as a))"
                 "/groupby((state),aggregate(a with sum as b))"),
            "apply.mixed_currencies");
  EXPECT_EQ(apply("aggregate(total_base with sum as amount)").status, 200) << "one for all rows";
}

TEST_P(ApplyTest, EachBadInputHasItsCode) {
  EXPECT_EQ(code("groupby(state)"), "apply.malformed");
  EXPECT_EQ(code("groupby((state),aggregate($count))"), "apply.malformed");
  EXPECT_EQ(code("groupby((state),aggregate($count as n)"), "apply.malformed");
  EXPECT_EQ(code("groupby((state),aggregate(total with median as m))"), "apply.unsupported");
  EXPECT_EQ(code("groupby((rollup(state,currency)))"), "apply.unsupported");
  EXPECT_EQ(code("aggregate($count as n)/nonsense(1)"), "apply.unsupported");
  EXPECT_EQ(code("groupby((nowhere))"), "expression.unknown_field");
  EXPECT_EQ(code("groupby((tags))"), "apply.not_groupable");
  EXPECT_EQ(code("aggregate(state with sum as s)"), "expression.type");
  EXPECT_EQ(code("aggregate(total_base with sum as total)"), "apply.name_taken");
  EXPECT_EQ(code("aggregate($count as n,$count as n)"), "apply.name_taken");
  EXPECT_EQ(code("groupby((state))/filter(currency eq 'EUR')"), "expression.unknown_field");
  EXPECT_EQ(code("filter(state eq)/aggregate($count as n)"), "expression.syntax");
}

TEST_P(ApplyTest, OnlyWhatTheCallerMayRead) {
  const Answer mine = apply("aggregate($count as n)", "", "sales_rep");
  EXPECT_EQ(mine.at("value.0.n")->as_int64(), 0) << "the orders are the administrator's";
  const auto products = [&](const std::string& text) {
    return app().get("/api/v1/products?$apply=" + text, "viewer").code();
  };
  EXPECT_EQ(products("groupby((cost_currency))"), "expression.unknown_field") << "hidden";
  EXPECT_EQ(products("groupby((cost_currency),aggregate(cost with sum as s))"),
            "expression.unknown_field");
  const Answer masked = app().get("/api/v1/accounts?$apply=groupby((email))", "viewer");
  EXPECT_EQ(masked.code(), "field.masked") << masked.text;
}

FOR_EACH_DATABASE(ApplyTest);

}  // namespace
}  // namespace tw::api
