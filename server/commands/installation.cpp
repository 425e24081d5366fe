#include "commands/installation.hpp"

#include "calendar/zone.hpp"
#include "mail/letter_folder.hpp"
#include "store/migrations.hpp"
#include "ticket/digest.hpp"

#include <fstream>
#include <memory>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

namespace krug::commands {

namespace {

int offset_minutes(std::string_view timezone, ground::utc_seconds at) {
    const auto zone = calendar::zone::find(timezone);
    return zone ? zone->offset_seconds(at) / 60 : 0;
}

/// SHA-256 of the certificate's public key: what kiosks pin when we end TLS ourselves.
std::optional<domain::digest> server_pin_of(const settings& about) {
    if (about.tls.certificate.empty()) return std::nullopt;
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(about.tls.certificate.c_str(), "r"), std::fclose);
    if (!file) return std::nullopt;
    const std::unique_ptr<X509, void (*)(X509*)> certificate(PEM_read_X509(file.get(), nullptr, nullptr, nullptr), X509_free);
    if (!certificate) return std::nullopt;
    unsigned char* raw = nullptr;
    const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &raw);
    if (length <= 0) return std::nullopt;
    const auto pin = ticket::sha256(ticket::byte_view(raw, static_cast<std::size_t>(length)));
    OPENSSL_free(raw);
    return pin;
}

store::database_settings heard_by(const std::shared_ptr<service::bulletin>& board, store::database_settings wanted) {
    wanted.committed = [board](std::span<const std::int64_t> topics) { board->changed(topics); };
    return wanted;
}

/// A database without a schema is told from a lost key.
service::master_key key_for(const store::database& database, const settings& about, ground::randomness& random) {
    store::require_schema(database);
    return read_master_key(about, random, false);
}

} // namespace

store::database_settings database_settings_of(const settings& about, bool resident) {
    store::database_settings wanted;
    wanted.url = about.database;
    wanted.resident = resident;
    return wanted;
}

service::master_key read_master_key(const settings& about, ground::randomness& random, bool make) {
    const auto& path = about.master_key_file;
    std::error_code ignored;
    if (make && !std::filesystem::exists(path, ignored)) {
        const auto before = ::umask(0077);
        std::filesystem::create_directories(path.parent_path(), ignored);
        std::ofstream file(path);
        file << random.hex(32) << '\n';
        file.close();
        ::umask(before);
        if (!file) throw command_failed({"Не могу записать ключ " + path.string(), "Cannot write the key " + path.string()});
    }
    std::ifstream file(path);
    std::string text;
    file >> text;
    const auto raw = ticket::from_hex(text);
    if (!raw || raw->size() != 32)
        throw command_failed({"Нет главного ключа или он испорчен: " + path.string() +
                                  ". Верните файл из резервной копии; новый ключ не откроет старые данные.",
                              "The master key is missing or damaged: " + path.string() +
                                  ". Put the file back from your backup; a new key does not open old data."});
    service::master_key key;
    std::transform(raw->begin(), raw->end(), key.begin(), [](std::uint8_t each) { return std::byte{each}; });
    return key;
}

void make_data_folder(const settings& about) {
    std::error_code failed;
    if (std::filesystem::is_directory(about.data, failed)) return;
    const auto before = ::umask(0077);
    std::filesystem::create_directories(about.data, failed);
    ::umask(before);
    if (failed)
        throw command_failed({"Не могу создать папку данных " + about.data.string() + ": " + failed.message(),
                              "Cannot make the data folder " + about.data.string() + ": " + failed.message()});
}

void prepare_new(const settings& about) {
    make_data_folder(about);
    store::database database(database_settings_of(about));
    if (database.schema_version() != 0) return;
    store::migrate(database, the_clock().now());
    ground::system_randomness random;
    read_master_key(about, random, true);
}

std::string public_url_of(const settings& about) {
    if (!about.public_url.empty()) return about.public_url;
    const auto& first = about.listen.front();
    const bool v6 = first.host.find(':') != std::string::npos;
    const auto host = first.host == "0.0.0.0" || first.host == "::" ? std::string("localhost")
                      : v6                                           ? "[" + first.host + "]"
                                                                     : first.host;
    return (about.tls.certificate.empty() ? "http://" : "https://") + host + ":" + std::to_string(first.port);
}

std::string site_name_of(const settings& about) {
    const auto url = public_url_of(about);
    const auto host = url.substr(url.find("://") + 3);
    return host.starts_with("[") ? host.substr(0, host.find(']') + 1) : host.substr(0, host.find_first_of(":/"));
}

mail::smtp_settings smtp_settings_of(const settings& about) {
    mail::smtp_settings wanted;
    wanted.host = about.mail.host;
    wanted.port = about.mail.port;
    wanted.security = about.mail.security == mail_security::none       ? mail::smtp_security::none
                      : about.mail.security == mail_security::starttls ? mail::smtp_security::start_tls
                                                                       : mail::smtp_security::implicit_tls;
    wanted.user = about.mail.user;
    wanted.password = about.mail.password;
    return wanted;
}

std::uint64_t free_bytes(const std::filesystem::path& folder) {
    struct statvfs disk {};
    return ::statvfs(folder.c_str(), &disk) == 0 ? disk.f_bavail * disk.f_frsize : 0;
}

ground::clock& the_clock() {
    static ground::system_clock clock;
    return clock;
}

installation::installation(const settings& about, ground::clock& clock_in, bool resident)
    : clock(clock_in), bulletin(service::bulletin::make(static_cast<std::uint64_t>(clock.now_ms()) * 1000)),
      database(heard_by(bulletin, database_settings_of(about, resident))), keys(database, clock, random, key_for(database, about, random)),
      events(database, clock, random, keys), registrations(database, clock, random, keys),
      codes(database, clock, keys), check_ins(database, clock, random, keys, registrations, offset_minutes), attendance(database, clock, keys),
      gate(database, clock, random, keys, offset_minutes, public_url_of(about), server_pin_of(about),
           &registrations),
      staff(database, clock, random), idempotency(database, clock), outbox(database, clock),
      conflicts(database, clock, keys, check_ins, registrations), doors(database, clock, keys, offset_minutes),
      retention(database, clock, registrations, service::erasure_ledger(about.data / erasure_ledger_name),
                [folder = about.data / "mail"](domain::event_id event, std::span<const std::int64_t> numbers) {
                    mail::forget_letters(folder, event.value, numbers);
                }),
      tables(database, clock, random, keys), seating(database, clock, keys),
      evidence(database, clock, random, keys), certificates(database, clock, random, keys), sheets(database, clock, keys, offset_minutes),
      factors(database, clock, random, keys, staff, site_name_of(about)),
      passkeys(database, clock, random, keys, staff, factors, public_url_of(about)),
      invitations(database, clock, random, keys, staff), programmes(database, clock, random, keys),
      series(database, clock, random, keys), messages(database, clock, keys), people(database, clock, keys) {}

domain::actor shell_actor() { return {domain::actor_kind::shell, 0, {}}; }

} // namespace krug::commands
