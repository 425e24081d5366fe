// Справка о мероприятии: what took place, who stood for it and how many came, for foundations, partners and archives.
// Called by web for the evidence pack with text that is already formatted in the language; no guest is named in it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace krug::render {

struct report_line {
    std::string label;
    std::string value;
    std::string note; ///< small, below the label; "" = none
};

/// One row of a table of counts.
struct report_count {
    std::string name;
    std::string time; ///< sessions only: «15:40–16:20»
    std::string registered;
    std::string attended;
};

struct report_log {
    std::string count;   ///< «98 записей»
    std::string last;    ///< «№ 98, 15 октября 2020 года, 17:02:11»; "" = there is none
    std::string sha256;  ///< 64 hex digits
    std::string address; ///< where anybody may check, also in the QR
    std::string code;    ///< for typing
};

struct event_report {
    std::string language = "ru"; ///< "ru" or "en"
    std::string title;           ///< official title of the event, any length
    std::vector<report_line> facts;   ///< kind, day, place, organisers …
    std::vector<report_line> figures; ///< in the order of the paper
    std::vector<report_count> sessions, categories;
    report_log log;
    std::string responsible;     ///< name, or "" for a blank line
    std::string made;            ///< «16 октября 2020 года, 10:00 (МСК+2)»
    std::int64_t written_at = 0; ///< UTC seconds; the document's dates, so equal input gives equal bytes
};

/// PDF bytes (1.5), A4: as many pages as the sessions need, «стр. n из m», the log's hash and its QR on the last one, a
/// place to sign. Too long text is made smaller, then cut with an ellipsis. Throws std::invalid_argument from encode_qr,
/// std::runtime_error when Cairo fails.
std::string write_event_report_pdf(const event_report& report);

} // namespace krug::render
