#include "bench/load/request_file.h"

#include <fstream>
#include <stdexcept>

namespace bench {

std::vector<std::string> read_requests(const std::string& file, const std::string& host,
                                       const std::vector<std::string>& headers) {
  std::ifstream in{file};
  std::vector<std::string> requests;
  for (std::string line; std::getline(in, line);) {
    const std::size_t path = line.find('\t');
    if (path == std::string::npos) throw std::runtime_error{file + ": METHOD, tab, path: " + line};
    const std::size_t body = line.find('\t', path + 1);
    std::string request = line.substr(0, path) + " ";
    request += line.substr(path + 1, body == std::string::npos ? body : body - path - 1);
    request += " HTTP/1.1\r\nHost: " + host + "\r\n";
    for (const std::string& header : headers) request += header + "\r\n";
    if (body != std::string::npos) {
      const std::string text = line.substr(body + 1);
      request +=
          "Content-Type: application/json\r\nContent-Length: " + std::to_string(text.size()) +
          "\r\n\r\n" + text;
    } else {
      request += "\r\n";
    }
    requests.push_back(std::move(request));
  }
  if (requests.empty()) throw std::runtime_error{file + ": no request"};
  return requests;
}

}  // namespace bench
