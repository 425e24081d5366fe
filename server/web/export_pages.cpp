// Lists that leave the house: choosing what goes into the file, for what purpose, and the trail of what went before.
#include "web/export_pages.hpp"

#include "calendar/words.hpp"
#include "render/file_name.hpp"
#include "ticket/public_code.hpp"
#include "web/attendance_columns.hpp"
#include "web/event_words.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>
#include <array>

namespace krug::web {

namespace {

using domain::action;

struct file_form {
    std::string_view word, ru, en, note_ru, note_en;
    std::optional<render::table_format> table; ///< else a paper list
    render::attendance_sheet_form sheet = render::attendance_sheet_form::brief;
};
const std::array forms{
    file_form{"xlsx", "Excel, XLSX", "Excel, XLSX", "Excel, МойОфис, LibreOffice", "Excel, LibreOffice",
              render::table_format::xlsx, {}},
    file_form{"csv_excel", "CSV для Excel", "CSV for Russian Excel", "Разделитель «;», даты 15.10.2020",
              "Semicolons, dates as 15.10.2020", render::table_format::csv_excel, {}},
    file_form{"csv_machine", "CSV для программ", "CSV for programs", "Запятые, ISO 8601", "Commas, ISO 8601",
              render::table_format::csv_machine, {}},
    file_form{"json", "JSON", "JSON", "Для программ", "For programs", render::table_format::json, {}},
    file_form{"sheet_full", "Лист регистрации, PDF", "Sign-in sheet, PDF", "А4, с контактами и подписью", "A4, contacts and signature",
              std::nullopt, render::attendance_sheet_form::full},
    file_form{"sheet_brief", "Короткий лист, PDF", "Short sheet, PDF", "А4, без контактов: его передают по рядам",
              "A4, no contacts: it is passed round", std::nullopt, render::attendance_sheet_form::brief},
};

struct purpose_words {
    std::string_view word, ru, en;
};
constexpr purpose_words purposes[] = {
    {"report", "Отчёт фонду или партнёрам", "Report to a foundation or partners"},
    {"door", "Пропуск на площадку и встреча", "Venue passes and the door"},
    {"certificates", "Сертификаты участников", "Certificates"},
    {"minutes", "Приложение к протоколу", "Annex to the minutes"},
    {"backup", "Запасной список на случай без связи", "Spare list for a day without network"},
    {"request", "Запрос самого человека", "Request of the person concerned"},
};

std::string form_words(std::string_view word, render::language lang) {
    for (const auto& each : forms)
        if (each.word == word) return say(lang, each.ru, each.en);
    return std::string(word);
}

/// The value behind `name=` in the facts of a line of the trail.
std::string_view fact_of(std::string_view facts, std::string_view name) {
    while (!facts.empty()) {
        const auto end = std::min(facts.find(' '), facts.size());
        const auto one = facts.substr(0, end);
        facts.remove_prefix(std::min(end + 1, facts.size()));
        if (one.starts_with(name) && one.size() > name.size() && one[name.size()] == '=') return one.substr(name.size() + 1);
    }
    return {};
}

std::vector<render::export_row> log_of(const call& asked, const calendar::zone& where) {
    constexpr int looked_through = 500;
    constexpr std::size_t shown = 20;
    const auto now = asked.on.clock.now();
    const auto colleagues = asked.on.staff.list_staff(asked.owner);
    std::vector<render::export_row> rows;
    for (const auto& line : asked.on.staff.audit(asked.event, 0, looked_through)) {
        if (line.what != "export_list" || rows.size() == shown) continue;
        auto who = actor_words(line.actor, asked.lang);
        for (const auto& each : colleagues)
            if (line.actor == "staff " + std::to_string(each.id.value)) who = each.name;
        auto when = who + ", " + short_moment(line.at, now, where, asked.lang);
        for (const auto& each : purposes)
            if (each.word == fact_of(line.facts, "purpose")) when += " · " + say(asked.lang, each.ru, each.en);
        const auto people = fact_of(line.facts, "rows");
        rows.push_back({form_words(fact_of(line.facts, "format"), asked.lang),
                        people.empty() ? "" : say(asked.lang, "Человек: ", "People: ") + std::string(people), std::move(when)});
    }
    return rows;
}

struct chosen_export {
    std::string format = "xlsx", who = "all", purpose, session;
    std::vector<std::string> columns;
    std::vector<render::form_error> errors;
    typed_pack pack;
};

render::evidence_part evidence_of(const call& asked, const calendar::zone& where, const typed_pack& typed, std::int64_t people) {
    constexpr int shown = 10;
    const auto in = calendar_language(asked.lang);
    render::evidence_part part;
    part.action = base_of(asked) + "/evidence";
    part.log_action = base_of(asked) + "/scan-log";
    part.warning = say(asked.lang, "В списках пакета будут персональные данные; подтверждённых участников: ",
                       "The lists in the pack will hold personal data; confirmed attendees: ") +
                   calendar::number_words(people, in);
    part.planned = typed.planned;
    part.project = typed.project;
    part.responsible = typed.responsible;
    const auto now = asked.on.clock.now();
    for (const auto& pack : asked.on.evidence.packs(asked.event, shown))
        part.packs.push_back({"№ " + std::to_string(pack.number) + say(asked.lang, ", пришли: ", ", came: ") +
                                  calendar::number_words(pack.attended, in),
                              short_moment(pack.made_at, now, where, asked.lang) +
                                  say(asked.lang, " · записей в журнале: ", " · records in the log: ") +
                                  calendar::number_words(pack.log_count, in),
                              ticket::show_public_code(pack.code), "/v/" + pack.code});
    return part;
}

response show(const call& asked, const chosen_export& chosen, int status = 200) {
    const auto about = event_of(asked);
    const auto all = asked.on.attendance.statistics(asked.event);
    const auto in = calendar_language(asked.lang);
    render::exports_view view;
    view.action = base_of(asked) + "/exports";
    const bool names = asked.may(action::see_names);
    for (const auto& each : forms)
        if (each.table || names) view.formats.push_back({std::string(each.word), say(asked.lang, each.ru, each.en), say(asked.lang, each.note_ru, each.note_en),
                                each.word == chosen.format, false});
    const auto counted = [&](std::string words, std::int64_t count) { return words + " – " + calendar::number_words(count, in); };
    view.who = {{"all", say(asked.lang, "Подтверждённые и пришедшие", "Confirmed and attended"), "", chosen.who == "all", false},
                {"attended", counted(say(asked.lang, "Кто пришёл", "Who came"), all.attended), "", chosen.who == "attended", false},
                {"absent", say(asked.lang, "Кто не пришёл", "Who did not come"), "", chosen.who == "absent", false}};
    view.purposes.push_back({"", say(asked.lang, "Выберите", "Choose"), "", chosen.purpose.empty(), false});
    for (const auto& each : purposes)
        view.purposes.push_back({std::string(each.word), say(asked.lang, each.ru, each.en), "", each.word == chosen.purpose, false});
    view.sessions.push_back({"", say(asked.lang, "Событие целиком", "The whole event"), "", chosen.session.empty(), false});
    for (const auto& row : about.sessions) {
        const auto id = std::to_string(row.session.id.value);
        view.sessions.push_back({id, row.session.title, "", id == chosen.session, false});
    }
    for (const auto& each : all_columns(asked)) {
        if (each->needs && !asked.may(*each->needs)) continue;
        const bool is_chosen = chosen.columns.empty()
                                   ? each->is_usual
                                   : std::find(chosen.columns.begin(), chosen.columns.end(), each->id) != chosen.columns.end();
        view.columns.push_back({std::string(each->id), std::string(each->title(asked.lang)), "", is_chosen, false});
    }
    view.warning = say(asked.lang, "В файле будут персональные данные", "The file will hold personal data");
    view.errors = chosen.errors;
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), asked.lang);
    const auto where = zone_named(about.event.time.timezone);
    view.log = log_of(asked, where);
    if (names) view.evidence = evidence_of(asked, where, chosen.pack, all.confirmed);
    const auto frame = work_frame_of(asked, render::work_section::exports, &about);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response show_exports(call& asked) { return show(asked, {}); }

service::attendance_state state_named(const std::string& word) {
    return word == "attended" ? service::attendance_state::attended
           : word == "absent" ? service::attendance_state::absent
                              : service::attendance_state::all;
}

response make_file(call& asked) {
    const auto fields = posted(asked);
    chosen_export chosen{fields.text("format"), fields.text("who"), fields.text("purpose"), fields.text("session"),
                         fields.all("column"), {}, {}};
    const auto wrong = [&](const char* field, std::string_view code) {
        chosen.errors.push_back({field, sentence_of(domain::field_error{field, std::string(code), 0}, asked.lang)});
    };
    const auto about = event_of(asked);
    const auto form = std::find_if(forms.begin(), forms.end(), [&](const auto& each) { return each.word == chosen.format; });
    if (form == forms.end()) wrong("format", "not_a_choice");
    if (std::none_of(std::begin(purposes), std::end(purposes), [&](const auto& each) { return each.word == chosen.purpose; }))
        chosen.errors.push_back({"purpose", say(asked.lang, "Выберите, для чего список: это останется в журнале.",
                                                "Choose what the list is for: it stays in the trail.")});
    const attendance_wish wish{{number_in(chosen.session)}, state_named(chosen.who)};
    const bool known_session = chosen.session.empty() || std::any_of(about.sessions.begin(), about.sessions.end(), [&](const auto& row) {
        return row.session.id == wish.session;
    });
    if (!known_session) wrong("session", "not_a_choice");
    const auto columns = choose_columns(asked, chosen.columns);
    if (!columns && columns.error().code == domain::refusal_code::not_allowed) return refused(asked, columns.error());
    if (!columns) wrong("format", "not_a_choice");
    if (!chosen.errors.empty()) return show(asked, chosen, 422);

    // A paper list is a list of names; without them there is nothing to print.
    if (!form->table && !asked.may(action::see_names)) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    // The line in the trail comes first: a list that went out without one would be nobody's.
    note_export(asked, wish, chosen.format, chosen.purpose);
    const auto extension = form->table ? render::file_extension(*form->table) : "pdf";
    auto bytes = form->table ? write_attendance(asked, about, wish, *columns, *form->table)
                             : write_paper_list(asked, about, wish, form->sheet);
    return download(std::move(bytes), form->table ? render::media_type(*form->table) : "application/pdf",
                    render::content_disposition(render::file_disposition::attachment,
                                                attendance_file_name(about, extension, asked.lang)));
}

} // namespace

response show_exports_again(const call& asked, const typed_pack& typed, std::vector<render::form_error> errors) {
    chosen_export chosen;
    chosen.pack = typed;
    chosen.errors = std::move(errors);
    return show(asked, chosen, 422);
}

std::vector<route> export_routes() {
    using enum method;
    return {
        {get, "/work/events/{event}/exports", action::export_list, entrance::work, show_exports, "", "", "", "", false, freshness::shows},
        {post, "/work/events/{event}/exports", action::export_list, entrance::work, make_file, "", "", "", ""},
    };
}

} // namespace krug::web
