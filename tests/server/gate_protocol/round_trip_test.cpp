// What one side wrote, the other would read differently.
#include "samples.hpp"

#include <gtest/gtest.h>

namespace krug::gate_protocol {
namespace {

// The QR of the staff page, with and without a pin.
TEST(RoundTrip, enrolment_code) {
    auto code = sample_code();
    EXPECT_EQ(*read_enrolment_code("  " + write_enrolment_code(code) + "\n"), code);
    code.server_pin.reset();
    code.url = "http://127.0.0.1:8080/door";
    EXPECT_EQ(*read_enrolment_code(write_enrolment_code(code)), code);
}

// Every message and every kind of item, every member set.
TEST(RoundTrip, messages) {
    EXPECT_EQ(*decode_enrol_request(encode(sample_enrol_request())), sample_enrol_request());
    EXPECT_EQ(*decode_enrol_response(encode(sample_enrol_response())), sample_enrol_response());
    EXPECT_EQ(*decode_bell_request(encode(sample_bell_request())), sample_bell_request());
    EXPECT_EQ(*decode_bell_response(encode(sample_bell_response())), sample_bell_response());
    EXPECT_EQ(*decode_sync_request(encode(sample_sync_request())), sample_sync_request());
    EXPECT_EQ(*decode_sync_response(encode(sample_sync_response())), sample_sync_response());
    EXPECT_EQ(*decode_sync_request(encode(sample_reporting_request())), sample_reporting_request());
    EXPECT_EQ(*decode_sync_response(encode(sample_report_taking_response())), sample_report_taking_response());
    EXPECT_EQ(*decode_sync_request(encode(sample_chain_telling_request())), sample_chain_telling_request());
    EXPECT_EQ(*decode_sync_response(encode(sample_chain_taking_response())), sample_chain_taking_response());
    EXPECT_EQ(*decode_pair_request(encode(sample_pair_request())), sample_pair_request());
    EXPECT_EQ(*decode_pair_response(encode(pair_response{{5}})), pair_response{{5}});
    EXPECT_EQ(*decode_ask_request(encode(sample_ask_request())), sample_ask_request());
    EXPECT_EQ(encode(*decode_ask_response(encode(sample_ask_response()))), encode(sample_ask_response()));
    EXPECT_EQ(*decode_tell_request(encode(sample_tell_request())), sample_tell_request());
    EXPECT_EQ(encode(*decode_tell_response(encode(sample_tell_response()))), encode(sample_tell_response()));
    EXPECT_EQ(*decode_rehearsal(encode(*sample_report().rehearsal)), *sample_report().rehearsal);
    for (const auto& [name, item] : sample_items()) {
        const auto text = encode_item(item);
        const auto read = decode_item(text);
        ASSERT_TRUE(read) << name;
        EXPECT_EQ(read->index(), item.index()) << name;
        EXPECT_EQ(encode_item(*read), text) << name;
    }
}

// A page out of order or with an item taken away must change the chain.
TEST(RoundTrip, chain_depends_on_every_item_and_order) {
    const domain::digest start{};
    EXPECT_NE(chain_after(chain_after(start, "a"), "b"), chain_after(chain_after(start, "b"), "a"));
    EXPECT_NE(chain_after(chain_after(start, "a"), "b"), chain_after(start, "ab"));
    EXPECT_NE(chain_after(start, "a"), chain_after(chain_after(start, ""), "a"));
}

// A newer or older device would not be understood, or be told what it refuses.
TEST(RoundTrip, offers_are_words_and_unknown_ones_are_passed_over) {
    EXPECT_EQ(abilities_in(""), abilities{});
    EXPECT_EQ(abilities_in("report"), (abilities{true, false}));
    EXPECT_EQ(abilities_in(offers_all), (abilities{true, true}));
    EXPECT_EQ(abilities_in(" feed_chain ,,hover"), (abilities{false, true}));
    EXPECT_EQ(abilities_in("reports feed_chain"), abilities{});
}

// A kiosk whose clock stands in the year 1800 or whose version is a sentence must still be able to hand in its scans.
TEST(RoundTrip, no_report_stops_a_sync) {
    auto request = sample_reporting_request();
    request.report->wall_ms = INT64_MIN;
    request.report->error_ms = INT64_MAX;
    request.report->admitted_5_minutes = -3;
    request.report->version = "Анна Петрова\n1.2 \"beta\" " + std::string(100, '9');
    request.report->rehearsal->failed.assign(40, rehearsal_part::disk);
    const auto read = decode_sync_request(encode(request));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->report->wall_ms, 0);
    EXPECT_EQ(read->report->admitted_5_minutes, 0);
    EXPECT_EQ(read->report->version.substr(0, 7), "1.2beta");
    EXPECT_EQ(read->report->version.size(), 40u);
    EXPECT_EQ(read->report->rehearsal->failed.size(), 16u);
    // A part that only a newer program knows is `other` here.
    auto text = encode(sample_reporting_request());
    text.replace(text.find("\"sound\""), 7, "\"smell\"");
    const auto newer = decode_sync_request(text);
    ASSERT_TRUE(newer);
    EXPECT_EQ(newer->report->rehearsal->failed.front(), rehearsal_part::other);
}

// Guests' needs, full names, mail and phones must never reach a device: only these members exist.
TEST(RoundTrip, roster_has_the_allowed_members_only) {
    const std::string text = encode_item(sample_items().front().second);
    std::vector<std::string> names;
    for (std::size_t at = text.find('"'); at != std::string::npos; at = text.find('"', at + 1)) {
        const auto end = text.find('"', at + 1);
        if (text[end + 1] == ':') names.push_back(text.substr(at + 1, end - at - 1));
        at = end;
    }
    EXPECT_EQ(names, std::vector<std::string>({"kind", "code", "generation", "category", "state", "scope", "sessions",
                                               "place", "identity", "answer", "reentry", "crew", "number", "short",
                                               "name", "table"}));
}

} // namespace
} // namespace krug::gate_protocol
