// One installation opened: settings, secrets, database and every office, built in reading order.
// Used by each verb that works on an installation; nothing else composes the house.
#pragma once

#include "commands/console.hpp"
#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "mail/smtp_transport.hpp"
#include "service/attendance_office.hpp"
#include "service/bulletin.hpp"
#include "service/certificate_office.hpp"
#include "service/check_in_office.hpp"
#include "service/code_office.hpp"
#include "service/conflict_office.hpp"
#include "service/door_office.hpp"
#include "service/event_office.hpp"
#include "service/evidence_office.hpp"
#include "service/factor_office.hpp"
#include "service/form_office.hpp"
#include "service/gate_office.hpp"
#include "service/idempotency_office.hpp"
#include "service/invitation_office.hpp"
#include "service/key_office.hpp"
#include "service/message_office.hpp"
#include "service/outbox_office.hpp"
#include "service/passkey_office.hpp"
#include "service/programme_office.hpp"
#include "service/people_office.hpp"
#include "service/registration_office.hpp"
#include "service/retention_office.hpp"
#include "service/seating_office.hpp"
#include "service/series_office.hpp"
#include "service/sheet_office.hpp"
#include "service/sign_up_office.hpp"
#include "service/staff_office.hpp"
#include "service/table_office.hpp"
#include "store/database.hpp"

namespace krug::commands {

/// The settings' database, with what a reader or writer needs.
/// `resident`: the service itself, which alone makes SQLite's checkpoints.
store::database_settings database_settings_of(const settings& about, bool resident = false);
/// Reads the 32 bytes (64 hex digits) of secrets.master_key_file. With `make`, a missing file is made (mode 0600).
/// Throws command_failed: without the key nothing that was sealed can be opened, so no other is ever made in its place
/// once the database has events.
service::master_key read_master_key(const settings& about, ground::randomness& random, bool make);
/// The data folder, made (mode 0700) if it is not there. Throws command_failed.
void make_data_folder(const settings& about);
/// Makes what a new installation lacks: the data folder (mode 0700) and, in a database without a schema, the schema and
/// the master key. A database that has a schema stays as it is: raising one is `krug migrate`'s, after a backup.
/// Throws command_failed (folder or key cannot be written), store::failure.
void prepare_new(const settings& about);
/// http(s)://host:port without a slash at the end: settings.public_url, else the first address we listen on.
std::string public_url_of(const settings& about);

/// The host of public_url_of, without port: what authenticator apps show beside a code.
std::string site_name_of(const settings& about);

mail::smtp_settings smtp_settings_of(const settings& about);

/// Of the disk that `folder` is on; 0 if it cannot be asked.
std::uint64_t free_bytes(const std::filesystem::path& folder);
/// With less the service calls itself not ready.
inline constexpr std::uint64_t free_bytes_min = 64ULL * 1024 * 1024;

/// In the data directory: who demanded to be forgotten. Belongs to no backup of the database: it is read after a restore.
inline constexpr const char* erasure_ledger_name = "erasures.tsv";

/// The computer's clock.
ground::clock& the_clock();

class installation {
public:
    /// Opens the database and the offices. Throws command_failed (no key), store::schema_behind or schema_ahead,
    /// store::failure. `clock` outlives the installation.
    explicit installation(const settings& about, ground::clock& clock = the_clock(), bool resident = false);

    ground::clock& clock;
    ground::system_randomness random;
    std::shared_ptr<service::bulletin> bulletin; ///< hears of what `database` commits
    store::database database;
    service::key_office keys;
    service::event_office events;
    service::registration_office registrations;
    service::code_office codes;
    service::check_in_office check_ins;
    service::attendance_office attendance;
    service::gate_office gate;
    service::staff_office staff;
    service::idempotency_office idempotency;
    service::outbox_office outbox;
    service::conflict_office conflicts;
    service::door_office doors;
    service::retention_office retention;
    service::table_office tables;
    service::seating_office seating;
    service::evidence_office evidence;
    service::certificate_office certificates;
    service::sheet_office sheets;
    service::factor_office factors;
    service::passkey_office passkeys;
    service::invitation_office invitations;
    service::programme_office programmes;
    service::series_office series;
    service::form_office forms{database, clock};
    service::sign_up_office sign_ups{database, clock, random};
    service::message_office messages;
    service::people_office people;
};

/// The shell's own actor: may do what its verb does.
domain::actor shell_actor();

} // namespace krug::commands
