#include "scanner/code_assembler.hpp"

#include "ticket/check_digits.hpp"
#include "ticket/short_code.hpp"
#include "ticket/ticket.hpp"

#include <algorithm>

namespace krug::scanner {

bool is_complete(std::string_view code) {
    if (!ticket::all_digits(code)) return false;
    if (code.size() == ticket::ticket_text_length) {
        const auto read = ticket::parse_ticket(code);
        return read.has_value() || read.error() != ticket::read_fault::check_digits;
    }
    if (code.size() == 9) return ticket::check_11_10(code.substr(0, 8)) == code[8] - '0';
    return ticket::is_short_code(code);
}

std::optional<std::string> code_assembler::take() {
    auto code = std::move(pending_);
    pending_.clear();
    const bool blank = std::all_of(code.begin(), code.end(), [](char each) { return each == ' '; });
    if (blank) return std::nullopt;
    return code;
}

std::vector<std::string> code_assembler::feed(std::string_view characters, std::int64_t now_ms) {
    std::vector<std::string> codes;
    for (const char each : characters) {
        if (each == '\r' || each == '\n' || each == '\t') {
            if (auto code = take()) codes.push_back(*std::move(code));
        } else if (pending_.size() < code_bytes_max) {
            pending_ += each;
        }
    }
    last_ms_ = now_ms;
    return codes;
}

std::optional<std::string> code_assembler::after_silence(std::int64_t now_ms) {
    if (pending_.empty() || now_ms - last_ms_ < silence_ms || !is_complete(pending_)) return std::nullopt;
    return take();
}

std::optional<std::string> code_assembler::rest() { return take(); }

} // namespace krug::scanner
