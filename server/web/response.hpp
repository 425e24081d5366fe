// One HTTP response as the application gives it. net adds framing, Date, Connection and compression.
// Made by the web room, sent by net.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace krug::web {

/// "Nothing new yet": net keeps the request, without a thread, and runs it again when it is woken or the time is over.
struct waiting {
    int ms_max = 0; ///< net's own limit holds as well (25 s)
    /// Arranges for one call of `wake`, from any thread, when it is worth asking again (at once, if it already is).
    /// When what it returns is gone, `wake` is not called any more.
    std::function<std::shared_ptr<void>(std::function<void()> wake)> listen;
};

struct response {
    /// Makes the answer when its time has come; called once, on a crew thread. Behind web's door it never throws.
    using maker = std::function<response()>;
    /// Begins the work and returns; from any thread it then calls what it is given, once, with the maker. Never throws.
    using beginning = std::function<void(std::function<void(maker)>)>;

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
    /// The answer is whole and may be sent as it is, but there could soon be a better one. Net keeps it back unless
    /// the request says answer_now, too many are waiting, the service stops, or the client has sent more or gone.
    std::optional<waiting> wait;
    /// Set: this is no answer yet. Only for a request that `may_be_answered_later`, so that its thread is free while its
    /// command waits for the commit that it shares with others.
    beginning later;

    response& set(std::string_view name, std::string_view value) {
        headers.emplace_back(std::string(name), std::string(value));
        return *this;
    }
    std::string_view bytes() const { return shared_body ? std::string_view(*shared_body) : std::string_view(body); }
};

/// The same answer after `step`, whether it is there already or comes later. `step` never throws.
response and_then(response answer, std::function<response(response)> step);

} // namespace krug::web
