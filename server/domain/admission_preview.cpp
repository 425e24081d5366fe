#include "domain/admission_preview.hpp"

#include "ground/check.hpp"

#include <algorithm>
#include <array>

namespace krug::domain {
namespace {

constexpr utc_seconds earlier_by = 30 * 60;
constexpr int elsewhere = -1; // no area that a point can have

constexpr std::array<std::pair<guest_kind, const char*>, 15> words{{{guest_kind::confirmed, "confirmed"},
                                                                    {guest_kind::no_session, "no_session"},
                                                                    {guest_kind::other_session, "other_session"},
                                                                    {guest_kind::other_category, "other_category"},
                                                                    {guest_kind::already_in, "already_in"},
                                                                    {guest_kind::has_left, "has_left"},
                                                                    {guest_kind::moved, "moved"},
                                                                    {guest_kind::waitlisted, "waitlisted"},
                                                                    {guest_kind::not_approved, "not_approved"},
                                                                    {guest_kind::declined, "declined"},
                                                                    {guest_kind::cancelled, "cancelled"},
                                                                    {guest_kind::replaced, "replaced"},
                                                                    {guest_kind::other_event, "other_event"},
                                                                    {guest_kind::not_on_list, "not_on_list"},
                                                                    {guest_kind::walk_in, "walk_in"}}};

const session_times* other_session(const admission_point_rules& point, const event_rules& event) {
    for (const auto& session : event.sessions)
        if (std::find(point.sessions.begin(), point.sessions.end(), session.id) == point.sessions.end()) return &session;
    return nullptr;
}

/// The least number that is none of them.
category_id category_beside(const std::vector<category_id>& served) {
    category_id other;
    while (std::find(served.begin(), served.end(), other) != served.end()) ++other.value;
    return other;
}

class asker {
public:
    asker(const admission_point_rules& point, const event_rules& event, utc_seconds at) : point_(point), at_(at) {
        base_.point = point;
        base_.event = event;
        base_.now = at;
        base_.device.serves = event.event;
        base_.device.snapshot_at = base_.device.keys_at = at;
        base_.device.late_tickets_cap = 0;
        auto& row = base_.row.emplace();
        if (!point.categories.empty()) row.category = point.categories.front();
        if (!point.sessions.empty()) row.sessions = {point.sessions.front()};
    }

    admission_question base() const { return base_; }
    void add(guest_kind kind, const admission_question& asked) { lines_.push_back({kind, decide_admission(asked)}); }
    void add(guest_kind kind, const verdict& given) { lines_.push_back({kind, given}); }
    void add_state(guest_kind kind, roster_state state) {
        auto asked = base_;
        asked.row->state = state;
        add(kind, asked);
    }
    void add_passages(guest_kind kind, std::initializer_list<earlier_scan> passages) {
        auto asked = base_;
        asked.earlier = passages;
        add(kind, asked);
    }
    earlier_scan passage_here(passage direction, utc_seconds before) const {
        earlier_scan scan;
        scan.direction = direction;
        scan.at = at_ - before;
        scan.point = point_.id;
        scan.area = point_.area;
        scan.at_session = !point_.sessions.empty();
        return scan;
    }
    std::vector<previewed> lines() && { return std::move(lines_); }

private:
    const admission_point_rules& point_;
    utc_seconds at_;
    admission_question base_;
    std::vector<previewed> lines_;
};

void add_tickets_of_others(asker& ask, const event_rules& event, utc_seconds at) {
    auto old = ask.base();
    old.reading = code_reading::ticket;
    old.ticket.event = event.event;
    old.ticket.key = key_standing::active;
    old.ticket.signature_good = true;
    old.ticket.generation = 1;
    old.ticket.not_after = at;
    old.row->generation = 2;
    old.min_generation = 2;
    ask.add(guest_kind::replaced, old);
    auto foreign = old;
    foreign.ticket.event.value = event.event.value + 1;
    ask.add(guest_kind::other_event, foreign);
    auto unknown = ask.base();
    unknown.row.reset();
    ask.add(guest_kind::not_on_list, unknown);
}

} // namespace

const char* word_of(guest_kind kind) {
    for (const auto& [known, word] : words)
        if (known == kind) return word;
    KRUG_CHECK(!"a kind of guest outside its enumeration");
    return "";
}

std::vector<previewed> preview_admission(const admission_point_rules& point, const event_rules& event, utc_seconds at) {
    asker ask(point, event, at);
    ask.add(guest_kind::confirmed, ask.base());
    if (!point.sessions.empty()) {
        auto none = ask.base();
        none.row->sessions.clear();
        ask.add(guest_kind::no_session, none);
        if (const auto* other = other_session(point, event)) {
            auto elsewhere_booked = ask.base();
            elsewhere_booked.row->sessions = {other->id};
            ask.add(guest_kind::other_session, elsewhere_booked);
        }
    }
    if (!point.categories.empty()) {
        auto other = ask.base();
        other.row->category = category_beside(point.categories);
        ask.add(guest_kind::other_category, other);
    }
    const auto in = ask.passage_here(passage::in, earlier_by);
    ask.add_passages(guest_kind::already_in, {in});
    if (point.exits_scanned)
        ask.add_passages(guest_kind::has_left, {in, ask.passage_here(passage::out, earlier_by / 2)});
    if (event.moves && !point.sessions.empty()) {
        auto away = ask.passage_here(passage::in, earlier_by / 2);
        away.area = elsewhere;
        ask.add_passages(guest_kind::moved, {in, away});
    }
    ask.add_state(guest_kind::waitlisted, roster_state::waitlisted);
    ask.add_state(guest_kind::not_approved, roster_state::pending);
    ask.add_state(guest_kind::declined, roster_state::declined);
    ask.add_state(guest_kind::cancelled, roster_state::cancelled);
    add_tickets_of_others(ask, event, at);
    if (point.walk_ins) ask.add(guest_kind::walk_in, decide_walk_in(point, event, ask.base().device, 0, at));
    return std::move(ask).lines();
}

} // namespace krug::domain
