// A ticket is lost, sent a hundred times, or one broken template holds up everybody's mail.
#include "hostile_smtp_server.hpp"
#include "mail/carrier.hpp"
#include "mail/smtp_transport.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>

namespace krug::mail {
namespace {

constexpr ground::utc_seconds birth = 1602756000;

/// The office's promises in memory: due jobs are leased, marks end the lease.
class listed_outbox final : public outbox {
public:
    struct line {
        service::mail_job job;
        ground::utc_seconds due = birth;
        bool leased = false;
        std::string end;       ///< "sent", "dead:reason", "" while it waits
        std::string last_failure;
    };

    explicit listed_outbox(const ground::clock& clock) : clock_(clock) {}

    void add(std::int64_t number) {
        const std::lock_guard lock(mutex_);
        service::mail_job job;
        job.event = domain::event_id{77};
        job.number = number;
        job.created_at = clock_.now();
        entries_[number] = {job, clock_.now(), false, "", ""};
    }
    std::vector<service::mail_job> lease(int most) override {
        const std::lock_guard lock(mutex_);
        if (broken) throw std::runtime_error("database away");
        std::vector<service::mail_job> out;
        for (auto& [number, entry] : entries_) {
            if (static_cast<int>(out.size()) == most) break;
            if (entry.leased || !entry.end.empty() || entry.due > clock_.now()) continue;
            entry.leased = true;
            out.push_back(entry.job);
        }
        return out;
    }
    void mark_sent(const service::mail_job& job) override { finish(job, "sent"); }
    void mark_dead(const service::mail_job& job, std::string_view failure) override { finish(job, "dead:" + std::string(failure)); }
    void mark_retry(const service::mail_job& job, ground::utc_seconds next_at, std::string_view failure, bool may_have_arrived) override {
        const std::lock_guard lock(mutex_);
        auto& entry = entries_.at(job.number);
        EXPECT_TRUE(entry.leased);
        entry.leased = false;
        entry.due = next_at;
        entry.last_failure = failure;
        ++entry.job.attempts;
        entry.job.may_have_arrived = may_have_arrived;
        changed_.notify_all();
    }
    line at(std::int64_t number) const {
        const std::lock_guard lock(mutex_);
        return entries_.at(number);
    }
    void wait_for_end(std::int64_t number) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return !entries_.at(number).end.empty(); });
    }
    void wait_for_failure(std::int64_t number) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return !entries_.at(number).last_failure.empty(); });
    }

    std::atomic<bool> broken = false;

private:
    void finish(const service::mail_job& job, const std::string& end) {
        const std::lock_guard lock(mutex_);
        auto& entry = entries_.at(job.number);
        EXPECT_TRUE(entry.leased && entry.end.empty());
        entry.leased = false;
        entry.end = end;
        changed_.notify_all();
    }

    const ground::clock& clock_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::int64_t, line> entries_;
};

/// Answers by a list, then "sent" for ever.
class scripted_transport final : public transport {
public:
    outcome deliver(std::string_view from, std::string_view to, std::string_view bytes) override {
        if (on_deliver) on_deliver();
        deliveries.push_back(std::string(from) + "|" + std::string(to) + "|" + std::string(bytes));
        if (answers.empty()) return {delivery::sent, "accepted", 250};
        const auto answer = answers.front();
        answers.erase(answers.begin());
        return answer;
    }
    void interrupt() noexcept override { interrupted = true; }

    std::vector<outcome> answers;
    std::vector<std::string> deliveries;
    std::function<void()> on_deliver;
    std::atomic<bool> interrupted = false;
};

const outcome deferred{delivery::temporary, "deferred", 451};
const outcome no_answer{delivery::ambiguous, "no_answer_to_dot", 354};

class carrier_test : public testing::Test {
protected:
    carrier_settings settings() const {
        carrier_settings made;
        made.envelope_from = "krug@example.org";
        made.write = [](const service::mail_job& job) {
            return outgoing_mail{"guest@example.org", "Message-ID: <" + std::to_string(job.number) + "@krug>\r\n\r\n"};
        };
        return made;
    }
    void pass_batches(carrier& carried, int rounds, ground::utc_seconds step) {
        for (int i = 0; i < rounds; ++i) {
            carried.carry_batch();
            clock.advance_seconds(step);
        }
    }

    ground::standing_clock clock{birth};
    ground::seeded_randomness randomness{11};
    listed_outbox jobs{clock};
    scripted_transport out;
};

// Mail goes to nobody, or a job that was sent is sent again.
TEST_F(carrier_test, a_job_is_delivered_once_and_marked) {
    carrier carried(settings(), jobs, out, clock, randomness);
    jobs.add(1);
    EXPECT_EQ(carried.carry_batch(), 1u);
    EXPECT_EQ(carried.carry_batch(), 0u);
    EXPECT_EQ(jobs.at(1).end, "sent");
    EXPECT_EQ(out.deliveries, std::vector<std::string>{"krug@example.org|guest@example.org|Message-ID: <1@krug>\r\n\r\n"});
}

// A server that is away for a night is hammered every second, or the mail is given up at once.
TEST_F(carrier_test, retries_come_later_and_later_and_end_after_48_hours) {
    carrier carried(settings(), jobs, out, clock, randomness);
    out.answers.assign(1000, deferred);
    jobs.add(1);
    std::vector<ground::utc_seconds> waits;
    while (jobs.at(1).end.empty()) {
        const auto tried_at = clock.now();
        carried.carry_batch();
        const auto next = jobs.at(1).due;
        if (!jobs.at(1).end.empty()) break;
        waits.push_back(next - tried_at);
        ASSERT_LT(waits.size(), 200u);
        clock.set(next);
    }
    EXPECT_EQ(jobs.at(1).end, "dead:deferred");
    EXPECT_LE(clock.now() - birth, 48 * 3600);
    EXPECT_GT(clock.now() - birth, 46 * 3600);
    for (std::size_t i = 0; i < waits.size(); ++i) {
        const auto middle = std::min<ground::utc_seconds>(30 << std::min<std::size_t>(i, 10), 3600);
        EXPECT_GE(waits[i], middle * 3 / 4) << i;
        EXPECT_LE(waits[i], middle * 5 / 4 + 1) << i;
    }
    EXPECT_GT((std::set<ground::utc_seconds>(waits.end() - 20, waits.end()).size()), 10u); // spread, not in step
}

// A guest gets the same ticket every hour because the answer to the dot is always lost.
TEST_F(carrier_test, an_ambiguous_delivery_is_tried_once_more_with_the_same_message_id) {
    carrier carried(settings(), jobs, out, clock, randomness);
    out.answers = {no_answer, no_answer, no_answer};
    jobs.add(1);
    pass_batches(carried, 50, 3600);
    ASSERT_EQ(out.deliveries.size(), 2u);
    EXPECT_EQ(out.deliveries[0], out.deliveries[1]);
    EXPECT_EQ(jobs.at(1).end, "dead:may_have_arrived");
}

// After one lost answer and one busy server a second lost answer is forgotten, and a third copy goes out.
TEST_F(carrier_test, a_temporary_failure_does_not_forget_the_ambiguous_one) {
    carrier carried(settings(), jobs, out, clock, randomness);
    out.answers = {no_answer, deferred, deferred, no_answer, no_answer};
    jobs.add(1);
    pass_batches(carried, 50, 3600);
    EXPECT_EQ(out.deliveries.size(), 4u);
    EXPECT_EQ(jobs.at(1).end, "dead:may_have_arrived");
}

// An organiser saves a broken template and nobody gets a ticket.
TEST_F(carrier_test, a_failing_template_falls_back_to_plain_and_holds_up_nobody) {
    auto with = settings();
    const auto good = with.write;
    with.write = [&](const service::mail_job& job) -> outgoing_mail {
        if (job.number == 2) throw std::runtime_error("template: Анна");
        return good(job);
    };
    with.write_plain = [](const service::mail_job&) { return outgoing_mail{"guest@example.org", "plain"}; };
    carrier carried(with, jobs, out, clock, randomness);
    for (int i = 1; i <= 3; ++i) jobs.add(i);
    carried.carry_batch();
    for (int i = 1; i <= 3; ++i) EXPECT_EQ(jobs.at(i).end, "sent");
    EXPECT_EQ(out.deliveries[1], "krug@example.org|guest@example.org|plain");

    with.write_plain = {};
    carrier without(with, jobs, out, clock, randomness);
    jobs.add(2);
    jobs.add(4);
    without.carry_batch();
    EXPECT_EQ(jobs.at(2).end, "dead:template");
    EXPECT_EQ(jobs.at(4).end, "sent");
}

// A person who was erased still gets mail, or blocks the line.
TEST_F(carrier_test, a_job_without_a_recipient_ends) {
    auto with = settings();
    with.write = [](const service::mail_job&) { return outgoing_mail{}; };
    carrier carried(with, jobs, out, clock, randomness);
    jobs.add(1);
    carried.carry_batch();
    EXPECT_EQ(jobs.at(1).end, "dead:no_recipient");
    EXPECT_TRUE(out.deliveries.empty());
}

// A slow server keeps a batch so long that its lease ends and a second carrier sends the rest again.
TEST_F(carrier_test, an_old_lease_is_handed_back) {
    carrier carried(settings(), jobs, out, clock, randomness);
    for (int i = 1; i <= 5; ++i) jobs.add(i);
    out.on_deliver = [&] { clock.advance_seconds(200); };
    EXPECT_EQ(carried.carry_batch(), 5u);
    EXPECT_EQ(out.deliveries.size(), 2u);
    for (int i = 3; i <= 5; ++i) {
        EXPECT_EQ(jobs.at(i).last_failure, "not_begun");
        EXPECT_LE(jobs.at(i).due, clock.now());
    }
    out.on_deliver = nullptr;
    carried.carry_batch();
    EXPECT_EQ(out.deliveries.size(), 5u);
}

// Mail waits for the next poll although the office rang the bell; or a database that was away stops mail for good.
TEST_F(carrier_test, the_thread_is_woken_and_survives_an_outage) {
    auto with = settings();
    with.poll_seconds = 3600;
    carrier carried(with, jobs, out, clock, randomness);
    carried.start();
    jobs.add(1);
    carried.notify();
    jobs.wait_for_end(1);
    jobs.broken = true;
    carried.notify();
    jobs.add(2);
    jobs.broken = false;
    carried.notify();
    jobs.wait_for_end(2);
    carried.stop();
    carried.stop();
    EXPECT_TRUE(out.interrupted);
    EXPECT_EQ(out.deliveries.size(), 2u);
}

// Stopping for an update loses the mail that was under way or the batch behind it.
TEST_F(carrier_test, stopping_in_a_stalled_delivery_loses_nothing) {
    test::hostile_smtp_server server(test::smtp_script{{"RCPT", "stall"}});
    smtp_settings smtp;
    smtp.host = "127.0.0.1";
    smtp.port = server.port();
    smtp.security = smtp_security::none;
    smtp_transport stalled(smtp);
    for (int i = 1; i <= 3; ++i) jobs.add(i);
    {
        carrier carried(settings(), jobs, stalled, clock, randomness);
        carried.start();
        while (server.commands().size() < 3) std::this_thread::yield();
    }
    EXPECT_EQ(jobs.at(1).last_failure, "interrupted");
    EXPECT_EQ(jobs.at(1).due, clock.now()) << "a restart makes nobody wait for their ticket";
    for (int i = 2; i <= 3; ++i) EXPECT_EQ(jobs.at(i).last_failure, "not_begun");
    for (int i = 1; i <= 3; ++i) EXPECT_TRUE(!jobs.at(i).leased && jobs.at(i).end.empty());
}

// Of many mails on a bad line one is lost, or more copies arrive than lines broke after the dot.
TEST_F(carrier_test, nothing_is_lost_and_copies_are_no_more_than_breaks_after_the_dot) {
    constexpr int count = 3000;
    std::map<std::string, int> arrived;
    int breaks = 0;
    ground::seeded_randomness weather(3);
    class bad_line final : public transport {
    public:
        bad_line(std::map<std::string, int>& arrivals, int& broken, ground::randomness& chance)
            : arrivals_(arrivals), broken_(broken), chance_(chance) {}
        outcome deliver(std::string_view, std::string_view, std::string_view bytes) override {
            const auto luck = chance_.next_u32() % 10;
            if (luck < 3) return deferred;
            ++arrivals_[std::string(bytes)];
            if (luck < 5) return ++broken_, no_answer;
            return {delivery::sent, "accepted", 250};
        }
        void interrupt() noexcept override {}

    private:
        std::map<std::string, int>& arrivals_;
        int& broken_;
        ground::randomness& chance_;
    } line(arrived, breaks, weather);
    carrier carried(settings(), jobs, line, clock, randomness);
    for (int i = 0; i < count; ++i) jobs.add(i);
    for (int i = 0; i < 100; ++i) {
        while (carried.carry_batch() > 0) {
        }
        clock.advance_seconds(1800);
    }
    int copies = 0;
    for (const auto& [bytes, times] : arrived) copies += times - 1;
    EXPECT_EQ(arrived.size(), static_cast<std::size_t>(count));
    EXPECT_LE(copies, breaks);
    EXPECT_GT(breaks, 100);
    for (int i = 0; i < count; ++i) EXPECT_FALSE(jobs.at(i).end.empty());
}

} // namespace
} // namespace krug::mail
