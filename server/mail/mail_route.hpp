// What may stand between < and > in an SMTP command.
// For the transports of this room only.
#pragma once

#include <string_view>

namespace krug::mail {

/// ASCII, one @, nothing that ends the bracket or the line; at most 254 bytes (RFC 5321 4.5.3.1).
bool is_mail_route(std::string_view address);

} // namespace krug::mail
