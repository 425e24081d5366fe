// A whole kiosk without its wires: journal on a scratch disk, gatekeeper, courier, a clock that stands still.
// Tests only.
#pragma once

#include "cast/door_server.hpp"
#include "cast/scratch_folder.hpp"
#include "gatekeeper/gatekeeper.hpp"
#include "journal/journal.hpp"
#include "sync/courier.hpp"

#include <memory>
#include <string>
#include <utility>

namespace krug::cast {

class door_device {
public:
    /// `database_options` go into the journal's connect string, for example "vfs=NAME".
    door_device(const keyring& keys, door_server& server, std::int64_t number = 5, std::string database_options = {},
                std::size_t ballast_bytes = 4096)
        : keys_(keys), server_(server), number_(number), database_options_(std::move(database_options)),
          ballast_bytes_(ballast_bytes), random_(static_cast<std::uint64_t>(number)) {
        open();
    }

    /// As after a power cut: everything in memory is forgotten, the files stay.
    void open() {
        shut();
        journal::journal_settings settings;
        settings.folder = folder_.path();
        settings.device = {number_};
        settings.event = tyumen;
        settings.ballast_bytes = ballast_bytes_;
        settings.database_options = database_options_;
        settings.before_step = [this](const char* step) {
            if (before_step) before_step(step);
        };
        journal_ = std::make_unique<journal::journal>(settings, clock, random_);
        domain::scan_name boot{};
        boot.fill(9);
        gate_ = std::make_unique<gatekeeper::gatekeeper>(*journal_, clock, random_, boot);
        courier_ = std::make_unique<sync::courier>(*journal_, door_, server_, clock, device_key,
                                                   sync::courier_identity{tyumen, keys_.root_raw(), "token", boot});
        gate_->reload();
    }

    /// As when the process has gone: nothing of it holds the files any more.
    void shut() {
        courier_.reset();
        gate_.reset();
        journal_.reset();
    }
    bool is_open() const { return courier_ != nullptr; }

    sync::round_report sync_once() {
        if (!gate_->disk_ready()) return {sync::round_end::disk_failed, gate_->disk_trouble()}; // as the station does
        auto keys = gate_->standing().keys;
        if (keys.keys.empty()) keys = keys_.usual(); // as enrolment brings them
        const auto report = courier_->run_round(keys, about_device);
        const bool well = report.end == sync::round_end::done || report.end == sync::round_end::more;
        if (report.end == sync::round_end::disk_failed)
            gate_->note_trouble(report.detail);
        else
            gate_->reload();
        if (well)
            gate_->heard_from_server(clock.steady_ms());
        else
            gate_->lost_server();
        return report;
    }
    sync::round_report sync_all() {
        sync::round_report report;
        do report = sync_once();
        while (report.end == sync::round_end::more);
        return report;
    }

    gatekeeper::answer show(std::string_view code, domain::passage direction = domain::passage::in) {
        gatekeeper::presentation shown;
        shown.code = code;
        shown.direction = direction;
        return gate_->present(shown);
    }
    /// Guest `number`, four seconds after whoever was before.
    gatekeeper::answer guest(int number, std::uint16_t generation = 1) {
        clock.advance_seconds(4);
        return show(ticket::write_ticket(guest_ticket(number, generation), keys_.event));
    }

    gatekeeper::gatekeeper& gate() { return *gate_; }
    journal::journal& records() { return *journal_; }
    const std::filesystem::path& folder() const { return folder_.path(); }

    std::optional<gate_protocol::device_report> about_device;
    ground::standing_clock clock{doors_open};
    ticket::signing_key device_key{seed_of(8)};
    std::function<void(const char*)> before_step;

private:
    const keyring& keys_;
    door_server& server_;
    std::int64_t number_;
    std::string database_options_;
    std::size_t ballast_bytes_;
    ground::seeded_randomness random_;
    scratch_folder folder_;
    std::mutex door_;
    std::unique_ptr<journal::journal> journal_;
    std::unique_ptr<gatekeeper::gatekeeper> gate_;
    std::unique_ptr<sync::courier> courier_;
};

} // namespace krug::cast
