#include "config_judge.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace krug {
namespace {

/// The whole of `text` as a number up to `most`.
std::optional<unsigned> parse_number(std::string_view text, unsigned most) {
    unsigned value = 0;
    const auto* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != end || value > most)
        return std::nullopt;
    return value;
}

bool is_address(int family, std::string_view text) {
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    return inet_pton(family, std::string(text).c_str(), bytes.data()) == 1;
}

bool is_host(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char letter) {
        return std::isalnum(letter) || letter == '.' || letter == '-' || letter == '_';
    });
}

/// The check digit over as many leading digits as there are weights.
char check_digit(std::string_view digits, std::string_view weights) {
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        sum += (digits[i] - '0') * (weights[i] == 'A' ? 10 : weights[i] - '0');
    return static_cast<char>('0' + sum % 11 % 10);
}

} // namespace

std::optional<listen_address> parse_listen_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    const auto port = parse_number(text.substr(colon + 1), 65535);
    auto host = text.substr(0, colon);
    if (!port)
        return std::nullopt;
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
        if (!is_address(AF_INET6, host))
            return std::nullopt;
    } else if (!is_host(host)) {
        return std::nullopt;
    }
    return listen_address{std::string(host), static_cast<std::uint16_t>(*port)};
}

std::optional<std::string> host_of_public_url(std::string_view url) {
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed)
        return std::nullopt;
    const auto& view = *parsed;
    const auto scheme = view.scheme();
    const auto bare =
        (view.path().empty() || view.path() == "/") && !view.has_query() && !view.has_fragment();
    if ((scheme != "http" && scheme != "https") || !bare || view.has_userinfo() || view.host().empty())
        return std::nullopt;
    return std::string(view.encoded_host().data(), view.encoded_host().size());
}

bool is_address_block(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = text.substr(0, slash);
    const auto four = is_address(AF_INET, address);
    if (!four && !is_address(AF_INET6, address))
        return false;
    return slash == std::string_view::npos ||
           parse_number(text.substr(slash + 1), four ? 32 : 128).has_value();
}

bool is_loopback(std::string_view host) {
    return host == "localhost" || host == "::1" || host == "[::1]" ||
           (host.starts_with("127.") && is_address(AF_INET, host));
}

bool is_plausible_mail_address(std::string_view text) {
    const auto at = text.find('@');
    if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != std::string_view::npos)
        return false;
    if (text.find_first_of(" \t,;<>\"") != std::string_view::npos)
        return false;
    const auto domain = text.substr(at + 1);
    const auto dot = domain.find('.');
    return dot != std::string_view::npos && dot > 0 && !domain.ends_with('.') &&
           domain.find("..") == std::string_view::npos;
}

bool is_taxpayer_number(std::string_view text) {
    if (!std::ranges::all_of(text, [](char letter) { return letter >= '0' && letter <= '9'; }))
        return false;
    // One weight a digit; A stands for ten.
    if (text.size() == 10)
        return check_digit(text, "24A359468") == text[9];
    return text.size() == 12 && check_digit(text, "724A359468") == text[10] &&
           check_digit(text, "3724A359468") == text[11];
}

bool is_printer_name(std::string_view text) {
    return text.size() <= 127 && !text.starts_with('-') && std::ranges::all_of(text, [](unsigned char letter) {
        return std::isalnum(letter) || letter == '.' || letter == '-' || letter == '_';
    });
}

bool has_control_characters(std::string_view text) {
    return std::ranges::any_of(text, [](unsigned char letter) { return letter < 0x20 || letter == 0x7f; });
}

bool is_choice(std::string_view choices, std::string_view word) {
    if (choices.empty())
        return true;
    while (!choices.empty()) {
        const auto bar = choices.find('|');
        if (choices.substr(0, bar) == word)
            return true;
        choices.remove_prefix(bar == std::string_view::npos ? choices.size() : bar + 1);
    }
    return false;
}

} // namespace krug
