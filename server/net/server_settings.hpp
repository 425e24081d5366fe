// Everything the network room can be told, with the defaults of the safety text (§2.5).
// Filled by commands/serve and by tests; nothing of Asio in here.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::net {

/// How large a body a target may have, in bytes: 2 MiB under /kiosk/ and for paths that end in /import or
/// /check-ins/batch, 64 KiB elsewhere. `target` in origin form; a query is left out of the question.
std::size_t usual_body_bytes_max(std::string_view target);

enum class access_log { none = 1, served = 2, all = 3 }; ///< served: all but answers from the page cache

struct server_settings {
    std::vector<std::string> listen;     ///< "ADDR:PORT" or "[ADDR6]:PORT", plain HTTP; port 0 takes a free one
    std::vector<std::string> listen_tls; ///< the same, TLS; needs the two files
    std::string certificate_file;        ///< PEM, the whole chain
    std::string private_key_file;        ///< PEM
    bool take_inherited = true;          ///< serve the sockets systemd passes (LISTEN_FDS); names with "tls" speak TLS

    std::vector<std::string> allowed_hosts;   ///< lower case, without port; empty allows any
    std::vector<std::string> trusted_proxies; ///< networks whose X-Forwarded-For/-Proto and X-Request-Id are believed

    std::size_t io_threads = 1;
    std::size_t crew_threads = 48;
    std::size_t crew_queue_max = 512;
    std::size_t promised_max = 1024; ///< requests whose answer comes later (response::later) at once; above: 503

    std::size_t connections_max = 12'000;
    std::size_t connections_per_address_max = 64; ///< trusted proxies excepted
    bool limit_loopback = false;                  ///< count loopback addresses like any other

    int header_ms_max = 10'000;    ///< from the first byte (or from accept) to the empty line, TLS handshake likewise
    int idle_ms_max = 30'000;      ///< between two requests
    int transfer_ms_grace = 10'000; ///< a body or an answer may take this long and 1 s for each KiB on top
    int transfer_bytes_per_s_min = 1024;
    int linger_ms_max = 2'000; ///< after a refusal: how long the rest of what was sent is read and dropped
    int drain_ms_max = 10'000; ///< after stop(): how long running requests may take
    int sweep_ms = 250;        ///< how often deadlines are looked at, and how long a stopping server lets handshakes end

    int wait_ms_max = 25'000;        ///< how long a request may be kept back until there is news
    int wait_pause_ms = 250;         ///< it is run again at most so often, however much happens
    std::size_t waiting_max = 4'000; ///< kept back at once; one more is answered with what there is

    std::size_t (*body_bytes_max)(std::string_view target) = usual_body_bytes_max;
    std::size_t bodies_bytes_max = std::size_t{128} * 1024 * 1024; ///< all request bodies together; above: 503

    std::size_t cache_bytes_max = std::size_t{64} * 1024 * 1024;
    std::size_t cache_entries_max = 4096;

    bool handle_signals = true; ///< SIGTERM and SIGINT stop, SIGHUP reloads the certificate
    access_log access = access_log::served;
    std::function<void(bool)> on_ready; ///< true when listening, false as soon as stopping; from the network thread
    std::function<void()> on_hangup;    ///< after the certificate was reloaded; from the network thread
};

} // namespace krug::net
