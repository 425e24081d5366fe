// If this fails, an auditor computes another hash than we printed, and an honest organiser looks like a forger.
#include "domain/scan_log.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace krug::domain {
namespace {

scan_log_entry sample() {
    scan_log_entry entry;
    entry.number = 7;
    entry.scan_id = "00112233445566778899aabbccddeeff";
    entry.kind = scan_kind::admit;
    entry.reason = verdict_reason::admitted;
    entry.registration = {12};
    entry.point = {1};
    entry.device = {4'503'599'627'370'495};
    entry.incarnation = 2;
    entry.seq = 31;
    entry.scanned_ms = 1'602'756'131'042;
    entry.error_ms = 15;
    entry.received_ms = 1'602'756'131'999;
    return entry;
}

// The bytes are a promise: packs that were made years ago are checked against them.
TEST(ScanLog, is_written_in_these_bytes_for_ever) {
    EXPECT_EQ(scan_log_head({17}),
              "#krug-scan-log/1 event=17\nnumber\tscan_id\tkind\tverdict\tregistration\tpoint\tdevice\tincarnation\tseq\tstaff\t"
              "scanned_at\terror_ms\treceived_at\trefers_to\tsource\tdoubt\n");
    std::string line;
    append_scan_log_line(line, sample());
    EXPECT_EQ(line, "7\t00112233445566778899aabbccddeeff\tadmit\tadmitted\t12\t1\t4503599627370495\t2\t31\t0\t"
                    "2020-10-15T10:02:11.042Z\t15\t2020-10-15T10:02:11.999Z\t-\t-\t-\n");
    auto undo = sample();
    undo.kind = scan_kind::voided;
    undo.staff = {3};
    undo.refers_to = std::string(32, 'a');
    undo.source = "paper:2:14";
    undo.doubt = "chain";
    line.clear();
    append_scan_log_line(line, undo);
    EXPECT_TRUE(line.ends_with("\t" + std::string(32, 'a') + "\tpaper:2:14\tchain\n")) << line;
}

// A kiosk's walk-in gets a name only after its record is here: a pack made in between must go on matching.
TEST(ScanLog, does_not_change_when_a_walk_in_is_named) {
    auto before = sample();
    before.kind = scan_kind::walk_in;
    before.registration = {};
    auto after = before;
    after.registration = {40};
    std::string one, other;
    append_scan_log_line(one, before);
    append_scan_log_line(other, after);
    EXPECT_EQ(one, other);
    after.device = {};
    other.clear();
    append_scan_log_line(other, after);
    EXPECT_NE(one, other) << "staff at a page register first";
}

// A field with a line feed would make two records of one.
TEST(ScanLog, keeps_one_record_on_one_line) {
    auto strange = sample();
    strange.source = "a\tb\nc\r\x7f";
    std::string line;
    append_scan_log_line(line, strange);
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
    EXPECT_EQ(std::count(line.begin(), line.end(), '\t'), 15);
    EXPECT_TRUE(line.ends_with("a?b?c??\t-\n"));
}

// A record of another century is still a record.
TEST(ScanLog, writes_every_moment) {
    EXPECT_EQ(print_log_moment(0), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(print_log_moment(-1), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(print_log_moment(253'402'300'799'999), "9999-12-31T23:59:59.999Z");
    EXPECT_EQ(print_log_moment(1'582'934'400'000), "2020-02-29T00:00:00.000Z");
}

} // namespace
} // namespace krug::domain
