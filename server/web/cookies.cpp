#include "web/cookies.hpp"

namespace krug::web {

std::string read_cookie(const request& http, std::string_view name) {
    for (const auto& [key, value] : http.headers) {
        if (key != "cookie") continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            const auto end = std::min(rest.find(';'), rest.size());
            auto pair = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            while (pair.starts_with(' ')) pair.remove_prefix(1);
            const auto equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == name)
                return std::string(pair.substr(equals + 1));
        }
    }
    return {};
}

void set_cookie(response& answer, const site_settings& settings, std::string_view name, std::string_view value,
                std::int64_t seconds, bool http_only) {
    std::string line = std::string(name) + "=" + std::string(value) + "; Path=/; SameSite=Lax";
    if (seconds != 0) line += "; Max-Age=" + std::to_string(seconds < 0 ? 0 : seconds);
    if (settings.secure_cookies) line += "; Secure";
    if (http_only) line += "; HttpOnly";
    answer.set("set-cookie", line);
}

std::string_view login_cookie(const site_settings& settings) {
    return settings.secure_cookies ? "__Host-krug" : "krug";
}

} // namespace krug::web
