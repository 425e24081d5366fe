// Random bytes, as an object that is passed along, so that a test can be repeated from its seed.
// Anyone may take one; only main and the commands make the real one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace krug::ground {

class randomness {
public:
    virtual ~randomness() = default;
    /// Fills all of `out`. Throws std::runtime_error if the system cannot give random bytes.
    virtual void fill(std::span<std::byte> out) = 0;

    std::uint64_t next_u64();
    std::uint32_t next_u32();
    /// 2 * `bytes` lower-case hexadecimal digits.
    std::string hex(std::size_t bytes);
};

/// The kernel's generator (getrandom(2)); fit for keys and secrets. Safe from many threads.
class system_randomness final : public randomness {
public:
    void fill(std::span<std::byte> out) override;
};

/// Repeatable: for tests, simulation, and proposals that must come out the same again (splitmix64). Never for keys or
/// secrets; not safe from many threads.
class seeded_randomness final : public randomness {
public:
    explicit seeded_randomness(std::uint64_t seed) : state_(seed) {}
    void fill(std::span<std::byte> out) override;

private:
    std::uint64_t state_;
};

} // namespace krug::ground
