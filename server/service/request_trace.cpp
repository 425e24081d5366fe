#include "service/request_trace.hpp"

#include "ground/check.hpp"
#include "store/idempotency_store.hpp"
#include "ticket/digest.hpp"

#include <charconv>

namespace krug::service {

namespace {
thread_local const keyed_request* served = nullptr;
} // namespace

void request_trace::leave(store::transaction& tx, std::string_view kind, std::int64_t number) const {
    if (!key.empty()) store::note_made(tx, principal, key, std::string(kind) + " " + std::to_string(number));
}

keyed_request::keyed_request(std::string principal, std::string key, std::string made)
    : trace_{std::move(principal), std::move(key)}, made_(std::move(made)) {
    KRUG_CHECK(served == nullptr && !trace_.key.empty());
    served = this;
}

keyed_request::~keyed_request() { served = nullptr; }

request_trace trace_of_request() { return served == nullptr ? request_trace{} : served->trace_; }

std::optional<std::int64_t> made_before(std::string_view kind) {
    if (served == nullptr) return std::nullopt;
    const std::string_view made = served->made_;
    if (!made.starts_with(kind) || made.substr(kind.size(), 1) != " ") return std::nullopt;
    std::int64_t number = 0;
    const auto* const end = made.data() + made.size();
    const auto read = std::from_chars(made.data() + kind.size() + 1, end, number);
    KRUG_CHECK(read.ec == std::errc() && read.ptr == end); // only our own text is stored
    return number;
}

std::string name_of_request() {
    if (served == nullptr) return {};
    return ticket::sha256_hex("request " + served->trace_.principal + "\n" + served->trace_.key);
}

} // namespace krug::service
