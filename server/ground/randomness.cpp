#include "ground/randomness.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <sys/random.h>
#include <vector>

namespace krug::ground {

std::uint64_t randomness::next_u64() {
    std::uint64_t value = 0;
    fill(std::as_writable_bytes(std::span(&value, 1)));
    return value;
}

std::uint32_t randomness::next_u32() {
    std::uint32_t value = 0;
    fill(std::as_writable_bytes(std::span(&value, 1)));
    return value;
}

std::string randomness::hex(std::size_t bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::vector<std::byte> raw(bytes);
    fill(raw);
    std::string text;
    text.reserve(bytes * 2);
    for (auto byte : raw) {
        text.push_back(digits[std::to_integer<unsigned>(byte) >> 4]);
        text.push_back(digits[std::to_integer<unsigned>(byte) & 15U]);
    }
    return text;
}

void system_randomness::fill(std::span<std::byte> out) {
    while (!out.empty()) {
        const auto got = ::getrandom(out.data(), out.size(), 0);
        if (got < 0) {
            if (errno == EINTR) continue;
            throw std::runtime_error("the system gave no random bytes");
        }
        out = out.subspan(static_cast<std::size_t>(got));
    }
}

void seeded_randomness::fill(std::span<std::byte> out) {
    while (!out.empty()) {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
        mixed ^= mixed >> 31;
        const auto size = out.size() < sizeof mixed ? out.size() : sizeof mixed;
        std::memcpy(out.data(), &mixed, size);
        out = out.subspan(size);
    }
}

} // namespace krug::ground
