// If this fails, whoever signed the paper was not there, somebody who did not sign was, or the log counts them twice.
#include "cast/front_house.hpp"
#include "domain/paper_rows.hpp"
#include "service/evidence_office.hpp"
#include "service/sheet_office.hpp"

namespace krug::service {
namespace {

using domain::refusal_code;

class paper_sheets : public cast::front_house {
protected:
    void SetUp() override {
        front_house::SetUp();
        if (IsSkipped()) return;
        office.emplace(database(), clock, *keys, cast::tyumen_offset);
        event = published(round_table());
        for (int guests = 0; guests < 4; ++guests) people.push_back(join(event));
        sheet = *office->keep_sheet(alice, event, {}, ids());
    }
    void TearDown() override {
        office.reset();
        front_house::TearDown();
    }
    std::vector<domain::registration_id> ids() const {
        std::vector<domain::registration_id> all;
        for (const auto& each : people) all.push_back(each.id);
        return all;
    }
    sheet_office::entered enter(std::vector<int> rows) {
        const auto done = office->enter(alice, event, sheet, rows, clock.now_ms());
        if (!done) throw std::logic_error(cast::fields_of(done.error()));
        return *done;
    }
    std::string show(const receipt& guest) {
        check_in_command what;
        what.event = event;
        what.code = guest.ticket_text;
        what.scan_id = chance.hex(16);
        return check_ins->check_in(alice, what)->scan_id;
    }
    std::string log() {
        std::string text;
        evidence_office(database(), clock, chance, *keys).read_log(event, std::nullopt, [&](std::string_view piece) { text += piece; });
        return text;
    }

    std::optional<sheet_office> office;
    domain::event_id event;
    std::vector<receipt> people;
    std::int64_t sheet = 0;
};

// The typed sheet comes back into the log, with where it came from; typing it again changes nothing.
TEST_P(paper_sheets, rows_become_marks_with_their_source) {
    EXPECT_EQ(sheet, 1);
    auto done = enter({1, 3});
    EXPECT_EQ(done.fresh, 2);
    EXPECT_EQ(attendance->statistics(event).attended, 2);
    done = enter({1, 3, 4});
    EXPECT_EQ(done.fresh, 1);
    EXPECT_EQ(done.already, 2);
    EXPECT_EQ(attendance->statistics(event).attended, 3);
    const auto text = log();
    for (const char* source : {"\tpaper:1:1\t", "\tpaper:1:3\t", "\tpaper:1:4\t"}) EXPECT_NE(text.find(source), std::string::npos) << source;
    const auto seen = *office->find(event, sheet);
    EXPECT_EQ(seen.sheet.marked, 3);
    EXPECT_TRUE(seen.rows.at(1).scan_id.empty());
    EXPECT_FALSE(seen.rows.at(0).scan_id.empty());
    EXPECT_EQ(office->sheets(event, 10).at(0).marked, 3);
    EXPECT_TRUE(conflicts->list(event, true, 0, 10).empty());
}

// Whoever came through the door and signed as well is counted once, and nobody has to resolve a double admission.
TEST_P(paper_sheets, who_came_by_the_door_is_not_counted_again) {
    show(people.at(0));
    EXPECT_TRUE(office->find(event, sheet)->rows.at(0).came_otherwise);
    const auto done = enter({1, 2});
    EXPECT_EQ(done.fresh, 1);
    EXPECT_EQ(done.already, 1);
    EXPECT_EQ(attendance->statistics(event).attended, 2);
    EXPECT_TRUE(conflicts->list(event, true, 0, 10).empty());
}

// A row entered by mistake can be taken back, and entered again when it was right after all.
TEST_P(paper_sheets, a_mark_is_taken_back_and_entered_again) {
    enter({2});
    const auto scan = office->find(event, sheet)->rows.at(1).scan_id;
    ASSERT_TRUE(check_ins->void_scan(alice, event, scan));
    EXPECT_EQ(attendance->statistics(event).attended, 0);
    EXPECT_TRUE(office->find(event, sheet)->rows.at(1).scan_id.empty());
    EXPECT_EQ(enter({2}).fresh, 1);
    EXPECT_EQ(attendance->statistics(event).attended, 1);
    EXPECT_NE(office->find(event, sheet)->rows.at(1).scan_id, scan);
}

// A row that is not on the sheet lets in somebody from another one, or a slip of the year makes a guest of the past.
TEST_P(paper_sheets, refuse_what_the_sheet_does_not_say) {
    const auto at = clock.now_ms();
    const auto code = [](const auto& done) { return cast::fields_of(done.error()); };
    EXPECT_EQ(code(office->enter(alice, event, sheet, std::vector{5}, at)), "rows:out_of_range");
    EXPECT_EQ(code(office->enter(alice, event, sheet, std::vector{0}, at)), "rows:out_of_range");
    EXPECT_EQ(code(office->enter(alice, event, sheet, std::vector{1, 5}, at)), "rows:out_of_range");
    EXPECT_EQ(code(office->enter(alice, event, sheet, std::vector{1}, at + 600'000)), "signed_at:out_of_range");
    EXPECT_EQ(code(office->enter(alice, event, sheet, std::vector{1}, at - 2 * 86'400'000)), "signed_at:out_of_range");
    EXPECT_EQ(office->enter(alice, event, 9, std::vector{1}, at).error().code, refusal_code::not_found);
    EXPECT_EQ(attendance->statistics(event).attended, 0) << "all rows or none";
    EXPECT_EQ(code(office->keep_sheet(alice, event, {}, {})), "rows:out_of_range");
    EXPECT_EQ(code(office->keep_sheet(alice, event, {}, std::vector<domain::registration_id>(paper_rows_max + 1, people.at(0).id))),
              "rows:out_of_range");
    EXPECT_EQ(*office->keep_sheet(alice, event, {}, ids()), 2);
}

// What people type from paper is read as they mean it, and nothing else.
TEST(paper_rows, are_read_as_typed) {
    std::string wrong;
    const auto read = [&](std::string_view typed) { return domain::read_paper_rows(typed, 3, 20, wrong); };
    EXPECT_EQ(read("1-3, 8; 12\n12 3/17"), (std::vector{1, 2, 3, 8, 12, 17}));
    EXPECT_EQ(read("5–7 3/9–3/10"), (std::vector{5, 6, 7, 9, 10}));
    EXPECT_EQ(read(""), std::vector<int>{});
    for (const char* none : {"0", "21", "3-1", "4/17", "1-", "-1", "x", "1.5", "3/", "/3", "99999999999999999999"}) {
        EXPECT_FALSE(read(none)) << none;
        EXPECT_EQ(wrong, none);
    }
}

KRUG_ON_BOTH(paper_sheets);

} // namespace
} // namespace krug::service
