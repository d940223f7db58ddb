// Import and export against the whole server, on each database.
#include <gmock/gmock.h>

#include "platform/exchange/exchange.h"
#include "platform/exchange/tests/files.h"
#include "platform/testkit/fixture.h"

namespace tw::testkit {
namespace {

using exchange::Detected;
using exchange::ImportOptions;
using exchange::ImportReport;
using exchange::Mapping;
using exchange::Mode;
using exchange::test::TemporaryFile;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ImportTest : public AppTest {
 protected:
  const meta::EntityDef& entity(std::string_view set) {
    return *app().app().catalogue->find_set(set);
  }
  ImportReport import(std::string_view set, std::string_view text, std::string_view as = "admin",
                      const ImportOptions& options = {}) {
    const TemporaryFile file{text};
    return import_file(set, file.path(), as, options);
  }
  ImportReport import_file(std::string_view set, const std::string& path,
                           std::string_view as = "admin", const ImportOptions& options = {}) {
    const Detected found = exchange::detect(path);
    const Mapping mapping =
        exchange::propose(*app().app().catalogue, entity(set), found.columns).mapping;
    return exchange::import_table(app().app().records, app().gate(as), entity(set), path,
                                  found.format, mapping, options, [](std::int64_t) {});
  }
  static std::vector<std::string> codes(const ImportReport& report) {
    std::vector<std::string> list;
    for (const auto& sample : report.samples)
      list.push_back(std::to_string(sample.row) + " " + sample.problem.code);
    return list;
  }
  std::string account(std::string_view filter) {
    return "/api/v1/accounts?$filter=" + std::string{filter};
  }
};

constexpr std::string_view accounts =
    "客户编码,公司名称,国家,结算币种,往来类型,信用额度\n"
    "K1,宁波测试进出口有限公司,中国,￥,采购商;代理,\"1,200.50\"\n"
    "K2,Nordlicht GmbH,Germany,EUR,buyer,\n";

TEST_P(ImportTest, ReadsWhatPeopleWrite) {
  const ImportReport report = import("accounts", accounts);
  EXPECT_EQ(report.created, 2) << (report.samples.empty() ? "" : report.samples[0].problem.code);
  const Answer made = app().get(account("external_id eq 'K1'"));
  ASSERT_EQ(made.count(), 1) << made.text;
  EXPECT_EQ(made.string("value.0.name"), "宁波测试进出口有限公司");
  EXPECT_EQ(made.string("value.0.country"), "CN");
  EXPECT_EQ(made.string("value.0.currency"), "CNY");
  EXPECT_THAT(made.text, HasSubstr(R"("roles":["buyer","agent"])"));
  EXPECT_THAT(made.text, HasSubstr(R"("credit_limit":1200.5)"));
}

TEST_P(ImportTest, AgainChangesNothingAndFindsWhatChanged) {
  import("accounts", accounts);
  const ImportReport again = import("accounts", accounts);
  EXPECT_EQ(again.unchanged, 2);
  EXPECT_EQ(again.created + again.updated + again.failed, 0);
  std::string changed{accounts};
  changed.replace(changed.find("Nordlicht GmbH"), 14, "Nordlicht AG");
  const ImportReport third = import("accounts", changed);
  EXPECT_EQ(third.updated, 1);
  EXPECT_EQ(third.unchanged, 1);
  EXPECT_EQ(app().get(account("name eq 'Nordlicht AG'")).count(), 1);
  EXPECT_EQ(app().get("/api/v1/accounts?$search=Nordlicht").count(), 1);
}

TEST_P(ImportTest, RowsOfOneNumberAreOneOrder) {
  import("accounts", accounts);
  import("products", "code,name\nA1,Lamp\nA2,Chair\n");
  constexpr std::string_view orders =
      "number,account.external_id,order_date,currency,lines.product.code,lines.quantity,lines.unit_"
      "price\n"
      "N-1,K1,2026/3/5,USD,A1,2,10.50\n"
      "N-1,K1,2026/3/5,USD,A2,1,5\n"
      ",,,,A1,3,1\n"
      "N-2,K2,2026年3月6日,USD,A2,1,7\n";
  const ImportReport report = import("orders", orders);
  EXPECT_EQ(report.created, 2) << (codes(report).empty() ? "" : codes(report)[0]);
  EXPECT_EQ(report.rows, 4);
  const Answer made =
      app().get("/api/v1/orders?$filter=number eq 'N-1'&$expand=lines,account($select=name)");
  ASSERT_EQ(made.count(), 1) << made.text;
  EXPECT_EQ(made.string("value.0.account.name"), "宁波测试进出口有限公司");
  EXPECT_EQ(made.string("value.0.order_date"), "2026-03-05");
  EXPECT_THAT(made.text, HasSubstr(R"("total":29)"));
  EXPECT_EQ(import("orders", orders).unchanged, 2);
  std::string changed{orders};
  changed.replace(changed.find("A2,1,7"), 6, "A2,2,7");
  EXPECT_EQ(import("orders", changed).updated, 1);
  EXPECT_THAT(app().get("/api/v1/orders?$filter=number eq 'N-2'").text, HasSubstr(R"("total":14)"));
}

TEST_P(ImportTest, OneBadRecordFailsAlone) {
  import("accounts", accounts);
  import("products", "code,name\nA1,Lamp\n");
  const TemporaryFile errors{""};
  ImportOptions options;
  options.errors_path = errors.path();
  options.language = Language::zh_cn;
  const ImportReport report =
      import("orders",
             "number,account,order_date,currency,lines.product.code,lines.quantity\n"
             "N-1,K1,2026-03-05,USD,A1,2\n"
             "N-2,K1,2026-03-05,USD,A1,2\n"
             "N-2,K1,2026-03-05,USD,NONE,2\n"
             "N-3,K1,2026-02-30,USD,A1,many\n"
             "N-4,K1,2026-03-05,USD,A1,-1\n"
             "N-1,K1,2026-03-05,USD,A1,5\n"
             "N-5,K1,2026-03-05,USD,A1,1\n",
             "admin", options);
  EXPECT_EQ(report.created, 2);
  EXPECT_EQ(report.failed, 4);
  EXPECT_THAT(codes(report),
              ElementsAre("4 import.no_such_reference", "5 import.bad_date", "5 import.bad_number",
                          "6 field.too_small", "7 import.scattered_key"));
  EXPECT_EQ(report.samples[0].problem.params.at("column"), "lines.product.code");
  EXPECT_EQ(report.samples[3].problem.params.at("column"), "lines.quantity");
  EXPECT_EQ(app().get("/api/v1/orders").count(), 2);
  const std::string told = exchange::test::read_file(errors.path());
  EXPECT_THAT(told, HasSubstr("lines.product.code: "));
  EXPECT_THAT(told, HasSubstr("未找到产品“NONE”"));
  EXPECT_THAT(told, HasSubstr("行号,原因"));
}

TEST_P(ImportTest, ADryRunChangesNothingAndSaysTheSame) {
  ImportOptions options;
  options.dry_run = true;
  options.batch = 1;
  constexpr std::string_view family =
      "external_id,name,parent_account\nP1,Mother,\nP2,Daughter,P1\nP3,Orphan,P9\n";
  const ImportReport dry = import("accounts", family, "admin", options);
  EXPECT_EQ(app().get("/api/v1/accounts").count(), 0);
  options.dry_run = false;
  const ImportReport real = import("accounts", family, "admin", options);
  for (const ImportReport& report : {dry, real}) {
    EXPECT_EQ(report.created, 2);
    EXPECT_THAT(codes(report), ElementsAre("4 import.no_such_reference"));
  }
}

TEST_P(ImportTest, AParentMayStandBelowItsChild) {
  ImportOptions options;
  options.batch = 2;
  const ImportReport report = import(
      "accounts", "external_id,name,parent_account.external_id\nP3,C,P2\nP2,B,P1\nP1,A,\nP4,D,P3\n",
      "admin", options);
  EXPECT_EQ(report.created, 4);
  EXPECT_EQ(report.failed, 0);
  EXPECT_EQ(app().get(account("parent_account/external_id eq 'P2'")).count(), 1);
}

TEST_P(ImportTest, ModesSayWhatMayHappen) {
  import("accounts", accounts);
  ImportOptions options;
  options.mode = Mode::create;
  EXPECT_THAT(codes(import("accounts", "external_id,name\nK1,X\nK9,Y\n", "admin", options)),
              ElementsAre("2 import.exists"));
  options.mode = Mode::update;
  EXPECT_THAT(codes(import("accounts", "external_id,name\nK1,X\nK8,Y\n,Z\n", "admin", options)),
              ElementsAre("3 import.not_found", "4 import.missing_key"));
  EXPECT_EQ(app().get(account("name eq 'X'")).count(), 1);
}

TEST_P(ImportTest, RightsHold) {
  EXPECT_THROW(import("accounts", accounts, "viewer"), AppError);
  EXPECT_EQ(import("accounts", accounts, "sibling").created, 2);
  EXPECT_THAT(codes(import("accounts", "external_id,name\nK1,Mine\n", "colleague")),
              ElementsAre("2 import.key_taken"));
  EXPECT_EQ(import("accounts", "external_id,name\nK5,Mine\n", "colleague").created, 1);
  // One may not refer to what one cannot see, nor choose numbers.
  EXPECT_THAT(codes(import("orders", "account.external_id,lines.description\nK1,x\n", "colleague")),
              ElementsAre("2 import.no_such_reference"));
  EXPECT_THAT(codes(import("orders", "number,account.external_id,lines.description\nN1,K5,x\n",
                           "colleague")),
              ElementsAre("2 import.number_reserved"));
}

TEST_P(ImportTest, AnAdministratorKeepsHistory) {
  const ImportReport report =
      import("accounts",
             "number,name,lifecycle,created_at,created_by\n"
             "C-90001,Old firm,成交客户,2019-05-06 08:00,sales_rep@test.example\n");
  ASSERT_EQ(report.created, 1) << (codes(report).empty() ? "" : codes(report)[0]);
  const Answer made = app().get(account("number eq 'C-90001'"));
  EXPECT_EQ(made.string("value.0.lifecycle"), "buying") << made.text;
  EXPECT_EQ(made.string("value.0.created_at"), "2019-05-06T00:00:00.000Z");
  EXPECT_EQ(made.string("value.0.created_by_id"), app().user("sales_rep").text());
}

TEST_P(ImportTest, ADoubledKeyIsToldAndAnIdFindsItsRecord) {
  EXPECT_THAT(codes(import("accounts", "external_id,name\nK1,A\nK2,B\nK1,C\n")),
              ElementsAre("4 import.duplicate_key"));
  const std::string id = app().get(account("external_id eq 'K2'")).string("value.0.id");
  EXPECT_EQ(import("accounts", "id,name\n" + id + ",B renamed\n").updated, 1);
  EXPECT_EQ(app().get(account("name eq 'B renamed'")).count(), 1);
  app().del("/api/v1/accounts/" + id);
  EXPECT_THAT(codes(import("accounts", "external_id,name\nK2,B\n")),
              ElementsAre("2 import.key_taken"));
}

TEST_P(ImportTest, AnExportComesBackUnchanged) {
  import("accounts", accounts);
  import("accounts",
         "name,notes,phone,delivery_address.city,tags,parent_account\n"
         "=HYPERLINK(1),\"-a\nb\",+86 574 8712 3456,Köln,fair;vip,K1\n");
  import("products", "code,name\nA1,Lamp\nA2,Chair\n");
  import("orders",
         "number,account,order_date,currency,lines.product,lines.quantity,lines.unit_price\n"
         "N-1,K1,2026-03-05,USD,A1,2,10.50\nN-1,,,,A2,1,5\n");
  import("contacts", "name,account,accounts\nLi Lei,K1,K1;K2\n");
  for (const std::string set : {"accounts", "products", "orders", "contacts"}) {
    for (const std::string format : {"csv", "xlsx"}) {
      const TemporaryFile file{"", "." + format};
      exchange::export_table(app().app().records, app().gate("admin"), entity(set), format,
                             file.path());
      const ImportReport report = import_file(set, file.path());
      EXPECT_GT(report.unchanged, 0) << set << format;
      EXPECT_EQ(report.created + report.updated + report.failed, 0)
          << set << format << (codes(report).empty() ? "" : codes(report)[0])
          << exchange::test::read_file(file.path());
    }
  }
  EXPECT_THROW(exchange::export_table(app().app().records, app().gate("service"),
                                      entity("accounts"), "csv", "/dev/null"),
               AppError);
}

TEST_P(ImportTest, MutatedFilesLeaveNothingHalf) {
  std::uint32_t state = 7;
  const auto next = [&](std::size_t limit) {
    state = state * 1664525u + 1013904223u;
    return static_cast<std::size_t>(state >> 8) % limit;
  };
  import("accounts", accounts);
  import("products", "code,name\nA1,Lamp\n");
  const std::string seed =
      "number,account,order_date,currency,lines.product.code,lines.quantity\n"
      "N-1,K1,2026-03-05,USD,A1,2\nN-1,K1,2026-03-05,USD,A1,2\nN-2,K2,2026-03-05,USD,A1,2\n";
  for (int i = 0; i < 60; ++i) {
    std::string text = seed;
    const std::size_t header = text.find('\n');
    for (std::size_t j = 0; j < 1 + next(4); ++j) {
      const std::size_t at = header + next(text.size() - header);
      if (next(2) == 0)
        text[at] = static_cast<char>(next(256));
      else
        text.erase(at, 1 + next(5));
    }
    try {
      const ImportReport report = import("orders", text);
      EXPECT_EQ(report.records, report.created + report.updated + report.unchanged + report.failed);
    } catch (const AppError&) {
      continue;
    }
  }
  EXPECT_THAT(app().app().database->check(), ElementsAre());
  // An order without lines would be a half one.
  EXPECT_EQ(app().get("/api/v1/orders?$filter=not lines/any()").count(), 0);
  const auto faults = app().app().database->read(
      [&](store::Reader& reader) { return app().app().index.check(reader); });
  EXPECT_THAT(faults, ElementsAre());
}

FOR_EACH_DATABASE(ImportTest);

}  // namespace
}  // namespace tw::testkit
