#include "service/door_office.hpp"

#include "domain/text_rules.hpp"
#include "ground/clock.hpp"
#include "service/key_office.hpp"
#include "service/staff_office.hpp"
#include "store/category_store.hpp"
#include "store/database.hpp"
#include "store/feed_store.hpp"
#include "store/registration_store.hpp"
#include "store/scan_store.hpp"

#include <algorithm>

namespace krug::service {

using domain::refusal_code;
using store::transaction;

namespace {

constexpr std::size_t name_letters_max = 60;
constexpr std::size_t categories_max = 100;

domain::refusal refuse(refusal_code code) { return {code, 0, {}}; }
domain::refusal refuse_field(std::string_view field, std::string_view code, std::int64_t limit = 0) {
    return {refusal_code::invalid, 0, {{std::string(field), std::string(code), limit}}};
}

std::optional<domain::refusal> fault_in(const domain::guest_category& what) {
    if (domain::is_blank(what.name)) return refuse_field("name", "required");
    if (const auto fault = domain::fault_in_title(what.name, name_letters_max))
        return refuse_field("name", domain::word_of(*fault), name_letters_max);
    if (!what.name_en.empty())
        if (const auto fault = domain::fault_in_title(what.name_en, name_letters_max))
            return refuse_field("name_en", domain::word_of(*fault), name_letters_max);
    const auto& colours = domain::lanyard_colours;
    if (std::find(colours.begin(), colours.end(), what.colour) == colours.end())
        return refuse_field("colour", "not_a_choice");
    return std::nullopt;
}

bool has(const std::vector<domain::guest_category>& categories, domain::category_id wanted) {
    return std::any_of(categories.begin(), categories.end(), [&](const auto& each) { return each.id == wanted; });
}

} // namespace

door_office::door_office(store::database& database, ground::clock& clock, key_office& keys, zone_offset offset)
    : database_(database), clock_(clock), keys_(keys), offset_(std::move(offset)) {}

std::vector<domain::guest_category> door_office::categories(domain::event_id event) {
    return database_.read([&](transaction& tx) { return store::categories_of(tx, event); });
}

/// One change of what devices work by: they are told in the same transaction.
domain::result<void> door_office::change_rules(const domain::actor& by, domain::event_id event, std::string_view what,
                                               std::int64_t subject,
                                               const std::function<domain::result<void>(transaction&)>& change) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        auto locked = store::lock_event(tx, event);
        if (!locked) return refuse(refusal_code::not_found);
        if (auto done = change(tx); !done) return done;
        const store::feed_note note{"rules", 0};
        store::insert_feed(tx, event, ++locked->last_feed, std::span(&note, 1));
        store::save_numbers(tx, *locked);
        record_audit(tx, by, what, event, subject, "", now);
        return {};
    });
}

domain::result<domain::category_id> door_office::save_category(const domain::actor& by, domain::event_id event,
                                                               const domain::guest_category& what) {
    if (auto fault = fault_in(what)) return *std::move(fault);
    domain::category_id saved = what.id;
    const auto done = change_rules(by, event, "save_category", what.id.value, [&](transaction& tx) -> domain::result<void> {
        const auto known = store::categories_of(tx, event);
        if (what.id && !has(known, what.id)) return refuse(refusal_code::not_found);
        if (!what.id && known.size() >= categories_max) return refuse(refusal_code::too_many);
        saved = store::save_category(tx, event, what);
        return {};
    });
    if (!done) return done.error();
    return saved;
}

domain::result<void> door_office::remove_category(const domain::actor& by, domain::event_id event,
                                                  domain::category_id what) {
    return change_rules(by, event, "remove_category", what.value, [&](transaction& tx) -> domain::result<void> {
        if (!has(store::categories_of(tx, event), what)) return refuse(refusal_code::not_found);
        if (store::category_in_use(tx, event, what)) return refuse(refusal_code::wrong_state);
        store::remove_category(tx, event, what);
        return {};
    });
}

bool door_office::moves_between_sessions(domain::event_id event) {
    return database_.read([&](transaction& tx) { return store::moves_between_sessions(tx, event); });
}

domain::result<void> door_office::save_moves(const domain::actor& by, domain::event_id event, bool moves) {
    return change_rules(by, event, "save_door_rules", 0, [&](transaction& tx) -> domain::result<void> {
        store::save_moves_between_sessions(tx, event, moves);
        return {};
    });
}

domain::result<admission_preview> door_office::preview(domain::event_id event, domain::admission_point_id point,
                                                       ground::utc_seconds at, std::string_view attendee_no) {
    return database_.read([&](transaction& tx) -> domain::result<admission_preview> {
        admission_preview shown;
        shown.points = store::admission_points(tx, event);
        const auto here = std::find_if(shown.points.begin(), shown.points.end(),
                                       [&](const auto& each) { return each.id == point; });
        if (here == shown.points.end()) return refuse(refusal_code::not_found);
        shown.rules = event_rules_of(tx, event, offset_);
        if (attendee_no.empty()) {
            shown.kinds = domain::preview_admission(*here, shown.rules, at);
            return shown;
        }
        std::string digits;
        for (const char c : attendee_no)
            if (c >= '0' && c <= '9') digits += c;
        const auto who = keys_.find_by_attendee_number(event, digits);
        const auto guest = who ? store::find_registration(tx, event, *who) : std::nullopt;
        if (!guest) return refuse_field("attendee_no", "not_a_choice");
        shown.guest_name = guest->registration.name;
        domain::admission_question question;
        question.row = roster_row_of(guest->registration);
        question.earlier = earlier_scans_of(tx, event, *who, shown.points);
        std::erase_if(question.earlier, [at](const domain::earlier_scan& scan) { return scan.at > at; });
        question.point = *here;
        question.event = shown.rules;
        question.now = at;
        question.device.serves = event;
        question.device.snapshot_at = question.device.keys_at = at;
        question.device.late_tickets_cap = 0;
        shown.guest = domain::decide_admission(question);
        return shown;
    });
}

} // namespace krug::service
