#include "store/feed_store.hpp"

#include "store/device_store.hpp"
#include "store/new_rows.hpp"
#include "store/transaction.hpp"

namespace krug::store {

using text = std::string;
using number = std::int64_t;

void insert_feed(transaction& tx, domain::event_id event, std::int64_t first, std::span<const feed_note> notes) {
    new_rows fresh("insert_feed", "feed (event_id, n, kind, subject, item, chain)");
    for (const auto& note : notes) fresh.add(event, first++, note.kind, note.subject, "", "");
    fresh.insert(tx);
}

void announce(transaction& tx, domain::event_id event) { tx.announce(event.value); }

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

std::int64_t feed_end(transaction& tx, domain::event_id event) {
    const auto row = query_one<number>(tx, "feed_end", "SELECT last_feed FROM event_counter WHERE event_id = :event", event);
    return row ? std::get<0>(*row) : 0;
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

std::int64_t rebuild_feed(transaction& tx, domain::event_id event) {
    execute(tx, "clear_feed", "DELETE FROM feed WHERE event_id = :event", event);
    const feed_note first[] = {{"keys", 0}, {"rules", 0}};
    insert_feed(tx, event, 1, first);
    number last = 2;
    last += execute(tx, "refill_roster",
                    "INSERT INTO feed (event_id, n, kind, subject, item, chain) SELECT event_id, "
                    "CAST(:last AS BIGINT) + ROW_NUMBER() OVER (ORDER BY id), 'roster', id, '', '' FROM registration "
                    "WHERE event_id = :event",
                    last, event);
    last += execute(tx, "refill_denials",
                    "INSERT INTO feed (event_id, n, kind, subject, item, chain) SELECT event_id, "
                    "CAST(:last AS BIGINT) + ROW_NUMBER() OVER (ORDER BY id), 'deny', id, '', '' FROM registration "
                    "WHERE event_id = :event AND ticket_generation > 1",
                    last, event);
    const auto passages = execute(tx, "renumber_passages",
                                  "UPDATE scan SET published_n = fresh.n FROM (SELECT number AS old_number, "
                                  "CAST(:last AS BIGINT) + ROW_NUMBER() OVER (ORDER BY number) AS n FROM scan "
                                  "WHERE event_id = :event AND published_n > 0) AS fresh "
                                  "WHERE scan.event_id = :event AND scan.number = fresh.old_number",
                                  last, event);
    execute(tx, "refill_passages",
            "INSERT INTO feed (event_id, n, kind, subject, item, chain) SELECT event_id, published_n, 'admission', "
            "number, '', '' FROM scan WHERE event_id = :event AND published_n > 0",
            event);
    return last + passages;
}

} // namespace krug::store
