// What the network room has counted since start; for the page of figures and for tests.
// Written by net, read by anyone from any thread; nothing of Asio in here.
#pragma once

#include <atomic>
#include <cstdint>

namespace krug::net {

struct counters {
    std::atomic<std::int64_t> connections_open{0};
    std::atomic<std::int64_t> connections_total{0};
    std::atomic<std::int64_t> connections_refused{0}; ///< too many in all or from one address
    std::atomic<std::int64_t> requests{0};            ///< answered, by whomever
    std::atomic<std::int64_t> refused{0};             ///< refused by the guard or a limit
    std::atomic<std::int64_t> shed{0};                ///< 503 because the crew's queue or the body memory was full
    std::atomic<std::int64_t> cache_hits{0};
    std::atomic<std::int64_t> cache_fills{0};
    std::atomic<std::int64_t> timeouts{0};      ///< connections that a deadline ended, idle ones not counted
    std::atomic<std::int64_t> waiting_now{0};   ///< requests kept back until there is news
    std::atomic<std::int64_t> body_bytes_now{0}; ///< request bodies held in memory
};

} // namespace krug::net
