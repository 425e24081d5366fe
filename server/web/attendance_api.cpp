// JSON API: who came, the counts, and the public keys that tickets are signed with.
#include "web/api_call.hpp"
#include "web/api_routes.hpp"

#include "calendar/words.hpp"
#include "calendar/zone.hpp"
#include "render/attendance_sheet_pdf.hpp"
#include "render/attendance_table.hpp"
#include "render/file_name.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>

namespace krug::web {

namespace json = boost::json;
using domain::action;
using render::column_kind;
using render::table_cell;

namespace {

constexpr std::int64_t session_number_max = 65'535;

struct row_context {
    const service::attendance_row& row;
    const calendar::zone& zone;
};

table_cell text_cell(const std::string& text) { return text.empty() ? table_cell{} : table_cell{text}; }

table_cell moment_cell(const row_context& in, const std::optional<std::int64_t>& ms) {
    if (!ms) return {};
    return render::table_moment{*ms / 1000, in.zone.offset_seconds(*ms / 1000) / 60};
}

/// One column that may be asked for; `needs` is what the reader must be allowed beyond the export itself.
struct known_column {
    std::string_view id;
    std::string_view title_ru, title_en;
    column_kind kind;
    std::optional<action> needs;
    bool by_default;
    table_cell (*cell)(const row_context&);
};

using given = const row_context&;
const known_column columns[] = {
    {"attendee_no", "Номер", "Number", column_kind::text, {}, true, [](given c) { return text_cell(c.row.attendee_no); }},
    {"family_name", "Фамилия", "Family name", column_kind::text, action::see_names, true,
     [](given c) { return text_cell(c.row.registration.name.family); }},
    {"given_name", "Имя", "Given name", column_kind::text, action::see_names, true,
     [](given c) { return text_cell(c.row.registration.name.given); }},
    {"additional_name", "Отчество", "Patronymic", column_kind::text, action::see_names, true,
     [](given c) { return text_cell(c.row.registration.name.additional); }},
    {"organisation", "Организация", "Organisation", column_kind::text, action::see_names, true,
     [](given c) { return text_cell(c.row.registration.organisation); }},
    {"position", "Должность", "Position", column_kind::text, action::see_names, true,
     [](given c) { return text_cell(c.row.registration.position); }},
    {"email", "Почта", "E-mail", column_kind::text, action::see_contacts, false,
     [](given c) { return text_cell(c.row.registration.email); }},
    {"phone", "Телефон", "Phone", column_kind::phone, action::see_contacts, false,
     [](given c) {
         const auto& who = c.row.registration;
         return text_cell(who.phone.empty() ? who.phone_raw : who.phone);
     }},
    {"category", "Категория", "Category", column_kind::integer, {}, false,
     [](given c) { return table_cell{c.row.registration.category.value}; }},
    {"status", "Статус", "Status", column_kind::text, {}, false,
     [](given c) { return table_cell{std::string(domain::word_of(c.row.registration.status))}; }},
    {"registered_at", "Регистрация", "Registered", column_kind::date_time, {}, false,
     [](given c) { return moment_cell(c, c.row.registration.created_at * 1000); }},
    {"attended", "Участие", "Attended", column_kind::boolean, {}, true,
     [](given c) { return table_cell{c.row.first_in_ms.has_value()}; }},
    {"first_in", "Вход", "First in", column_kind::date_time, {}, true, [](given c) { return moment_cell(c, c.row.first_in_ms); }},
    {"last_out", "Выход", "Last out", column_kind::date_time, {}, true, [](given c) { return moment_cell(c, c.row.last_out_ms); }},
    {"first_point", "Точка входа", "Entrance", column_kind::text, {}, true, [](given c) { return text_cell(c.row.first_point); }},
    {"inside", "Внутри", "Inside", column_kind::boolean, {}, false, [](given c) { return table_cell{c.row.inside}; }},
    {"walk_in", "Без записи", "Walk-in", column_kind::boolean, {}, true, [](given c) { return table_cell{c.row.walk_in}; }},
};

struct attendance_wish {
    domain::session_id session;
    service::attendance_state which = service::attendance_state::all;
    std::vector<const known_column*> columns;
    bool for_excel = true;
};

bool may_have(const call& asked, const known_column& column) { return !column.needs || asked.may(*column.needs); }

std::optional<response> read_columns(const call& asked, attendance_wish& wish) {
    if (!asked.query.has("columns")) {
        for (const auto& each : columns)
            if (each.by_default && may_have(asked, each)) wish.columns.push_back(&each);
        return std::nullopt;
    }
    std::string_view left = asked.query.text("columns");
    while (!left.empty()) {
        const auto comma = std::min(left.find(','), left.size());
        const auto id = left.substr(0, comma);
        const auto known = std::find_if(std::begin(columns), std::end(columns), [&](const auto& each) { return each.id == id; });
        if (known == std::end(columns)) return wrong_field(asked, "columns", "not_a_choice");
        if (!may_have(asked, *known)) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
        if (std::find(wish.columns.begin(), wish.columns.end(), known) != wish.columns.end())
            return wrong_field(asked, "columns", "duplicate");
        wish.columns.push_back(known);
        left.remove_prefix(std::min(comma + 1, left.size()));
    }
    return wish.columns.empty() ? std::optional(wrong_field(asked, "columns", "required")) : std::nullopt;
}

std::optional<response> read_wish(const call& asked, attendance_wish& wish) {
    if (auto strange = strange_query(asked, {"session", "columns", "state", "dialect"})) return strange;
    if (asked.query.has("session")) {
        const auto& text = asked.query.text("session");
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), wish.session.value);
        if (error != std::errc() || end != text.data() + text.size() || wish.session.value < 1 ||
            wish.session.value > session_number_max)
            return wrong_field(asked, "session", "malformed");
    }
    const auto& state = asked.query.text("state");
    if (state == "attended") wish.which = service::attendance_state::attended;
    else if (state == "absent") wish.which = service::attendance_state::absent;
    else if (asked.query.has("state") && state != "all") return wrong_field(asked, "state", "not_a_choice");
    const auto& dialect = asked.query.text("dialect");
    if (asked.query.has("dialect") && dialect != "excel" && dialect != "machine")
        return wrong_field(asked, "dialect", "not_a_choice");
    wish.for_excel = dialect != "machine";
    return read_columns(asked, wish);
}

calendar::zone zone_of(const domain::event& event) {
    return calendar::zone::find(event.time.timezone).value_or(calendar::zone::utc());
}

std::string file_name(const call& asked, const domain::event& event, std::string_view extension) {
    return (asked.lang == render::language::ru ? "Участники – " : "Attendance – ") + event.text.title + "." +
           std::string(extension);
}

render::table_head head_of(const call& asked, const attendance_wish& wish, const domain::event& event) {
    const bool russian = asked.lang == render::language::ru;
    render::table_head head;
    head.sheet_name = russian ? "Участники" : "Attendance";
    head.yes = russian ? "да" : "yes";
    head.no = russian ? "нет" : "no";
    head.written_at = asked.on.clock.now();
    const auto zone = zone_of(event);
    const auto label = calendar::zone_label(event.time.starts_at.value_or(asked.on.clock.now()), zone,
                                            russian ? calendar::language::ru : calendar::language::en);
    for (const auto* each : wish.columns) {
        render::table_column column;
        column.id = each->id;
        column.title = russian ? each->title_ru : each->title_en;
        if (each->kind == column_kind::date_time) column.title += " (" + label + ")";
        column.kind = each->kind;
        head.columns.push_back(std::move(column));
    }
    return head;
}

std::string write_table(const call& asked, const attendance_wish& wish, const domain::event& event,
                        render::table_format format) {
    std::string bytes;
    const auto zone = zone_of(event);
    render::attendance_table table(format, head_of(asked, wish, event), [&](std::string_view part) { bytes += part; });
    std::vector<table_cell> cells;
    asked.on.attendance.list(asked.event, wish.session, wish.which, [&](const service::attendance_row& row) {
        cells.clear();
        for (const auto* each : wish.columns) cells.push_back(each->cell({row, zone}));
        table.row(cells);
    });
    table.finish();
    return bytes;
}

template <render::table_format Format> response export_table(call& asked) {
    attendance_wish wish;
    if (auto wrong = read_wish(asked, wish)) return *wrong;
    const auto view = asked.on.events.find_event(asked.event);
    if (!view) return not_here(asked);
    constexpr bool is_csv = Format == render::table_format::csv_excel;
    const auto format = is_csv && !wish.for_excel ? render::table_format::csv_machine : Format;
    auto bytes = write_table(asked, wish, view->event, format);
    if constexpr (Format == render::table_format::json) {
        response answer;
        answer.body = "{\"items\":" + bytes + ",\"next\":null}";
        answer.may_compress = false;
        return answer.set("content-type", "application/json; charset=utf-8").set("cache-control", "no-store");
    }
    return download(std::move(bytes), render::media_type(format),
                    render::content_disposition(render::file_disposition::attachment,
                                                file_name(asked, view->event, render::file_extension(format))));
}

std::string when_words(const domain::event& event, calendar::language in) {
    if (!event.time.starts_at) {
        const auto known = calendar::parse_period(event.time.period);
        return known ? calendar::period_words(*known, in) : std::string();
    }
    const auto zone = zone_of(event);
    return calendar::range_words(*event.time.starts_at, event.time.ends_at, zone, in) + " (" +
           calendar::zone_label(*event.time.starts_at, zone, in) + ")";
}

render::attendance_sheet sheet_for(const call& asked, const attendance_wish& wish, const service::event_view& view) {
    const auto language = asked.lang == render::language::ru ? calendar::language::ru : calendar::language::en;
    render::attendance_sheet sheet;
    sheet.language = asked.language_code();
    const bool with_contacts = std::any_of(wish.columns.begin(), wish.columns.end(), [](const auto* each) {
        return each->needs == action::see_contacts;
    });
    sheet.form = with_contacts ? render::attendance_sheet_form::full : render::attendance_sheet_form::brief;
    sheet.header.title = view.event.text.title;
    sheet.header.when = when_words(view.event, language);
    if (view.venue) sheet.header.place = view.venue->name;
    if (!view.event.organisers.empty()) sheet.header.organiser = view.event.organisers.front().name;
    sheet.written_at = asked.on.clock.now();
    asked.on.attendance.list(asked.event, wish.session, wish.which, [&](const service::attendance_row& row) {
        const auto& who = row.registration;
        render::attendance_sheet_row line{domain::full_name(who.name), who.organisation, who.position, "", ""};
        if (with_contacts) line.contacts = who.phone.empty() || who.email.empty() ? who.phone + who.email : who.phone + " / " + who.email;
        sheet.rows.push_back(std::move(line));
    });
    return sheet;
}

response export_sheet(call& asked) {
    attendance_wish wish;
    if (auto wrong = read_wish(asked, wish)) return *wrong;
    // The paper list is a list of names; without them there is nothing to print.
    if (!asked.may(action::see_names)) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    const auto view = asked.on.events.find_event(asked.event);
    if (!view) return not_here(asked);
    return download(render::write_attendance_sheet_pdf(sheet_for(asked, wish, *view)), "application/pdf",
                    render::content_disposition(render::file_disposition::attachment, file_name(asked, view->event, "pdf")));
}

json::array counts_body(const std::vector<service::count_of>& counts) {
    json::array all;
    for (const auto& each : counts)
        all.push_back({{"name", each.name}, {"registered", each.registered}, {"attended", each.attended}});
    return all;
}

response show_statistics(call& asked) {
    if (auto strange = strange_query(asked, {})) return *strange;
    const auto counted = asked.on.attendance.statistics(asked.event);
    json::array arrivals, days;
    for (const auto& each : counted.arrivals_per_5_minutes)
        arrivals.push_back({{"from", json_moment(each.from)}, {"count", each.count}});
    for (const auto& each : counted.sign_ups_per_day) {
        const auto day = calendar::zone::utc().local(each.day).date;
        days.push_back({{"day", calendar::print_period({day.year, day.month, day.day})}, {"count", each.count}});
    }
    return json_answer({{"registered", counted.registered},
                        {"unconfirmed", counted.unconfirmed},
                        {"pending", counted.pending},
                        {"confirmed", counted.confirmed},
                        {"waitlisted", counted.waitlisted},
                        {"declined", counted.declined},
                        {"cancelled", counted.cancelled},
                        {"expired", counted.expired},
                        {"attended", counted.attended},
                        {"unique", counted.unique},
                        {"walk_ins", counted.walk_ins},
                        {"inside", counted.inside},
                        {"capacity", counted.capacity ? json::value(*counted.capacity) : json::value(nullptr)},
                        {"by_session", counts_body(counted.by_session)},
                        {"by_category", counts_body(counted.by_category)},
                        {"arrivals_per_5_minutes", std::move(arrivals)},
                        {"sign_ups_per_day", std::move(days)}});
}

response show_keys(call& asked) {
    // Anybody may verify a ticket of an event that is public knowledge; a draft is not.
    const auto number = number_in_place(asked, "event");
    const auto view = number ? asked.on.events.find_event({*number}) : std::nullopt;
    if (!view || view->event.state == domain::event_state::draft) return not_here(asked);
    json::array keys;
    for (const auto& each : asked.on.keys.event_keys({*number}))
        keys.push_back({{"id", each.id}, {"algorithm", "Ed25519"}, {"public_key", each.public_key}, {"state", each.state}});
    const auto version = static_cast<std::int64_t>(keys.size());
    return json_answer({{"version", version}, {"keys", std::move(keys)}});
}

} // namespace

std::vector<route> attendance_api_routes() {
    using enum method;
    using render::table_format;
    constexpr auto api = entrance::api;
    constexpr std::string_view ru = "список участников: ?session= ?columns= ?state=attended|absent|all ?dialect=excel|machine";
    constexpr std::string_view en = "attendance list: ?session= ?columns= ?state=attended|absent|all ?dialect=excel|machine";
    return {
        {get, "/api/v1/events/{event}/attendance.json", action::export_list, api, export_table<table_format::json>, ru, en, "", "attendance"},
        {get, "/api/v1/events/{event}/attendance.csv", action::export_list, api, export_table<table_format::csv_excel>, ru, en, "", ""},
        {get, "/api/v1/events/{event}/attendance.xlsx", action::export_list, api, export_table<table_format::xlsx>, ru, en, "", ""},
        {get, "/api/v1/events/{event}/attendance.pdf", action::export_list, api, export_sheet,
         "лист регистрации для подписей", "the list that guests sign", "", ""},
        {get, "/api/v1/events/{event}/statistics", action::see_statistics, api, show_statistics, "показатели без имён",
         "counts without names", "", "statistics"},
        {get, "/api/v1/events/{event}/keys", action::view_published, entrance::open, show_keys,
         "открытые ключи, которыми проверяют билеты", "public keys that tickets are verified with", "", "key_list"},
    };
}

} // namespace krug::web
