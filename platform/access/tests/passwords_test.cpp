#include <gtest/gtest.h>

#include "platform/access/access.h"

extern "C" const char tw_common_passwords;
extern "C" const char tw_common_passwords_end;

namespace tw::access {
namespace {

std::string fault(std::string_view password, std::string_view email = "lin.jie@wangchao.example") {
  Problems problems;
  check_password_policy(password, email, problems);
  return problems.empty() ? "" : problems.list().front().code;
}

TEST(PasswordPolicy, TakesEightToAHundredTwentyEightCharactersOfAnyKind) {
  EXPECT_EQ(fault("k3#vTq9w"), "");
  EXPECT_EQ(fault("correct horse battery"), "");
  EXPECT_EQ(fault("春眠不觉晓处处闻"), "");
  EXPECT_EQ(fault("k3#vTq9"), "password.too_short");
  EXPECT_EQ(fault("春眠不觉晓"), "password.too_short");  // characters, not bytes
  std::string varied;
  for (int i = 0; i < 64; ++i) varied += i % 2 == 0 ? "qv" : "zt";
  EXPECT_EQ(fault(varied), "");
  EXPECT_EQ(fault(varied + "x"), "password.too_long");
}

TEST(PasswordPolicy, RefusesEveryWordOfTheList) {
  const std::string_view list{
      &tw_common_passwords,
      static_cast<std::size_t>(&tw_common_passwords_end - &tw_common_passwords)};
  std::size_t words = 0;
  for (std::size_t begin = 0; begin < list.size(); ++words) {
    const std::size_t end = list.find('\n', begin);
    EXPECT_NE(fault(list.substr(begin, end - begin)), "") << list.substr(begin, end - begin);
    begin = end + 1;
  }
  EXPECT_GT(words, 38'000u);
}

TEST(PasswordPolicy, RefusesWhatEverybodyTriesFirst) {
  for (const char* common :
       {"password", "Password1", "qwertyuiop", "12345678", "87654321", "aaaaaaaa", "iloveyou",
        "letmein123", "20260615", "abcdefgh", "woaini1314", "Admin123!",
        // of the list of 100,000 alone: its first and last words, and some from within
        "!qaz2wsx", "zxzxzxzx", "1qaz2wsx", "Zaq12wsx", "butterfly", "liverpool", "TRUSTNO1",
        "q1w2e3r4t5"})
    EXPECT_EQ(fault(common), "password.common") << common;
  for (const char* fine : {"vessel to Rotterdam", "k3#vTq9!", "春眠不觉晓处处闻啼鸟", "zzzzzzzy1"})
    EXPECT_EQ(fault(fine), "") << fine;
}

TEST(PasswordPolicy, RefusesTheAddressItself) {
  EXPECT_EQ(fault("lin.jie@wangchao.example"), "password.is_email");
  EXPECT_EQ(fault("Lin.Jie@Wangchao.Example"), "password.is_email");
  EXPECT_EQ(fault("chensiyuan", "chensiyuan@wangchao.example"), "password.is_email");
}

TEST(PasswordHash, IsArgon2idWithTheParametersWePromise) {
  const std::string hash = hash_password("correct horse battery");
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
  EXPECT_NE(hash, hash_password("correct horse battery"));  // salted
}

TEST(PasswordHash, KnowsItsPasswordAndNoOther) {
  const std::string hash = hash_password("correct horse battery");
  EXPECT_TRUE(verify_password(hash, "correct horse battery"));
  EXPECT_FALSE(verify_password(hash, "correct horse batterY"));
  EXPECT_FALSE(verify_password(hash, ""));
  EXPECT_FALSE(verify_password("", "correct horse battery"));
  EXPECT_FALSE(verify_password("not a hash", "not a hash"));
}

TEST(PasswordHash, AsksForAnewWhenItsParametersAreOld) {
  EXPECT_FALSE(needs_rehash(hash_password("correct horse battery")));
  EXPECT_TRUE(
      needs_rehash("$argon2id$v=19$m=4096,t=1,p=1$c29tZXNhbHRzb21lc2Fs$"
                   "RdescudvJCsgt3ub+b1dWRWJTmaaJObG4e1xXo0s8Zs"));
}

}  // namespace
}  // namespace tw::access
