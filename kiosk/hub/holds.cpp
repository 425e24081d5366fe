#include "hub/holds.hpp"

#include "gate_protocol/neighbours.hpp"

namespace krug::hub {

bool holds::take(const std::string& code, domain::device_id device, std::int64_t steady_ms) {
    const std::lock_guard guard(mutex_);
    const auto known = held_.find(code);
    if (known != held_.end() && known->second.device != device && known->second.until_ms > steady_ms) return false;
    if (known == held_.end() && held_.size() >= codes_max) {
        std::erase_if(held_, [steady_ms](const auto& each) { return each.second.until_ms <= steady_ms; });
        if (held_.size() >= codes_max) return false;
    }
    held_[code] = {device, steady_ms + gate_protocol::hold_ms};
    return true;
}

void holds::release(const std::string& code, domain::device_id device) {
    const std::lock_guard guard(mutex_);
    const auto known = held_.find(code);
    if (known != held_.end() && known->second.device == device) held_.erase(known);
}

} // namespace krug::hub
