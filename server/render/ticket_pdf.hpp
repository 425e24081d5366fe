// A guest's ticket on one A4 page, for the mail attachment and for printing at home. Readable in black and white.
// Called by web and by mail with text that is already formatted in the guest's language; personal data stays here.
#pragma once

#include "render/qr.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace krug::render {

/// All fields plain text; an empty one is left out together with its heading.
struct ticket_event_lines {
    std::string title;     ///< official title, any length
    std::string subtitle;  ///< for example «Рабочая встреча инициативной группы»
    std::string when;      ///< «15 октября 2020 года, четверг, 15:00»
    std::string when_note; ///< zone and doors: «МСК+2 (UTC+5), вход с 14:30»
    std::string place;
    std::string address;
    std::string admission; ///< «Вход свободный»
    std::string age_mark;  ///< «12+»
};

struct ticket_holder_lines {
    std::string name;            ///< Фамилия Имя Отчество
    std::string organisation;
    std::string category;        ///< ticket category when the event has several
    std::string attendee_number; ///< digits only; printed in groups of three
    std::string seat;            ///< «Стол 4, место 6»
    std::string seat_note;       ///< «Город для жизни», 16:50
};

/// One line of the guest's own programme.
struct ticket_programme_line {
    std::string time;  ///< «15:40»
    std::string title;
    std::string place; ///< «Зал 1»
};

struct ticket_help_lines {
    std::string way;         ///< how to get in
    std::string contact;     ///< telephone and mail of the organiser
    std::string cancel_hint; ///< how to give the place back, in words; secrets do not belong on paper
};

struct ticket_document {
    std::string language = "ru"; ///< "ru" or "en": the fixed words and the document language
    ticket_event_lines event;
    ticket_holder_lines holder;
    std::vector<ticket_programme_line> programme;
    ticket_help_lines help;
    std::string qr_text;                      ///< ticket text, 246 digits, or a short code
    qr_level level = qr_level::medium;        ///< quartile for events whose tickets get wet or folded
    std::int64_t written_at = 0;              ///< UTC seconds; the document's dates, so equal input gives equal bytes
};

/// PDF bytes (1.5): exactly one page, fonts embedded as subsets, text searchable, QR a vector of at least 35 mm,
/// no links, scripts or actions. Too long text is made smaller, then cut with an ellipsis, never over the QR.
/// Throws std::invalid_argument from encode_qr, std::runtime_error when Cairo fails.
std::string write_ticket_pdf(const ticket_document& ticket);

} // namespace krug::render
