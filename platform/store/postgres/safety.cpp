#include "platform/store/postgres/safety.h"

#include <cstdlib>
#include <string>

#include "platform/base/error.h"

namespace tw::store::postgres {
namespace {

[[noreturn]] void refuse(const std::string& setting) {
  throw AppError(Errc::storage, "store.unsafe", {{"setting", setting}});
}

enum Fact {
  fsync,
  full_page_writes,
  synchronous_commit,
  standby_names,
  version,
  encoding,
  superuser,
  may_create_databases,
  may_create_roles,
  may_run_programs,
  may_write_files,
  has_icu
};

}  // namespace

const std::string_view safety_question =
    "SELECT current_setting('fsync'), current_setting('full_page_writes'), "
    "current_setting('synchronous_commit'), "
    "current_setting('synchronous_standby_names'), current_setting('server_version_num'), "
    "current_setting('server_encoding'), bool_or(rolsuper), bool_or(rolcreatedb), "
    "bool_or(rolcreaterole), "
    "bool_or(pg_has_role(oid, 'pg_execute_server_program', 'MEMBER')), "
    "bool_or(pg_has_role(oid, 'pg_write_server_files', 'MEMBER')), "
    "EXISTS (SELECT FROM pg_collation WHERE collname = 'und-x-icu') "
    "FROM pg_roles WHERE rolname IN (current_user, session_user)";

void refuse_unsafe(const PGresult* answer) {
  const auto fact = [&](Fact which) { return std::string{PQgetvalue(answer, 0, which)}; };
  if (fact(fsync) != "on") refuse("fsync=" + fact(fsync));
  if (fact(full_page_writes) != "on") refuse("full_page_writes=" + fact(full_page_writes));
  if (fact(synchronous_commit) == "off") refuse("synchronous_commit=off");
  if (fact(synchronous_commit) == "local" && !fact(standby_names).empty()) {
    refuse("synchronous_commit=local with synchronous_standby_names");
  }
  if (std::atoi(fact(version).c_str()) < 150000)
    refuse("PostgreSQL " + fact(version) + " < 150000");
  if (fact(encoding) != "UTF8") refuse("encoding=" + fact(encoding));
  if (fact(superuser) == "t") refuse("the role is a superuser");
  if (fact(may_create_databases) == "t") refuse("the role has CREATEDB");
  if (fact(may_create_roles) == "t") refuse("the role has CREATEROLE");
  if (fact(may_run_programs) == "t") refuse("the role may run programs on the server");
  if (fact(may_write_files) == "t") refuse("the role may write files on the server");
  if (fact(has_icu) != "t") refuse("no ICU collations");
}

}  // namespace tw::store::postgres
