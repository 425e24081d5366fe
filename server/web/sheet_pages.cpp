// Paper sheets: printing one with row codes, and entering who signed it.
#include "web/sheet_pages.hpp"

#include "calendar/words.hpp"
#include "domain/paper_rows.hpp"
#include "domain/text_rules.hpp"
#include "render/file_name.hpp"
#include "render/pages/sheet_work_page.hpp"
#include "web/attendance_columns.hpp"
#include "web/event_words.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_words.hpp"
#include "web/written_moment.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::action;

constexpr int sheets_shown = 50;
constexpr std::size_t people_max = 5'000; // of one printing: 250 pages, ten sheets

std::string session_title(const service::event_view& about, domain::session_id session, render::language lang) {
    for (const auto& row : about.sessions)
        if (row.session.id == session) return row.session.title;
    return say(lang, "Событие целиком", "The whole event");
}

response show_sheets(call& asked) {
    const auto about = event_of(asked);
    const auto where = zone_named(about.event.time.timezone);
    const auto in = calendar_language(asked.lang);
    render::sheets_view view;
    view.back_url = base_of(asked) + "/exports";
    if (asked.may(action::export_list)) view.print_action = base_of(asked) + "/sheets";
    view.sessions.push_back({"", say(asked.lang, "Событие целиком", "The whole event"), "", true, false});
    for (const auto& row : about.sessions)
        view.sessions.push_back({std::to_string(row.session.id.value), row.session.title, "", false, false});
    for (const auto& sheet : asked.on.sheets.sheets(asked.event, sheets_shown))
        view.sheets.push_back({say(asked.lang, "Лист № ", "Sheet no. ") + std::to_string(sheet.number) +
                                   (sheet.session ? " · " + session_title(about, sheet.session, asked.lang) : ""),
                               short_moment(sheet.printed_at, asked.on.clock.now(), where, asked.lang) +
                                   say(asked.lang, " · строк: ", " · rows: ") + calendar::number_words(sheet.rows, in) +
                                   say(asked.lang, ", внесено: ", ", entered: ") + calendar::number_words(sheet.marked, in),
                               base_of(asked) + "/sheets/" + std::to_string(sheet.number)});
    return page(render::render_page(asked.on.pages, work_frame_of(asked, render::work_section::exports, &about), view));
}

response print_sheets(call& asked) {
    // A list of names on paper is an export of names.
    if (!asked.may(action::see_names)) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    const auto fields = posted(asked);
    const auto about = event_of(asked);
    const domain::session_id session{number_in(fields.text("session"))};
    const bool known = fields.text("session").empty() || std::any_of(about.sessions.begin(), about.sessions.end(), [&](const auto& row) {
        return row.session.id == session;
    });
    if (!known) return error_answer(asked, 422);
    const bool full = fields.text("form") == "full";
    auto sheet = paper_list_of(asked, about, session, full ? render::attendance_sheet_form::full : render::attendance_sheet_form::brief);
    std::vector<domain::registration_id> people;
    asked.on.attendance.list(asked.event, session, service::attendance_state::all, [&](const service::attendance_row& row) {
        if (people.size() > people_max || domain::full_name(row.registration.name).empty()) return;
        people.push_back(row.registration.id);
        sheet.rows.push_back(paper_row_of(asked, row));
    });
    if (people.empty() || people.size() > people_max) return error_answer(asked, people.empty() ? 409 : 413);
    for (std::size_t from = 0; from < people.size(); from += service::paper_rows_max) {
        const auto some = std::span(people).subspan(from, std::min(service::paper_rows_max, people.size() - from));
        const auto number = asked.on.sheets.keep_sheet(asked.actor, asked.event, session, some);
        if (!number) return refused(asked, number.error());
        for (std::size_t at = 0; at < some.size(); ++at)
            sheet.rows[from + at].code = std::to_string(*number) + "/" + std::to_string(at + 1);
    }
    sheet.blank_rows = blank_rows_for(people.size());
    return download(render::write_attendance_sheet_pdf(sheet), "application/pdf",
                    render::content_disposition(render::file_disposition::attachment, attendance_file_name(about, "pdf", asked.lang)));
}

/// What was typed, shown again beside what is wrong with it.
struct typed_rows {
    render::form_field typed, signed_at;
    std::vector<render::form_error> errors;
};

response show(const call& asked, const service::sheet_office::sheet_view& found, const typed_rows& typed, int status = 200) {
    const auto about = event_of(asked);
    const auto in = calendar_language(asked.lang);
    const auto number = std::to_string(found.sheet.number);
    const auto base = base_of(asked) + "/sheets/" + number;
    render::sheet_view view;
    view.back_url = base_of(asked) + "/sheets";
    view.enter_action = base;
    view.number = number;
    view.summary = session_title(about, found.sheet.session, asked.lang) + say(asked.lang, " · внесено ", " · entered ") +
                   calendar::number_words(found.sheet.marked, in) + say(asked.lang, " из ", " of ") +
                   calendar::number_words(found.sheet.rows, in);
    view.typed = typed.typed;
    view.signed_at = typed.signed_at;
    for (const auto& row : found.rows) {
        const auto name = domain::full_name(row.name);
        const bool entered = !row.scan_id.empty();
        view.lines.push_back({number + "/" + std::to_string(row.row), std::to_string(row.row),
                              name.empty() ? say(asked.lang, "(данные уничтожены)", "(data destroyed)") : name, row.organisation,
                              entered                  ? say(asked.lang, "внесено", "entered")
                              : row.came_otherwise ? say(asked.lang, "уже есть отметка", "admitted already")
                                                   : "",
                              entered ? base + "/undo" : "", row.scan_id, !entered && !row.came_otherwise});
    }
    view.errors = typed.errors;
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), asked.lang);
    return page(render::render_page(asked.on.pages, work_frame_of(asked, render::work_section::exports, &about), view), status);
}

std::optional<service::sheet_office::sheet_view> sheet_of(const call& asked) {
    const auto number = number_in(asked.place.at("number"));
    if (number == 0) return std::nullopt;
    return asked.on.sheets.find(asked.event, number);
}

response show_sheet(call& asked) {
    const auto found = sheet_of(asked);
    if (!found) return error_answer(asked, 404);
    const auto about = event_of(asked);
    typed_rows typed;
    auto at = about.event.time.starts_at.value_or(found->sheet.printed_at);
    for (const auto& row : about.sessions)
        if (row.session.id == found->sheet.session && row.session.starts_at) at = *row.session.starts_at;
    at = std::min(at, asked.on.clock.now());
    const auto where = zone_named(about.event.time.timezone);
    typed.signed_at.value = print_day(at, where) + " " + print_clock(at, where);
    return show(asked, *found, typed);
}

response enter_rows(call& asked) {
    const auto found = sheet_of(asked);
    if (!found) return error_answer(asked, 404);
    const auto fields = posted(asked);
    const auto about = event_of(asked);
    typed_rows typed;
    typed.typed.value = fields.text("typed");
    typed.signed_at.value = fields.text("signed_at");
    const auto wrong = [&](render::form_field& field, const char* name, std::string sentence) {
        field.error = sentence;
        typed.errors.push_back({name, std::move(sentence)});
    };
    std::string part;
    const auto count = static_cast<int>(found->rows.size());
    auto rows = domain::read_paper_rows(typed.typed.value, found->sheet.number, count, part);
    if (!rows)
        wrong(typed.typed, "typed", say(asked.lang, "Не понимаю: ", "Cannot read: ") + part +
                                        say(asked.lang, ". Строки этого листа – от 1 до ", ". This sheet has the rows 1 to ") + std::to_string(count));
    const auto at = read_moment(typed.signed_at.value, zone_named(about.event.time.timezone), std::nullopt, asked.lang);
    if (!at.value) wrong(typed.signed_at, "signed_at", at.fault.empty() ? sentence_of(domain::field_error{"signed_at", "required", 0}, asked.lang) : at.fault);
    if (rows)
        for (const auto& ticked : fields.all("row"))
            if (const auto row = number_in(ticked); row >= 1 && row <= count) rows->push_back(static_cast<int>(row));
    if (rows && rows->empty()) wrong(typed.typed, "typed", say(asked.lang, "Напишите или отметьте хотя бы одну строку.", "Type or tick at least one row."));
    if (!typed.errors.empty()) return show(asked, *found, typed, 422);
    std::sort(rows->begin(), rows->end());
    rows->erase(std::unique(rows->begin(), rows->end()), rows->end());
    const auto done = asked.on.sheets.enter(asked.actor, asked.event, found->sheet.number, *rows, *at.value * 1000);
    if (done) return redirect(base_of(asked) + "/sheets/" + std::to_string(found->sheet.number) + "?done=added");
    if (done.error().code != domain::refusal_code::invalid) return refused(asked, done.error());
    wrong(typed.signed_at, "signed_at", say(asked.lang, "Это время в будущем или раньше, чем лист напечатали.",
                                            "This time is in the future, or before the sheet was printed."));
    return show(asked, *found, typed, 422);
}

response undo_row(call& asked) {
    const auto found = sheet_of(asked);
    if (!found) return error_answer(asked, 404);
    const auto scan = posted(asked).text("scan");
    // Only what was entered from this sheet; twice is harmless.
    const bool stands = std::any_of(found->rows.begin(), found->rows.end(), [&](const auto& row) { return !scan.empty() && row.scan_id == scan; });
    if (stands) {
        const auto done = asked.on.check_ins.void_scan(asked.actor, asked.event, scan);
        if (!done) return refused(asked, done.error());
    }
    return redirect(base_of(asked) + "/sheets/" + std::to_string(found->sheet.number) + "?done=undone");
}

} // namespace

std::vector<route> sheet_routes() {
    using enum method;
    constexpr auto work = entrance::work;
    constexpr auto by_hand = action::override_or_void; // an admission that no door decided
    return {
        {get, "/work/events/{event}/sheets", by_hand, work, show_sheets, "", "", "", ""},
        {post, "/work/events/{event}/sheets", action::export_list, work, print_sheets, "", "", "", ""},
        {get, "/work/events/{event}/sheets/{number}", by_hand, work, show_sheet, "", "", "", ""},
        {post, "/work/events/{event}/sheets/{number}", by_hand, work, enter_rows, "", "", "", ""},
        {post, "/work/events/{event}/sheets/{number}/undo", by_hand, work, undo_row, "", "", "", ""},
    };
}

} // namespace krug::web
