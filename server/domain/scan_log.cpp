#include "domain/scan_log.hpp"

#include <chrono>
#include <cstdio>

namespace krug::domain {

namespace {

void add(std::string& to, std::string_view text) {
    to += '\t';
    if (text.empty()) to += '-';
    for (const char c : text) to += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
}

void add(std::string& to, std::int64_t number) { add(to, std::to_string(number)); }

} // namespace

std::string print_log_moment(std::int64_t utc_ms) {
    using namespace std::chrono;
    const sys_time<milliseconds> at{milliseconds{utc_ms}};
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{at - day};
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return text.data();
}

std::string scan_log_head(event_id event) {
    return "#krug-scan-log/1 event=" + std::to_string(event.value) +
           "\nnumber\tscan_id\tkind\tverdict\tregistration\tpoint\tdevice\tincarnation\tseq\tstaff\tscanned_at\terror_ms\t"
           "received_at\trefers_to\tsource\tdoubt\n";
}

void append_scan_log_line(std::string& to, const scan_log_entry& entry) {
    to += std::to_string(entry.number);
    add(to, entry.scan_id);
    add(to, word_of(entry.kind));
    add(to, word_of(entry.reason));
    // Who a kiosk's walk-in is becomes known after the record, and what is hashed must not change.
    const bool named_later = entry.kind == scan_kind::walk_in && entry.device;
    add(to, named_later ? 0 : entry.registration.value);
    add(to, entry.point.value);
    add(to, entry.device.value);
    add(to, entry.incarnation);
    add(to, entry.seq);
    add(to, entry.staff.value);
    add(to, print_log_moment(entry.scanned_ms));
    add(to, entry.error_ms);
    add(to, print_log_moment(entry.received_ms));
    add(to, entry.refers_to);
    add(to, entry.source);
    add(to, entry.doubt);
    to += '\n';
}

} // namespace krug::domain
