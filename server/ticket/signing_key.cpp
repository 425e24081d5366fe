#include "ticket/signing_key.hpp"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>

namespace krug::ticket {
namespace {

/// What libsodium calls a secret key: the seed and behind it the public key.
using seed_and_public = std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES>;

void start_library() {
    static const int started = sodium_init();
    if (started < 0)
        throw std::runtime_error("libsodium did not start");
}

} // namespace

signing_key::signing_key(const key32& seed) : seed_(seed) {
    start_library();
    seed_and_public both{};
    crypto_sign_seed_keypair(public_.raw_.data(), both.data(), seed_.data());
    sodium_memzero(both.data(), both.size());
    id_ = key_id_of(public_);
}

signing_key signing_key::make(ground::randomness& random) {
    key32 seed{};
    random.fill(std::as_writable_bytes(std::span(seed)));
    signing_key key(seed);
    sodium_memzero(seed.data(), seed.size());
    return key;
}

void signing_key::wipe() noexcept {
    sodium_memzero(seed_.data(), seed_.size());
}

signing_key::~signing_key() {
    wipe();
}

signing_key::signing_key(signing_key&& other) noexcept
    : seed_(other.seed_), public_(other.public_), id_(other.id_) {
    other.wipe();
}

signing_key& signing_key::operator=(signing_key&& other) noexcept {
    if (this == &other)
        return *this;
    seed_ = other.seed_;
    public_ = other.public_;
    id_ = other.id_;
    other.wipe();
    return *this;
}

signature signing_key::sign(byte_view message) const {
    seed_and_public both{};
    std::copy(public_.raw_.begin(), public_.raw_.end(), std::copy(seed_.begin(), seed_.end(), both.begin()));
    signature made{};
    crypto_sign_detached(made.data(), nullptr, message.data(), message.size(), both.data());
    sodium_memzero(both.data(), both.size());
    return made;
}

bool signing_key::has_signed(byte_view message, byte_view signed_with) const {
    return same_bytes(sign(message), signed_with);
}

verifier::verifier(const public_key& key) : key_(key), id_(key_id_of(key)) {
    start_library();
}

bool verifier::verify(byte_view message, byte_view signed_with) const {
    return signed_with.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(signed_with.data(), message.data(), message.size(), key_.raw().data()) == 0;
}

} // namespace krug::ticket
