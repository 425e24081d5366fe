// JSON API: who came, the counts, and the public keys that tickets are signed with.
#include "web/api_call.hpp"
#include "web/api_routes.hpp"

#include "calendar/moment.hpp"
#include "calendar/zone.hpp"
#include "render/file_name.hpp"
#include "web/attendance_columns.hpp"
#include "web/evidence_pack.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>

namespace krug::web {

namespace json = boost::json;
using domain::action;

namespace {

constexpr std::int64_t session_number_max = 65'535;

struct list_request {
    attendance_wish people;
    chosen_columns columns;
    bool for_excel = true;
};

std::optional<response> read_columns(const call& asked, list_request& wish) {
    std::vector<std::string> ids;
    if (asked.query.has("columns")) {
        std::string_view left = asked.query.text("columns");
        if (left.empty()) return wrong_field(asked, "columns", "required");
        while (!left.empty()) {
            const auto comma = std::min(left.find(','), left.size());
            ids.emplace_back(left.substr(0, comma));
            left.remove_prefix(std::min(comma + 1, left.size()));
        }
    }
    auto chosen = choose_columns(asked, ids);
    if (!chosen) return refused(asked, chosen.error());
    wish.columns = std::move(*chosen);
    return std::nullopt;
}

std::optional<response> read_wish(const call& asked, list_request& wish) {
    if (auto strange = strange_query(asked, {"session", "columns", "state", "dialect"})) return strange;
    if (asked.query.has("session")) {
        const auto& text = asked.query.text("session");
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), wish.people.session.value);
        if (error != std::errc() || end != text.data() + text.size() || wish.people.session.value < 1 ||
            wish.people.session.value > session_number_max)
            return wrong_field(asked, "session", "malformed");
    }
    const auto& state = asked.query.text("state");
    if (state == "attended") wish.people.which = service::attendance_state::attended;
    else if (state == "absent") wish.people.which = service::attendance_state::absent;
    else if (asked.query.has("state") && state != "all") return wrong_field(asked, "state", "not_a_choice");
    const auto& dialect = asked.query.text("dialect");
    if (asked.query.has("dialect") && dialect != "excel" && dialect != "machine")
        return wrong_field(asked, "dialect", "not_a_choice");
    wish.for_excel = dialect != "machine";
    return read_columns(asked, wish);
}

template <render::table_format Format> response export_table(call& asked) {
    list_request wish;
    if (auto wrong = read_wish(asked, wish)) return *wrong;
    const auto view = asked.on.events.find_event(asked.event);
    if (!view) return not_here(asked);
    constexpr bool is_csv = Format == render::table_format::csv_excel;
    const auto format = is_csv && !wish.for_excel ? render::table_format::csv_machine : Format;
    note_export(asked, wish.people, render::file_extension(format), "api");
    auto bytes = write_attendance(asked, *view, wish.people, wish.columns, format);
    if constexpr (Format == render::table_format::json) {
        response answer;
        answer.body = "{\"items\":" + bytes + ",\"next\":null}";
        answer.may_compress = false;
        return answer.set("content-type", "application/json; charset=utf-8").set("cache-control", "no-store");
    }
    return download(std::move(bytes), render::media_type(format),
                    render::content_disposition(render::file_disposition::attachment,
                                                attendance_file_name(*view, render::file_extension(format), asked.lang)));
}

response export_sheet(call& asked) {
    list_request wish;
    if (auto wrong = read_wish(asked, wish)) return *wrong;
    // The paper list is a list of names; without them there is nothing to print.
    if (!asked.may(action::see_names)) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    const auto view = asked.on.events.find_event(asked.event);
    if (!view) return not_here(asked);
    const bool with_contacts = std::any_of(wish.columns.begin(), wish.columns.end(),
                                           [](const auto& each) { return each->needs == action::see_contacts; });
    const auto form = with_contacts ? render::attendance_sheet_form::full : render::attendance_sheet_form::brief;
    note_export(asked, wish.people, "pdf", "api");
    return download(write_paper_list(asked, *view, wish.people, form), "application/pdf",
                    render::content_disposition(render::file_disposition::attachment,
                                                attendance_file_name(*view, "pdf", asked.lang)));
}

constexpr std::int64_t records_max = 1'000'000'000;

response export_scan_log(call& asked) {
    if (auto strange = strange_query(asked, {"records"})) return *strange;
    std::optional<std::int64_t> most;
    if (asked.query.has("records")) {
        const auto& text = asked.query.text("records");
        std::int64_t wanted = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), wanted);
        if (error != std::errc() || end != text.data() + text.size() || wanted < 0 || wanted > records_max)
            return wrong_field(asked, "records", "malformed");
        most = wanted;
    }
    const auto view = asked.on.events.find_event(asked.event);
    if (!view) return not_here(asked);
    asked.on.staff.note_reading(asked.actor, "export_scan_log", asked.event, 0, "by=api");
    std::string bytes;
    const auto state = asked.on.evidence.read_log(asked.event, most, [&](std::string_view piece) { bytes += piece; });
    auto answer = download(std::move(bytes), "text/tab-separated-values; charset=utf-8",
                           render::content_disposition(render::file_disposition::attachment, scan_log_file_name(*view, asked.lang)));
    return answer.set("krug-log-records", std::to_string(state.count)).set("krug-log-sha256", state.sha256);
}

json::array counts_body(const std::vector<service::count_of>& counts) {
    json::array all;
    for (const auto& each : counts)
        all.push_back({{"name", each.name}, {"registered", each.registered}, {"attended", each.attended}, {"inside", each.inside},
                       {"id", each.number}});
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
                        {"by_admission_point", counts_body(counted.by_point)},
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
        {get, "/api/v1/events/{event}/scan-log.tsv", action::export_list, api, export_scan_log,
         "журнал отметок без имён, ровно те байты, чей SHA-256 показывает /v/{код}: ?records= сколько первых записей",
         "scan log without names, exactly the bytes whose SHA-256 /v/{code} shows: ?records= how many of the first", "", ""},
        {get, "/api/v1/events/{event}/statistics", action::see_statistics, api, show_statistics, "показатели без имён",
         "counts without names", "", "statistics"},
        {get, "/api/v1/events/{event}/keys", action::view_published, entrance::open, show_keys,
         "открытые ключи, которыми проверяют билеты", "public keys that tickets are verified with", "", "key_list"},
    };
}

} // namespace krug::web
