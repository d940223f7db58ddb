// People as the gate needs them, read from the records of user, role, team and department.
#include <algorithm>

#include "platform/access/access.h"
#include "platform/base/text.h"

namespace tw::access {
namespace {

constexpr std::int64_t fresh_for_ms = 1000;  // S12: a disabled user is out within a second

using store::Select;
using store::Source;
using store::Table;

Select from(const Table& table, std::initializer_list<std::string_view> columns) {
  Select query;
  query.sources.push_back({&table, Source::Join::from, nullptr});
  for (const std::string_view name : columns) query.items.push_back(store::column(table, name));
  return query;
}

std::vector<Id> ids_of(store::Reader& reader, const Select& query) {
  std::vector<Id> ids;
  const auto cursor = reader.select(query);
  while (cursor->next()) ids.emplace_back(cursor->integer(0));
  return ids;
}

store::TermPtr one_of(const Table& table, std::string_view column, const std::vector<Id>& ids) {
  return store::call(store::Fn::in_param_list,
                     {store::column(table, column), store::parameter(store::list_of(ids))});
}

void read_roles(store::Reader& reader, const store::Schema& schema, Principal& principal) {
  const Table& links = schema.table("users__roles");
  Select query = from(links, {"target_id"});
  query.where = store::equals(links, "owner_id", Value{principal.user});
  const Table& roles = schema.table("roles");
  Select of_user = from(roles, {"code", "administrator"});
  of_user.where = one_of(roles, "id", ids_of(reader, query));
  const auto cursor = reader.select(of_user);
  while (cursor->next()) {
    principal.roles.emplace_back(cursor->text(0));
    if (!cursor->is_null(1) && cursor->integer(1) != 0) principal.administrator = true;
  }
}

void read_teammates(store::Reader& reader, const store::Schema& schema, Principal& principal) {
  const Table& links = schema.table("users__teams");
  Select teams = from(links, {"target_id"});
  teams.where = store::equals(links, "owner_id", Value{principal.user});
  const std::vector<Id> mine = ids_of(reader, teams);
  if (!mine.empty()) {
    Select members = from(links, {"owner_id"});
    members.where = one_of(links, "target_id", mine);
    principal.teammates = ids_of(reader, members);
  }
  principal.teammates.push_back(principal.user);
  std::sort(principal.teammates.begin(), principal.teammates.end());
  principal.teammates.erase(std::unique(principal.teammates.begin(), principal.teammates.end()),
                            principal.teammates.end());
}

/// The principal's department and all below it, level by level; a loop in the tree ends by the
/// visited check.
void read_departments(store::Reader& reader, const store::Schema& schema, Principal& principal) {
  if (principal.department.empty()) return;
  const Table& table = schema.table("departments");
  std::vector<Id> level{principal.department};
  while (!level.empty()) {
    principal.departments.insert(principal.departments.end(), level.begin(), level.end());
    Select below = from(table, {"id"});
    below.where = one_of(table, "parent_id", level);
    level = ids_of(reader, below);
    std::erase_if(level, [&](Id id) {
      return std::find(principal.departments.begin(), principal.departments.end(), id) !=
             principal.departments.end();
    });
  }
}

Language language_of(std::string_view code) {
  if (code == "en") return Language::en;
  return code == "zh_tw" ? Language::zh_tw : Language::zh_cn;
}

}  // namespace

std::string company_time_zone(store::Reader& reader, const store::Schema& schema) {
  const Table* table = schema.find("companies");
  if (table == nullptr) return {};
  Select query = from(*table, {"time_zone"});
  query.limit = 1;
  const Value zone = reader.single(query);
  return zone.is_null() ? std::string{} : zone.as<std::string>();
}

Directory::Directory(const meta::Catalogue& catalogue, const store::Schema& schema,
                     store::Database& database, const Clock& clock)
    : catalogue_{catalogue}, schema_{schema}, database_{database}, clock_{clock} {}

std::optional<Principal> Directory::find(Id user) {
  const std::int64_t now = clock_.monotonic_ms();
  {
    const std::lock_guard lock{mutex_};
    if (const auto known = entries_.find(user);
        known != entries_.end() && now - known->second.read_at_ms < fresh_for_ms)
      return known->second.principal;
  }
  auto read = database_.read([&](store::Reader& reader) -> std::optional<Principal> {
    const Table& table = schema_.table("users");
    Select query =
        from(table, {"name", "email", "language", "time_zone", "department_id", "disabled"});
    query.where = store::equals(table, "id", Value{user});
    Principal principal;
    principal.user = user;
    {
      const auto cursor = reader.select(query);
      if (!cursor->next() || (!cursor->is_null(5) && cursor->integer(5) != 0)) return std::nullopt;
      principal.name = cursor->text(0);
      principal.email = cursor->text(1);
      principal.language = language_of(cursor->text(2));
      principal.time_zone = cursor->text(3);
      if (!cursor->is_null(4)) principal.department = Id{cursor->integer(4)};
    }
    read_roles(reader, schema_, principal);
    read_teammates(reader, schema_, principal);
    read_departments(reader, schema_, principal);
    return principal;
  });
  const std::lock_guard lock{mutex_};
  if (read)
    entries_[user] = {*read, now};
  else
    entries_.erase(user);
  return read;
}

std::optional<Id> Directory::find_by_email(std::string_view email) {
  const Table& table = schema_.table("users");
  Select query = from(table, {"id"});
  query.where = store::equals(table, "email", Value{lower_ascii(email)});
  query.limit = 1;
  const Value id = database_.read([&](store::Reader& reader) { return reader.single(query); });
  return id.is_null() ? std::nullopt : std::optional{id.as<Id>()};
}

void Directory::forget_all() {
  const std::lock_guard lock{mutex_};
  entries_.clear();
}

}  // namespace tw::access
