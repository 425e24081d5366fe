#include "net/second_reading.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

namespace krug::net {

namespace http = boost::beast::http;

namespace {

http::verb verb_of(web::method method) {
    switch (method) {
    case web::method::get: return http::verb::get;
    case web::method::head: return http::verb::head;
    case web::method::post: return http::verb::post;
    case web::method::put: return http::verb::put;
    case web::method::patch: return http::verb::patch;
    case web::method::del: return http::verb::delete_;
    case web::method::options: return http::verb::options;
    }
    return http::verb::unknown;
}

bool same_fields(const http::fields& theirs, const request_head& head) {
    std::size_t count = 0;
    for (const auto& field : theirs) {
        if (count == head.field_count) return false;
        const auto& ours = head.fields[count++];
        if (std::string_view(field.name_string()) != ours.name || std::string_view(field.value()) != ours.value) return false;
    }
    return count == head.field_count;
}

} // namespace

bool reads_the_same(std::string_view bytes, const request_head& head) {
    http::request_parser<http::empty_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(head_bytes_max));
    parser.body_limit(boost::none); // the length was judged already; here only the reading counts
    parser.skip(true);
    boost::system::error_code error;
    const auto used = parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
    if (error || used != bytes.size() || !parser.is_header_done() || parser.chunked()) return false;
    const auto& theirs = parser.get();
    const auto length = parser.content_length();
    return theirs.method() == verb_of(head.method) && std::string_view(theirs.target()).ends_with(head.target) &&
           theirs.version() == (head.http_1_0 ? 10U : 11U) && length.has_value() == head.has_length &&
           (!length || *length == head.content_length) && same_fields(theirs, head);
}

} // namespace krug::net
