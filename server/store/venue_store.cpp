#include "store/venue_store.hpp"

#include "ground/check.hpp"
#include "store/statement.hpp"

#include <algorithm>

namespace krug::store {

namespace {

using text = std::string;
using number = std::int64_t;
using maybe = std::optional<std::int64_t>;

template <class... In>
std::vector<domain::organisation> read_organisations(transaction& tx, std::string_view name, std::string_view rest,
                                                     const In&... in) {
    std::vector<domain::organisation> found;
    const auto sql = "SELECT id, slug, name, short_name, city, state_raw FROM organisation" + text(rest);
    for (const auto& row : query<domain::organisation_id, text, text, text, text, text>(tx, name, sql, in...)) {
        domain::organisation each;
        std::tie(each.id, each.slug, each.name, each.short_name, each.city, each.state_raw) = row;
        found.push_back(std::move(each));
    }
    return found;
}

template <class T> std::optional<T> first_of(std::vector<T> found) {
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

// Features are words of our own list, so a comma parts them; NULL is "nobody has said".
std::optional<text> join(const std::optional<std::vector<text>>& features) {
    if (!features) return std::nullopt;
    text joined;
    for (const auto& each : *features) joined += joined.empty() ? each : "," + each;
    return joined;
}

std::optional<std::vector<text>> split(const std::optional<text>& joined) {
    if (!joined) return std::nullopt;
    std::vector<text> features;
    for (std::size_t from = 0; from < joined->size();) {
        const auto comma = std::min(joined->find(',', from), joined->size());
        features.push_back(joined->substr(from, comma - from));
        from = comma + 1;
    }
    return features;
}

template <class... In>
std::vector<domain::venue> read_venues(transaction& tx, std::string_view name, std::string_view rest, const In&... in) {
    std::vector<domain::venue> found;
    const auto sql = "SELECT id, owner_id, slug, name, address_raw, region, city, street, house, timezone, capacity, "
                     "access_features FROM venue" +
                     text(rest);
    for (const auto& row :
         query<domain::venue_id, domain::organisation_id, text, text, text, text, text, text, text, text, maybe,
               std::optional<text>>(tx, name, sql, in...)) {
        domain::venue each;
        std::optional<text> features;
        std::tie(each.id, each.owner, each.slug, each.name, each.address_raw, each.region, each.city, each.street,
                 each.house, each.timezone, each.capacity, features) = row;
        each.access_features = split(features);
        found.push_back(std::move(each));
    }
    return found;
}

void read_rooms(transaction& tx, domain::venue& of) {
    for (const auto& [id, name, capacity, free] : query<domain::room_id, text, maybe, text>(
             tx, "rooms_of_venue",
             "SELECT id, name, capacity, step_free FROM room WHERE venue_id = :venue ORDER BY name, id", of.id))
        of.rooms.push_back({id, name, capacity, free.empty() ? std::nullopt : std::optional(free == "yes")});
}

} // namespace

void insert_organisation(transaction& tx, const domain::organisation& what) {
    execute(tx, "insert_organisation",
            "INSERT INTO organisation (id, slug, name, short_name, city, state_raw) "
            "VALUES (:id, :slug, :name, :short, :city, :state)",
            what.id, what.slug, what.name, what.short_name, what.city, what.state_raw);
}

std::optional<domain::organisation> find_organisation(transaction& tx, domain::organisation_id id) {
    return first_of(read_organisations(tx, "find_organisation", " WHERE id = :id", id));
}

std::optional<domain::organisation> find_organisation_by_slug(transaction& tx, std::string_view slug) {
    return first_of(read_organisations(tx, "find_organisation_by_slug", " WHERE slug = :slug", slug));
}

std::optional<domain::organisation> find_organisation_by_name(transaction& tx, std::string_view name) {
    return first_of(read_organisations(tx, "find_organisation_by_name", " WHERE name = :name ORDER BY id LIMIT 1", name));
}

std::vector<domain::organisation> organisations(transaction& tx) {
    return read_organisations(tx, "organisations", " ORDER BY id");
}

void insert_venue(transaction& tx, const domain::venue& what) {
    execute(tx, "insert_venue",
            "INSERT INTO venue (id, owner_id, slug, name, address_raw, region, city, street, house, timezone, capacity, "
            "access_features) VALUES (:id, :owner, :slug, :name, :address, :region, :city, :street, :house, :timezone, "
            ":capacity, :features)",
            what.id, what.owner, what.slug, what.name, what.address_raw, what.region, what.city, what.street, what.house,
            what.timezone, what.capacity, join(what.access_features));
    for (const auto& room : what.rooms)
        execute(tx, "insert_room",
                "INSERT INTO room (id, venue_id, name, capacity, step_free) VALUES (:id, :venue, :name, :capacity, :free)", room.id,
                what.id, room.name, room.capacity, !room.step_free ? "" : *room.step_free ? "yes" : "no");
}

std::optional<domain::venue> find_venue(transaction& tx, domain::venue_id id) {
    auto found = first_of(read_venues(tx, "find_venue", " WHERE id = :id", id));
    if (found) read_rooms(tx, *found);
    return found;
}

std::optional<domain::venue_id> find_venue_by_slug(transaction& tx, std::string_view slug) {
    const auto row = query_one<domain::venue_id>(tx, "find_venue_by_slug", "SELECT id FROM venue WHERE slug = :slug", slug);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

std::optional<domain::venue_id> find_venue_by_name(transaction& tx, std::string_view name,
                                                   domain::organisation_id owner) {
    const auto row = query_one<domain::venue_id>(
        tx, "find_venue_by_name",
        "SELECT id FROM venue WHERE name = :name ORDER BY CASE WHEN owner_id = :owner THEN 0 ELSE 1 END, id LIMIT 1",
        name, owner);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

std::vector<domain::venue> venues(transaction& tx) {
    auto found = read_venues(tx, "venues", " ORDER BY id");
    for (auto& each : found) read_rooms(tx, each);
    return found;
}

std::vector<std::string> slugs_like(transaction& tx, slug_table where, std::string_view base) {
    // A slug holds neither % nor _, so nothing in it means anything to LIKE.
    static constexpr std::string_view sql[] = {
        "SELECT slug FROM organisation WHERE slug = :base OR slug LIKE :begins",
        "SELECT slug FROM venue WHERE slug = :base OR slug LIKE :begins",
        "SELECT slug FROM event WHERE slug = :base OR slug LIKE :begins"};
    static constexpr std::string_view names[] = {"organisation_slugs", "venue_slugs", "event_slugs"};
    const auto index = static_cast<std::size_t>(where) - 1;
    KRUG_CHECK(index < std::size(sql));
    std::vector<text> slugs;
    for (const auto& [slug] : query<text>(tx, names[index], sql[index], base, text(base) + "-%")) slugs.push_back(slug);
    return slugs;
}

} // namespace krug::store
