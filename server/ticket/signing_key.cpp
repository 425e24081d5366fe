#include "ticket/signing_key.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>

namespace krug::ticket {
namespace {

struct free_context {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

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

void free_key::operator()(evp_pkey_st* key) const noexcept {
    EVP_PKEY_free(key);
}

signing_key::signing_key(const key32& seed)
    : handle_(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size())),
      seed_(seed) {
    std::size_t length = public_.raw_.size();
    if (!handle_ || EVP_PKEY_get_raw_public_key(handle_.get(), public_.raw_.data(), &length) != 1)
        throw std::runtime_error("cannot make an Ed25519 key");
    id_ = key_id_of(public_);
}

signing_key signing_key::make(ground::randomness& random) {
    key32 seed{};
    random.fill(std::as_writable_bytes(std::span(seed)));
    signing_key key(seed);
    OPENSSL_cleanse(seed.data(), seed.size());
    return key;
}

signing_key::~signing_key() {
    OPENSSL_cleanse(seed_.data(), seed_.size());
}

signature signing_key::sign(byte_view message) const {
    const std::unique_ptr<EVP_MD_CTX, free_context> context(EVP_MD_CTX_new());
    signature made{};
    std::size_t length = made.size();
    if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, handle_.get()) != 1 ||
        EVP_DigestSign(context.get(), made.data(), &length, message.data(), message.size()) != 1)
        throw std::runtime_error("Ed25519 cannot sign");
    return made;
}

verifier::verifier(const public_key& key)
    : handle_(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.raw().data(), key.raw().size())),
      key_(key), id_(key_id_of(key)) {
    if (!handle_)
        ERR_clear_error();
}

bool verifier::verify(byte_view message, byte_view signed_with) const {
    if (!handle_ || signed_with.size() != 64)
        return false;
    const std::unique_ptr<EVP_MD_CTX, free_context> context(EVP_MD_CTX_new());
    const bool holds = context &&
                       EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, handle_.get()) == 1 &&
                       EVP_DigestVerify(context.get(), signed_with.data(), signed_with.size(), message.data(),
                                        message.size()) == 1;
    // Errors left in the thread's queue would confuse the next TLS operation on it.
    if (!holds)
        ERR_clear_error();
    return holds;
}

} // namespace krug::ticket
