// An honest kiosk's records would be dropped or its guests accused, because a network repeated or lost something.
#include "domain/upload.hpp"

#include <gtest/gtest.h>

namespace krug::domain {
namespace {

chain_link link(std::int64_t seq, std::uint8_t content = 0) {
    chain_link made;
    made.incarnation = 1;
    made.seq = made.last_seq = seq;
    made.hash.fill(static_cast<std::uint8_t>(seq + content));
    if (seq > 1) made.previous.fill(static_cast<std::uint8_t>(seq - 1));
    return made;
}

using fates = std::vector<row_fate>;
using enum row_fate;

// The first upload, then the same one again.
TEST(Upload, repetition_changes_nothing) {
    const std::vector rows{link(1), link(2), link(3)};
    const auto first = decide_upload({}, {}, rows);
    EXPECT_EQ(first.fates, fates({stored, stored, stored}));
    EXPECT_EQ(first.ack, 3);
    const auto second = decide_upload(link(3), rows, rows);
    EXPECT_EQ(second.fates, fates({known, known, known}));
    EXPECT_EQ(second.ack, 3);
    EXPECT_FALSE(second.quarantine);
}

// A server restored from a backup asks again instead of leaving a hole for ever.
TEST(Upload, gap_is_not_acknowledged) {
    const std::vector rows{link(5), link(6)};
    const auto decision = decide_upload(link(3), {}, rows);
    EXPECT_EQ(decision.fates, fates({after_gap, after_gap}));
    EXPECT_EQ(decision.ack, 3);
}

// Two devices with one name: neither may be believed, and nothing of either may be lost.
TEST(Upload, other_content_for_a_stored_seq_is_a_fork) {
    const std::vector stored_rows{link(1), link(2)};
    const std::vector rows{link(2, 100), link(3)};
    const auto decision = decide_upload(link(2), stored_rows, rows);
    EXPECT_EQ(decision.fates.front(), forked);
    EXPECT_TRUE(decision.quarantine);
}

// A broken chain is kept with a remark.
TEST(Upload, doubtful_rows_are_stored_too) {
    auto odd = link(3);
    odd.previous.fill(99);
    const auto decision = decide_upload(link(2), {}, std::vector{odd, link(4)});
    EXPECT_EQ(decision.fates, fates({stored_doubtful, stored}));
    EXPECT_EQ(decision.ack, 4);
    EXPECT_TRUE(decision.quarantine) << "within one incarnation a device knows its own last record";
    odd.incarnation = 2;
    EXPECT_FALSE(decide_upload(link(2), {}, std::vector{odd}).quarantine);
}

// The server was put back, and the copy came first with its own record of that number: the first device has nothing to
// send, and an admission of an honest guest would stay on it for ever.
TEST(Upload, a_head_that_is_not_ours_shows_a_copy) {
    EXPECT_FALSE(is_another_device(link(3), link(3)));
    EXPECT_TRUE(is_another_device(link(3, 100), link(3)));
    EXPECT_FALSE(is_another_device(link(4), link(3))) << "what was never heard of cannot differ";
    auto rebuilt = link(3, 100);
    rebuilt.incarnation = 2;
    EXPECT_FALSE(is_another_device(rebuilt, link(3))) << "a journal begun anew numbers from the start";
    EXPECT_TRUE(is_another_device(link(3), rebuilt)) << "and no device goes back to an earlier one";
}

// A journal that lost records says so once, and everything after it counts again.
TEST(Upload, loss_row_bridges_what_is_gone) {
    auto loss = link(3);
    loss.loss = true;
    loss.last_seq = 7;
    loss.incarnation = 2;
    loss.previous = {};
    const auto decision = decide_upload(link(2), {}, std::vector{loss, link(8)});
    EXPECT_EQ(decision.fates, fates({stored, stored}));
    EXPECT_EQ(decision.ack, 8);
    // Had the server all of them in truth, the loss is no fork.
    const std::vector stored_rows{link(3)};
    const auto again = decide_upload(link(7), stored_rows, std::vector{loss});
    EXPECT_EQ(again.fates, fates({known}));
    EXPECT_FALSE(again.quarantine);
}

// A server put back to the middle of what a kiosk declared lost would ask for the rest for ever.
TEST(Upload, loss_row_reaches_beyond_what_is_held) {
    auto loss = link(3);
    loss.loss = true;
    loss.last_seq = 7;
    loss.incarnation = 2;
    loss.previous = {};
    const std::vector held{link(3), link(4), link(5)};
    auto next = link(8);
    next.incarnation = 2;
    const auto decision = decide_upload(link(5), held, std::vector{loss, next});
    EXPECT_EQ(decision.fates, fates({stored, stored}));
    EXPECT_EQ(decision.ack, 8);
    EXPECT_FALSE(decision.quarantine);
    // From then on the last row by number ends before what was acknowledged.
    const auto after = decide_upload(reaching(link(5), 7), {}, std::vector{next});
    EXPECT_EQ(after.fates, fates({stored}));
    EXPECT_FALSE(after.quarantine);
}

} // namespace
} // namespace krug::domain
