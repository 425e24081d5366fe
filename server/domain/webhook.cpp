#include "domain/webhook.hpp"

#include <algorithm>

namespace krug::domain {

bool is_webhook_kind(std::string_view word) {
    return std::find(webhook_kinds.begin(), webhook_kinds.end(), word) != webhook_kinds.end();
}

ground::utc_seconds webhook_pause_after(std::int64_t attempts) {
    // A restart is over in seconds, a deployment in minutes, a weekend is not waited for by the same message.
    constexpr std::array<ground::utc_seconds, 7> pauses{10, 60, 300, 1'800, 7'200, 21'600, 43'200};
    return attempts >= 1 && attempts <= static_cast<std::int64_t>(pauses.size()) ? pauses[static_cast<std::size_t>(attempts - 1)] : 0;
}

} // namespace krug::domain
