#include "platform/http/ascii.h"
#include "platform/http/http.h"

namespace tw::http {
namespace {

// Data answers never run anything, whatever a browser makes of them.
constexpr std::string_view data_policy =
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox";

// Styles are inline because the component library writes its style sheets at run time; scripts
// never are.
constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default dompurify";

}  // namespace

void add_security_headers(Response& response, Body kind, bool secure) {
  const auto add = [&response](std::string_view name, std::string_view value) {
    for (const auto& header : response.headers) {
      if (equal_ignoring_case(header.first, name))
        return;  // the handler knows better (a framed survey)
    }
    response.header(std::string{name}, std::string{value});
  };
  add("X-Content-Type-Options", "nosniff");
  add("Content-Security-Policy", kind == Body::page ? page_policy : data_policy);
  add("Referrer-Policy", kind == Body::page ? "same-origin" : "no-referrer");
  add("Cross-Origin-Resource-Policy", "same-origin");
  if (kind == Body::page) {
    add("Permissions-Policy",
        "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()");
  }
  add("Cross-Origin-Opener-Policy", "same-origin");
  if (secure) add("Strict-Transport-Security", "max-age=31536000");
}

}  // namespace tw::http
