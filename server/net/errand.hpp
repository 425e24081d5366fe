// One request on its way through the crew: what goes in, what comes back, and what must not be forgotten in between.
// Internal to net; filled by a connection, served on a crew thread. Knows nothing of Asio.
#pragma once

#include "net/answer.hpp"
#include "net/counters.hpp"
#include "net/page_cache.hpp"
#include "web/application.hpp"

#include <memory>
#include <optional>
#include <string>

namespace krug::net {

class errand {
public:
    errand(const web::application& application, page_cache& cache, counters& counted)
        : application_(application), cache_(cache), counted_(counted) {}
    ~errand(); ///< gives back the memory allowance and, if nobody served it, the claim on the page
    errand(const errand&) = delete;
    errand& operator=(const errand&) = delete;

    /// Lets the application answer and frames the answer; stores it when the page was claimed. On a crew thread. When
    /// `later` is set afterwards, there is only a promise: it is to be begun, and its maker to be given to finish().
    void serve() noexcept;
    void finish(const web::response::maker& make) noexcept;
    /// Lets the body grow by up to `bytes` while all bodies together stay within `all_max`; false: no memory left.
    bool grow_body(std::size_t bytes, std::size_t all_max);

    web::request request;
    encoding accepted = encoding::identity;
    std::string page_key; ///< "" when no stored page could ever fit
    bool claimed = false; ///< the cache waits for this errand's page
    std::shared_ptr<const answer> made;
    std::optional<web::waiting> wait; ///< the application would rather answer later
    web::response::beginning later; ///< the application has only promised an answer

private:
    void take(web::response given);
    void settle();

    const web::application& application_;
    page_cache& cache_;
    counters& counted_;
    std::int64_t charged_ = 0;
};

} // namespace krug::net
