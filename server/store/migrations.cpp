#include "store/migrations.hpp"

#include "embedded/sql.hpp"
#include "ground/check.hpp"
#include "store/connection.hpp"
#include "store/failure.hpp"
#include "store/statement.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace krug::store {
namespace {

struct applied {
    std::int64_t number = 0;
    std::string checksum;
};

bool has_record(transaction& tx) {
    const auto tables = query_one<std::int64_t>(tx, "find_schema_migration", tx.on().speaks().table_exists,
                                                "schema_migration");
    return std::get<0>(*tables) > 0;
}

std::vector<applied> read_record(transaction& tx) {
    std::vector<applied> all;
    if (!has_record(tx))
        return all;
    for (auto& [number, checksum] : query<std::int64_t, std::string>(
             tx, "read_schema_migrations", "SELECT number, checksum FROM schema_migration ORDER BY number")) {
        all.push_back({number, std::move(checksum)});
    }
    return all;
}

std::string label(const migration& one) {
    auto digits = std::to_string(one.number);
    digits.insert(0, digits.size() < 4 ? 4 - digits.size() : 0, '0');
    return digits + "_" + std::string(one.name);
}

/// What of `carried` is not in `record`. Throws schema_changed; whatever is newer than us is the caller's
/// matter.
std::vector<const migration*> missing(std::span<const migration> carried,
                                      const std::vector<applied>& record) {
    std::vector<const migration*> found;
    for (const auto& one : carried) {
        const auto same = std::find_if(record.begin(), record.end(),
                                       [&](const applied& done) { return done.number == one.number; });
        if (same == record.end())
            found.push_back(&one);
        else if (same->checksum != one.checksum)
            throw schema_changed("migrate", label(one) + " is not what was applied");
    }
    return found;
}

std::int64_t numbers_ahead(std::span<const migration> carried, const std::vector<applied>& record) {
    const auto ours = carried.empty() ? 0 : carried.back().number;
    return record.empty() ? 0 : record.back().number - ours;
}

void refuse_ahead(std::span<const migration> carried, const std::vector<applied>& record, std::int64_t most) {
    if (numbers_ahead(carried, record) <= most)
        return;
    throw schema_ahead("migrate", "the database is at " + std::to_string(record.back().number));
}

/// True when it was applied now, false when somebody else was quicker.
bool apply(transaction& tx, const migration& one, ground::utc_seconds now) {
    auto& on = tx.on();
    if (on.speaks().lock_for_migration != nullptr)
        on.run(on.speaks().lock_for_migration, "lock_for_migration");
    if (!has_record(tx)) {
        on.run("CREATE TABLE schema_migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL,"
               " checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)",
               "create_schema_migration");
    }
    const auto record = read_record(tx);
    if (std::any_of(record.begin(), record.end(),
                    [&](const applied& done) { return done.number == one.number; })) {
        return false;
    }
    for (const auto& statement : split_statements(one.sql))
        on.run(statement, label(one), stage::preparing);
    execute(tx, "record_migration",
            "INSERT INTO schema_migration (number, name, checksum, applied_at)"
            " VALUES (:number, :name, :checksum, :now)",
            one.number, one.name, one.checksum, now);
    return true;
}

migration parse_name(const embedded::file& file) {
    migration one;
    auto name = file.name.substr(file.name.rfind('/') + 1);
    KRUG_CHECK(name.size() > 9 && name.ends_with(".sql") && name[4] == '_');
    const auto digits = std::from_chars(name.data(), name.data() + 4, one.number);
    KRUG_CHECK(digits.ptr == name.data() + 4 && one.number > 0);
    one.name = name.substr(5, name.size() - 9);
    one.sql = file.bytes;
    one.checksum = file.sha256;
    return one;
}

} // namespace

std::vector<migration> migrations_for(backend kind) {
    const std::string_view own = kind == backend::sqlite ? "sqlite/" : "postgresql/";
    std::map<std::int64_t, migration> numbered;
    std::map<std::int64_t, int> in_dialects;
    for (const auto& file : embedded::sql()) {
        const auto one = parse_name(file);
        if (!file.name.starts_with("common/"))
            ++in_dialects[one.number];
        if (!file.name.starts_with("common/") && !file.name.starts_with(own))
            continue;
        KRUG_CHECK(numbered.emplace(one.number, one).second);
    }
    std::vector<migration> all;
    for (const auto& [number, one] : numbered)
        all.push_back(one);
    for (const auto& [number, count] : in_dialects)
        KRUG_CHECK(count == 2 && numbered.contains(number));
    return all;
}

int migrate(database& on, ground::utc_seconds now, std::span<const migration> carried) {
    const auto record = on.read(read_record);
    refuse_ahead(carried, record, 0);
    int count = 0;
    for (const auto* one : missing(carried, record)) {
        if (on.write([&](transaction& tx) { return apply(tx, *one, now); }))
            ++count;
    }
    return count;
}

int migrate(database& on, ground::utc_seconds now) {
    return migrate(on, now, migrations_for(on.kind()));
}

std::vector<std::string> pending(const database& on) {
    const auto carried = migrations_for(on.kind());
    const auto record = on.read(read_record);
    refuse_ahead(carried, record, 0);
    std::vector<std::string> names;
    for (const auto* one : missing(carried, record))
        names.push_back(label(*one));
    return names;
}

void require_schema(const database& on, std::int64_t numbers_ahead_max) {
    const auto carried = migrations_for(on.kind());
    const auto record = on.read(read_record);
    refuse_ahead(carried, record, numbers_ahead_max);
    const auto first = missing(carried, record);
    if (!first.empty())
        throw schema_behind("migrate", label(*first.front()) + " is not applied");
}

std::int64_t newest_applied(const database& on) {
    const auto record = on.read(read_record);
    return record.empty() ? 0 : record.back().number;
}

} // namespace krug::store
