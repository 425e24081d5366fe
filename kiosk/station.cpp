#include "station.hpp"

#include "ground/log.hpp"
#include "ticket/digest.hpp"

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <sys/file.h>
#include <unistd.h>

namespace krug::kiosk {
namespace {

constexpr std::int64_t lock_step_ms = 20;

journal::identity enrolled_in(const std::filesystem::path& folder) {
    auto who = journal::load_identity(folder);
    if (!who) throw cannot_open("this device is not enrolled: krug-kiosk enrol CODE / устройство не подключено");
    return *std::move(who);
}

journal::journal_settings settings_for(const std::filesystem::path& folder, const journal::identity& who) {
    journal::journal_settings settings;
    settings.folder = folder;
    settings.device = who.device;
    settings.event = who.event;
    return settings;
}

std::optional<gate_protocol::rehearsal_result> last_rehearsal(const std::filesystem::path& folder) {
    std::ifstream in(folder / "rehearsal.json");
    std::string line;
    if (!std::getline(in, line)) return std::nullopt;
    auto known = gate_protocol::decode_rehearsal(line);
    return known ? std::optional(*std::move(known)) : std::nullopt;
}

sync::server_address address_of(const journal::identity& who) {
    const auto address = sync::server_address::from(who.url);
    if (!address) throw cannot_open("the enrolment names no server");
    return *address;
}

} // namespace

folder_lock::folder_lock(const std::filesystem::path& folder, std::int64_t wait_ms) {
    if (std::filesystem::create_directories(folder))
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    const auto path = (folder / "lock").string();
    handle_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    for (std::int64_t waited = 0; handle_ >= 0; waited += lock_step_ms) {
        if (::flock(handle_, LOCK_EX | LOCK_NB) == 0) return;
        if (waited >= wait_ms) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(lock_step_ms));
    }
    if (handle_ >= 0) ::close(handle_);
    throw cannot_open("another krug-kiosk works in " + folder.string());
}

folder_lock::~folder_lock() { ::close(handle_); }

domain::scan_name boot_name() {
    std::ifstream in("/proc/sys/kernel/random/boot_id");
    std::string text;
    std::getline(in, text);
    std::erase(text, '-');
    domain::scan_name name{};
    const auto raw = ticket::from_hex(text);
    if (raw && raw->size() == name.size()) std::copy(raw->begin(), raw->end(), name.begin());
    return name;
}

constexpr std::int64_t key_every_ms = 6 * 3600 * 1000;
constexpr std::int64_t key_again_ms = 600'000;

station::station(const std::filesystem::path& folder, std::int64_t wait_ms)
    : folder_(folder), lock_(folder, wait_ms), who_(enrolled_in(folder)), device_key_(who_.seed),
      journal_(settings_for(folder, who_), clock_, random_), gate_(journal_, clock_, random_, boot_name()),
      hall_(folder, journal_, door_, clock_, who_, device_key_), server_(address_of(who_), who_.pin),
      roads_(hall_.road() == nullptr ? nullptr
                                     : std::make_unique<sync::two_roads>(server_, *hall_.road(), clock_, who_.device)),
      courier_(journal_, door_, roads_ ? static_cast<sync::transport&>(*roads_) : server_, clock_, device_key_,
               {who_.event, who_.root_key, who_.token, boot_name()}),
      bell_server_(address_of(who_), who_.pin, sync::bell_deadline_ms), bell_(bell_server_, device_key_, who_.token),
      timetable_(spread_) {
    gate_.reload();
    rehearsal_ = last_rehearsal(folder);
}

station::~station() { stop_sync(); }

void station::start_sync() {
    thread_ = std::jthread([this](const std::stop_token& stop) { sync_loop(stop); });
    bell_thread_ = std::jthread([this](const std::stop_token& stop) { bell_loop(stop); });
    hall_.start();
}

void station::stop_sync() {
    hall_.stop();
    if (!thread_.joinable()) return;
    thread_.request_stop();
    bell_thread_.request_stop();
    bell_server_.interrupt();
    bell_thread_.join();
    thread_.join();
}

void station::await_first_round(std::int64_t ms_max) {
    std::unique_lock held(schedule_);
    changed_.wait_for(held, std::chrono::milliseconds(ms_max), [this] { return first_round_over_; });
}

void station::scanned() {
    {
        const std::lock_guard held(schedule_);
        timetable_.scanned(clock_.steady_ms());
    }
    changed_.notify_all();
}

sync::round_report station::one_round() {
    gate_protocol::key_set keys;
    const auto about_device = report();
    {
        const std::lock_guard held(door_);
        if (!gate_.disk_ready()) return {sync::round_end::disk_failed, gate_.disk_trouble()};
        keys = gate_.standing().keys;
    }
    const auto report = courier_.run_round(keys, about_device);
    const std::lock_guard held(door_);
    try {
        if (report.end == sync::round_end::done || report.end == sync::round_end::more) {
            gate_.reload();
            gate_.heard_from_server(clock_.steady_ms());
        } else if (report.end == sync::round_end::disk_failed) {
            gate_.note_trouble(report.detail);
        } else {
            gate_.lost_server();
        }
    } catch (const gatekeeper::disk_failure& failure) {
        gate_.note_trouble(failure.what());
    }
    return report;
}

// Only after a round: then the server has the records that these texts belong to.
void station::bring_enclosures() {
    gate_protocol::enclosures_request request;
    try {
        {
            const std::lock_guard held(door_);
            request.items = journal_.enclosures(gate_protocol::enclosures_max);
        }
        if (request.items.empty() && clock_.steady_ms() < key_due_ms_) return;
        const auto done = sync::deliver_enclosures(server_, who_.token, device_key_, who_.root_key, request);
        key_due_ms_ = clock_.steady_ms() + (done ? key_every_ms : key_again_ms);
        if (!done) return;
        const std::lock_guard held(door_);
        if (!done->taken.empty() || gate_.standing().enclosing_key != done->key) {
            journal_.delivered(done->taken, done->key);
            gate_.reload();
        }
    } catch (const sync::transport_failure&) {
        return; // the next round will say that the server is gone
    } catch (const gatekeeper::disk_failure& failure) {
        const std::lock_guard held(door_);
        gate_.note_trouble(failure.what());
    }
}

void station::sync_loop(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        {
            std::unique_lock held(schedule_);
            for (auto now = clock_.steady_ms(); !stop.stop_requested() && timetable_.due_ms() > now; now = clock_.steady_ms()) {
                // A scan brings the moment forward: then the rest of the wait is counted anew.
                const auto due = timetable_.due_ms();
                changed_.wait_for(held, stop, std::chrono::milliseconds(due - now), [&] { return timetable_.due_ms() != due; });
            }
            timetable_.begun();
            in_round_ = true;
        }
        if (stop.stop_requested()) return;
        const auto report = one_round();
        if (report.end == sync::round_end::done) bring_enclosures();
        const bool well = report.end == sync::round_end::done || report.end == sync::round_end::more;
        {
            const std::lock_guard held(schedule_);
            in_round_ = false;
            may_listen_ = report.end == sync::round_end::done && report.standing == gate_protocol::device_standing::active;
            if (well)
                timetable_.succeeded(clock_.steady_ms(), report.end == sync::round_end::more);
            else
                timetable_.failed(clock_.steady_ms());
            // A partial list is not yet an answer worth waiting for.
            if (report.end != sync::round_end::more) first_round_over_ = true;
            if (!well && round_trouble_ != report.detail)
                ground::log_warning("sync_failed", {{"why", report.detail}});
            round_trouble_ = well ? std::string() : report.detail;
        }
        changed_.notify_all();
        leave_status();
    }
}

bool station::stands_at(const domain::feed_cursor& end) {
    const std::lock_guard held(door_);
    try {
        return journal_.progress().applied.at == end;
    } catch (const gatekeeper::disk_failure&) {
        return true; // a round could not keep what it brings; the timetable goes on by itself
    }
}

// Between two rounds: waits at the server for the next thing to happen, and calls the sync thread.
void station::bell_loop(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        {
            std::unique_lock held(schedule_);
            if (!changed_.wait(held, stop, [this] { return may_listen_; })) return;
        }
        domain::feed_cursor from;
        {
            const std::lock_guard held(door_);
            from = gate_.standing().known;
        }
        const auto asked_ms = clock_.steady_ms();
        const auto heard = bell_.listen(from);
        if (stop.stop_requested()) return;
        std::unique_lock held(schedule_);
        if (heard.end == sync::bell_end::news) {
            // What is being fetched just now may be what rang.
            changed_.wait(held, stop, [this] { return !in_round_; });
            held.unlock();
            const bool known = stands_at(heard.at);
            held.lock();
            if (known) continue;
            timetable_.rung(clock_.steady_ms());
        }
        // After news the round that brings them opens the ear again; after a failure, or a server that does not keep
        // questions, the next round that goes well: never a question after a question at once.
        const bool kept = heard.end == sync::bell_end::quiet && clock_.steady_ms() - asked_ms >= sync::bell_kept_ms_min;
        if (!kept) may_listen_ = false;
        held.unlock();
        changed_.notify_all();
    }
}

sync::round_report station::drain(std::int64_t ms_max) {
    const auto until = clock_.steady_ms() + ms_max;
    sync::round_report report;
    do {
        report = one_round();
        // Whoever has just heard that this server takes reports gives it one more round for its own.
        const bool untold = report.end == sync::round_end::done && !report.reported && courier_.server_takes().report;
        if (report.end != sync::round_end::more && !untold) break;
    } while (clock_.steady_ms() < until);
    if (report.end == sync::round_end::done) bring_enclosures();
    leave_status();
    return report;
}

gate_protocol::device_status station::status() {
    gate_protocol::device_status status;
    const std::lock_guard held(door_);
    const auto& orders = gate_.standing();
    status.enrolled = true;
    status.running = thread_.joinable();
    status.server = who_.url;
    status.device = who_.device;
    status.event = who_.event;
    status.event_title = orders.rules.event.title;
    for (const auto& point : orders.rules.points)
        if (point.id == gate_.point()) status.point = point.name;
    status.standing = orders.revoked ? "revoked" : orders.quarantined ? "quarantined" : "active";
    status.list_complete = orders.list_complete;
    status.roster_rows = orders.roster_rows;
    status.known = orders.known;
    status.key_set_version = orders.keys.version;
    status.records = journal_.head().seq;
    status.unsent = orders.unsent;
    status.late_tickets_used = orders.late_tickets_used;
    status.synced = orders.clock.taken;
    status.sync_age_seconds = orders.clock.taken ? gate_.lease_age_seconds() : 0;
    const auto reading = gate_.clock_now();
    status.clock_sure = reading.sure;
    status.clock_offset_ms = reading.offset_ms;
    status.clock_error_ms = reading.error_ms;
    status.trouble = gate_.disk_trouble();
    return status;
}

gate_protocol::device_report station::report() {
    const std::lock_guard held(door_);
    gate_protocol::device_report about;
    about.version = KRUG_VERSION;
    about.wall_ms = clock_.now_ms();
    about.error_ms = gate_.clock_now().error_ms;
    about.admitted_5_minutes = gate_.admitted_lately();
    about.rehearsal = rehearsal_;
    return about;
}

void station::note_rehearsal(const gate_protocol::rehearsal_result& result) {
    {
        const std::lock_guard held(door_);
        rehearsal_ = result;
    }
    const auto fresh = (folder_ / "rehearsal.json.new").string();
    {
        std::ofstream out(fresh, std::ios::trunc);
        out << gate_protocol::encode(result) << '\n';
    }
    std::error_code ignored; // the organiser is told all the same, until this process ends
    std::filesystem::rename(fresh, folder_ / "rehearsal.json", ignored);
}

// For `status` while this process holds the journal. Losing it loses nothing.
void station::leave_status() {
    auto now = status();
    {
        const std::lock_guard held(schedule_);
        if (now.trouble.empty()) now.trouble = round_trouble_;
    }
    const auto fresh = (folder_ / "status.json.new").string();
    {
        std::ofstream out(fresh, std::ios::trunc);
        out << gate_protocol::encode(now) << '\n';
    }
    std::error_code ignored;
    std::filesystem::rename(fresh, folder_ / "status.json", ignored);
}

} // namespace krug::kiosk
