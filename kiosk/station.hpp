// The parts of a kiosk put together: journal, gatekeeper and the sync thread, around one lock.
// The commands of main use it; there is one in a process.
#pragma once

#include "gate_protocol/device_status.hpp"
#include "gatekeeper/gatekeeper.hpp"
#include "hall.hpp"
#include "journal/identity.hpp"
#include "journal/journal.hpp"
#include "sync/bell.hpp"
#include "sync/courier.hpp"
#include "sync/enclosures.hpp"
#include "sync/http_client.hpp"
#include "sync/timetable.hpp"

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

namespace krug::kiosk {

/// Another process works in this folder, or it holds no enrolment; `what()` is fit for the operator.
struct cannot_open : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Held while a process works in the folder; the kernel lets go of it when the process ends, however it ends.
class folder_lock {
public:
    /// Makes the folder (0700). Throws cannot_open if another process holds it and does not let go within `wait_ms`.
    explicit folder_lock(const std::filesystem::path& folder, std::int64_t wait_ms = 0);
    ~folder_lock();
    folder_lock(const folder_lock&) = delete;
    folder_lock& operator=(const folder_lock&) = delete;

private:
    int handle_;
};

/// Which start of this computer it is.
domain::scan_name boot_name();

class station {
public:
    /// Throws cannot_open or gatekeeper::disk_failure.
    explicit station(const std::filesystem::path& folder, std::int64_t wait_ms = 0);
    ~station();

    /// Everything that touches journal or gatekeeper happens while this is held.
    std::mutex& door() { return door_; }
    gatekeeper::gatekeeper& gate() { return gate_; }
    /// The other kiosks of the hall.
    hall& neighbours() { return hall_; }
    journal::journal& records() { return journal_; }
    const journal::identity& who() const { return who_; }
    const ticket::signing_key& device_key() const { return device_key_; }
    const ground::clock& clock() const { return clock_; }

    /// Begins to speak with the server on a thread of its own.
    void start_sync();
    /// Waits until the first round has ended, well or not, at most so long.
    void await_first_round(std::int64_t ms_max);
    /// A record was made: the server should hear of it within a second.
    void scanned();
    /// Ends the thread.
    void stop_sync();
    /// Rounds on the calling thread until nothing waits, one fails, or the time is over; the last report.
    sync::round_report drain(std::int64_t ms_max);

    gate_protocol::device_status status();
    /// What the server is told about this device with the next rounds.
    gate_protocol::device_report report();
    /// Kept in the folder through restarts and told to the organiser.
    void note_rehearsal(const gate_protocol::rehearsal_result& result);

private:
    sync::round_report one_round();
    void bring_enclosures();
    void sync_loop(const std::stop_token& stop);
    void bell_loop(const std::stop_token& stop);
    bool stands_at(const domain::feed_cursor& end);
    void leave_status();

    std::filesystem::path folder_;
    folder_lock lock_;
    ground::system_clock clock_;
    ground::system_randomness random_;
    journal::identity who_;
    ticket::signing_key device_key_;
    std::mutex door_;
    journal::journal journal_;
    gatekeeper::gatekeeper gate_;
    hall hall_;
    sync::http_client server_;
    std::unique_ptr<sync::two_roads> roads_; ///< with a hub: to the server straight or through it
    sync::courier courier_;
    sync::http_client bell_server_; ///< a connection of its own: a question there waits up to half a minute
    sync::bell bell_;

    std::int64_t key_due_ms_ = 0; ///< when the server is asked for its key again although nothing is enclosed

    std::mutex schedule_;
    std::condition_variable_any changed_;
    ground::system_randomness spread_;
    sync::timetable timetable_;
    bool first_round_over_ = false;
    bool in_round_ = false;
    bool may_listen_ = false; ///< the last round ended well and brought everything
    std::string round_trouble_;
    std::optional<gate_protocol::rehearsal_result> rehearsal_; ///< under the door's lock
    std::jthread thread_;
    std::jthread bell_thread_;
};

} // namespace krug::kiosk
