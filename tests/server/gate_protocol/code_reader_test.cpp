// An honest guest's code would be called a forgery because a scanner dropped a key.
#include "gate_protocol/code_reader.hpp"

#include "cast/door_cast.hpp"

#include <gtest/gtest.h>

namespace krug::gate_protocol {
namespace {

using domain::code_reading;

code_reading reading_of(std::string_view text) { return understand(text, cast::tyumen).reading; }

// Dropped and doubled keys are misreadings; a full code with wrong digits is damaged; other texts are looked up.
TEST(CodeReader, tells_misreading_from_damage) {
    const cast::keyring keys;
    const auto good = ticket::write_ticket(cast::guest_ticket(1), keys.event);
    EXPECT_EQ(reading_of(good), code_reading::ticket);
    EXPECT_EQ(reading_of("  " + good + "\r\n"), code_reading::ticket);
    EXPECT_EQ(reading_of(good.substr(0, 245)), code_reading::misread);
    EXPECT_EQ(reading_of(good + "1"), code_reading::misread);
    EXPECT_EQ(reading_of(good.substr(0, 100)), code_reading::misread);
    EXPECT_EQ(reading_of(""), code_reading::misread);
    auto changed = good;
    changed[50] = changed[50] == '9' ? '0' : '9';
    EXPECT_EQ(reading_of(changed), code_reading::damaged);
    EXPECT_EQ(reading_of("https://example.org/"), code_reading::listed);
    EXPECT_EQ(reading_of("4600051000057"), code_reading::listed);
    EXPECT_EQ(reading_of(std::string(5000, '\xff')), code_reading::listed);
}

// Our own short codes are checked before they are looked up.
TEST(CodeReader, short_codes) {
    ground::seeded_randomness random(3);
    auto code = ticket::write_short_code(random);
    EXPECT_EQ(reading_of(code), code_reading::listed);
    EXPECT_EQ(understand(code, cast::tyumen).hash, ticket::code_hash(code));
    code[5] = code[5] == '9' ? '0' : '9';
    EXPECT_EQ(reading_of(code), code_reading::misread);
}

} // namespace
} // namespace krug::gate_protocol
