// Mail into a folder as .eml files: for trying Krug out and for houses whose own tool carries the mail on.
// Made once by serve, used by the carrier.
#pragma once

#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "mail/transport.hpp"

#include <atomic>
#include <filesystem>

namespace krug::mail {

class file_transport final : public transport {
public:
    /// Makes the folder (mode 0700) when it is missing; throws std::filesystem::filesystem_error when that fails.
    file_transport(std::filesystem::path folder, const ground::clock& clock, ground::randomness& randomness);
    /// Writes DATE-RANDOM.eml under a temporary name, syncs, renames, syncs the folder: a file that is there is whole.
    /// X-Envelope-From and X-Envelope-To stand before the message. Disk errors are temporary "disk".
    outcome deliver(std::string_view envelope_from, std::string_view to, std::string_view bytes) override;
    void interrupt() noexcept override;

private:
    std::filesystem::path folder_;
    const ground::clock& clock_;
    ground::randomness& randomness_;
    std::atomic<bool> interrupted_ = false;
};

} // namespace krug::mail
