// If this fails, the app on an organiser's phone shows digits that nobody takes, or digits that were taken are taken again.
#include "service/one_time_code.hpp"

#include <gtest/gtest.h>

namespace krug::service {
namespace {

const std::string rfc_seed = "12345678901234567890"; // RFC 6238, appendix B, SHA-1

// Every app follows the published examples; so do we.
TEST(one_time_codes, are_those_of_the_published_examples) {
    for (const auto& [at, code] : {std::pair(59LL, "94287082"), std::pair(1111111109LL, "07081804"), std::pair(1111111111LL, "14050471"),
                                   std::pair(1234567890LL, "89005924"), std::pair(2000000000LL, "69279037"),
                                   std::pair(20000000000LL, "65353130")})
        EXPECT_EQ(code_of_step(ticket::bytes_of(rfc_seed), at / code_step_seconds, 8), code) << at;
}

// Clocks differ by half a minute; more than that, and the digits are somebody's who looked over a shoulder.
TEST(one_time_codes, drift_one_step_and_no_further) {
    const auto seed = ticket::bytes_of(rfc_seed);
    const ground::utc_seconds now = 1'788'253'215;
    const auto step = now / code_step_seconds;
    for (std::int64_t off = -3; off <= 3; ++off) {
        const auto found = matching_step(seed, code_of_step(seed, step + off), now, 0);
        if (off < -1 || off > 1) EXPECT_FALSE(found) << off;
        else EXPECT_EQ(found, step + off) << off;
    }
}

// Whoever saw the code being typed has thirty seconds to type it as well.
TEST(one_time_codes, a_used_step_and_those_before_it_are_over) {
    const auto seed = ticket::bytes_of(rfc_seed);
    const ground::utc_seconds now = 1'788'253'215;
    const auto step = now / code_step_seconds;
    EXPECT_FALSE(matching_step(seed, code_of_step(seed, step), now, step));
    EXPECT_FALSE(matching_step(seed, code_of_step(seed, step - 1), now, step));
    EXPECT_EQ(matching_step(seed, code_of_step(seed, step + 1), now, step), step + 1);
}

// People type the blank that the app shows in the middle; what is no code is no code.
TEST(one_time_codes, are_read_as_people_type_them) {
    const auto seed = ticket::bytes_of(rfc_seed);
    const ground::utc_seconds now = 1'788'253'215;
    const auto code = code_of_step(seed, now / code_step_seconds);
    EXPECT_TRUE(matching_step(seed, code.substr(0, 3) + " " + code.substr(3), now, 0));
    for (const auto& wrong : std::vector<std::string>{"", code.substr(1), code + "0", "-" + code.substr(1), "abcdef", "１２３４５６", std::string(300, '1')})
        EXPECT_FALSE(matching_step(seed, wrong, now, 0)) << wrong;
}

// RFC 4648's own examples, without padding.
TEST(one_time_codes, seeds_are_written_in_base32) {
    for (const auto& [raw, text] : {std::pair("", ""), std::pair("f", "MY"), std::pair("fo", "MZXQ"), std::pair("foo", "MZXW6"),
                                    std::pair("foob", "MZXW6YQ"), std::pair("fooba", "MZXW6YTB"), std::pair("foobar", "MZXW6YTBOI")})
        EXPECT_EQ(to_base32(ticket::bytes_of(raw)), text);
}

} // namespace
} // namespace krug::service
