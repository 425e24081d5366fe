#include "screen/staff_pin.hpp"

#include "ground/log.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>

namespace krug::screen {
namespace {

constexpr std::string_view format = "krug-pin 1 ";

ticket::key32 slow_hash(std::string_view pin, const std::array<std::uint8_t, 16>& salt) {
    ticket::key32 out{};
    constexpr std::uint64_t memory_max = std::uint64_t{64} * 1024 * 1024;
    if (EVP_PBE_scrypt(pin.data(), pin.size(), salt.data(), salt.size(), 1 << 14, 8, 1, memory_max, out.data(),
                       out.size()) != 1)
        throw std::runtime_error("scrypt is not available");
    return out;
}

template <std::size_t Size> bool take_hex(std::string_view text, std::array<std::uint8_t, Size>& out) {
    const auto raw = ticket::from_hex(text);
    if (!raw || raw->size() != Size) return false;
    std::copy(raw->begin(), raw->end(), out.begin());
    return true;
}

} // namespace

bool is_pin(std::string_view text) {
    return text.size() >= pin_digits_min && text.size() <= pin_digits_max &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

pin_hash hash_pin(std::string_view pin, ground::randomness& random) {
    pin_hash made;
    random.fill(std::as_writable_bytes(std::span(made.salt)));
    made.hash = slow_hash(pin, made.salt);
    return made;
}

bool fits(std::string_view pin, const pin_hash& known) {
    return is_pin(pin) && ticket::same_bytes(slow_hash(pin, known.salt), known.hash);
}

std::string text_of(const pin_hash& known) {
    return std::string(format) + ticket::to_hex(known.salt) + ' ' + ticket::to_hex(known.hash) + '\n';
}

std::optional<pin_hash> read_pin_hash(std::string_view text) {
    while (text.ends_with('\n')) text.remove_suffix(1);
    if (!text.starts_with(format)) return std::nullopt;
    text.remove_prefix(format.size());
    const auto blank = text.find(' ');
    pin_hash known;
    if (blank == std::string_view::npos || !take_hex(text.substr(0, blank), known.salt) ||
        !take_hex(text.substr(blank + 1), known.hash))
        return std::nullopt;
    return known;
}

staff_gate::entry staff_gate::enter(std::string_view pin) {
    const std::lock_guard held(guard_);
    entry given;
    if (!known_) return given;
    const auto now = clock_.steady_ms();
    if (now < closed_until_ms_) {
        given.wait_seconds = (closed_until_ms_ - now + 999) / 1000;
        return given;
    }
    if (fits(pin, *known_)) {
        wrong_ = 0;
        given.token = random_.hex(16);
        token_ = given.token;
        token_until_ms_ = now + staff_idle_ms;
        ground::log_info("staff_corner_opened");
        return given;
    }
    ++wrong_;
    ground::log_warning("wrong_pin", {{"in_a_row", wrong_}});
    given.tries_left = std::max(0, pin_tries - wrong_);
    if (given.tries_left > 0) return given;
    const auto doublings = std::min(wrong_ - pin_tries, 7);
    given.wait_seconds = std::min(pin_wait_seconds << doublings, pin_wait_seconds_max);
    closed_until_ms_ = now + given.wait_seconds * 1000;
    return given;
}

bool staff_gate::admits(std::string_view token) {
    const std::lock_guard held(guard_);
    const auto now = clock_.steady_ms();
    if (token_.empty() || now >= token_until_ms_ || !ticket::same_text(token, token_)) return false;
    token_until_ms_ = now + staff_idle_ms;
    return true;
}

void staff_gate::leave() {
    const std::lock_guard held(guard_);
    token_.clear();
}

} // namespace krug::screen
