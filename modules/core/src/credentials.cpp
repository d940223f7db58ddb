// Secrets that an administrator or their owner asks for on the screen. They are shown this once.
#include "gen/core/api_key.gen.h"
#include "gen/core/user.gen.h"
#include "modules/core/src/core.h"

namespace tw::core {
namespace {

using record::ActionCall;
using record::ActionResult;

/// A key has the rights of its user; so nobody makes one for somebody else.
void check_key_owner(record::HookContext& context, record::Record& key) {
  const access::Principal& principal = context.unit.gate().principal();
  const bool own = key.get(api_key::user) == principal.user;
  context.problems.require(own || principal.administrator, "api_key.of_somebody_else", "user");
}

}  // namespace

void bind_credentials(record::Hooks& hooks, access::Authenticator& authenticator) {
  hooks.before_save(api_key::entity.name, check_key_owner);
  hooks.action(api_key::entity.name, "issue", [&authenticator](ActionCall& call) {
    ActionResult result;
    result.secret = authenticator.issue_key(call.unit.transaction(), call.record.id());
    call.record.set(api_key::prefix, access::Authenticator::key_prefix_of(result.secret));
    return result;
  });
  hooks.action(user::entity.name, "new_password", [&authenticator](ActionCall& call) {
    ActionResult result;
    result.secret = authenticator.new_password();
    authenticator.set_password(call.unit.transaction(), call.record.id(), result.secret);
    return result;
  });
}

}  // namespace tw::core
