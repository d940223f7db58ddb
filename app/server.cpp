#include "app/server.h"

#include <fmt/format.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <pthread.h>

#include <csignal>
#include <cstdio>

#include "gen/embedded.h"
#include "platform/base/log.h"

namespace tw::app {
namespace {

const EmbeddedFile* find_file(std::string_view path) {
  for (const EmbeddedFile& file : embedded_web_files())
    if (file.path == path) return &file;
  return nullptr;
}

http::Response plain(int status, std::string text) {
  http::Response response;
  response.status = status;
  response.header("Content-Type", "text/plain; charset=utf-8");
  response.header("Cache-Control", "no-store");
  response.body = std::move(text);
  return response;
}

http::ServerOptions options_of(const App& app) {
  http::ServerOptions options;
  options.listen = app.config.listen;
  options.workers = database_options(app.config, store::Use::server).readers;
  options.max_body_bytes = app.config.max_body_bytes;
  options.tls_certificate = app.config.tls_certificate;
  options.tls_key = app.config.tls_key;
  return options;
}

}  // namespace

Site::Site(App& app) : app_{app} {}

http::Lane Site::lane_of(http::Method method, std::string_view path) {
  if (path == "/healthz" || path == "/readyz" || path == "/metrics") return http::Lane::health;
  if (!path.starts_with("/api/")) return http::Lane::memory;
  return api::Api::lane_of(method, path);
}

http::Response Site::handle(const http::Request& request) {
  const std::string_view path = request.path();
  if (path.starts_with("/api/")) return app_.api.handle(request);
  if (path == "/healthz" || path == "/readyz") return health(request);
  if (path == "/metrics") return metrics();
  return page(request);
}

http::Response Site::health(const http::Request& request) const {
  if (request.path() == "/healthz") return plain(200, "ok\n");
  if (draining_) return plain(503, "stopping\n");
  if (!app_.database->ready()) return plain(503, "database not ready\n");
  return plain(200, "ready\n");
}

http::Response Site::metrics() const {
  prometheus::Registry registry;
  const http::Server::Statistics numbers =
      server_ == nullptr ? http::Server::Statistics{} : server_->statistics();
  const auto counter = [&](const char* name, const char* help, std::uint64_t value) {
    prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({}).Increment(
        static_cast<double>(value));
  };
  const auto gauge = [&](const char* name, const char* help, double value) {
    prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({}).Set(value);
  };
  counter("tradewind_http_requests_total", "Requests answered.", numbers.requests);
  counter("tradewind_http_rejected_total",
          "Requests and connections refused because there were too many.", numbers.rejected);
  counter("tradewind_http_sent_bytes_total", "Bytes sent.", numbers.bytes_out);
  gauge("tradewind_http_connections", "Open connections.",
        static_cast<double>(numbers.connections_open));
  gauge("tradewind_database_read_only", "1 after a failed sync, until restart.",
        app_.database->read_only() ? 1 : 0);
  http::Response response = plain(200, prometheus::TextSerializer{}.Serialize(registry.Collect()));
  response.headers.front().second = "text/plain; version=0.0.4; charset=utf-8";
  return response;
}

http::Response Site::page(const http::Request& request) const {
  if (request.method != http::Method::get && request.method != http::Method::head)
    throw AppError{Errc::not_found, "http.no_such_page"};
  std::string path;
  if (!http::percent_decode(request.path(), path))
    throw AppError{Errc::bad_request, "http.malformed_path"};
  path.erase(0, 1);  // the table's paths are relative
  const EmbeddedFile* file = find_file(path);
  const bool asset = path.starts_with("assets/");
  if (file == nullptr && asset) throw AppError{Errc::not_found, "http.no_such_page"};
  if (file == nullptr) file = find_file("index.html");  // the application routes its own pages
  if (file == nullptr) return plain(503, "The browser application is not part of this build.\n");
  http::Response response;
  response.header("Content-Type", std::string{file->content_type});
  response.header("ETag", std::string{file->etag});
  response.header("Cache-Control", asset ? "public, max-age=31536000, immutable" : "no-cache");
  const bool html = file->content_type.starts_with("text/html");
  http::add_security_headers(response, html ? http::Body::page : http::Body::data, request.secure);
  if (request.header("If-None-Match") == file->etag)
    response.status = 304;
  else
    response.static_body = file->data;
  return response;
}

int serve(App& app) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals,
                  nullptr);  // before any thread starts, so that sigwait alone sees them
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));

  Site site{app};
  http::Server server{options_of(app),
                      [&](const http::Request& request) { return site.handle(request); },
                      [&](const http::Request& request, std::exception_ptr error) {
                        return site.on_error(request, error);
                      },
                      &Site::lane_of};
  site.set_server(&server);
  server.start();
  app.work.start();
  const std::string host = app.config.listen.substr(0, app.config.listen.rfind(':'));
  fmt::print("Tradewind is ready: {}://{}:{}\n",
             app.config.tls_certificate.empty() ? "http" : "https", host, server.port());
  static_cast<void>(std::fflush(stdout));

  int signal = 0;
  sigwait(&signals, &signal);
  logger::info("stopping", signal == SIGTERM ? "SIGTERM" : "SIGINT");
  site.set_draining();
  app.work.stop();
  server.stop();
  return 0;
}

}  // namespace tw::app
