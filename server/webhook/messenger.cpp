#include "webhook/messenger.hpp"

#include "ground/log.hpp"

#include <chrono>

namespace krug::webhook {

namespace {
/// How long a message may wait that nobody knocked for: one of a device, of the shell, or of a second try.
constexpr auto rest = std::chrono::seconds(5);
} // namespace

messenger::messenger(service::webhook_office& office, const sender_settings& settings) : office_(office) {
    for (int hand = 0; hand < hands; ++hand) senders_.push_back(std::make_unique<sender>(settings));
}

messenger::~messenger() { stop(); }

void messenger::start() {
    for (const auto& each : senders_) threads_.emplace_back([this, &with = *each] { run(with); });
}

void messenger::notify() {
    {
        const std::lock_guard hold(mutex_);
        ++knocks_;
    }
    changed_.notify_one();
}

void messenger::stop() {
    {
        const std::lock_guard hold(mutex_);
        if (stopping_) return;
        stopping_ = true;
    }
    for (const auto& each : senders_) each->interrupt();
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
}

void messenger::run(sender& with) {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const auto heard = knocks_;
        lock.unlock();
        bool did_something = false;
        try {
            for (const auto& job : office_.lease(messages_most)) {
                did_something = true;
                const auto outcome = with.send(job);
                if (outcome.failure == "interrupted") break; // it comes due again when its lease is over
                if (!outcome.failure.empty())
                    ground::log_warning("webhook_failed", {{"webhook", job.webhook}, {"delivery", job.id}, {"failure", outcome.failure},
                                                           {"status", outcome.status}});
                office_.settle(job, outcome);
            }
        } catch (const std::exception& failed) {
            did_something = false;
            ground::log_error("webhooks_failed", {{"failure", failed.what()}});
        }
        lock.lock();
        if (!did_something) changed_.wait_for(lock, rest, [&] { return stopping_ || knocks_ != heard; });
    }
}

} // namespace krug::webhook
