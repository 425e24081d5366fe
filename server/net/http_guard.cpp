#include "net/http_guard.hpp"

#include <algorithm>
#include <optional>

namespace krug::net {

namespace {

enum char_class : unsigned char { token = 1, target_char = 2, value_char = 4, host_char = 8, digit = 16, hex = 32 };

constexpr std::array<unsigned char, 256> make_classes() {
    std::array<unsigned char, 256> classes{};
    const auto mark = [&](std::string_view characters, unsigned char bit) {
        for (const char c : characters) {
            auto& slot = classes[static_cast<unsigned char>(c)];
            slot = static_cast<unsigned char>(slot | bit);
        }
    };
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    mark(letters, token | host_char);
    mark("0123456789", token | host_char | digit | hex);
    mark("abcdefABCDEF", hex);
    mark("!#$%&'*+-.^_`|~", token);
    mark("-._", host_char);
    for (int c = 0x21; c < 0x7f; ++c) { // '#' is never sent, '\' is read as '/' by some and not by others
        auto& slot = classes[static_cast<std::size_t>(c)];
        slot = static_cast<unsigned char>(slot | value_char | (c == '#' || c == '\\' ? 0 : target_char));
    }
    mark(" \t", value_char);
    return classes;
}

constexpr auto classes = make_classes();

bool is(char c, unsigned char wanted) { return (classes[static_cast<unsigned char>(c)] & wanted) != 0; }

bool all_are(std::string_view text, unsigned char wanted) {
    return std::all_of(text.begin(), text.end(), [wanted](char c) { return is(c, wanted); });
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// The line before the next CR LF, which is cut off; there always is one, find_head_end saw to it.
std::string_view take_line(std::string_view& rest) {
    const auto end = rest.find("\r\n");
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    return line;
}

std::optional<web::method> method_of(std::string_view word) {
    if (word == "GET") return web::method::get;
    if (word == "POST") return web::method::post;
    if (word == "HEAD") return web::method::head;
    if (word == "PUT") return web::method::put;
    if (word == "PATCH") return web::method::patch;
    if (word == "DELETE") return web::method::del;
    if (word == "OPTIONS") return web::method::options;
    return std::nullopt;
}

bool escapes_are_whole(std::string_view target) {
    for (auto at = target.find('%'); at != std::string_view::npos; at = target.find('%', at + 1)) {
        if (at + 2 >= target.size() || !is(target[at + 1], hex) || !is(target[at + 2], hex)) return false;
        if (target[at + 1] == '0' && target[at + 2] == '0') return false; // a NUL ends the text for C libraries
    }
    return true;
}

/// Name or [address], and the optional port (RFC 3986 §3.2.2). False when `host` is neither.
bool host_is_well_formed(std::string_view host) {
    auto name = host;
    if (host.starts_with('[')) {
        const auto end = host.find(']');
        if (end == std::string_view::npos || end < 3) return false;
        const auto address = host.substr(1, end - 1);
        if (!std::all_of(address.begin(), address.end(), [](char c) { return is(c, hex) || c == ':' || c == '.'; }))
            return false;
        name = host.substr(end + 1);
        if (name.empty()) return true;
    } else {
        const auto colon = host.find(':');
        if (!all_are(host.substr(0, colon), host_char) || colon == 0 || host.empty()) return false;
        if (colon == std::string_view::npos) return host.size() <= 255;
        name = host.substr(colon);
    }
    return host.size() <= 262 && name.size() >= 2 && name.size() <= 6 && name[0] == ':' &&
           all_are(name.substr(1), digit);
}

bool host_is_allowed(std::string_view host, const std::vector<std::string>& allowed) {
    if (allowed.empty()) return true;
    const auto name = host.starts_with('[') ? host.substr(0, host.find(']') + 1) : host.substr(0, host.find(':'));
    return std::any_of(allowed.begin(), allowed.end(), [&](const auto& each) { return same_word(each, name); });
}

head_verdict judge_request_line(std::string_view line, request_head& head, std::string_view& authority) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == 0 || last == first) return {400, "request_line"};
    const auto method = line.substr(0, first);
    auto target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);
    if (!all_are(method, token)) return {400, "method_bytes"};
    if (target.size() > target_bytes_max) return {414, "target_long"};
    if (target.empty() || !all_are(target, target_char)) return {400, "target_bytes"};
    if (version.size() != 8 || !version.starts_with("HTTP/") || !is(version[5], digit) || version[6] != '.' ||
        !is(version[7], digit))
        return {400, "version_bytes"};
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return {505, "version"};
    const auto known = method_of(method);
    if (!known) return {501, "method"};
    if (target[0] != '/') { // absolute form: http(s)://authority/…; authority and asterisk forms are for proxies
        const auto scheme = target.find("://");
        if (scheme == std::string_view::npos) return {400, "target_form"};
        const auto word = target.substr(0, scheme);
        if (!same_word(word, "http") && !same_word(word, "https")) return {400, "target_scheme"};
        target.remove_prefix(scheme + 3);
        const auto path = target.find('/');
        authority = target.substr(0, path);
        if (authority.empty() || path == std::string_view::npos) return {400, "target_authority"};
        target.remove_prefix(path);
    }
    if (!escapes_are_whole(target)) return {400, "target_escape"};
    head.method = *known;
    head.target = target;
    head.http_1_0 = version == "HTTP/1.0";
    return {};
}

head_verdict judge_length(std::string_view value, request_head& head) {
    // One plain number: no list, no sign, no leading zero, nothing that another reader could take for another number.
    if (head.has_length) return {400, "length_repeated"};
    if (value.empty() || value.size() > 15 || !all_are(value, digit)) return {400, "length_shape"};
    if (value.size() > 1 && value[0] == '0') return {400, "length_shape"};
    head.has_length = true;
    for (const char c : value) head.content_length = head.content_length * 10 + static_cast<std::uint64_t>(c - '0');
    return {};
}

head_verdict judge_connection(std::string_view value, request_head& head) {
    head_verdict verdict;
    for_each_item(value, [&](std::string_view option) {
        if (same_word(option, "close")) head.keep_alive = false;
        else if (!same_word(option, "keep-alive") && !same_word(option, "te") && !same_word(option, "upgrade") &&
                 !same_word(option, "http2-settings"))
            verdict = {400, "connection_option"}; // naming a field here asks a proxy to strip it on the way
    });
    return verdict;
}

head_verdict note_once(std::string_view& slot, std::string_view value) {
    if (slot.data() != nullptr) return {400, "field_repeated"};
    slot = value;
    return {};
}

/// Fields of which a second one could be read by someone else in place of the first.
bool must_be_single(std::string_view name) {
    static constexpr std::string_view single[] = {"content-type", "content-encoding", "origin",       "referer",
                                                  "range",        "idempotency-key",  "if-match",     "user-agent",
                                                  "x-csrf-token", "sec-fetch-site",   "x-request-id", "if-none-match"};
    return std::any_of(std::begin(single), std::end(single), [&](auto each) { return same_word(each, name); });
}

head_verdict judge_field(const head_field& field, request_head& head) {
    const auto [name, value] = field;
    switch (name.size()) { // the length decides first: this runs for every field of every request
    case 2:
        if (same_word(name, "te") && !same_word(value, "trailers")) return {400, "te"};
        break;
    case 4:
        if (same_word(name, "host")) return head.host.data() ? head_verdict{400, "host_repeated"} : note_once(head.host, value);
        break;
    case 6:
        if (same_word(name, "cookie")) return note_once(head.cookie, value);
        if (same_word(name, "expect")) {
            if (head.expects_continue || !same_word(value, "100-continue")) return {417, "expect"};
            head.expects_continue = true;
        }
        break;
    case 7:
        if (same_word(name, "trailer")) return {400, "trailer"};
        if (same_word(name, "upgrade") && !same_word(value, "h2c")) return {400, "upgrade"};
        break;
    case 10:
        if (same_word(name, "connection")) return judge_connection(value, head);
        break;
    case 13:
        if (same_word(name, "authorization")) {
            if (head.has_authorization) return {400, "field_repeated"};
            head.has_authorization = true;
        } else if (same_word(name, "if-none-match")) {
            return note_once(head.if_none_match, value);
        }
        break;
    case 14:
        if (same_word(name, "content-length")) return judge_length(value, head);
        break;
    case 15:
        if (same_word(name, "accept-encoding")) return note_once(head.accept_encoding, value);
        if (same_word(name, "accept-language")) return note_once(head.accept_language, value);
        break;
    case 17:
        if (same_word(name, "transfer-encoding")) return {411, "transfer_encoding"};
        break;
    default: break;
    }
    if (must_be_single(name))
        for (std::size_t i = 0; i < head.field_count; ++i)
            if (same_word(head.fields[i].name, name)) return {400, "field_repeated"};
    return {};
}

head_verdict judge_fields(std::string_view rest, request_head& head) {
    while (true) {
        const auto line = take_line(rest);
        if (line.empty()) return {};
        if (line[0] == ' ' || line[0] == '\t') return {400, "folded"};
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0 || !all_are(line.substr(0, colon), token))
            return {400, "field_name"};
        const head_field field{line.substr(0, colon), trimmed(line.substr(colon + 1))};
        if (!all_are(field.value, value_char)) return {400, "field_bytes"};
        if (head.field_count == fields_max) return {431, "fields_many"};
        if (const auto verdict = judge_field(field, head); verdict.status != 0) return verdict;
        head.fields[head.field_count++] = field;
    }
}

/// What only shows when all fields are known.
head_verdict judge_whole(std::string_view authority, const std::vector<std::string>& allowed, request_head& head) {
    if (head.host.data() == nullptr) return {400, "host_missing"};
    if (!host_is_well_formed(head.host)) return {400, "host_shape"};
    if (!authority.empty() && !same_word(authority, head.host)) return {400, "host_differs"};
    if (!host_is_allowed(head.host, allowed)) return {421, "host_foreign"};
    const bool reads_only = head.method == web::method::get || head.method == web::method::head;
    if (reads_only && head.content_length != 0) return {400, "body_unexpected"};
    if (head.http_1_0) {
        head.keep_alive = false;
        head.expects_continue = false; // RFC 9110 §10.1.1: ignored from a 1.0 client
    }
    return {};
}

} // namespace

bool same_word(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view request_head::value_of(std::string_view name) const {
    for (std::size_t i = 0; i < field_count; ++i)
        if (same_word(fields[i].name, name)) return fields[i].value;
    return {};
}

head_end find_head_end(std::string_view bytes, std::size_t seen) {
    using state = head_end::state;
    if (!bytes.empty() && !is(bytes[0], token)) return {state::malformed, 0, 0};
    for (auto at = bytes.find('\n', seen); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
        if (at == 0 || bytes[at - 1] != '\r') return {state::malformed, 0, 0};
        if (at >= 3 && bytes[at - 2] == '\n') return {state::complete, at + 1, 0};
    }
    return {state::incomplete, 0, bytes.size()};
}

head_verdict judge_head(std::string_view bytes, const std::vector<std::string>& allowed_hosts, request_head& head) {
    head.host = head.cookie = head.accept_encoding = head.accept_language = head.if_none_match = {};
    head.keep_alive = true;
    head.expects_continue = head.has_length = head.has_authorization = false;
    head.content_length = 0;
    head.field_count = 0;
    if (!bytes.ends_with("\r\n\r\n")) return {400, "head_end"};
    if (bytes.size() > head_bytes_max) return {431, "head_long"};
    std::string_view authority;
    if (const auto verdict = judge_request_line(take_line(bytes), head, authority); verdict.status != 0) return verdict;
    if (const auto verdict = judge_fields(bytes, head); verdict.status != 0) return verdict;
    return judge_whole(authority, allowed_hosts, head);
}

} // namespace krug::net
