#include "service/audit_trail.hpp"

#include "service/staff_office.hpp"
#include "store/database.hpp"
#include "ticket/digest.hpp"

#include <charconv>

namespace krug::service {

namespace {
constexpr int rows_at_once = 1000;
constexpr std::size_t hash_digits = 64;
} // namespace

std::string chain_of(std::string_view former, const store::audit_row& row) {
    std::string text = "krug-audit/1\n";
    const auto add = [&](std::string_view part) {
        text += std::to_string(part.size()) + ":";
        text += part;
        text += '\n';
    };
    add(former);
    add(std::to_string(row.number));
    add(std::to_string(row.at));
    add(domain::word_of(row.actor_kind));
    add(std::to_string(row.actor_id));
    add(row.what);
    add(std::to_string(row.event.value));
    add(std::to_string(row.subject));
    add(row.facts);
    return ticket::sha256_hex(text);
}

std::optional<audit_head> parse_audit_head(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || text.size() - colon - 1 != hash_digits) return std::nullopt;
    audit_head head;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + colon, head.number);
    if (fault != std::errc() || end != text.data() + colon || head.number <= 0) return std::nullopt;
    head.chain = text.substr(colon + 1);
    if (head.chain.find_first_not_of("0123456789abcdef") != std::string::npos) return std::nullopt;
    return head;
}

audit_report verify_audit(store::database& database, const std::optional<audit_head>& known) {
    audit_report report;
    std::int64_t expected = 1;
    bool head_seen = false;
    std::string former;
    // A reader's snapshot for each thousand: rows that are written meanwhile only make the trail longer.
    for (std::vector<store::audit_row> rows;;) {
        rows = database.read([&](store::transaction& tx) { return store::audit_rows_after(tx, expected - 1, rows_at_once); });
        for (const auto& row : rows) {
            const bool begins = row.chain.empty() && report.rows == 0;
            const bool follows = row.number == expected && (begins || row.chain == chain_of(former, row));
            if (!follows && report.broken_at == 0) report.broken_at = row.number == expected ? row.number : expected;
            if (begins) ++report.unchained;
            else ++report.rows;
            if (known && row.number == known->number && row.chain == known->chain) head_seen = true;
            former = row.chain;
            expected = row.number + 1;
            report.last = {row.number, row.chain};
        }
        if (rows.size() < static_cast<std::size_t>(rows_at_once)) break;
    }
    const auto given = database.read([](store::transaction& tx) { return store::last_audit_number(tx); });
    const auto later = database.read([&](store::transaction& tx) { return store::audit_rows_after(tx, report.last.number, 1); });
    report.cut_off = later.empty() && given > report.last.number;
    report.head_missing = known && !head_seen;
    return report;
}

void record_audit(store::transaction& tx, const domain::actor& by, std::string_view what, domain::event_id event,
                  std::int64_t subject, std::string_view facts, ground::utc_seconds now) {
    auto place = store::next_audit_place(tx);
    store::audit_row row{place.number, now, by.kind, by.id, std::string(what), event, subject, std::string(facts), ""};
    row.chain = chain_of(place.former, row);
    store::insert_audit(tx, row);
}

} // namespace krug::service
