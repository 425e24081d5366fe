// Carries the messages of webhooks to their receivers, on a few threads of its own.
// Made by commands/serve.
#pragma once

#include "webhook/sender.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace krug::webhook {

/// A receiver that is slow holds up one thread for as long as one message may take; the others go on.
class messenger {
public:
    static constexpr int hands = 3;        ///< threads
    static constexpr int messages_most = 4; ///< that one takes at a time

    messenger(service::webhook_office& office, const sender_settings& settings);
    ~messenger();
    messenger(const messenger&) = delete;
    messenger& operator=(const messenger&) = delete;

    void start();
    /// Something may have happened that somebody wants to hear of. From any thread, at once.
    void notify();
    /// Ends what is under way; what was not settled comes due again. Harmless twice.
    void stop();

private:
    void run(sender& with);

    service::webhook_office& office_;
    std::vector<std::unique_ptr<sender>> senders_;
    std::vector<std::thread> threads_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t knocks_ = 0;
    bool stopping_ = false;
};

} // namespace krug::webhook
