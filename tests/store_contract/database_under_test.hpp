// A fresh database for one test, on SQLite and on PostgreSQL: what goes wrong here goes wrong for every test.
// Any test room that needs a real database derives from it: TEST_P(my_suite, …) and KRUG_ON_BOTH(my_suite).
#pragma once

#include "store/database.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace krug::store_contract {

/// A place where a database can be opened; empty at first, gone afterwards. SQLite: a file in a folder of its
/// own under TMPDIR. PostgreSQL: a schema of its own in the database that KRUG_TEST_POSTGRESQL names.
class fresh_place {
public:
    explicit fresh_place(store::backend kind);
    ~fresh_place();
    fresh_place(const fresh_place&) = delete;
    fresh_place& operator=(const fresh_place&) = delete;

    /// False on PostgreSQL when KRUG_TEST_POSTGRESQL is not set.
    static bool available(store::backend kind);

    const std::string& url() const { return url_; }
    const std::string& folder() const { return folder_; } ///< for files beside it; made on both

private:
    store::backend kind_;
    std::string folder_;
    std::string schema_;
    std::string url_;
};

/// The fixture. `database()` is opened with small pools at the first call.
class database_under_test : public testing::TestWithParam<store::backend> {
protected:
    void SetUp() override;
    void TearDown() override;

    store::database& database();
    /// The same place through another door, as a second process would have it.
    std::unique_ptr<store::database> another() const;
    const std::string& folder() const { return place_->folder(); }
    const std::string& url() const { return place_->url(); }
    bool on_sqlite() const { return GetParam() == store::backend::sqlite; }

    /// Change before the first database(); the URL is filled in by SetUp.
    store::database_settings settings;

private:
    std::unique_ptr<fresh_place> place_;
    std::unique_ptr<store::database> database_;
};

inline std::string backend_name(const testing::TestParamInfo<store::backend>& info) {
    return info.param == store::backend::sqlite ? "sqlite" : "postgresql";
}

} // namespace krug::store_contract

#define KRUG_ON_BOTH(suite)                                                                                  \
    INSTANTIATE_TEST_SUITE_P(                                                                                \
        both, suite, testing::Values(krug::store::backend::sqlite, krug::store::backend::postgresql),        \
        krug::store_contract::backend_name)
