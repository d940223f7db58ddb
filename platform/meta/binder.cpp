#include "platform/meta/binder.h"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "platform/base/text.h"
#include "platform/meta/model.h"

namespace tw::meta {
namespace {

constexpr std::string_view system_fields_path = "platform/meta/system_fields.yaml";

std::string without_extension(std::string_view file) {
  constexpr std::string_view extension = ".yaml";
  return file.ends_with(extension) ? std::string{file.substr(0, file.size() - extension.size())}
                                   : std::string{};
}

}  // namespace

struct Binder::State {
  State(std::vector<CatalogueProblem>& faults, ExpressionCheck hook)
      : problems{faults}, report{faults}, check{std::move(hook)}, catalogue{new Catalogue} {}

  std::vector<CatalogueProblem>& problems;
  Report report;
  ExpressionCheck check;
  std::vector<std::pair<std::string, std::string>> files;
  std::vector<std::unique_ptr<yaml::Document>> documents;  // same order as files; nullptr: not YAML
  std::shared_ptr<Catalogue> catalogue;
  std::deque<ModuleDef> modules;  // drafts point into it
  Model model{Context{report}};
};

Binder::Binder(std::vector<CatalogueProblem>& problems, ExpressionCheck check)
    : state_{std::make_unique<State>(problems, std::move(check))} {}

Binder::~Binder() = default;

void Binder::add(std::string path, std::string text) {
  state_->files.emplace_back(std::move(path), std::move(text));
}

std::shared_ptr<const Catalogue> Binder::bind() {
  try {
    read_files();
    bind_all();
  } catch (const std::runtime_error& e) {  // OpenCC without its dictionaries
    state_->report.add({}, "opencc.unavailable", e.what());
  }
  state_->report.sort();
  if (!state_->problems.empty()) return nullptr;
  return state_->catalogue;
}

void Binder::read_files() {
  State& s = *state_;
  std::sort(s.files.begin(), s.files.end());
  Model& model = s.model;
  model.roles = &s.catalogue->roles_;
  model.messages = &s.catalogue->messages_;
  model.system_labels = &s.catalogue->system_labels_;
  for (auto& [path, text] : s.files) s.documents.push_back(yaml::read(path, text, s.report));
  for (std::size_t i = 0; i < s.files.size(); ++i) place_file(i);
}

void Binder::place_file(std::size_t index) {
  State& s = *state_;
  const std::string& path = s.files[index].first;
  const std::vector<std::string_view> parts = split(path, '/');
  const std::string folder{parts.size() > 1 ? parts[1] : std::string_view{}};
  if (path == system_fields_path) {
    s.model.whole = true;
    if (s.documents[index]) bind_system_labels(s.model, s.documents[index]->root);
  } else if (parts.size() == 3 && parts[2] == "messages.yaml") {
    if (s.documents[index]) bind_messages(s.model, s.documents[index]->root);
  } else if (parts.size() == 3 && parts[0] == "modules" && parts[2] == "module.yaml") {
    declare_module(index, folder);
  } else if (parts.size() == 4 && parts[0] == "modules" && parts[2] == "entities" &&
             is_snake_case(without_extension(parts[3]))) {
    declare_entity(index, folder, without_extension(parts[3]));
  } else {
    s.report.add({&path, 1, 1}, "file.misplaced", "no declaration belongs at this path");
  }
}

void Binder::declare_module(std::size_t index, const std::string& folder) {
  State& s = *state_;
  if (!s.documents[index]) return;
  ModuleDef& module = s.modules.emplace_back();
  module.name = folder;
  s.model.modules.push_back({&module, &s.documents[index]->root});
}

void Binder::declare_entity(std::size_t index, const std::string& folder, const std::string& stem) {
  State& s = *state_;
  if (!s.documents[index]) {
    s.model.unread.push_back(stem);
    return;
  }
  const yaml::Node& root = s.documents[index]->root;
  if (s.model.find(stem) != nullptr)
    return s.report.add(root.mark, "entity.duplicate",
                        "another module has an entity \"" + stem + "\"");
  EntityDef& entity = *s.catalogue->entities_.emplace_back(std::make_unique<EntityDef>());
  entity.name = stem;
  entity.module = folder;
  s.model.entities.push_back({&entity, &entity.fields_, &root});
}

void Binder::bind_all() {
  State& s = *state_;
  for (const ModuleDraft& draft : s.model.modules) bind_module(s.model, *draft.root, *draft.module);
  for (const EntityDraft& draft : s.model.entities) {
    bind_entity(s.model, draft);
    for (std::size_t i = 0; i < draft.fields->size(); ++i)
      draft.entity->by_name_.emplace((*draft.fields)[i].name, static_cast<int>(i));
    s.catalogue->by_name_.emplace(draft.entity->name, draft.entity);
    const auto [other, is_new] = s.catalogue->by_set_.emplace(draft.entity->set, draft.entity);
    if (!is_new)
      s.report.add(
          draft.root->mark, "entity.set_taken",
          "\"" + draft.entity->set + "\" is the set of \"" + other->second->name + "\" already");
    if (s.model.whole && s.model.find_module(draft.entity->module) == nullptr)
      s.report.add(draft.root->mark, "module.missing", "its module has no module.yaml");
  }
  link_entities(s.model);
  link_rollups(s.model);
  link_modules(s.model);
  finish();
  if (s.check && s.problems.empty()) check_expressions(s.model, s.check, *s.catalogue);
}

void Binder::finish() {
  State& s = *state_;
  for (const EntityDraft& draft : s.model.entities) {
    int column = 0;
    for (std::size_t i = 0; i < draft.fields->size(); ++i) {
      FieldDef& field = (*draft.fields)[i];
      field.index = static_cast<int>(i);
      if (field.storage != Storage::none) field.column = column++;
    }
  }
  for (ModuleDef& module : s.modules) s.catalogue->modules_.push_back(std::move(module));
}

std::vector<std::pair<std::string, std::string>> declaration_files(const std::string& root) {
  namespace fs = std::filesystem;
  std::vector<std::pair<std::string, std::string>> files;
  const auto take = [&](const fs::path& path) {
    if (!fs::is_regular_file(path)) return;
    std::ifstream in{path, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    files.emplace_back(fs::relative(path, root).generic_string(), text.str());
  };
  const auto folders_of = [](const fs::path& path) {
    std::vector<fs::path> folders;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator{path, none})
      if (entry.is_directory()) folders.push_back(entry.path());
    return folders;
  };
  const fs::path base{root};
  take(base / system_fields_path);
  for (const fs::path& folder : folders_of(base / "platform")) take(folder / "messages.yaml");
  for (const fs::path& folder : folders_of(base / "modules")) {
    take(folder / "messages.yaml");
    take(folder / "module.yaml");
    std::error_code none;
    for (const auto& entry : fs::directory_iterator{folder / "entities", none})
      if (entry.path().extension() == ".yaml") take(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::shared_ptr<const Catalogue> bind_tree(const std::string& root,
                                           std::vector<CatalogueProblem>& problems,
                                           ExpressionCheck check) {
  Binder binder{problems, std::move(check)};
  for (auto& [path, text] : declaration_files(root)) binder.add(path, std::move(text));
  return binder.bind();
}

}  // namespace tw::meta
