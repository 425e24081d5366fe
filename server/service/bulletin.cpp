#include "service/bulletin.hpp"

namespace krug::service {

std::shared_ptr<bulletin> bulletin::make(std::uint64_t first_version) {
    return std::shared_ptr<bulletin>(new bulletin(first_version));
}

std::uint64_t bulletin::version(std::int64_t topic) const {
    const std::lock_guard hold(mutex_);
    const auto found = versions_.find(topic);
    return found == versions_.end() ? first_version_ : found->second;
}

void bulletin::changed(std::span<const std::int64_t> topics) {
    const std::lock_guard hold(mutex_);
    for (const auto topic : topics) {
        ++versions_.try_emplace(topic, first_version_).first->second;
        const auto from = listeners_.lower_bound({topic, 0});
        auto to = from;
        for (; to != listeners_.end() && to->first.first == topic; ++to) to->second();
        listeners_.erase(from, to);
    }
}

std::shared_ptr<void> bulletin::listen(std::int64_t topic, std::uint64_t seen, std::function<void()> wake) {
    const std::lock_guard hold(mutex_);
    const auto found = versions_.find(topic);
    if ((found == versions_.end() ? first_version_ : found->second) != seen) {
        wake();
        return nullptr;
    }
    const auto number = ++last_listener_;
    listeners_.emplace(std::pair(topic, number), std::move(wake));
    // The bulletin may be gone before a request that still waits.
    const auto end = [whole = weak_from_this(), topic, number](void*) {
        if (const auto board = whole.lock()) board->forget(topic, number);
    };
    return {static_cast<void*>(nullptr), end};
}

void bulletin::forget(std::int64_t topic, std::uint64_t number) {
    const std::lock_guard hold(mutex_);
    listeners_.erase({topic, number});
}

} // namespace krug::service
