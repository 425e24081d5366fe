// One network thread: its sockets, their deadlines, and what all its connections share.
// Internal to net (includes Asio); made by the server, used by listener and connections on this loop's thread only.
#pragma once

#include "net/counters.hpp"
#include "net/crew.hpp"
#include "net/http_guard.hpp"
#include "net/page_cache.hpp"
#include "net/peer_address.hpp"
#include "net/server_settings.hpp"
#include "web/application.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <limits>
#include <list>
#include <map>
#include <mutex>

namespace krug::net {

namespace asio = boost::asio;

// Concrete types throughout: the any_io_executor of the convenience types halves the requests a core can answer.
using loop_executor = asio::io_context::executor_type;
template <class Result> using awaitable = asio::awaitable<Result, loop_executor>;
using tcp_socket = asio::basic_stream_socket<asio::ip::tcp, loop_executor>;
using tcp_acceptor = asio::basic_socket_acceptor<asio::ip::tcp, loop_executor>;
using loop_timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                              asio::wait_traits<std::chrono::steady_clock>, loop_executor>;
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<loop_executor>> with_error{};

inline constexpr std::int64_t never_ms = std::numeric_limits<std::int64_t>::max();

/// How many connections there are, in all and from each address; shared by all loops.
class connection_census {
public:
    connection_census(const server_settings& settings, const trusted_proxies& trusted)
        : settings_(settings), trusted_(trusted) {}
    /// False when there are too many already. True obliges to leave().
    bool enter(const peer_address& peer);
    void leave(const peer_address& peer);

private:
    bool is_counted(const peer_address& peer) const;

    const server_settings& settings_;
    const trusted_proxies& trusted_;
    std::mutex mutex_;
    std::size_t all_ = 0;
    std::map<std::array<std::uint8_t, 16>, std::size_t> by_address_;
};

/// What all loops of a server share; outlives them.
struct server_parts {
    const server_settings& settings;
    const web::application& application;
    const ground::clock& clock;
    counters& counted;
    trusted_proxies proxies;
    connection_census census;
    page_cache cache;
    net::crew crew;
    std::atomic<std::uint64_t> request_number;
    std::atomic<bool> stopping = false; ///< before the loops drain: nobody is asked to come again any more
};

class event_loop;

/// A connection as its loop sees it: something with a deadline that can be woken up or cut off.
class timed_connection {
public:
    explicit timed_connection(event_loop& loop);
    virtual ~timed_connection();
    timed_connection(const timed_connection&) = delete;
    timed_connection& operator=(const timed_connection&) = delete;

    /// Ends the read or write that is waited for, so that the coroutine can say so and finish.
    virtual void wake() = 0;
    /// Closes the socket; whatever the coroutine does next fails.
    virtual void cut_off() = 0;

    std::int64_t deadline_ms = never_ms; ///< on the steady clock; set anew before every read and write
    enum class waiting_for { first_request = 1, next_request = 2, something_else = 3, news = 4 };
    waiting_for waits = waiting_for::first_request; ///< which waiting a stopping server need not sit out
    bool timed_out = false;

private:
    event_loop& loop_;
    std::list<timed_connection*>::iterator place_;
};

class event_loop {
    friend class timed_connection;
    std::list<timed_connection*> connections_; // before `context`, whose end may end connections

public:
    explicit event_loop(server_parts& parts);

    /// Starts to look at deadlines; ends by itself when draining and no connection is left.
    void start_sweeping();
    /// Silent connections end soon, the others with their next answer, at the latest at `until_ms`. On this thread.
    void drain(std::int64_t until_ms);
    /// From the stop on: answers say that they are the last of their connection, and nobody is kept waiting.
    bool draining() const { return parts.stopping.load(std::memory_order_relaxed); }

    std::int64_t now_ms() const { return parts.clock.steady_ms(); }
    /// "date: …\r\n" of this second.
    const std::string& date();

    server_parts& parts;
    asio::io_context context{1};
    request_head head; ///< the head being judged; of use only until the next suspension
    std::string key;   ///< likewise: the page key being built
    std::function<void()> every_sweep; ///< the server's own regular business

private:
    awaitable<void> sweep();
    void look_at_deadlines();

    loop_timer timer_;
    bool draining_ = false;
    std::int64_t drain_until_ms_ = never_ms;
    std::int64_t date_second_ = -1;
    std::string date_;
};

} // namespace krug::net
