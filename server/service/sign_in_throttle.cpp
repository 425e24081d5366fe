#include "service/sign_in_throttle.hpp"

#include <algorithm>

namespace krug::service {

namespace {
constexpr std::int64_t span_ms = 15 * 60 * 1000;
constexpr std::size_t failures_of_account = 10;
constexpr std::size_t failures_of_address = 50;

std::string account_name(std::string_view account) { return account.empty() ? "" : "a" + std::string(account); }
std::string address_name(std::string_view address) { return address.empty() ? "" : "n" + std::string(address); }
} // namespace

std::int64_t sign_in_throttle::admit(std::string_view account, std::string_view address, std::int64_t now_ms) {
    const auto of_account = account_name(account);
    const auto of_address = address_name(address);
    const std::lock_guard hold(mutex_);
    const auto wait = std::max(wait_of(of_account, failures_of_account, now_ms),
                               wait_of(of_address, failures_of_address, now_ms));
    if (wait > 0) return wait;
    count(of_account, now_ms);
    count(of_address, now_ms);
    return 0;
}

void sign_in_throttle::forgive(std::string_view account, std::string_view address, std::int64_t admitted_ms) {
    const std::lock_guard hold(mutex_);
    failures_.erase(account_name(account));
    const auto found = failures_.find(address_name(address));
    if (found == failures_.end()) return;
    auto& of_address = found->second;
    if (const auto at = std::find(of_address.begin(), of_address.end(), admitted_ms); at != of_address.end())
        of_address.erase(at);
    if (of_address.empty()) failures_.erase(found);
}

std::int64_t sign_in_throttle::wait_of(const std::string& name, std::size_t bound, std::int64_t now_ms) {
    const auto found = failures_.find(name);
    if (found == failures_.end()) return 0;
    auto& of_name = found->second;
    while (!of_name.empty() && of_name.front() <= now_ms - span_ms) of_name.pop_front();
    if (of_name.empty()) {
        failures_.erase(found);
        return 0;
    }
    return of_name.size() < bound ? 0 : of_name.front() + span_ms - now_ms;
}

void sign_in_throttle::count(const std::string& name, std::int64_t now_ms) {
    if (name.empty()) return;
    if (!failures_.contains(name)) make_room(now_ms);
    failures_[name].push_back(now_ms);
}

void sign_in_throttle::make_room(std::int64_t now_ms) {
    if (failures_.size() < names_max_) return;
    std::erase_if(failures_, [&](const auto& each) { return each.second.back() <= now_ms - span_ms; });
    if (failures_.size() < names_max_) return;
    // Who failed least goes first, so that a flood of new names cannot push out the one that is being guessed at.
    const auto least = std::min_element(failures_.begin(), failures_.end(), [](const auto& a, const auto& b) {
        return std::pair(a.second.size(), a.second.back()) < std::pair(b.second.size(), b.second.back());
    });
    failures_.erase(least);
}

} // namespace krug::service
