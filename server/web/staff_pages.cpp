// The people who work for an organisation and what each may do.
#include "render/pages/work_event_page.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace krug::web {

namespace {

using domain::action;

constexpr int events_offered = 100;

bool may_manage(const call& asked, const domain::assignment& given) {
    return domain::may(asked.actor.assignments, action::manage_staff, given.organisation, given.event);
}

struct typed_staff {
    std::string email, name, role = "desk", place;
    std::vector<domain::field_error> wrong;
};

/// Organisations and events for which the reader may give roles, with their names.
struct known_places {
    std::map<std::int64_t, std::string> organisations;
    std::vector<service::event_line> events;
};

known_places places_of(const call& asked) {
    known_places places;
    std::set<std::int64_t> own;
    for (const auto& given : asked.actor.assignments)
        if (domain::reach_of(given.as, action::manage_staff) != domain::reach::none) own.insert(given.organisation.value);
    for (const auto& each : asked.on.events.list_organisations())
        if (own.contains(each.id.value)) places.organisations[each.id.value] = each.name;
    service::event_filter filter;
    filter.limit = events_offered;
    for (auto& line : asked.on.events.list_staff_events(asked.actor, filter).items)
        if (may_manage(asked, {domain::role::desk, line.owner, line.id})) places.events.push_back(std::move(line));
    return places;
}

std::string where_of(const call& asked, const known_places& places, const domain::assignment& given) {
    if (given.event) {
        for (const auto& line : places.events)
            if (line.id == given.event) return line.title;
        const auto about = asked.on.events.find_event(given.event);
        return about ? about->event.text.title : "";
    }
    const auto known = places.organisations.find(given.organisation.value);
    return known == places.organisations.end() ? "" : known->second;
}

std::vector<render::staff_row> people_of(const call& asked, const known_places& places) {
    std::vector<render::staff_row> rows;
    std::map<std::int64_t, std::size_t> at; // staff id → row
    for (const auto& [organisation, title] : places.organisations)
        for (const auto& person : asked.on.staff.list_staff({organisation})) {
            const bool is_you = person.id == asked.login->staff.id;
            for (const auto& given : person.assignments) {
                if (!may_manage(asked, given) && !is_you) continue;
                const auto [known, fresh] = at.try_emplace(person.id.value, rows.size());
                if (fresh) rows.push_back({person.name, person.email, is_you, person.has_password, {}});
                render::staff_role_row role;
                role.role = staff_role_words(given.as, asked.lang);
                role.where = where_of(asked, places, given);
                // Nobody saws off the branch they sit on: somebody else takes their role.
                if (!is_you) role.remove_url = "/work/staff/remove";
                role.staff = std::to_string(person.id.value);
                role.as = domain::word_of(given.as);
                role.organisation = std::to_string(given.organisation.value);
                role.event = std::to_string(given.event.value);
                rows[known->second].roles.push_back(std::move(role));
            }
        }
    return rows;
}

response show(const call& asked, const typed_staff& typed, int status = 200) {
    const auto places = places_of(asked);
    const auto field = [&](const std::string& name, const std::string& value) {
        render::form_field shown{value, {}};
        for (const auto& error : typed.wrong)
            if (error.field == name) shown.error = sentence_of(error, asked.lang);
        return shown;
    };
    render::staff_view view;
    view.action = "/work/staff";
    view.people = people_of(asked, places);
    view.email = field("email", typed.email);
    view.name = field("name", typed.name);
    view.password = field("password", "");
    for (const auto& error : typed.wrong) view.errors.push_back({error.field, sentence_of(error, asked.lang)});
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), asked.lang);
    using enum domain::role;
    for (const auto role : {desk, door_staff, table_host, event_manager, privacy_officer, auditor, owner})
        view.roles.push_back({std::string(domain::word_of(role)), staff_role_words(role, asked.lang), "",
                              typed.role == domain::word_of(role), false});
    for (const auto& [id, name] : places.organisations)
        if (may_manage(asked, {desk, {id}, {}})) {
            const auto value = "organisation:" + std::to_string(id);
            view.places.push_back({value, name + say(asked.lang, ", все события", ", all events"), "", typed.place == value, false});
        }
    for (const auto& line : places.events) {
        const auto value = "event:" + std::to_string(line.id.value);
        view.places.push_back({value, line.title, "", typed.place == value, false});
    }
    const auto frame = work_frame_of(asked, render::work_section::staff);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response show_staff(call& asked) { return show(asked, {}); }

/// What "organisation:7" or "event:17" names; nothing when it is neither.
std::optional<domain::assignment> place_in(const call& asked, std::string_view text, domain::role as) {
    constexpr std::string_view organisation = "organisation:", event = "event:";
    if (text.starts_with(organisation)) {
        const auto id = number_in(text.substr(organisation.size()));
        return id > 0 ? std::optional(domain::assignment{as, {id}, {}}) : std::nullopt;
    }
    if (!text.starts_with(event)) return std::nullopt;
    const auto id = number_in(text.substr(event.size()));
    const auto owner = id > 0 ? asked.on.events.owner_of({id}) : std::nullopt;
    return owner ? std::optional(domain::assignment{as, *owner, {id}}) : std::nullopt;
}

response add_staff(call& asked) {
    const auto fields = posted(asked);
    typed_staff typed{fields.text("email"), fields.text("name"), fields.text("role"), fields.text("place"), {}};
    const auto role = domain::parse_word<domain::role>(typed.role);
    const auto given = role ? place_in(asked, typed.place, *role) : std::nullopt;
    if (!role || !domain::is_staff_role(*role)) typed.wrong.push_back({"role", "not_a_choice", 0});
    else if (!given || !may_manage(asked, *given)) typed.wrong.push_back({"place", "not_a_choice", 0});
    if (!typed.wrong.empty()) return show(asked, typed, 422);
    // Whoever is here already keeps their name and password.
    const auto password = asked.on.staff.find_staff(typed.email) ? std::string() : fields.text("password");
    const auto added = asked.on.staff.add_staff(asked.actor, typed.email, typed.name, *given, password);
    if (added) return redirect("/work/staff?done=added");
    if (added.error().fields.empty()) return refused(asked, added.error());
    typed.wrong = added.error().fields;
    return show(asked, typed, status_of(added.error().code));
}

response remove_role(call& asked) {
    const auto fields = posted(asked);
    const auto role = domain::parse_word<domain::role>(fields.text("role"));
    const domain::staff_id who{number_in(fields.text("staff"))};
    if (!role || !who) return error_answer(asked, 400);
    const domain::assignment which{*role, {number_in(fields.text("organisation"))}, {number_in(fields.text("event"))}};
    if (!may_manage(asked, which) || who == asked.login->staff.id)
        return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    const auto done = asked.on.staff.remove_role(asked.actor, who, which);
    return done ? redirect("/work/staff?done=saved") : refused(asked, done.error());
}

} // namespace

std::vector<route> staff_routes() {
    using enum method;
    constexpr auto staff = action::manage_staff;
    return {
        {get, "/work/staff", staff, entrance::work, show_staff, "", "", "", ""},
        {post, "/work/staff", staff, entrance::work, add_staff, "", "", "", ""},
        {post, "/work/staff/remove", staff, entrance::work, remove_role, "", "", "", ""},
    };
}

} // namespace krug::web
