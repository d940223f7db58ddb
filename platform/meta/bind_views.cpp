#include <algorithm>

#include "platform/base/text.h"
#include "platform/meta/model.h"
#include "platform/meta/types/field_type.h"

namespace tw::meta {
namespace {

void unknown_field(Model& model, const EntityDraft& draft, const yaml::Node& at,
                   const std::string& name) {
  model.report().add(at.mark, "field.unknown",
                     "\"" + draft.entity->name + "\" has no field \"" + name + "\"" +
                         did_you_mean(name, draft.field_names()));
}

std::vector<std::string> bind_list(Model& model, MapReader& in, const EntityDraft& draft,
                                   std::string_view key) {
  const yaml::Node* list = in.take(key);
  return list == nullptr ? std::vector<std::string>{} : bind_field_names(model, draft, *list);
}

/// A section without a label of its own takes the message `section.<name>`.
Label section_label(Model& model, MapReader& in, const std::string& name) {
  const Label given = in.label("label");
  if (!given.en.empty() || in.node().find("label") != nullptr) return given;
  const auto shared = model.messages->find("section." + name);
  if (shared != model.messages->end()) return shared->second;
  in.fault(
      in.node(), "label.missing",
      "the section \"" + name + "\" needs a label: no messages.yaml has \"section." + name + "\"");
  return {};
}

void bind_form(Model& model, const yaml::Node& form, const EntityDraft& draft, Views& views) {
  if (!form.is_list()) {
    model.report().add(form.mark, "value.not_a_list", "a form is a list of sections");
    return;
  }
  std::vector<std::string> placed;
  for (const yaml::Node& node : form.items) {
    if (!expect_map(model.context, node, "a section of a form")) continue;
    MapReader in{model.context, node, "a section of a form"};
    FormSection section;
    section.name = in.need_name("section");
    section.label = section_label(model, in, section.name);
    const yaml::Node* fields = in.need("fields");
    if (fields != nullptr) section.fields = bind_field_names(model, draft, *fields);
    in.finish();
    for (const std::string& name : section.fields) {
      if (std::find(placed.begin(), placed.end(), name) != placed.end())
        in.fault(*fields, "value.duplicate", "\"" + name + "\" stands in another section too");
      placed.push_back(name);
    }
    views.form.push_back(std::move(section));
  }
}

/// The field that a key names; reported unless it exists and `fits`.
std::string bind_one(Model& model, MapReader& in, const EntityDraft& draft, std::string_view key,
                     const yaml::Node* value, bool (*fits)(const FieldDef&),
                     std::string_view kind) {
  if (value == nullptr) return {};
  const FieldDef* field = value->is_scalar() ? draft.find(value->text) : nullptr;
  if (field == nullptr) {
    unknown_field(model, draft, *value, value->text);
    return {};
  }
  if (!fits(*field))
    in.fault(*value, "view.type",
             "\"" + std::string{key} + "\" is " + std::string{kind} + ", not a " +
                 std::string{name_of(field->type)});
  return field->name;
}

bool groups(const FieldDef& field) {
  return field.type == Type::state || field.type == Type::choice || field.type == Type::ref;
}

bool adds_up(const FieldDef& field) {
  const Type type = field.type == Type::formula ? field.result : field.type;
  return type == Type::integer || type == Type::decimal || type == Type::money ||
         type == Type::duration || type == Type::percent || type == Type::rollup;
}

bool lies_on_a_day(const FieldDef& field) {
  return field.type == Type::date || field.type == Type::datetime;
}

void bind_sort(Model& model, const yaml::Node& node, const EntityDraft& draft, Views& views) {
  views.sort = text_in(model.context, node);
  for (const std::string_view part : split(views.sort, ',')) {
    const std::string term = trim(part);
    const std::size_t space = term.find(' ');
    const std::string name = term.substr(0, space);
    const std::string direction =
        space == std::string::npos ? "asc" : trim(std::string_view{term}.substr(space));
    const FieldDef* field = draft.find(name);
    if (field == nullptr) {
      unknown_field(model, draft, node, name);
    } else if (direction != "asc" && direction != "desc") {
      model.report().add(node.mark, "value.malformed", "sort is \"field\" or \"field desc\"");
    } else if (field->storage == Storage::json || field->type == Type::ref ||
               (field->storage == Storage::none && field->type != Type::formula)) {
      model.report().add(node.mark, "view.type", "nothing can be sorted by \"" + name + "\"");
    }
  }
}

void bind_tabs(MapReader& in, const EntityDraft& draft, Views& views) {
  const yaml::Node* tabs = in.take("tabs");
  if (tabs == nullptr) return;
  std::vector<std::string_view> names;
  for (const RelationDef& relation : draft.entity->relations) names.push_back(relation.name);
  for (const yaml::Node* tab : words_in(in.context(), *tabs)) {
    if (draft.entity->relation(tab->text) == nullptr)
      in.fault(*tab, "relation.unknown",
               "there is no relation \"" + tab->text + "\"" + did_you_mean(tab->text, names));
    views.tabs.push_back(tab->text);
  }
}

}  // namespace

std::vector<std::string> bind_field_names(Model& model, const EntityDraft& draft,
                                          const yaml::Node& list) {
  std::vector<std::string> names;
  for (const yaml::Node* word : words_in(model.context, list)) {
    if (draft.find(word->text) == nullptr) {
      unknown_field(model, draft, *word, word->text);
    } else if (std::find(names.begin(), names.end(), word->text) != names.end()) {
      model.report().add(word->mark, "value.duplicate", "\"" + word->text + "\" stands here twice");
    } else {
      names.push_back(word->text);
    }
  }
  return names;
}

void bind_views(Model& model, MapReader& in, const EntityDraft& draft) {
  const yaml::Node* node = in.take("views");
  if (node == nullptr || !expect_map(model.context, *node, "the list of views")) return;
  MapReader entry{model.context, *node, "the list of views"};
  Views& views = draft.entity->views;
  views.list = bind_list(model, entry, draft, "list");
  views.picker = bind_list(model, entry, draft, "picker");
  views.head = bind_list(model, entry, draft, "head");
  if (const yaml::Node* form = entry.take("form")) bind_form(model, *form, draft, views);
  const yaml::Node* board = entry.take("board");
  if (board != nullptr && expect_map(model.context, *board, "a board")) {
    MapReader keys{model.context, *board, "a board"};
    views.board_by =
        bind_one(model, keys, draft, "by", keys.need("by"), groups, "a state, choice or ref field");
    views.board_sum = bind_one(model, keys, draft, "sum", keys.take("sum"), adds_up, "a number");
    keys.finish();
  }
  const yaml::Node* calendar = entry.take("calendar");
  if (calendar != nullptr && expect_map(model.context, *calendar, "a calendar")) {
    MapReader keys{model.context, *calendar, "a calendar"};
    views.calendar_on =
        bind_one(model, keys, draft, "on", keys.need("on"), lies_on_a_day, "a date or datetime");
    keys.finish();
  }
  if (const yaml::Node* sort = entry.take("sort")) bind_sort(model, *sort, draft, views);
  bind_tabs(entry, draft, views);
  entry.finish();
}

}  // namespace tw::meta
