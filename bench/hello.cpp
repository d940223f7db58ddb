// Our HTTP layer with the cheapest possible handler, to be held against bench/limit/bare_beast.cpp.
//   bench_hello PORT [WORKERS] [IO_THREADS] [CERTIFICATE KEY]

#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "platform/http/http.h"

namespace {

using namespace tw::http;

const std::string& fixed_json() {
  static const std::string text = [] {
    std::string json = R"({"id":"01H0000000000","name":"Tradewind","note":")";
    json.append(300 - json.size() - 2, 'x');
    return json + "\"}";
  }();
  return text;
}

Response answer(const Request&) {
  Response response;
  response.header("Content-Type", "application/json");
  response.body = fixed_json();
  return response;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: bench_hello PORT [WORKERS] [IO_THREADS] [CERTIFICATE KEY]\n", stderr);
    return 2;
  }
  ServerOptions options;
  options.listen = std::string{"127.0.0.1:"} + argv[1];
  if (argc > 2) options.workers = std::atoi(argv[2]);
  if (argc > 3) options.io_threads = std::atoi(argv[3]);
  if (argc > 5) {
    options.tls_certificate = argv[4];
    options.tls_key = argv[5];
  }
  Server server{options, answer,
                [](const Request&, std::exception_ptr) { return Response{.status = 500}; },
                [](Method, std::string_view) { return Lane::normal; }};
  server.start();
  std::getchar();  // until Enter or end of input
  server.stop();
}
