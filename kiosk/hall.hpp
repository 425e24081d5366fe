// This kiosk among the others of its hall: as their hub, as the neighbour of one, or alone.
// The station owns one; the desk asks it before a code is answered.
#pragma once

#include "gate_protocol/neighbours.hpp"
#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "hatch/hatch.hpp"
#include "hub/hub_desk.hpp"
#include "journal/identity.hpp"
#include "journal/journal.hpp"
#include "screen/display.hpp"
#include "sync/http_client.hpp"
#include "sync/neighbour.hpp"

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string_view>
#include <thread>

namespace krug::kiosk {

class hall {
public:
    /// `door` guards the journal. Reads FOLDER/hub.link, if there is one: then this kiosk has a hub.
    /// References must outlive the hall. Throws gatekeeper::disk_failure for a damaged link.
    hall(std::filesystem::path folder, journal::journal& records, std::mutex& door, const ground::clock& clock,
         const journal::identity& who, const ticket::signing_key& device_key);
    ~hall();

    /// Held from before a code is decided until its record is told: on the hub itself it keeps the code from others.
    class consultation {
    public:
        consultation() = default;
        consultation(hub::holds* holds, std::string code, domain::device_id device)
            : holds_(holds), code_(std::move(code)), device_(device) {}
        consultation(consultation&& other) noexcept : holds_(std::exchange(other.holds_, nullptr)), code_(other.code_), device_(other.device_) {}
        consultation& operator=(consultation&&) = delete;
        ~consultation() {
            if (holds_ != nullptr) holds_->release(code_, device_);
        }

    private:
        hub::holds* holds_ = nullptr;
        std::string code_;
        domain::device_id device_;
    };
    /// Brings into the journal what the hall knows of this code, and keeps other doors from it meanwhile. At most
    /// patience_ms, and nothing at all while the hub is away: then this kiosk decides by what it knows. The caller does
    /// not hold `door`. Never throws.
    [[nodiscard]] consultation before(std::string_view code);
    /// A record was made: the hub hears of it at once.
    void recorded();

    /// Opens the hub for neighbours on "ADDR:PORT"; returns the port. Throws std::runtime_error that names the address.
    std::uint16_t serve(const std::string& listen);
    /// Begins to tell and hear, where this kiosk has a hub.
    void start();
    void stop();

    bool has_hub() const { return link_.has_value(); }
    /// The road to the server through the hub; nothing without a hub.
    sync::transport* road() { return slow_road_.get(); }
    /// For staff: that the hub does not answer. Empty without a hub.
    screen::device_words words();

    static constexpr std::int64_t ask_ms_max = 400;    ///< for one question; a hall's network answers in a few
    static constexpr std::int64_t patience_ms = 2'000; ///< for a code that another door holds
    static constexpr std::int64_t away_ms = 3'000;     ///< a hub that did not answer is not asked for so long

private:
    void tell_loop(const std::stop_token& stop);
    bool tell_all(const std::stop_token& stop);
    bool pause(std::int64_t ms);

    std::filesystem::path folder_;
    journal::journal& records_;
    std::mutex& door_;
    const ground::clock& clock_;
    const journal::identity& who_;
    const ticket::signing_key& device_key_;
    std::optional<gate_protocol::hub_code> link_;
    std::unique_ptr<sync::http_client> quick_, slow_, slow_road_;
    std::unique_ptr<sync::neighbour> neighbour_;
    std::unique_ptr<hub::hub_desk> desk_;
    std::unique_ptr<hatch::hatch> hatch_;

    std::mutex mutex_; ///< guards what follows
    std::condition_variable_any changed_;
    bool due_ = true;
    bool stopping_ = false;
    std::int64_t away_until_ms_ = INT64_MIN;
    std::int64_t told_seq_ = 0; ///< the hub's last record of ours, as it said
    std::jthread thread_;
};

/// FOLDER/hub.link: whom this kiosk has as its hub. Replaced atomically. Throws gatekeeper::disk_failure.
void save_hub_link(const std::filesystem::path& folder, const gate_protocol::hub_code& hub);

} // namespace krug::kiosk
