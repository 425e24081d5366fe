// What pages around signing in need of passkeys: the question for the script, and what the script sent back.
// login_pages, confirm_pages and factor_pages call it.
#pragma once

#include "render/pages/factor_page.hpp"
#include "web/call.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace krug::web {

/// A question to prove a passkey of `whose` (nobody = whichever the browser has), bound to what only this browser holds.
/// Nothing where browsers know no passkeys, or where the person has none.
std::optional<render::passkey_offer> passkey_offer_for(const call& asked, service::passkey_purpose purpose,
                                                       std::string_view bound_to, domain::staff_id whose = {});

/// Did the script send an answer with this form?
bool brings_passkey(const form& fields);
service::passkey_answer passkey_in(const form& fields);
/// Is it a field of such an answer?
bool is_passkey_field(std::string_view name);

} // namespace krug::web
