#include "mail/carrier.hpp"

#include "ground/check.hpp"
#include "ground/log.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

namespace krug::mail {

struct carrier::state {
    carrier_settings settings;
    outbox& jobs;
    transport& out;
    const ground::clock& clock;
    ground::randomness& randomness;

    std::mutex mutex;
    std::condition_variable woken;
    bool notified = false;
    std::atomic<bool> stopping = false;
    std::thread thread;

    state(carrier_settings given, outbox& from, transport& to, const ground::clock& time, ground::randomness& chance)
        : settings(std::move(given)), jobs(from), out(to), clock(time), randomness(chance) {}

    /// 30 s, 1, 2, 4 … minutes up to an hour, spread by a quarter so that a server coming back is not stormed.
    ground::utc_seconds retry_delay(int attempts) {
        const auto doubled = settings.first_retry_seconds << std::clamp(attempts, 0, 20);
        const auto delay = std::clamp<ground::utc_seconds>(doubled, 1, settings.retry_seconds_max);
        const auto spread = delay / 2;
        return delay - delay / 4 + static_cast<ground::utc_seconds>(randomness.next_u32()) % (spread + 1);
    }

    std::optional<outgoing_mail> written(const service::mail_job& job, const message_writer& writer) const {
        if (!writer) return std::nullopt;
        try {
            return writer(job);
        } catch (const std::exception&) {
            return std::nullopt; // its text may hold what a template held: names and addresses
        }
    }

    std::optional<outgoing_mail> written(const service::mail_job& job) const {
        auto message = written(job, settings.write);
        if (message) return message;
        ground::log_error("mail_template_failed", {{"event_id", job.event.value}, {"job", job.number}});
        return written(job, settings.write_plain);
    }

    void give_up(const service::mail_job& job, std::string_view failure) {
        ground::log_error("mail_given_up", {{"event_id", job.event.value}, {"job", job.number}, {"reason", failure}});
        jobs.mark_dead(job, failure);
    }

    void try_later(const service::mail_job& job, const outcome& result) {
        // Broken off by our own stop, which says nothing of the mail server: the next start goes on at once.
        const bool by_ourselves = result.reason == interrupted;
        const auto next_at = clock.now() + (by_ourselves ? 0 : retry_delay(job.attempts));
        if (next_at - job.created_at > settings.give_up_seconds) return give_up(job, result.reason);
        // Once a try may have arrived, a later one that plainly did not changes nothing: the last try is still owed.
        jobs.mark_retry(job, next_at, result.reason, job.may_have_arrived);
    }

    void settle(const service::mail_job& job, const outcome& result) {
        switch (result.delivery) {
        case delivery::sent: return jobs.mark_sent(job);
        case delivery::permanent: return give_up(job, result.reason);
        case delivery::temporary: return try_later(job, result);
        case delivery::ambiguous:
            if (job.may_have_arrived) return give_up(job, "may_have_arrived");
            return jobs.mark_retry(job, clock.now() + retry_delay(job.attempts), result.reason, true);
        }
    }

    void carry(const service::mail_job& job) {
        const auto message = written(job);
        if (!message) return give_up(job, "template");
        if (message->recipient.empty()) return give_up(job, "no_recipient");
        const auto result = out.deliver(settings.envelope_from, message->recipient, message->bytes);
        ground::log_info("mail_tried", {{"event_id", job.event.value}, {"job", job.number}, {"attempt", job.attempts + 1},
                                        {"result", result.reason}, {"smtp_code", result.smtp_code}});
        settle(job, result);
    }

    std::size_t carry_batch() {
        const auto leased_at_ms = clock.steady_ms();
        const auto batch = jobs.lease(settings.batch_size);
        for (const auto& job : batch) {
            const bool lease_is_old = clock.steady_ms() - leased_at_ms > lease_use_seconds_max * 1000;
            // Handed back by name: waiting for the lease to end would hold tickets up for ten minutes.
            if (stopping || lease_is_old) jobs.mark_retry(job, clock.now(), "not_begun", job.may_have_arrived);
            else carry(job);
        }
        return batch.size();
    }

    void wait() {
        std::unique_lock lock(mutex);
        woken.wait_for(lock, std::chrono::seconds(settings.poll_seconds), [&] { return notified || stopping; });
        notified = false;
    }

    void run() {
        while (!stopping) {
            std::size_t carried = 0;
            try {
                carried = carry_batch();
            } catch (const std::exception&) {
                // The database is away; its own layer has said why. The lease gives the jobs back.
                ground::log_warning("mail_outbox_unreachable");
            }
            if (carried == 0) wait();
        }
    }
};

carrier::carrier(carrier_settings settings, outbox& jobs, transport& out, const ground::clock& clock,
                 ground::randomness& randomness)
    : state_(std::make_unique<state>(std::move(settings), jobs, out, clock, randomness)) {
    KRUG_CHECK(state_->settings.write && state_->settings.batch_size > 0);
}

carrier::~carrier() { stop(); }

std::size_t carrier::carry_batch() { return state_->carry_batch(); }

void carrier::start() {
    KRUG_CHECK(!state_->thread.joinable() && !state_->stopping);
    state_->thread = std::thread([state = state_.get()] { state->run(); });
}

void carrier::notify() noexcept {
    {
        const std::lock_guard lock(state_->mutex);
        state_->notified = true;
    }
    state_->woken.notify_one();
}

void carrier::stop() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    state_->out.interrupt();
    state_->woken.notify_one();
    if (state_->thread.joinable()) state_->thread.join();
}

} // namespace krug::mail
