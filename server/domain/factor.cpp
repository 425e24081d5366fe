#include "domain/factor.hpp"

#include <algorithm>

namespace krug::domain {

namespace {
constexpr int free_guesses = 4;
constexpr std::int64_t first_wait_seconds = 30;
constexpr std::int64_t wait_seconds_max = 3600;
} // namespace

std::int64_t wait_after_guesses(int failures) {
    if (failures <= free_guesses) return 0;
    const int doublings = std::min(failures - free_guesses - 1, 20);
    return std::min(first_wait_seconds << doublings, wait_seconds_max);
}

bool asks_fresh_factor(action what) {
    using enum action;
    switch (what) {
    case see_needs:
    case export_list:
    case mail_guests:
    case manage_devices:
    case manage_keys:
    case manage_staff:
    case erase:
    case manage_integrations:
    case manage_instance: return true;
    default: return false;
    }
}

bool is_door_action(action what) {
    using enum action;
    return what == check_in || what == override_or_void || what == register_guest || what == see_names ||
           what == see_statistics || what == view_published || what == own_account;
}

bool is_trusted_role(role which) { return which == role::owner || which == role::event_manager; }

} // namespace krug::domain
