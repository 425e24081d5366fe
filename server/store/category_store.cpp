#include "store/category_store.hpp"

#include "store/statement.hpp"
#include "store/transaction.hpp"

namespace krug::store {

using text = std::string;
using number = std::int64_t;

std::vector<domain::guest_category> categories_of(transaction& tx, domain::event_id event) {
    std::vector<domain::guest_category> categories;
    for (const auto& [id, name, name_en, colour] : query<number, text, text, text>(
             tx, "categories_of",
             "SELECT number, name, name_en, colour FROM category WHERE event_id = :event ORDER BY number", event))
        categories.push_back({{id}, name, name_en, colour});
    return categories;
}

domain::category_id save_category(transaction& tx, domain::event_id event, domain::guest_category what) {
    if (!what.id)
        what.id.value = std::get<0>(*query_one<number>(
            tx, "next_category", "SELECT COALESCE(MAX(number), 0) + 1 FROM category WHERE event_id = :event", event));
    execute(tx, "save_category",
            "INSERT INTO category (event_id, number, name, name_en, colour) VALUES (:event, :number, :name, :name_en, "
            ":colour) ON CONFLICT (event_id, number) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, "
            "colour = excluded.colour",
            event, what.id, what.name, what.name_en, what.colour);
    return what.id;
}

void remove_category(transaction& tx, domain::event_id event, domain::category_id what) {
    execute(tx, "remove_category", "DELETE FROM category WHERE event_id = :event AND number = :number", event, what);
}

bool category_in_use(transaction& tx, domain::event_id event, domain::category_id what) {
    return query_one<number>(tx, "category_in_use",
                             "SELECT id FROM registration WHERE event_id = :event AND category = :category LIMIT 1",
                             event, what)
        .has_value();
}

bool moves_between_sessions(transaction& tx, domain::event_id event) {
    const auto row =
        query_one<number>(tx, "moves_between_sessions", "SELECT moves FROM event_door WHERE event_id = :event", event);
    return row && std::get<0>(*row) != 0;
}

void save_moves_between_sessions(transaction& tx, domain::event_id event, bool moves) {
    execute(tx, "save_moves_between_sessions",
            "INSERT INTO event_door (event_id, moves) VALUES (:event, :moves) "
            "ON CONFLICT (event_id) DO UPDATE SET moves = excluded.moves",
            event, number{moves ? 1 : 0});
}

} // namespace krug::store
