#include "web/evidence_pack.hpp"

#include "calendar/words.hpp"
#include "render/event_report_pdf.hpp"
#include "render/zip_archive.hpp"
#include "ticket/digest.hpp"
#include "ticket/public_code.hpp"
#include "ticket/running_digest.hpp"
#include "web/attendance_columns.hpp"
#include "web/event_views.hpp"
#include "web/event_words.hpp"
#include "web/work_words.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace krug::web {

namespace {

using render::language;
using service::count_of;

struct name_pair {
    std::string_view ru, en;
};
// The order is that of the archive.
enum file : std::size_t { readme, report, workbook, excel, machine, full_sheet, brief_sheet, log, sums, signature, key, session_times };
constexpr std::array<name_pair, 12> names{{{"README.txt", "README.txt"},
                                           {"справка-о-мероприятии.pdf", "event-report.pdf"},
                                           {"участники.xlsx", "attendees.xlsx"},
                                           {"участники-для-Excel.csv", "attendees-for-Excel.csv"},
                                           {"участники-для-программ.csv", "attendees-for-programs.csv"},
                                           {"лист-регистрации-полный.pdf", "sign-in-sheet-full.pdf"},
                                           {"лист-регистрации-краткий.pdf", "sign-in-sheet-short.pdf"},
                                           {"журнал-отметок.tsv", "scan-log.tsv"},
                                           {"SHA256SUMS.txt", "SHA256SUMS.txt"},
                                           {"SHA256SUMS.txt.sig", "SHA256SUMS.txt.sig"},
                                           {"event-key.pem", "event-key.pem"},
                                           {"время-по-сессиям.csv", "time-by-session.csv"}}};

/// The files in the making, each with its sum.
class pack_files {
public:
    /// An event without sessions has no times by session: that file is the last and left out.
    pack_files(language lang, std::int64_t written_at, bool has_sessions) : archive_(pack_bytes_max, written_at), has_sessions_(has_sessions) {
        for (std::size_t at = 0; at < names.size() - (has_sessions ? 0 : 1); ++at) {
            names_.push_back(say(lang, names[at].ru, names[at].en));
            const bool pressed = at != workbook && at != signature;
            archive_.add(names_.back(), pressed);
            sums_.emplace_back();
        }
    }
    void write(file which, std::string_view piece) {
        archive_.write(which, piece);
        sums_[which].add(piece);
    }
    render::table_sink sink(file which) {
        return [this, which](std::string_view piece) { write(which, piece); };
    }
    bool has_sessions() const { return has_sessions_; }
    const std::string& name(file which) const { return names_[which]; }
    std::string sum(file which) const { return sums_[which].hex(); }
    std::string finish() { return archive_.finish(); }

private:
    render::zip_archive archive_;
    bool has_sessions_;
    std::vector<std::string> names_;
    std::vector<ticket::running_digest> sums_;
};

chosen_columns table_columns() {
    chosen_columns chosen;
    for (const std::string_view id : {"attendee_no", "family_name", "given_name", "additional_name", "organisation", "position",
                                      "status", "attended", "first_in", "last_out", "minutes", "share", "to_the_end", "first_point", "walk_in", "registration"})
        for (const auto& each : attendance_columns())
            if (each.id == id) chosen.push_back(lasting(each));
    return chosen;
}

/// One line for each person and session: how long they were there by the session's doors.
class session_time_file {
public:
    session_time_file(const call& asked, const service::event_view& about, render::table_sink sink)
        : table_(render::table_format::csv_excel, head_of(asked.lang, asked.on.clock.now()), std::move(sink)) {
        for (const auto& row : about.sessions) titles_[row.session.id.value] = row.session.title;
    }
    void add(const service::attendance_row& who) {
        for (const auto& each : who.sessions) {
            const auto percent = each.time.percent();
            table_.row(std::array<render::table_cell, 7>{who.attendee_no, domain::full_name(who.registration.name), titles_[each.session.value],
                                                         each.time.minutes(), percent ? render::table_cell(*percent) : render::table_cell(),
                                                         each.time.is_assumed, who.registration.id.value});
        }
    }
    void finish() { table_.finish(); }

private:
    static render::table_head head_of(language lang, std::int64_t now) {
        using render::column_kind;
        return {say(lang, "Время по сессиям", "Time by session"),
                {{"attendee_no", say(lang, "Номер участника", "Attendee number"), column_kind::text, 0},
                 {"name", say(lang, "Фамилия, имя, отчество", "Name"), column_kind::text, 0},
                 {"session", say(lang, "Сессия", "Session"), column_kind::text, 0},
                 {"minutes", say(lang, "Минут", "Minutes"), column_kind::integer, 0},
                 {"share", say(lang, "Доля времени, %", "Share of the time, %"), column_kind::integer, 0},
                 {"to_the_end", say(lang, "Без выхода: засчитано до конца", "No exit: counted to the end"), column_kind::boolean, 0},
                 {"registration", say(lang, "Номер в журнале отметок", "Number in the scan log"), column_kind::integer, 0}},
                say(lang, "да", "yes"), say(lang, "нет", "no"), now};
    }
    render::attendance_table table_;
    std::map<std::int64_t, std::string> titles_;
};

/// How long people stayed, for one line of the report.
struct stayed {
    std::vector<std::int64_t> minutes; ///< of those whose time is known
    std::int64_t assumed = 0;
    void add(const service::attendance_row& row) {
        if (!row.time || row.time->has_unknown_end) return;
        minutes.push_back(row.time->minutes());
        assumed += row.time->is_assumed;
    }
    std::int64_t median() {
        const auto middle = minutes.begin() + static_cast<std::ptrdiff_t>(minutes.size() / 2);
        std::nth_element(minutes.begin(), middle, minutes.end());
        return *middle;
    }
};

std::string log_moment(std::int64_t at_ms, const calendar::zone& where, language lang) {
    const auto at = at_ms / 1000;
    const auto in = calendar_language(lang);
    return calendar::moment_words(at, where, in) + " (" + calendar::zone_label(at, where, in) + ")";
}

/// With a capital letter: it stands at the beginning of a line.
std::string organiser_words(domain::organiser_role role, language lang) {
    switch (role) {
    case domain::organiser_role::organiser: return say(lang, "Организатор", "Organiser");
    case domain::organiser_role::co_organiser: return say(lang, "Соорганизатор", "Co-organiser");
    case domain::organiser_role::partner: return say(lang, "Партнёр", "Partner");
    case domain::organiser_role::venue_host: return say(lang, "Принимающая площадка", "Venue host");
    }
    return {};
}

/// Event, organisers, place and time as the report names them.
std::vector<render::report_line> facts_of(const call& asked, const service::event_view& about, const pack_wish& wish,
                                          const service::evidence_figures& figures) {
    const auto lang = asked.lang;
    const auto& event = about.event;
    const auto where = zone_named(event.time.timezone);
    std::vector<render::report_line> facts;
    facts.push_back({say(lang, "Вид", "Kind"), kind_words(event.kind, lang), ""});
    const auto when = when_of(event.time, asked.on.clock.now(), lang);
    facts.push_back({say(lang, "Когда (план)", "When (planned)"), when.time.empty() ? when.day : when.day + ", " + when.time, ""});
    if (figures.first_in_ms) {
        facts.push_back({say(lang, "Первая отметка о входе", "First admission"), log_moment(*figures.first_in_ms, where, lang), ""});
        facts.push_back({say(lang, "Последняя отметка", "Last admission or exit"), log_moment(*figures.last_scan_ms, where, lang), ""});
    }
    facts.push_back({say(lang, "Где", "Where"), place_line(about), ""});
    std::string previous;
    for (const auto& each : event.organisers) {
        auto role = organiser_words(each.role, lang);
        facts.push_back({role == previous ? "" : role, each.name, ""});
        previous = std::move(role);
    }
    facts.push_back({say(lang, "Проект, договор", "Project, contract"), wish.project, ""});
    facts.push_back({say(lang, "Часть мероприятия", "Part of"), about.parent_title.value_or(""), ""});
    return facts;
}

std::vector<render::report_line> figures_of(const call& asked, const service::event_view& about, const pack_wish& wish,
                                            const service::evidence_figures& counted) {
    const auto lang = asked.lang;
    const auto in = calendar_language(lang);
    std::vector<render::report_line> lines;
    const auto add = [&](std::string_view ru, std::string_view en, std::int64_t count, std::string note = {}) {
        lines.push_back({say(lang, ru, en), calendar::number_words(count, in), std::move(note)});
    };
    if (wish.planned) add("Планировали участников", "Planned attendees", *wish.planned);
    if (about.event.capacity) add("Мест", "Seats", *about.event.capacity);
    add("Зарегистрировались", "Registered", counted.registered,
        say(lang, "действующие заявки, вместе с ожидающими решения и места", "registrations in force, those awaiting a decision or a seat included"));
    add("Участие подтверждено", "Confirmed", counted.confirmed);
    add("Пришли", "Came", counted.attended, say(lang, "есть хотя бы одна неотменённая отметка о входе", "at least one admission that was not taken back"));
    add("Из них разных людей", "Different people among them", counted.unique,
        say(lang, "одна почта или одно полное имя – один человек", "one e-mail address or one full name is one person"));
    add("Из них впервые", "For the first time", counted.first_time,
        say(lang, "раньше не отмечались на мероприятиях этой организации, учтённых в этой системе",
            "never admitted before at an event of this organisation that this system knows") +
            (counted.unknown == 0 ? ""
                                  : say(lang, "; о стольких сказать нельзя, их данные уничтожены: ", "; cannot be said, as the data was destroyed: ") +
                                        calendar::number_words(counted.unknown, in)));
    if (counted.walk_ins > 0) add("Записались на месте", "Registered at the door", counted.walk_ins);
    if (counted.on_paper > 0) add("Отметок внесено с бумажных листов", "Marks entered from paper sheets", counted.on_paper);
    return lines;
}

std::vector<render::report_count> counts_of(const std::vector<count_of>& counted, calendar::language in) {
    std::vector<render::report_count> rows;
    for (const auto& each : counted)
        rows.push_back({each.name, "", calendar::number_words(each.registered, in), calendar::number_words(each.attended, in)});
    return rows;
}

render::event_report report_of(const call& asked, const service::event_view& about, const pack_wish& wish,
                               const service::evidence& found, const std::string& code, stayed& times) {
    const auto lang = asked.lang;
    const auto in = calendar_language(lang);
    const auto where = zone_named(about.event.time.timezone);
    render::event_report paper;
    paper.language = asked.language_code();
    paper.title = about.event.text.title;
    paper.facts = facts_of(asked, about, wish, found.figures);
    paper.figures = figures_of(asked, about, wish, found.figures);
    if (!times.minutes.empty())
        paper.figures.push_back({say(lang, "Половина пришедших была минут, не меньше", "Half of them stayed, minutes at least"), calendar::number_words(times.median(), in),
                                 times.assumed == 0 ? std::string()
                                                    : say(lang, "у стольких нет отметки о выходе, время засчитано до конца: ", "without an exit, counted to the end: ") +
                                                          calendar::number_words(times.assumed, in)});
    paper.sessions = counts_of(found.figures.by_session, in);
    for (std::size_t at = 0; at < paper.sessions.size(); ++at)
        for (const auto& row : about.sessions)
            if (row.session.id.value == found.figures.by_session[at].number)
                paper.sessions[at].time = hours_of(row.session, about.event.time, lang);
    if (found.figures.by_category.size() > 1) {
        paper.categories = counts_of(found.figures.by_category, in);
        for (std::size_t at = 0; at < paper.categories.size(); ++at)
            if (found.figures.by_category[at].number == 0) paper.categories[at].name = say(lang, "Без категории", "No category");
    }
    paper.log.count = calendar::number_words(found.log.count, in);
    if (found.log.last_number > 0)
        paper.log.last = "№ " + std::to_string(found.log.last_number) + ", " + log_moment(found.log.last_ms, where, lang);
    paper.log.sha256 = found.log.sha256;
    paper.log.address = check_address(asked, code);
    paper.log.code = ticket::show_public_code(code);
    paper.responsible = wish.responsible;
    paper.written_at = asked.on.clock.now();
    paper.made = moment_in(about.event.time.timezone, paper.written_at, lang);
    return paper;
}

std::string readme_of(const call& asked, const pack_files& files, const domain::evidence_pack& facts) {
    const auto& n = [&](file which) -> const std::string& { return files.name(which); };
    const auto address = check_address(asked, facts.code);
    const auto count = std::to_string(facts.log_count);
    return
        "ПАКЕТ ПОДТВЕРЖДЕНИЙ МЕРОПРИЯТИЯ\n\n"
        "В пакете персональные данные: передавайте его по защищённому каналу и удалите, когда задача выполнена.\n\n" +
        n(report) + "\n  Справка для отчёта: организаторы, место, план и факт, показатели, хеш журнала. Имён в ней нет.\n" +
        n(workbook) + "\n  Кто был подтверждён и кто пришёл, для Excel, МойОфис, LibreOffice.\n" +
        n(excel) + "\n  То же для русского Excel: точка с запятой, даты 15.10.2020.\n" +
        n(machine) + "\n  То же для программ: запятая, ISO 8601. В таблицах не открывать: текст записан как есть.\n" +
        (files.has_sessions() ? n(session_times) + "\n  Кто сколько минут был на какой сессии, по отметкам у её дверей.\n" : "") +
        "  Минуты – по отметкам входа и выхода; без выхода время засчитано до конца сессии или дня, это отмечено в столбце.\n" +
        n(full_sheet) + "\n  Лист регистрации с должностями и контактами, с пустыми строками, для подписей.\n" +
        n(brief_sheet) + "\n  Короткий лист без контактов: его можно передавать по рядам.\n" +
        n(log) + "\n  Журнал отметок: номера, время, вход, решение, отмены. Имён в нём нет; номер в столбце registration\n"
        "  стоит и в таблице участников. Время – по Гринвичу (UTC).\n" +
        n(sums) + "\n  Контрольные суммы всех файлов выше.\n" +
        n(signature) + "\n  Подпись контрольных сумм ключом мероприятия (Ed25519). Это не квалифицированная электронная подпись.\n" +
        n(key) + "\n  Открытый ключ мероприятия. Сравните его с тем, что показывает страница проверки.\n\n"
        "КАК ПРОВЕРИТЬ\n\n"
        "1. Файлы целы:\n     sha256sum -c " + n(sums) + "\n   (в Windows: certutil -hashfile ФАЙЛ SHA256 и сравнить глазами)\n"
        "2. Суммы подписаны этим мероприятием:\n     openssl pkeyutl -verify -pubin -inkey " + n(key) + " -rawin -in " + n(sums) +
        " -sigfile " + n(signature) + "\n   Должно ответить: Signature Verified Successfully\n"
        "   Ключ настоящий, если его строка совпадает со строкой на странице проверки.\n"
        "3. Журнал с тех пор не меняли: " + address + "\n"
        "4. Хеш журнала можно посчитать самому: sha256sum " + n(log) + "\n     " + facts.log_hash + "\n"
        "   Если журнал вырос, возьмите новую выгрузку и хешируйте начало: две строки заголовка и первые " + count + " строк:\n"
        "     head -n " + std::to_string(facts.log_count + 2) + " ФАЙЛ | sha256sum\n\n\n"
        "EVIDENCE PACK OF AN EVENT\n\n"
        "The pack holds personal data: hand it over by a protected channel and delete it when the task is done.\n\n" +
        n(report) + "\n  The report: organisers, place, planned and actual, figures, hash of the log. No names.\n" +
        n(workbook) + "\n  Who was confirmed and who came, for Excel and LibreOffice.\n" +
        n(excel) + "\n  The same for Russian Excel: semicolons, dates as 15.10.2020.\n" +
        n(machine) + "\n  The same for programs: commas, ISO 8601. Do not open it as a spreadsheet: the text is unchanged.\n" +
        (files.has_sessions() ? n(session_times) + "\n  Who was how many minutes in which session, by the marks at its doors.\n" : "") +
        "  Minutes follow from entries and exits; without an exit time is counted to the end of session or day, and a column says so.\n" +
        n(full_sheet) + "\n  Sign-in sheet with positions and contacts, with blank rows.\n" +
        n(brief_sheet) + "\n  Short sheet without contacts: it may be passed round.\n" +
        n(log) + "\n  Scan log: numbers, times, doors, verdicts, what was taken back. No names; the number in the column\n"
        "  registration stands in the table of attendees as well. Times are UTC.\n" +
        n(sums) + "\n  Sums of all files above.\n" +
        n(signature) + "\n  Signature of the sums by the event's key (Ed25519). It is not a qualified electronic signature.\n" +
        n(key) + "\n  Public key of the event. Compare it with what the check page shows.\n\n"
        "HOW TO CHECK\n\n"
        "1. The files are whole:\n     sha256sum -c " + n(sums) + "\n   (on Windows: certutil -hashfile FILE SHA256, compare by eye)\n"
        "2. The sums were signed by this event:\n     openssl pkeyutl -verify -pubin -inkey " + n(key) + " -rawin -in " + n(sums) +
        " -sigfile " + n(signature) + "\n   It must say: Signature Verified Successfully\n"
        "   The key is the right one if its line equals the one on the check page.\n"
        "3. The log has not been changed since: " + address + "\n"
        "4. Compute the hash of the log yourself: sha256sum " + n(log) + "\n     " + facts.log_hash + "\n"
        "   If the log has grown, take a fresh export and hash its beginning, two lines of head and the first " + count + " lines:\n"
        "     head -n " + std::to_string(facts.log_count + 2) + " FILE | sha256sum\n";
}

} // namespace

std::string check_address(const call& asked, std::string_view code) {
    return asked.on.settings.public_url + "/v/" + std::string(code);
}

std::string scan_log_file_name(const service::event_view& about, render::language lang) {
    return dated_file_name(about, say(lang, "журнал-отметок", "scan-log"), "tsv");
}

made_pack make_pack(const call& asked, const service::event_view& about, const pack_wish& wish) {
    auto& office = asked.on.evidence;
    const auto now = asked.on.clock.now();
    pack_files files(asked.lang, now, !about.sessions.empty());
    made_pack made;
    auto& facts = made.facts;
    facts.event = about.event.id;
    facts.code = office.draw_code();

    const auto columns = table_columns();
    attendance_file book(asked, about, columns, render::table_format::xlsx, files.sink(workbook));
    attendance_file for_excel(asked, about, columns, render::table_format::csv_excel, files.sink(excel));
    attendance_file for_programs(asked, about, columns, render::table_format::csv_machine, files.sink(machine));
    std::optional<session_time_file> by_session;
    if (files.has_sessions()) by_session.emplace(asked, about, files.sink(session_times));
    stayed times;
    auto sheet = paper_list_of(asked, about, {}, render::attendance_sheet_form::full);
    sheet.header.project = wish.project;
    sheet.responsible = wish.responsible;
    const auto found = office.read(about.event.id, files.sink(log), [&](const service::attendance_row& row) {
        book.row(row);
        for_excel.row(row);
        for_programs.row(row);
        if (by_session) by_session->add(row);
        times.add(row);
        sheet.rows.push_back(paper_row_of(asked, row));
    });
    book.finish();
    for_excel.finish();
    for_programs.finish();
    if (by_session) by_session->finish();
    sheet.blank_rows = blank_rows_for(sheet.rows.size());
    files.write(full_sheet, render::write_attendance_sheet_pdf(sheet));
    sheet.form = render::attendance_sheet_form::brief;
    files.write(brief_sheet, render::write_attendance_sheet_pdf(sheet));
    files.write(report, render::write_event_report_pdf(report_of(asked, about, wish, found, facts.code, times)));

    facts.log_count = found.log.count;
    facts.log_last = found.log.last_number;
    facts.log_last_ms = found.log.last_ms;
    facts.log_hash = found.log.sha256;
    facts.registered = found.figures.registered;
    facts.attended = found.figures.attended;
    facts.report_hash = files.sum(report);
    files.write(readme, readme_of(asked, files, facts));
    // The first line is a remark to sha256sum and keeps this text apart from anything else the key signs.
    std::string all = "# krug-evidence/1 event=" + std::to_string(about.event.id.value) + " code=" + facts.code + "\n";
    for (const auto which : {readme, report, workbook, excel, machine, full_sheet, brief_sheet, log})
        all += files.sum(which) + "  " + files.name(which) + "\n";
    if (files.has_sessions()) all += files.sum(session_times) + "  " + files.name(session_times) + "\n";
    files.write(sums, all);
    const auto signed_by = office.sign(about.event.id, all);
    files.write(signature, signed_by.signature);
    files.write(key, service::evidence_office::public_key_pem(signed_by.public_key));
    facts.public_key = signed_by.public_key;
    made.bytes = files.finish();
    return made;
}

} // namespace krug::web
