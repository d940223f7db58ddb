// The files compiled into the program: the web application (web/dist as it was built, nothing if
// it was not) and the catalogue written by schemac. All data is static and lives as long as the
// program; safe from any thread.
#pragma once

#include <span>
#include <string_view>

namespace tw::app {

struct EmbeddedFile {
  std::string_view path;          // relative to web/dist, "index.html", "assets/app-1a2b.js"
  std::string_view content_type;  // "text/html; charset=utf-8"; of x.js.br that of x.js
  std::string_view data;
  std::string_view etag;  // quoted, from the content's hash: "\"9f86d081884c7d65\""
};

// Sorted by path.
std::span<const EmbeddedFile> embedded_web_files();
std::string_view embedded_catalogue();
// CSV files that `init` imports: "core/seed/currencies.csv", "demo/050-users.csv". Sorted by path.
std::span<const EmbeddedFile> embedded_data_files();

}  // namespace tw::app
