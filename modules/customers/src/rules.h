#pragma once
// Rules of customers, contacts, follow-ups and tasks; each is one named function.

#include <string>
#include <string_view>

#include "platform/record/pipeline.h"

namespace tw::customers {

void bind_rules(record::Hooks& hooks);

/// The part of an address that tells the firm: after the @; empty for mail boxes that anybody can
/// have.
std::string mail_domain_of(std::string_view email);

}  // namespace tw::customers
