// schemac: the entity compiler.
//   schemac --check --root DIR      prints every fault as `file:line:column: code: message`, exit
//   status 1 schemac --root DIR --out DIR    catalog.json, entity.schema.json and
//   <module>/<entity>.gen.h under the output folder schemac --root DIR --typescript FILE schemac
//   --schema                prints the JSON Schema of entity files

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>

#include "platform/meta/binder.h"
#include "tools/schemac/entity_schema.h"
#include "tools/schemac/expressions.h"
#include "tools/schemac/keys.h"
#include "tools/schemac/output.h"
#include "tools/schemac/typescript.h"

namespace tw::schemac {
namespace {

struct Options {
  std::string root = ".";
  std::string out;
  std::string typescript;
  bool check = false;
  bool schema = false;
};

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void print_problems(const std::vector<meta::CatalogueProblem>& problems) {
  for (const meta::CatalogueProblem& problem : problems)
    print(problem.file + ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column) +
          ": " + problem.code + ": " + problem.message + "\n");
  std::fprintf(stderr, "schemac: %zu problem%s\n", problems.size(),
               problems.size() == 1 ? "" : "s");
}

void write_all(const meta::Catalogue& catalogue, const std::string& out) {
  write_if_changed(out + "/catalog.json", catalogue.to_json());
  write_if_changed(out + "/entity.schema.json", entity_schema());
  for (const auto& entity : catalogue.entities())
    write_if_changed(out + "/" + entity->module + "/" + entity->name + ".gen.h",
                     keys_header(*entity));
}

int run(const Options& options) {
  if (options.schema) print(entity_schema());
  if (options.schema && !options.check && options.out.empty() && options.typescript.empty())
    return 0;
  std::vector<meta::CatalogueProblem> problems;
  const auto catalogue = meta::bind_tree(options.root, problems, expression_check());
  if (!catalogue) {
    print_problems(problems);
    return 1;
  }
  if (!options.out.empty()) write_all(*catalogue, options.out);
  if (!options.typescript.empty()) write_if_changed(options.typescript, typescript(*catalogue));
  return 0;
}

}  // namespace
}  // namespace tw::schemac

int main(int argc, char** argv) {
  tw::schemac::Options options;
  CLI::App app{"Checks the entity files and writes what follows from them"};
  app.add_option("--root", options.root, "the repository: modules/ and platform/ lie below it");
  app.add_option("--out", options.out,
                 "write catalog.json, entity.schema.json and the key headers here");
  app.add_option("--typescript", options.typescript, "write the TypeScript types to this file");
  app.add_flag("--check", options.check, "only check");
  app.add_flag("--schema", options.schema, "print the JSON Schema of entity files");
  CLI11_PARSE(app, argc, argv);
  try {
    return tw::schemac::run(options);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "schemac: %s\n", e.what());
    return 2;
  }
}
