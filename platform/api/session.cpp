// Who asks: cookie, API key, or e-mail with a key; and auth/…
#include <sodium.h>

#include <algorithm>

#include "platform/api/routes.h"
#include "platform/base/text.h"

namespace tw::api {
namespace {

constexpr std::string_view plain_cookie = "tw_session";
constexpr std::string_view secure_cookie = "__Host-tw_session";

std::string_view cookie_name(const http::Request& request) {
  return request.secure ? secure_cookie : plain_cookie;
}

std::string cookie_of(const http::Request& request, const std::string& token, int max_age_s) {
  return std::string{cookie_name(request)} + "=" + token + "; Path=/; HttpOnly; SameSite=Strict" +
         (request.secure ? "; Secure" : "") + "; Max-Age=" + std::to_string(max_age_s);
}

std::string from_base64(std::string_view text) {
  std::string out(text.size(), '\0');
  std::size_t length = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(),
                        text.size(), nullptr, &length, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0)
    return {};
  out.resize(length);
  return out;
}

std::optional<access::Principal> by_authorization(const Call& call, std::string_view header) {
  access::Authenticator& authenticator = call.services.authenticator;
  if (lower_ascii(header.substr(0, 7)) == "bearer ")
    return authenticator.by_api_key(trim(header.substr(7)));
  if (lower_ascii(header.substr(0, 6)) == "basic ") {
    const std::string pair = from_base64(trim(header.substr(6)));
    const std::size_t colon = pair.find(':');
    if (colon != std::string::npos)
      return authenticator.by_basic(pair.substr(0, colon), pair.substr(colon + 1));
  }
  return std::nullopt;
}

std::string text_member(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  if (value == nullptr || !value->is_string())
    throw AppError{Errc::bad_request,
                   "field.wrong_type",
                   {{"expected", "text"}},
                   {{"field.wrong_type", std::string{name}, {{"expected", "text"}}}}};
  return std::string{value->as_string()};
}

store::Select select_from(const store::Table& table,
                          std::initializer_list<std::string_view> columns) {
  store::Select query;
  query.sources.push_back({&table, store::Source::Join::from, nullptr});
  for (const std::string_view name : columns) query.items.push_back(store::column(table, name));
  return query;
}

void write_company(const Call& call, store::Reader& reader, JsonWriter& out) {
  const store::Table& companies = call.services.schema.table("companies");
  store::Select company = select_from(companies, {"name", "currency", "time_zone"});
  company.limit = 1;
  out.key("company").begin_object();
  if (const auto cursor = reader.select(company); cursor->next()) {
    out.key("name").string(cursor->text(0));
    out.key("currency").string(cursor->text(1));
    out.key("time_zone").string(cursor->text(2));
  }
  out.end_object();
  const store::Table& currencies = call.services.schema.table("currencies");
  store::Select all = select_from(currencies, {"code", "name", "digits", "symbol"});
  all.order_by.push_back({store::column(currencies, "code"), false});
  all.limit = 300;
  out.key("currencies").begin_array();
  const auto cursor = reader.select(all);
  while (cursor->next()) {
    out.begin_object().key("code").string(cursor->text(0)).key("name").string(cursor->text(1));
    out.key("digits").integer(cursor->is_null(2) ? 2 : cursor->integer(2));
    if (!cursor->is_null(3)) out.key("symbol").string(cursor->text(3));
    out.end_object();
  }
  out.end_array();
}

http::Response me(const Call& call) {
  const access::Principal& principal = call.gate().principal();
  std::string body;
  JsonWriter out{body};
  out.begin_object();
  out.key("id").id(principal.user);
  out.key("name").string(principal.name);
  out.key("email").string(principal.email);
  out.key("language").string(tag_of(principal.language));
  out.key("time_zone").string(principal.time_zone);
  out.key("roles").begin_array();
  for (const std::string& role : principal.roles) out.string(role);
  out.end_array();
  out.key("administrator").boolean(principal.administrator);
  out.key("today").string(call.gate().environment().today.text());
  call.services.database.read([&](store::Reader& reader) { write_company(call, reader, out); });
  out.end_object();
  return json_response(200, std::move(body));
}

/// Who can be tried in a demo company (`init --demo`); nobody in a real one. Passwords are never
/// told.
http::Response demo_accounts(const Call& call) {
  const std::string path = call.services.config.data_directory + "/demo-accounts.txt";
  std::string body;
  JsonWriter out{body};
  out.begin_object().key("value").begin_array();
  if (call.services.files.exists(path)) {
    const std::string text = call.services.files.read(path);
    for (const std::string_view line : split(text, '\n'))
      if (const std::size_t space = line.find(' '); space != std::string_view::npos) {
        out.begin_object().key("email").string(line.substr(0, space));
        out.key("role")
            .string(line.substr(line.rfind('(') + 1, line.rfind(')') - line.rfind('(') - 1))
            .end_object();
      }
  }
  out.end_array().end_object();
  return json_response(200, std::move(body));
}

http::Response sign_in(Call& call) {
  const json::object body = body_of(call.request);
  const access::Session session =
      call.services.authenticator.sign_in(text_member(body, "email"), text_member(body, "password"),
                                          call.request.peer, call.request.header("User-Agent"));
  std::optional<access::Principal> principal = call.services.directory.find(session.user);
  if (!principal) throw AppError{Errc::unauthenticated, "auth.failed"};
  principal->via = access::Via::session;
  call.gate_storage.emplace(call.services.catalogue, *std::move(principal), call.services.clock);
  http::Response response = me(call);
  response.header("Set-Cookie", cookie_of(call.request, session.token,
                                          call.services.config.session_absolute_hours * 3600));
  return response;
}

http::Response sign_out(const Call& call) {
  const std::string_view token = call.request.cookie(cookie_name(call.request));
  if (!token.empty()) call.services.authenticator.sign_out(token);
  http::Response response = no_content();
  response.header("Set-Cookie", cookie_of(call.request, "", 0));
  return response;
}

http::Response change_me(Call& call) {
  const json::object body = body_of(call.request);
  const std::string tag = text_member(body, "language");
  const Language language = best_language(tag);
  const std::string code = language == Language::en      ? "en"
                           : language == Language::zh_tw ? "zh_tw"
                                                         : "zh_cn";
  const Id user = call.gate().principal().user;
  const access::Gate system = access::Gate::system(call.services.catalogue, call.services.clock);
  call.services.records.run(system, [&](record::Unit& unit) {
    unit.update(unit.entity("user"), user, json::object{{"language", code}});
  });
  call.services.directory.forget_all();
  authenticate(call);
  return me(call);
}

http::Response change_password(const Call& call) {
  const json::object body = body_of(call.request);
  call.services.authenticator.change_password(
      call.gate().principal().user, text_member(body, "current"), text_member(body, "new"));
  return no_content();
}

}  // namespace

/// S7: a state change by cookie must come from our own pages.
bool is_cross_site(const http::Request& request) {
  const std::string_view site = request.header("Sec-Fetch-Site");
  if (!site.empty()) return site != "same-origin" && site != "none";
  const std::string_view origin = request.header("Origin");
  if (origin.empty()) return true;
  const std::size_t scheme = origin.find("://");
  return scheme == std::string_view::npos || origin.substr(scheme + 3) != request.header("Host");
}

void authenticate(Call& call) {
  std::optional<access::Principal> principal;
  if (const std::string_view header = call.request.header("Authorization"); !header.empty()) {
    principal = by_authorization(call, header);
    if (!principal) throw AppError{Errc::unauthenticated, "auth.failed"};
  } else if (const std::string_view token = call.request.cookie(cookie_name(call.request));
             !token.empty()) {
    principal = call.services.authenticator.by_session(token);
  }
  if (!principal) return;
  if (call.request.header("Accept-Language").empty()) call.language = principal->language;
  call.gate_storage.emplace(call.services.catalogue, *std::move(principal), call.services.clock);
}

http::Response serve_auth(Call& call) {
  const std::string& what =
      call.url.segments.size() > 1 ? call.url.segments[1] : call.url.segments[0];
  const http::Method method = call.request.method;
  if (what == "login" && method == http::Method::post) return sign_in(call);
  if (what == "demo" && method == http::Method::get) return demo_accounts(call);
  if (what == "logout" && method == http::Method::post) return sign_out(call);
  if (what == "me" && method == http::Method::get) return me(call);
  if (what == "me" && method == http::Method::patch) return change_me(call);
  if (what == "password" && method == http::Method::post) return change_password(call);
  throw AppError{Errc::not_found, "url.no_such_path"};
}

}  // namespace tw::api
