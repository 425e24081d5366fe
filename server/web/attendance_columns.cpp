#include "web/attendance_columns.hpp"

#include "calendar/words.hpp"
#include "domain/phone.hpp"
#include "domain/round_table.hpp"
#include "web/event_views.hpp"
#include "web/event_words.hpp"
#include "web/form_words.hpp"
#include "web/work_words.hpp"

#include <algorithm>
#include <array>
#include <charconv>

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

using row_of = const attendance_row&;
using reader_of = const list_reader&;
using domain::action;
constexpr std::optional<action> nothing;

const std::array table{
    attendance_column{"attendee_no", "Номер участника", "Attendee number", column_kind::text, nothing, true,
                      [](row_of row, reader_of) { return text(row.attendee_no); }},
    attendance_column{"family_name", "Фамилия", "Family name", column_kind::text, action::see_names, true,
                      [](row_of row, reader_of) { return text(row.registration.name.family); }},
    attendance_column{"given_name", "Имя", "Given name", column_kind::text, action::see_names, true,
                      [](row_of row, reader_of) { return text(row.registration.name.given); }},
    attendance_column{"additional_name", "Отчество", "Patronymic", column_kind::text, action::see_names, true,
                      [](row_of row, reader_of) { return text(row.registration.name.additional); }},
    attendance_column{"organisation", "Организация", "Organisation", column_kind::text, action::see_names, true,
                      [](row_of row, reader_of) { return text(row.registration.organisation); }},
    attendance_column{"position", "Должность", "Position", column_kind::text, action::see_names, true,
                      [](row_of row, reader_of) { return text(row.registration.position); }},
    attendance_column{"email", "Почта", "E-mail", column_kind::text, action::see_contacts, false,
                      [](row_of row, reader_of) { return text(row.registration.email); }},
    attendance_column{"phone", "Телефон", "Telephone", column_kind::phone, action::see_contacts, false,
                      [](row_of row, reader_of) {
                          const auto& who = row.registration;
                          return text(who.phone.empty() ? who.phone_raw : who.phone);
                      }},
    attendance_column{"category", "Категория", "Category", column_kind::integer, nothing, false,
                      [](row_of row, reader_of) { return table_cell(row.registration.category.value); }},
    attendance_column{"status", "Состояние", "Status", column_kind::text, nothing, false,
                      [](row_of row, reader_of reader) {
                          const auto status = row.registration.status;
                          return text(reader.for_people ? status_words(status, reader.lang) : std::string(domain::word_of(status)));
                      }},
    attendance_column{"registered_at", "Регистрация", "Registered", column_kind::date_time, nothing, false,
                      [](row_of row, reader_of reader) { return moment(reader, row.registration.created_at); }},
    attendance_column{"table", "Стол", "Table", column_kind::text, nothing, true,
                      [](row_of row, reader_of) { return text(domain::tables_line(row.registration.tables)); }},
    attendance_column{"attended", "Участие", "Attended", column_kind::boolean, nothing, true,
                      [](row_of row, reader_of) { return table_cell(row.first_in_ms.has_value()); }},
    attendance_column{"first_in", "Вход", "First in", column_kind::date_time, nothing, true,
                      [](row_of row, reader_of reader) { return moment_ms(reader, row.first_in_ms); }},
    attendance_column{"last_out", "Выход", "Last out", column_kind::date_time, nothing, true,
                      [](row_of row, reader_of reader) { return moment_ms(reader, row.last_out_ms); }},
    attendance_column{"minutes", "Минут", "Minutes", column_kind::integer, nothing, true,
                      [](row_of row, reader_of) {
                          const bool is_known = row.time && (!row.time->has_unknown_end || row.time->present_ms > 0);
                          return is_known ? table_cell(row.time->minutes()) : table_cell();
                      }},
    attendance_column{"share", "Доля времени, %", "Share of the time, %", column_kind::integer, nothing, true,
                      [](row_of row, reader_of) {
                          const auto percent = row.time ? row.time->percent() : std::nullopt;
                          return percent ? table_cell(*percent) : table_cell();
                      }},
    attendance_column{"to_the_end", "Без выхода: засчитано до конца", "No exit: counted to the end", column_kind::boolean, nothing, true,
                      [](row_of row, reader_of) { return row.time ? table_cell(row.time->is_assumed) : table_cell(); }},
    attendance_column{"first_point", "Через какой вход", "Entrance", column_kind::text, nothing, true,
                      [](row_of row, reader_of) { return text(row.first_point); }},
    attendance_column{"inside", "Сейчас внутри", "Inside", column_kind::boolean, nothing, false,
                      [](row_of row, reader_of) { return table_cell(row.inside); }},
    attendance_column{"walk_in", "Запись на месте", "Walk-in", column_kind::boolean, nothing, true,
                      [](row_of row, reader_of) { return table_cell(row.walk_in); }},
    attendance_column{"registration", "Номер в журнале отметок", "Number in the scan log", column_kind::integer, nothing, false,
                      [](row_of row, reader_of) { return table_cell(row.registration.id.value); }},
};

/// A question's column keeps its question.
struct question_column {
    domain::form_field field;
    std::string name;
    attendance_column column;
};

column_kind column_kind_of(domain::field_kind kind) {
    if (kind == domain::field_kind::number) return column_kind::integer;
    return kind == domain::field_kind::phone ? column_kind::phone : column_kind::text;
}

table_cell answer_cell(const domain::form_field& field, const attendance_row& who, const list_reader& reader) {
    for (const auto& each : who.registration.answers) {
        if (each.field != field.key) continue;
        if (field.kind == domain::field_kind::number) {
            std::int64_t number = 0;
            const auto [end, fault] = std::from_chars(each.value.data(), each.value.data() + each.value.size(), number);
            return fault == std::errc() && end == each.value.data() + each.value.size() ? table_cell(number) : table_cell();
        }
        return text(reader.for_people ? answer_words(field, each.value, reader.lang) : each.value);
    }
    return {};
}

bool may_have(const call& asked, const attendance_column& column) { return !column.needs || asked.may(*column.needs); }

domain::refusal wrong_columns(std::string_view code) {
    return {domain::refusal_code::invalid, 0, {{"columns", std::string(code), 0}}};
}

/// "2020-10-15", "2020-08" or "": what the file name says of the day.
std::string day_of(const domain::event_time& time, const calendar::zone& where) {
    if (!time.starts_at) return time.period;
    const auto day = where.local(*time.starts_at).date;
    return calendar::print_period({day.year, day.month, day.day});
}

render::table_head head_of(const service::event_view& about, const chosen_columns& columns, const list_reader& reader,
                           ground::utc_seconds now) {
    render::table_head head;
    head.sheet_name = say(reader.lang, "Лист регистрации", "Attendance");
    head.written_at = now;
    head.yes = say(reader.lang, "да", "yes");
    head.no = say(reader.lang, "нет", "no");
    const auto zone_at = about.event.time.starts_at.value_or(now);
    for (const auto& each : columns) {
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

std::shared_ptr<const attendance_column> lasting(const attendance_column& column) {
    return {std::shared_ptr<const attendance_column>(), &column};
}

chosen_columns all_columns(const call& asked) {
    chosen_columns all;
    for (const auto& each : table) all.push_back(lasting(each));
    for (auto& field : asked.on.forms.find(asked.event).fields) {
        const auto made = std::make_shared<question_column>();
        made->field = std::move(field);
        made->name = "answer_" + made->field.key;
        made->column = {made->name, made->field.label, made->field.label_en.empty() ? made->field.label : made->field.label_en,
                        column_kind_of(made->field.kind), action::see_contacts, false, nullptr, &made->field};
        all.emplace_back(made, &made->column);
    }
    return all;
}

domain::result<chosen_columns> choose_columns(const call& asked, std::span<const std::string> ids) {
    chosen_columns chosen;
    if (ids.empty())
        for (const auto& each : table)
            if (each.is_usual && may_have(asked, each)) chosen.push_back(lasting(each));
    const auto all = ids.empty() ? chosen_columns() : all_columns(asked);
    for (const auto& id : ids) {
        const auto known = std::find_if(all.begin(), all.end(), [&](const auto& each) { return each->id == id; });
        if (known == all.end()) return wrong_columns("not_a_choice");
        if (!may_have(asked, **known)) return domain::refusal{domain::refusal_code::not_allowed, 0, {}};
        if (std::find(chosen.begin(), chosen.end(), *known) != chosen.end()) return wrong_columns("duplicate");
        chosen.push_back(*known);
    }
    return chosen;
}

attendance_file::attendance_file(const call& asked, const service::event_view& about, const chosen_columns& columns,
                                 render::table_format format, render::table_sink sink)
    : reader_{zone_named(about.event.time.timezone), asked.lang,
              format == render::table_format::xlsx || format == render::table_format::csv_excel},
      columns_(columns), table_(format, head_of(about, columns, reader_, asked.on.clock.now()), std::move(sink)) {}

void attendance_file::row(const attendance_row& who) {
    cells_.clear();
    for (const auto& each : columns_)
        cells_.push_back(each->asks != nullptr ? answer_cell(*each->asks, who, reader_) : each->value(who, reader_));
    table_.row(cells_);
}

std::string write_attendance(const call& asked, const service::event_view& about, const attendance_wish& wish,
                             const chosen_columns& columns, render::table_format format) {
    std::string bytes;
    attendance_file written(asked, about, columns, format, [&](std::string_view piece) { bytes += piece; });
    asked.on.attendance.list(about.event.id, wish.session, wish.which, [&](const attendance_row& row) { written.row(row); });
    written.finish();
    return bytes;
}

render::attendance_sheet paper_list_of(const call& asked, const service::event_view& about, domain::session_id session,
                                       render::attendance_sheet_form form) {
    const auto& event = about.event;
    render::attendance_sheet sheet;
    sheet.language = asked.language_code();
    sheet.form = form;
    sheet.written_at = asked.on.clock.now();
    sheet.header.title = event.text.title;
    const auto when = when_of(event.time, sheet.written_at, asked.lang);
    sheet.header.when = when.time.empty() ? when.day : when.day + ", " + when.time;
    for (const auto& row : about.sessions) {
        if (row.session.id != session) continue;
        sheet.header.title += " · " + row.session.title;
        const auto hours = hours_of(row.session, event.time, asked.lang);
        if (!hours.empty()) sheet.header.when = when.day + ", " + hours;
    }
    sheet.header.place = place_line(about);
    for (const auto& each : event.organisers)
        if (each.role != domain::organiser_role::partner)
            sheet.header.organiser += (sheet.header.organiser.empty() ? "" : ", ") + each.name;
    sheet.header.contact = event.contact.phone_raw;
    return sheet;
}

render::attendance_sheet_row paper_row_of(const call& asked, const attendance_row& row) {
    const auto& who = row.registration;
    auto name = domain::full_name(who.name);
    if (name.empty()) name = say(asked.lang, "(данные уничтожены)", "(data destroyed)");
    return {std::move(name), who.organisation, who.position, "", asked.may(action::see_contacts) ? contacts_of(who) : ""};
}

int blank_rows_for(std::size_t people) { return std::clamp(static_cast<int>(people / 4), 10, 1000); }

std::string write_paper_list(const call& asked, const service::event_view& about, const attendance_wish& wish,
                             render::attendance_sheet_form form) {
    auto sheet = paper_list_of(asked, about, wish.session, form);
    asked.on.attendance.list(about.event.id, wish.session, wish.which,
                             [&](const attendance_row& row) { sheet.rows.push_back(paper_row_of(asked, row)); });
    sheet.blank_rows = blank_rows_for(sheet.rows.size());
    return render::write_attendance_sheet_pdf(sheet);
}

void note_export(const call& asked, const attendance_wish& wish, std::string_view format, std::string_view purpose) {
    std::int64_t rows = 0;
    asked.on.attendance.list(asked.event, wish.session, wish.which, [&](const auto&) { ++rows; });
    auto facts = "format=" + std::string(format) + " purpose=" + std::string(purpose) + " rows=" + std::to_string(rows);
    if (wish.session) facts += " session=" + std::to_string(wish.session.value);
    asked.on.staff.note_reading(asked.actor, "export_list", asked.event, 0, facts);
}

std::string dated_file_name(const service::event_view& about, std::string_view stem, std::string_view extension) {
    const auto day = day_of(about.event.time, zone_named(about.event.time.timezone));
    return std::string(stem) + (day.empty() ? "" : "-" + day) + "." + std::string(extension);
}

std::string attendance_file_name(const service::event_view& about, std::string_view extension, render::language lang) {
    return dated_file_name(about, say(lang, "лист-регистрации", "attendance"), extension);
}

} // namespace krug::web
