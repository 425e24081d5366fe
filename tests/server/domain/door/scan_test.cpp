// A record of the door would say something else after it was sent than when it was written.
#include "domain/scan.hpp"

#include <gtest/gtest.h>

namespace krug::domain {
namespace {

scan sample() {
    scan what;
    what.id.fill(1);
    what.device = {INT64_MAX};
    what.incarnation = UINT32_MAX;
    what.seq = INT64_MAX;
    what.kind = scan_kind::shown_again;
    what.direction = passage::out;
    what.offline = what.late_ticket = what.code_known = true;
    what.code.fill(2);
    what.event = {0xFFFFFFFF};
    what.ticket = {INT64_MIN};
    what.generation = 0xFFFF;
    what.category = {0xFFFF};
    what.scope = {0xFFFF};
    what.point = {0xFFFF};
    what.reason = verdict_reason::blocked;
    what.staff = {9};
    what.wall_ms = -5;
    what.boot_ms = 6;
    what.boot.fill(3);
    what.offset_ms = -7;
    what.error_ms = 8;
    what.known = {10, 11};
    what.refers_to.fill(4);
    what.refers_seq = 12;
    what.previous.fill(5);
    return what;
}

// Every field must survive, at its extremes.
TEST(Scan, comes_back_as_it_was_written) {
    const auto what = sample();
    const auto read = decode_scan(encode_scan(what));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, what);
    scan least;
    least.device = {1};
    least.seq = 1;
    EXPECT_EQ(decode_scan(encode_scan(least)), least);
}

// Two texts for one record would make two hashes, and an honest device would look cloned.
TEST(Scan, has_one_form_only) {
    const auto record = encode_scan(sample());
    for (std::size_t at = 0; at < record.size(); ++at)
        for (int bit = 0; bit < 8; ++bit) {
            auto changed = record;
            changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1 << bit));
            const auto read = decode_scan(changed);
            if (read) {
                EXPECT_EQ(encode_scan(*read), changed) << at;
                EXPECT_NE(*read, sample()) << at;
            }
        }
}

// A cut or foreign record must be refused, not half read.
TEST(Scan, refuses_what_is_no_record) {
    const auto record = encode_scan(sample());
    EXPECT_FALSE(decode_scan(std::span(record).first(219)));
    EXPECT_FALSE(decode_scan({}));
    for (const std::size_t place : {0u, 1u, 2u, 3u}) {
        auto changed = record;
        changed[place] = 0xFF;
        EXPECT_FALSE(decode_scan(changed)) << place;
    }
}

} // namespace
} // namespace krug::domain
