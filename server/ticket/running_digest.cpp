#include "ticket/running_digest.hpp"

#include "ticket/digest.hpp"

#include <sodium.h>

namespace krug::ticket {

struct running_digest::state {
    crypto_hash_sha256_state library;
};

running_digest::running_digest() : state_(std::make_unique<state>()) { crypto_hash_sha256_init(&state_->library); }
running_digest::~running_digest() = default;
running_digest::running_digest(running_digest&&) noexcept = default;
running_digest& running_digest::operator=(running_digest&&) noexcept = default;

void running_digest::add(std::string_view piece) {
    if (piece.empty()) return;
    crypto_hash_sha256_update(&state_->library, bytes_of(piece).data(), piece.size());
}

std::string running_digest::hex() const {
    auto end = state_->library; // a copy: the end is not the end for whoever adds more
    std::array<std::uint8_t, 32> digest{};
    crypto_hash_sha256_final(&end, digest.data());
    return to_hex(digest);
}

} // namespace krug::ticket
