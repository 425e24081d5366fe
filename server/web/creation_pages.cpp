// Beginning an event: five questions, a template of ours or a copy of an earlier event. The answers are those of the editor's
// form, so what they mean and what is wrong with them is decided there.
#include "calendar/words.hpp"
#include "render/pages/creation_page.hpp"
#include "web/event_editor.hpp"
#include "web/event_words.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"
#include "web/written_moment.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace krug::web {

namespace json = boost::json;

namespace {

using domain::action;
using render::language;

constexpr std::int64_t day_minutes = 24 * 60;
constexpr int earlier_shown = 12;

/// One of our data files, read.
struct event_template {
    std::string name;
    json::object body;
};

const std::vector<event_template>& templates() {
    static const std::vector<event_template> all = [] {
        std::vector<event_template> read;
        for (const auto& file : render::event_template_files())
            read.push_back({std::string(file.name), json::parse(file.bytes).as_object()});
        return read;
    }();
    return all;
}

const event_template* template_named(const std::string& name) {
    const auto& all = templates();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::string text_of(const json::object& body, std::string_view name, language lang) {
    const auto* found = body.if_contains(name);
    if (found == nullptr) return {};
    if (found->is_string()) return std::string(found->as_string());
    return std::string(found->at(render::code(lang)).as_string());
}

std::int64_t whole_of(const json::object& body, std::string_view name, std::int64_t otherwise) {
    const auto* found = body.if_contains(name);
    return found == nullptr ? otherwise : found->to_number<std::int64_t>();
}

struct who_row {
    std::string_view word, ru, en, ru_note, en_note;
    domain::registration_mode mode;
    domain::admission_access access;
};
constexpr who_row who_rows[] = {
    {"anybody", "Все желающие", "Anybody", "можно и без записи", "also without registering", domain::registration_mode::open, domain::admission_access::open},
    {"registered", "По регистрации", "Who has registered", "пока есть места", "while there are seats", domain::registration_mode::open,
     domain::admission_access::registered_only},
    {"approval", "С одобрения организатора", "Whom the organiser approves", "каждую заявку решаете вы", "you decide on each",
     domain::registration_mode::approval, domain::admission_access::registered_only},
    {"invitation", "По приглашению", "By invitation", "по коду или из списка организаторов", "with a code, or entered by you",
     domain::registration_mode::invitation, domain::admission_access::invited_only}};

const who_row& who_named(std::string_view word) {
    for (const auto& row : who_rows)
        if (row.word == word) return row;
    return who_rows[1];
}

struct typed_answers {
    std::string template_name, title, date, starts, ends, timezone = "Asia/Yekaterinburg", venue, address, capacity, who;
    std::vector<render::form_error> errors;
};

response show(const call& asked, const typed_answers& typed, int status) {
    const auto lang = asked.lang;
    render::creation_view view;
    view.action = "/work/events/create";
    view.editor_url = "/work/events/new";
    view.errors = typed.errors;
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), lang);
    const auto field = [&](const std::string& name, const std::string& value) {
        render::form_field shown{value, ""};
        for (const auto& error : typed.errors)
            if (error.anchor == name) shown.error = error.message;
        return shown;
    };
    for (const auto& each : templates())
        view.templates.push_back({each.name, text_of(each.body, "name", lang), text_of(each.body, "note", lang), each.name == typed.template_name, false});
    view.templates.push_back({"", say(lang, "С чистого листа", "From a blank sheet"), "", typed.template_name.empty(), false});
    view.title = field("title", typed.title);
    view.date = field("date", typed.date);
    view.starts = field("starts", typed.starts);
    view.ends = field("ends", typed.ends);
    view.venue = field("venue", typed.venue);
    view.address = field("address", typed.address);
    view.capacity = field("capacity", typed.capacity);
    view.timezones = editor_view_of({{"timezone", typed.timezone}}, {}, lang).timezones;
    for (const auto& row : who_rows)
        view.who.push_back({std::string(row.word), say(lang, row.ru, row.en), say(lang, row.ru_note, row.en_note), row.word == who_named(typed.who).word, false});
    service::event_filter filter;
    filter.limit = earlier_shown;
    for (const auto& line : asked.on.events.list_staff_events(asked.actor, filter).items) {
        if (!domain::may(asked.actor.assignments, action::create_event, line.owner, {})) continue;
        const auto when = when_of(line.time, asked.on.clock.now(), lang);
        view.earlier.push_back({line.title, when.day.empty() ? say(lang, "без даты", "no date") : when.day, "/work/events/" + std::to_string(line.id.value) + "/clone"});
    }
    return page(render::render_page(asked.on.pages, work_frame_of(asked, render::work_section::events), view), status);
}

/// The end that a template takes for granted: so long after the start, on its last day.
void fill_in_end(const event_template& from, typed_fields& typed, language lang) {
    const auto minutes = whole_of(from.body, "minutes", 0), days = whole_of(from.body, "days", 1);
    const auto day = read_day(typed["date"], lang).value;
    const auto clock = read_clock(typed["starts"], lang).value;
    if (minutes == 0 || !day || !clock || !typed["ends"].empty()) return;
    const auto end = calendar::from_wall_seconds(calendar::wall_seconds({*day, clock->hour, clock->minute, 0}) + ((days - 1) * day_minutes + minutes) * 60);
    const auto utc = calendar::zone::utc();
    const auto at = utc.read(end).earlier;
    typed["ends"] = print_clock(at, utc);
    if (end.date != *day) typed["end_date"] = print_day(at, utc);
}

/// The sessions of a template, with hours when the event has one.
std::vector<domain::session> sessions_of(const event_template& from, const domain::event& event, language lang) {
    std::vector<domain::session> sessions;
    const auto* all = from.body.if_contains("sessions");
    if (all == nullptr) return sessions;
    const auto where = zone_named(event.time.timezone);
    for (const auto& value : all->as_array()) {
        const auto& body = value.as_object();
        domain::session session;
        session.title = text_of(body, "title", lang);
        session.kind = domain::parse_word<domain::event_kind>(text_of(body, "kind", lang)).value_or(domain::event_kind::other);
        session.sign_up = domain::parse_word<domain::session_sign_up>(text_of(body, "sign_up", lang)).value_or(domain::session_sign_up::none);
        if (const auto seats = whole_of(body, "capacity", 0); seats > 0) session.capacity = seats;
        if (event.time.starts_at) {
            const auto begins = calendar::wall_seconds(where.local(*event.time.starts_at)) + (whole_of(body, "day", 0) * day_minutes + whole_of(body, "after", 0)) * 60;
            session.starts_at = where.read(calendar::from_wall_seconds(begins)).later;
            session.ends_at = where.read(calendar::from_wall_seconds(begins + whole_of(body, "minutes", 60) * 60)).later;
        }
        sessions.push_back(std::move(session));
    }
    return sessions;
}

response ask(call& asked) {
    if (!own_organisation(asked)) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    typed_answers typed;
    typed.template_name = templates().empty() ? "" : templates().front().name;
    return show(asked, typed, 200);
}

response create(call& asked) {
    const auto owner = own_organisation(asked);
    if (!owner) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    const auto fields = posted(asked);
    typed_answers answers{fields.text("template"), fields.text("title"), fields.text("date"), fields.text("starts"), fields.text("ends"),
                          fields.text("timezone"), fields.text("venue"), fields.text("address"), fields.text("capacity"), fields.text("who"), {}};
    const auto* from = template_named(answers.template_name);
    auto typed = fields_for_new(owner->name, answers.timezone);
    const auto& who = who_named(answers.who);
    typed["title"] = answers.title;
    typed["date"] = answers.date;
    typed["starts"] = answers.starts;
    typed["ends"] = answers.ends;
    typed["venue"] = answers.venue;
    typed["address"] = answers.address;
    typed["capacity"] = answers.capacity;
    typed["registration_mode"] = std::string(domain::word_of(who.mode));
    typed["access"] = std::string(domain::word_of(who.access));
    typed["language"] = std::string(render::code(asked.lang));
    const auto precision = answers.date.empty() ? domain::date_precision::unknown
                           : answers.starts.empty() ? domain::date_precision::day
                                                    : domain::date_precision::instant;
    typed["date_precision"] = std::string(domain::word_of(precision));
    if (from != nullptr) {
        typed["kind"] = text_of(from->body, "kind", asked.lang);
        typed["summary"] = text_of(from->body, "summary", asked.lang);
        typed["description"] = text_of(from->body, "description", asked.lang);
        if (precision == domain::date_precision::instant) fill_in_end(*from, typed, asked.lang);
    }
    auto read = read_event(typed, nullptr, asked.lang);
    answers.errors = read.errors;
    if (!answers.errors.empty()) return show(asked, answers, 422);
    const auto made = asked.on.events.create_event(asked.actor, owner->id, read.draft);
    if (!made) {
        answers.errors = errors_of(made.error(), read, asked.lang);
        return show(asked, answers, status_of(made.error().code));
    }
    const auto base = "/work/events/" + std::to_string(made->value);
    if (from != nullptr)
        for (auto& session : sessions_of(*from, read.draft.event, asked.lang)) {
            session.event = *made;
            // Ours are checked by a test; what could still refuse one is shown where the sessions stand.
            if (!asked.on.events.add_session(asked.actor, session, true)) break;
        }
    return redirect(base + "?done=created");
}

} // namespace

std::vector<route> creation_routes() {
    using enum method;
    return {
        {get, "/work/events/create", action::create_event, entrance::work, ask, "", "", "", ""},
        {post, "/work/events/create", action::create_event, entrance::work, create, "", "", "", ""},
    };
}

} // namespace krug::web
