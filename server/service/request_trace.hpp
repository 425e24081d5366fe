// What the request that this thread serves has made, when it carries a key under which its answer is remembered: the
// number of what was made is written in the very transaction that makes it, so no crash falls between the two.
// web opens a keyed_request around a handler; offices that make something ask made_before() and leave a trace.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace krug::store {
class transaction;
}

namespace krug::service {

/// Copied into the transaction's callable, which runs on another thread.
struct request_trace {
    std::string principal, key; ///< "": the request carries none, and nothing is written

    /// `kind` says what the number is of: "event", "session", …
    void leave(store::transaction& tx, std::string_view kind, std::int64_t number) const;
};

/// As long as it lives, the calling thread serves this request. `made`: "event 17", left by an earlier try whose answer
/// was lost; "" for the first try.
class keyed_request {
public:
    keyed_request(std::string principal, std::string key, std::string made);
    ~keyed_request();
    keyed_request(const keyed_request&) = delete;
    keyed_request& operator=(const keyed_request&) = delete;

private:
    friend request_trace trace_of_request();
    friend std::optional<std::int64_t> made_before(std::string_view kind);
    friend std::string name_of_request();

    const request_trace trace_;
    const std::string made_;
};

/// Of the request that this thread serves.
request_trace trace_of_request();
/// The number of what an earlier try of this request has made, if it is of this kind.
std::optional<std::int64_t> made_before(std::string_view kind);
/// "", or a name of this very request for domain::registration_request::request_key: registrations are made in batches,
/// on whichever thread leads, and carry the name in their own row.
std::string name_of_request();

} // namespace krug::service
