// One HTTP request as the application sees it: already read, already limited, owning all its text.
// Written by net, read by web. No Beast type may appear here.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace krug::web {

enum class method { get = 1, head = 2, post = 3, put = 4, patch = 5, del = 6, options = 7 };

struct request {
    web::method method = method::get;
    std::string target;  ///< origin form as sent, percent-encoded, at most 4 KiB, starts with '/'
    std::string host;    ///< value of Host (checked against the allow-list by net), without port stripping
    std::string address; ///< the client's address in text; the forwarded one only if a trusted proxy said so
    bool secure = false; ///< arrived by TLS, here or at the trusted proxy
    std::vector<std::pair<std::string, std::string>> headers; ///< names in lower case, order as sent
    std::string body;                                         ///< decoded framing, at most the route class's limit
    bool answer_now = false; ///< a response's `wait` will not be honoured (any more): answer with what there is
    std::string id; ///< request id: 16 hex digits, made by net or taken from a trusted proxy
    bool may_be_answered_later = false; ///< whoever asks understands response::later, and keeps the request until then

    /// First value of a header, or "" when absent. `name` in lower case.
    std::string_view header(std::string_view name) const {
        for (const auto& [key, value] : headers)
            if (key == name) return value;
        return {};
    }
};

} // namespace krug::web
