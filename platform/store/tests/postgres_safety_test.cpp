// Unsafe servers and roles are refused, in words that say why (security.md R5, S31).

#include "platform/store/tests/postgres_cluster.h"
#include "platform/store/tests/store_fixture.h"

namespace tw::store::testing {
namespace {

class PostgresSafety : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!PostgresCluster::possible()) GTEST_SKIP() << "PostgreSQL 15 is not installed";
    cluster_ = std::make_unique<PostgresCluster>();
  }
  static std::unique_ptr<Database> open(const std::string& uri) {
    DatabaseOptions options;
    options.postgres_uri = uri;
    return Database::open(options);
  }
  /// What the refusal says; empty when there is none.
  static std::string refusal(const std::string& uri) {
    try {
      open(uri);
    } catch (const AppError& error) {
      EXPECT_EQ(error.kind(), Errc::storage);
      EXPECT_EQ(error.code(), "store.unsafe");
      return error.params().contains("setting") ? error.params().at("setting") : "?";
    }
    return {};
  }
  std::unique_ptr<PostgresCluster> cluster_;
};

TEST_F(PostgresSafety, RolesThatMayTooMuch) {
  EXPECT_EQ(refusal(cluster_->uri()), "");
  EXPECT_EQ(refusal(cluster_->superuser_uri()), "the role is a superuser");
  const auto with = [&](const std::string& right, const std::string& undo) {
    cluster_->command(right);
    const std::string said = refusal(cluster_->uri());
    cluster_->command(undo);
    return said;
  };
  EXPECT_EQ(with("ALTER ROLE tradewind CREATEDB", "ALTER ROLE tradewind NOCREATEDB"),
            "the role has CREATEDB");
  EXPECT_EQ(with("ALTER ROLE tradewind CREATEROLE", "ALTER ROLE tradewind NOCREATEROLE"),
            "the role has CREATEROLE");
  EXPECT_EQ(with("GRANT pg_execute_server_program TO tradewind",
                 "REVOKE pg_execute_server_program FROM tradewind"),
            "the role may run programs on the server");
  EXPECT_EQ(with("GRANT pg_write_server_files TO tradewind",
                 "REVOKE pg_write_server_files FROM tradewind"),
            "the role may write files on the server");
  EXPECT_EQ(refusal(cluster_->uri()), "");
}

TEST_F(PostgresSafety, SettingsThatLoseData) {
  const auto started = [&](const std::string& settings) {
    cluster_->stop();
    cluster_->start(settings);
    return refusal(cluster_->uri());
  };
  EXPECT_EQ(started("-c fsync=off"), "fsync=off");
  EXPECT_EQ(started("-c full_page_writes=off"), "full_page_writes=off");
  EXPECT_EQ(started("-c synchronous_commit=off"), "synchronous_commit=off");
  EXPECT_EQ(started("-c synchronous_commit=local -c synchronous_standby_names=s1"),
            "synchronous_commit=local with synchronous_standby_names");
  EXPECT_EQ(started("-c synchronous_commit=local"), "");
}

TEST_F(PostgresSafety, ASettingOfTheRoleIsSeenByEveryNewConnection) {
  const auto database = open(cluster_->uri());
  database->apply(database->plan(test_schema()));
  cluster_->command("ALTER ROLE tradewind SET synchronous_commit = off");
  EXPECT_EQ(refusal(cluster_->uri()), "synchronous_commit=off");
  cluster_->stop();
  cluster_->start();
  EXPECT_THROW(database->write([](Transaction& tx) { tx.remove(customers(), nullptr); }), AppError);
}

TEST_F(PostgresSafety, ConfusedTextIsRefused) {
  cluster_->command(
      "CREATE DATABASE latin OWNER tradewind ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
  std::string uri = cluster_->uri();
  uri.replace(uri.rfind('/') + 1, std::string::npos, "latin");
  EXPECT_EQ(refusal(uri), "encoding=LATIN1");
}

TEST_F(PostgresSafety, AnAddressThatLeadsNowhereIsAClearError) {
  for (const char* uri : {"postgresql://nobody@127.0.0.1:1/none", "postgresql://:::bad"}) {
    try {
      open(uri);
      FAIL() << uri;
    } catch (const AppError& error) {
      EXPECT_EQ(error.code(), "store.cannot_open");
      EXPECT_FALSE(error.params().at("reason").empty());
    }
  }
}

}  // namespace
}  // namespace tw::store::testing
