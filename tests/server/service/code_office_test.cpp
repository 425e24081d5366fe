// If this fails, a guest with a ticket from elsewhere or a wristband stands before a closed door, or two come in with one.
#include "cast/front_house.hpp"
#include "gate_protocol/code_reader.hpp"
#include "service/code_office.hpp"
#include "store/feed_store.hpp"
#include "store/listed_code_store.hpp"
#include "ticket/short_code.hpp"

#include <set>

namespace krug::service {
namespace {

using cast::fields_of;
using domain::refusal_code;
using enum domain::verdict_reason;

class codes_desk : public cast::front_house {
protected:
    void SetUp() override {
        front_house::SetUp();
        if (IsSkipped()) return;
        event = published(round_table());
        codes.emplace(database(), clock, *keys);
    }
    void TearDown() override {
        codes.reset();
        front_house::TearDown();
    }
    domain::verdict_reason show(const std::string& code, domain::event_id where) {
        check_in_command what;
        what.event = where;
        what.code = code;
        what.scan_id = chance.hex(16);
        const auto answer = check_ins->check_in(alice, what);
        if (!answer) throw std::logic_error("refused");
        return answer->reason;
    }
    domain::verdict_reason show(const std::string& code) { return show(code, event); }
    domain::result<std::int64_t> give(std::initializer_list<code_office::outside_code> list) {
        return codes->give_codes(alice, event, std::vector(list));
    }
    /// What a device is told of this guest's code from now on.
    std::string told(const receipt& guest) {
        const auto generation = now_of(guest).ticket.generation;
        return database().read([&](store::transaction& tx) { return listed_hash_of(tx, guest.event, guest.id, generation); });
    }
    std::size_t notes() {
        return database().read([&](store::transaction& tx) { return store::feed_after(tx, event, 0, 1000).size(); });
    }
    domain::event_id event;
    std::optional<code_office> codes;
};

// A ticket of another service opens the door once; a code that nobody imported is a question for staff, not an accusation.
TEST_P(codes_desk, an_outside_code_lets_in_once) {
    const auto guest = join(event), other = join(event);
    EXPECT_EQ(show("1000838459949"), not_on_list);
    const auto before = notes();
    EXPECT_EQ(*give({{guest.id, " 1000838459949\r\n"}, {other.id, "Гость №7/б"}}), 2);
    EXPECT_EQ(notes(), before + 2); // devices hear of both
    EXPECT_EQ(told(guest), ticket::code_hash("1000838459949"));
    EXPECT_EQ(show("1000838459949"), admitted);
    clock.advance_seconds(60);
    EXPECT_EQ(show("1000838459949"), already_in);
    EXPECT_EQ(show(guest.ticket_text), already_in); // the same guest, by the own ticket
    EXPECT_EQ(show("Гость №7/б"), admitted);
    EXPECT_EQ(show("1000838459956"), not_on_list);
    EXPECT_EQ(show("1000838459949", published(round_table("Другое"))), not_on_list);
    ASSERT_TRUE(registrations->cancel(alice, event, other.id));
    EXPECT_EQ(show("Гость №7/б"), cancelled);
}

// The same list again changes nothing; a corrected one takes the old code's place, even where two were exchanged.
TEST_P(codes_desk, a_list_may_come_again) {
    const auto one = join(event), two = join(event);
    EXPECT_EQ(*give({{one.id, "A-1"}, {two.id, "A-2"}}), 2);
    const auto after = notes();
    EXPECT_EQ(*give({{one.id, "A-1"}, {two.id, "A-2"}, {two.id, ""}}), 0);
    EXPECT_EQ(notes(), after);
    EXPECT_EQ(*give({{one.id, "A-2"}, {two.id, "A-1"}}), 2);
    EXPECT_EQ(show("A-2"), admitted);
    EXPECT_EQ(told(one), ticket::code_hash("A-2"));
    EXPECT_EQ(*give({{one.id, "A-3"}}), 1);
    EXPECT_EQ(show("A-2"), not_on_list);
    EXPECT_EQ(show("A-3"), already_in);
}

// Two guests with one code: nobody gets anything, and the organiser hears whose row it is.
TEST_P(codes_desk, all_or_none) {
    const auto one = join(event), two = join(event);
    const auto twice = give({{one.id, "B-1"}, {two.id, "B-1"}});
    EXPECT_EQ(fields_of(twice.error()), "code:duplicate");
    EXPECT_EQ(twice.error().at, two.id.value);
    EXPECT_EQ(show("B-1"), not_on_list);
    ASSERT_TRUE(give({{one.id, "B-1"}}));
    EXPECT_EQ(fields_of(give({{two.id, "B-2"}, {two.id, "B-1"}}).error()), "code:duplicate");
    EXPECT_EQ(show("B-2"), not_on_list);
    EXPECT_EQ(give({{{4711}, "B-3"}}).error().code, refusal_code::not_found);
    EXPECT_EQ(codes->give_codes(alice, {4711}, {}).error().code, refusal_code::not_found);
    EXPECT_EQ(fields_of(give({{two.id, std::string(outside_code_bytes_max + 1, 'x')}}).error()), "code:too_long");
}

// A code that is also somebody's attendee number would let in the wrong guest: it is refused when it is imported.
TEST_P(codes_desk, codes_cannot_be_confused_with_ours) {
    const auto guest = join(event), other = join(event);
    EXPECT_EQ(fields_of(give({{other.id, guest.attendee_no}}).error()), "code:our_form");
    EXPECT_EQ(fields_of(give({{other.id, guest.attendee_no.substr(0, 3) + " " + guest.attendee_no.substr(3)}}).error()), "code:our_form");
    EXPECT_EQ(fields_of(give({{other.id, guest.ticket_text}}).error()), "code:our_form");
    EXPECT_EQ(fields_of(give({{other.id, ticket::write_short_code(chance)}}).error()), "code:our_form");
    EXPECT_EQ(fields_of(give({{other.id, "2" + std::string(24, '0')}}).error()), "code:our_form");
    EXPECT_EQ(show(guest.attendee_no), admitted);
    EXPECT_EQ(told(other), "");
}

// A wristband is given once, is good for its guest, follows a re-issued ticket, and an outside code is kept before it.
TEST_P(codes_desk, short_codes) {
    const auto guest = join(event), outside = join(event);
    ASSERT_TRUE(give({{outside.id, "C-1"}}));
    EXPECT_EQ(codes->give_short_codes(), 0); // nobody asked for them
    ASSERT_TRUE(codes->want_short_codes(alice, event, true));
    ASSERT_TRUE(codes->want_short_codes(alice, event, true));
    EXPECT_EQ(codes->give_short_codes(), 1);
    EXPECT_EQ(codes->give_short_codes(), 0);
    const auto given = codes->short_codes(event);
    ASSERT_EQ(given.size(), 1u);
    EXPECT_EQ(given[0].attendee_no, guest.attendee_no);
    EXPECT_TRUE(ticket::is_short_code(given[0].text));
    EXPECT_EQ(told(guest), ticket::code_hash(given[0].text));
    EXPECT_EQ(told(outside), ticket::code_hash("C-1"));
    EXPECT_EQ(show(given[0].text), admitted);
    EXPECT_EQ(show(guest.ticket_text), already_in);
    EXPECT_EQ(show(given[0].text, published(round_table("Другое"))), not_on_list);

    // Lost together with the ticket: both are made anew, the old ones stay outside at once.
    ASSERT_TRUE(registrations->reissue(alice, event, guest.id));
    EXPECT_EQ(show(given[0].text), not_on_list);
    EXPECT_EQ(told(guest), "");
    EXPECT_EQ(codes->give_short_codes(), 1);
    const auto anew = codes->short_codes(event);
    ASSERT_EQ(anew.size(), 1u);
    EXPECT_NE(anew[0].text, given[0].text);
    EXPECT_EQ(show(anew[0].text), already_in);

    // Whoever registers later gets one as well, until it is stopped.
    const auto later = join(event);
    EXPECT_EQ(codes->give_short_codes(), 1);
    ASSERT_TRUE(codes->want_short_codes(alice, event, false));
    join(event);
    EXPECT_EQ(codes->give_short_codes(), 0);
    EXPECT_EQ(codes->short_codes(event).size(), 2u);
    EXPECT_EQ(told(later).size(), 32u);
    EXPECT_EQ(codes->want_short_codes(alice, {4711}, true).error().code, refusal_code::not_found);
}

// More guests than one transaction takes: each gets a code of their own.
TEST_P(codes_desk, many_short_codes) {
    for (int guest = 0; guest < 503; ++guest) join(event);
    ASSERT_TRUE(codes->want_short_codes(alice, event, true));
    EXPECT_EQ(codes->give_short_codes(), 503);
    std::set<std::string> texts;
    for (const auto& code : codes->short_codes(event)) texts.insert(code.text);
    EXPECT_EQ(texts.size(), 503u);
}

KRUG_ON_BOTH(codes_desk);

// TimePad's own samples, and numbers that a spreadsheet has spoilt.
TEST(outside_code, forms) {
    EXPECT_EQ(timepad_barcode("83845994"), "1000838459949");
    EXPECT_EQ(timepad_barcode(" 00000000 "), "1000000000009");
    EXPECT_EQ(timepad_barcode("8384599"), "");
    EXPECT_EQ(timepad_barcode("8384599x"), "");
    EXPECT_EQ(fault_of_outside_code(""), std::nullopt);
    EXPECT_EQ(fault_of_outside_code("1000838459949"), std::nullopt);
    EXPECT_EQ(fault_of_outside_code("E+5"), std::nullopt);
    EXPECT_EQ(fault_of_outside_code("1,00084E+12"), "malformed");
    EXPECT_EQ(fault_of_outside_code("1.00084e+12"), "malformed");
    EXPECT_EQ(fault_of_outside_code("a\x01z"), "malformed");
    EXPECT_EQ(fault_of_outside_code("\xff"), "malformed");
    EXPECT_EQ(fault_of_outside_code(std::string(100, '1')), "our_form");
}

} // namespace
} // namespace krug::service
