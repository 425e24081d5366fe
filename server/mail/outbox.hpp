// What the carrier needs of the outbox: mail jobs that were written in the same transaction as what they tell.
// Implemented where service and mail are wired together; a fake stands in the tests.
#pragma once

#include "ground/clock.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace krug::mail {

/// One message to one recipient. While leased nobody else sees it; the lease ends by a mark_… or by time.
struct mail_job {
    std::int64_t id = 0;
    std::string recipient;              ///< addr-spec, ASCII
    std::string message_id;             ///< without <>; fixed for the life of the job
    ground::utc_seconds created_at = 0;
    int tries = 0;                      ///< finished tries that were to be repeated, before this one
    bool ambiguous = false;             ///< an earlier try may have arrived: this one is the last
};

class outbox {
public:
    virtual ~outbox() = default;
    /// At most `count` jobs that are due, oldest first, leased to the caller. The lease must outlast a slow delivery
    /// (mail::lease_seconds_min) and frees itself after a crash.
    virtual std::vector<mail_job> lease(std::size_t count, ground::utc_seconds now) = 0;
    /// Whose delivery the server acknowledged, or the file is on disk.
    virtual void mark_sent(std::int64_t job, ground::utc_seconds now) = 0;
    /// To be tried again at `at`; `reason` is a fixed word, never text from a server.
    virtual void mark_retry(std::int64_t job, ground::utc_seconds at, std::string_view reason) = 0;
    /// Given up; a person must look at it.
    virtual void mark_dead(std::int64_t job, ground::utc_seconds now, std::string_view reason) = 0;
    /// May or may not have arrived. `again_at` > 0: one more try then, leased with ambiguous = true; 0: leave it so.
    virtual void mark_ambiguous(std::int64_t job, ground::utc_seconds again_at, std::string_view reason) = 0;
};

/// Longest time one batch may take between lease and mark with the default settings.
inline constexpr ground::utc_seconds lease_seconds_min = 900;

} // namespace krug::mail
