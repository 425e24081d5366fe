// Rows of one table that are inserted together: a round trip for all of them on PostgreSQL, the statement that is prepared
// anyway once a row on SQLite, where a call costs less than taking a list apart.
// For the store's .cpp files only.
#pragma once

#include "store/statement.hpp"

namespace krug::store {

/// `into` is "table (column, …)", a fixed text; each add() gives the values of one row in that order, with the same types.
/// Texts are views and must live until insert().
class new_rows {
public:
    new_rows(std::string_view name, std::string_view into) : name_(name), into_(into) {}

    template <class... In> void add(const In&... in) {
        KRUG_CHECK(width_ == 0 || width_ == sizeof...(In));
        width_ = sizeof...(In);
        (values_.push_back(to_value(in)), ...);
    }
    /// All or nothing, in the order of add(); nothing to do when there are none. Throws failure and its kinds.
    void insert(transaction& tx) const;

private:
    std::string_view name_, into_;
    std::size_t width_ = 0;
    std::vector<value> values_;
};

} // namespace krug::store
