#include "service/badge_office.hpp"

#include "ground/clock.hpp"
#include "service/key_office.hpp"
#include "service/staff_office.hpp"
#include "store/badge_store.hpp"
#include "store/category_store.hpp"
#include "store/database.hpp"
#include "store/event_store.hpp"
#include "store/registration_store.hpp"

#include <algorithm>

namespace krug::service {

using domain::refusal_code;
using store::transaction;

namespace {

domain::refusal refuse(refusal_code code, std::int64_t at = 0) { return {code, at, {}}; }

/// What a transaction finds; numbers and tickets are made of it afterwards.
struct gathered {
    std::string title;
    domain::event_time time;
    std::vector<store::badge_row> rows;
    std::vector<domain::guest_category> categories;
};

bool is_chosen(const store::badge_row& row, domain::badge_choice which, const std::vector<std::int64_t>& inside) {
    switch (which) {
    case domain::badge_choice::all: return true;
    case domain::badge_choice::not_printed: return row.printed == 0;
    case domain::badge_choice::inside: return std::binary_search(inside.begin(), inside.end(), row.id.value);
    }
    return false;
}

} // namespace

badge_office::badge_office(store::database& database, ground::clock& clock, key_office& keys)
    : database_(database), clock_(clock), keys_(keys) {}

domain::badge_setting badge_office::setting(domain::event_id event) {
    return database_.read([&](transaction& tx) { return store::find_badge_setting(tx, event).value_or(domain::badge_setting{}); });
}

domain::result<void> badge_office::save_setting(const domain::actor& by, domain::event_id event, const domain::badge_setting& setting) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::event_owner(tx, event)) return refuse(refusal_code::not_found);
        store::save_badge_setting(tx, event, setting);
        record_audit(tx, by, "set_badges", event, event.value,
                     "layout=" + std::string(domain::word_of(setting.layout)) + (setting.on_check_in ? " on_check_in=1" : ""), now);
        return {};
    });
}

badge_office::numbers badge_office::count(domain::event_id event) {
    return database_.read([&](transaction& tx) {
        numbers counted;
        for (const auto& row : store::count_by_status_and_source(tx, event))
            if (row.status == domain::registration_status::confirmed) counted.confirmed += row.count;
        const auto prints = store::count_prints(tx, event);
        counted.printed = prints.people;
        counted.again = prints.prints - prints.people;
        return counted;
    });
}

std::int64_t badge_office::prints_of(domain::event_id event, domain::registration_id whose) {
    return database_.read([&](transaction& tx) { return store::prints_of(tx, event, whose); });
}

domain::result<badge_batch> badge_office::hand_out(const domain::actor& by, domain::event_id event, domain::registration_id only,
                                                   domain::badge_choice which, const std::vector<std::int64_t>& inside,
                                                   domain::badge_layout layout, std::string_view how) {
    const auto now = clock_.now();
    auto found = database_.write([&](transaction& tx) -> domain::result<gathered> {
        auto about = store::find_event(tx, event);
        if (!about) return refuse(refusal_code::not_found);
        gathered all{about->text.title, about->time, store::badge_rows(tx, event, only), store::categories_of(tx, event)};
        std::erase_if(all.rows, [&](const auto& row) { return !is_chosen(row, which, inside); });
        if (all.rows.empty()) return refuse(refusal_code::not_found);
        if (all.rows.size() > badges_most) return refuse(refusal_code::too_many, static_cast<std::int64_t>(all.rows.size()));
        std::vector<domain::registration_id> whose;
        std::int64_t again = 0;
        for (const auto& row : all.rows) {
            whose.push_back(row.id);
            again += row.printed > 0;
        }
        store::add_prints(tx, event, whose, now);
        auto facts = "format=" + std::string(how) + " layout=" + std::string(domain::word_of(layout));
        if (only) record_audit(tx, by, "print_badge", event, only.value, facts + " times=" + std::to_string(all.rows.front().printed + 1), now);
        else
            record_audit(tx, by, "print_badges", event, 0,
                         facts + " people=" + std::to_string(whose.size()) + " again=" + std::to_string(again), now);
        return all;
    });
    if (!found) return found.error();
    badge_batch batch{std::move(found->title), std::move(found->time), layout, {}};
    for (auto& row : found->rows) {
        badge made;
        made.id = row.id;
        made.name = std::move(row.name);
        made.organisation = std::move(row.organisation);
        made.language = std::move(row.language);
        made.tables = std::move(row.tables);
        made.printed = row.printed;
        for (const auto& category : found->categories)
            if (category.id == row.category) made.category = category.name, made.category_en = category.name_en, made.colour = category.colour;
        made.attendee_no = keys_.attendee_number(event, row.id);
        domain::registration ticket;
        ticket.event = event;
        ticket.id = row.id;
        ticket.category = row.category;
        ticket.ticket = row.ticket;
        made.ticket_text = keys_.ticket_text(ticket);
        batch.badges.push_back(std::move(made));
    }
    return batch;
}

domain::result<badge_batch> badge_office::print(const domain::actor& by, domain::event_id event, domain::badge_choice which,
                                                const std::vector<std::int64_t>& inside, domain::badge_layout layout,
                                                std::string_view how) {
    return hand_out(by, event, {}, which, inside, layout, how);
}

domain::result<badge_batch> badge_office::print_one(const domain::actor& by, domain::event_id event, domain::registration_id whose,
                                                    domain::badge_layout layout, std::string_view how) {
    if (!whose) return refuse(refusal_code::not_found);
    return hand_out(by, event, whose, domain::badge_choice::all, {}, layout, how);
}

void badge_office::begin_spool() {
    seen_.clear();
    for (const auto& each : database_.read([](transaction& tx) { return store::events_printing(tx); }))
        seen_[each.event.value] = each.last_scan;
}

std::vector<badge_office::due> badge_office::take_due(int most) {
    struct look {
        std::vector<due> found;
        std::map<std::int64_t, std::int64_t> seen;
    };
    auto done = database_.read([&](transaction& tx) {
        look now;
        for (const auto& each : store::events_printing(tx)) {
            auto& seen = now.seen[each.event.value] = each.last_scan;
            const auto before = seen_.find(each.event.value);
            // Printing was switched on since: whoever is inside already has a badge or needs none.
            if (before == seen_.end() || before->second >= each.last_scan) continue;
            const auto left = most - static_cast<int>(now.found.size());
            const auto people = left > 0 ? store::admitted_without_badge(tx, each.event, before->second, left)
                                         : std::vector<domain::registration_id>();
            // More than fit come with the next call: those printed meanwhile are not found again.
            if (static_cast<int>(people.size()) == left) seen = before->second;
            const auto layout = store::find_badge_setting(tx, each.event).value_or(domain::badge_setting{}).layout;
            for (const auto whose : people) now.found.push_back({each.event, whose, layout});
        }
        return now;
    });
    seen_ = std::move(done.seen);
    return std::move(done.found);
}

} // namespace krug::service
