// Signatures as the textbooks wish them: nobody without the seed can make one, and they cost a hash. Linked in place of
// server/ticket/signing_key.cpp, so that an hour of a kiosk does not cost seconds of curve arithmetic. Ed25519 itself is
// proved in the tests of its room.
#include "ticket/signing_key.hpp"

#include <algorithm>
#include <cstring>
#include <map>

namespace krug::ticket {
namespace {

// The ideal: who knows a public key can ask whether its owner has signed. One thread only.
std::map<key32, key32>& seeds_by_public_key() {
    static std::map<key32, key32> seeds;
    return seeds;
}

std::uint64_t mix(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31);
}

signature tag_of(const key32& seed, byte_view message) {
    std::array<std::uint64_t, 4> state{};
    std::memcpy(state.data(), seed.data(), sizeof state);
    std::uint64_t all = message.size();
    std::size_t at = 0;
    for (; at + 8 <= message.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, message.data() + at, 8);
        all = (all ^ word) * 0x9e3779b97f4a7c15U;
        all ^= all >> 29;
    }
    for (; at < message.size(); ++at) all = (all ^ message[at]) * 0x9e3779b97f4a7c15U;
    signature tag{};
    for (std::size_t part = 0; part < 8; ++part) {
        const auto word = mix(all + state[part % 4] + part * 0x632be59bd9b4e019U);
        std::memcpy(tag.data() + part * 8, &word, 8);
    }
    return tag;
}

} // namespace

std::optional<public_key> public_key::from(byte_view raw) {
    public_key key;
    if (raw.size() != key.raw_.size()) return std::nullopt;
    std::copy(raw.begin(), raw.end(), key.raw_.begin());
    return key;
}

std::optional<public_key> public_key::from_hex(std::string_view text) {
    const auto raw = ticket::from_hex(text);
    return raw ? from(*raw) : std::nullopt;
}

key_name key_id_of(const public_key& key) {
    key_name name{};
    std::copy_n(key.raw().begin(), name.size(), name.begin());
    return name;
}

signing_key::signing_key(const key32& seed) : seed_(seed) {
    for (std::size_t part = 0; part < 4; ++part) {
        std::uint64_t word = 0;
        std::memcpy(&word, seed_.data() + part * 8, 8);
        word = mix(word + part + 0x6b727567);
        std::memcpy(public_.raw_.data() + part * 8, &word, 8);
    }
    public_.raw_[31] &= 0x3f;
    id_ = key_id_of(public_);
    seeds_by_public_key()[public_.raw_] = seed_;
}

signing_key signing_key::make(ground::randomness& random) {
    key32 seed{};
    random.fill(std::as_writable_bytes(std::span(seed)));
    return signing_key(seed);
}

void signing_key::wipe() noexcept { seed_.fill(0); }
signing_key::~signing_key() = default;
signing_key::signing_key(signing_key&& other) noexcept = default;
signing_key& signing_key::operator=(signing_key&& other) noexcept = default;

signature signing_key::sign(byte_view message) const { return tag_of(seed_, message); }

bool signing_key::has_signed(byte_view message, byte_view signed_with) const {
    return same_bytes(sign(message), signed_with);
}

verifier::verifier(const public_key& key) : key_(key), id_(key_id_of(key)) {}

bool verifier::verify(byte_view message, byte_view signed_with) const {
    key32 raw{};
    std::copy(key_.raw().begin(), key_.raw().end(), raw.begin());
    const auto seed = seeds_by_public_key().find(raw);
    if (seed == seeds_by_public_key().end()) return false;
    const auto tag = tag_of(seed->second, message);
    return std::equal(tag.begin(), tag.end(), signed_with.begin(), signed_with.end());
}

} // namespace krug::ticket
