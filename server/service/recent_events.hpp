// What an office remembers of the few events that were asked for last.
// For the offices that derive figures (attendance, figures).
#pragma once

#include "domain/ids.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>

namespace krug::service {

/// `Known` is what is kept of an event; it begins empty. Whoever calls event() holds `lock` as long as it uses the answer.
template <class Known, std::size_t kept> struct recent_events {
    std::mutex lock;

    /// Of this event; the one that was asked for longest ago is forgotten when there are more than `kept`.
    Known& event(domain::event_id wanted) {
        auto& found = events_[wanted.value];
        found.used = ++questions_;
        if (events_.size() > kept)
            events_.erase(std::min_element(events_.begin(), events_.end(), [](const auto& left, const auto& right) {
                return left.second.used < right.second.used;
            }));
        return found.known;
    }

private:
    struct entry {
        Known known;
        std::int64_t used = 0; ///< when it was last asked for, in questions
    };
    std::map<std::int64_t, entry> events_;
    std::int64_t questions_ = 0;
};

} // namespace krug::service
