#include "store/people_store.hpp"

#include "ground/check.hpp"
#include "store/dialect.hpp"
#include "store/json_rows.hpp"
#include "store/statement.hpp"
#include "store/written_numbers.hpp"

namespace krug::store {

using text = std::string;
using number = std::int64_t;

namespace {

constexpr int steps_kept = 20;

text rows_of(std::span<const domain::registration_id> ids) {
    json_rows rows;
    number place = 0;
    for (const auto id : ids) {
        rows.next();
        rows.add("n", ++place);
        rows.add("id", id.value);
    }
    return text(rows.text());
}

people_view view_from(number which, number owner, bool shared, text name, const text& filter) {
    const auto known = domain::read_filter(filter);
    KRUG_CHECK(known.has_value()); // only our own words are ever written
    return {which, {owner}, shared, std::move(name), *known};
}

} // namespace

std::vector<tag_row> tags_of(transaction& tx, domain::event_id event) {
    std::vector<tag_row> all;
    for (auto& [which, name, people] : query<number, text, number>(
             tx, "tags_of",
             "SELECT n.number, COALESCE(t.name, ''), COALESCE(c.people, 0) FROM (SELECT number FROM tag WHERE event_id = :event "
             "UNION SELECT DISTINCT tag_number FROM registration_tag WHERE event_id = :event) n "
             "LEFT JOIN tag t ON t.event_id = :event AND t.number = n.number "
             "LEFT JOIN (SELECT tag_number, COUNT(*) AS people FROM registration_tag WHERE event_id = :event GROUP BY tag_number) c "
             "ON c.tag_number = n.number ORDER BY n.number",
             event))
        all.push_back({which, std::move(name), people});
    return all;
}

std::optional<std::int64_t> find_tag(transaction& tx, domain::event_id event, const text& name_key) {
    const auto row = query_one<number>(tx, "find_tag", "SELECT number FROM tag WHERE event_id = :event AND name_key = :key", event,
                                       name_key);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

bool has_tag(transaction& tx, domain::event_id event, std::int64_t which) {
    return query_one<number>(tx, "has_tag", "SELECT 1 FROM tag WHERE event_id = :event AND number = :number", event, which).has_value();
}

std::int64_t insert_tag(transaction& tx, domain::event_id event, const text& name, const text& name_key) {
    const auto last = std::get<0>(*query_one<number>(
        tx, "last_tag", "SELECT COALESCE(MAX(number), 0) FROM tag WHERE event_id = :event", event));
    const auto next = std::max(last + 1, domain::first_own_tag);
    if (next > domain::last_own_tag) return 0;
    execute(tx, "insert_tag", "INSERT INTO tag (event_id, number, name, name_key) VALUES (:event, :number, :name, :key)", event, next,
            name, name_key);
    return next;
}

void delete_tag(transaction& tx, domain::event_id event, std::int64_t which) {
    execute(tx, "delete_tag_marks", "DELETE FROM registration_tag WHERE event_id = :event AND tag_number = :number", event, which);
    execute(tx, "delete_tag", "DELETE FROM tag WHERE event_id = :event AND number = :number", event, which);
}

std::vector<domain::registration_id> put_tag(transaction& tx, domain::event_id event, std::int64_t tag,
                                             std::span<const domain::registration_id> ids, bool on) {
    if (ids.empty()) return {};
    const auto asked = json_table(tx, ":rows", "b", {{"n", column_type::whole}, {"id", column_type::whole}});
    const auto marked = "EXISTS (SELECT 1 FROM registration_tag t WHERE t.event_id = :event AND t.registration_id = b.id "
                        "AND t.tag_number = :tag)";
    std::vector<domain::registration_id> changed;
    const auto find = "SELECT b.id FROM " + asked + " CROSS JOIN registration r WHERE r.event_id = :event AND r.id = b.id AND " +
                      text(on ? "NOT " : "") + marked + " ORDER BY b.n";
    for (const auto& [id] : query<number>(tx, on ? "people_without_tag" : "people_with_tag", find, rows_of(ids), event, tag))
        changed.push_back({id});
    if (changed.empty()) return changed;
    const auto rows = rows_of(changed);
    if (on)
        execute(tx, "put_tag",
                "INSERT INTO registration_tag (event_id, registration_id, tag_number) SELECT CAST(:event AS BIGINT), b.id, "
                "CAST(:tag AS BIGINT) FROM " + asked,
                event, tag, rows);
    else
        execute(tx, "take_tag",
                "DELETE FROM registration_tag WHERE event_id = :event AND tag_number = :tag AND registration_id IN (SELECT b.id FROM " +
                    asked + ")",
                event, tag, rows);
    return changed;
}

std::vector<std::pair<domain::registration_id, std::int64_t>> tags_of_people(transaction& tx, domain::event_id event,
                                                                             std::span<const domain::registration_id> ids) {
    std::vector<std::pair<domain::registration_id, std::int64_t>> all;
    if (ids.empty()) return all;
    for (const auto& [id, tag] : query<number, number>(
             tx, "tags_of_people",
             "SELECT t.registration_id, t.tag_number FROM " +
                 json_table(tx, ":rows", "b", {{"n", column_type::whole}, {"id", column_type::whole}}) +
                 " CROSS JOIN registration_tag t WHERE t.event_id = :event AND t.registration_id = b.id "
                 "ORDER BY t.registration_id, t.tag_number",
             rows_of(ids), event))
        all.emplace_back(domain::registration_id{id}, tag);
    return all;
}

std::int64_t insert_group_step(transaction& tx, const group_step& step) {
    const auto last = query_one<number>(tx, "last_group_step",
                                        "SELECT COALESCE(MAX(number), 0) FROM group_step WHERE event_id = :event", step.event);
    const auto next = std::get<0>(*last) + 1;
    std::vector<number> ids;
    for (const auto id : step.people) ids.push_back(id.value);
    execute(tx, "insert_group_step",
            "INSERT INTO group_step (event_id, number, what, tag_number, made_at, made_by, people) "
            "VALUES (:event, :number, :what, :tag, :at, :by, :people)",
            step.event, next, step.added ? "add_tag" : "remove_tag", step.tag, step.made_at, step.made_by, write_numbers(ids));
    execute(tx, "forget_group_steps", "DELETE FROM group_step WHERE event_id = :event AND number <= :last", step.event,
            next - steps_kept);
    return next;
}

std::optional<group_step> find_group_step(transaction& tx, domain::event_id event, std::int64_t which) {
    const auto row = query_one<text, number, number, number, text>(
        tx, "find_group_step",
        "SELECT what, tag_number, made_at, made_by, people FROM group_step WHERE event_id = :event AND number = :number", event, which);
    if (!row) return std::nullopt;
    group_step step;
    text what, people;
    std::tie(what, step.tag, step.made_at, step.made_by, people) = *row;
    step.event = event;
    step.number = which;
    step.added = what == "add_tag";
    for (const auto id : read_numbers<number>(people)) step.people.push_back({id});
    return step;
}

void delete_group_step(transaction& tx, domain::event_id event, std::int64_t which) {
    execute(tx, "delete_group_step", "DELETE FROM group_step WHERE event_id = :event AND number = :number", event, which);
}

std::vector<people_view> people_views(transaction& tx, domain::event_id event, domain::staff_id whose) {
    std::vector<people_view> all;
    for (auto& [which, owner, shared, name, filter] : query<number, number, bool, text, text>(
             tx, "people_views",
             "SELECT number, owner_id, is_shared, name, filter FROM people_view WHERE event_id = :event "
             "AND (is_shared = 1 OR owner_id = :whose) ORDER BY name, number",
             event, whose))
        all.push_back(view_from(which, owner, shared, std::move(name), filter));
    return all;
}

std::optional<people_view> find_people_view(transaction& tx, domain::event_id event, std::int64_t which) {
    auto row = query_one<number, bool, text, text>(
        tx, "find_people_view", "SELECT owner_id, is_shared, name, filter FROM people_view WHERE event_id = :event AND number = :number",
        event, which);
    if (!row) return std::nullopt;
    auto& [owner, shared, name, filter] = *row;
    return view_from(which, owner, shared, std::move(name), filter);
}

std::int64_t insert_people_view(transaction& tx, domain::event_id event, const people_view& view) {
    const auto last = query_one<number>(tx, "last_people_view",
                                        "SELECT COALESCE(MAX(number), 0) FROM people_view WHERE event_id = :event", event);
    const auto next = std::get<0>(*last) + 1;
    execute(tx, "insert_people_view",
            "INSERT INTO people_view (event_id, number, owner_id, is_shared, name, filter) "
            "VALUES (:event, :number, :owner, :shared, :name, :filter)",
            event, next, view.owner, view.is_shared, view.name, domain::write_filter(view.filter));
    return next;
}

void delete_people_view(transaction& tx, domain::event_id event, std::int64_t which) {
    execute(tx, "delete_people_view", "DELETE FROM people_view WHERE event_id = :event AND number = :number", event, which);
}

std::vector<compared_person> people_to_compare(transaction& tx, domain::event_id event) {
    std::vector<compared_person> people;
    for (auto& [id, family, given, additional, email, phone] : query<number, text, text, text, text, text>(
             tx, "people_to_compare",
             "SELECT id, family_name, given_name, additional_name, email_key, phone FROM registration WHERE event_id = :event "
             "AND erased_at = 0 AND status IN ('unconfirmed', 'pending', 'confirmed', 'waitlisted') ORDER BY id",
             event))
        people.push_back({{id}, {std::move(family), std::move(given), std::move(additional)}, std::move(email), std::move(phone)});
    return people;
}

std::optional<text> people_columns(transaction& tx, domain::staff_id whose) {
    const auto row = query_one<text>(tx, "people_columns", "SELECT columns FROM people_columns WHERE staff_id = :staff", whose);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

void save_people_columns(transaction& tx, domain::staff_id whose, const text& columns) {
    execute(tx, "save_people_columns",
            "INSERT INTO people_columns (staff_id, columns) VALUES (:staff, :columns) "
            "ON CONFLICT (staff_id) DO UPDATE SET columns = excluded.columns",
            whose, columns);
}

} // namespace krug::store
