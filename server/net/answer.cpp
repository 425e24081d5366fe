#include "net/answer.hpp"

#include "ground/log.hpp"
#include "net/compression.hpp"
#include "net/http_guard.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <map>

namespace krug::net {

namespace {

constexpr std::size_t compress_bytes_min = 1024;
constexpr int strong_effort_ms_min = 3'600'000;

struct default_field {
    std::string_view name, value;
};
/// What a response says when the application does not say otherwise; the strictest that harms nobody.
constexpr std::array<default_field, 5> safe_defaults = {{
    {"x-content-type-options", "nosniff"},
    {"referrer-policy", "no-referrer"},
    {"content-security-policy", "default-src 'none'; frame-ancestors 'none'"},
    {"cross-origin-opener-policy", "same-origin"},
    {"permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
}};

std::string_view reason_of(int status) {
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "";
    }
}

std::string_view refusal_text(int status) {
    switch (status) {
    case 400: return "Запрос составлен с ошибкой.\nThe request is malformed.\n";
    case 408: return "Запрос передавался слишком долго.\nThe request took too long to arrive.\n";
    case 411: return "Укажите длину запроса в Content-Length.\nState the length of the request in Content-Length.\n";
    case 413: return "В запросе слишком много данных.\nThe request carries too much data.\n";
    case 414: return "Слишком длинный адрес.\nThe address is too long.\n";
    case 417: return "Такое ожидание (Expect) не поддерживается.\nThis expectation is not supported.\n";
    case 421: return "Здесь нет сайта с таким именем.\nThere is no site of this name here.\n";
    case 431: return "Слишком большой заголовок запроса.\nThe request header is too large.\n";
    case 501: return "Такой метод запроса не поддерживается.\nThis request method is not supported.\n";
    case 503: return "Сейчас слишком много обращений. Повторите через несколько секунд.\n"
                     "There are too many requests at the moment. Please try again in a few seconds.\n";
    case 505: return "Эта версия HTTP не поддерживается.\nThis version of HTTP is not supported.\n";
    default: return "Произошла ошибка на сервере. Повторите попытку позже.\n"
                    "Something went wrong on the server. Please try again later.\n";
    }
}

bool is_safe_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

bool is_safe_value(std::string_view value) {
    return std::none_of(value.begin(), value.end(), [](char c) {
        const auto code = static_cast<unsigned char>(c);
        return (code < 0x20 && c != '\t') || code == 0x7f;
    });
}

bool belongs_to_net(std::string_view name) {
    return same_word(name, "content-length") || same_word(name, "date") || same_word(name, "connection") ||
           same_word(name, "transfer-encoding") || same_word(name, "keep-alive");
}

std::string_view field_of(const web::response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (same_word(key, name)) return value;
    return {};
}

bool has_field(const web::response& response, std::string_view name) {
    return std::any_of(response.headers.begin(), response.headers.end(),
                       [&](const auto& each) { return same_word(each.first, name); });
}

bool is_text(std::string_view content_type) {
    const auto type = content_type.substr(0, content_type.find(';'));
    return type.starts_with("text/") || type.ends_with("json") || type.ends_with("xml") ||
           type.ends_with("javascript") || type == "application/wasm";
}

bool is_sendable(const web::response& response) {
    return response.status >= 200 && response.status <= 599 &&
           std::all_of(response.headers.begin(), response.headers.end(),
                       [](const auto& each) { return is_safe_name(each.first) && is_safe_value(each.second); });
}

void append_field(std::string& head, std::string_view name, std::string_view value) {
    head += name;
    head += ": ";
    head += value;
    head += "\r\n";
}

void append_status(std::string& head, int status) {
    head += "HTTP/1.1 ";
    head += std::to_string(status);
    head += ' ';
    head += reason_of(status);
    head += "\r\n";
}

/// Fields of the application and the defaults; `about_body`: also those that describe the body.
void append_fields(std::string& head, const web::response& response, bool about_body, bool own_tag) {
    for (const auto& [name, value] : response.headers) {
        if (belongs_to_net(name) || same_word(name, "vary") || (own_tag && same_word(name, "etag"))) continue;
        if (!about_body && (same_word(name, "content-type") || same_word(name, "content-disposition"))) continue;
        append_field(head, name, value);
    }
    for (const auto& [name, value] : safe_defaults)
        if (!has_field(response, name)) append_field(head, name, value);
}

void append_vary(std::string& head, const web::response& response, bool by_encoding) {
    std::string vary;
    for (const auto& [name, value] : response.headers)
        if (same_word(name, "vary")) vary += (vary.empty() ? "" : ", ") + value;
    if (by_encoding) vary += vary.empty() ? "accept-encoding" : ", accept-encoding";
    if (!vary.empty()) append_field(head, "vary", vary);
}

/// A strong tag: the first 16 bytes of SHA-256 over the bytes as sent, so each encoding has its own.
std::string tag_of(std::string_view bytes) {
    std::array<unsigned char, 32> digest{};
    if (::EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, ::EVP_sha256(), nullptr) != 1) return {};
    std::string tag = "\"";
    for (std::size_t i = 0; i < 16; ++i) {
        constexpr std::string_view digits = "0123456789abcdef";
        tag += digits[digest[i] >> 4];
        tag += digits[digest[i] & 15];
    }
    return tag + '"';
}

std::shared_ptr<const answer> frame(web::response&& response, encoding accepted) {
    auto made = std::make_shared<answer>();
    made->status = response.status;
    made->shared_ms = response.shared_ms;
    const bool shared = response.shared_ms > 0;
    const bool bodiless = response.status == 204 || response.status == 304;
    const bool may_compress = !bodiless && response.may_compress && response.bytes().size() >= compress_bytes_min &&
                              !has_field(response, "content-encoding") && is_text(field_of(response, "content-type")) &&
                              (shared || !has_field(response, "etag"));
    std::string smaller;
    if (may_compress)
        smaller = compressed(response.bytes(), accepted,
                             response.shared_ms >= strong_effort_ms_min ? effort::strong : effort::quick);
    const bool encoded = !smaller.empty();
    if (bodiless) made->body = std::make_shared<const std::string>();
    else if (encoded) made->body = std::make_shared<const std::string>(std::move(smaller));
    else if (response.shared_body) made->body = response.shared_body;
    else made->body = std::make_shared<const std::string>(std::move(response.body));

    if (shared) made->tag = tag_of(*made->body);
    const bool own_tag = !made->tag.empty();
    append_status(made->head, response.status);
    append_fields(made->head, response, true, own_tag);
    append_vary(made->head, response, may_compress);
    if (encoded) append_field(made->head, "content-encoding", name_of(accepted));
    if (own_tag) append_field(made->head, "etag", made->tag);
    if (!bodiless) append_field(made->head, "content-length", std::to_string(made->body->size()));
    if (own_tag) {
        append_status(made->head_304, 304);
        append_fields(made->head_304, response, false, true);
        append_vary(made->head_304, response, may_compress);
        append_field(made->head_304, "etag", made->tag);
    }
    return made;
}

std::shared_ptr<const answer> make_refusal(int status) {
    web::response response;
    response.status = status;
    response.body = refusal_text(status);
    response.set("content-type", "text/plain; charset=utf-8").set("cache-control", "no-store");
    if (status == 503) response.set("retry-after", "3");
    return frame(std::move(response), encoding::identity);
}

} // namespace

std::shared_ptr<const answer> make_answer(web::response&& response, encoding accepted, bool shareable) {
    if (!is_sendable(response)) {
        ground::log_error("response_unsendable", {{"status", response.status}});
        return refusal_answer(500);
    }
    if (response.shared_ms > 0 && has_field(response, "set-cookie")) {
        ground::log_error("shared_response_sets_cookie", {{"status", response.status}});
        response.shared_ms = 0;
    }
    if (!shareable || response.status >= 500 || response.status == 304) response.shared_ms = 0;
    return frame(std::move(response), accepted);
}

const std::shared_ptr<const answer>& refusal_answer(int status) {
    static const auto all = [] {
        std::map<int, std::shared_ptr<const answer>> answers;
        for (const int each : {400, 408, 411, 413, 414, 417, 421, 431, 500, 501, 503, 505}) answers[each] = make_refusal(each);
        return answers;
    }();
    const auto found = all.find(status);
    return found == all.end() ? all.at(500) : found->second;
}

std::string date_line(std::int64_t utc_seconds) {
    static constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto seconds = static_cast<std::time_t>(utc_seconds);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    // Not by strftime's names: those follow the process's locale, and Krug may run in a Russian one.
    char rest[32];
    std::strftime(rest, sizeof rest, " %Y %H:%M:%S GMT\r\n", &parts);
    char day[8];
    std::strftime(day, sizeof day, ", %d ", &parts);
    std::string line = "date: ";
    line += days[static_cast<std::size_t>(parts.tm_wday)];
    line += day;
    line += months[static_cast<std::size_t>(parts.tm_mon)];
    line += rest;
    return line;
}

} // namespace krug::net
