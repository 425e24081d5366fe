#include "screen/screen_pass.hpp"

namespace krug::screen {

screen_pass::screen_pass(const ticket::key32& key, ground::randomness& random,
                         std::function<void(const std::string&)> on_fresh)
    : cookie_(ticket::to_base64url(ticket::derive_key(key, "krug-screen-cookie/1"))), random_(random),
      on_fresh_(std::move(on_fresh)), secret_(make_secret()) {
    on_fresh_(secret_);
}

std::string screen_pass::make_secret() {
    ticket::key32 raw{};
    random_.fill(std::as_writable_bytes(std::span(raw)));
    return ticket::to_base64url(raw);
}

std::optional<std::string> screen_pass::exchange(std::string_view secret) {
    const std::lock_guard held(guard_);
    if (!ticket::same_text(secret, secret_)) return std::nullopt;
    secret_ = make_secret();
    on_fresh_(secret_);
    return cookie_;
}

bool screen_pass::admits(std::string_view cookie) const { return ticket::same_text(cookie, cookie_); }

} // namespace krug::screen
