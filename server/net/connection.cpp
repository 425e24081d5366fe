#include "net/connection.hpp"

#include "ground/check.hpp"
#include "ground/log.hpp"
#include "net/errand.hpp"
#include "net/second_reading.hpp"
#include "net/transport.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <sys/socket.h>

namespace krug::net {

namespace {

constexpr std::size_t buffer_bytes_min = 2 * 1024; ///< what an idle connection keeps
constexpr std::size_t body_step_bytes = 64 * 1024;
constexpr std::size_t linger_bytes_max = 1024 * 1024;
constexpr int page_waits_max = 8;
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr asio::use_awaitable_t<loop_executor> use_loop_awaitable{};

/// An errand in the crew, and the coroutine that sleeps until it comes back to its loop. An answer that comes later takes
/// the errand out of the crew and brings it back with what makes the answer.
struct crew_errand final : crew::job {
    crew_errand(errand& work, crew& hands, loop_executor executor, asio::any_completion_handler<void(bool)> done)
        : work_(work), hands_(hands), executor_(executor), done_(std::move(done)) {}

    void run() noexcept override;
    void drop() noexcept override { finish(false); }

private:
    friend class promised_errand;

    void finish(bool served) {
        asio::post(executor_, [done = std::move(done_), served]() mutable { std::move(done)(served); });
    }

    errand& work_;
    crew& hands_;
    loop_executor executor_;
    asio::any_completion_handler<void(bool)> done_;
    web::response::maker make_;
};

/// An errand that the crew expects. It comes back once in any case: with what makes the answer, or, when whoever
/// promised it lets it fall, with a failure – else the visitor would wait, and a stopping service with him, for ever.
class promised_errand {
public:
    explicit promised_errand(crew_errand&& own) : own_(std::make_unique<crew_errand>(std::move(own))) {}
    ~promised_errand() {
        if (own_) keep([]() -> web::response { throw std::logic_error("the promise of an answer was let fall"); });
    }
    promised_errand(const promised_errand&) = delete;
    promised_errand& operator=(const promised_errand&) = delete;

    void keep(web::response::maker make) {
        KRUG_CHECK(own_ != nullptr); // a second answer to one request
        auto& hands = own_->hands_;
        own_->make_ = std::move(make);
        hands.resume(std::move(own_));
    }

private:
    std::unique_ptr<crew_errand> own_;
};

void crew_errand::run() noexcept {
    if (make_) work_.finish(std::exchange(make_, nullptr));
    else work_.serve();
    if (!work_.later) return finish(true);
    const auto begin = std::exchange(work_.later, nullptr);
    if (!hands_.expect()) return finish(false); // nothing has been begun
    try {
        begin([promised = std::make_shared<promised_errand>(std::move(*this))](web::response::maker make) {
            promised->keep(std::move(make));
        });
    } catch (...) {
        // What begins the work promises not to throw; if it does, the promise falls with it and is answered as a failure.
        ground::log_error("promise_broken");
    }
}

/// True when the errand was served, false when the crew's queue is full, too much is promised or the crew is stopping. An ordinary function:
/// with GCC 12 a capturing lambda inside a co_await expression is destroyed twice.
awaitable<bool> on_crew(event_loop& loop, errand& work) {
    auto initiate = [&loop, &work](auto handler) {
        auto own = std::make_unique<crew_errand>(work, loop.parts.crew, loop.context.get_executor(), std::move(handler));
        auto* job = own.get();
        std::unique_ptr<crew::job> offered = std::move(own);
        if (!loop.parts.crew.take(offered)) job->drop();
    };
    return asio::async_initiate<const asio::use_awaitable_t<loop_executor>, void(bool)>(initiate, use_loop_awaitable);
}

/// Sleeps until the page that somebody else is making is there or will not be.
awaitable<void> settled(event_loop& loop, const std::string& key) {
    auto initiate = [&loop, &key](auto handler) {
        auto done = std::make_shared<decltype(handler)>(std::move(handler));
        auto wake = [done, executor = loop.context.get_executor()] {
            asio::post(executor, [done] { std::move (*done)(); });
        };
        loop.parts.cache.when_settled(key, std::move(wake));
    };
    return asio::async_initiate<const asio::use_awaitable_t<loop_executor>, void()>(initiate, use_loop_awaitable);
}

/// One of a limited number of places, given back at the end.
struct counted_place {
    counted_place(std::atomic<std::int64_t>& count, std::size_t most)
        : taken(count), free(count.fetch_add(1, std::memory_order_relaxed) < static_cast<std::int64_t>(most)) {}
    ~counted_place() { taken.fetch_sub(1, std::memory_order_relaxed); }
    counted_place(const counted_place&) = delete;
    counted_place& operator=(const counted_place&) = delete;
    std::atomic<std::int64_t>& taken;
    const bool free;
};

/// A connection that waits for news, as those who bring it see it; on the loop's thread only. The connection may have
/// been answered or be gone by the time the news arrives.
struct news_sleeper {
    timed_connection* whose = nullptr;
    std::int64_t not_before_ms = 0;

    /// A busy event has news many times a second; nobody needs to be told of each.
    void ring(std::int64_t now_ms) {
        if (whose == nullptr) return;
        if (now_ms >= not_before_ms) whose->wake();
        else whose->deadline_ms = std::min(whose->deadline_ms, not_before_ms);
    }
};

std::string_view name_of(web::method method) {
    switch (method) {
    case web::method::get: return "GET";
    case web::method::head: return "HEAD";
    case web::method::post: return "POST";
    case web::method::put: return "PUT";
    case web::method::patch: return "PATCH";
    case web::method::del: return "DELETE";
    case web::method::options: return "OPTIONS";
    }
    return "";
}

/// 16 hexadecimal digits, never the same twice in one process and not to be guessed from the one before.
std::string make_request_id(std::atomic<std::uint64_t>& number) {
    auto mixed = number.fetch_add(0x9e3779b97f4a7c15U, std::memory_order_relaxed);
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
    mixed ^= mixed >> 31;
    std::string id(16, '0');
    for (auto& digit : id) {
        digit = "0123456789abcdef"[mixed & 15];
        mixed >>= 4;
    }
    return id;
}

bool is_request_id(std::string_view text) {
    return text.size() == 16 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_about_the_way(std::string_view lower_name) {
    return lower_name.starts_with("x-forwarded-") || lower_name == "forwarded" || lower_name == "x-real-ip" ||
           lower_name == "x-request-id";
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (auto& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return lower;
}

template <class Transport> class connection final : public timed_connection {
public:
    connection(event_loop& loop, tcp_socket socket, peer_address peer, std::shared_ptr<ssl_ctx_st> tls)
        : timed_connection(loop), loop_(loop), settings_(loop.parts.settings), counted_(loop.parts.counted),
          transport_(std::move(socket), std::move(tls)), peer_(peer) {}

    awaitable<void> serve();
    void wake() override {
        boost::system::error_code ignored;
        transport_.socket().cancel(ignored);
    }
    void cut_off() override {
        boost::system::error_code ignored;
        transport_.socket().close(ignored);
    }

private:
    enum class step { refuse, send_stored, serve };

    awaitable<bool> answer_one();
    awaitable<std::size_t> read_head();
    awaitable<int> read_body(std::uint64_t length);
    awaitable<bool> find_page();
    awaitable<bool> wait_for_news();
    bool may_wait(bool served);
    awaitable<bool> send(std::shared_ptr<const answer> page, bool not_modified);
    awaitable<void> refuse(int status, const char* reason);
    awaitable<bool> write(outgoing out);
    awaitable<std::size_t> read_some(char* to, std::size_t size, std::int64_t until_ms);
    awaitable<void> linger();

    step begin(std::size_t head_size);
    bool build_page_key(const request_head& head);
    void build_errand(const request_head& head, bool may_be_stored);
    void consume(std::size_t bytes);
    void make_room();
    std::int64_t transfer_deadline(std::int64_t started_ms, std::size_t bytes) const;
    void log_access(int status, bool from_cache) const;

    event_loop& loop_;
    const server_settings& settings_;
    counters& counted_;
    Transport transport_;
    const peer_address peer_;
    std::vector<char> buffer_;
    std::size_t used_ = 0;

    // Of the request at hand:
    std::unique_ptr<errand> errand_;
    std::shared_ptr<const answer> page_;
    head_verdict verdict_;
    std::string tail_; ///< the last lines of the head, different for each answer
    std::uint64_t body_length_ = 0;
    std::int64_t started_ms_ = 0;
    std::optional<counted_place> place_;    ///< while it is kept back
    std::int64_t wait_until_ms_ = never_ms; ///< set when the request is kept back for the first time
    std::size_t bytes_sent_ = 0;
    web::method method_ = web::method::get;
    bool keep_alive_ = true;
    bool expects_continue_ = false;
    bool not_modified_ = false;
    bool must_linger_ = false;
};

template <class Transport> awaitable<void> connection<Transport>::serve() {
    deadline_ms = loop_.now_ms() + settings_.header_ms_max;
    bool goes_on = co_await transport_.handshake();
    if (!goes_on) co_return;
    while (goes_on) {
        goes_on = co_await answer_one();
        waits = waiting_for::next_request;
    }
    if (!must_linger_ && used_ == 0) {
        transport_.say_goodbye();
        co_return;
    }
    co_await linger();
}

template <class Transport> awaitable<bool> connection<Transport>::answer_one() {
    const auto head_size = co_await read_head();
    if (head_size == 0) co_return false;
    bytes_sent_ = 0;
    const auto todo = begin(head_size);
    if (todo == step::refuse) {
        co_await refuse(verdict_.status, verdict_.reason);
        co_return false;
    }
    if (todo == step::send_stored) {
        counted_.cache_hits.fetch_add(1, std::memory_order_relaxed);
        const int stored_status = not_modified_ ? 304 : page_->status;
        const bool stored_sent = co_await send(std::move(page_), not_modified_);
        if (!stored_sent) co_return false;
        if (settings_.access == access_log::all) log_access(stored_status, true);
        co_return keep_alive_;
    }
    started_ms_ = loop_.now_ms();
    wait_until_ms_ = never_ms;
    if (body_length_ > 0) {
        const int failure = co_await read_body(body_length_);
        if (failure > 0) co_await refuse(failure, "body");
        if (failure != 0) co_return false;
    }
    deadline_ms = never_ms;
    const bool found = co_await find_page();
    bool asks = !found;
    while (asks) {
        const bool served = co_await on_crew(loop_, *errand_);
        page_ = served ? errand_->made : refusal_answer(503);
        if (!served) counted_.shed.fetch_add(1, std::memory_order_relaxed);
        if (!may_wait(served)) break;
        asks = co_await wait_for_news();
        if (!asks) co_return false;
    }
    const auto if_none_match = errand_->request.header("if-none-match");
    not_modified_ = !page_->tag.empty() && !if_none_match.empty() && names_tag(if_none_match, page_->tag);
    keep_alive_ = keep_alive_ && !loop_.draining();
    const int status = not_modified_ ? 304 : page_->status;
    const bool sent = co_await send(std::move(page_), not_modified_);
    if (settings_.access != access_log::none) log_access(status, false);
    errand_.reset();
    co_return sent && keep_alive_;
}

template <class Transport> awaitable<std::size_t> connection<Transport>::read_head() {
    const bool first = waits == waiting_for::first_request;
    const auto began_ms = loop_.now_ms();
    const auto idle_until_ms = began_ms + (first ? settings_.header_ms_max : settings_.idle_ms_max);
    auto until_ms = first ? idle_until_ms : began_ms + settings_.header_ms_max;
    std::size_t seen = 0;
    while (true) {
        if (used_ > 0) {
            const std::string_view bytes(buffer_.data(), used_);
            const auto end = find_head_end(bytes, seen);
            waits = waiting_for::something_else;
            if (end.is == head_end::state::complete && end.size <= head_bytes_max) co_return end.size;
            int status = 0;
            if (end.is == head_end::state::malformed) status = 400;
            else if (used_ >= head_bytes_max) status = bytes.substr(0, head_bytes_max).find('\n') == bytes.npos ? 414 : 431;
            if (status != 0) {
                co_await refuse(status, "head");
                co_return 0;
            }
            seen = end.seen;
        }
        make_room();
        const bool silent = used_ == 0;
        const auto size =
            co_await read_some(buffer_.data() + used_, buffer_.size() - used_, silent ? idle_until_ms : until_ms);
        if (size == 0) {
            if (timed_out && !silent) co_await refuse(408, "head_slow");
            co_return 0;
        }
        if (silent && !first) until_ms = loop_.now_ms() + settings_.header_ms_max;
        used_ += size;
    }
}

/// Decides what the judged head needs; no waiting in here, because the views into the buffer are in use.
template <class Transport> auto connection<Transport>::begin(std::size_t head_size) -> step {
    const std::string_view bytes(buffer_.data(), head_size);
    auto& head = loop_.head;
    verdict_ = judge_head(bytes, settings_.allowed_hosts, head);
    if (verdict_.status != 0) return step::refuse;
    method_ = head.method;
    keep_alive_ = head.keep_alive && !loop_.draining();
    expects_continue_ = head.expects_continue;
    body_length_ = head.content_length;
    const bool may_be_stored = build_page_key(head);
    if (may_be_stored) {
        page_ = loop_.parts.cache.stored(loop_.key);
        if (page_) {
            not_modified_ = !head.if_none_match.empty() && names_tag(head.if_none_match, page_->tag);
            consume(head_size);
            return step::send_stored;
        }
    }
    if (body_length_ > settings_.body_bytes_max(head.target)) {
        verdict_ = {413, "body_long"};
        return step::refuse;
    }
    if (!reads_the_same(bytes, head)) {
        verdict_ = {400, "second_reading"};
        return step::refuse;
    }
    build_errand(head, may_be_stored && method_ == web::method::get);
    consume(head_size);
    return step::serve;
}

/// Everything a page for everybody may depend on; false when this visitor gets none.
template <class Transport> bool connection<Transport>::build_page_key(const request_head& head) {
    if ((head.method != web::method::get && head.method != web::method::head) || head.has_authorization) return false;
    auto& key = loop_.key;
    key.assign(head.host);
    key += '\n';
    key += head.target;
    key += '\n';
    key += static_cast<char>('0' + static_cast<int>(accepted_encoding(head.accept_encoding)));
    const bool proxied = loop_.parts.proxies.trusts(peer_);
    key += Transport::secure || (proxied && same_word(head.value_of("x-forwarded-proto"), "https")) ? 's' : 'p';
    return append_display_cookies(head.cookie, key) && append_language_class(head.accept_language, key);
}

template <class Transport> void connection<Transport>::build_errand(const request_head& head, bool may_be_stored) {
    auto& parts = loop_.parts;
    errand_ = std::make_unique<errand>(parts.application, parts.cache, counted_);
    auto& request = errand_->request;
    request.method = head.method;
    request.target = head.target;
    request.host = head.host;
    request.headers.reserve(head.field_count);
    const bool proxied = parts.proxies.trusts(peer_);
    std::string forwarded_for;
    for (std::size_t i = 0; i < head.field_count; ++i) {
        auto name = lower_case(head.fields[i].name);
        if (name == "x-forwarded-for") {
            forwarded_for += forwarded_for.empty() ? "" : ",";
            forwarded_for += head.fields[i].value;
        }
        // These were evaluated here; behind this point nobody may be tempted to believe them.
        if (!is_about_the_way(name)) request.headers.emplace_back(std::move(name), std::string(head.fields[i].value));
    }
    request.address = parts.proxies.client_of(peer_, forwarded_for).text();
    request.secure = Transport::secure || (proxied && same_word(head.value_of("x-forwarded-proto"), "https"));
    const auto given_id = proxied ? head.value_of("x-request-id") : std::string_view();
    request.may_be_answered_later = true;
    request.id = is_request_id(given_id) ? std::string(given_id) : make_request_id(parts.request_number);
    errand_->accepted = accepted_encoding(head.accept_encoding);
    if (may_be_stored) errand_->page_key = loop_.key;
}

/// True when page_ holds a stored page after all. Otherwise the errand has to be served, with or without a claim.
template <class Transport> awaitable<bool> connection<Transport>::find_page() {
    if (errand_->page_key.empty()) co_return false;
    auto& cache = loop_.parts.cache;
    for (int waits_left = page_waits_max; waits_left > 0; --waits_left) {
        auto found = cache.find(errand_->page_key);
        page_ = std::move(found.page);
        if (found.is == page_cache::state::stored) {
            counted_.cache_hits.fetch_add(1, std::memory_order_relaxed);
            co_return true;
        }
        errand_->claimed = found.is == page_cache::state::yours;
        if (found.is != page_cache::state::awaited) co_return false;
        co_await settled(loop_, errand_->page_key);
    }
    co_return false;
}

template <class Transport> bool connection<Transport>::may_wait(bool served) {
    // Bytes that are already here mean that the client does not sit and wait.
    if (!served || !errand_->wait || errand_->request.answer_now || loop_.draining() || used_ > 0) return false;
    place_.emplace(counted_.waiting_now, settings_.waiting_max);
    if (!place_->free) place_.reset();
    return place_.has_value();
}

/// Keeps the request back, without a thread, until there is news or no reason to wait any longer; true: run it again.
/// False: the client has gone. What the deadline, the end of the service or the client's next bytes end is run once more
/// and then answered as it is.
template <class Transport> awaitable<bool> connection<Transport>::wait_for_news() {
    auto& request = errand_->request;
    const auto now = loop_.now_ms();
    if (wait_until_ms_ == never_ms) wait_until_ms_ = now + std::min(errand_->wait->ms_max, settings_.wait_ms_max);
    const auto sleeper = std::make_shared<news_sleeper>();
    sleeper->whose = this;
    sleeper->not_before_ms = now + settings_.wait_pause_ms;
    auto wake = [sleeper, executor = loop_.context.get_executor(), &loop = loop_] {
        asio::post(executor, [sleeper, &loop] { sleeper->ring(loop.now_ms()); });
    };
    auto listening = errand_->wait->listen(std::move(wake));
    timed_out = false;
    deadline_ms = wait_until_ms_;
    waits = waiting_for::news;
    const auto [error] = co_await transport_.socket().async_wait(asio::socket_base::wait_read, with_error);
    waits = waiting_for::something_else;
    deadline_ms = never_ms;
    sleeper->whose = nullptr;
    listening.reset();
    place_.reset();
    if (!error) {
        char byte = 0;
        const auto there = ::recv(transport_.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        if (there <= 0) co_return false;
        request.answer_now = true;
    }
    request.answer_now = request.answer_now || loop_.now_ms() >= wait_until_ms_ || loop_.draining();
    co_return true;
}

/// 0: read whole. > 0: the status to refuse with. < 0: the stream ended.
template <class Transport> awaitable<int> connection<Transport>::read_body(std::uint64_t length) {
    if (expects_continue_ && used_ == 0) {
        const outgoing out{{go_on, {}, {}}};
        const bool sent = co_await write(out);
        if (!sent) co_return -1;
    }
    auto& body = errand_->request.body;
    const auto began_ms = loop_.now_ms();
    const auto size = static_cast<std::size_t>(length);
    std::size_t received = 0;
    while (received < size) {
        if (received == body.size()) {
            const auto step_bytes = std::min(size - received, std::max(body_step_bytes, received));
            if (!errand_->grow_body(step_bytes, settings_.bodies_bytes_max)) {
                counted_.shed.fetch_add(1, std::memory_order_relaxed);
                co_return 503;
            }
        }
        auto bytes = std::min(used_, body.size() - received);
        if (bytes > 0) {
            std::memcpy(body.data() + received, buffer_.data(), bytes);
            consume(bytes);
        } else {
            const auto until_ms = transfer_deadline(began_ms, received);
            bytes = co_await read_some(body.data() + received, body.size() - received, until_ms);
            if (bytes == 0) co_return timed_out ? 408 : -1;
        }
        received += bytes;
    }
    co_return 0;
}

template <class Transport>
awaitable<bool> connection<Transport>::send(std::shared_ptr<const answer> page, bool not_modified) {
    tail_ = loop_.date();
    tail_ += keep_alive_ ? "\r\n" : "connection: close\r\n\r\n";
    const bool bodiless = not_modified || method_ == web::method::head;
    const outgoing out{{not_modified ? page->head_304 : page->head, tail_, bodiless ? std::string_view() : *page->body}};
    counted_.requests.fetch_add(1, std::memory_order_relaxed); // before the visitor can see the answer
    const bool sent = co_await write(out);
    co_return sent;
}

template <class Transport> awaitable<void> connection<Transport>::refuse(int status, const char* reason) {
    ground::log_info("request_refused", {{"status", status}, {"reason", reason}});
    counted_.refused.fetch_add(1, std::memory_order_relaxed);
    must_linger_ = true;
    method_ = web::method::get; // a HEAD that is not fit is told so in words as well
    keep_alive_ = false;
    co_await send(refusal_answer(status), false);
}

template <class Transport> awaitable<bool> connection<Transport>::write(outgoing out) {
    const auto began_ms = loop_.now_ms();
    timed_out = false;
    while (true) {
        const auto outcome = transport_.write_now(out, bytes_sent_);
        if (outcome != write_outcome::blocked) co_return outcome == write_outcome::all;
        deadline_ms = transfer_deadline(began_ms, bytes_sent_);
        const auto [error] = co_await transport_.socket().async_wait(asio::socket_base::wait_write, with_error);
        if (error) {
            if (timed_out) counted_.timeouts.fetch_add(1, std::memory_order_relaxed);
            co_return false;
        }
    }
}

template <class Transport>
awaitable<std::size_t> connection<Transport>::read_some(char* to, std::size_t size, std::int64_t until_ms) {
    timed_out = false;
    deadline_ms = until_ms;
    const auto bytes = co_await transport_.read_some(to, size);
    deadline_ms = never_ms;
    if (bytes == 0 && timed_out && waits == waiting_for::something_else)
        counted_.timeouts.fetch_add(1, std::memory_order_relaxed);
    co_return bytes;
}

/// Says goodbye, then reads and drops what is still coming: closing at once would reset the connection, and the
/// visitor would never see why (RFC 9112 §9.6).
template <class Transport> awaitable<void> connection<Transport>::linger() {
    boost::system::error_code ignored;
    transport_.say_goodbye();
    transport_.socket().shutdown(asio::socket_base::shutdown_send, ignored);
    deadline_ms = loop_.now_ms() + settings_.linger_ms_max;
    buffer_.resize(std::max(buffer_.size(), head_bytes_max));
    std::size_t dropped = 0;
    while (dropped < linger_bytes_max) {
        const auto room = asio::buffer(buffer_.data(), buffer_.size());
        const auto [error, bytes] = co_await transport_.socket().async_read_some(room, with_error);
        if (error) co_return;
        dropped += bytes;
    }
}

template <class Transport> void connection<Transport>::consume(std::size_t bytes) {
    used_ -= bytes;
    if (used_ > 0) std::memmove(buffer_.data(), buffer_.data() + bytes, used_);
}

template <class Transport> void connection<Transport>::make_room() {
    if (used_ == 0 && buffer_.size() != buffer_bytes_min) std::vector<char>(buffer_bytes_min).swap(buffer_);
    else if (used_ == buffer_.size()) buffer_.resize(std::min(2 * used_, head_bytes_max));
}

template <class Transport>
std::int64_t connection<Transport>::transfer_deadline(std::int64_t started_ms, std::size_t bytes) const {
    const auto earned_ms = static_cast<std::int64_t>(bytes) * 1000 / settings_.transfer_bytes_per_s_min;
    return started_ms + settings_.transfer_ms_grace + earned_ms;
}

template <class Transport> void connection<Transport>::log_access(int status, bool from_cache) const {
    if (from_cache) {
        ground::log_info("request", {{"method", name_of(method_)}, {"status", status}, {"bytes", bytes_sent_}});
        return;
    }
    const ground::field id("id", errand_->request.id);
    const ground::field ms("ms", loop_.now_ms() - started_ms_);
    ground::log_info("request", {id, {"method", name_of(method_)}, {"status", status}, ms, {"bytes", bytes_sent_}});
}

template class connection<plain_transport>;
template class connection<tls_transport>;

template <class Transport>
awaitable<void> serve_as(event_loop& loop, tcp_socket socket, peer_address peer, std::shared_ptr<ssl_ctx_st> tls) {
    try {
        connection<Transport> own(loop, std::move(socket), peer, std::move(tls));
        co_await own.serve();
    } catch (const std::exception&) { // no memory; the text could hold what a visitor sent
        ground::log_error("connection_failed");
    }
    loop.parts.census.leave(peer);
}

} // namespace

awaitable<void> serve_connection(event_loop& loop, tcp_socket socket, peer_address peer, std::shared_ptr<ssl_ctx_st> tls) {
    if (tls) return serve_as<tls_transport>(loop, std::move(socket), peer, std::move(tls));
    return serve_as<plain_transport>(loop, std::move(socket), peer, nullptr);
}

} // namespace krug::net
