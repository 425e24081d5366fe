// The one-time codes by which a neighbour is paired: made by a command, used up by the running hub.
// A file a code in the hub's folder, named by its hash, so that command and hub need not speak with each other.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>

namespace krug::hub {

class hub_codes {
public:
    explicit hub_codes(const std::filesystem::path& kiosk_folder);

    /// Keeps the code for gate_protocol::hub_code_seconds from now; at most 20 wait at a time, older ones go.
    /// Throws std::filesystem::filesystem_error.
    void keep(std::span<const std::uint8_t, 16> one_time, std::int64_t now) const;
    /// True once for a code that was kept and is not too old; the code is used up by that.
    bool use(std::span<const std::uint8_t, 16> one_time, std::int64_t now) const;

private:
    std::filesystem::path folder_;
};

} // namespace krug::hub
