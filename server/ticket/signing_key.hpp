// Ed25519 (RFC 8032): one signing key per event, and what a device needs to believe its tickets.
// The issuing office and `krug ticket` sign; kiosks and pages verify. By libsodium: two and a half times as fast as
// OpenSSL 3.0, and a signature is what a registration and a check-in cost most.
#pragma once

#include "ground/randomness.hpp"
#include "ticket/digest.hpp"

#include <array>
#include <optional>

namespace krug::ticket {

using signature = std::array<std::uint8_t, 64>;
using key_name = std::array<std::uint8_t, 4>; ///< the key id of a ticket

/// 32 bytes that may stand as a public key. Small-order points are never one: such a key verifies forgeries.
class public_key {
public:
    /// Nothing unless exactly 32 bytes, written canonically (y < 2^255 - 19) and not of small order.
    /// Whether the point is on the curve at all shows at verification, which then refuses everything.
    static std::optional<public_key> from(byte_view raw);
    static std::optional<public_key> from_hex(std::string_view text);

    byte_view raw() const { return raw_; }
    std::string hex() const { return to_hex(raw_); }
    bool operator==(const public_key&) const = default;

private:
    friend class signing_key;
    public_key() = default;
    key32 raw_{};
};

/// First 4 bytes of SHA-256("krug-key/1" ‖ public key). An issuer refuses a key that collides within its
/// event.
key_name key_id_of(const public_key& key);

/// The private part. Moves, never copies; the seed is wiped when it goes.
class signing_key {
public:
    /// Throws std::runtime_error if the library cannot start.
    explicit signing_key(const key32& seed);
    static signing_key make(ground::randomness& random);
    ~signing_key();
    signing_key(signing_key&& other) noexcept;
    signing_key& operator=(signing_key&& other) noexcept;
    signing_key(const signing_key&) = delete;
    signing_key& operator=(const signing_key&) = delete;

    /// Deterministic (RFC 8032). Safe from many threads.
    signature sign(byte_view message) const;
    /// Whether sign(message) gives exactly `signed_with`: what a verifier would believe, for whoever holds the key
    /// anyway, at less than half its price. In constant time, so that nobody finds a signature by asking.
    bool has_signed(byte_view message, byte_view signed_with) const;
    const public_key& open_part() const { return public_; }
    const key_name& id() const { return id_; }
    /// 32 secret bytes, for sealing only.
    const key32& seed() const { return seed_; }

private:
    void wipe() noexcept;

    key32 seed_;
    public_key public_;
    key_name id_{};
};

/// A public key and its id, worked out once. Safe from many threads.
class verifier {
public:
    explicit verifier(const public_key& key);
    /// False for any signature that is not RFC 8032's own, S + L included. Never throws for what was scanned.
    bool verify(byte_view message, byte_view signed_with) const;
    const public_key& key() const { return key_; }
    const key_name& id() const { return id_; }

private:
    public_key key_;
    key_name id_;
};

} // namespace krug::ticket
