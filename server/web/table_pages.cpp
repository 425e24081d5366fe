// The organisers' pages of round tables: the list, many at once, and one table with its host's link.
#include "render/pages/figures.hpp"
#include "render/pages/seating_page.hpp"
#include "web/event_words.hpp"
#include "web/refusals.hpp"
#include "web/table_words.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::action;

/// What was typed of a table, and what is wrong with it.
struct typed_table {
    std::string count = "12", first, seats = "8", topic, host, language, session;
    std::vector<std::string> categories;
    bool guests_choose = true, step_free = false, quiet = false;
    std::vector<domain::field_error> wrong;
};

typed_table typed_of(const domain::round_table& table) {
    typed_table typed;
    typed.seats = std::to_string(table.seats);
    typed.topic = table.topic;
    typed.host = table.host;
    typed.language = table.language;
    typed.session = table.session ? std::to_string(table.session.value) : "";
    for (const auto each : table.categories) typed.categories.push_back(std::to_string(each.value));
    typed.guests_choose = table.guests_choose;
    typed.step_free = table.step_free;
    typed.quiet = table.quiet;
    return typed;
}

typed_table typed_of(const form& fields) {
    typed_table typed;
    typed.count = fields.text("count");
    typed.first = fields.text("first");
    typed.seats = fields.text("seats");
    typed.topic = fields.text("topic");
    typed.host = fields.text("host");
    typed.language = fields.text("language");
    typed.session = fields.text("session");
    typed.categories = fields.all("category");
    typed.guests_choose = fields.has("guests_choose");
    typed.step_free = fields.has("step_free");
    typed.quiet = fields.has("quiet");
    return typed;
}

/// A number of the form; what is none of ours is far out of every range.
int small_number_in(const std::string& text) {
    const auto number = number_in(text);
    return number > 0 && number < 100'000 ? static_cast<int>(number) : -1;
}

domain::round_table table_of(const call& asked, const typed_table& typed) {
    domain::round_table table;
    table.event = asked.event;
    table.seats = small_number_in(typed.seats);
    table.topic = typed.topic;
    table.host = typed.host;
    table.language = typed.language;
    table.session = {number_in(typed.session)};
    for (const auto& each : typed.categories) table.categories.push_back({each == "0" ? 0 : number_in(each)});
    table.guests_choose = typed.guests_choose;
    table.step_free = typed.step_free;
    table.quiet = typed.quiet;
    return table;
}

render::table_form form_of(const call& asked, const typed_table& typed, const service::event_view& about) {
    const auto lang = asked.lang;
    const auto field = [&](std::string_view name, const std::string& value) {
        render::form_field shown{value, {}};
        for (const auto& error : typed.wrong)
            if (error.field == name) shown.error = sentence_of(error, lang);
        return shown;
    };
    render::table_form shown;
    shown.count = field("count", typed.count);
    shown.first = field("number", typed.first);
    shown.seats = field("seats", typed.seats);
    shown.topic = field("topic", typed.topic);
    shown.host = field("host", typed.host);
    if (!about.sessions.empty())
        shown.sessions.push_back({"", say(lang, "На всём событии", "At the whole event"), "", typed.session.empty(), false});
    for (const auto& row : about.sessions) {
        const auto id = std::to_string(row.session.id.value);
        shown.sessions.push_back({id, row.session.title, "", id == typed.session, false});
    }
    shown.languages = {{"", say(lang, "Не важно", "Any"), "", typed.language.empty(), false},
                       {"ru", say(lang, "Русский", "Russian"), "", typed.language == "ru", false},
                       {"en", say(lang, "Английский", "English"), "", typed.language == "en", false}};
    const auto is_chosen = [&](const std::string& id) {
        return std::find(typed.categories.begin(), typed.categories.end(), id) != typed.categories.end();
    };
    const auto categories = asked.on.doors.categories(asked.event);
    if (!categories.empty())
        shown.categories.push_back({"0", say(lang, "Без категории", "No category"), "", is_chosen("0"), false});
    for (const auto& each : categories) {
        const auto id = std::to_string(each.id.value);
        const auto& name = lang == render::language::en && !each.name_en.empty() ? each.name_en : each.name;
        shown.categories.push_back({id, name, "", is_chosen(id), false});
    }
    shown.guests_choose = typed.guests_choose;
    shown.step_free = typed.step_free;
    shown.quiet = typed.quiet;
    return shown;
}

void tell_errors(const call& asked, const typed_table& typed, std::vector<render::form_error>& errors, std::string& count) {
    for (const auto& error : typed.wrong)
        errors.push_back({error.field == "number" ? "first" : error.field == "categories" ? "add" : error.field,
                          sentence_of(error, asked.lang)});
    if (!errors.empty()) count = error_count_words(errors.size(), asked.lang);
}

response show_list(const call& asked, const typed_table& typed, int status = 200) {
    const auto about = event_of(asked);
    const auto categories = asked.on.doors.categories(asked.event);
    render::table_list_view view;
    view.action = base_of(asked) + "/tables";
    view.seating_url = base_of(asked) + "/seating";
    int seats = 0, taken = 0;
    for (const auto& line : asked.on.tables.list(asked.event)) {
        const auto number = std::to_string(line.table.number);
        seats += line.table.seats;
        taken += line.taken;
        view.tables.push_back({number, line.table.topic, line.table.host,
                               table_rules(line.table, about, categories, asked.lang),
                               filled_words(line.taken, line.table.seats, asked.lang), line.free() == 0,
                               render::round_table(asked.lang, line.table.number, {line.taken, line.table.seats, 0}),
                               view.action + "/" + number, "/t/" + asked.on.tables.host_secret(line.table)});
    }
    view.summary = say(asked.lang, "Столов: ", "Tables: ") + std::to_string(view.tables.size()) +
                   say(asked.lang, " · занято мест: ", " · seats taken: ") + filled_words(taken, seats, asked.lang);
    view.form = form_of(asked, typed, about);
    tell_errors(asked, typed, view.errors, view.error_count);
    const auto frame = work_frame_of(asked, render::work_section::tables, &about);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response show_tables(call& asked) { return show_list(asked, {}); }

response add_tables(call& asked) {
    auto typed = typed_of(posted(asked));
    auto like = table_of(asked, typed);
    like.number = typed.first.empty() ? 0 : small_number_in(typed.first);
    const auto made = asked.on.tables.add(asked.actor, like, small_number_in(typed.count));
    if (made) return redirect(base_of(asked) + "/tables?done=saved");
    typed.wrong = made.error().fields;
    if (made.error().code == domain::refusal_code::full) typed.wrong = {{"count", "out_of_range", 400}};
    if (typed.wrong.empty()) return refused(asked, made.error());
    return show_list(asked, typed, 422);
}

std::optional<service::table_line> line_of(const call& asked) {
    const int number = table_number_in(asked.place.at("table"));
    return number > 0 ? asked.on.tables.find(asked.event, number) : std::nullopt;
}

response show_editor(const call& asked, const service::table_line& line, const typed_table& typed, int status = 200) {
    const auto about = event_of(asked);
    render::table_editor_view view;
    view.number = std::to_string(line.table.number);
    view.back_url = base_of(asked) + "/tables";
    view.action = view.back_url + "/" + view.number;
    view.remove_action = view.action + "/remove";
    view.link_action = view.action + "/link";
    view.host_link = asked.on.settings.public_url + "/t/" + asked.on.tables.host_secret(line.table);
    view.filled = say(asked.lang, "Занято мест: ", "Seats taken: ") + filled_words(line.taken, line.table.seats, asked.lang);
    view.form = form_of(asked, typed, about);
    tell_errors(asked, typed, view.errors, view.error_count);
    const auto frame = work_frame_of(asked, render::work_section::tables, &about);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response show_table(call& asked) {
    const auto line = line_of(asked);
    return line ? show_editor(asked, *line, typed_of(line->table)) : error_answer(asked, 404);
}

response save_table(call& asked) {
    const auto line = line_of(asked);
    if (!line) return error_answer(asked, 404);
    auto typed = typed_of(posted(asked));
    auto table = table_of(asked, typed);
    table.number = line->table.number;
    const auto done = asked.on.tables.change(asked.actor, table);
    if (done) return redirect(base_of(asked) + "/tables?done=saved");
    if (done.error().fields.empty()) return refused(asked, done.error());
    typed.wrong = done.error().fields;
    return show_editor(asked, *line, typed, 422);
}

response remove_table(call& asked) {
    const auto line = line_of(asked);
    if (!line) return error_answer(asked, 404);
    const auto done = asked.on.tables.remove(asked.actor, asked.event, line->table.number);
    if (done) return redirect(base_of(asked) + "/tables?done=saved");
    if (done.error().code != domain::refusal_code::wrong_state) return refused(asked, done.error());
    return redirect(base_of(asked) + "/tables/" + std::to_string(line->table.number) + "?done=table_used");
}

response renew_link(call& asked) {
    const auto line = line_of(asked);
    if (!line) return error_answer(asked, 404);
    const auto done = asked.on.tables.renew_host_link(asked.actor, asked.event, line->table.number);
    if (!done) return refused(asked, done.error());
    return redirect(base_of(asked) + "/tables/" + std::to_string(line->table.number) + "?done=saved");
}

} // namespace

std::vector<route> table_routes() {
    using enum method;
    constexpr auto edit = action::edit_event;
    constexpr auto work = entrance::work;
    return {
        {get, "/work/events/{event}/tables", edit, work, show_tables, "", "", "", ""},
        {post, "/work/events/{event}/tables", edit, work, add_tables, "", "", "", ""},
        {get, "/work/events/{event}/tables/{table}", edit, work, show_table, "", "", "", ""},
        {post, "/work/events/{event}/tables/{table}", edit, work, save_table, "", "", "", ""},
        {post, "/work/events/{event}/tables/{table}/remove", edit, work, remove_table, "", "", "", ""},
        {post, "/work/events/{event}/tables/{table}/link", edit, work, renew_link, "", "", "", ""},
    };
}

} // namespace krug::web
