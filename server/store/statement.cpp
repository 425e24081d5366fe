#include "store/statement.hpp"

#include "store/connection.hpp"

#include <soci/soci.h>

#include <algorithm>

namespace krug::store {
namespace {

bool part_of_name(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '_';
}

/// The distinct parameters of `sql` in order of appearance; quoted parts are passed over.
std::vector<std::string> parameters_of(std::string_view sql) {
    std::vector<std::string> names;
    for (std::size_t at = 0; at < sql.size(); ++at) {
        if (sql[at] == '\'' || sql[at] == '"') {
            at = sql.find(sql[at], at + 1);
            KRUG_CHECK(at != std::string_view::npos);
        } else if (sql[at] == ':') {
            const auto first = at + 1;
            auto last = first;
            while (last < sql.size() && part_of_name(sql[last]))
                ++last;
            KRUG_CHECK(last > first);
            std::string name(sql.substr(first, last - first));
            if (std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(std::move(name));
            at = last - 1;
        }
    }
    return names;
}

bool continues(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// Length of the character at the front, 0 when it is not one (RFC 3629: no overlong forms, no surrogates).
std::size_t utf8_length(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80U)
        return 1;
    const std::size_t length = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : 2;
    if (lead < 0xC2U || lead > 0xF4U || text.size() < length)
        return 0;
    for (std::size_t at = 1; at < length; ++at) {
        if (!continues(text[at]))
            return 0;
    }
    const auto second = static_cast<unsigned char>(text[1]);
    const bool wrong = (lead == 0xE0U && second < 0xA0U) || (lead == 0xEDU && second > 0x9FU) ||
                       (lead == 0xF0U && second < 0x90U) || (lead == 0xF4U && second > 0x8FU);
    return wrong ? 0 : length;
}

/// SOCI hands texts to libpq as C strings, so PostgreSQL would keep what stands before a NUL and say nothing;
/// SQLite would keep bytes that are not UTF-8. Both databases get the same rule.
bool storable(std::string_view text) {
    while (!text.empty()) {
        const auto length = utf8_length(text);
        if (length == 0 || text[0] == '\0')
            return false;
        text.remove_prefix(length);
    }
    return true;
}

} // namespace

/// A variable that SOCI holds a pointer to for as long as the statement lives.
struct variable {
    value_kind kind = value_kind::whole;
    cell content;
    soci::indicator indicator = soci::i_ok;
};

struct prepared_statement {
    prepared_statement(soci::session& on, const std::string& sql, std::span<const value> in_values,
                       std::span<const value_kind> out_kinds);

    void bind(std::span<const value> values, std::string_view name);

    std::vector<std::string> names;
    std::vector<variable> in;
    std::vector<variable> out;
    bool running = false;
    bool failed = false;
    soci::statement statement; // last: it points into the vectors and must go before them
};

prepared_statement::prepared_statement(soci::session& on, const std::string& sql,
                                       std::span<const value> in_values,
                                       std::span<const value_kind> out_kinds)
    : names(parameters_of(sql)), in(in_values.size()), out(out_kinds.size()), statement(on) {
    KRUG_CHECK(names.size() == in_values.size());
    statement.alloc();
    statement.prepare(sql);
    for (std::size_t index = 0; index < in.size(); ++index) {
        auto& to = in[index];
        to.kind = in_values[index].kind;
        if (to.kind == value_kind::whole) {
            statement.exchange(soci::use(to.content.whole, to.indicator, names[index]));
        } else if (to.kind == value_kind::real) {
            statement.exchange(soci::use(to.content.real, to.indicator, names[index]));
        } else {
            statement.exchange(soci::use(to.content.text, to.indicator, names[index]));
        }
    }
    for (std::size_t index = 0; index < out.size(); ++index) {
        auto& from = out[index];
        from.kind = out_kinds[index];
        if (from.kind == value_kind::whole)
            statement.exchange(soci::into(from.content.whole, from.indicator));
        else if (from.kind == value_kind::real)
            statement.exchange(soci::into(from.content.real, from.indicator));
        else
            statement.exchange(soci::into(from.content.text, from.indicator));
    }
    statement.define_and_bind();
}

void prepared_statement::bind(std::span<const value> values, std::string_view name) {
    if (failed) {
        // SOCI 4.0.3 frees a parameter's buffer only after success and leaves it alone when the next value is
        // NULL: the NULL of one person would be sent as the value of the person whose statement failed
        // before.
        statement.undefine_and_bind();
        statement.define_and_bind();
        failed = false;
    }
    for (std::size_t index = 0; index < in.size(); ++index) {
        const auto& from = values[index];
        auto& to = in[index];
        to.indicator = from.null ? soci::i_null : soci::i_ok;
        to.content.whole = from.whole;
        to.content.real = from.real;
        if (from.kind != value_kind::text || from.null)
            continue;
        if (!storable(from.text))
            throw unstorable_text(name, "text with NUL or not UTF-8");
        to.content.text.assign(from.text);
    }
}

namespace {

/// One text may be used with different types of values (an optional that is empty keeps its kind, so few
/// are).
void write_key(std::string& key, std::string_view sql, std::span<const value> in,
               std::span<const value_kind> out) {
    key.assign(sql);
    key.push_back('\n');
    for (const auto& one : in)
        key.push_back(static_cast<char>(one.kind));
    key.push_back('>');
    for (const auto one : out)
        key.push_back(static_cast<char>(one));
}

} // namespace

template <class F> void statement_run::guarded(F&& step) {
    try {
        step();
    } catch (...) {
        tx_.remember(std::current_exception());
        if (statement_) {
            statement_->running = false;
            statement_->failed = true;
        }
        throw;
    }
}

statement_run::statement_run(transaction& tx, std::string_view name, std::string_view sql,
                             std::span<const value> in, std::span<const value_kind> out)
    : tx_(tx), name_(name) {
    auto& on = tx.on();
    auto& key = on.scratch();
    write_key(key, sql, in, out);
    statement_ = on.kept(key);
    guarded([&] {
        auto at = stage::preparing;
        try {
            if (!statement_) {
                statement_ = std::make_shared<prepared_statement>(on.session(), std::string(sql), in, out);
                on.keep(key, statement_);
            }
            // Two runs of one statement at a time would share their variables.
            KRUG_CHECK(!statement_->running);
            statement_->bind(in, name);
            statement_->running = true;
            at = stage::running;
            has_row_ = statement_->statement.execute(true) && !out.empty();
        } catch (const soci::soci_error&) {
            on.speaks().translate(on.session(), name, at);
            throw failure(name, "unexpected");
        }
    });
}

statement_run::~statement_run() {
    try {
        // SQLite keeps a read lock, and refuses COMMIT after RETURNING, until the last row was asked for.
        while (has_row_)
            advance();
    } catch (...) {
        has_row_ = false; // remembered by the transaction
    }
    if (statement_)
        statement_->running = false;
}

cell& statement_run::column(std::size_t index) {
    auto& from = statement_->out[index];
    from.content.null = from.indicator == soci::i_null;
    return from.content;
}

void statement_run::advance() {
    guarded([&] {
        try {
            has_row_ = statement_->statement.fetch();
        } catch (const soci::soci_error&) {
            has_row_ = false;
            tx_.on().speaks().translate(tx_.on().session(), name_, stage::running);
            throw failure(name_, "unexpected");
        }
    });
}

long long statement_run::affected() {
    return statement_->statement.get_affected_rows();
}

long long execute_values(transaction& tx, std::string_view name, std::string_view sql,
                         std::span<const value> in) {
    statement_run run(tx, name, sql, in, {});
    return run.affected();
}

} // namespace krug::store
