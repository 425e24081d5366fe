// If this fails, a volunteer's phone and the kiosk beside it give two answers to one guest: the vectors that both are held
// to no longer say what the verdict function says, or leave one of its answers out.
#include "domain/admission.hpp"
#include "ground/randomness.hpp"
#include "phone/question_text.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <set>

namespace {

using namespace krug;
using domain::admission_question;

constexpr std::size_t questions = 900;
constexpr domain::utc_seconds doors = 1'602'756'000; // 15 Oct 2020, 15:00 in Tyumen

class dice {
public:
    explicit dice(std::uint64_t seed) : random_(seed) {}
    std::int64_t between(std::int64_t least, std::int64_t most) {
        return least + static_cast<std::int64_t>(random_.next_u64() % static_cast<std::uint64_t>(most - least + 1));
    }
    bool coin() { return between(0, 1) == 1; }
    template <class Value> Value one_of(std::initializer_list<Value> list) {
        return *(list.begin() + between(0, static_cast<std::int64_t>(list.size()) - 1));
    }

private:
    ground::seeded_randomness random_;
};

admission_question honest_guest() {
    admission_question asked;
    asked.reading = domain::code_reading::ticket;
    asked.ticket.id = {0x0123456789abcdef};
    asked.ticket.generation = 1;
    asked.ticket.event = {59394};
    asked.ticket.not_before = doors - 30 * 86'400;
    asked.ticket.not_after = doors + 300 * 86'400;
    asked.ticket.issued_at = doors - 86'400;
    asked.ticket.key = domain::key_standing::active;
    asked.ticket.signature_good = true;
    asked.row.emplace();
    asked.event.event = {59394};
    asked.event.starts_at = doors;
    asked.event.ends_at = doors + 7'200;
    asked.event.utc_offset_minutes = 300;
    asked.event.sessions = {{{1}, "", doors, doors + 3'600}, {{2}, "", doors + 3'600, doors + 7'200}};
    asked.point.id = {1};
    asked.device.device = {5};
    asked.device.serves = {59394};
    asked.device.snapshot_at = asked.device.keys_at = doors - 60;
    asked.now = doors;
    return asked;
}

domain::earlier_scan before(dice& chance, const admission_question& asked) {
    domain::earlier_scan scan;
    scan.direction = chance.coin() ? domain::passage::in : chance.one_of({domain::passage::in, domain::passage::out});
    scan.at = asked.now - chance.one_of<std::int64_t>({1, 60, 3'600, 86'400, 100'000});
    scan.point = {chance.between(1, 2)};
    scan.device = {chance.one_of<std::int64_t>({0, 5, 6})};
    scan.area = static_cast<int>(chance.between(0, 1));
    scan.voided = chance.between(0, 4) == 0;
    scan.shown = chance.between(0, 4) != 0;
    return scan;
}

/// What can be different from the honest guest, one by one.
const std::vector<std::function<void(dice&, admission_question&)>>& differences() {
    using enum domain::roster_state;
    using domain::code_reading;
    using domain::key_standing;
    static const std::vector<std::function<void(dice&, admission_question&)>> all{
        [](dice& c, auto& q) { q.reading = c.one_of({code_reading::listed, code_reading::misread, code_reading::damaged}); },
        [](dice& c, auto& q) { q.ticket.generation = static_cast<int>(c.between(1, 3)); },
        [](dice& c, auto& q) { q.ticket.category = {c.between(0, 3)}; },
        [](dice& c, auto& q) { q.ticket.scope = {c.between(0, 3)}; },
        [](dice&, auto& q) { q.ticket.test = true; },
        [](dice&, auto& q) { q.ticket.reentry = true; },
        [](dice&, auto& q) { q.ticket.crew = true; },
        [](dice&, auto& q) { q.ticket.check_identity = true; },
        [](dice&, auto& q) { q.ticket.event = {1}; },
        [](dice&, auto& q) { q.ticket.not_before = q.now + 3'600; },
        [](dice&, auto& q) { q.ticket.not_after = q.now - 3'600; },
        [](dice& c, auto& q) { q.ticket.issued_at = q.device.snapshot_at + c.between(-700, 100); },
        [](dice& c, auto& q) {
            q.ticket.key = c.one_of({key_standing::unknown, key_standing::retired, key_standing::roster_only, key_standing::dead});
        },
        [](dice&, auto& q) { q.ticket.signature_good = false; },
        [](dice&, auto& q) { q.row.reset(); },
        [](dice&, auto& q) {
            q.row.reset();
            q.ticket.issued_at = q.now;
        },
        [](dice& c, auto& q) {
            if (q.row) q.row->state = c.one_of({pending, waitlisted, declined, cancelled, unconfirmed, lapsed, blocked});
        },
        [](dice& c, auto& q) {
            if (q.row) q.row->state = waitlisted, q.row->waitlist_place = static_cast<int>(c.between(1, 9));
        },
        [](dice& c, auto& q) { if (q.row) q.row->generation = static_cast<int>(c.between(1, 3)); },
        [](dice& c, auto& q) { if (q.row) q.row->category = {c.between(0, 3)}; },
        [](dice& c, auto& q) { if (q.row) q.row->scope = {c.between(0, 3)}; },
        [](dice& c, auto& q) { if (q.row) q.row->sessions = {{c.between(1, 3)}}; },
        [](dice&, auto& q) { if (q.row) q.row->check_identity = true; },
        [](dice&, auto& q) { if (q.row) q.row->needs_answer = true; },
        [](dice& c, auto& q) { if (q.row) (c.coin() ? q.row->reentry : q.row->crew) = true; },
        [](dice& c, auto& q) { q.min_generation = static_cast<int>(c.between(1, 3)); },
        [](dice&, auto& q) { q.denied = true; },
        [](dice& c, auto& q) { q.earlier.push_back(before(c, q)); },
        [](dice& c, auto& q) { q.earlier = {before(c, q), before(c, q)}; },
        [](dice& c, auto& q) {
            q.earlier.push_back(before(c, q));
            q.earlier.back().shown = false;
            q.earlier.back().voided = false;
            q.earlier.back().direction = domain::passage::in;
            q.earlier.back().device = q.device.device;
        },
        [](dice& c, auto& q) {
            q.direction = domain::passage::out;
            q.point.exits_scanned = c.coin();
        },
        [](dice& c, auto& q) {
            q.point.exits_scanned = true;
            q.point.entries = c.one_of({domain::entry_rule::after_exit, domain::entry_rule::once_a_day});
        },
        [](dice&, auto& q) { q.identity_checked = true; },
        [](dice&, auto& q) { q.answer_given = true; },
        [](dice& c, auto& q) { q.point.area = static_cast<int>(c.between(0, 1)); },
        [](dice& c, auto& q) { q.point.sessions = {{c.between(1, 2)}}; },
        [](dice& c, auto& q) {
            q.point.sessions = {{c.between(1, 2)}};
            q.point.sign_up_required = true;
        },
        [](dice& c, auto& q) { q.point.categories = {{c.between(0, 3)}}; },
        [](dice& c, auto& q) {
            q.point.opens_minutes_before = static_cast<int>(c.between(0, 60));
            q.now = doors - c.between(0, 7'200);
        },
        [](dice& c, auto& q) {
            q.point.closes_minutes_after = static_cast<int>(c.between(0, 60));
            q.now = doors + c.between(0, 7'200);
        },
        [](dice& c, auto& q) {
            q.point.standby_after_minutes = static_cast<int>(c.between(0, 20));
            q.now = doors + c.between(0, 1'800);
            if (q.row) q.row->state = waitlisted;
        },
        [](dice&, auto& q) { q.event.identity_check = true; },
        [](dice& c, auto& q) {
            q.event.home_gates = 2;
            q.event.gate_points = {{1}, {2}};
            q.home_gate = static_cast<int>(c.between(0, 1));
            q.device.online = c.coin();
        },
        [](dice&, auto& q) { q.device.online = false; },
        [](dice&, auto& q) { q.device.revoked = true; },
        [](dice&, auto& q) { q.device.ready = false; },
        [](dice&, auto& q) { q.device.test_mode = true; },
        [](dice&, auto& q) { q.device.clock_sure = false; },
        [](dice& c, auto& q) {
            q.device.online = false;
            q.device.lease_age_seconds = c.one_of<std::int64_t>({60, domain::lease_seconds_max, domain::lease_seconds_max + 1});
        },
        [](dice& c, auto& q) { q.device.late_tickets_used = c.between(0, 25); },
        [](dice& c, auto& q) { q.now = doors + c.one_of<std::int64_t>({-86'400, -1, 7'201, 86'400, 400 * 86'400}); },
    };
    return all;
}

std::vector<std::string> make_vectors() {
    dice chance(20201015);
    std::vector<std::string> lines;
    const auto& all = differences();
    while (lines.size() < questions) {
        auto asked = honest_guest();
        // Each difference alone first, then in company: an earlier failure must hide a later one.
        if (lines.size() < 4 * all.size()) {
            all[lines.size() % all.size()](chance, asked);
        } else {
            for (auto left = chance.between(2, 4); left > 0; --left)
                all[static_cast<std::size_t>(chance.between(0, static_cast<std::int64_t>(all.size()) - 1))](chance, asked);
        }
        lines.push_back(boost::json::serialize(phone::write_question(asked)) + '\t' +
                        boost::json::serialize(phone::write_verdict(domain::decide_admission(asked))));
    }
    return lines;
}

std::string vectors_path() { return std::string(KRUG_SOURCE_DIR) + "/tests/vectors/admission.tsv"; }

constexpr const char* heading =
    "# Questions to the verdict function and its answers, made with a fixed seed by tests/kiosk/phone/vectors_test.cpp\n"
    "# (KRUG_WRITE_VECTORS=1 writes them anew). The same lines are put to the phone page's WebAssembly module.\n"
    "question\tverdict\n";

std::vector<std::string> read_vectors() {
    std::ifstream in(vectors_path());
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
        if (line.starts_with('{')) lines.push_back(line);
    return lines;
}

TEST(admission_vectors, say_what_the_verdict_function_says) {
    const auto made = make_vectors();
    if (std::getenv("KRUG_WRITE_VECTORS") != nullptr) {
        std::ofstream out(vectors_path());
        out << heading;
        for (const auto& line : made) out << line << '\n';
    }
    const auto kept = read_vectors();
    ASSERT_EQ(kept.size(), made.size());
    for (std::size_t at = 0; at < kept.size(); ++at) ASSERT_EQ(kept[at], made[at]) << "line " << at + 1;
}

TEST(admission_vectors, are_read_as_they_were_written) {
    for (const auto& line : read_vectors()) {
        const auto tab = line.find('\t');
        const auto question = boost::json::parse(line.substr(0, tab)).as_object();
        const auto asked = phone::read_question(question);
        EXPECT_EQ(boost::json::serialize(phone::write_question(asked)), line.substr(0, tab));
        EXPECT_EQ(boost::json::serialize(phone::write_verdict(domain::decide_admission(asked))), line.substr(tab + 1));
    }
}

TEST(admission_vectors, leave_no_answer_out) {
    std::set<std::string> seen;
    for (const auto& line : read_vectors())
        seen.insert(std::string(boost::json::parse(line.substr(line.find('\t') + 1)).as_object().at("reason").as_string()));
    for (int number = 1; number < 100; ++number) {
        const auto reason = domain::reason_numbered(number);
        // That a record was not stored is what a disk says, not the verdict function.
        if (!reason || *reason == domain::verdict_reason::not_stored) continue;
        EXPECT_TRUE(seen.contains(domain::word_of(*reason))) << domain::word_of(*reason);
    }
}

} // namespace
