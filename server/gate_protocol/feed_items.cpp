// Encode and decode of feed items side by side, so that a member added to one is missed in the other at a glance.
#include "gate_protocol/json_members.hpp"

#include "ground/check.hpp"

#include <algorithm>

namespace krug::gate_protocol {
namespace json = boost::json;
namespace {

constexpr std::int64_t seconds_max = 253402300799; // the end of year 9999
constexpr std::int64_t number_max = 0xFFFF;
constexpr std::int64_t minutes_max = 60 * 24 * 366;

std::int64_t in_number(const json::value& value, std::int64_t least, std::int64_t most, std::string_view name) {
    if (!value.is_int64() || value.get_int64() < least || value.get_int64() > most)
        throw malformed{std::string(name)};
    return value.get_int64();
}

template <class Id> json::array ids_to_json(const std::vector<Id>& ids) {
    json::array out;
    for (const auto& each : ids) out.emplace_back(each.value);
    return out;
}

template <class Id>
std::vector<Id> read_ids(members& in, std::string_view name, std::size_t most, std::int64_t least) {
    std::vector<Id> ids;
    for (const auto& each : in.list(name, most)) ids.push_back(Id{in_number(each, least, number_max, name)});
    return ids;
}

// --- roster_put

json::object to_json(const roster_put& item) {
    const auto& row = item.row;
    return {{"kind", "put"},
            {"code", item.code},
            {"generation", row.generation},
            {"category", row.category.value},
            {"state", static_cast<int>(row.state)},
            {"scope", row.scope.value},
            {"sessions", ids_to_json(row.sessions)},
            {"place", row.waitlist_place},
            {"identity", row.check_identity},
            {"answer", row.needs_answer},
            {"reentry", row.reentry},
            {"crew", row.crew},
            {"number", item.number},
            {"short", item.short_code},
            {"name", item.name},
            {"table", item.table}};
}

roster_put read_roster_put(members& in) {
    roster_put item;
    item.code = in.hex_text("code", 16);
    auto& row = item.row;
    row.generation = static_cast<int>(in.number("generation", 1, number_max));
    row.category.value = in.number("category", 0, number_max);
    row.state = static_cast<domain::roster_state>(in.number("state", 1, 8));
    row.scope.value = in.number("scope", 0, number_max);
    row.sessions = read_ids<domain::session_id>(in, "sessions", 64, 1);
    row.waitlist_place = static_cast<int>(in.number("place", 0, 10'000'000));
    row.check_identity = in.yes_no("identity");
    row.needs_answer = in.yes_no("answer");
    row.reentry = in.yes_no("reentry");
    row.crew = in.yes_no("crew");
    item.number = in.hex_text("number", 16, true);
    item.short_code = in.hex_text("short", 16, true);
    item.name = in.text("name", 80);
    item.table = in.text("table", 40);
    return item;
}

// --- roster_remove, deny

json::object to_json(const roster_remove& item) { return {{"kind", "remove"}, {"code", item.code}}; }

roster_remove read_roster_remove(members& in) { return {in.hex_text("code", 16)}; }

json::object to_json(const deny& item) {
    return {{"kind", "deny"},
            {"code", item.code},
            {"min_generation", item.min_generation},
            {"blocked", item.blocked}};
}

deny read_deny(members& in) {
    deny item;
    item.code = in.hex_text("code", 16);
    item.min_generation = static_cast<int>(in.number("min_generation", 0, number_max + 1));
    item.blocked = in.yes_no("blocked");
    return item;
}

// --- admission_elsewhere

json::object to_json(const admission_elsewhere& item) {
    return {{"kind", "admission"},
            {"code", item.code},
            {"scan", bytes_value(item.scan)},
            {"device", item.device.value},
            {"point", item.point.value},
            {"out", item.direction == domain::passage::out},
            {"at_ms", item.at_ms},
            {"voided", item.voided}};
}

admission_elsewhere read_admission(members& in) {
    admission_elsewhere item;
    item.code = in.hex_text("code", 16);
    item.scan = in.bytes<16>("scan");
    item.device.value = in.number("device", 0, INT64_MAX);
    item.point.value = in.number("point", 0, number_max);
    item.direction = in.yes_no("out") ? domain::passage::out : domain::passage::in;
    item.at_ms = in.number("at_ms", 0, seconds_max * 1000);
    item.voided = in.yes_no("voided");
    return item;
}

// --- rules

json::object to_json(const domain::session_times& session) {
    return {{"id", session.id.value},
            {"title", session.title},
            {"starts_at", session.starts_at},
            {"ends_at", session.ends_at}};
}

json::object to_json(const domain::guest_category& category) {
    return {{"id", category.id.value},
            {"name", category.name},
            {"name_en", category.name_en},
            {"colour", category.colour}};
}

domain::guest_category read_category(members in) {
    domain::guest_category category;
    category.id.value = in.number("id", 1, number_max);
    category.name = in.text("name", 240);
    category.name_en = in.text("name_en", 240);
    category.colour = in.text("colour", 16);
    const auto& known = domain::lanyard_colours;
    if (std::find(known.begin(), known.end(), category.colour) == known.end()) in.wrong("colour");
    in.end();
    return category;
}

domain::session_times read_session(members in) {
    domain::session_times session;
    session.id.value = in.number("id", 1, number_max);
    session.title = in.text("title", 600);
    session.starts_at = in.number("starts_at", 0, seconds_max);
    session.ends_at = in.number("ends_at", 0, seconds_max);
    in.end();
    return session;
}

json::object to_json(const domain::event_rules& event) {
    json::array sessions;
    for (const auto& session : event.sessions) sessions.push_back(to_json(session));
    json::object out{{"event", event.event.value},
                     {"title", event.title},
                     {"starts_at", event.starts_at},
                     {"ends_at", event.ends_at},
                     {"utc_offset_minutes", event.utc_offset_minutes},
                     {"identity_check", event.identity_check},
                     {"home_gates", event.home_gates},
                     {"gate_points", ids_to_json(event.gate_points)},
                     {"sessions", std::move(sessions)}};
    // Written only where they are used, so that events without them stay readable for older devices.
    if (event.moves) out["moves"] = true;
    if (!event.categories.empty()) {
        json::array categories;
        for (const auto& category : event.categories) categories.push_back(to_json(category));
        out["categories"] = std::move(categories);
    }
    return out;
}

domain::event_rules read_event(members in) {
    domain::event_rules event;
    event.event.value = in.number("event", 1, 0xFFFFFFFF);
    event.title = in.text("title", 1200);
    event.starts_at = in.number("starts_at", 0, seconds_max);
    event.ends_at = in.number("ends_at", 0, seconds_max);
    event.utc_offset_minutes = static_cast<int>(in.number("utc_offset_minutes", -24 * 60, 24 * 60));
    event.identity_check = in.yes_no("identity_check");
    event.home_gates = static_cast<int>(in.number("home_gates", 0, 64));
    event.gate_points = read_ids<domain::admission_point_id>(in, "gate_points", 64, 1);
    for (const auto& session : in.list("sessions", 512)) event.sessions.push_back(read_session({session, "session"}));
    if (in.has("moves")) event.moves = in.yes_no("moves");
    if (in.has("categories"))
        for (const auto& category : in.list("categories", 256))
            event.categories.push_back(read_category({category, "category"}));
    in.end();
    return event;
}

json::object to_json(const domain::admission_point_rules& point) {
    json::object out{{"id", point.id.value},
                     {"name", point.name},
                     {"name_en", point.name_en},
                     {"area", point.area},
                     {"sessions", ids_to_json(point.sessions)},
                     {"categories", ids_to_json(point.categories)},
                     {"sign_up_required", point.sign_up_required}};
    if (point.opens_minutes_before) out["opens_minutes_before"] = *point.opens_minutes_before;
    if (point.closes_minutes_after) out["closes_minutes_after"] = *point.closes_minutes_after;
    out["entries"] = static_cast<int>(point.entries);
    out["exits_scanned"] = point.exits_scanned;
    out["walk_ins"] = point.walk_ins;
    out["walk_in_limit"] = point.walk_in_limit;
    if (point.standby_after_minutes) out["standby_after_minutes"] = *point.standby_after_minutes;
    if (point.identity_check) out["identity_check"] = true;
    return out;
}

std::optional<int> read_minutes(members& in, std::string_view name, std::int64_t least) {
    const auto minutes = in.optional_number(name, least, minutes_max);
    return minutes ? std::optional(static_cast<int>(*minutes)) : std::nullopt;
}

domain::admission_point_rules read_point(members in) {
    domain::admission_point_rules point;
    point.id.value = in.number("id", 1, number_max);
    point.name = in.text("name", 240);
    point.name_en = in.text("name_en", 240);
    point.area = static_cast<int>(in.number("area", 0, number_max));
    point.sessions = read_ids<domain::session_id>(in, "sessions", 512, 1);
    point.categories = read_ids<domain::category_id>(in, "categories", 256, 0);
    point.sign_up_required = in.yes_no("sign_up_required");
    point.opens_minutes_before = read_minutes(in, "opens_minutes_before", 0);
    point.closes_minutes_after = read_minutes(in, "closes_minutes_after", -minutes_max);
    point.entries = static_cast<domain::entry_rule>(in.number("entries", 1, 3));
    point.exits_scanned = in.yes_no("exits_scanned");
    point.walk_ins = in.yes_no("walk_ins");
    point.walk_in_limit = static_cast<int>(in.number("walk_in_limit", 0, 10'000'000));
    point.standby_after_minutes = read_minutes(in, "standby_after_minutes", 0);
    if (in.has("identity_check")) point.identity_check = in.yes_no("identity_check");
    in.end();
    return point;
}

json::object to_json(const rules& item) {
    json::array points;
    for (const auto& point : item.points) points.push_back(to_json(point));
    return {{"kind", "rules"}, {"version", item.version}, {"event", to_json(item.event)}, {"points", std::move(points)}};
}

rules read_rules(members& in) {
    rules item;
    item.version = in.number("version", 1, INT64_MAX);
    item.event = read_event({in.any("event"), "event"});
    for (const auto& point : in.list("points", 256)) item.points.push_back(read_point({point, "point"}));
    return item;
}

// --- message

json::object to_json(const message& item) { return {{"kind", "message"}, {"ru", item.ru}, {"en", item.en}}; }

message read_message(members& in) {
    message item;
    item.ru = in.text("ru", 1000);
    item.en = in.text("en", 1000);
    return item;
}

feed_item read_item(const json::value& value) {
    members in(value, "");
    const auto kind = in.text("kind", 16);
    feed_item item;
    if (kind == "put")
        item = read_roster_put(in);
    else if (kind == "remove")
        item = read_roster_remove(in);
    else if (kind == "deny")
        item = read_deny(in);
    else if (kind == "admission")
        item = read_admission(in);
    else if (kind == "rules")
        item = read_rules(in);
    else if (kind == "message")
        item = read_message(in);
    else if (kind == "keys")
        return read_key_set(members(value, ""));
    else
        in.wrong("kind");
    in.end();
    return item;
}

} // namespace

json::value to_json(const key_set& keys) {
    json::array listed;
    for (const auto& each : keys.keys)
        listed.push_back(
            json::object{{"key", bytes_value(each.key)}, {"standing", static_cast<int>(each.standing)}});
    return json::object{{"kind", "keys"},
                        {"event", keys.event.value},
                        {"version", keys.version},
                        {"keys", std::move(listed)},
                        {"signature", bytes_value(keys.signature)}};
}

key_set read_key_set(members in) {
    key_set keys;
    if (in.text("kind", 16) != "keys") in.wrong("kind");
    keys.event.value = in.number("event", 1, 0xFFFFFFFF);
    keys.version = in.number("version", 1, INT64_MAX);
    for (const auto& value : in.list("keys", 64)) {
        members each(value, "keys");
        listed_key listed;
        listed.key = each.bytes<32>("key");
        listed.standing = static_cast<domain::key_standing>(each.number("standing", 2, 5));
        each.end();
        keys.keys.push_back(listed);
    }
    keys.signature = in.bytes<64>("signature");
    in.end();
    return keys;
}

std::string encode_item(const feed_item& item) {
    return std::visit([](const auto& each) { return json::serialize(to_json(each)); }, item);
}

domain::result<feed_item> decode_item(std::string_view text) {
    return decode_with<feed_item>(text, feed_item_bytes_max, read_item);
}

} // namespace krug::gate_protocol
