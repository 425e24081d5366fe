// What may stand as a public key: pure, so that the phone page judges keys by the same rule without the crypto library.
#include "ticket/signing_key.hpp"

#include <algorithm>

namespace krug::ticket {
namespace {

// y = 2^255 - 19, little-endian without its first and last byte all ones.
bool is_canonical(const key32& raw) {
    if ((raw[31] & 0x7f) != 0x7f)
        return true;
    if (std::any_of(raw.begin() + 1, raw.begin() + 31, [](std::uint8_t byte) { return byte != 0xff; }))
        return true;
    return raw[0] < 0xed;
}

// The y coordinates of the eight points whose order divides 8; the sign bit does not matter.
// Order 1: y = 1; order 2: y = -1; order 4: y = 0; order 8: y = ±the two long values.
bool is_small_order(const key32& raw) {
    static const std::array<std::string_view, 5> ys = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    };
    key32 y = raw;
    y[31] &= 0x7f;
    return std::find(ys.begin(), ys.end(), to_hex(y)) != ys.end();
}

} // namespace

std::optional<public_key> public_key::from(byte_view raw) {
    public_key key;
    if (raw.size() != key.raw_.size())
        return std::nullopt;
    std::copy(raw.begin(), raw.end(), key.raw_.begin());
    if (!is_canonical(key.raw_) || is_small_order(key.raw_))
        return std::nullopt;
    return key;
}

std::optional<public_key> public_key::from_hex(std::string_view text) {
    const auto raw = ticket::from_hex(text);
    return raw ? from(*raw) : std::nullopt;
}

key_name key_id_of(const public_key& key) {
    static constexpr std::string_view label = "krug-key/1";
    std::array<std::uint8_t, label.size() + 32> message{};
    std::copy(key.raw().begin(), key.raw().end(), std::copy(label.begin(), label.end(), message.begin()));
    const auto digest = sha256(message);
    return {digest[0], digest[1], digest[2], digest[3]};
}

} // namespace krug::ticket
