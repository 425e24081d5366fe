#include "render/event_report_pdf.hpp"

#include "render/paper.hpp"
#include "render/qr.hpp"

#include <algorithm>

namespace krug::render {
namespace {

constexpr double margin = 18;
constexpr double text_width = 210 - 2 * margin;
constexpr double page_bottom = 279;
constexpr double label_width = 58;
constexpr double value_x = margin + label_width + 4;
constexpr double value_width = text_width - label_width - 4;
constexpr double number_width = 30;
constexpr double qr_side = 38;

struct report_words {
    const char* language;
    const char* title;
    const char* page;
    const char* of;
    const char* figures;
    const char* sessions;
    const char* categories;
    const char* registered;
    const char* attended;
    const char* log;
    const char* records;
    const char* last;
    const char* hash;
    const char* check;
    const char* code;
    const char* responsible;
    const char* signature;
    const char* date;
    const char* made;
    const char* not_qualified;
};

constexpr report_words russian = {
    "ru-RU", "Справка о мероприятии", "стр. ", " из ", "Показатели", "По сессиям", "По категориям участников", "Записались", "Пришли",
    "Журнал отметок", "Записей", "Последняя запись", "SHA-256 журнала",
    "По этому адресу или коду любой может убедиться, что журнал с тех пор не изменён.", "Код проверки", "Ответственный:", "Подпись:", "Дата:",
    "Справка составлена программой «Круг» ",
    "Рядом со справкой лежит подпись ключом мероприятия (Ed25519). Это не квалифицированная электронная подпись."};

constexpr report_words english = {
    "en-GB", "Event report", "page ", " of ", "Figures", "By session", "By category of attendee", "Signed up", "Came",
    "Scan log", "Records", "Last record", "SHA-256 of the log",
    "At this address or by this code anybody may see that the log has not been changed since.", "Code", "Responsible:", "Signature:", "Date:",
    "Made by the program Krug on ",
    "A signature by the event's key (Ed25519) lies beside this report. It is not a qualified electronic signature."};

constexpr text_style label_style{.points = 9.5, .colour = inks::grey, .lines_max = 3, .points_min = 8};
constexpr text_style value_style{.points = 10.5, .lines_max = 8, .points_min = 8};
constexpr text_style note_style{.points = 8, .colour = inks::grey, .lines_max = 4, .points_min = 7};
constexpr text_style head_style{.points = 12.5, .bold = true};
constexpr text_style cell_style{.points = 9.5, .lines_max = 3, .points_min = 8};
constexpr text_style number_style{.points = 11, .bold = true, .align = text_align::right, .points_min = 8};

class report_writer {
public:
    report_writer(const event_report& report, int pages)
        : report_(report), words_(report.language == "en" ? english : russian), pages_(pages),
          paper_({.width = 210, .height = 297, .title = std::string(words_.title) + ": " + report.title,
                  .language = words_.language, .written_at = report.written_at}) {}

    std::string write() {
        write_head();
        for (const auto& fact : report_.facts) write_fact(fact);
        write_figures();
        write_counts(words_.sessions, report_.sessions);
        write_counts(words_.categories, report_.categories);
        write_log();
        write_signature();
        write_foot();
        return paper_.finish();
    }
    int pages_written() const { return page_; }

private:
    void write_head() {
        paper_.logo(margin, 14, 12);
        paper_.write({margin + 15, 17, text_width - 15, 0}, words_.title, {.points = 15, .bold = true});
        y_ = 32;
        y_ += paper_.write({margin, y_, text_width, 0}, report_.title, {.points = 14, .bold = true, .lines_max = 6, .points_min = 9}) + 4;
    }

    void write_foot() {
        const auto mark = words_.page + std::to_string(page_) + words_.of + std::to_string(std::max(pages_, page_));
        paper_.write({margin, 285, text_width, 0}, mark, {.points = 8.5, .colour = inks::grey, .align = text_align::right});
        paper_.write({margin, 285, text_width - 30, 0}, words_.made + report_.made, {.points = 8.5, .colour = inks::grey, .points_min = 7});
    }

    /// Begins another page when `height` does not fit on this one.
    bool make_room(double height) {
        if (y_ + height <= page_bottom) return false;
        write_foot();
        paper_.next_page();
        ++page_;
        y_ = 18;
        y_ += paper_.write({margin, y_, text_width, 0}, report_.title, {.points = 9, .colour = inks::grey, .points_min = 7}) + 4;
        return true;
    }

    void write_fact(const report_line& fact) {
        if (fact.value.empty()) return;
        const double tall = std::max(paper_.height_of(label_width, fact.label, label_style),
                                     paper_.height_of(value_width, fact.value, value_style) +
                                         paper_.height_of(value_width, fact.note, note_style));
        make_room(tall + 1.6);
        paper_.write({margin, y_ + 0.4, label_width, 0}, fact.label, label_style);
        const double value = paper_.write({value_x, y_, value_width, 0}, fact.value, value_style);
        paper_.write({value_x, y_ + value, value_width, 0}, fact.note, note_style);
        y_ += tall + 1.6;
    }

    void write_heading(const char* text, double with_it) {
        y_ += 4;
        make_room(8 + with_it);
        y_ += paper_.write({margin, y_, text_width, 0}, text, head_style) + 1.5;
        paper_.line(margin, y_, margin + text_width, y_, 0.5, inks::soot);
        y_ += 1.2;
    }

    void write_figures() {
        write_heading(words_.figures, 20);
        constexpr double name_width = text_width - number_width - 4;
        for (const auto& figure : report_.figures) {
            const double name = paper_.height_of(name_width, figure.label, cell_style);
            const double tall = name + paper_.height_of(name_width, figure.note, note_style);
            make_room(tall + 2.4);
            paper_.write({margin, y_, name_width, 0}, figure.label, cell_style);
            paper_.write({margin, y_ + name, name_width, 0}, figure.note, note_style);
            paper_.write({margin + text_width - number_width, y_ - 0.4, number_width, 0}, figure.value, number_style);
            y_ += tall + 1.2;
            paper_.line(margin, y_, margin + text_width, y_, 0.15, inks::rule);
            y_ += 1.2;
        }
    }

    void write_count_heads() {
        const text_style style{.points = 8.5, .colour = inks::grey, .align = text_align::right};
        paper_.write({margin + text_width - 2 * number_width, y_, number_width, 0}, words_.registered, style);
        paper_.write({margin + text_width - number_width, y_, number_width, 0}, words_.attended, style);
        y_ += 5;
    }

    void write_counts(const char* heading, const std::vector<report_count>& rows) {
        if (rows.empty()) return;
        write_heading(heading, 20);
        write_count_heads();
        constexpr double name_width = text_width - 2 * number_width - 4;
        for (const auto& row : rows) {
            const double name = paper_.height_of(name_width, row.name, cell_style);
            const double tall = name + paper_.height_of(name_width, row.time, note_style);
            if (make_room(tall + 2.4)) write_count_heads();
            paper_.write({margin, y_, name_width, 0}, row.name, cell_style);
            paper_.write({margin, y_ + name, name_width, 0}, row.time, note_style);
            paper_.write({margin + text_width - 2 * number_width, y_, number_width, 0}, row.registered, number_style);
            paper_.write({margin + text_width - number_width, y_, number_width, 0}, row.attended, number_style);
            y_ += tall + 1.2;
            paper_.line(margin, y_, margin + text_width, y_, 0.15, inks::rule);
            y_ += 1.2;
        }
    }

    void write_log() {
        write_heading(words_.log, qr_side + 8);
        const auto& log = report_.log;
        const double top = y_;
        constexpr double width = text_width - qr_side - 6;
        const auto pair = [&](const char* label, const std::string& value, const text_style& style) {
            if (value.empty()) return;
            y_ += paper_.write({margin, y_, width, 0}, label, {.points = 8.5, .colour = inks::grey}) + 0.2;
            y_ += paper_.write({margin, y_, width, 0}, value, style) + 1.2;
        };
        pair(words_.records, log.count, {.points = 10});
        pair(words_.last, log.last, {.points = 10, .lines_max = 2, .points_min = 8});
        pair(words_.hash, log.sha256, {.points = 10, .lines_max = 3, .points_min = 8});
        pair(words_.code, log.code, {.points = 11, .bold = true});
        y_ += paper_.write({margin, y_, width, 0}, words_.check, {.points = 9, .colour = inks::grey, .lines_max = 3});
        y_ += paper_.write({margin, y_, width, 0}, log.address, {.points = 9, .lines_max = 3, .points_min = 7});
        paper_.qr(encode_qr(log.address, qr_level::medium), margin + text_width - qr_side, top, qr_side);
        y_ = std::max(y_, top + qr_side) + 1;
        y_ += paper_.write({margin, y_, text_width, 0}, words_.not_qualified, {.points = 8, .colour = inks::grey, .lines_max = 2});
    }

    double write_blank(double x, const char* label, double length, const std::string& filled = {}) {
        const text_style style{.points = 9.5};
        double width = 6;
        while (!paper_.fits(width, label, style)) width += 1;
        paper_.write({x, y_, width + 1, 0}, label, style);
        const double from = x + width + 1.5;
        paper_.write({from + 1, y_, length - 2, 0}, filled, {.points = 9.5, .points_min = 7});
        paper_.line(from, y_ + 4.4, from + length, y_ + 4.4, 0.25, inks::soot);
        return from + length + 4;
    }

    void write_signature() {
        y_ += 9;
        make_room(10);
        double x = write_blank(margin, words_.responsible, 60, report_.responsible);
        x = write_blank(x, words_.signature, 22);
        write_blank(x, words_.date, 20);
        y_ += 6;
    }

    const event_report& report_;
    const report_words& words_;
    int pages_;
    int page_ = 1;
    double y_ = 0;
    paper paper_;
};

} // namespace

std::string write_event_report_pdf(const event_report& report) {
    // Twice: only after the last line is it known how many pages there are.
    report_writer first(report, 0);
    auto bytes = first.write();
    if (first.pages_written() == 1) return bytes;
    return report_writer(report, first.pages_written()).write();
}

} // namespace krug::render
