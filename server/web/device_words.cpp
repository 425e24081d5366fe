#include "web/device_words.hpp"

#include <algorithm>
#include <array>

namespace krug::web {

namespace {

struct device_name {
    std::string_view sign, stable, ru, en;
};

// The order matters: most browsers also call themselves by the names of those before them.
constexpr std::array browsers{device_name{"YaBrowser/", "yandex", "Яндекс Браузер", "Yandex Browser"},
                              device_name{"Edg", "edge", "Edge", "Edge"},
                              device_name{"OPR/", "opera", "Opera", "Opera"},
                              device_name{"SamsungBrowser/", "samsung", "Samsung Internet", "Samsung Internet"},
                              device_name{"FxiOS/", "firefox", "Firefox", "Firefox"},
                              device_name{"Firefox/", "firefox", "Firefox", "Firefox"},
                              device_name{"CriOS/", "chrome", "Chrome", "Chrome"},
                              device_name{"Chrome/", "chrome", "Chrome", "Chrome"},
                              device_name{"Safari/", "safari", "Safari", "Safari"}};
constexpr std::array systems{device_name{"Android", "android", "Android", "Android"},
                             device_name{"iPhone", "ios", "iPhone", "iPhone"},
                             device_name{"iPad", "ipados", "iPad", "iPad"},
                             device_name{"Windows", "windows", "Windows", "Windows"},
                             device_name{"CrOS", "chromeos", "ChromeOS", "ChromeOS"},
                             device_name{"Mac OS X", "macos", "macOS", "macOS"},
                             device_name{"Linux", "linux", "Linux", "Linux"}};

template <std::size_t N> std::string_view stable_of(const std::array<device_name, N>& names, std::string_view agent) {
    for (const auto& each : names)
        if (agent.find(each.sign) != std::string_view::npos) return each.stable;
    return "other";
}

template <std::size_t N>
std::string words_of(const std::array<device_name, N>& names, std::string_view stable, render::language lang) {
    for (const auto& each : names)
        if (each.stable == stable) return std::string(lang == render::language::ru ? each.ru : each.en);
    return {};
}

} // namespace

std::string device_of(const request& http) {
    const auto agent = http.header("user-agent").substr(0, 400);
    return std::string(stable_of(browsers, agent)) + " " + std::string(stable_of(systems, agent));
}

std::string device_words(std::string_view stable, render::language lang) {
    const auto blank = std::min(stable.find(' '), stable.size());
    auto words = words_of(browsers, stable.substr(0, blank), lang);
    if (words.empty()) words = lang == render::language::ru ? "Неизвестный браузер" : "Unknown browser";
    const auto system = words_of(systems, stable.substr(std::min(blank + 1, stable.size())), lang);
    return system.empty() ? words : words + ", " + system;
}

} // namespace krug::web
