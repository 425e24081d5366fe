// If this fails, one visitor's request can be read as the beginning of another visitor's, or an odd client locks out all.
#include "net/http_guard.hpp"

#include <gtest/gtest.h>

namespace krug::net {

namespace {

struct probe {
    const char* what;
    std::string bytes;
    int status;
};

std::string get(const std::string& fields) { return "GET /e/forum HTTP/1.1\r\nHost: krug.example\r\n" + fields + "\r\n"; }
std::string post(const std::string& fields) { return "POST /e/forum HTTP/1.1\r\nHost: krug.example\r\n" + fields + "\r\n"; }
std::string line(const std::string& request_line) { return request_line + "\r\nHost: krug.example\r\n\r\n"; }
std::string with_host(const std::string& host) { return "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"; }

std::string many_fields(int count) {
    std::string fields;
    for (int i = 0; i < count; ++i) fields += "X-Field-" + std::to_string(i) + ": 1\r\n";
    return get(fields);
}

std::vector<probe> probes() {
    return {
        {"plain", get(""), 0},
        {"query and escapes", line("GET /e/f%C3%B3rum?q=%D0%BA&r=a|b HTTP/1.1"), 0},
        {"version 1.0 with host", line("GET / HTTP/1.0"), 0},
        {"length zero on GET", get("Content-Length: 0\r\n"), 0},
        {"post with length", post("Content-Length: 12\r\n"), 0},
        {"post without length", post(""), 0},
        {"host with port", with_host("krug.example:8443"), 0},
        {"host in capitals", with_host("KRUG.Example"), 0},
        {"absolute form, same host", line("GET http://krug.example/e/forum HTTP/1.1"), 0},
        {"te trailers from a proxy", get("TE: trailers\r\n"), 0},
        {"h2c offer is not taken up", get("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAM\r\n"), 0},
        {"expect continue", post("Content-Length: 2\r\nExpect: 100-continue\r\n"), 0},
        {"blank value", get("X-Empty:\r\n"), 0},
        {"64 fields", many_fields(63), 0},

        {"chunked", post("Transfer-Encoding: chunked\r\n"), 411},
        {"chunked and length", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 411},
        {"length and chunked", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 411},
        {"coding in capitals", post("TRANSFER-ENCODING: CHUNKED\r\n"), 411},
        {"coding identity", post("Transfer-Encoding: identity\r\n"), 411},
        {"coding gzip only", post("Transfer-Encoding: gzip\r\n"), 411},
        {"coding empty", post("Transfer-Encoding:\r\n"), 411},
        {"coding twice", post("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"), 411},
        {"coding list", post("Transfer-Encoding: chunked, identity\r\n"), 411},
        {"coding after a tab", post("Transfer-Encoding:\tchunked\r\n"), 411},
        {"coding on GET", get("Transfer-Encoding: chunked\r\n"), 411},
        {"coding on 1.0", "POST / HTTP/1.0\r\nHost: krug.example\r\nTransfer-Encoding: chunked\r\n\r\n", 411},
        {"blank before colon", post("Transfer-Encoding : chunked\r\n"), 400},
        {"blank before name", post(" Transfer-Encoding: chunked\r\n"), 400},
        {"folded line", get("X-One: a\r\n b\r\n"), 400},
        {"folded with tab", get("X-One: a\r\n\tTransfer-Encoding: chunked\r\n"), 400},
        {"folded first field", "GET / HTTP/1.1\r\n Host: krug.example\r\n\r\n", 400},
        {"vertical tab before value", post("Transfer-Encoding:\x0b" "chunked\r\n"), 400},
        {"bare CR in value", get("X-One: a\rTransfer-Encoding: chunked\r\n"), 400},
        {"NUL in value", get(std::string("X-One: a\0b\r\n", 12)), 400},
        {"DEL in value", get("X-One: a\x7f\r\n"), 400},
        {"raw bytes in value", get("X-One: \xd0\xba\r\n"), 400},
        {"raw bytes in name", get("X-\xd0\xba: a\r\n"), 400},
        {"NUL in name", get(std::string("X\0Y: a\r\n", 8)), 400},
        {"no colon", get("X-One\r\n"), 400},
        {"empty name", get(": a\r\n"), 400},
        {"name in brackets", get("(X): a\r\n"), 400},

        {"length repeated, equal", post("Content-Length: 5\r\nContent-Length: 5\r\n"), 400},
        {"length repeated, different", post("Content-Length: 5\r\nContent-Length: 6\r\n"), 400},
        {"length list", post("Content-Length: 5, 5\r\n"), 400},
        {"length with plus", post("Content-Length: +5\r\n"), 400},
        {"length negative", post("Content-Length: -5\r\n"), 400},
        {"length in hex", post("Content-Length: 0x5\r\n"), 400},
        {"length with leading zero", post("Content-Length: 05\r\n"), 400},
        {"length with fraction", post("Content-Length: 5.0\r\n"), 400},
        {"length with inner blank", post("Content-Length: 1 0\r\n"), 400},
        {"length empty", post("Content-Length:\r\n"), 400},
        {"length beyond 64 bits", post("Content-Length: 18446744073709551617\r\n"), 400},
        {"body on GET", get("Content-Length: 5\r\n"), 400},
        {"body on HEAD", "HEAD / HTTP/1.1\r\nHost: krug.example\r\nContent-Length: 5\r\n\r\n", 400},

        {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
        {"no host on 1.0", "GET / HTTP/1.0\r\n\r\n", 400},
        {"two hosts, equal", get("Host: krug.example\r\n"), 400},
        {"two hosts, different", get("hOST: other.example\r\n"), 400},
        {"host empty", with_host(""), 400},
        {"host list", with_host("krug.example, other.example"), 400},
        {"host with path", with_host("krug.example/x"), 400},
        {"host with user", with_host("me@krug.example"), 400},
        {"host with empty port", with_host("krug.example:"), 400},
        {"host with port in words", with_host("krug.example:http"), 400},
        {"host with two ports", with_host("krug.example:1:2"), 400},
        {"host foreign", with_host("other.example"), 421},
        {"host that begins like ours", with_host("krug.example.evil"), 421},
        {"host with dot at the end", with_host("krug.example."), 421},
        {"absolute form, other host", line("GET http://other.example/ HTTP/1.1"), 400},
        {"absolute form, other port", line("GET http://krug.example:81/ HTTP/1.1"), 400},
        {"absolute form, user", line("GET http://me@krug.example/ HTTP/1.1"), 400},
        {"absolute form, no path", line("GET http://krug.example HTTP/1.1"), 400},
        {"absolute form, ftp", line("GET ftp://krug.example/ HTTP/1.1"), 400},

        {"asterisk", line("OPTIONS * HTTP/1.1"), 400},
        {"authority form", line("CONNECT krug.example:443 HTTP/1.1"), 501},
        {"unknown method", line("BREW / HTTP/1.1"), 501},
        {"method in lower case", line("get / HTTP/1.1"), 501},
        {"trace", line("TRACE / HTTP/1.1"), 501},
        {"no method", line(" / HTTP/1.1"), 400},
        {"no target", line("GET HTTP/1.1"), 400},
        {"two blanks", line("GET  / HTTP/1.1"), 400},
        {"blank in target", line("GET /a b HTTP/1.1"), 400},
        {"tab for blank", line("GET\t/\tHTTP/1.1"), 400},
        {"raw bytes in target", line("GET /\xd0\xba HTTP/1.1"), 400},
        {"control byte in target", line("GET /\x01 HTTP/1.1"), 400},
        {"fragment", line("GET /#top HTTP/1.1"), 400},
        {"backslash", line("GET /\\..\\x HTTP/1.1"), 400},
        {"escape cut short", line("GET /%C HTTP/1.1"), 400},
        {"escape with other letters", line("GET /%zz HTTP/1.1"), 400},
        {"escaped NUL", line("GET /a%00.html HTTP/1.1"), 400},
        {"target of 4 KiB and one", line("GET /" + std::string(4096, 'a') + " HTTP/1.1"), 414},
        {"version 2", line("PRI / HTTP/2.0"), 505},
        {"version 0.9", line("GET / HTTP/0.9"), 505},
        {"version 1.2", line("GET / HTTP/1.2"), 505},
        {"version in lower case", line("GET / http/1.1"), 400},
        {"version with more digits", line("GET / HTTP/1.10"), 400},
        {"no version", line("GET /"), 400},

        {"trailer", get("Trailer: Cookie\r\n"), 400},
        {"te chunked", get("TE: chunked\r\n"), 400},
        {"te list", get("TE: trailers, deflate\r\n"), 400},
        {"upgrade to a socket", get("Connection: Upgrade\r\nUpgrade: websocket\r\n"), 400},
        {"connection names the cookie", get("Connection: close, Cookie\r\n"), 400},
        {"connection names the host", get("Connection: Host\r\n"), 400},
        {"two cookies", get("Cookie: a=1\r\nCookie: b=2\r\n"), 400},
        {"two authorizations", get("Authorization: Bearer a\r\nAuthorization: Bearer b\r\n"), 400},
        {"two content types", post("Content-Type: text/plain\r\nContent-Type: text/html\r\n"), 400},
        {"two origins", post("Origin: https://a\r\nOrigin: https://b\r\n"), 400},
        {"other expectation", post("Expect: 200-ok\r\n"), 417},
        {"expectation twice", post("Expect: 100-continue\r\nExpect: 100-continue\r\n"), 417},
        {"65 fields", many_fields(64), 431},
        {"17 KiB", get("X-Long: " + std::string(17 * 1024, 'a') + "\r\n"), 431},
        {"no empty line", "GET / HTTP/1.1\r\nHost: krug.example\r\n", 400},
    };
}

const std::vector<std::string> ours = {"krug.example"};

} // namespace

// A request that two readers could read differently gets through, or a good one is turned away at the door.
TEST(http_guard, judges_every_probe) {
    for (const auto& probe : probes()) {
        request_head head;
        EXPECT_EQ(judge_head(probe.bytes, ours, head).status, probe.status) << probe.what;
    }
}

// A visitor's request reaches the application with another target, host or length than was sent.
TEST(http_guard, reads_what_was_sent) {
    request_head head;
    const std::string bytes = "POST http://Krug.Example:80/a?b=c HTTP/1.1\r\nhost:\tKrug.Example:80 \r\nCookie: lang=ru\r\n"
                              "Accept-Encoding: br\r\nContent-Length: 20\r\nExpect: 100-Continue\r\n\r\n";
    ASSERT_EQ(judge_head(bytes, ours, head).status, 0);
    EXPECT_EQ(head.method, web::method::post);
    EXPECT_EQ(head.target, "/a?b=c");
    EXPECT_EQ(head.host, "Krug.Example:80");
    EXPECT_EQ(head.cookie, "lang=ru");
    EXPECT_EQ(head.accept_encoding, "br");
    EXPECT_EQ(head.content_length, 20U);
    EXPECT_TRUE(head.expects_continue);
    EXPECT_TRUE(head.keep_alive);
    EXPECT_EQ(head.field_count, 5U);
    EXPECT_EQ(head.value_of("expect"), "100-Continue");
}

// What one visitor sent stays behind in the judgement of the next on the same thread.
TEST(http_guard, forgets_the_request_before) {
    request_head head;
    const std::string first = "POST / HTTP/1.0\r\nHost: krug.example\r\nCookie: a=1\r\nAuthorization: Bearer x\r\n"
                              "Content-Length: 9\r\nConnection: close\r\nIf-None-Match: \"x\"\r\n\r\n";
    ASSERT_EQ(judge_head(first, ours, head).status, 0);
    EXPECT_FALSE(head.keep_alive);
    ASSERT_EQ(judge_head(get(""), ours, head).status, 0);
    EXPECT_TRUE(head.cookie.empty());
    EXPECT_TRUE(head.if_none_match.empty());
    EXPECT_FALSE(head.has_authorization);
    EXPECT_FALSE(head.has_length);
    EXPECT_EQ(head.content_length, 0U);
    EXPECT_FALSE(head.http_1_0);
    EXPECT_TRUE(head.keep_alive);
    EXPECT_EQ(head.field_count, 1U);
}

// Somebody who installs Krug without naming hosts is locked out of it.
TEST(http_guard, takes_any_well_formed_host_when_none_is_named) {
    request_head head;
    EXPECT_EQ(judge_head(with_host("anything.example:99"), {}, head).status, 0);
    EXPECT_EQ(judge_head(with_host("[::1]:8080"), {}, head).status, 0);
    EXPECT_EQ(judge_head(with_host("a b"), {}, head).status, 400);
    EXPECT_EQ(judge_head(with_host("[::1"), {}, head).status, 400);
    EXPECT_EQ(judge_head(with_host("[]"), {}, head).status, 400);
}

// A head that arrives byte by byte is cut at another place than one that arrives at once.
TEST(http_guard, finds_the_end_however_the_bytes_arrive) {
    using state = head_end::state;
    const std::string bytes = get("X-One: a\r\n");
    const auto whole = find_head_end(bytes + "GET /next", 0);
    EXPECT_EQ(whole.is, state::complete);
    EXPECT_EQ(whole.size, bytes.size());
    std::size_t seen = 0;
    for (std::size_t size = 1; size < bytes.size(); ++size) {
        const auto end = find_head_end(std::string_view(bytes).substr(0, size), seen);
        ASSERT_EQ(end.is, state::incomplete) << size;
        seen = end.seen;
    }
    EXPECT_EQ(find_head_end(bytes, seen).size, bytes.size());
}

// A client that ends lines in its own way waits ten seconds for an answer, or is read as two requests.
TEST(http_guard, sees_a_wrong_line_end_at_once) {
    using state = head_end::state;
    EXPECT_EQ(find_head_end("GET / HTTP/1.1\n", 0).is, state::malformed);
    EXPECT_EQ(find_head_end("GET / HTTP/1.1\r\nHost: a\n\n", 0).is, state::malformed);
    EXPECT_EQ(find_head_end("GET / HTTP/1.1\r\n\n", 0).is, state::malformed);
    EXPECT_EQ(find_head_end("\r\nGET / HTTP/1.1\r\n", 0).is, state::malformed);
    EXPECT_EQ(find_head_end("\x16\x03\x01", 0).is, state::malformed);
    EXPECT_EQ(find_head_end("\n", 0).is, state::malformed);
    EXPECT_EQ(find_head_end("", 0).is, state::incomplete);
}

} // namespace krug::net
