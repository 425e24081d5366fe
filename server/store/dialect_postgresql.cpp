#include "store/dialect.hpp"
#include "store/failure.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <algorithm>

namespace krug::store {
namespace {

PGconn* handle(soci::session& on) {
    return static_cast<soci::postgresql_session_backend*>(on.get_backend())->conn_;
}

struct result_freer {
    void operator()(PGresult* one) const { PQclear(one); }
};
using result_pointer = std::unique_ptr<PGresult, result_freer>;

/// What is logged of the server's words where no value is bound yet: one line of them.
std::string first_line(std::string text) {
    const auto end = text.find('\n');
    if (end != std::string::npos)
        text.resize(end);
    return text;
}

/// The name between the first quotation marks. In the message of 23505 that is the constraint in every
/// language of the server; the values stand in DETAIL, which terse messages leave out.
std::string quoted_name(std::string_view message) {
    const auto first = message.find('"');
    const auto last = first == std::string_view::npos ? first : message.find('"', first + 1);
    return last == std::string_view::npos ? std::string()
                                          : std::string(message.substr(first + 1, last - first - 1));
}

bool begins_with_any(std::string_view state, std::initializer_list<std::string_view> beginnings) {
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](std::string_view beginning) { return state.starts_with(beginning); });
}

/// By SQLSTATE (PostgreSQL 15, appendix A).
[[noreturn]] void throw_by_state(PGconn* on, const std::string& state, const std::string& message,
                                 std::string_view name, stage at) {
    auto text = "postgresql " + state;
    if (at == stage::preparing)
        text += " " + first_line(message);
    if (PQstatus(on) != CONNECTION_OK || begins_with_any(state, {"08", "57P"})) {
        if (at == stage::committing)
            throw commit_unknown(name, text);
        throw connection_lost(name, text);
    }
    if (state == "23505")
        throw duplicate_key(name, text, quoted_name(message));
    if (state == "40001" || state == "40P01")
        throw serialization_lost(name, text);
    if (begins_with_any(state, {"55P03", "57014", "53300", "25P03"}))
        throw busy(name, text);
    if (state.starts_with("23"))
        throw constraint_broken(name, text);
    if (state == "53100")
        throw disk_full(name, text);
    throw failure(name, text);
}

void translate(soci::session& on, std::string_view name, stage at) {
    try {
        throw;
    } catch (const soci::postgresql_soci_error& failed) {
        throw_by_state(handle(on), failed.sqlstate(), failed.get_error_message(), name, at);
    } catch (const soci::soci_error&) {
        // SOCI's own complaint; throw_by_state still sees whether the connection is gone.
        throw_by_state(handle(on), "soci", "", name, at);
    }
}

void run(soci::session& on, const std::string& sql, std::string_view name, stage at) {
    auto* const raw = handle(on);
    const result_pointer answer(PQexec(raw, sql.c_str()));
    const auto status = PQresultStatus(answer.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) {
        // COMMIT of a transaction with a failed statement in it succeeds and writes nothing.
        if (at == stage::committing && std::string_view(PQcmdStatus(answer.get())) == "ROLLBACK") {
            throw failure(name, "the server rolled back");
        }
        return;
    }
    const char* const state = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
    throw_by_state(raw, state == nullptr ? "no answer" : state, PQresultErrorMessage(answer.get()), name, at);
}

/// The URL with what the server should know added where the operator has not said it himself.
std::string completed(const std::string& url) {
    char* complaint = nullptr;
    auto* const options = PQconninfoParse(url.c_str(), &complaint);
    if (complaint != nullptr)
        PQfreemem(complaint);
    // libpq's complaint may repeat parts of the URL, and the password is one of them.
    if (options == nullptr)
        throw failure("connect", "malformed postgresql URL");
    PQconninfoFree(options);
    auto text = url;
    for (const std::string_view option : {"connect_timeout=5", "application_name=krug"}) {
        if (text.find(option.substr(0, option.find('='))) != std::string::npos)
            continue;
        text += text.find('?') == std::string::npos ? '?' : '&';
        text += option;
    }
    return text;
}

/// Who writes looks up rows by their keys. A prepared statement keeps the plan it got when the door had just opened and
/// its tables were empty; a plan that reads all of a table must not be the one it keeps for the rush.
constexpr const char* look_up_by_index = ";SET enable_seqscan TO off;SET enable_hashjoin TO off;SET enable_mergejoin TO off";

void configure(soci::session& on, const database_settings& settings, purpose use) {
    auto* const raw = handle(on);
    // Notices would go to stderr with values in them.
    PQsetNoticeProcessor(
        raw, [](void*, const char*) {}, nullptr);
    PQsetErrorVerbosity(raw, PQERRORS_TERSE);
    const auto timeout = std::to_string(settings.statement_timeout_ms);
    run(on,
        "SET client_encoding TO 'UTF8'; SET standard_conforming_strings TO on; SET timezone TO 'UTC';"
        "SET statement_timeout TO " +
            timeout + ";SET idle_in_transaction_session_timeout TO " + timeout + ";SET lock_timeout TO " +
            std::to_string(settings.lock_timeout_ms) + (use == purpose::writing ? look_up_by_index : ""),
        "connect", stage::connecting);
}

std::unique_ptr<soci::session> open(const database_settings& settings, purpose use) {
    const auto url = completed(settings.url);
    std::unique_ptr<soci::session> session;
    try {
        session = std::make_unique<soci::session>(soci::postgresql, url);
    } catch (const soci::soci_error& failed) {
        auto words = failed.get_error_message();
        std::replace(words.begin(), words.end(), '\n', ' ');
        throw connection_lost("connect", words);
    }
    configure(*session, settings, use);
    return session;
}

bool usable(soci::session& on) {
    return PQstatus(handle(on)) == CONNECTION_OK && PQtransactionStatus(handle(on)) == PQTRANS_IDLE;
}

std::string_view type_name(column_type type) {
    switch (type) {
    case column_type::whole:
        return " BIGINT";
    case column_type::text:
        return " TEXT";
    case column_type::real:
        return " DOUBLE PRECISION";
    }
    return "";
}

std::string json_rows_table(std::string_view parameter, std::string_view alias,
                            std::initializer_list<json_column> columns) {
    std::string text = "jsonb_to_recordset(CAST(";
    text.append(parameter).append(" AS JSONB)) AS ").append(alias).append(" (");
    const char* separator = "";
    for (const auto& column : columns) {
        text.append(separator).append(column.name).append(type_name(column.type));
        separator = ", ";
    }
    return text + ")";
}

} // namespace

const dialect& postgresql_dialect() {
    static const dialect table{
        .kind = backend::postgresql,
        .row_lock = " FOR UPDATE",
        .row_lock_skip_locked = " FOR UPDATE SKIP LOCKED",
        .begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        .begin_write = "BEGIN ISOLATION LEVEL READ COMMITTED",
        .begin_serializable = "BEGIN ISOLATION LEVEL SERIALIZABLE",
        .table_exists = "SELECT COUNT(*) FROM information_schema.tables"
                        " WHERE table_schema = current_schema() AND table_name = :name",
        // Any number will do as long as it stays the same; migrations may take longer than requests.
        .lock_for_migration = "SET LOCAL statement_timeout TO 0; SET LOCAL lock_timeout TO 0;"
                              "SELECT pg_advisory_xact_lock(52017)",
        .json_table = json_rows_table,
        .one_of_begins = " = ANY(ARRAY(SELECT k.",
        .one_of_ends = "))",
        .open = open,
        .run = run,
        .translate = translate,
        .usable = usable,
    };
    return table;
}

} // namespace krug::store
