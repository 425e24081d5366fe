// Reads the small part of CBOR (RFC 8949) that authenticators speak, strictly: definite lengths, shortest numbers, no tags,
// no floats. Called by passkey only.
#pragma once

#include "ticket/digest.hpp"

#include <cstdint>
#include <optional>

namespace krug::service {

/// Each call reads one item and moves behind it, or returns nothing and stays broken for good: no later call succeeds.
/// Views point into what was given.
class cbor_reader {
public:
    explicit cbor_reader(ticket::byte_view all) : rest_(all) {}

    std::optional<std::uint64_t> map(); ///< how many pairs follow
    std::optional<std::int64_t> number();
    std::optional<ticket::byte_view> bytes();
    std::optional<ticket::byte_view> text(); ///< its bytes; not checked for UTF-8, it is only compared
    /// Passes over one item of any kind, at most four deep and 256 items wide.
    bool skip();

    bool is_broken() const { return broken_; }
    /// What has not been read yet.
    ticket::byte_view rest() const { return rest_; }

private:
    struct head {
        int kind = 0;
        std::uint64_t value = 0;
    };
    std::optional<head> read_head();
    std::optional<head> read_head_of(int kind);
    std::optional<ticket::byte_view> take(std::uint64_t count);
    bool skip_at(int depth, int& items);

    ticket::byte_view rest_;
    bool broken_ = false;
};

} // namespace krug::service
