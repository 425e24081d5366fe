// If this fails, answers leave without the fields that protect the visitor, or with bytes nobody can read.
#include "net/answer.hpp"
#include "net/compression.hpp"

#include <brotli/decode.h>
#include <gtest/gtest.h>
#include <zlib.h>

namespace krug::net {

namespace {

web::response page(std::size_t size) {
    web::response response;
    response.set("content-type", "text/html; charset=utf-8");
    while (response.body.size() < size) response.body += "<p>Круглый стол №" + std::to_string(response.body.size()) + "</p>";
    return response;
}

std::string unpacked(const std::string& bytes, encoding from, std::size_t size) {
    std::string out(size, '\0');
    if (from == encoding::brotli) {
        std::size_t written = out.size();
        const auto outcome = ::BrotliDecoderDecompress(bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                                       &written, reinterpret_cast<std::uint8_t*>(out.data()));
        return outcome == BROTLI_DECODER_RESULT_SUCCESS ? out.substr(0, written) : "";
    }
    z_stream stream{};
    ::inflateInit2(&stream, 15 + 16);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const bool done = ::inflate(&stream, Z_FINISH) == Z_STREAM_END;
    out.resize(out.size() - stream.avail_out);
    ::inflateEnd(&stream);
    return done ? out : "";
}

bool says(const answer& made, std::string_view line) { return made.head.find(std::string(line) + "\r\n") != std::string::npos; }

} // namespace

// A page can be framed, sniffed or leak its address because a handler forgot a field.
TEST(answer, adds_the_safe_fields_unless_the_application_decides) {
    auto response = page(10);
    response.set("referrer-policy", "same-origin");
    const auto made = make_answer(std::move(response), encoding::identity, false);
    EXPECT_TRUE(says(*made, "x-content-type-options: nosniff"));
    EXPECT_TRUE(says(*made, "content-security-policy: default-src 'none'; frame-ancestors 'none'"));
    EXPECT_TRUE(says(*made, "cross-origin-opener-policy: same-origin"));
    EXPECT_NE(made->head.find("permissions-policy: "), std::string::npos);
    EXPECT_TRUE(says(*made, "referrer-policy: same-origin"));
    EXPECT_FALSE(says(*made, "referrer-policy: no-referrer"));
}

// A visitor's name in a header becomes a header of its own.
TEST(answer, turns_an_injected_line_into_an_error) {
    for (const std::string& bad : {std::string("a\r\nset-cookie: b=c"), std::string("a\nb"), std::string("a\0b", 3)}) {
        auto response = page(10);
        response.set("location", bad);
        EXPECT_EQ(make_answer(std::move(response), encoding::identity, false)->status, 500);
    }
    auto response = page(10);
    response.set("x-a: b\r\nx", "c");
    EXPECT_EQ(make_answer(std::move(response), encoding::identity, false)->status, 500);
}

// The length on the wire and the bytes disagree, and the next answer is read from the middle of this one.
TEST(answer, states_its_own_length_only) {
    auto response = page(10);
    response.set("content-length", "3").set("transfer-encoding", "chunked").set("connection", "close").set("date", "now");
    const auto made = make_answer(std::move(response), encoding::identity, false);
    EXPECT_TRUE(says(*made, "content-length: " + std::to_string(made->body->size())));
    EXPECT_FALSE(says(*made, "content-length: 3"));
    EXPECT_EQ(made->head.find("transfer-encoding"), std::string::npos);
    EXPECT_EQ(made->head.find("connection: "), std::string::npos);
    EXPECT_EQ(made->head.find("date: "), std::string::npos);
}

// A page arrives as unreadable bytes.
TEST(answer, compresses_text_so_that_it_can_be_read_again) {
    for (const auto wanted : {encoding::brotli, encoding::gzip}) {
        for (const int shared_ms : {0, 1000, 3'600'000}) {
            auto response = page(30'000);
            response.shared_ms = shared_ms;
            const auto original = response.body;
            const auto made = make_answer(std::move(response), wanted, true);
            EXPECT_LT(made->body->size(), original.size() / 2);
            EXPECT_EQ(unpacked(*made->body, wanted, original.size()), original);
            EXPECT_TRUE(says(*made, "content-encoding: " + std::string(name_of(wanted))));
            EXPECT_TRUE(says(*made, "vary: accept-encoding"));
        }
    }
}

// The thread's second page is compressed into the remains of the first.
TEST(answer, compresses_the_second_page_of_a_thread_as_well_as_the_first) {
    for (int i = 0; i < 3; ++i) {
        const std::string text = std::string(5000, static_cast<char>('a' + i)) + std::to_string(i);
        EXPECT_EQ(unpacked(compressed(text, encoding::gzip, effort::quick), encoding::gzip, text.size()), text);
    }
    EXPECT_EQ(compressed("", encoding::gzip, effort::quick), "");
    EXPECT_EQ(compressed("abc", encoding::brotli, effort::quick), "");
}

// A secret can be guessed from sizes, or a picture is packed for nothing and grows.
TEST(answer, leaves_alone_what_must_not_be_compressed) {
    auto secret = page(30'000);
    secret.may_compress = false;
    EXPECT_FALSE(says(*make_answer(std::move(secret), encoding::brotli, false), "content-encoding: br"));
    web::response picture;
    picture.set("content-type", "image/png").body = std::string(5000, 'x');
    EXPECT_FALSE(says(*make_answer(std::move(picture), encoding::brotli, false), "content-encoding: br"));
    auto small = page(100);
    EXPECT_FALSE(says(*make_answer(std::move(small), encoding::brotli, false), "content-encoding: br"));
    auto tagged = page(30'000);
    tagged.set("etag", "\"7\"");
    const auto made = make_answer(std::move(tagged), encoding::brotli, false);
    EXPECT_FALSE(says(*made, "content-encoding: br"));
    EXPECT_TRUE(says(*made, "etag: \"7\""));
}

// One visitor's cookie is handed to everybody.
TEST(answer, shares_no_cookie_and_no_failure) {
    auto with_cookie = page(10);
    with_cookie.shared_ms = 1000;
    with_cookie.set("set-cookie", "krug=secret");
    EXPECT_EQ(make_answer(std::move(with_cookie), encoding::identity, true)->shared_ms, 0);
    auto failed = page(10);
    failed.shared_ms = 1000;
    failed.status = 503;
    EXPECT_EQ(make_answer(std::move(failed), encoding::identity, true)->shared_ms, 0);
    auto unasked = page(10);
    unasked.shared_ms = 1000;
    EXPECT_EQ(make_answer(std::move(unasked), encoding::identity, false)->shared_ms, 0);
}

// Two encodings of one page share a tag, and a proxy serves the wrong bytes.
TEST(answer, gives_each_encoding_its_own_tag) {
    std::vector<std::string> tags;
    for (const auto wanted : {encoding::identity, encoding::gzip, encoding::brotli}) {
        auto response = page(5000);
        response.shared_ms = 1000;
        const auto made = make_answer(std::move(response), wanted, true);
        EXPECT_EQ(made->tag.size(), 34U);
        EXPECT_NE(made->head_304.find("HTTP/1.1 304 "), std::string::npos);
        EXPECT_EQ(made->head_304.find("content-length"), std::string::npos);
        tags.push_back(made->tag);
    }
    EXPECT_NE(tags[0], tags[1]);
    EXPECT_NE(tags[1], tags[2]);
}

// Vary is sent twice, and a cache reads only one of the two.
TEST(answer, says_in_one_line_what_the_page_depends_on) {
    auto response = page(5000);
    response.set("vary", "cookie").set("vary", "accept-language");
    EXPECT_TRUE(says(*make_answer(std::move(response), encoding::gzip, false), "vary: cookie, accept-language, accept-encoding"));
}

// A body after 204 is read as the beginning of the next answer.
TEST(answer, sends_no_body_where_none_may_be) {
    auto response = page(100);
    response.status = 204;
    const auto made = make_answer(std::move(response), encoding::identity, false);
    EXPECT_TRUE(made->body->empty());
    EXPECT_EQ(made->head.find("content-length"), std::string::npos);
}

// Someone who is turned away does not learn why, or only in a language he does not read.
TEST(answer, explains_every_refusal_in_two_languages) {
    for (const int status : {400, 408, 411, 413, 414, 417, 421, 431, 500, 501, 503, 505}) {
        const auto& made = *refusal_answer(status);
        EXPECT_EQ(made.status, status);
        EXPECT_TRUE(says(made, "content-type: text/plain; charset=utf-8"));
        EXPECT_TRUE(says(made, "x-content-type-options: nosniff"));
        EXPECT_EQ(std::count(made.body->begin(), made.body->end(), '\n'), 2) << status;
        EXPECT_EQ(says(made, "retry-after: 3"), status == 503);
    }
    EXPECT_EQ(refusal_answer(777)->status, 500);
}

// A browser takes the answer for one from another day and shows what it kept.
TEST(answer, writes_the_date_as_the_standard_wants_it) {
    EXPECT_EQ(date_line(784111777), "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
    EXPECT_EQ(date_line(1709164800), "date: Thu, 29 Feb 2024 00:00:00 GMT\r\n");
}

} // namespace krug::net
