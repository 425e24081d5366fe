#include "trial_tickets.hpp"

#include "gatekeeper/gatekeeper.hpp"
#include "journal/journal.hpp"
#include "scratch_folder.hpp"
#include "ticket/check_digits.hpp"
#include "ticket/ticket.hpp"

#include <chrono>

namespace krug::kiosk {
namespace {

using enum domain::verdict_reason;
using domain::roster_state;

constexpr domain::event_id event{1};
constexpr std::int64_t an_hour = 3600;

/// One door for one session, three hours around now, on a clock that moves only when it is told.
class trial_door {
public:
    explicit trial_door(const std::filesystem::path& folder) : scratch_(folder), now_(ground::system_clock().now()) {
        gate_protocol::rules rules;
        rules.event.event = event;
        rules.event.sessions = {{{1}, "Первая", 0, 0}, {{2}, "Вторая", 0, 0}};
        auto& point = rules.points.emplace_back();
        point.id = {1};
        point.sessions = {{1}};
        point.exits_scanned = true;
        point.entries = domain::entry_rule::after_exit;
        gate_protocol::key_set keys;
        keys.event = event;
        keys.version = 1;
        const auto raw = key_.open_part().raw();
        std::copy(raw.begin(), raw.end(), keys.keys.emplace_back().key.begin());
        items_ = {rules, keys};
    }

    ticket::ticket_facts facts() {
        ticket::ticket_facts made;
        made.id.value = static_cast<std::int64_t>(random_.next_u64() | 1);
        made.event = event;
        made.not_before = static_cast<std::uint32_t>(now_ - an_hour);
        made.not_after = static_cast<std::uint32_t>(now_ + an_hour);
        made.issued_at = static_cast<std::uint32_t>(now_ - an_hour);
        return made;
    }
    std::string written(const ticket::ticket_facts& facts) const { return ticket::write_ticket(facts, key_); }
    std::string written_by_another(const ticket::ticket_facts& facts) {
        return ticket::write_ticket(facts, ticket::signing_key::make(random_));
    }
    gate_protocol::roster_put row_for(const ticket::ticket_facts& facts) {
        gate_protocol::roster_put put;
        put.code = ticket::roster_hash(event, facts.id);
        return put;
    }
    /// A guest on the list in a state; the text of the ticket.
    std::string listed(roster_state state = roster_state::confirmed) {
        const auto made = facts();
        auto put = row_for(made);
        put.row.state = state;
        put.row.waitlist_place = state == roster_state::waitlisted ? 3 : 0;
        items_.push_back(put);
        return written(made);
    }
    std::string listed(const ticket::ticket_facts& made) {
        items_.push_back(row_for(made));
        return written(made);
    }
    std::string denied(int min_generation, bool blocked) {
        const auto made = facts();
        items_.push_back(row_for(made));
        items_.push_back(gate_protocol::deny{ticket::roster_hash(event, made.id), min_generation, blocked});
        return written(made);
    }
    void add(const gate_protocol::roster_put& put) { items_.push_back(put); }
    std::int64_t now() const { return now_; }

    void open() {
        journal::journal_settings settings;
        settings.folder = scratch_.path();
        settings.device = {1};
        settings.event = event;
        settings.ballast_bytes = 0;
        journal_ = std::make_unique<journal::journal>(settings, clock_, random_);
        gatekeeper::round_effects effects;
        effects.terms.emplace().points = {{1}};
        const gatekeeper::device_clocks clocks{clock_.now_ms(), clock_.steady_ms(), {}};
        effects.clock = gatekeeper::measure_clock(clocks, clocks, clocks.wall_ms);
        auto& page = effects.feed.emplace();
        page.items = items_;
        page.reached.at = {1, static_cast<std::int64_t>(items_.size())};
        page.time = now_;
        page.staging = page.begins = page.complete = true;
        journal_->apply(effects);
        gate_ = std::make_unique<gatekeeper::gatekeeper>(*journal_, clock_, random_, domain::scan_name{});
        gate_->reload();
    }

    trial present(const char* ru, const char* en, domain::verdict_reason expected, std::string_view code,
                  domain::passage direction = domain::passage::in) {
        clock_.advance_seconds(4); // beyond the echo of a code that stays before the camera
        gatekeeper::presentation shown;
        shown.code = code;
        shown.direction = direction;
        const auto begun = std::chrono::steady_clock::now();
        const auto given = gate_->present(shown);
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
        return {ru, en, expected, given.verdict.reason, took.count(), given.offline};
    }

private:
    scratch_folder scratch_;
    std::int64_t now_;
    ground::standing_clock clock_{now_};
    ground::system_randomness random_;
    ticket::signing_key key_ = ticket::signing_key::make(random_);
    std::vector<gate_protocol::feed_item> items_;
    std::unique_ptr<journal::journal> journal_;
    std::unique_ptr<gatekeeper::gatekeeper> gate_;
};

} // namespace

std::vector<trial> try_tickets(const std::filesystem::path& folder) {
    trial_door door(folder);
    const auto good = door.listed(), second = door.listed(), third = door.listed();
    const auto cancelled_one = door.listed(roster_state::cancelled), declined_one = door.listed(roster_state::declined);
    const auto waiting = door.listed(roster_state::waitlisted), pending = door.listed(roster_state::pending);
    const auto reissued = door.denied(2, false), barred = door.denied(0, true);
    auto elsewhere = door.facts();
    elsewhere.event.value = 2;
    auto other_session = door.facts();
    other_session.scope = {2};
    const auto wrong_room = door.listed(other_session);
    auto old = door.facts();
    old.not_before = static_cast<std::uint32_t>(door.now() - 3 * an_hour);
    old.not_after = static_cast<std::uint32_t>(door.now() - 2 * an_hour);
    const auto old_one = door.listed(old);
    auto tomorrow = door.facts();
    tomorrow.not_before = static_cast<std::uint32_t>(door.now() + an_hour / 2);
    const auto early = door.listed(tomorrow);
    auto trial_flag = door.facts();
    trial_flag.flags = ticket::flag_test;
    const auto test_one = door.listed(trial_flag);
    auto adult = door.facts();
    adult.flags = ticket::flag_check_identity;
    const auto checked = door.listed(adult);
    auto late = door.facts();
    late.issued_at = static_cast<std::uint32_t>(door.now() - 60);
    const auto stolen = door.facts(); // a good signature on a ticket that the list should know
    auto numbered = door.row_for(door.facts());
    std::string number = "12345678";
    number += static_cast<char>('0' + ticket::check_11_10(number));
    numbered.number = gate_protocol::attendee_number_hash(event, number);
    door.add(numbered);
    auto asked = door.facts();
    auto open_question = door.row_for(asked);
    open_question.row.needs_answer = true;
    door.add(open_question);
    door.open();

    std::string broken = good;
    broken[100] = broken[100] == '5' ? '6' : '5';
    using domain::passage;
    return {door.present("хороший", "good", admitted, good),
            door.present("хороший", "good", admitted, second),
            door.present("второй раз", "a second time", already_in, good),
            door.present("выход", "leaving", exit_recorded, good, passage::out),
            door.present("возвращение", "coming back", re_entry, good),
            door.present("выдан после списка", "issued after the list", admitted_late_ticket, door.written(late)),
            door.present("не из списка", "not on the list", not_on_list, door.written(stolen)),
            door.present("отменён", "cancelled", cancelled, cancelled_one),
            door.present("отклонён", "declined", declined, declined_one),
            door.present("лист ожидания", "waiting list", waitlisted, waiting),
            door.present("не подтверждён", "not approved", not_approved, pending),
            door.present("заменён новым", "replaced", revoked, reissued),
            door.present("закрыт", "barred", blocked, barred),
            door.present("другое мероприятие", "another event", other_event, door.written(elsewhere)),
            door.present("другая сессия", "another session", wrong_session, wrong_room),
            door.present("поддельный", "forged", forged, door.written_by_another(door.facts())),
            door.present("повреждён", "damaged", damaged, broken),
            door.present("прочитан не весь", "read in part", misread, std::string_view(third).substr(0, 200)),
            door.present("истёк", "expired", expired, old_one),
            door.present("ещё рано", "too early", wrong_day, early),
            door.present("пробный", "for tests", test_mismatch, test_one),
            door.present("проверить документ", "identity to check", needs_identity_check, checked),
            door.present("остался вопрос", "a question is open", needs_answer, door.written(asked)),
            door.present("номер участника", "attendee number", admitted, number),
            door.present("чужой штрихкод", "a foreign barcode", not_on_list, "4600051000057")};
}

} // namespace krug::kiosk
