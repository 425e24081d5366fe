// If this fails, a page or a kiosk sleeps through what it waits for, or wakes for what was never committed.
#include "cast/front_house.hpp"
#include "service/bulletin.hpp"
#include "store/feed_store.hpp"

#include <atomic>
#include <thread>

namespace krug::service {
namespace {

using topics = std::vector<std::int64_t>;

// One ring each, at once when something has happened already, and none after leaving.
TEST(bulletin, wakes_once_and_only_who_listens) {
    const auto board = bulletin::make(100);
    EXPECT_EQ(board->version(7), 100U);
    int woken = 0;
    auto first = board->listen(7, 100, [&] { ++woken; });
    auto left = board->listen(7, 100, [&] { woken += 10; });
    auto elsewhere = board->listen(8, 100, [&] { woken += 100; });
    left.reset();
    board->changed(topics{7});
    EXPECT_EQ(woken, 1);
    EXPECT_EQ(board->version(7), 101U);
    board->changed(topics{7});
    EXPECT_EQ(woken, 1) << "who was woken asks again, and listens again only then";
    const auto late = board->listen(7, 101, [&] { woken += 1'000; });
    EXPECT_EQ(woken, 1'001) << "what happened between the look and the listening is not lost";
    const auto stranger = board->listen(9, 57, [&] { woken += 10'000; });
    EXPECT_EQ(woken, 11'001) << "a version from before a restart fits nothing";
}

// A request may outlive the house that it waits in, by the length of a stop.
TEST(bulletin, may_go_before_who_listens) {
    auto board = bulletin::make(0);
    auto listening = board->listen(1, 0, [] {});
    board.reset();
    listening.reset();
}

// Threads come and go while others ring.
TEST(bulletin, from_many_threads) {
    const auto board = bulletin::make(0);
    std::atomic<int> woken = 0;
    std::vector<std::jthread> all;
    for (int thread = 0; thread < 4; ++thread)
        all.emplace_back([&, thread] {
            for (int round = 0; round < 2'000; ++round) {
                if (thread == 0) board->changed(topics{1, 2});
                const auto listening = board->listen(1 + round % 2, board->version(1 + round % 2), [&] { ++woken; });
            }
        });
    all.clear();
    EXPECT_EQ(board->version(1), 2'000U);
}

class heard : public cast::front_house {
protected:
    void SetUp() override {
        settings.committed = [this](std::span<const std::int64_t> changed) { board->changed(changed); };
        front_house::SetUp();
    }
    /// Whether `work` moved the event's version, and that of the other event not.
    template <class Work> bool moves(domain::event_id event, Work work) {
        const auto before = board->version(event.value);
        const auto other_before = board->version(other.value);
        work();
        EXPECT_EQ(board->version(other.value), other_before);
        return board->version(event.value) != before;
    }
    std::shared_ptr<bulletin> board = bulletin::make(0);
    domain::event_id other{1};
};

// Everything that changes what a board or a device shows is heard of: people, seats, doors, scans, rules.
TEST_P(heard, of_all_that_changes_an_event) {
    const auto event = published(table_for(1));
    other = published(table_for(5));
    receipt guest, waiting;
    check_in_answer in;
    EXPECT_TRUE(moves(event, [&] { guest = join(event); }));
    EXPECT_TRUE(moves(event, [&] { waiting = join(event); })) << "the waiting list is shown too";
    EXPECT_TRUE(moves(event, [&] {
        check_in_command what;
        what.event = event;
        what.code = guest.ticket_text;
        what.scan_id = chance.hex(16);
        in = *check_ins->check_in(alice, what);
    }));
    EXPECT_TRUE(moves(event, [&] { ASSERT_TRUE(check_ins->void_scan(alice, event, in.scan_id)); }));
    EXPECT_TRUE(moves(event, [&] { ASSERT_TRUE(registrations->cancel(alice, event, guest.id)); }));
    EXPECT_TRUE(moves(event, [&] { ASSERT_TRUE(registrations->reissue(alice, event, waiting.id)); }));
    EXPECT_TRUE(moves(event, [&] { session_for(event, 3); }));
    EXPECT_TRUE(moves(event, [&] { ASSERT_TRUE(events->update_event(alice, event, table_for(9), 0)); }));
    std::optional<device_invitation> invited;
    EXPECT_TRUE(moves(event, [&] { invited = *gate->invite_device(alice, event, {}, "Киоск"); }));
    EXPECT_TRUE(moves(event, [&] { ASSERT_TRUE(gate->revoke_device(alice, event, invited->device)); }));
    EXPECT_TRUE(moves(event, [&] { ASSERT_TRUE(events->cancel_event(alice, event)); }));
}

// What was undone was no news; reading is none either.
TEST_P(heard, of_nothing_that_was_not_committed) {
    const auto event = published(table_for(1));
    EXPECT_FALSE(moves(event, [&] {
        EXPECT_THROW(database().write([&](store::transaction& tx) {
            store::announce(tx, event);
            throw std::runtime_error("undone");
        }),
                     std::runtime_error);
    }));
    EXPECT_FALSE(moves(event, [&] { database().read([&](store::transaction& tx) { store::announce(tx, event); }); }));
    EXPECT_TRUE(moves(event, [&] { database().write([&](store::transaction& tx) { store::announce(tx, event); }); }));
    EXPECT_FALSE(moves(event, [&] { registrations->find(event, {1}, false); }));
}
KRUG_ON_BOTH(heard);

} // namespace
} // namespace krug::service
