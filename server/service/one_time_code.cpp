#include "service/one_time_code.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

namespace krug::service {

namespace {
constexpr std::int64_t drift_steps = 1;
constexpr std::size_t digits_typed = 6;
} // namespace

std::string code_of_step(ticket::byte_view seed, std::int64_t step, int digits) {
    std::array<std::uint8_t, 8> moment{};
    for (std::size_t at = 0; at < moment.size(); ++at)
        moment[at] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(step) >> (56 - 8 * at));
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> mac{};
    unsigned int length = 0;
    if (::HMAC(EVP_sha1(), seed.data(), static_cast<int>(seed.size()), moment.data(), moment.size(), mac.data(), &length) ==
            nullptr ||
        length != 20)
        throw std::runtime_error("HMAC-SHA1 failed");
    const std::size_t offset = mac[19] & 0x0fU;
    const std::uint32_t taken = (static_cast<std::uint32_t>(mac[offset] & 0x7fU) << 24) |
                                (static_cast<std::uint32_t>(mac[offset + 1]) << 16) |
                                (static_cast<std::uint32_t>(mac[offset + 2]) << 8) | mac[offset + 3];
    std::uint32_t modulus = 1;
    for (int at = 0; at < digits; ++at) modulus *= 10;
    auto code = std::to_string(taken % modulus);
    code.insert(0, static_cast<std::size_t>(digits) - code.size(), '0');
    return code;
}

std::optional<std::int64_t> matching_step(ticket::byte_view seed, std::string_view typed, ground::utc_seconds now,
                                          std::int64_t last_used) {
    std::string digits;
    for (const char each : typed)
        if (each != ' ') digits += each;
    if (digits.size() != digits_typed || digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
    std::optional<std::int64_t> found;
    const auto current = now / code_step_seconds;
    for (auto step = current - drift_steps; step <= current + drift_steps; ++step) {
        const bool same = ticket::same_text(code_of_step(seed, step), digits);
        if (same && step > last_used && !found) found = step;
    }
    return found;
}

std::string to_base32(ticket::byte_view raw) {
    static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string text;
    std::uint32_t held = 0;
    int bits = 0;
    for (const auto byte : raw) {
        held = (held << 8) | byte;
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            text += letters[(held >> bits) & 31U];
        }
        held &= (1U << bits) - 1;
    }
    if (bits > 0) text += letters[(held << (5 - bits)) & 31U];
    return text;
}

} // namespace krug::service
