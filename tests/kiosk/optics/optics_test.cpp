// A guest holds up a good ticket and the camera does not read it, or reads another one.
#include "kiosk/optics/spoiling.hpp"

#include "cast/door_cast.hpp"
#include "scanner/code_finder.hpp"

#include <gtest/gtest.h>

namespace krug::optics {
namespace {

struct tally {
    int pictures = 0, read = 0;
};

/// Reads `count` drawn tickets. Whatever else is read in them is an error at once.
tally read_tickets(spoilt how, int count, std::uint64_t seed) {
    const cast::keyring keys;
    const ground::standing_clock clock(1); // no picture is given up for want of time
    scanner::code_finder finder(clock);
    std::mt19937_64 random(seed);
    tally sum;
    for (; sum.pictures < count; ++sum.pictures) {
        const auto text = ticket::write_ticket(cast::guest_ticket(static_cast<int>(random() % 100'000)), keys.event);
        const auto picture = draw(render::encode_qr(text, render::qr_level::medium), how, 640, 480, random);
        for (const auto& code : finder.find(picture)) {
            EXPECT_EQ(code.text, text);
            sum.read += code.text == text ? 1 : 0;
        }
    }
    return sum;
}

TEST(Optics, clean_tickets_are_all_read) {
    const auto sum = read_tickets(spoilt::clean, 700, 1);
    EXPECT_EQ(sum.read, sum.pictures);
}

TEST(Optics, two_pixels_a_module_are_enough) {
    const auto sum = read_tickets(spoilt::tiny, 300, 2);
    EXPECT_EQ(sum.read, sum.pictures);
}

TEST(Optics, spoilt_tickets_are_read) {
    tally all;
    for (const auto& kind : spoilt_names) {
        if (!kind.promised) continue;
        const auto sum = read_tickets(kind.how, 100, 3);
        EXPECT_GE(sum.read, 97) << kind.name;
        all.pictures += sum.pictures;
        all.read += sum.read;
    }
    EXPECT_GE(all.read * 1000, all.pictures * 995) << all.read << " of " << all.pictures;
}

} // namespace
} // namespace krug::optics
