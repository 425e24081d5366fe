#include "net/errand.hpp"

#include "ground/log.hpp"

#include <utility>

namespace krug::net {

errand::~errand() {
    if (claimed) cache_.abandon(page_key);
    counted_.body_bytes_now.fetch_sub(charged_, std::memory_order_relaxed);
}

bool errand::grow_body(std::size_t bytes, std::size_t all_max) {
    const auto wanted = static_cast<std::int64_t>(bytes);
    const auto before = counted_.body_bytes_now.fetch_add(wanted, std::memory_order_relaxed);
    charged_ += wanted;
    if (before + wanted > static_cast<std::int64_t>(all_max)) return false;
    request.body.resize(request.body.size() + bytes);
    return true;
}

void errand::serve() noexcept {
    finish([this] { return application_(request); });
}

void errand::finish(const web::response::maker& make) noexcept {
    try {
        take(make());
    } catch (...) {
        // The application promises not to throw; if it does, the visitor still gets an answer. No text: it may be personal.
        ground::log_error("application_threw", {{"request", request.id}});
        made = refusal_answer(500);
    }
    if (!later) settle();
}

void errand::take(web::response given) {
    later = std::exchange(given.later, nullptr);
    wait = std::exchange(given.wait, std::nullopt);
    if (!later) made = make_answer(std::move(given), accepted, claimed && !wait);
}

void errand::settle() {
    if (!claimed) return;
    claimed = false;
    if (made->shared_ms > 0) {
        cache_.store(page_key, made);
        counted_.cache_fills.fetch_add(1, std::memory_order_relaxed);
    } else if (made->status >= 500) {
        cache_.abandon(page_key);
    } else {
        cache_.give_up(page_key);
    }
}

} // namespace krug::net
