// The catalogue as the caller may see it: entities without read right and hidden fields are not
// there at all.
#include <algorithm>

#include <fmt/format.h>

#include "platform/api/routes.h"
#include "platform/meta/catalogue_json.h"

namespace tw::api {
namespace {

class Writer {
 public:
  Writer(const access::Gate& gate, JsonWriter& out) : gate_{gate}, out_{out} {}

  void entity(const meta::EntityDef& entity) {
    const store::Permit& read = gate_.require(entity, store::Verb::read);
    out_.begin_object()
        .key("name")
        .string(entity.name)
        .key("set")
        .string(entity.set)
        .key("module")
        .string(entity.module);
    out_.key("label");
    meta::write_label(out_, entity.label);
    out_.key("label_plural");
    meta::write_label(out_, entity.label_plural);
    out_.key("title").string(entity.title);
    text("icon", entity.icon);
    text("match", entity.match);
    text("parent", entity.parent);
    traits(entity);
    rights(entity);
    fields(entity, read);
    relations(entity);
    actions(entity);
    out_.key("views");
    meta::write_views(out_, visible_views(entity, read));
    out_.end_object();
  }

  void module(const meta::ModuleDef& module) {
    meta::ModuleDef shown = module;
    std::erase_if(shown.menu, [&](const meta::MenuItem& item) {
      const meta::EntityDef* entity =
          item.entity.empty() ? nullptr : gate_.catalogue().find(item.entity);
      return entity != nullptr && gate_.read_permit(*entity) == nullptr;
    });
    meta::write_module(out_, shown);
  }

 private:
  void text(std::string_view key, const std::string& value) {
    if (!value.empty()) out_.key(key).string(value);
  }

  void traits(const meta::EntityDef& entity) {
    static constexpr std::pair<meta::Trait, std::string_view> names[]{
        {meta::Trait::owned, "owned"},           {meta::Trait::audited, "audited"},
        {meta::Trait::timeline, "timeline"},     {meta::Trait::taggable, "taggable"},
        {meta::Trait::recyclable, "recyclable"}, {meta::Trait::importable, "importable"},
        {meta::Trait::approvable, "approvable"}, {meta::Trait::pooled, "pooled"}};
    out_.key("traits").begin_array();
    for (const auto& [trait, name] : names)
      if (entity.has(trait)) out_.string(name);
    out_.end_array();
  }

  void rights(const meta::EntityDef& entity) {
    static constexpr std::pair<store::Verb, std::string_view> verbs[]{
        {store::Verb::read, "read"},
        {store::Verb::create, "create"},
        {store::Verb::update, "update"},
        {store::Verb::remove, "delete"},
        {store::Verb::export_, "export"}};
    out_.key("can").begin_object();
    for (const auto& [verb, name] : verbs)
      out_.key(name).boolean(gate_.permit(entity, verb) != nullptr);
    out_.end_object();
  }

  void fields(const meta::EntityDef& entity, const store::Permit& read) {
    out_.key("fields").begin_array();
    for (const meta::FieldDef& field : entity.fields()) {
      const store::FieldRight right = read.right(field);
      const bool target_closed =
          field.target_entity != nullptr && gate_.read_permit(*field.target_entity) == nullptr;
      if (right == store::FieldRight::hidden || target_closed) continue;
      meta::FieldDef shown = field;
      if (right != store::FieldRight::write) shown.read_only = true;
      meta::write_field(out_, shown);
      // The writer closed the object; what the caller alone needs to know goes in before that.
      if (right == store::FieldRight::masked) {
        out_.buffer().pop_back();
        out_.key("masked").boolean(true).end_object();
      }
    }
    out_.end_array();
  }

  void relations(const meta::EntityDef& entity) {
    out_.key("relations").begin_array();
    for (const meta::RelationDef& relation : entity.relations)
      if (gate_.read_permit(*relation.target) != nullptr) meta::write_relation(out_, relation);
    out_.end_array();
  }

  void actions(const meta::EntityDef& entity) {
    out_.key("actions").begin_array();
    for (const meta::ActionDef& action : entity.actions)
      if (gate_.may_act(entity, action)) meta::write_action(out_, action);
    out_.end_array();
  }

  meta::Views visible_views(const meta::EntityDef& entity, const store::Permit& read) const {
    meta::Views views = entity.views;
    const auto gone = [&](const std::string& name) {
      const meta::FieldDef* field = entity.find(name);
      return field != nullptr && read.right(*field) == store::FieldRight::hidden;
    };
    for (std::vector<std::string>* list : {&views.list, &views.picker, &views.head})
      std::erase_if(*list, gone);
    for (meta::FormSection& section : views.form) std::erase_if(section.fields, gone);
    std::erase_if(views.tabs, [&](const std::string& name) {
      const meta::RelationDef* relation = entity.relation(name);
      return relation != nullptr && gate_.read_permit(*relation->target) == nullptr;
    });
    return views;
  }

  const access::Gate& gate_;
  JsonWriter& out_;
};

}  // namespace

http::Response read_catalogue(const Call& call) {
  const access::Gate& gate = call.gate();
  std::string body;
  JsonWriter out{body};
  Writer writer{gate, out};
  out.begin_object();
  out.key("modules").begin_array();
  for (const meta::ModuleDef& module : call.services.catalogue.modules()) writer.module(module);
  out.end_array().key("entities").begin_array();
  for (const auto& entity : call.services.catalogue.entities())
    if (gate.read_permit(*entity) != nullptr) writer.entity(*entity);
  out.end_array();
  const std::string version = fmt::format("{:016x}", std::hash<std::string>{}(body));
  out.key("version").string(version).end_object();
  const std::string etag = "\"" + version + "\"";
  if (call.request.header("If-None-Match") == etag) {
    http::Response unchanged;
    unchanged.status = 304;
    unchanged.header("ETag", etag);
    return unchanged;
  }
  http::Response response = json_response(200, std::move(body));
  response.headers.back().second = "private, no-cache";  // Cache-Control
  response.header("ETag", etag);
  return response;
}

}  // namespace tw::api
