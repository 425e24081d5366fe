#include "store/feed_store.hpp"

#include "store/statement.hpp"
#include "store/transaction.hpp"

namespace krug::store {

using text = std::string;
using number = std::int64_t;

void insert_feed(transaction& tx, domain::event_id event, std::int64_t first, std::span<const feed_note> notes) {
    for (const auto& note : notes)
        execute(tx, "insert_feed",
                "INSERT INTO feed (event_id, n, kind, subject, item, chain) VALUES (:event, :n, :kind, :subject, '', '')",
                event, first++, note.kind, note.subject);
}

namespace {
template <class... In>
std::vector<feed_row> read_feed(transaction& tx, std::string_view name, const text& sql, const In&... in) {
    std::vector<feed_row> rows;
    for (const auto& [n, kind, subject, item, chain] : query<number, text, number, text, text>(tx, name, sql, in...))
        rows.push_back({n, kind, subject, item, chain});
    return rows;
}
} // namespace

std::vector<feed_row> feed_after(transaction& tx, domain::event_id event, std::int64_t n, int most) {
    return read_feed(tx, "feed_after",
                     "SELECT n, kind, subject, item, chain FROM feed WHERE event_id = :event AND n > :n ORDER BY n "
                     "LIMIT :most",
                     event, n, most);
}

std::optional<feed_row> last_told(transaction& tx, domain::event_id event) {
    const auto rows = read_feed(tx, "last_told",
                                "SELECT n, kind, subject, item, chain FROM feed WHERE event_id = :event AND "
                                "item <> '' ORDER BY n DESC LIMIT 1",
                                event);
    if (rows.empty()) return std::nullopt;
    return rows.front();
}

void tell(transaction& tx, domain::event_id event, const feed_row& row) {
    execute(tx, "tell_feed",
            "UPDATE feed SET item = :item, chain = :chain WHERE event_id = :event AND n = :n AND item = ''", row.item,
            row.chain, event, row.n);
}

void clear_feed(transaction& tx, domain::event_id event) {
    execute(tx, "clear_feed", "DELETE FROM feed WHERE event_id = :event", event);
    execute(tx, "restart_feed", "UPDATE event_counter SET last_feed = 0 WHERE event_id = :event", event);
}

} // namespace krug::store
