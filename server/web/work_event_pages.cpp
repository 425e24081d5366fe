// Events at work: the list, the editor of one event, publishing, cancelling, copying.
#include "calendar/words.hpp"
#include "web/event_editor.hpp"
#include "web/event_views.hpp"
#include "web/event_words.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::action;

render::work_event_row row_of(const service::event_line& line, const call& asked,
                              const std::vector<domain::organisation>& organisations) {
    const auto now = asked.on.clock.now();
    const auto when = when_of(line.time, now, asked.lang);
    render::work_event_row row;
    row.url = "/work/events/" + std::to_string(line.id.value);
    row.title = line.title;
    row.when = when.time.empty() ? when.day : when.day + ", " + when.time;
    row.place = line.venue_name;
    for (const auto& each : organisations)
        if (each.id == line.owner) row.organisation = each.name;
    const auto language = calendar_language(asked.lang);
    row.registered = calendar::number_words(line.confirmed, language);
    if (line.seats.limit)
        row.registered += say(asked.lang, " из ", " of ") + calendar::number_words(*line.seats.limit, language);
    row.is_draft = line.state == domain::event_state::draft;
    row.is_cancelled = line.state == domain::event_state::cancelled;
    const bool is_over_now = line.state == domain::event_state::finished || is_over(line.time, now);
    row.is_finished = !row.is_draft && !row.is_cancelled && is_over_now;
    const bool begun = line.time.starts_at && *line.time.starts_at <= now;
    row.is_running = !row.is_draft && !row.is_cancelled && !row.is_finished && begun;
    row.is_published = !row.is_draft && !row.is_cancelled && !row.is_finished && !row.is_running;
    return row;
}

response show_list(call& asked) {
    service::event_filter filter;
    filter.text = asked.query.text("q");
    filter.upcoming_only = asked.query.text("state") == "upcoming";
    filter.cursor = asked.query.text("cursor");
    const auto found = asked.on.events.list_staff_events(asked.actor, filter);
    const auto organisations = asked.on.events.list_organisations();
    render::work_event_list_view view;
    view.text = filter.text;
    view.states = {{"", say(asked.lang, "Все", "All"), "", !filter.upcoming_only, false},
                   {"upcoming", say(asked.lang, "Идут и предстоят", "Now and to come"), "", filter.upcoming_only, false}};
    view.is_filtered = !filter.text.empty() || filter.upcoming_only;
    for (const auto& line : found.items) view.events.push_back(row_of(line, asked, organisations));
    const auto state = filter.upcoming_only ? "&state=upcoming" : "";
    if (!found.next.empty())
        view.next_url = "/work?q=" + percent_encode(filter.text) + state + "&cursor=" + percent_encode(found.next);
    if (!filter.cursor.empty()) view.previous_url = "/work?q=" + percent_encode(filter.text) + state;
    const auto frame = work_frame_of(asked, render::work_section::events);
    return page(render::render_page(asked.on.pages, frame, view));
}

/// A role for one event alone makes no further ones.
bool may_create_beside(const call& asked) {
    return domain::may(asked.actor.assignments, action::create_event, asked.owner, {});
}

struct shown_editor {
    const service::event_view* about = nullptr; ///< none for a new one
    typed_fields typed;
    std::vector<render::form_error> errors;
    std::string version;
    int status = 200;
};

/// Events of the same organisation that this one may be part of; what it is part of now is among them.
void offer_parents(render::event_editor_view& view, const call& asked, const shown_editor& shown) {
    constexpr int parents_offered = 200;
    const auto* about = shown.about;
    std::optional<domain::organisation_id> owner;
    if (about != nullptr) owner = about->event.owner;
    else if (const auto own = own_organisation(asked)) owner = own->id;
    service::event_filter filter;
    filter.limit = parents_offered;
    const auto typed = shown.typed.find("parent");
    const auto chosen = typed != shown.typed.end()              ? number_in(typed->second)
                        : about != nullptr && about->event.parent ? about->event.parent->value
                                                                  : 0;
    bool known = chosen == 0;
    for (const auto& line : asked.on.events.list_staff_events(asked.actor, filter).items) {
        if (line.owner != owner || (about != nullptr && line.id == about->event.id)) continue;
        known = known || line.id.value == chosen;
        view.parents.push_back({std::to_string(line.id.value), line.title, "", line.id.value == chosen, false});
    }
    if (!known && about != nullptr && about->parent_title)
        view.parents.push_back({std::to_string(chosen), *about->parent_title, "", true, false});
    if (!view.parents.empty()) view.parents.insert(view.parents.begin(), {"", say(asked.lang, "Само по себе", "On its own"), "", chosen == 0, false});
}

response show_editor(const call& asked, const shown_editor& shown) {
    auto view = editor_view_of(shown.typed, shown.errors, asked.lang);
    view.is_new = shown.about == nullptr;
    view.action = view.is_new ? "/work/events/new" : base_of(asked) + "/edit";
    view.version = shown.version;
    if (shown.about != nullptr) {
        const auto& event = shown.about->event;
        view.is_cancelled = event.state == domain::event_state::cancelled;
        view.is_draft = event.state == domain::event_state::draft;
        view.is_finished = !view.is_cancelled && !view.is_draft && is_over(event.time, asked.on.clock.now());
        view.is_published = !view.is_cancelled && !view.is_draft && !view.is_finished;
        view.series_url = base_of(asked) + "/series";
        view.programme_url = base_of(asked) + "/programme";
        if (view.is_draft) view.publish_url = base_of(asked) + "/publish";
        if (!view.is_cancelled && !view.is_draft) view.cancel_url = base_of(asked) + "/cancel";
        if (may_create_beside(asked)) view.clone_url = base_of(asked) + "/clone";
        if (event.state == domain::event_state::published && !view.is_finished)
            if (const auto reached = asked.on.outbox.reachable(asked.event); reached > 0)
                view.tell_note = render::tr_n(asked.lang, "Письмо с тем, что было и что стало, получит {n} человек: все подтверждённые с почтой. Перенос сессии по записи касается только тех, кто её выбрал.", reached);
        const auto taken = shown.about->seats.taken;
        if (taken > 0 && event.capacity)
            view.capacity_floor = say(asked.lang, "Занято мест: ", "Seats taken: ") + std::to_string(taken) +
                                  say(asked.lang, ". Если поставить меньше, никто не потеряет место: запись закроется, пока они не освободятся.",
                                      ". A smaller number takes nobody's seat: registration waits until seats are free again.");
    }
    offer_parents(view, asked, shown);
    const auto section = view.is_new ? render::work_section::events : render::work_section::edit;
    const auto frame = work_frame_of(asked, section, shown.about);
    return page(render::render_page(asked.on.pages, frame, view), shown.status);
}

/// The buttons that only add a row.
bool adds_row(const form& fields, typed_fields& typed) {
    if (fields.text("step") == "add_session") add_session_row(typed);
    else if (fields.text("step") == "add_organiser") add_organiser_row(typed);
    else return false;
    return true;
}

response ask_new(call& asked) {
    const auto owner = own_organisation(asked);
    if (!owner) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    return show_editor(asked, {nullptr, fields_for_new(owner->name, "Asia/Yekaterinburg"), {}, "", 200});
}

response create(call& asked) {
    const auto owner = own_organisation(asked);
    if (!owner) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    const auto fields = posted(asked);
    shown_editor shown{nullptr, fields_of(fields), {}, "", 200};
    if (check_mark(asked, fields.text("csrf")) == mark_state::wrong) {
        shown.errors.push_back({"title", say(asked.lang, "Форма устарела. Всё написанное здесь: нажмите «Сохранить» ещё раз.",
                                             "The form is too old. Everything is still here: press “Save” again.")});
        shown.status = 422;
        return show_editor(asked, shown);
    }
    if (adds_row(fields, shown.typed)) return show_editor(asked, shown);
    auto read = read_event(shown.typed, nullptr, asked.lang);
    shown.errors = read.errors;
    shown.status = 422;
    if (!shown.errors.empty()) return show_editor(asked, shown);
    const auto made = asked.on.events.create_event(asked.actor, owner->id, read.draft);
    if (!made) {
        shown.errors = errors_of(made.error(), read, asked.lang);
        shown.status = status_of(made.error().code);
        return show_editor(asked, shown);
    }
    const auto base = "/work/events/" + std::to_string(made->value);
    for (auto& each : read.sessions) {
        if (each.is_removed) continue;
        each.value.event = *made;
        // Checked above; what could still refuse it is shown where the sessions stand.
        if (!asked.on.events.add_session(asked.actor, each.value, true)) return redirect(base + "/edit");
    }
    return redirect(base + "?done=created");
}

response ask_edit(call& asked) {
    const auto about = event_of(asked);
    return show_editor(asked, {&about, fields_of(about, asked.lang), {}, std::to_string(about.event.version), 200});
}

domain::refusal renamed(domain::refusal refusal, const std::string& field) {
    if (refusal.fields.empty()) refusal.fields.push_back({field, "not_accepted", 0});
    return refusal;
}

/// Removals, the event, then its other sessions: what may be refused comes first, so that little is left half done.
domain::result<void> save(const call& asked, const service::event_view& about, event_reading& read, bool tell) {
    auto& events = asked.on.events;
    auto version = about.event.version;
    read.draft.tell_guests = tell;
    for (const auto& each : read.sessions) {
        if (!each.is_removed || each.is_new) continue;
        if (auto removed = events.remove_session(asked.actor, asked.event, each.value.id); !removed)
            return renamed(removed.error(), "session_" + each.key + "_title");
        ++version;
    }
    if (const auto saved = events.update_event(asked.actor, asked.event, read.draft, version); !saved) return saved.error();
    for (auto& each : read.sessions) {
        if (each.is_removed || !each.is_changed) continue;
        each.value.event = asked.event;
        if (each.is_new) {
            if (auto added = events.add_session(asked.actor, each.value, true); !added) return added.error();
        } else if (auto updated = events.update_session(asked.actor, each.value, read.draft.tell_guests); !updated) {
            return updated.error();
        }
    }
    asked.on.outbox.tell_now(asked.event); // all of it is saved: one letter says it all
    return {};
}

response edit(call& asked) {
    const auto fields = posted(asked);
    const auto about = event_of(asked);
    shown_editor shown{&about, fields_of(fields), {}, fields.text("version"), 422};
    if (check_mark(asked, fields.text("csrf")) == mark_state::wrong) {
        shown.errors.push_back({"title", say(asked.lang, "Форма устарела. Всё написанное здесь: нажмите «Сохранить» ещё раз.",
                                             "The form is too old. Everything is still here: press “Save” again.")});
        return show_editor(asked, shown);
    }
    if (adds_row(fields, shown.typed)) {
        shown.status = 200;
        return show_editor(asked, shown);
    }
    auto read = read_event(shown.typed, &about, asked.lang);
    shown.errors = read.errors;
    if (!shown.errors.empty()) return show_editor(asked, shown);
    if (number_in(shown.version) != about.event.version) {
        // What was typed stays; saving again, with the version that stands now, is a decision of the person.
        shown.errors.push_back({"title", say(asked.lang,
                                             "Пока вы правили, событие изменил кто-то ещё. Сверьте и сохраните ещё раз: "
                                             "останется то, что написано здесь.",
                                             "Somebody else changed the event meanwhile. Compare and save again: what is "
                                             "written here will stand.")});
        shown.version = std::to_string(about.event.version);
        shown.status = 412;
        return show_editor(asked, shown);
    }
    // A form from before there was anybody to tell asked nothing, and nobody was left out.
    const bool tell = !fields.has("tell_asked") || fields.has("tell_guests");
    if (const auto saved = save(asked, about, read, tell); !saved) {
        const auto now = event_of(asked);
        shown.about = &now;
        shown.version = std::to_string(now.event.version);
        shown.errors = errors_of(saved.error(), read, asked.lang);
        if (saved.error().code == domain::refusal_code::wrong_state)
            shown.errors.front().message = say(asked.lang,
                                               "Эту сессию уже выбрали участники, или за ней закреплён вход: убрать её нельзя.",
                                               "People have chosen this session or an entrance serves it: it cannot be removed.");
        shown.status = status_of(saved.error().code);
        return show_editor(asked, shown);
    }
    return redirect(base_of(asked) + "/edit?done=saved");
}

response publish(call& asked) {
    const auto done = asked.on.events.publish_event(asked.actor, asked.event);
    if (done) return redirect(base_of(asked) + "?done=published");
    if (done.error().code != domain::refusal_code::operator_not_named) return refused(asked, done.error());
    const auto about = event_of(asked);
    const auto typed = fields_of(about, asked.lang);
    return show_editor(asked, {&about, typed, {{"organiser_1_name", sentence_of(done.error(), asked.lang)}},
                               std::to_string(about.event.version), status_of(done.error().code)});
}

response cancel(call& asked) {
    const auto done = asked.on.events.cancel_event(asked.actor, asked.event);
    return done ? redirect(base_of(asked) + "?done=cancelled") : refused(asked, done.error());
}

response clone(call& asked) {
    if (!may_create_beside(asked)) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    const auto copy = asked.on.events.clone_event(asked.actor, asked.event);
    return copy ? redirect("/work/events/" + std::to_string(copy->value) + "/edit?done=cloned") : refused(asked, copy.error());
}

} // namespace

std::vector<route> work_event_routes() {
    using enum method;
    return {
        {get, "/work", action::own_account, entrance::work, show_list, "", "", "", ""},
        {get, "/work/events/new", action::create_event, entrance::work, ask_new, "", "", "", ""},
        {post, "/work/events/new", action::create_event, entrance::work, create, "", "", "", "", true},
        {get, "/work/events/{event}/edit", action::edit_event, entrance::work, ask_edit, "", "", "", ""},
        {post, "/work/events/{event}/edit", action::edit_event, entrance::work, edit, "", "", "", "", true},
        {post, "/work/events/{event}/publish", action::edit_event, entrance::work, publish, "", "", "", ""},
        {post, "/work/events/{event}/cancel", action::edit_event, entrance::work, cancel, "", "", "", ""},
        {post, "/work/events/{event}/clone", action::create_event, entrance::work, clone, "", "", "", ""},
    };
}

} // namespace krug::web
