#include <gtest/gtest.h>

#include "platform/http/http.h"

namespace tw::http {
namespace {

std::string decoded(std::string_view in) {
  std::string out;
  return percent_decode(in, out) ? out : "refused";
}

TEST(PercentDecode, ReadsEscapesOnce) {
  EXPECT_EQ(decoded("a%20b%2Fc"), "a b/c");
  EXPECT_EQ(decoded("a+b"), "a+b");
  EXPECT_EQ(decoded("%e4%BF%a1"), "信");
  EXPECT_EQ(decoded("%2525"), "%25");
  EXPECT_EQ(decoded("%0d%0a"), "\r\n");
  EXPECT_EQ(decoded(""), "");
}

TEST(PercentDecode, RefusesWhatIsNoEscape) {
  for (const auto* bad : {"%", "%4", "a%", "%zz", "%4g", "%-1", "% 1", "%00", "a%00b"}) {
    EXPECT_EQ(decoded(bad), "refused") << bad;
  }
}

TEST(PercentEncode, LeavesOnlyUnreserved) {
  EXPECT_EQ(percent_encode("a-b_c.d~e"), "a-b_c.d~e");
  EXPECT_EQ(percent_encode("a b/c?d&e=%\r\n"), "a%20b%2Fc%3Fd%26e%3D%25%0D%0A");
  EXPECT_EQ(percent_encode("信"), "%E4%BF%A1");
  EXPECT_EQ(decoded(percent_encode("信风 & +")), "信风 & +");
}

TEST(Request, SplitsTargetAndFindsHeaders) {
  Request request;
  request.target = "/api/v1/accounts?$filter=a%20eq%201?";
  request.headers = {
      {"Accept-Language", "zh"}, {"Cookie", "a=1; session=x=y;b=2"}, {"accept-language", "en"}};
  EXPECT_EQ(request.path(), "/api/v1/accounts");
  EXPECT_EQ(request.query(), "$filter=a%20eq%201?");
  EXPECT_EQ(request.header("ACCEPT-language"), "zh");
  EXPECT_EQ(request.header("absent"), "");
  EXPECT_EQ(request.cookie("session"), "x=y");
  EXPECT_EQ(request.cookie("a"), "1");
  EXPECT_EQ(request.cookie("b"), "2");
  EXPECT_EQ(request.cookie("sess"), "");
  EXPECT_EQ(request.cookie("Session"), "");
  request.target = "/x";
  EXPECT_EQ(request.query(), "");
}

std::string header_of(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST(SecurityHeaders, DataNeverRuns) {
  Response response;
  add_security_headers(response, Body::data, false);
  EXPECT_EQ(header_of(response, "X-Content-Type-Options"), "nosniff");
  EXPECT_NE(header_of(response, "Content-Security-Policy").find("default-src 'none'"),
            std::string::npos);
  EXPECT_EQ(header_of(response, "Cross-Origin-Opener-Policy"), "same-origin");
  EXPECT_EQ(header_of(response, "Strict-Transport-Security"), "");
}

TEST(SecurityHeaders, PagesRunOnlyOurScripts) {
  Response response;
  add_security_headers(response, Body::page, true);
  const std::string policy = header_of(response, "Content-Security-Policy");
  EXPECT_NE(policy.find("script-src 'self';"), std::string::npos);
  EXPECT_EQ(policy.find("unsafe-eval"), std::string::npos);
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
  EXPECT_NE(policy.find("require-trusted-types-for 'script'"), std::string::npos);
  EXPECT_NE(header_of(response, "Strict-Transport-Security").find("max-age="), std::string::npos);
}

TEST(SecurityHeaders, AHandlersOwnPolicyStands) {
  Response response;
  response.header("content-security-policy", "frame-ancestors https://partner.example");
  add_security_headers(response, Body::page, false);
  EXPECT_EQ(header_of(response, "Content-Security-Policy"), "");
}

}  // namespace
}  // namespace tw::http
