// SHA-256 (FIPS 180-4) without the crypto library, which WebAssembly does not have; and the log, which it does not need.
#include "ground/log.hpp"
#include "ticket/digest.hpp"

#include <bit>

namespace krug {
namespace ticket {
namespace {

// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
constexpr std::array<std::uint32_t, 64> round_constants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

using words = std::array<std::uint32_t, 8>;

void take_block(words& hash, const std::uint8_t* block) {
    std::array<std::uint32_t, 64> w{};
    for (std::size_t at = 0; at < 16; ++at)
        w[at] = std::uint32_t{block[4 * at]} << 24 | std::uint32_t{block[4 * at + 1]} << 16 |
                std::uint32_t{block[4 * at + 2]} << 8 | std::uint32_t{block[4 * at + 3]};
    for (std::size_t at = 16; at < 64; ++at) {
        const auto low = std::rotr(w[at - 15], 7) ^ std::rotr(w[at - 15], 18) ^ w[at - 15] >> 3;
        const auto high = std::rotr(w[at - 2], 17) ^ std::rotr(w[at - 2], 19) ^ w[at - 2] >> 10;
        w[at] = w[at - 16] + low + w[at - 7] + high;
    }
    auto [a, b, c, d, e, f, g, h] = hash;
    for (std::size_t at = 0; at < 64; ++at) {
        const auto first = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + ((e & f) ^ (~e & g)) +
                           round_constants[at] + w[at];
        const auto second = (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + first, d = c, c = b, b = a, a = first + second;
    }
    const words added{a, b, c, d, e, f, g, h};
    for (std::size_t at = 0; at < 8; ++at) hash[at] += added[at];
}

} // namespace

std::array<std::uint8_t, 32> sha256(byte_view message) {
    // The first 32 bits of the fractional parts of the square roots of the first eight primes.
    words hash{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::size_t at = 0;
    for (; at + 64 <= message.size(); at += 64) take_block(hash, message.data() + at);
    std::array<std::uint8_t, 128> tail{};
    const auto left = message.size() - at;
    for (std::size_t each = 0; each < left; ++each) tail[each] = message[at + each];
    tail[left] = 0x80;
    const std::size_t blocks = left < 56 ? 1 : 2;
    const auto bits = static_cast<std::uint64_t>(message.size()) * 8;
    for (std::size_t each = 0; each < 8; ++each)
        tail[64 * blocks - 1 - each] = static_cast<std::uint8_t>(bits >> 8 * each);
    for (std::size_t each = 0; each < blocks; ++each) take_block(hash, tail.data() + 64 * each);
    std::array<std::uint8_t, 32> digest{};
    for (std::size_t each = 0; each < 32; ++each)
        digest[each] = static_cast<std::uint8_t>(hash[each / 4] >> (24 - 8 * (each % 4)));
    return digest;
}

} // namespace ticket

namespace ground {

field::field(std::string_view name, std::string_view) : name_(name) {}
void log(level, std::string_view, std::initializer_list<field>) noexcept {}
[[noreturn]] void broken_invariant(const char*, const char*, int) noexcept { __builtin_trap(); }

} // namespace ground
} // namespace krug
