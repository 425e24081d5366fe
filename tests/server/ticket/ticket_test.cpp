// If this fails, tickets are printed that no door can read, or that say more about a person than they may.
#include "tickets.hpp"

#include <gtest/gtest.h>

namespace krug::ticket::tests {
namespace {

ticket_facts some_facts() {
    return {.id = {0x0123456789abcdef},
            .generation = 2,
            .category = {7},
            .flags = flag_reentry,
            .event = {0xfedcba98},
            .scope = {3},
            .not_before = 1'602'700'000,
            .not_after = 1'602'800'000,
            .issued_at = 1'602'600'000};
}

signing_key some_key() {
    ground::seeded_randomness random(41);
    return signing_key::make(random);
}

// A guest shows what we mailed and the door reads other facts from it.
TEST(ticket, what_is_written_is_what_is_read) {
    ground::seeded_randomness random(1);
    const signing_key key = signing_key::make(random);
    const verifier believes(key.open_part());
    for (int round = 0; round < 100'000; ++round) {
        ticket_facts facts = random_facts(random);
        const std::string text = write_ticket(facts, key);
        ASSERT_EQ(text.size(), 246u);
        const auto read = parse_ticket(text);
        ASSERT_TRUE(read) << word_of(read.error());
        facts.key_id = key.id();
        ASSERT_EQ(read->facts, facts);
        ASSERT_EQ(text_of(read->raw), text);
        if (round % 100 == 0) {
            ASSERT_TRUE(verify_ticket(*read, believes));
        }
    }
}

// The smallest and the largest numbers of a field make a ticket that the door refuses.
TEST(ticket, extremes_of_every_field_survive) {
    const signing_key key = some_key();
    ticket_facts facts = some_facts();
    facts.id = {-1};
    facts.generation = 65535;
    facts.category = {65535};
    facts.flags = flags_known;
    facts.event = {0xffffffff};
    facts.scope = {65535};
    facts.not_after = 0xffffffff;
    facts.not_before = 0xffffffff - ticket_span_seconds_max;
    facts.issued_at = 0xffffffff;
    facts.key_id = key.id();
    EXPECT_EQ(parse_ticket(write_ticket(facts, key))->facts, facts);
    facts = {.id = {1}, .generation = 1, .event = {1}, .key_id = key.id(), .not_after = 1};
    EXPECT_EQ(parse_ticket(write_ticket(facts, key))->facts, facts);
}

// The office asks before it signs; a wrong answer would stop the service or sign nonsense.
TEST(ticket, unfit_facts_are_named) {
    const auto fault = [](auto change) {
        ticket_facts facts = some_facts();
        change(facts);
        return fault_of(facts);
    };
    EXPECT_EQ(fault([](ticket_facts&) {}), std::nullopt);
    EXPECT_EQ(fault([](ticket_facts& f) { f.flags = 16; }), read_fault::reserved_flags);
    EXPECT_EQ(fault([](ticket_facts& f) { f.id = {}; }), read_fault::zero_id);
    EXPECT_EQ(fault([](ticket_facts& f) { f.generation = 0; }), read_fault::zero_id);
    EXPECT_EQ(fault([](ticket_facts& f) { f.event = {}; }), read_fault::zero_id);
    EXPECT_EQ(fault([](ticket_facts& f) { f.event = {0x100000000}; }), read_fault::zero_id);
    EXPECT_EQ(fault([](ticket_facts& f) { f.category = {65536}; }), read_fault::zero_id);
    EXPECT_EQ(fault([](ticket_facts& f) { f.scope = {-1}; }), read_fault::zero_id);
    EXPECT_EQ(fault([](ticket_facts& f) { f.not_after = f.not_before; }), read_fault::validity);
    EXPECT_EQ(fault([](ticket_facts& f) { f.not_after = f.not_before - 1; }), read_fault::validity);
    EXPECT_EQ(fault([](ticket_facts& f) { f.not_after = f.not_before + ticket_span_seconds_max; }),
              std::nullopt);
    EXPECT_EQ(fault([](ticket_facts& f) { f.not_after = f.not_before + ticket_span_seconds_max + 1; }),
              read_fault::validity);
}

// A guest behind a slow keyboard scanner waits twenty seconds, or the wrong guest is looked up.
TEST(ticket, first_thirty_five_digits_name_the_guest) {
    const signing_key key = some_key();
    const ticket_facts facts = some_facts();
    const std::string text = write_ticket(facts, key);
    const auto first = read_first_groups(text.substr(0, 35));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->id, facts.id);
    EXPECT_EQ(first->generation, facts.generation);
    EXPECT_EQ(first->category, facts.category);
    EXPECT_EQ(first->flags, facts.flags);
    EXPECT_EQ(read_first_groups(text.substr(0, 34)).error(), read_fault::shape);
    EXPECT_EQ(read_first_groups(text.substr(0, 36)).error(), read_fault::shape);
    EXPECT_EQ(read_first_groups("2" + text.substr(1, 34)).error(), read_fault::shape);
    EXPECT_EQ(read_first_groups("1" + std::string(34, '9')).error(), read_fault::group);
    EXPECT_EQ(read_first_groups("1" + std::string(34, '0')).error(), read_fault::format);
}

// Two tickets of one person could be joined by anyone who photographs both (privacy of the code).
TEST(ticket, two_tickets_of_one_person_share_only_event_key_and_category) {
    const signing_key key = some_key();
    ground::seeded_randomness random(5);
    ticket_facts one = some_facts();
    ticket_facts other = one;
    one.id = {static_cast<std::int64_t>(random.next_u64())};
    other.id = {static_cast<std::int64_t>(random.next_u64())};
    other.scope = {9};
    other.not_before += 7;
    other.not_after += 9;
    other.issued_at += 11;
    const auto left = parse_ticket(write_ticket(one, key))->raw;
    const auto right = parse_ticket(write_ticket(other, key))->raw;
    // Runs of equal bytes outside format, generation, category, flags, event and key id are no longer than
    // chance.
    std::size_t longest = 0, run = 0;
    for (std::size_t at = 0; at < 100; ++at) {
        const bool common_field = at == 0 || (at >= 9 && at < 22);
        run = !common_field && left[at] == right[at] ? run + 1 : 0;
        // Times of one event begin with the same bytes; they tell about the event, not the person.
        if (at < 22 || at >= 36)
            longest = std::max(longest, run);
    }
    EXPECT_LE(longest, 2u);
}

// A code must hold no name, phone or mail, whatever was registered: the format has no room for them.
TEST(ticket, is_a_function_of_its_facts_alone) {
    const signing_key key = some_key();
    EXPECT_EQ(write_ticket(some_facts(), key), write_ticket(some_facts(), key));
    ticket_facts other = some_facts();
    other.key_id = {1, 2, 3, 4}; // not the caller's to say
    EXPECT_EQ(write_ticket(other, key), write_ticket(some_facts(), key));
}

// A lost tablet's roster must not let anybody print tickets, nor join guests across events.
TEST(ticket, roster_hash_depends_on_event_and_id_and_shows_neither) {
    const std::string hash = roster_hash({77}, {0x1122334455667788});
    EXPECT_EQ(hash.size(), 32u);
    EXPECT_NE(hash, roster_hash({78}, {0x1122334455667788}));
    EXPECT_NE(hash, roster_hash({77}, {0x1122334455667789}));
    EXPECT_EQ(hash.find("1122334455667788"), std::string::npos);
}

// A bug in the office must stop it, not print tickets that expire before they begin.
TEST(ticket_death, unfit_facts_are_never_signed) {
    const signing_key key = some_key();
    ticket_facts facts = some_facts();
    facts.not_after = facts.not_before;
    EXPECT_DEATH(write_ticket(facts, key), "fault_of");
}

} // namespace
} // namespace krug::ticket::tests
