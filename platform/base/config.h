#pragma once
// Configuration: flags > environment TRADEWIND_* > tradewind.yaml; an unknown key is an error.

#include <cstdint>
#include <map>
#include <string>

#include "platform/base/error.h"

namespace tw {

struct Config {
  std::string data_directory;  // data
  std::string database;        // empty: SQLite in the data directory; else postgresql://…
  std::string listen = "127.0.0.1:8080";   // listen
  int workers = 0;                         // workers; 0 = number of cores × 2, at least 4
  std::size_t max_body_bytes = 32u << 20;  // max_body_bytes
  std::string public_url;          // public_url: for links in mail and Origin checks behind a proxy
  std::string log_level = "info";  // log_level
  std::string tls_certificate, tls_key;  // tls_certificate, tls_key (PEM paths); empty = plain HTTP
  int session_idle_minutes = 480;        // session_idle_minutes
  int session_absolute_hours = 168;      // session_absolute_hours
  // Seams of the test build; never in tradewind.yaml.
  std::string clock_file, record_sql_file;  // flags clock, record_sql
};

/// Merges `tradewind.yaml` of the data directory (may be absent), the environment and the flags
/// (same key names); collects every unknown or malformed key in `problems` ("config.unknown_key",
/// "config.malformed").
Config load_config(const std::string& data_directory,
                   const std::map<std::string, std::string>& environment,
                   const std::map<std::string, std::string>& flags, Problems& problems);

}  // namespace tw
