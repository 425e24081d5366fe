// If this fails, somebody never gets the ticket they were promised, or a stranger's mailbox is flooded in their name.
#include "cast/house.hpp"
#include "service/outbox_office.hpp"
#include "store/statement.hpp"

#include <future>
#include <latch>
#include <set>

namespace krug::service {
namespace {

class outboxes : public cast::house {
protected:
    void SetUp() override {
        cast::house::SetUp();
        if (!IsSkipped()) outbox.emplace(database(), clock);
    }
    void TearDown() override {
        outbox.reset();
        cast::house::TearDown();
    }
    /// A guest without a single queued mail.
    domain::registration_id quiet_guest(domain::event_id event, const std::string& family) {
        const auto id = register_guest(event, family).id;
        for (const auto& job : outbox->lease(100)) outbox->mark_dead(job, "test");
        return id;
    }
    void enqueue(domain::event_id event, domain::registration_id guest, mail_kind kind = mail_kind::ticket) {
        database().write([&](store::transaction& tx) { enqueue_mail(tx, event, guest, kind, clock.now()); });
    }
    std::optional<outbox_office> outbox;
};

// A promised mail goes out once, and then no more.
TEST_P(outboxes, a_mail_is_leased_once_and_sent) {
    const auto event = published(round_table());
    const auto guest = quiet_guest(event, "Ёлкина");
    EXPECT_TRUE(outbox->lease(10).empty());
    enqueue(event, guest, mail_kind::waitlisted);
    const auto jobs = outbox->lease(10);
    ASSERT_EQ(jobs.size(), 1u);
    EXPECT_EQ(jobs[0].kind, mail_kind::waitlisted);
    EXPECT_EQ(jobs[0].registration, guest);
    EXPECT_EQ(jobs[0].attempts, 1);
    EXPECT_FALSE(jobs[0].may_have_arrived);
    EXPECT_TRUE(outbox->lease(10).empty());
    outbox->mark_sent(jobs[0]);
    outbox->mark_sent(jobs[0]);
    clock.advance_seconds(30 * 86'400);
    EXPECT_TRUE(outbox->lease(10).empty());
    EXPECT_EQ(outbox->counts(event).sent, 1);
}

// The mail room crashed with a mail in its hands: the mail comes back and says that it may have gone.
TEST_P(outboxes, a_crash_gives_the_mail_back_after_ten_minutes) {
    const auto event = published(round_table());
    enqueue(event, quiet_guest(event, "Ёлкина"));
    const auto lost = outbox->lease(10).at(0);
    clock.advance_seconds(599);
    EXPECT_TRUE(outbox->lease(10).empty());
    clock.advance_seconds(1);
    const auto again = outbox->lease(10);
    ASSERT_EQ(again.size(), 1u);
    EXPECT_EQ(again[0].attempts, 2);
    EXPECT_TRUE(again[0].may_have_arrived);
    // The first one wakes up again: it must not take the mail out of the second one's hands.
    outbox->mark_dead(lost, "slow");
    outbox->mark_retry(lost, clock.now(), "slow", false);
    EXPECT_EQ(outbox->counts(event).queued, 1);
    EXPECT_TRUE(outbox->lease(10).empty());
    outbox->mark_sent(again[0]);
    EXPECT_EQ(outbox->counts(event).sent, 1);
}

// A mail server that is busy is asked again at the time we chose; a broken link is remembered for good.
TEST_P(outboxes, a_retry_waits_and_remembers_that_it_may_have_arrived) {
    const auto event = published(round_table());
    enqueue(event, quiet_guest(event, "Ёлкина"));
    auto job = outbox->lease(1).at(0);
    outbox->mark_retry(job, clock.now() + 60, "smtp_451", true);
    EXPECT_TRUE(outbox->lease(1).empty());
    clock.advance_seconds(60);
    job = outbox->lease(1).at(0);
    EXPECT_TRUE(job.may_have_arrived);
    outbox->mark_retry(job, clock.now() + 60, "smtp_421", false);
    clock.advance_seconds(60);
    job = outbox->lease(1).at(0);
    EXPECT_TRUE(job.may_have_arrived);
    EXPECT_EQ(job.attempts, 3);
    const auto dead_before = outbox->counts(event).dead;
    outbox->mark_dead(job, "smtp_550");
    EXPECT_EQ(outbox->counts(event).dead, dead_before + 1);
    clock.advance_seconds(86'400);
    EXPECT_TRUE(outbox->lease(1).empty());
}

// Three an hour, ten a day for one mailbox over all events; the rest waits and is not lost; others are not held up.
TEST_P(outboxes, one_mailbox_gets_three_an_hour_and_ten_a_day) {
    const auto one = published(round_table());
    const auto two = published(round_table());
    domain::registration_request victim;
    victim.name = {"Жертва", "Анна", ""};
    victim.email = "Victim@example.org";
    victim.source = domain::registration_source::api;
    victim.event = one;
    const auto first = registrations->register_guest({}, victim)->id;
    victim.event = two;
    victim.email = "victim@EXAMPLE.org";
    const auto second = registrations->register_guest({}, victim)->id;
    for (int more = 0; more < 5; ++more) {
        enqueue(one, first);
        enqueue(two, second);
    }
    clock.advance_seconds(1);
    const auto bystander = register_guest(two, "Прохожий").id;

    int to_victim = 0;
    bool bystander_served = false;
    std::vector<int> by_hour(26, 0);
    for (std::size_t hour = 0; hour < by_hour.size(); ++hour) {
        for (auto jobs = outbox->lease(2); !jobs.empty(); jobs = outbox->lease(2))
            for (const auto& job : jobs) {
                outbox->mark_sent(job);
                if (job.registration == bystander && job.event == two) {
                    bystander_served = true;
                    EXPECT_EQ(hour, 0u);
                } else {
                    ++by_hour[hour];
                    ++to_victim;
                }
            }
        clock.advance_seconds(3600);
    }
    EXPECT_TRUE(bystander_served);
    EXPECT_EQ(std::vector<int>(by_hour.begin(), by_hour.begin() + 5), (std::vector<int>{3, 3, 3, 1, 0}));
    EXPECT_EQ(to_victim, 12); // two of registering and ten more, the last ones on the second day
    EXPECT_EQ(outbox->counts({}).queued, 0);
}

// To whom a mail went is nobody's business a day later.
TEST_P(outboxes, addresses_are_forgotten_after_a_day) {
    const auto event = published(round_table());
    register_guest(event, "Ёлкина");
    outbox->mark_sent(outbox->lease(5).at(0));
    const auto kept = [&] {
        return std::get<0>(*database().read([](store::transaction& tx) {
            return store::query_one<std::int64_t>(tx, "kept", "SELECT COUNT(*) FROM outbox WHERE address_key <> ''");
        }));
    };
    EXPECT_EQ(kept(), 1);
    clock.advance_seconds(86'401);
    register_guest(event, "Щёголев");
    EXPECT_EQ(outbox->lease(5).size(), 1u);
    EXPECT_EQ(kept(), 0);
}

// A guest without an address gets no mail, and nobody waits for one to be sent.
TEST_P(outboxes, without_an_address_there_is_no_mail) {
    const auto event = published(round_table());
    domain::registration_request request;
    request.event = event;
    request.name = {"Ёлкина", "Анна", ""};
    request.source = domain::registration_source::staff;
    const auto guest = registrations->register_guest(alice, request)->id;
    enqueue(event, guest);
    EXPECT_TRUE(outbox->lease(5).empty());
    EXPECT_EQ(outbox->counts(event).queued, 0);
}

// Two mail rooms at work: no mail goes out twice.
TEST_P(outboxes, two_mail_rooms_never_hold_the_same_mail) {
    const auto event = published(round_table());
    for (int guest = 0; guest < 40; ++guest) register_guest(event, "Гость" + std::to_string(guest));
    std::latch ready(4);
    std::vector<std::future<std::vector<mail_job>>> rooms;
    for (int room = 0; room < 4; ++room)
        rooms.push_back(std::async(std::launch::async, [&] {
            ready.arrive_and_wait();
            std::vector<mail_job> mine;
            for (auto jobs = outbox->lease(3); !jobs.empty(); jobs = outbox->lease(3))
                mine.insert(mine.end(), jobs.begin(), jobs.end());
            return mine;
        }));
    std::set<std::int64_t> numbers;
    std::size_t held = 0;
    for (auto& room : rooms)
        for (const auto& job : room.get()) {
            numbers.insert(job.number);
            ++held;
        }
    // Rows that another room had locked at that moment may be left for the next round.
    for (const auto& job : outbox->lease(100)) {
        numbers.insert(job.number);
        ++held;
    }
    EXPECT_EQ(held, 40u);
    EXPECT_EQ(numbers.size(), 40u);
}

KRUG_ON_BOTH(outboxes);

} // namespace
} // namespace krug::service
