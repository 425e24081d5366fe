// Prepared statements with their bound variables, kept per connection: query, query_one, execute.
// For the store's .cpp files only. SQL stands where its values are; values are always bound, never pasted.
#pragma once

#include "ground/check.hpp"
#include "store/failure.hpp"
#include "store/transaction.hpp"

#include <array>
#include <concepts>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace krug::store {

enum class value_kind : char { whole = 'i', real = 'r', text = 't' };

/// A value on its way in. The text is a view: it must live until the statement has run.
struct value {
    value_kind kind = value_kind::whole;
    bool null = true;
    long long whole = 0;
    double real = 0;
    std::string_view text;
};

/// A value on its way out.
struct cell {
    long long whole = 0;
    double real = 0;
    std::string text;
    bool null = true;
};

/// Types that name one thing by number, such as domain::id<Tag>.
template <class T>
concept numbered = requires(T one) {
    { one.value } -> std::convertible_to<std::int64_t>;
}
&&std::is_aggregate_v<T>;

template <class T> inline constexpr bool is_optional = false;
template <class T> inline constexpr bool is_optional<std::optional<T>> = true;

template <class T> constexpr value_kind kind_of() {
    if constexpr (is_optional<T>)
        return kind_of<typename T::value_type>();
    else if constexpr (std::integral<T> || numbered<T>)
        return value_kind::whole;
    else if constexpr (std::floating_point<T>)
        return value_kind::real;
    else {
        static_assert(std::convertible_to<const T&, std::string_view>,
                      "not a type that a statement can bind");
        return value_kind::text;
    }
}

template <class T> value to_value(const T& given) {
    value bound;
    bound.kind = kind_of<T>();
    bound.null = false;
    if constexpr (is_optional<T>) {
        if (given)
            return to_value(*given);
        bound.null = true;
    } else if constexpr (numbered<T>) {
        bound.whole = given.value;
    } else if constexpr (std::integral<T>) {
        static_assert(sizeof(T) < 8 || std::signed_integral<T>, "the databases keep 64 bits signed");
        bound.whole = given;
    } else if constexpr (std::floating_point<T>) {
        bound.real = given;
    } else {
        bound.text = std::string_view(given);
    }
    return bound;
}

/// Moves the value out. Throws failure when NULL or a number out of T's range meets a type that cannot hold
/// it.
template <class T> T from_cell(cell& from, std::string_view name) {
    if constexpr (is_optional<T>) {
        if (from.null)
            return std::nullopt;
        return from_cell<typename T::value_type>(from, name);
    } else {
        if (from.null)
            throw failure(name, "unexpected NULL");
        if constexpr (numbered<T>) {
            return T{from.whole};
        } else if constexpr (std::same_as<T, bool>) {
            return from.whole != 0;
        } else if constexpr (std::integral<T>) {
            if (!std::in_range<T>(from.whole))
                throw failure(name, "number out of range");
            return static_cast<T>(from.whole);
        } else if constexpr (std::floating_point<T>) {
            return static_cast<T>(from.real);
        } else {
            return std::move(from.text);
        }
    }
}

struct prepared_statement;

/// One run of a statement, from binding to the last row. Internal to the templates below.
class statement_run {
public:
    /// Binds and executes. Throws failure; the transaction remembers it.
    statement_run(transaction& tx, std::string_view name, std::string_view sql, std::span<const value> in,
                  std::span<const value_kind> out);
    ~statement_run();
    statement_run(const statement_run&) = delete;
    statement_run& operator=(const statement_run&) = delete;

    bool has_row() const { return has_row_; }
    cell& column(std::size_t index);
    void advance();
    long long affected();

private:
    template <class F> void guarded(F&& step);

    transaction& tx_;
    std::string_view name_;
    std::shared_ptr<prepared_statement> statement_;
    bool has_row_ = false;
};

template <class... Out> class row_reader {
public:
    using row = std::tuple<Out...>;
    static constexpr std::array<value_kind, sizeof...(Out)> kinds{kind_of<Out>()...};

    static row take(transaction& tx, statement_run& run, std::string_view name) {
        return take(tx, run, name, std::index_sequence_for<Out...>());
    }

private:
    template <std::size_t... Index>
    static row take(transaction& tx, statement_run& run, std::string_view name,
                    std::index_sequence<Index...>) {
        try {
            return row{from_cell<Out>(run.column(Index), name)...};
        } catch (...) {
            tx.remember(std::current_exception());
            throw;
        }
    }
};

template <class... Out>
std::vector<std::tuple<Out...>> query_values(transaction& tx, std::string_view name, std::string_view sql,
                                             std::span<const value> in) {
    using reader = row_reader<Out...>;
    statement_run run(tx, name, sql, in, reader::kinds);
    std::vector<std::tuple<Out...>> rows;
    for (; run.has_row(); run.advance())
        rows.push_back(reader::take(tx, run, name));
    return rows;
}

template <class... Out>
std::optional<std::tuple<Out...>> query_one_value(transaction& tx, std::string_view name,
                                                  std::string_view sql, std::span<const value> in) {
    using reader = row_reader<Out...>;
    statement_run run(tx, name, sql, in, reader::kinds);
    if (!run.has_row())
        return std::nullopt;
    std::optional<std::tuple<Out...>> row = reader::take(tx, run, name);
    run.advance();
    KRUG_CHECK(!run.has_row());
    return row;
}

/// Runs `sql` and returns all rows. `name` is our word for it in failures and logs. Parameters are written
/// `:word`; the n-th *distinct* word, in order of appearance, gets the n-th value (a word may be repeated).
/// In and Out are whole numbers up to 64 bits, bool (0/1), domain ids, double, text, and std::optional of
/// these. PostgreSQL infers a parameter's type from where it stands: where it cannot (`:a IS NULL`, `SELECT
/// :a`) write CAST(:a AS BIGINT); never `::`. Throws failure and its kinds.
template <class... Out, class... In>
std::vector<std::tuple<Out...>> query(transaction& tx, std::string_view name, std::string_view sql,
                                      const In&... in) {
    const std::array<value, sizeof...(In)> values{to_value(in)...};
    return query_values<Out...>(tx, name, sql, values);
}

/// The same for at most one row; a second row is a bug of the SQL and aborts.
template <class... Out, class... In>
std::optional<std::tuple<Out...>> query_one(transaction& tx, std::string_view name, std::string_view sql,
                                            const In&... in) {
    const std::array<value, sizeof...(In)> values{to_value(in)...};
    return query_one_value<Out...>(tx, name, sql, values);
}

/// Runs a statement that gives no rows; returns how many rows it wrote (INSERT, UPDATE, DELETE).
long long execute_values(transaction& tx, std::string_view name, std::string_view sql,
                         std::span<const value> in);

template <class... In>
long long execute(transaction& tx, std::string_view name, std::string_view sql, const In&... in) {
    const std::array<value, sizeof...(In)> values{to_value(in)...};
    return execute_values(tx, name, sql, values);
}

/// Values for SQL that is put together from fixed parts: `sql += " AND city = " + bound.place(city);`
/// A connection keeps some hundred different texts prepared, so the number of shapes must stay small.
class bound_values {
public:
    bound_values() = default;
    bound_values(const bound_values&) = delete; // the values look into texts_
    bound_values& operator=(const bound_values&) = delete;

    /// Keeps a copy and returns the parameter to write into the SQL, ":b1", ":b2" …
    template <class T> std::string place(const T& given) {
        auto bound = to_value(given);
        if (bound.kind == value_kind::text && !bound.null)
            bound.text = texts_.emplace_back(bound.text);
        values_.push_back(bound);
        return ":b" + std::to_string(values_.size());
    }
    std::span<const value> values() const { return values_; }

private:
    std::deque<std::string> texts_;
    std::vector<value> values_;
};

template <class... Out>
std::vector<std::tuple<Out...>> query_bound(transaction& tx, std::string_view name, std::string_view sql,
                                            const bound_values& in) {
    return query_values<Out...>(tx, name, sql, in.values());
}

inline long long execute_bound(transaction& tx, std::string_view name, std::string_view sql,
                               const bound_values& in) {
    return execute_values(tx, name, sql, in.values());
}

} // namespace krug::store
