#pragma once
// What each path of docs/api.md answers. One function a route; api.cpp chooses.

#include "platform/api/call.h"
#include "platform/api/options.h"

namespace tw::api {

// records.cpp: sets and records
http::Response read_set(const Call& call, const meta::EntityDef& entity);
http::Response count_set(const Call& call, const meta::EntityDef& entity);
http::Response read_one(const Call& call, const meta::EntityDef& entity, Id id);
http::Response create_record(const Call& call, const meta::EntityDef& entity);
http::Response create_record(const Call& call, const meta::EntityDef& entity,
                             const json::object& body);
http::Response update_record(const Call& call, const meta::EntityDef& entity, Id id);
http::Response delete_record(const Call& call, const meta::EntityDef& entity, Id id);
http::Response restore_record(const Call& call, const meta::EntityDef& entity, Id id);
http::Response run_action(const Call& call, const meta::EntityDef& entity, Id id,
                          const meta::ActionDef& action);
// navigation.cpp
http::Response read_navigation(const Call& call, const meta::EntityDef& entity, Id id,
                               const std::string& name, const std::string& rest);
/// POST to a collection of a record: the new one belongs to it.
http::Response create_related(const Call& call, const meta::EntityDef& entity, Id id,
                              const std::string& name);
/// `orders/1/account/contacts` becomes `accounts/7/contacts`, each step checked to lead there.
void follow_path(Call& call);
/// 202 with the job and where to watch it.
http::Response job_accepted(Id job);
// explain.cpp, timeline.cpp
http::Response explain_record(const Call& call, const meta::EntityDef& entity, Id id);
http::Response read_timeline(const Call& call, const meta::EntityDef& entity, Id id);
// apply.cpp: $apply
std::string apply_page(const Call& call, store::Reader& reader, const meta::EntityDef& entity,
                       const Options& options);
// batch.cpp: answers one inner request; writes of an atomicity group share `unit`
using ServeInner = std::function<http::Response(const http::Request&, record::Unit* unit)>;
http::Response run_batch(const Call& call, const ServeInner& serve);
// metadata.cpp, openapi.cpp
http::Response service_document(const Call& call);
http::Response metadata_document(const Call& call);
// session.cpp: auth/…
http::Response serve_auth(Call& call);
bool is_cross_site(const http::Request& request);
void authenticate(Call& call);
// catalogue.cpp
http::Response read_catalogue(const Call& call);
// around.cpp: search, preferences
http::Response read_search(const Call& call);
http::Response serve_preferences(const Call& call);
// import.cpp, export.cpp
http::Response serve_import(const Call& call);
http::Response export_set(const Call& call, const meta::EntityDef& entity);
void register_import_jobs(const Services& services);

}  // namespace tw::api
