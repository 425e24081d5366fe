// Figures as files, and an organisation's events of a period for a grant report.
#include "calendar/words.hpp"
#include "render/attendance_table.hpp"
#include "render/file_name.hpp"
#include "render/pages/report_page.hpp"
#include "web/attendance_columns.hpp"
#include "web/event_words.hpp"
#include "web/figure_parts.hpp"
#include "web/refusals.hpp"
#include "web/report_desk.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"
#include "web/written_moment.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::action;
using render::column_kind;

constexpr std::int64_t seconds_a_day = 86'400;
constexpr std::int64_t period_days_max = 3'660;

render::table_cell cell_of(const std::optional<std::int64_t>& count) {
    return count ? render::table_cell(*count) : render::table_cell(std::monostate());
}

std::string table_of(const call& asked, render::table_format format, std::string sheet, std::vector<render::table_column> columns,
                     const std::vector<std::vector<render::table_cell>>& rows) {
    std::string bytes;
    const render::table_head head{std::move(sheet), std::move(columns), say(asked.lang, "да", "yes"), say(asked.lang, "нет", "no"), asked.on.clock.now()};
    render::attendance_table table(format, head, [&](std::string_view piece) { bytes += piece; });
    for (const auto& row : rows) table.row(row);
    table.finish();
    return bytes;
}

response file_of(std::string bytes, render::table_format format, const std::string& name) {
    return download(std::move(bytes), render::media_type(format), render::content_disposition(render::file_disposition::attachment, name));
}

render::table_cell words_or_count(const call& asked, const figure_line& row) {
    if (row.is_small) return say(asked.lang, "меньше 5", "fewer than 5");
    return row.registered ? render::table_cell(std::to_string(*row.registered)) : render::table_cell(std::monostate());
}

/// One part, or every part one after the other.
response give_figures(const call& asked, const std::string& wanted) {
    const auto about = event_of(asked);
    const auto counted = figures_of(asked, about);
    std::vector<std::vector<render::table_cell>> rows;
    bool found = wanted.empty();
    for (const auto& part : figure_parts(asked, about, counted)) {
        if (!wanted.empty() && part.id != wanted) continue;
        found = true;
        for (const auto& row : part.rows)
            rows.push_back({part.title, row.name, words_or_count(asked, row), row.attended ? render::table_cell(std::to_string(*row.attended)) : render::table_cell(std::monostate())});
    }
    if (!found) return error_answer(asked, 404);
    std::vector<render::table_column> columns{{"figure", say(asked.lang, "Показатель", "Figure"), column_kind::text, 0},
                                              {"name", say(asked.lang, "Строка", "Row"), column_kind::text, 0},
                                              {"registered", say(asked.lang, "Записано", "Registered"), column_kind::text, 0},
                                              {"attended", say(asked.lang, "Пришли", "Came"), column_kind::text, 0}};
    return file_of(table_of(asked, render::table_format::csv_excel, "figures", std::move(columns), rows), render::table_format::csv_excel,
                   dated_file_name(about, say(asked.lang, "показатели", "figures") + (wanted.empty() ? "" : "-" + wanted), "csv"));
}

response give_one_figure(call& asked) { return give_figures(asked, asked.place.at("figure")); }
response give_all_figures(call& asked) { return give_figures(asked, ""); }

// --- an organisation's events of a period ---

struct asked_period {
    domain::organisation_id organisation;
    render::form_field from, to;
    ground::utc_seconds begins = 0, ends = 0; ///< [begins, ends)
    std::vector<render::form_error> errors;
};

/// Organisations whose events this person may count, all of them.
std::vector<domain::organisation> counted_organisations(const call& asked) {
    std::vector<domain::organisation> own;
    for (auto& each : asked.on.events.list_organisations())
        if (domain::may(asked.actor.assignments, action::see_statistics, each.id, {})) own.push_back(std::move(each));
    return own;
}

ground::utc_seconds midnight_of(const calendar::local_date& day, const calendar::zone& where) {
    return where.read({day, 0, 0, 0}).earlier;
}

asked_period read_period(const call& asked, const std::vector<domain::organisation>& own) {
    const auto where = calendar::zone::moscow();
    asked_period period;
    const domain::organisation_id wanted{number_in(asked.query.text("organisation"))};
    for (const auto& each : own)
        if (!period.organisation || each.id == wanted) period.organisation = each.id;
    const auto today = where.local(asked.on.clock.now()).date;
    period.from.value = asked.query.has("from") ? asked.query.text("from") : print_day(midnight_of({today.year, 1, 1}, where), where);
    period.to.value = asked.query.has("to") ? asked.query.text("to") : print_day(midnight_of({today.year, 12, 31}, where), where);
    const auto read = [&](const char* name, render::form_field& field) {
        const auto day = read_day(field.value, asked.lang);
        if (!day.value) {
            field.error = day.fault.empty() ? sentence_of(domain::field_error{name, "required", 0}, asked.lang) : day.fault;
            period.errors.push_back({name, field.error});
            return ground::utc_seconds{0};
        }
        return midnight_of(*day.value, where);
    };
    period.begins = read("from", period.from);
    period.ends = read("to", period.to) + seconds_a_day;
    const bool is_read = period.errors.empty();
    if (is_read && (period.ends <= period.begins || period.ends - period.begins > period_days_max * seconds_a_day)) {
        period.to.error = say(asked.lang, "Последний день не раньше первого, а весь период – не больше десяти лет.",
                              "The last day is not before the first, and the period no longer than ten years.");
        period.errors.push_back({"to", period.to.error});
    }
    return period;
}

render::period_row shown_row(const call& asked, const service::period_figures::row& row) {
    const auto in = calendar_language(asked.lang);
    render::period_row shown;
    shown.title = row.title;
    if (row.is_cancelled) shown.title += say(asked.lang, " (отменено)", " (cancelled)");
    if (row.event) {
        shown.url = "/work/events/" + std::to_string(row.event.value);
        shown.when = calendar::date_words(zone_named(row.timezone).local(row.starts_at).date, in);
    }
    shown.planned = row.planned ? calendar::number_words(*row.planned, in) : "–";
    shown.registered = calendar::number_words(row.registered, in);
    shown.attended = calendar::number_words(row.attended, in);
    shown.unique = calendar::number_words(row.unique, in);
    shown.first_time = calendar::number_words(row.first_time, in);
    return shown;
}

std::string query_of(const asked_period& period) {
    return "?organisation=" + std::to_string(period.organisation.value) + "&from=" + percent_encode(period.from.value) +
           "&to=" + percent_encode(period.to.value);
}

response show_summary(call& asked) {
    const auto own = counted_organisations(asked);
    // A role for one event alone counts that event and no other.
    if (own.empty()) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    const auto period = read_period(asked, own);
    render::period_view view;
    view.from = period.from;
    view.to = period.to;
    view.errors = period.errors;
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), asked.lang);
    for (const auto& given : asked.actor.assignments)
        if (domain::may(asked.actor.assignments, action::manage_integrations, given.organisation, {})) view.webhooks_url = "/work/webhooks";
    view.may_choose = own.size() > 1;
    for (const auto& each : own) view.organisations.push_back({std::to_string(each.id.value), each.name, "", each.id == period.organisation, false});
    if (period.errors.empty()) {
        const auto counted = asked.on.reports->figures.of_period(period.organisation, period.begins, period.ends);
        for (const auto& row : counted.events) view.rows.push_back(shown_row(asked, row));
        if (!view.rows.empty()) {
            view.totals.push_back(shown_row(asked, counted.all));
            view.totals.front().title = say(asked.lang, "Всего, люди – по одному разу", "In all, people once each");
        }
        if (counted.is_cut)
            view.cut_note = say(asked.lang, "Показаны первые 500 событий: возьмите период короче.", "The first 500 events are shown: choose a shorter period.");
        view.csv_url = "/work/summary.csv" + query_of(period);
        view.xlsx_url = "/work/summary.xlsx" + query_of(period);
    }
    const auto frame = work_frame_of(asked, render::work_section::events);
    return page(render::render_page(asked.on.pages, frame, view), period.errors.empty() ? 200 : 422);
}

response give_summary(const call& asked, render::table_format format) {
    const auto own = counted_organisations(asked);
    if (own.empty()) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    const auto period = read_period(asked, own);
    if (!period.errors.empty()) return error_answer(asked, 422);
    const auto counted = asked.on.reports->figures.of_period(period.organisation, period.begins, period.ends);
    std::vector<std::vector<render::table_cell>> rows;
    const auto add = [&](const service::period_figures::row& row, std::string title) {
        const auto where = zone_named(row.timezone.empty() ? "Europe/Moscow" : row.timezone);
        rows.push_back({std::move(title),
                        row.event ? render::table_cell(calendar::date_words(where.local(row.starts_at).date, calendar_language(asked.lang)))
                                  : render::table_cell(std::monostate()),
                        cell_of(row.planned), row.registered, row.attended, row.unique, row.first_time});
    };
    for (const auto& row : counted.events) add(row, row.is_cancelled ? row.title + say(asked.lang, " (отменено)", " (cancelled)") : row.title);
    add(counted.all, say(asked.lang, "Всего, люди – по одному разу", "In all, people once each"));
    std::vector<render::table_column> columns{{"event", say(asked.lang, "Событие", "Event"), column_kind::text, 60},
                                              {"date", say(asked.lang, "Дата", "Date"), column_kind::text, 22},
                                              {"planned", say(asked.lang, "Мест", "Planned"), column_kind::integer, 0},
                                              {"registered", say(asked.lang, "Записано", "Registered"), column_kind::integer, 0},
                                              {"attended", say(asked.lang, "Пришли", "Came"), column_kind::integer, 0},
                                              {"unique", say(asked.lang, "Уникальных", "Unique"), column_kind::integer, 0},
                                              {"first_time", say(asked.lang, "Впервые", "First time"), column_kind::integer, 0}};
    return file_of(table_of(asked, format, say(asked.lang, "Сводка", "Summary"), std::move(columns), rows), format,
                   say(asked.lang, "сводка", "summary") + "." + std::string(render::file_extension(format)));
}

response give_summary_csv(call& asked) { return give_summary(asked, render::table_format::csv_excel); }
response give_summary_xlsx(call& asked) { return give_summary(asked, render::table_format::xlsx); }

} // namespace

std::vector<route> figure_routes() {
    using enum method;
    constexpr auto counts = action::see_statistics;
    return {
        {get, "/work/events/{event}/figures.csv", counts, entrance::work, give_all_figures, "", "", "", ""},
        {get, "/work/events/{event}/figures/{figure}.csv", counts, entrance::work, give_one_figure, "", "", "", ""},
        {get, "/work/summary", counts, entrance::work, show_summary, "", "", "", ""},
        {get, "/work/summary.csv", counts, entrance::work, give_summary_csv, "", "", "", ""},
        {get, "/work/summary.xlsx", counts, entrance::work, give_summary_xlsx, "", "", "", ""},
    };
}

} // namespace krug::web
