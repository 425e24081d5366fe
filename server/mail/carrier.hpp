// The thread that empties the outbox: lease, give each job its bytes, deliver, write down what became of it.
// Made by serve; offices' callers notify it after a commit that enqueued mail.
#pragma once

#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "mail/outbox.hpp"
#include "mail/transport.hpp"

#include <functional>
#include <memory>
#include <string>

namespace krug::mail {

/// A message ready to go. An empty recipient means there is nobody to write to any more (erased, no address).
struct outgoing_mail {
    std::string recipient;
    std::string bytes;
};

/// The message of a job; the Message-ID must be the same each time. Called on the carrier's thread, may read the
/// database, may throw: then the plain writer is asked, and if that throws too the job is given up; others go on.
using message_writer = std::function<outgoing_mail(const service::mail_job&)>;

struct carrier_settings {
    std::string envelope_from; ///< where bounces go
    message_writer write;
    message_writer write_plain;                      ///< built in, needs no templates; may be empty
    int batch_size = 16;                             ///< jobs leased at once
    ground::utc_seconds first_retry_seconds = 30;    ///< doubled each try, give or take a quarter
    ground::utc_seconds retry_seconds_max = 3600;
    ground::utc_seconds give_up_seconds = 48 * 3600; ///< counted from the job's birth
    int poll_seconds = 5;                            ///< for jobs nobody notified about, such as due retries
};

class carrier {
public:
    carrier(carrier_settings settings, outbox& jobs, transport& out, const ground::clock& clock,
            ground::randomness& randomness);
    /// Stops.
    ~carrier();
    carrier(const carrier&) = delete;
    carrier& operator=(const carrier&) = delete;

    /// Leases and carries one batch on the calling thread; how many jobs it saw. What the outbox throws passes through
    /// (the lease gives the jobs back). For the thread below, commands that flush, and tests; not while started.
    std::size_t carry_batch();

    void start();
    /// New mail may be waiting. Any thread.
    void notify() noexcept;
    /// Interrupts the transport and ends the thread. A delivery under way is cut or finished, and marked truthfully; jobs
    /// not begun go back as due at once. Any thread but the carrier's; may be called twice. Final.
    void stop();

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace krug::mail
