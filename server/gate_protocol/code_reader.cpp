#include "gate_protocol/code_reader.hpp"

#include "gate_protocol/feed.hpp"
#include "ticket/check_digits.hpp"
#include "ticket/short_code.hpp"

namespace krug::gate_protocol {
namespace {

constexpr std::size_t ticket_like_length = 60;

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char each) { return each == ' ' || each == '\t' || each == '\r' || each == '\n'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

/// People type the number as they read it, in groups.
std::string without_gaps(std::string_view text) {
    std::string digits;
    for (const char each : text)
        if (each != ' ' && each != '-') digits += each;
    return digits;
}

bool is_attendee_number(std::string_view digits) {
    return digits.size() == 9 && ticket::all_digits(digits) &&
           ticket::check_11_10(digits.substr(0, 8)) == digits[8] - '0';
}

read_code of_ticket(const boost::system::result<ticket::parsed_ticket, ticket::read_fault>& parsed) {
    read_code code;
    if (!parsed) {
        code.reading = parsed.error() == ticket::read_fault::shape ? domain::code_reading::misread
                                                                   : domain::code_reading::damaged;
        return code;
    }
    code.reading = domain::code_reading::ticket;
    code.ticket = *parsed;
    code.by = lookup::roster_code;
    code.hash = ticket::roster_hash(parsed->facts.event, parsed->facts.id);
    return code;
}

} // namespace

read_code understand(std::string_view text, domain::event_id event) {
    text = trimmed(text);
    const bool ticket_like = text.size() >= ticket_like_length && text.front() == '1' && ticket::all_digits(text);
    if (text.size() == ticket::ticket_text_length || ticket_like) return of_ticket(ticket::parse_ticket(text));

    read_code code;
    const auto digits = without_gaps(text);
    if (is_attendee_number(digits)) {
        code.by = lookup::number;
        code.hash = attendee_number_hash(event, digits);
    } else if (digits.size() == ticket::short_code_length && digits[0] == '2' && ticket::all_digits(digits) &&
               !ticket::is_short_code(digits)) {
        code.reading = domain::code_reading::misread;
    } else if (text.empty()) {
        code.reading = domain::code_reading::misread;
    } else {
        code.hash = ticket::code_hash(text);
    }
    return code;
}

} // namespace krug::gate_protocol
