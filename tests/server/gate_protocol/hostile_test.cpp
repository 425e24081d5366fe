// A stranger's message would crash a server or a kiosk, or smuggle something past its reader.
#include "samples.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <functional>

namespace krug::gate_protocol {
namespace {

struct message_case {
    std::string name;
    std::string text;
    std::function<bool(std::string_view)> reads;
};

std::vector<message_case> all_messages() {
    std::vector<message_case> all{
        {"enrol_request", encode(sample_enrol_request()), [](auto text) { return decode_enrol_request(text).has_value(); }},
        {"enrol_response", encode(sample_enrol_response()), [](auto text) { return decode_enrol_response(text).has_value(); }},
        {"bell_request", encode(sample_bell_request()), [](auto text) { return decode_bell_request(text).has_value(); }},
        {"bell_response", encode(sample_bell_response()), [](auto text) { return decode_bell_response(text).has_value(); }},
        {"sync_request", encode(sample_sync_request()), [](auto text) { return decode_sync_request(text).has_value(); }},
        {"sync_request_report", encode(sample_reporting_request()),
         [](auto text) { return decode_sync_request(text).has_value(); }},
        {"sync_request_chain", encode(sample_chain_telling_request()),
         [](auto text) { return decode_sync_request(text).has_value(); }},
        {"sync_response", encode(sample_sync_response()), [](auto text) { return decode_sync_response(text).has_value(); }},
        {"pair_request", encode(sample_pair_request()), [](auto text) { return decode_pair_request(text).has_value(); }},
        {"pair_response", encode(pair_response{{5}}), [](auto text) { return decode_pair_response(text).has_value(); }},
        {"ask_request", encode(sample_ask_request()), [](auto text) { return decode_ask_request(text).has_value(); }},
        {"ask_response", encode(sample_ask_response()), [](auto text) { return decode_ask_response(text).has_value(); }},
        {"tell_request", encode(sample_tell_request()), [](auto text) { return decode_tell_request(text).has_value(); }},
        {"tell_response", encode(sample_tell_response()), [](auto text) { return decode_tell_response(text).has_value(); }},
    };
    for (const auto& [name, item] : sample_items())
        all.push_back({name, encode_item(item), [](auto text) { return decode_item(text).has_value(); }});
    return all;
}

// Cut anywhere, it is no message.
TEST(Hostile, cut_messages) {
    for (const auto& message : all_messages())
        for (std::size_t length = 0; length < message.text.size(); length += 1 + message.text.size() / 400)
            EXPECT_FALSE(message.reads(message.text.substr(0, length))) << message.name << length;
}

// One changed byte anywhere: read or refused, never a crash, never an exception.
TEST(Hostile, changed_bytes) {
    ground::seeded_randomness random(11);
    for (const auto& message : all_messages())
        for (int time = 0; time < 400; ++time) {
            auto changed = message.text;
            changed[random.next_u32() % changed.size()] = static_cast<char>(random.next_u32());
            EXPECT_NO_THROW(message.reads(changed)) << message.name;
        }
}

// Members nobody named are refused, and so are missing ones and other types.
TEST(Hostile, unknown_missing_and_mistyped_members) {
    for (const auto& message : all_messages()) {
        auto more = message.text;
        more.insert(1, "\"email\":\"x\",");
        EXPECT_FALSE(message.reads(more)) << message.name;
        for (const char* other : {"null", "[]", "{}", "\"x\"", "1", "", "{\"kind\":\"put\"}", "{\"kind\":7}"})
            EXPECT_FALSE(message.reads(other)) << message.name << other;
    }
}

// Bounds: numbers outside their range, deep nesting, control characters, oversize.
TEST(Hostile, bounds) {
    EXPECT_FALSE(decode_item(R"({"kind":"deny","code":"00112233445566778899aabbccddeeff","min_generation":-1,"blocked":false})"));
    EXPECT_FALSE(decode_item(R"({"kind":"deny","code":"00112233445566778899aabbccddeeff","min_generation":1.5,"blocked":false})"));
    EXPECT_FALSE(decode_item(R"({"kind":"deny","code":"00112233445566778899aabbccddeeff","min_generation":18446744073709551615,"blocked":false})"));
    EXPECT_FALSE(decode_item(R"({"kind":"deny","code":"00112233445566778899AABBCCDDEEFF","min_generation":1,"blocked":false})"));
    EXPECT_FALSE(decode_item(R"({"kind":"remove","code":"0011"})"));
    EXPECT_FALSE(decode_item("{\"kind\":\"message\",\"ru\":\"\\u001b[2J\",\"en\":\"\"}"));
    EXPECT_FALSE(decode_item(std::string(100'000, '[')));
    EXPECT_FALSE(decode_item(std::string(feed_item_bytes_max + 1, ' ')));
    for (const auto& wrong : {bell_request{{1, 40}, 26}, bell_request{{1, 40}, -1}, bell_request{{-1, 40}, 1}, bell_request{{1, -1}, 1}})
        EXPECT_FALSE(decode_bell_request(encode(wrong)));
    EXPECT_FALSE(decode_bell_request(std::string(5'000, ' ')));
    EXPECT_FALSE(decode_sync_request(std::string(sync_request_bytes_max + 1, ' ')));
    EXPECT_FALSE(decode_enrol_request("{\"version\":1,\"code\":\"\xff\xfe\",\"device_key\":\"\"}"));
}

// A report says what is on the list of its members, and nothing else reaches the organiser's page.
TEST(Hostile, reports) {
    const auto good = encode(sample_reporting_request());
    ASSERT_TRUE(decode_sync_request(good));
    const auto with = [&](std::string_view what, std::string_view other) {
        auto text = good;
        text.replace(text.find(what), what.size(), other);
        return decode_sync_request(text).has_value();
    };
    EXPECT_FALSE(with("\"kind\":\"hub\"", "\"kind\":\"toaster\""));
    EXPECT_FALSE(with("\"kind\":\"hub\"", "\"kind\":\"hub\",\"guest\":\"Anna\""));
    EXPECT_FALSE(with("\"0.1.0\"", "\"0.1.0 <b>\""));
    EXPECT_FALSE(with("\"0.1.0\"", "\"" + std::string(41, '1') + "\""));
    EXPECT_FALSE(with("\"admitted_5_minutes\":61", "\"admitted_5_minutes\":-1"));
    EXPECT_FALSE(with("\"ready\":false", "\"ready\":true"));
    EXPECT_FALSE(with("[\"sound\",\"sync\"]", "[1]"));
}

// Rows of two devices, with a hole, doubled or backwards are no stretch of one chain.
TEST(Hostile, rows_out_of_order) {
    auto request = sample_sync_request();
    request.rows = {sample_record(7), sample_record(9)};
    EXPECT_FALSE(decode_sync_request(encode(request)));
    request.rows = {sample_record(8), sample_record(7)};
    EXPECT_FALSE(decode_sync_request(encode(request)));
    request.rows = {sample_record(7), sample_record(7)};
    EXPECT_FALSE(decode_sync_request(encode(request)));
    request.rows.assign(sync_rows_max + 1, sample_record(7));
    EXPECT_FALSE(decode_sync_request(encode(request)));
}

// A newer protocol is told apart from rubbish, so that staff hear "update" and not "broken".
TEST(Hostile, other_version) {
    auto text = encode(sample_enrol_request());
    text.replace(text.find("\"version\":1"), 11, "\"version\":2");
    const auto read = decode_enrol_request(text);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, domain::refusal_code::version_mismatch);
}

// Codes that lead elsewhere, or nowhere.
TEST(Hostile, enrolment_codes) {
    const auto good = write_enrolment_code(sample_code());
    for (const auto& wrong : std::vector<std::string>{std::string(), std::string("EN1:"), std::string("EN2:") + good.substr(4), good.substr(0, 60),
                                    good + "?x=1", good + "#x", good + " x", good + "@evil"})
        EXPECT_FALSE(read_enrolment_code(wrong)) << wrong;
    auto code = sample_code();
    for (const char* url : {"", "ftp://x", "https://", "https:///x", "javascript:x", "https://a b"}) {
        code.url = url;
        EXPECT_FALSE(read_enrolment_code(write_enrolment_code(code))) << url;
    }
    code.url = "https://" + std::string(300, 'a');
    EXPECT_FALSE(read_enrolment_code(write_enrolment_code(code)));
}

// Through the hub a neighbour may be told of admissions, and never of a name, a rule or a key.
TEST(Hostile, a_hub_tells_of_admissions_only) {
    auto text = encode(sample_tell_response());
    ASSERT_TRUE(decode_tell_response(text));
    for (const auto& [name, other] : sample_items()) {
        if (name == "admission") continue;
        boost::json::object changed = boost::json::parse(text).as_object();
        changed["items"].as_array()[0] = encode_item(other);
        EXPECT_FALSE(decode_tell_response(boost::json::serialize(changed))) << name;
    }
}

// A hub is reached with encryption or not at all, and its code is no enrolment code.
TEST(Hostile, hub_codes) {
    auto code = sample_hub_code();
    const auto good = write_hub_code(code);
    EXPECT_EQ(*read_hub_code(' ' + good + "\n"), code);
    for (const auto& wrong : {std::string(), good.substr(0, 60), "EN1:" + good.substr(4), good + "?x=1", good + " x"})
        EXPECT_FALSE(read_hub_code(wrong)) << wrong;
    code.url = "http://10.0.0.5:8443";
    EXPECT_FALSE(read_hub_code(write_hub_code(code)));
}

} // namespace
} // namespace krug::gate_protocol
