// Judges the raw bytes of a request's head before anything acts on them; pure functions, nothing is read or sent.
// Called by net's connections and by the fuzzers; everything else sees a web::request.
#pragma once

#include "web/request.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace krug::net {

inline constexpr std::size_t head_bytes_max = 16 * 1024; ///< request line, fields and the empty line
inline constexpr std::size_t target_bytes_max = 4 * 1024;
inline constexpr std::size_t fields_max = 64;

/// Where a head ends in the bytes received so far.
struct head_end {
    enum class state { incomplete = 1, complete = 2, malformed = 3 };
    state is = state::incomplete;
    std::size_t size = 0; ///< complete: bytes up to and with the empty line
    std::size_t seen = 0; ///< incomplete: pass this as `seen` next time, so that no byte is looked at twice
};

/// Looks for the empty line. A line end that is not CR LF, or a first byte that begins no method, is malformed at
/// once, so that nobody waits ten seconds for the rest of it. `bytes` may hold more than one request.
head_end find_head_end(std::string_view bytes, std::size_t seen);

struct head_field {
    std::string_view name; ///< as sent
    std::string_view value; ///< blanks around it removed
};

/// A head that was judged fit. All views point into the judged bytes.
struct request_head {
    web::method method = web::method::get;
    std::string_view target; ///< origin form, also when the absolute form was sent
    std::string_view host;   ///< as sent, with the port
    bool http_1_0 = false;
    bool keep_alive = true;
    bool expects_continue = false;
    bool has_length = false;
    std::uint64_t content_length = 0;
    std::string_view cookie, accept_encoding, accept_language, if_none_match;
    bool has_authorization = false;
    std::array<head_field, fields_max> fields;
    std::size_t field_count = 0;

    /// First value of a field, or "" when absent. `name` in lower case.
    std::string_view value_of(std::string_view name) const;
};

/// What a head was found to be: fit (`status` 0), or the HTTP status it is refused with. After every refusal the
/// connection is closed, because where the next request begins is no longer sure.
struct head_verdict {
    int status = 0;
    const char* reason = ""; ///< a fixed word for the log, never text from outside
};

/// Judges one complete head (as found by find_head_end) and fills `head` when it is fit (RFC 9112 §2–7, RFC 9110 §5).
/// `allowed_hosts`: lower-case names without port; empty allows every well-formed one. Refusals: 400 shape, 411 any
/// Transfer-Encoding, 414 target too long, 417 unknown expectation, 421 foreign host, 431 too many fields,
/// 501 unknown method, 505 version. Never throws.
head_verdict judge_head(std::string_view bytes, const std::vector<std::string>& allowed_hosts, request_head& head);

/// Case-insensitive comparison of ASCII text.
bool same_word(std::string_view left, std::string_view right);

/// Calls `visit(item)` for each comma-separated item, blanks around it removed, empty items left out.
template <class Visitor> void for_each_item(std::string_view list, Visitor&& visit);

} // namespace krug::net

template <class Visitor> void krug::net::for_each_item(std::string_view list, Visitor&& visit) {
    while (!list.empty()) {
        const auto comma = list.find(',');
        auto item = list.substr(0, comma);
        list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
        while (!item.empty() && (item.front() == ' ' || item.front() == '\t')) item.remove_prefix(1);
        while (!item.empty() && (item.back() == ' ' || item.back() == '\t')) item.remove_suffix(1);
        if (!item.empty()) visit(item);
    }
}
