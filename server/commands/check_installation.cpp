#include "commands/checks.hpp"
#include "commands/installation.hpp"
#include "store/audit_store.hpp"
#include "store/failure.hpp"
#include "store/key_store.hpp"
#include "store/migrations.hpp"
#include "ticket/sealed.hpp"

#include <sys/stat.h>
#include <sys/timex.h>

namespace krug::commands {
namespace {

namespace fs = std::filesystem;

constexpr long mail_connect_seconds_max = 10;
constexpr long mail_total_seconds_max = 20;
constexpr std::int64_t clock_behind_seconds_max = 60;

constexpr std::string_view sqlite_scheme = "sqlite://";

/// A file that is not there would be made by opening it, and a check makes nothing.
bool is_new(const settings& about) {
    if (!about.database.starts_with(sqlite_scheme)) return false;
    const auto path = about.database.substr(sqlite_scheme.size());
    std::error_code ignored;
    return !fs::exists(path.substr(0, path.find('?')), ignored);
}

finding check_schema(const store::database& database) {
    const auto ours = std::to_string(database.schema_version());
    if (ours == "0")
        return {finding::fine, {"база данных пуста: её подготовит первый запуск", "the database is empty: the first start prepares it"}};
    try {
        store::require_schema(database);
    } catch (const store::schema_behind&) {
        return {finding::wrong,
                {"схема базы данных старая (" + ours + "): сделайте копию и выполните krug migrate",
                 "the database schema is old (" + ours + "): make a backup and run krug migrate"}};
    } catch (const store::schema_ahead&) {
        return {finding::wrong,
                {"база данных от более новой версии программы (схема " + ours + "): установите её",
                 "the database belongs to a newer version of the program (schema " + ours + "): install that one"}};
    }
    return {finding::fine, {"база данных, схема " + ours, "database, schema " + ours}};
}

/// A key that does not open what is sealed is somebody else's: tickets could not be issued.
finding check_key(const settings& about, store::database& database) {
    const auto path = about.master_key_file.string();
    ground::system_randomness random;
    service::master_key master;
    try {
        master = read_master_key(about, random, false);
    } catch (const command_failed& failed) {
        return {finding::wrong, failed.said()};
    }
    const auto event = database.read([](store::transaction& tx) { return store::newest_event_with_key(tx); });
    try {
        if (event) service::key_office(database, the_clock(), random, master).sign_for_event(*event, {});
    } catch (const ticket::sealed_broken&) {
        return {finding::wrong,
                {"главный ключ " + path + " не от этой базы данных: он не открывает ключи мероприятий",
                 "the master key " + path + " is not this database's: it does not open the events' keys"}};
    }
    struct stat about_file {};
    if (::stat(path.c_str(), &about_file) == 0 && (about_file.st_mode & 077) != 0)
        return {finding::odd,
                {"главный ключ " + path + " могут прочитать и другие: chmod 600", "others may read the master key " + path + ": chmod 600"}};
    return {finding::fine, {"главный ключ " + path, "master key " + path}};
}

finding check_clock(const store::database* database) {
    const auto now = the_clock().now();
    if (database != nullptr && database->schema_version() != 0) {
        const auto last = database->read([](store::transaction& tx) { return store::audit_rows(tx, domain::event_id{}, 0, 1); });
        if (!last.empty() && last.front().at > now + clock_behind_seconds_max)
            return {finding::wrong,
                    {"часы отстают: в базе есть записи из будущего", "the clock is behind: the database has records from the future"}};
    }
    struct timex kernel {};
    if (::adjtimex(&kernel) >= 0 && (kernel.status & STA_UNSYNC) != 0)
        return {finding::odd,
                {"часы не сверяются с сервером времени: сроки билетов и время входа будут по этим часам",
                 "the clock follows no time server: tickets and admissions will go by it as it is"}};
    return {finding::fine, {"часы сверяются с сервером времени", "the clock follows a time server"}};
}

finding check_disk(const settings& about) {
    auto folder = about.data;
    std::error_code ignored;
    while (!folder.empty() && folder != folder.root_path() && !fs::exists(folder, ignored)) folder = folder.parent_path();
    const auto left = free_bytes(folder);
    const auto mebibytes = std::to_string(left / 1024 / 1024);
    if (left < free_bytes_min)
        return {finding::wrong, {"на диске осталось " + mebibytes + " МиБ", "only " + mebibytes + " MiB are left on the disk"}};
    return {finding::fine, {"на диске свободно " + mebibytes + " МиБ", mebibytes + " MiB free on the disk"}};
}

sentence words_of(std::string_view reason) {
    if (reason == "unreachable") return {"не отвечает", "does not answer"};
    if (reason == "timed_out") return {"молчит слишком долго", "is silent for too long"};
    if (reason == "login_denied") return {"не принимает имя и пароль", "does not take the name and password"};
    if (reason == "tls_failed") return {"не даёт защищённого соединения, которому можно верить", "gives no secure connection that can be believed"};
    return {"отказывает", "refuses"};
}

finding check_mail_server(const settings& about) {
    auto wanted = smtp_settings_of(about);
    wanted.connect_seconds_max = mail_connect_seconds_max;
    wanted.total_seconds_max = wanted.reply_seconds_max = mail_total_seconds_max;
    const auto answered = mail::smtp_transport(wanted).greet();
    if (answered.delivery == mail::delivery::sent)
        return {finding::fine, {"почтовый сервер пускает", "the mail server lets us in"}};
    const auto where = wanted.host + ":" + std::to_string(wanted.port);
    const auto code = answered.smtp_code != 0 ? " (" + std::to_string(answered.smtp_code) + ")" : std::string();
    const auto why = words_of(answered.reason);
    return {finding::wrong,
            {"почтовый сервер " + where + " " + why.ru + code, "the mail server " + where + " " + why.en + code}};
}

} // namespace

std::vector<finding> check_installation(const settings& about) {
    std::vector<finding> found;
    std::optional<store::database> database;
    if (is_new(about)) {
        found.push_back({finding::fine, {"базы данных ещё нет: её сделает первый запуск", "there is no database yet: the first start makes it"}});
    } else {
        try {
            database.emplace(database_settings_of(about));
            found.push_back(check_schema(*database));
            if (found.back().how == finding::fine && database->schema_version() != 0) found.push_back(check_key(about, *database));
        } catch (const store::failure& failed) {
            found.push_back({finding::wrong,
                             {std::string("база данных не открывается: ") + failed.what(), std::string("the database does not open: ") + failed.what()}});
            database.reset();
        }
    }
    found.push_back(check_clock(database ? &*database : nullptr));
    found.push_back(check_disk(about));
    if (!about.mail.host.empty()) found.push_back(check_mail_server(about));
    return found;
}

} // namespace krug::commands
