#include "render/ticket_pdf.hpp"

#include "render/paper.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace krug::render {
namespace {

constexpr double margin = 14;
constexpr double card_width = 210 - 2 * margin;
constexpr double stub_width = 62;
constexpr double stub_x = margin + card_width - stub_width;
constexpr double main_x = margin + 7;
constexpr double main_width = stub_x - main_x - 6;
constexpr double qr_side = 52; ///< with the quiet zone: 43 mm of symbol for version 6
constexpr double page_bottom = 279;

struct ticket_words {
    const char* language;
    const char* house;
    const char* kind;
    const char* when;
    const char* where;
    const char* holder;
    const char* admission;
    const char* category;
    const char* seat;
    const char* number;
    const char* show;
    const char* say_number;
    const char* programme;
    const char* more;
    const char* way;
    const char* questions;
    const char* cancel;
    const char* keep;
};

constexpr ticket_words russian = {
    "ru-RU", "Круг", "Билет участника", "Когда", "Где", "Участник", "Вход", "Категория", "Ваше место", "Номер участника",
    "Покажите код на входе.", " Если он не читается, назовите номер.", "Ваша программа", "И ещё в программе: ", "Как пройти",
    "Вопросы", "Если планы изменились", "Билет действует и без интернета: сохраните файл или распечатайте страницу."};

constexpr ticket_words english = {
    "en-GB", "Krug", "Attendee ticket", "When", "Where", "Attendee", "Admission", "Category", "Your seat", "Attendee number",
    "Show this code at the door.", " If it cannot be read, say the number.", "Your programme", "Also in the programme: ",
    "Getting there", "Questions", "If your plans change", "The ticket works offline: keep the file or print this page."};

const ticket_words& words_in(const std::string& language) { return language == "en" ? english : russian; }

std::string in_threes(const std::string& digits) {
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) out += "\u00A0";
        out += digits[i];
    }
    return out;
}

struct fact {
    const char* heading;
    const std::string& value;
    const std::string& note;
};

constexpr text_style heading_style{.points = 8.5, .colour = inks::grey};
constexpr text_style value_style{.points = 11.5, .bold = true, .lines_max = 3, .points_min = 9};
constexpr text_style note_style{.points = 9.5, .colour = inks::grey, .lines_max = 3, .points_min = 8};

double write_fact(paper& page, double x, double y, double width, const fact& what) {
    if (what.value.empty() && what.note.empty()) return y;
    const double top = y;
    y += page.write({x, y, width, 0}, what.heading, heading_style) + 0.4;
    y += page.write({x, y, width, 0}, what.value, value_style);
    y += page.write({x, y, width, 0}, what.note, note_style);
    return std::max(y, top);
}

double write_pair(paper& page, double y, const fact& left, const fact& right) {
    constexpr double gap = 6;
    constexpr double column = (main_width - gap) / 2;
    const bool left_empty = left.value.empty() && left.note.empty();
    const bool right_empty = right.value.empty() && right.note.empty();
    if (left_empty && right_empty) return y;
    double bottom = write_fact(page, main_x, y, right_empty ? main_width : column, left);
    const double right_x = left_empty ? main_x : main_x + column + gap;
    bottom = std::max(bottom, write_fact(page, right_x, y, left_empty ? main_width : column, right));
    return bottom + 4;
}

double write_seat(paper& page, double y, const ticket_words& words, const ticket_holder_lines& holder) {
    if (holder.seat.empty()) return y;
    constexpr double text_x = main_x + 22;
    constexpr double text_width = main_width - 26;
    // The largest thing on the sheet: it is read on the way through a hall.
    constexpr text_style seat_style{.points = 44, .bold = true, .lines_max = 2, .points_min = 18};
    constexpr text_style seat_note_style{.points = 9, .colour = inks::grey, .lines_max = 2, .points_min = 8};
    const double tall = page.height_of(text_width, words.seat, heading_style) +
                        page.height_of(text_width, holder.seat, seat_style) +
                        page.height_of(text_width, holder.seat_note, seat_note_style);
    const box frame = {main_x, y, main_width, std::max(tall + 5, 20.0)};
    page.frame_box(frame, 4, 0.3, inks::rule);
    page.seat_ring(main_x + 11, y + frame.height / 2, 6.6, 10, 10);
    page.dot(main_x + 11, y + frame.height / 2 + 6.6, 1.9, inks::white);
    page.dot(main_x + 11, y + frame.height / 2 + 6.6, 1.5, inks::seat);
    page.hollow_dot(main_x + 11, y + frame.height / 2 + 6.6, 1.7, 0.35, inks::seat_edge);
    double text_y = y + (frame.height - tall) / 2;
    text_y += page.write({text_x, text_y, text_width, 0}, words.seat, heading_style);
    text_y += page.write({text_x, text_y, text_width, 0}, holder.seat, seat_style);
    page.write({text_x, text_y, text_width, 0}, holder.seat_note, seat_note_style);
    return y + frame.height + 4;
}

double write_main(paper& page, const ticket_document& ticket, const ticket_words& words) {
    const auto& event = ticket.event;
    const auto& holder = ticket.holder;
    double y = margin + 7;
    page.logo(main_x, y, 10);
    page.write({main_x + 12.5, y + 1.6, 40, 0}, words.house, {.points = 15, .bold = true});
    page.write({main_x, y + 3, main_width, 0}, words.kind, {.points = 9.5, .colour = inks::grey, .align = text_align::right});
    y += 15;
    y += page.write({main_x, y, main_width, 0}, event.title, {.points = 20, .bold = true, .lines_max = 4, .points_min = 11}) + 1;
    y += page.write({main_x, y, main_width, 0}, event.subtitle,
                    {.points = 11, .colour = inks::grey, .lines_max = 3, .points_min = 9});
    y += 5;
    y = write_pair(page, y, {words.when, event.when, event.when_note}, {words.where, event.place, event.address});
    const std::string none;
    y = write_pair(page, y, {words.holder, holder.name, holder.organisation}, {words.admission, event.admission, event.age_mark});
    y = write_pair(page, y, {words.category, holder.category, none}, {words.category, none, none});
    return write_seat(page, y, words, holder) + 3;
}

double write_stub(paper& page, const ticket_document& ticket, const ticket_words& words) {
    constexpr text_style show_style{.points = 9, .colour = inks::grey, .align = text_align::centre, .lines_max = 5};
    const double qr_x = stub_x + (stub_width - qr_side) / 2;
    double y = margin + 5;
    page.qr(encode_qr(ticket.qr_text, ticket.level), qr_x, y, qr_side);
    y += qr_side + 2;
    if (!ticket.holder.attendee_number.empty()) {
        y += page.write({stub_x, y, stub_width, 0}, words.number,
                        {.points = 8.5, .colour = inks::grey, .align = text_align::centre});
        y += page.write({stub_x + 4, y, stub_width - 8, 0}, in_threes(ticket.holder.attendee_number),
                        {.points = 24, .bold = true, .align = text_align::centre, .points_min = 12}) + 2;
    }
    const auto show = std::string(words.show) + (ticket.holder.attendee_number.empty() ? "" : words.say_number);
    return y + page.write({stub_x + 6, y, stub_width - 12, 0}, show, show_style) + 6;
}

void write_programme(paper& page, double x, double y, double width, const ticket_document& ticket, const ticket_words& words) {
    if (ticket.programme.empty()) return;
    constexpr text_style time_style{.points = 11, .bold = true, .align = text_align::right};
    constexpr text_style title_style{.points = 10.5, .bold = true, .lines_max = 2, .points_min = 9};
    constexpr text_style place_style{.points = 9, .colour = inks::grey, .lines_max = 1, .points_min = 7.5};
    constexpr double time_width = 15;
    const double dot_x = x + time_width + 4;
    const double text_x = dot_x + 5;
    const double text_width = x + width - text_x;
    y += page.write({x, y, width, 0}, words.programme, {.points = 14, .bold = true}) + 3;
    for (std::size_t i = 0; i < ticket.programme.size(); ++i) {
        const auto& item = ticket.programme[i];
        const double tall = page.height_of(text_width, item.title, title_style) +
                            page.height_of(text_width, item.place, place_style) + 3;
        const bool last = i + 1 == ticket.programme.size();
        if (y + tall > page_bottom - (last ? 0 : 6)) {
            page.write({text_x, y, text_width, 0}, words.more + std::to_string(ticket.programme.size() - i), place_style);
            return;
        }
        page.write({x, y, time_width, 0}, item.time, time_style);
        if (!last) page.dotted_line(dot_x, y + 5.2, dot_x, y + tall + 0.6, 0.5, inks::rule);
        page.dot(dot_x, y + 2.5, 1.5, inks::brand);
        const double title_height = page.write({text_x, y, text_width, 0}, item.title, title_style);
        page.write({text_x, y + title_height, text_width, 0}, item.place, place_style);
        y += tall;
    }
}

void write_help(paper& page, double x, double y, double width, const ticket_help_lines& help, const ticket_words& words) {
    struct topic {
        const char* heading;
        const std::string& text;
    };
    for (const auto& [heading, text] : {topic{words.way, help.way}, topic{words.questions, help.contact}, topic{words.cancel, help.cancel_hint}}) {
        if (text.empty()) continue;
        y += page.write({x, y, width, 0}, heading, {.points = 12, .bold = true}) + 1;
        y += page.write({x, y, width, 0}, text, {.points = 10, .colour = inks::grey, .lines_max = 9, .points_min = 8}) + 5;
    }
}

/// A wide ring of seats behind the foot of the page, pale enough for any printer.
void draw_orbit(paper& page) {
    constexpr int seats = 40;
    constexpr double radius = 74;
    for (int i = 0; i < seats; ++i) {
        const double angle = i * 2 * std::numbers::pi / seats;
        const double x = 176 + radius * std::sin(angle);
        const double y = 302 - radius * std::cos(angle);
        if (y < 297 && x < 212) page.dot(x, y, 2.6, inks::pale_brand);
    }
}

} // namespace

std::string write_ticket_pdf(const ticket_document& ticket) {
    const auto& words = words_in(ticket.language);
    paper page({.width = 210, .height = 297, .title = std::string(words.kind) + ": " + ticket.event.title,
                .language = words.language, .written_at = ticket.written_at});
    draw_orbit(page);
    const double card_bottom = std::max(write_main(page, ticket, words), write_stub(page, ticket, words));
    page.frame_box({margin, margin, card_width, card_bottom - margin}, 6, 0.4, inks::soot);
    page.dotted_line(stub_x, margin + 5, stub_x, card_bottom - 4, 0.8, inks::soot);

    const double y = card_bottom + 9;
    const bool has_programme = !ticket.programme.empty();
    constexpr double programme_width = 106;
    write_programme(page, margin, y, programme_width, ticket, words);
    const double help_x = has_programme ? margin + programme_width + 10 : margin;
    write_help(page, help_x, y, margin + card_width - help_x, ticket.help, words);
    page.write({margin, 284, card_width, 0}, words.keep, {.points = 8.5, .colour = inks::grey});
    return page.finish();
}

} // namespace krug::render
