#include "mail/mail_route.hpp"

#include <algorithm>

namespace krug::mail {

bool is_mail_route(std::string_view address) {
    constexpr std::string_view forbidden = "<>()[]\\,;:\"";
    const auto is_allowed = [&](char c) { return c > 0x20 && c < 0x7F && forbidden.find(c) == forbidden.npos; };
    const auto at = address.find('@');
    return address.size() <= 254 && at != address.npos && at > 0 && at <= 64 && at + 1 < address.size() &&
           address.find('@', at + 1) == address.npos && std::all_of(address.begin(), address.end(), is_allowed);
}

} // namespace krug::mail
