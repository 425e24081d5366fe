#include "domain/search_key.hpp"
#include "ground/clock.hpp"
#include "service/event_change.hpp"
#include "service/staff_office.hpp"
#include "store/database.hpp"
#include "store/venue_store.hpp"

#include <algorithm>
#include <tuple>

namespace krug::service {

using domain::refusal_code;
using store::transaction;

namespace {

domain::refusal slug_taken() { return refuse_field("slug", "duplicate", refusal_code::duplicate); }

/// By name as people sort: ё with е, no case; equal names by slug.
template <class Named> void sort_by_name(std::vector<Named>& items) {
    std::vector<std::pair<std::string, Named>> keyed;
    for (auto& each : items) keyed.emplace_back(domain::search_key(each.name), std::move(each));
    std::sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) {
        return std::tie(a.first, a.second.slug) < std::tie(b.first, b.second.slug);
    });
    items.clear();
    for (auto& [key, each] : keyed) items.push_back(std::move(each));
}

} // namespace

domain::result<domain::organisation_id> event_office::add_organisation(const domain::actor& by,
                                                                       const domain::organisation& what) {
    if (auto wrong = check_organisation(what); !wrong.empty()) return refuse_fields(std::move(wrong));
    const auto now = clock_.now();
    auto added = what;
    added.id = {draw_number(random_)};
    const auto add = [&](transaction& tx) -> domain::result<domain::organisation_id> {
        auto row = added;
        if (row.slug.empty()) {
            const auto base = slug_from(row.name, "organisation");
            row.slug = free_slug(base, store::slugs_like(tx, store::slug_table::organisation, base));
        } else if (store::find_organisation_by_slug(tx, row.slug)) {
            return slug_taken();
        }
        store::insert_organisation(tx, row);
        record_audit(tx, by, "add_organisation", {}, row.id.value, "", now);
        return row.id;
    };
    return with_second_look([&] { return database_.write(add); });
}

std::vector<domain::organisation> event_office::list_organisations() {
    auto found = database_.read([](transaction& tx) { return store::organisations(tx); });
    sort_by_name(found);
    return found;
}

std::optional<domain::organisation> event_office::find_organisation(std::string_view slug) {
    return database_.read([&](transaction& tx) { return store::find_organisation_by_slug(tx, slug); });
}

domain::result<domain::venue_id> event_office::add_venue(const domain::actor& by, const domain::venue& what) {
    if (auto wrong = check_venue(what); !wrong.empty()) return refuse_fields(std::move(wrong));
    const auto now = clock_.now();
    auto added = what;
    added.id = {draw_number(random_)};
    for (auto& room : added.rooms) room.id = {draw_number(random_)};
    const auto add = [&](transaction& tx) -> domain::result<domain::venue_id> {
        if (!store::find_organisation(tx, added.owner)) return refuse_field("owner", "unknown");
        auto row = added;
        if (row.slug.empty()) {
            const auto base = slug_from(row.name, "venue");
            row.slug = free_slug(base, store::slugs_like(tx, store::slug_table::venue, base));
        } else if (store::find_venue_by_slug(tx, row.slug)) {
            return slug_taken();
        }
        store::insert_venue(tx, row);
        record_audit(tx, by, "add_venue", {}, row.id.value, "", now);
        return row.id;
    };
    return with_second_look([&] { return database_.write(add); });
}

std::vector<domain::venue> event_office::list_venues() {
    auto found = database_.read([](transaction& tx) { return store::venues(tx); });
    sort_by_name(found);
    return found;
}

} // namespace krug::service
