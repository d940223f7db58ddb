#pragma once
// What the application gets from this module.

#include "platform/access/access.h"
#include "platform/work/module.h"

namespace tw::core {

const work::Module& module();

/// The actions that need the keeper of secrets: a new password of a user, a new API key. What they
/// make is shown once. `authenticator` must outlive the hooks.
void bind_credentials(record::Hooks& hooks, access::Authenticator& authenticator);

}  // namespace tw::core
