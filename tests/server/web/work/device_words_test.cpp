// If this fails, somebody ends the login of the wrong device, or more of a browser is kept than two words.
#include "web/device_words.hpp"

#include <gtest/gtest.h>

namespace krug::web {
namespace {

request with_agent(std::string agent) {
    request http;
    http.headers = {{"user-agent", std::move(agent)}};
    return http;
}

// Browsers that call themselves by each other's names are told apart.
TEST(device_words, name_browser_and_system) {
    const std::pair<const char*, const char*> known[] = {
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "firefox windows"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "chrome windows"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 YaBrowser/25.8 Safari/537.36", "yandex windows"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "edge windows"},
        {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36", "chrome android"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "safari ios"},
        {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15", "safari macos"},
        {"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "firefox linux"},
        {"curl/7.88.1", "other other"},
        {"", "other other"}};
    for (const auto& [agent, words] : known) EXPECT_EQ(device_of(with_agent(agent)), words) << agent;
    EXPECT_EQ(device_of(request{}), "other other");
}

// What a stranger writes there never reaches a page.
TEST(device_words, keep_nothing_that_was_sent) {
    EXPECT_EQ(device_of(with_agent("<script>Firefox/1 Windows")), "firefox windows");
    EXPECT_EQ(device_words("firefox windows", render::language::ru), "Firefox, Windows");
    EXPECT_EQ(device_words("yandex android", render::language::ru), "Яндекс Браузер, Android");
    EXPECT_EQ(device_words("", render::language::en), "Unknown browser");
    EXPECT_EQ(device_words("<script> x", render::language::en), "Unknown browser");
}

} // namespace
} // namespace krug::web
