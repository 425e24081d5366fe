// If this fails, tests would share a database or leave one behind, and nobody could trust a green run.
#include "store_contract/database_under_test.hpp"

#include <libpq-fe.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <unistd.h>

namespace krug::store_contract {
namespace {

constexpr const char* variable = "KRUG_TEST_POSTGRESQL";

void run_on_server(const std::string& sql) {
    PGconn* const on = PQconnectdb(std::getenv(variable));
    PQsetNoticeProcessor(
        on, [](void*, const char*) {}, nullptr);
    PGresult* const answer = PQexec(on, sql.c_str());
    const bool done = PQresultStatus(answer) == PGRES_COMMAND_OK;
    const std::string complaint = PQerrorMessage(on);
    PQclear(answer);
    PQfinish(on);
    if (!done)
        throw std::runtime_error(complaint);
}

} // namespace

bool fresh_place::available(store::backend kind) {
    return kind == store::backend::sqlite || std::getenv(variable) != nullptr;
}

fresh_place::fresh_place(store::backend kind) : kind_(kind) {
    auto pattern = (std::filesystem::temp_directory_path() / "krug_store_XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
        throw std::runtime_error("no temporary folder");
    folder_ = pattern;
    if (kind_ == store::backend::sqlite) {
        url_ = "sqlite://" + folder_ + "/krug.db";
        return;
    }
    static std::atomic<int> number = 0;
    schema_ = "krug_test_" + std::to_string(::getpid()) + "_" + std::to_string(++number);
    run_on_server("CREATE SCHEMA " + schema_);
    url_ = std::getenv(variable);
    url_ += url_.find('?') == std::string::npos ? '?' : '&';
    url_ += "options=-csearch_path%3D" + schema_;
}

fresh_place::~fresh_place() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
    if (schema_.empty())
        return;
    try {
        run_on_server("DROP SCHEMA " + schema_ + " CASCADE");
    } catch (const std::exception& left) {
        ADD_FAILURE() << "the schema " << schema_ << " is left behind: " << left.what();
    }
}

void database_under_test::SetUp() {
    if (!fresh_place::available(GetParam())) {
        GTEST_SKIP() << "NOT TESTED ON POSTGRESQL: set " << variable
                     << " to a postgresql:// URL (tests/store_contract/postgresql.sh start DIR prints one)";
    }
    place_ = std::make_unique<fresh_place>(GetParam());
    settings.url = place_->url();
    settings.readers = 4;
    settings.writers = 4;
}

void database_under_test::TearDown() {
    database_.reset();
    place_.reset();
}

store::database& database_under_test::database() {
    if (!database_)
        database_ = std::make_unique<store::database>(settings);
    return *database_;
}

std::unique_ptr<store::database> database_under_test::another() const {
    return std::make_unique<store::database>(settings);
}

} // namespace krug::store_contract
