// The people who work for an organisation and what each may do.
#include "calendar/words.hpp"
#include "render/pages/work_event_page.hpp"
#include "web/event_words.hpp"
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
    std::string email, role = "desk", place;
    std::vector<domain::field_error> wrong;
    std::string fresh_link;
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

render::staff_row row_of(const call& asked, const domain::staff& person, bool is_you) {
    render::staff_row row;
    row.name = person.name;
    row.email = person.email;
    row.is_you = is_you;
    row.has_password = person.has_password;
    row.has_factor = asked.on.factors.has_factor(person.id);
    if (row.has_factor && !is_you && asked.on.staff.check_above(asked.actor, person.id))
        row.reset_url = "/work/staff/" + std::to_string(person.id.value) + "/reset-factor";
    return row;
}

bool owns(const call& asked, domain::organisation_id which) {
    return std::any_of(asked.actor.assignments.begin(), asked.actor.assignments.end(), [&](const auto& given) {
        return given.as == domain::role::owner && given.organisation == which && !given.event;
    });
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
                if (fresh) rows.push_back(row_of(asked, person, is_you));
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

std::vector<render::invitation_row> invitations_of(const call& asked, const known_places& places) {
    std::vector<render::invitation_row> rows;
    const auto now = asked.on.clock.now();
    const auto zone = calendar::zone::moscow();
    for (const auto& [organisation, title] : places.organisations)
        for (const auto& each : asked.on.invitations.pending({organisation})) {
            if (!may_manage(asked, each.offered)) continue;
            render::invitation_row row;
            row.email = each.email;
            row.role = staff_role_words(each.offered.as, asked.lang);
            row.where = where_of(asked, places, each.offered);
            row.is_over = each.is_over;
            row.state = say(asked.lang, "Отправлено ", "Sent ") + short_moment(each.created_at, now, zone, asked.lang) +
                        (each.is_over ? say(asked.lang, ", срок вышел", ", out of time")
                                      : say(asked.lang, ", действует до ", ", valid until ") + short_moment(each.expires_at, now, zone, asked.lang));
            if (each.is_opened && !each.is_over) row.state += say(asked.lang, ", ссылка открыта", ", link opened");
            const auto base = "/work/staff/invitations/" + std::to_string(each.id);
            row.resend_url = base + "/resend";
            row.revoke_url = base + "/revoke";
            rows.push_back(std::move(row));
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
    view.invitations = invitations_of(asked, places);
    view.fresh_link = typed.fresh_link;
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
    for (const auto& [id, name] : places.organisations)
        if (owns(asked, {id})) view.demands.push_back({std::to_string(id), name, asked.on.factors.demands_factor({id})});
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

response invite(call& asked) {
    const auto fields = posted(asked);
    typed_staff typed{fields.text("email"), fields.text("role"), fields.text("place"), {}, ""};
    const auto role = domain::parse_word<domain::role>(typed.role);
    const auto given = role ? place_in(asked, typed.place, *role) : std::nullopt;
    if (!role || !domain::is_staff_role(*role)) typed.wrong.push_back({"role", "not_a_choice", 0});
    else if (!given || !may_manage(asked, *given)) typed.wrong.push_back({"place", "not_a_choice", 0});
    if (!typed.wrong.empty()) return show(asked, typed, 422);
    const auto invited = asked.on.invitations.invite(asked.actor, typed.email, *given, asked.language_code());
    if (!invited) {
        if (invited.error().fields.empty()) return refused(asked, invited.error());
        typed.wrong = invited.error().fields;
        return show(asked, typed, status_of(invited.error().code));
    }
    if (*invited == 0) return redirect("/work/staff?done=added");
    if (asked.on.settings.mail_configured) return redirect("/work/staff?done=invited");
    // Nobody carries letters here: whoever invites hands the link over.
    typed = {};
    if (const auto secret = asked.on.invitations.secret_of(asked.actor, *invited))
        typed.fresh_link = asked.on.settings.public_url + "/join/" + *secret;
    return show(asked, typed);
}

response resend_invitation(call& asked) {
    const auto id = number_in(asked.place.at("invitation"));
    const auto done = asked.on.invitations.resend(asked.actor, id, asked.language_code());
    if (!done) return refused(asked, done.error());
    if (asked.on.settings.mail_configured) return redirect("/work/staff?done=invited");
    typed_staff shown;
    if (const auto secret = asked.on.invitations.secret_of(asked.actor, id))
        shown.fresh_link = asked.on.settings.public_url + "/join/" + *secret;
    return show(asked, shown);
}

response revoke_invitation(call& asked) {
    const auto done = asked.on.invitations.revoke(asked.actor, number_in(asked.place.at("invitation")));
    return done ? redirect("/work/staff?done=revoked") : refused(asked, done.error());
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

response reset_factor(call& asked) {
    const domain::staff_id who{number_in(asked.place.at("staff"))};
    const auto done = asked.on.factors.reset(asked.actor, who);
    return done ? redirect("/work/staff?done=factor_reset") : refused(asked, done.error());
}

response demand_factor(call& asked) {
    const auto fields = posted(asked);
    const domain::organisation_id which{number_in(fields.text("organisation"))};
    if (!which) return error_answer(asked, 404);
    const auto done = asked.on.factors.set_demand(asked.actor, which, fields.text("demanded") == "yes");
    if (done) return redirect("/work/staff?done=saved");
    // Who demands what they have not got themselves would be the first to stand outside.
    if (done.error().code == domain::refusal_code::wrong_state) return redirect("/work/account/factor?done=factor_first");
    return refused(asked, done.error());
}

} // namespace

std::vector<route> staff_routes() {
    using enum method;
    constexpr auto staff = action::manage_staff;
    return {
        {get, "/work/staff", staff, entrance::work, show_staff, "", "", "", "", false, freshness::shows},
        {post, "/work/staff", staff, entrance::work, invite, "", "", "", ""},
        {post, "/work/staff/{staff}/reset-factor", staff, entrance::work, reset_factor, "", "", "", ""},
        {post, "/work/staff/invitations/{invitation}/resend", staff, entrance::work, resend_invitation, "", "", "", ""},
        {post, "/work/staff/invitations/{invitation}/revoke", staff, entrance::work, revoke_invitation, "", "", "", ""},
        {post, "/work/staff/demand", staff, entrance::work, demand_factor, "", "", "", ""},
        {post, "/work/staff/remove", staff, entrance::work, remove_role, "", "", "", ""},
    };
}

} // namespace krug::web
