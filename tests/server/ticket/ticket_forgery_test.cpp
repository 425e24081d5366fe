// If this fails, somebody walks in with a ticket that was never issued.
#include "tickets.hpp"

#include <gtest/gtest.h>

namespace krug::ticket::tests {
namespace {

constexpr int tokens = 12; // 9,600 flips; each costs one verification

// A code with one spoilt or changed bit opens the door.
TEST(ticket_forgery, no_single_bit_flip_is_believed) {
    ground::seeded_randomness random(11);
    const signing_key key = signing_key::make(random);
    const verifier believes(key.open_part());
    for (int token = 0; token < tokens; ++token) {
        auto raw = parse_ticket(write_ticket(random_facts(random), key))->raw;
        for (std::size_t bit = 0; bit < 800; ++bit) {
            const auto mask = static_cast<std::uint8_t>(1u << bit % 8);
            raw[bit / 8] ^= mask;
            ASSERT_NE(verdict(text_of(raw), believes), "accepted") << "bit " << bit;
            raw[bit / 8] ^= mask;
        }
        ASSERT_EQ(verdict(text_of(raw), believes), "accepted");
    }
}

// A misread digit is taken for a forgery (the guest is treated as a cheat), or worse, believed.
TEST(ticket_forgery, a_changed_digit_is_a_misread_everywhere) {
    ground::seeded_randomness random(12);
    const signing_key key = signing_key::make(random);
    std::string text = write_ticket(random_facts(random), key);
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char right = text[at];
        for (int c = 0; c < 256; ++c) {
            text[at] = static_cast<char>(c);
            if (text[at] == right)
                continue;
            const bool digit = c >= '0' && c <= '9';
            const auto expected = digit && at > 0 ? read_fault::check_digits : read_fault::shape;
            ASSERT_EQ(parse_ticket(text).error(), expected) << at << " " << c;
        }
        text[at] = right;
    }
}

// Whoever corrects the check digits after a change gets in.
TEST(ticket_forgery, a_changed_digit_with_right_check_digits_is_refused) {
    ground::seeded_randomness random(13);
    const signing_key key = signing_key::make(random);
    const verifier believes(key.open_part());
    const std::string text = write_ticket(random_facts(random), key).substr(0, 244);
    for (std::size_t at = 1; at < text.size(); ++at) {
        std::string changed = text;
        changed[at] = changed[at] == '9' ? '0' : static_cast<char>(changed[at] + 1);
        ASSERT_NE(verdict(with_check_digits(changed), believes), "accepted") << at;
    }
}

// A guest's ticket has two spellings, so a used one returns as another text.
TEST(ticket_forgery, check_digits_have_one_spelling) {
    ground::seeded_randomness random(14);
    const signing_key key = signing_key::make(random);
    int seen = 0;
    while (seen < 2) {
        const std::string text = write_ticket(random_facts(random), key);
        const int check = std::stoi(text.substr(244));
        if (check < 97 && check > 2)
            continue;
        // The same remainder, written 97 higher or lower.
        const int twin = check >= 97 ? check - 97 : check + 97;
        const std::string written = twin < 10 ? "0" + std::to_string(twin) : std::to_string(twin);
        EXPECT_EQ(parse_ticket(text.substr(0, 244) + written).error(), read_fault::check_digits);
        ++seen;
    }
}

// A ticket to a free meeting opens a closed one whose organiser uses another key.
TEST(ticket_forgery, keys_and_events_cannot_be_swapped) {
    ground::seeded_randomness random(15);
    const signing_key key = signing_key::make(random);
    const signing_key other = signing_key::make(random);
    const verifier believes(key.open_part());
    auto raw = parse_ticket(write_ticket(random_facts(random), other))->raw;
    EXPECT_EQ(verdict(text_of(raw), believes), "key id");
    std::copy(key.id().begin(), key.id().end(), raw.begin() + 18);
    EXPECT_EQ(verdict(text_of(raw), believes), "signature");
    auto own = parse_ticket(write_ticket(random_facts(random), key))->raw;
    own[14] ^= 1; // another event
    EXPECT_EQ(verdict(text_of(own), believes), "signature");
    EXPECT_FALSE(verify_ticket(*parse_ticket(text_of(own)), key.open_part()));
}

// A signature made for something else (a roster, a receipt) is taken for a ticket.
TEST(ticket_forgery, the_signature_covers_the_words_krug_ticket) {
    ground::seeded_randomness random(16);
    const signing_key key = signing_key::make(random);
    const verifier believes(key.open_part());
    auto raw = parse_ticket(write_ticket(random_facts(random), key))->raw;
    const auto bare = key.sign(byte_view(raw).first(36));
    std::copy(bare.begin(), bare.end(), raw.begin() + 36);
    EXPECT_EQ(verdict(text_of(raw), believes), "signature");
}

// A text from a stranger's screen stops the reader.
TEST(ticket_forgery, any_text_is_read_without_harm) {
    ground::seeded_randomness random(17);
    for (int round = 0; round < 20'000; ++round) {
        std::string text(random.next_u32() % 300, '\0');
        random.fill(std::as_writable_bytes(std::span(text)));
        if (round % 2) {
            for (char& c : text)
                c = static_cast<char>('0' + static_cast<unsigned char>(c) % 10);
            text.resize(246, '7');
            text[0] = '1';
            if (round % 4 == 1)
                text = with_check_digits(text.substr(0, 244));
        }
        EXPECT_FALSE(parse_ticket(text));
        EXPECT_FALSE(read_first_groups(text));
    }
}

} // namespace
} // namespace krug::ticket::tests
