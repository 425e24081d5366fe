// Counts failed sign-ins by account and by address, in memory and in bounded space.
// Called by staff_office only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace krug::service {

/// Ten failures in 15 minutes for one account, fifty for one address. A try counts as failed from its beginning until
/// it is forgiven: many at once do not slip through. Safe from many threads.
class sign_in_throttle {
public:
    explicit sign_in_throttle(std::size_t names_max = 20'000) : names_max_(names_max) {}

    /// 0 when the try may go on, and then it counts; else how many milliseconds to wait. An empty name is not
    /// counted.
    std::int64_t admit(std::string_view account, std::string_view address, std::int64_t now_ms);
    /// The try that was admitted at `admitted_ms` was right: the account's failures are forgotten, and the one of the
    /// address.
    void forgive(std::string_view account, std::string_view address, std::int64_t admitted_ms);

private:
    using times = std::deque<std::int64_t>;
    std::int64_t wait_of(const std::string& name, std::size_t bound, std::int64_t now_ms);
    void count(const std::string& name, std::int64_t now_ms);
    void make_room(std::int64_t now_ms);

    const std::size_t names_max_;
    std::mutex mutex_;
    std::unordered_map<std::string, times> failures_; ///< "a" + account or "n" + address; rising times
};

} // namespace krug::service
