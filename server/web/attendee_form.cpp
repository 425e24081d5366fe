// Writing somebody down by hand, and correcting what was written.
#include "domain/text_rules.hpp"
#include "render/pages/attendance_page.hpp"
#include "web/attendee_list.hpp"
#include "web/event_words.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::action;

/// The registration of the address; nothing when it is none of this event.
std::optional<service::registration_view> person_of(const call& asked) {
    const auto number = number_in(asked.place.at("registration"));
    if (number == 0) return std::nullopt;
    return asked.on.registrations.find(asked.event, {number}, false);
}

struct written_person {
    domain::registration_request request;
    std::string note;
    std::optional<domain::category_id> category; ///< nothing: the form did not ask
    std::vector<domain::field_error> wrong;
};

written_person read_person(const call& asked, const form& fields, const service::event_view& about) {
    written_person read;
    auto& request = read.request;
    request.event = asked.event;
    request.name = {fields.text("family_name"), fields.text("given_name"), fields.text("additional_name")};
    request.email = fields.text("email");
    request.phone = fields.text("phone");
    request.organisation = fields.text("organisation");
    request.position = fields.text("position");
    request.language = render::code(asked.lang);
    request.source = domain::registration_source::staff;
    request.email_trusted = true; // the team vouches for it
    for (const auto& text : fields.all("session"))
        for (const auto& row : about.sessions)
            if (row.session.id.value == number_in(text)) request.sessions.push_back(row.session.id);
    read.note = fields.text("note");
    if (fields.has("category")) read.category = domain::category_id{number_in(fields.text("category"))};
    std::erase(read.note, '\r'); // browsers end the lines of a text area with CR LF
    auto checked = request; // what was typed is shown again as it was typed
    read.wrong = domain::check_registration(checked, false);
    if (read.wrong.empty()) request = checked;
    return read;
}

render::attendee_form_view form_view_of(const call& asked, const written_person& read) {
    const auto& request = read.request;
    const auto show = [&](const std::string& name, const std::string& value) {
        render::form_field field{value, {}};
        for (const auto& error : read.wrong)
            if (error.field == name) field.error = sentence_of(error, asked.lang);
        return field;
    };
    render::attendee_form_view view;
    view.family_name = show("family_name", request.name.family);
    view.given_name = show("given_name", request.name.given);
    view.additional_name = show("additional_name", request.name.additional);
    view.email = show("email", request.email);
    view.phone = show("phone", request.phone);
    view.organisation = show("organisation", request.organisation);
    view.position = show("position", request.position);
    view.note = show("note", read.note);
    for (const auto& error : read.wrong) view.errors.push_back({error.field, sentence_of(error, asked.lang)});
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), asked.lang);
    return view;
}

response show_new_form(const call& asked, const service::event_view& about, const written_person& read, int status = 200) {
    auto view = form_view_of(asked, read);
    view.is_new = true;
    view.action = base_of(asked) + "/people/new";
    view.back_url = base_of(asked) + "/people";
    view.is_full = about.seats.free() == 0;
    for (const auto& row : about.sessions) {
        if (row.session.sign_up == domain::session_sign_up::none) continue;
        const auto& chosen = read.request.sessions;
        view.sessions.push_back({std::to_string(row.session.id.value), row.session.title,
                                 hours_of(row.session, about.event.time, asked.lang),
                                 std::find(chosen.begin(), chosen.end(), row.session.id) != chosen.end(), false});
    }
    const auto frame = work_frame_of(asked, render::work_section::people, &about);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response ask_new(call& asked) { return show_new_form(asked, event_of(asked), {}); }

/// A refusal that is about the whole form stands at its first field.
void take_refusal(const call& asked, const domain::refusal& refusal, render::attendee_form_view& view) {
    view.family_name.error = sentence_of(refusal, asked.lang);
    view.errors = {{"family_name", view.family_name.error}};
    view.error_count = error_count_words(1, asked.lang);
}

response add_person(call& asked) {
    const auto fields = posted(asked);
    const auto about = event_of(asked);
    auto read = read_person(asked, fields, about);
    if (check_mark(asked, fields.text("csrf")) == mark_state::wrong) return show_new_form(asked, about, read, 422);
    if (!read.wrong.empty()) return show_new_form(asked, about, read, 422);
    const auto made = asked.on.registrations.register_guest(asked.actor, read.request);
    if (made) return redirect(person_url(asked, made->id) + "?done=added");
    read.wrong = made.error().fields;
    if (read.wrong.empty()) {
        auto view = form_view_of(asked, read);
        view.is_new = true;
        view.action = base_of(asked) + "/people/new";
        view.back_url = base_of(asked) + "/people";
        take_refusal(asked, made.error(), view);
        const auto frame = work_frame_of(asked, render::work_section::people, &about);
        return page(render::render_page(asked.on.pages, frame, view), status_of(made.error().code));
    }
    return show_new_form(asked, about, read, status_of(made.error().code));
}

response show_edit_form(const call& asked, domain::registration_id id, const std::string& version, const written_person& read,
                        const domain::refusal* refusal, int status) {
    auto view = form_view_of(asked, read);
    if (refusal != nullptr && refusal->fields.empty()) take_refusal(asked, *refusal, view);
    view.action = person_url(asked, id) + "/edit";
    view.back_url = person_url(asked, id);
    view.version = version;
    const auto categories = asked.on.doors.categories(asked.event);
    const auto chosen = read.category.value_or(domain::category_id{});
    if (!categories.empty()) view.categories.push_back({"0", say(asked.lang, "Без категории", "No category"), "", !chosen, false});
    for (const auto& each : categories)
        view.categories.push_back({std::to_string(each.id.value),
                                   asked.lang == render::language::en && !each.name_en.empty() ? each.name_en : each.name, "",
                                   each.id == chosen, false});
    const auto about = event_of(asked);
    const auto frame = work_frame_of(asked, render::work_section::people, &about);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response ask_edit(call& asked) {
    const auto whose = person_of(asked);
    if (!whose) return error_answer(asked, 404);
    const auto& who = whose->registration;
    written_person as_is;
    as_is.request.name = who.name;
    as_is.request.email = who.email;
    as_is.request.phone = who.phone_raw;
    as_is.request.organisation = who.organisation;
    as_is.request.position = who.position;
    as_is.note = who.note;
    as_is.category = who.category;
    return show_edit_form(asked, who.id, std::to_string(who.version), as_is, nullptr, 200);
}

response correct_person(call& asked) {
    const auto whose = person_of(asked);
    if (!whose) return error_answer(asked, 404);
    const auto id = whose->registration.id;
    const auto fields = posted(asked);
    auto read = read_person(asked, fields, event_of(asked));
    const auto& version = fields.text("version");
    if (check_mark(asked, fields.text("csrf")) == mark_state::wrong || !read.wrong.empty())
        return show_edit_form(asked, id, version, read, nullptr, 422);
    service::registration_office::correction what;
    what.name = read.request.name;
    what.email = read.request.email;
    what.phone = read.request.phone;
    what.organisation = read.request.organisation;
    what.position = read.request.position;
    what.note = read.note;
    what.category = read.category;
    what.if_version = std::max<std::int64_t>(number_in(version), 1);
    const auto done = asked.on.registrations.correct(asked.actor, asked.event, id, what);
    if (done) return redirect(person_url(asked, id) + "?done=saved");
    const auto why = done.error();
    read.wrong = why.fields;
    return show_edit_form(asked, id, std::to_string(whose->registration.version), read, &why, status_of(why.code));
}

} // namespace

std::vector<route> attendee_form_routes() {
    using enum method;
    constexpr auto people = action::manage_registration;
    return {
        {get, "/work/events/{event}/people/new", action::register_guest, entrance::work, ask_new, "", "", "", ""},
        {post, "/work/events/{event}/people/new", action::register_guest, entrance::work, add_person, "", "", "", "", true},
        {get, "/work/events/{event}/people/{registration}/edit", people, entrance::work, ask_edit, "", "", "", ""},
        {post, "/work/events/{event}/people/{registration}/edit", people, entrance::work, correct_person, "", "", "", "", true},
    };
}

} // namespace krug::web
