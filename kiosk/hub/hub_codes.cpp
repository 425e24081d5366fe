#include "hub/hub_codes.hpp"

#include "gate_protocol/neighbours.hpp"
#include "ticket/digest.hpp"

#include <fstream>

namespace krug::hub {
namespace {

constexpr std::size_t codes_max = 20;

std::int64_t kept_at(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::int64_t at = 0;
    in >> at;
    return in ? at : 0;
}

} // namespace

hub_codes::hub_codes(const std::filesystem::path& kiosk_folder) : folder_(kiosk_folder / "hub_codes") {}

void hub_codes::keep(std::span<const std::uint8_t, 16> one_time, std::int64_t now) const {
    if (std::filesystem::create_directories(folder_))
        std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
    std::size_t waiting = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
        if (now - kept_at(entry.path()) > gate_protocol::hub_code_seconds || ++waiting >= codes_max)
            std::filesystem::remove(entry.path());
    // Only the hash is written: whoever reads the folder cannot pair.
    std::ofstream out(folder_ / ticket::to_hex(ticket::sha256(ticket::byte_view(one_time))));
    out << now << '\n';
}

bool hub_codes::use(std::span<const std::uint8_t, 16> one_time, std::int64_t now) const {
    const auto file = folder_ / ticket::to_hex(ticket::sha256(ticket::byte_view(one_time)));
    const auto at = kept_at(file);
    std::error_code failed;
    // Removing is what uses it up: of two who come at once, one finds the file gone.
    if (!std::filesystem::remove(file, failed) || failed) return false;
    return at != 0 && now >= at - 60 && now - at <= gate_protocol::hub_code_seconds;
}

} // namespace krug::hub
