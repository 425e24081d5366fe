// One HTTP response as the application gives it. net adds framing, Date, Connection and compression.
// Made by the web room, sent by net.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace krug::web {

struct response {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers; ///< names in lower case; no CR, LF or NUL (checked)
    std::string body;
    /// Bytes shared with a cache or an embedded asset; used instead of `body` when set.
    std::shared_ptr<const std::string> shared_body;
    /// true: the body holds no secret that could be guessed through compression (no CSRF mark, no manage link).
    bool may_compress = true;
    /// > 0: the same for every visitor with equal host, target, language and display cookies, for so many ms; net may
    /// answer from memory meanwhile. Never for anything that depends on a login, and never with a cookie.
    int shared_ms = 0;

    response& set(std::string_view name, std::string_view value) {
        headers.emplace_back(std::string(name), std::string(value));
        return *this;
    }
    std::string_view bytes() const { return shared_body ? std::string_view(*shared_body) : std::string_view(body); }
};

} // namespace krug::web
