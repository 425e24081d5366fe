#include "store/sheet_store.hpp"

#include "store/statement.hpp"
#include "store/transaction.hpp"

#include <algorithm>

namespace krug::store {

namespace {

using text = std::string;
using number = std::int64_t;

text join(const std::vector<domain::registration_id>& people) {
    text joined;
    for (const auto who : people) joined += (joined.empty() ? "" : ",") + std::to_string(who.value);
    return joined;
}

std::vector<domain::registration_id> split(const text& joined) {
    std::vector<domain::registration_id> people;
    for (std::size_t at = 0; at < joined.size();) {
        const auto comma = std::min(joined.find(',', at), joined.size());
        people.push_back({std::stoll(joined.substr(at, comma - at))});
        at = comma + 1;
    }
    return people;
}

template <class... In>
std::vector<sheet_row> read_sheets(transaction& tx, std::string_view name, const text& sql, const In&... in) {
    std::vector<sheet_row> sheets;
    for (const auto& [event, which, session, at, by, people] : query<number, number, number, number, number, text>(tx, name, sql, in...))
        sheets.push_back({{event}, which, {session}, at, {by}, split(people)});
    return sheets;
}

} // namespace

std::int64_t last_sheet(transaction& tx, domain::event_id event) {
    return std::get<0>(*query_one<number>(tx, "last_sheet", "SELECT COALESCE(MAX(number), 0) FROM paper_sheet WHERE event_id = :event",
                                          event));
}

void insert_sheet(transaction& tx, const sheet_row& row) {
    execute(tx, "insert_sheet",
            "INSERT INTO paper_sheet (event_id, number, session_id, printed_at, printed_by, people) VALUES (:event, :number, "
            ":session, :at, :by, :people)",
            row.event, row.number, row.session, row.printed_at, row.printed_by, join(row.people));
}

std::optional<sheet_row> find_sheet(transaction& tx, domain::event_id event, std::int64_t which) {
    auto found = read_sheets(tx, "find_sheet",
                             "SELECT event_id, number, session_id, printed_at, printed_by, people FROM paper_sheet "
                             "WHERE event_id = :event AND number = :number",
                             event, which);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<sheet_row> sheets_of(transaction& tx, domain::event_id event, int most) {
    return read_sheets(tx, "sheets_of",
                       "SELECT event_id, number, session_id, printed_at, printed_by, people FROM paper_sheet "
                       "WHERE event_id = :event ORDER BY number DESC LIMIT :most",
                       event, number{most});
}

void name_source(transaction& tx, const std::string& scan_id, const std::string& source) {
    execute(tx, "name_source", "UPDATE scan SET source = :source WHERE scan_id = :scan", source, scan_id);
}

std::vector<std::pair<std::string, std::string>> scans_from_sheet(transaction& tx, domain::event_id event, std::int64_t sheet) {
    std::vector<std::pair<std::string, std::string>> scans;
    for (auto& [scan_id, source] :
         query<text, text>(tx, "scans_from_sheet",
                           "SELECT scan_id, source FROM scan WHERE event_id = :event AND source LIKE :pattern AND kind <> 'void' "
                           "ORDER BY number",
                           event, "paper:" + std::to_string(sheet) + ":%"))
        scans.emplace_back(std::move(scan_id), std::move(source));
    return scans;
}

} // namespace krug::store
