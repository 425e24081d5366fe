// Who may see and drive the kiosk's page: a one-time secret in the first address, then a cookie.
// The kiosk's composition makes one; the local application asks it. Any thread.
#pragma once

#include "ground/randomness.hpp"
#include "ticket/digest.hpp"

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace krug::screen {

class screen_pass {
public:
    /// `key` stays the same over restarts, so that a page finds its kiosk again after a crash. `on_fresh` gets every
    /// new secret, the first one at once: whoever opens the browser needs it.
    screen_pass(const ticket::key32& key, ground::randomness& random, std::function<void(const std::string&)> on_fresh);

    /// The cookie's value for the secret that is valid now, which is used up by that; nothing for any other text.
    std::optional<std::string> exchange(std::string_view secret);
    bool admits(std::string_view cookie) const;

private:
    std::string make_secret();

    std::string cookie_;
    ground::randomness& random_;
    std::function<void(const std::string&)> on_fresh_;
    std::mutex guard_;
    std::string secret_;
};

} // namespace krug::screen
