// What the carrier needs of the outbox: mail jobs that were written in the same transaction as what they tell.
// office_outbox.hpp gives it the real one, the tests a scripted one; nobody else.
#pragma once

#include "service/outbox_office.hpp"

#include <string_view>
#include <vector>

namespace krug::mail {

class outbox {
public:
    virtual ~outbox() = default;
    /// At most `most` jobs that are due, leased to the caller for service::outbox_office's ten minutes.
    virtual std::vector<service::mail_job> lease(int most) = 0;
    /// The server took it, or the file is on disk.
    virtual void mark_sent(const service::mail_job& job) = 0;
    /// To be tried again at `next_at`; `failure` is a fixed word of ours. `may_have_arrived`: the link broke between the
    /// final dot and the answer, so the next try is the last.
    virtual void mark_retry(const service::mail_job& job, ground::utc_seconds next_at, std::string_view failure,
                            bool may_have_arrived) = 0;
    /// Given up; a person must look at it.
    virtual void mark_dead(const service::mail_job& job, std::string_view failure) = 0;
};

/// A batch is worked on for at most this long after its lease, the last delivery (240 s) included in the lease's 600.
inline constexpr ground::utc_seconds lease_use_seconds_max = 300;

} // namespace krug::mail
