// The thread that empties the outbox: lease, give each job its bytes, deliver, write down what became of it.
// Made by serve; offices call notify after a commit that enqueued mail.
#pragma once

#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "mail/outbox.hpp"
#include "mail/transport.hpp"

#include <functional>
#include <memory>
#include <string>

namespace krug::mail {

/// Bytes of a message for a job. May throw: that job falls back to the plain writer or is given up, others go on.
using message_writer = std::function<std::string(const mail_job&)>;

struct carrier_settings {
    std::string envelope_from;                     ///< where bounces go
    message_writer write;
    message_writer write_plain;                    ///< built-in, no templates; empty: a failed template ends the job
    std::size_t batch_size = 16;                   ///< jobs leased at once
    ground::utc_seconds first_retry_seconds = 30;  ///< doubled each try, ± 25 %
    ground::utc_seconds retry_seconds_max = 3600;
    ground::utc_seconds give_up_seconds = 48 * 3600; ///< counted from the job's birth
    int poll_seconds = 5;                          ///< for jobs nobody notified about, such as due retries
};

class carrier {
public:
    carrier(carrier_settings settings, outbox& jobs, transport& out, const ground::clock& clock,
            ground::randomness& randomness);
    /// Stops.
    ~carrier();
    carrier(const carrier&) = delete;
    carrier& operator=(const carrier&) = delete;

    /// Leases and carries one batch on the calling thread; the number of jobs seen. What the outbox throws passes.
    /// For the thread below, for commands that flush and for tests; not while start()ed.
    std::size_t carry_batch();

    void start();
    /// New mail may be waiting. Any thread, never blocks for long.
    void notify() noexcept;
    /// Interrupts the transport, ends the thread; a delivery under way is finished or cut and marked truthfully, jobs
    /// not begun go back to the outbox as due now. Any thread but the carrier's; may be called twice.
    void stop();

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace krug::mail
