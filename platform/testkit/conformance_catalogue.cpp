#include <algorithm>
#include <set>

#include "platform/testkit/conformance.h"

namespace tw::testkit {
namespace {

class CatalogueJudge {
 public:
  CatalogueJudge(const meta::EntityDef& entity, const app::App& app) : entity_{entity}, app_{app} {}

  Faults judge() {
    labels();
    references();
    permissions();
    views();
    actions();
    states();
    return std::move(faults_);
  }

 private:
  void fault(const std::string& what) { faults_.push_back(entity_.name + ": " + what); }

  void label(const Label& given, const std::string& of) {
    if (given.en.empty() || given.zh_cn.empty() || given.zh_tw.empty())
      fault(of + " is not labelled in every language");
  }

  void labels() {
    label(entity_.label, "the entity");
    label(entity_.label_plural, "the plural");
    for (const meta::FieldDef& field : entity_.fields()) {
      label(field.label, field.name);
      for (const meta::Option& option : field.options)
        label(option.label, field.name + "." + option.code);
    }
    for (const meta::RelationDef& relation : entity_.relations)
      label(relation.label, relation.name);
    for (const meta::ActionDef& action : entity_.actions) label(action.label, action.name);
    for (const meta::FormSection& section : entity_.views.form)
      label(section.label, "section " + section.name);
  }

  void references() {
    for (const meta::FieldDef& field : entity_.fields())
      if (!field.target.empty() && (field.target_entity == nullptr ||
                                    app_.catalogue->find(field.target) != field.target_entity))
        fault(field.name + " points to nothing");
    for (const meta::RelationDef& relation : entity_.relations)
      if (relation.target == nullptr || relation.target->find(relation.via) == nullptr)
        fault("the relation " + relation.name + " leads to nothing");
  }

  void permissions() {
    for (const auto& [role, rights] : entity_.permissions) {
      if (app_.catalogue->role(role) == nullptr) fault("there is no role " + role);
      for (const auto* names : {&rights.hidden, &rights.masked, &rights.read_only})
        fields(*names, "permissions of " + role);
      for (const std::string& action : rights.actions)
        if (entity_.action(action) == nullptr) fault("there is no action " + action);
    }
  }

  void fields(const std::vector<std::string>& names, const std::string& of) {
    for (const std::string& name : names)
      if (entity_.find(name) == nullptr) fault(of + ": there is no field " + name);
  }

  void views() {
    const meta::Views& views = entity_.views;
    fields(views.list, "list");
    fields(views.picker, "picker");
    fields(views.head, "head");
    for (const meta::FormSection& section : views.form) fields(section.fields, section.name);
    for (const std::string* name : {&views.board_by, &views.board_sum, &views.calendar_on})
      if (!name->empty()) fields({*name}, "board or calendar");
    for (const std::string& tab : views.tabs)
      if (entity_.relation(tab) == nullptr) fault("there is no relation " + tab);
    if (!views.sort.empty()) fields({views.sort.substr(0, views.sort.find(' '))}, "sort");
    if (!entity_.title.empty()) fields({entity_.title}, "title");
  }

  void actions() {
    for (const meta::ActionDef& action : entity_.actions)
      if (!action.to_state && app_.records.hooks().action_of(entity_.name, action.name) == nullptr)
        fault("the action " + action.name + " is not implemented");
  }

  void states() {
    const meta::FieldDef* state = entity_.state_field();
    if (state == nullptr) return;
    std::set<std::string> reached{state->options.front().code};
    for (bool more = true; more;) {
      more = false;
      for (const meta::Option& option : state->options)
        if (reached.contains(option.code))
          for (const std::string& to : option.to) more = reached.insert(to).second || more;
    }
    for (const meta::Option& option : state->options)
      if (!reached.contains(option.code)) fault("the state " + option.code + " is never reached");
    for (const meta::ActionDef& action : entity_.actions)
      if (action.to_state && state->option(*action.to_state) == nullptr)
        fault("the action " + action.name + " leads to no state");
  }

  const meta::EntityDef& entity_;
  const app::App& app_;
  Faults faults_;
};

}  // namespace

Faults catalogue_faults(const meta::EntityDef& entity, const app::App& app) {
  return CatalogueJudge{entity, app}.judge();
}

}  // namespace tw::testkit
