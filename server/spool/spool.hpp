// Prints the badge of whoever was just let in, by the print system's own command, on a thread of its own: a printer without
// paper keeps nobody waiting at the door. Made by commands/serve where a printer is named.
#pragma once

#include "service/badge_office.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace krug::spool {

struct spool_settings {
    std::string printer;      ///< of CUPS
    bool is_raw = false;      ///< the bytes are the printer's own language
    std::string format = "pdf"; ///< for the trail
    std::string command = "lp";
    int seconds_max = 20;     ///< for one badge, then the command is ended
};

/// What the printer is given for a batch.
using badge_writer = std::function<std::string(const service::badge_batch&)>;

class spool {
public:
    static constexpr int badges_most = 8; ///< that are in hand at once; the rest stay where they are kept

    spool(service::badge_office& office, badge_writer writer, const spool_settings& settings);
    ~spool();
    spool(const spool&) = delete;
    spool& operator=(const spool&) = delete;

    /// Looks whether the command is there; without it nothing is begun and the log says so. True when it began.
    bool start();
    void notify();
    /// Harmless twice.
    void stop();

private:
    void run();
    bool print(const std::string& bytes);

    service::badge_office& office_;
    badge_writer writer_;
    spool_settings settings_;
    std::thread thread_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t knocks_ = 0;
    bool stopping_ = false;
};

} // namespace krug::spool
