#include "store/key_store.hpp"

#include "store/statement.hpp"
#include "store/transaction.hpp"

namespace krug::store {

void insert_key(transaction& tx, domain::event_id event, const key_row& key, std::int64_t now) {
    execute(tx, "insert_key",
            "INSERT INTO event_key (event_id, key_id, public_key, sealed_private, state, created_at) "
            "VALUES (:event, :id, :public, :sealed, :state, :now)",
            event.value, key.key_id, key.public_key, key.sealed_private, key.state, now);
}

void set_key_state(transaction& tx, domain::event_id event, const std::string& key_id, const std::string& state) {
    execute(tx, "set_key_state", "UPDATE event_key SET state = :state WHERE event_id = :event AND key_id = :id", state,
            event.value, key_id);
}

std::optional<domain::event_id> newest_event_with_key(transaction& tx) {
    const auto row = query_one<std::int64_t>(tx, "newest_event_with_key",
                                             "SELECT event_id FROM event_key WHERE state = 'active' "
                                             "ORDER BY created_at DESC, event_id LIMIT 1");
    if (!row) return std::nullopt;
    return domain::event_id{std::get<0>(*row)};
}

std::vector<key_row> keys_of(transaction& tx, domain::event_id event) {
    std::vector<key_row> keys;
    for (const auto& [id, open_part, sealed, state] : query<std::string, std::string, std::string, std::string>(
             tx, "keys_of",
             "SELECT key_id, public_key, sealed_private, state FROM event_key WHERE event_id = :event "
             "ORDER BY created_at, key_id",
             event.value))
        keys.push_back({id, open_part, sealed, state});
    return keys;
}

} // namespace krug::store
