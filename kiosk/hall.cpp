#include "hall.hpp"

#include "gate_protocol/code_reader.hpp"
#include "ground/log.hpp"
#include "hub/certificate.hpp"

#include <fstream>

namespace krug::kiosk {
namespace {

constexpr std::int64_t tell_every_ms = 2'000;
constexpr std::int64_t held_pause_ms = 50;
constexpr std::int64_t relay_ms_max = 10'000;
constexpr const char* link_name = "hub.link";

std::optional<gate_protocol::hub_code> load_link(const std::filesystem::path& folder) {
    std::ifstream in(folder / link_name);
    if (!in) return std::nullopt;
    std::string line;
    std::getline(in, line);
    const auto link = gate_protocol::read_hub_code(line);
    if (!link) throw gatekeeper::disk_failure("hub.link damaged", false);
    return *link;
}

std::unique_ptr<sync::http_client> client_of(const gate_protocol::hub_code& hub, std::int64_t deadline_ms) {
    const auto address = sync::server_address::from(hub.url);
    if (!address) throw gatekeeper::disk_failure("hub.link damaged", false);
    return std::make_unique<sync::http_client>(*address, hub.pin, deadline_ms);
}

/// The hub carries a neighbour's sync as it came: token and signature are the neighbour's own, the server judges both.
hub::relayed carry(const journal::identity& who, const web::request& asked) {
    const auto address = sync::server_address::from(who.url);
    if (!address) return {};
    sync::transport::headers with{{"Content-Type", "application/json"}};
    for (const auto name : hub::carried_headers)
        if (const auto value = asked.header(name); !value.empty()) with.emplace_back(name, value);
    try {
        auto answer = sync::http_client(*address, who.pin, relay_ms_max).post(gate_protocol::sync_target, with, asked.body);
        return {answer.status, std::move(answer.body)};
    } catch (const sync::transport_failure&) {
        return {};
    }
}

} // namespace

void save_hub_link(const std::filesystem::path& folder, const gate_protocol::hub_code& hub) {
    auto kept = hub;
    kept.one_time.fill(0); // used up; only address and pin are worth keeping
    const auto fresh = folder / "hub.link.new";
    std::ofstream out(fresh);
    out << gate_protocol::write_hub_code(kept) << '\n';
    out.close();
    std::error_code failed;
    if (out) std::filesystem::rename(fresh, folder / link_name, failed);
    if (!out || failed) throw gatekeeper::disk_failure("hub.link write", false);
}

hall::hall(std::filesystem::path folder, journal::journal& records, std::mutex& door, const ground::clock& clock,
           const journal::identity& who, const ticket::signing_key& device_key)
    : folder_(std::move(folder)), records_(records), door_(door), clock_(clock), who_(who), device_key_(device_key),
      link_(load_link(folder_)) {
    if (!link_) return;
    quick_ = client_of(*link_, ask_ms_max);
    slow_ = client_of(*link_, relay_ms_max);
    slow_road_ = client_of(*link_, relay_ms_max + 2'000);
    neighbour_ = std::make_unique<sync::neighbour>(*quick_, *slow_, device_key_, who_.device, who_.event);
}

hall::~hall() { stop(); }

std::uint16_t hall::serve(const std::string& listen) {
    const auto own = hub::own_certificate(folder_);
    desk_ = std::make_unique<hub::hub_desk>(
        records_, door_, clock_, hub::hub_codes(folder_),
        hub::hub_terms{who_.device, who_.event, [this](const web::request& asked) { return carry(who_, asked); }});
    hatch::hatch_settings settings;
    settings.listen = listen;
    settings.certificate_file = own.chain.string();
    settings.private_key_file = own.key.string();
    settings.body_bytes_max = [](std::string_view) { return gate_protocol::sync_request_bytes_max; };
    settings.connections_max = 256;
    hatch_ = std::make_unique<hatch::hatch>(settings, [this](const web::request& asked) { return desk_->answer(asked); });
    ground::log_info("hub_open", {{"port", static_cast<std::int64_t>(hatch_->port())}});
    return hatch_->port();
}

void hall::start() {
    if (neighbour_) thread_ = std::jthread([this](const std::stop_token& stop) { tell_loop(stop); });
}

void hall::stop() {
    hatch_.reset();
    {
        const std::lock_guard held(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (!thread_.joinable()) return;
    thread_.request_stop();
    slow_->interrupt();
    thread_.join();
}

bool hall::pause(std::int64_t ms) {
    std::unique_lock held(mutex_);
    return !changed_.wait_for(held, std::chrono::milliseconds(ms), [this] { return stopping_; });
}

hall::consultation hall::before(std::string_view code) {
    const auto read = gate_protocol::understand(code, who_.event);
    if (read.hash.empty() || (!neighbour_ && !desk_)) return {};
    const auto until = clock_.steady_ms() + patience_ms;
    if (desk_) {
        auto name = read.hash;
        try {
            const std::lock_guard held(door_);
            const auto known = records_.history(read.by, read.hash);
            if (known.listed) name = known.listed->code;
        } catch (const gatekeeper::disk_failure&) {
            return {}; // the gatekeeper will meet the same disk and say so
        }
        while (!desk_->held().take(name, who_.device, clock_.steady_ms()))
            if (clock_.steady_ms() >= until || !pause(held_pause_ms)) return {};
        return {&desk_->held(), std::move(name), who_.device};
    }
    for (;;) {
        {
            const std::lock_guard held(mutex_);
            if (clock_.steady_ms() < away_until_ms_) return {};
        }
        const auto answer = neighbour_->ask(read.by, read.hash);
        if (!answer) {
            const std::lock_guard held(mutex_);
            away_until_ms_ = clock_.steady_ms() + away_ms;
            return {};
        }
        if (!answer->held) {
            if (answer->known.empty()) return {};
            try {
                const std::lock_guard held(door_);
                records_.keep_heard(answer->known, records_.heard());
            } catch (const gatekeeper::disk_failure&) {
                return {};
            }
            return {};
        }
        if (clock_.steady_ms() >= until || !pause(held_pause_ms)) return {};
    }
}

void hall::recorded() {
    {
        const std::lock_guard held(mutex_);
        due_ = true;
    }
    changed_.notify_all();
}

void hall::tell_loop(const std::stop_token& stop) {
    std::optional<bool> before;
    while (!stop.stop_requested()) {
        const bool reached = tell_all(stop);
        if (before != reached && !stop.stop_requested()) {
            // Staff at the back office read here when a door began to stand alone, and when it had told everything.
            if (reached)
                ground::log_info("hub_told");
            else
                ground::log_warning("hub_away", {{"status", neighbour_->last_status()}});
            before = reached;
        }
        std::unique_lock held(mutex_);
        if (!reached) {
            away_until_ms_ = clock_.steady_ms() + away_ms;
            // What is recorded meanwhile hurries nothing: nobody is there to hear it.
            changed_.wait_for(held, stop, std::chrono::milliseconds(away_ms / 2), [] { return false; });
        } else {
            away_until_ms_ = INT64_MIN;
            changed_.wait_for(held, stop, std::chrono::milliseconds(tell_every_ms), [this] { return due_; });
        }
        due_ = false;
    }
}

bool hall::tell_all(const std::stop_token& stop) {
    bool more = true;
    while (more && !stop.stop_requested()) {
        gate_protocol::hub_place heard;
        std::vector<domain::scan_record> rows;
        try {
            const std::lock_guard held(door_);
            heard = records_.heard();
            rows = records_.records_after(told_seq_, gate_protocol::sync_rows_max);
        } catch (const gatekeeper::disk_failure&) {
            return true; // our own disk is the trouble, not the hub
        }
        const auto sent = rows.size();
        const auto answer = neighbour_->tell(heard, std::move(rows));
        if (!answer) return false;
        try {
            const std::lock_guard held(door_);
            if (!answer->items.empty() || !(answer->reached == heard)) records_.keep_heard(answer->items, answer->reached);
        } catch (const gatekeeper::disk_failure&) {
            return true;
        }
        // A hub whose journal is new says a lower number: then it is told everything again.
        const bool moved = answer->durable_seq != told_seq_;
        told_seq_ = answer->durable_seq;
        more = answer->more || moved || (sent == gate_protocol::sync_rows_max && moved);
    }
    return true;
}

screen::device_words hall::words() {
    if (!neighbour_) return {};
    const std::lock_guard held(mutex_);
    if (clock_.steady_ms() >= away_until_ms_) return {};
    return {"Узел зала не отвечает: киоск решает сам", "The hall's hub does not answer: this kiosk decides alone"};
}

} // namespace krug::kiosk
