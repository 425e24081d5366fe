#include "web/attendance_columns.hpp"

#include "calendar/words.hpp"
#include "domain/phone.hpp"
#include "web/event_views.hpp"
#include "web/event_words.hpp"
#include "web/work_words.hpp"

#include <algorithm>
#include <array>

namespace krug::web {

namespace {

using render::column_kind;
using render::table_cell;
using service::attendance_row;

table_cell text(const std::string& value) { return value.empty() ? table_cell() : table_cell(value); }

table_cell moment(const list_reader& reader, std::optional<ground::utc_seconds> at) {
    if (!at) return {};
    return render::table_moment{*at, reader.where.offset_seconds(*at) / 60};
}

table_cell moment_ms(const list_reader& reader, const std::optional<std::int64_t>& at_ms) {
    return at_ms ? moment(reader, *at_ms / 1000) : table_cell();
}

constexpr std::array table{
    attendance_column{"attendee_no", "Номер участника", "Attendee number", column_kind::text, false, true,
                      [](const attendance_row& row, const list_reader&) { return text(row.attendee_no); }},
    attendance_column{"family_name", "Фамилия", "Family name", column_kind::text, false, true,
                      [](const attendance_row& row, const list_reader&) { return text(row.registration.name.family); }},
    attendance_column{"given_name", "Имя", "Given name", column_kind::text, false, true,
                      [](const attendance_row& row, const list_reader&) { return text(row.registration.name.given); }},
    attendance_column{"additional_name", "Отчество", "Additional name", column_kind::text, false, true,
                      [](const attendance_row& row, const list_reader&) { return text(row.registration.name.additional); }},
    attendance_column{"organisation", "Организация", "Organisation", column_kind::text, false, true,
                      [](const attendance_row& row, const list_reader&) { return text(row.registration.organisation); }},
    attendance_column{"position", "Должность", "Position", column_kind::text, false, true,
                      [](const attendance_row& row, const list_reader&) { return text(row.registration.position); }},
    attendance_column{"email", "Почта", "E-mail", column_kind::text, true, false,
                      [](const attendance_row& row, const list_reader&) { return text(row.registration.email); }},
    attendance_column{"phone", "Телефон", "Telephone", column_kind::phone, true, false,
                      [](const attendance_row& row, const list_reader&) {
                          const auto& who = row.registration;
                          return text(who.phone.empty() ? who.phone_raw : who.phone);
                      }},
    attendance_column{"status", "Состояние", "Status", column_kind::text, false, false,
                      [](const attendance_row& row, const list_reader& reader) {
                          return text(status_words(row.registration.status, reader.lang));
                      }},
    attendance_column{"attended", "Присутствие", "Attended", column_kind::boolean, false, true,
                      [](const attendance_row& row, const list_reader&) { return table_cell(row.first_in_ms.has_value()); }},
    attendance_column{"first_in_at", "Вход", "First entry", column_kind::date_time, false, true,
                      [](const attendance_row& row, const list_reader& reader) { return moment_ms(reader, row.first_in_ms); }},
    attendance_column{"last_out_at", "Выход", "Last exit", column_kind::date_time, false, false,
                      [](const attendance_row& row, const list_reader& reader) { return moment_ms(reader, row.last_out_ms); }},
    attendance_column{"admission_point", "Через какой вход", "Entrance", column_kind::text, false, false,
                      [](const attendance_row& row, const list_reader&) { return text(row.first_point); }},
    attendance_column{"inside", "Сейчас внутри", "Inside now", column_kind::boolean, false, false,
                      [](const attendance_row& row, const list_reader&) { return table_cell(row.inside); }},
    attendance_column{"walk_in", "Запись на месте", "Registered at the door", column_kind::boolean, false, false,
                      [](const attendance_row& row, const list_reader&) { return table_cell(row.walk_in); }},
    attendance_column{"registered_at", "Когда записались", "Registered", column_kind::date_time, false, false,
                      [](const attendance_row& row, const list_reader& reader) {
                          return moment(reader, row.registration.created_at);
                      }},
};

/// "2020-10-15", "2020-08" or "": what the file name says of the day.
std::string day_of(const domain::event_time& time, const calendar::zone& where) {
    if (!time.starts_at) return time.period;
    const auto day = where.local(*time.starts_at).date;
    return calendar::print_period({day.year, day.month, day.day});
}

render::table_head head_of(const service::event_view& about, std::span<const attendance_column* const> columns,
                           const list_reader& reader, ground::utc_seconds now) {
    render::table_head head;
    head.sheet_name = say(reader.lang, "Лист регистрации", "Attendance");
    head.written_at = now;
    head.yes = say(reader.lang, "да", "yes");
    head.no = say(reader.lang, "нет", "no");
    const auto zone_at = about.event.time.starts_at.value_or(now);
    for (const auto* each : columns) {
        std::string title(each->title(reader.lang));
        if (each->kind == column_kind::date_time)
            title += " (" + calendar::zone_label(zone_at, reader.where, calendar_language(reader.lang)) + ")";
        head.columns.push_back({std::string(each->id), std::move(title), each->kind, 0});
    }
    return head;
}

std::string contacts_of(const domain::registration& who) {
    const auto& phone = who.phone_raw.empty() ? who.phone : who.phone_raw;
    return phone.empty() || who.email.empty() ? phone + who.email : phone + ", " + who.email;
}

} // namespace

std::span<const attendance_column> attendance_columns() { return table; }

domain::result<std::vector<const attendance_column*>> choose_columns(std::span<const std::string> ids,
                                                                     bool may_see_contacts) {
    for (const auto& id : ids) {
        const auto known = std::find_if(table.begin(), table.end(), [&](const auto& each) { return each.id == id; });
        if (known == table.end())
            return domain::refusal{domain::refusal_code::invalid, 0, {{"columns", "not_a_choice", 0}}};
        if (known->is_contact && !may_see_contacts) return domain::refusal{domain::refusal_code::not_allowed, 0, {}};
    }
    std::vector<const attendance_column*> chosen;
    for (const auto& each : table) {
        const bool asked = ids.empty() ? each.is_usual : std::find(ids.begin(), ids.end(), each.id) != ids.end();
        if (asked && (may_see_contacts || !each.is_contact)) chosen.push_back(&each);
    }
    return chosen;
}

std::string write_attendance(service::attendance_office& office, const service::event_view& about,
                             const attendance_wish& wish, std::span<const attendance_column* const> columns,
                             render::table_format format, render::language lang, ground::utc_seconds now) {
    const list_reader reader{zone_named(about.event.time.timezone), lang};
    std::string bytes;
    render::attendance_table written(format, head_of(about, columns, reader, now),
                                     [&](std::string_view piece) { bytes += piece; });
    std::vector<table_cell> cells;
    office.list(about.event.id, wish.session, wish.which, [&](const attendance_row& row) {
        cells.clear();
        for (const auto* each : columns) cells.push_back(each->value(row, reader));
        written.row(cells);
    });
    written.finish();
    return bytes;
}

std::string write_paper_list(service::attendance_office& office, const service::event_view& about,
                             const attendance_wish& wish, render::attendance_sheet_form form, bool may_see_contacts,
                             render::language lang, ground::utc_seconds now) {
    const auto& event = about.event;
    render::attendance_sheet sheet;
    sheet.language = render::code(lang);
    sheet.form = form;
    sheet.written_at = now;
    sheet.header.title = event.text.title;
    const auto when = when_of(event.time, now, lang);
    sheet.header.when = when.time.empty() ? when.day : when.day + ", " + when.time;
    if (wish.session)
        for (const auto& row : about.sessions)
            if (row.session.id == wish.session) {
                sheet.header.title += " · " + row.session.title;
                const auto hours = hours_of(row.session, event.time, lang);
                if (!hours.empty()) sheet.header.when = when.day + ", " + hours;
            }
    sheet.header.place = place_line(about);
    for (const auto& each : event.organisers)
        if (each.role != domain::organiser_role::partner)
            sheet.header.organiser += (sheet.header.organiser.empty() ? "" : ", ") + each.name;
    sheet.header.contact = event.contact.phone_raw;
    const bool full = form == render::attendance_sheet_form::full;
    office.list(event.id, wish.session, wish.which, [&](const attendance_row& row) {
        const auto& who = row.registration;
        sheet.rows.push_back({domain::full_name(who.name), who.organisation, full ? who.position : "", "",
                              full && may_see_contacts ? contacts_of(who) : ""});
    });
    sheet.blank_rows = std::clamp(static_cast<int>(sheet.rows.size() / 4), 10, 1000);
    return render::write_attendance_sheet_pdf(sheet);
}

std::string attendance_file_name(const service::event_view& about, std::string_view extension, render::language lang) {
    const auto day = day_of(about.event.time, zone_named(about.event.time.timezone));
    return say(lang, "лист-регистрации", "attendance") + (day.empty() ? "" : "-" + day) + "." + std::string(extension);
}

} // namespace krug::web
