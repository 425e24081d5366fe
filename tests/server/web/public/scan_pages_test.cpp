// If this fails, volunteers at the door have no scanner, or the scanner's page may do what no other page may.
#include "server/web/public/visitor.hpp"

#include "render/assets.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

using cast::header_of;

class scan_pages : public ::testing::Test {
protected:
    cast::cast house;
    cast::browser browser{house};
};

// A volunteer with an old phone stands before an empty page.
TEST_F(scan_pages, say_without_scripts_where_to_go) {
    const auto page = browser.get("/scan");
    ASSERT_EQ(page.status, 200);
    EXPECT_TRUE(has(page, "<noscript>"));
    EXPECT_TRUE(has(page, "Эта страница считывает билеты камерой"));
    EXPECT_TRUE(has(page, "href=\"/work\""));
    EXPECT_TRUE(has(browser.get("/scan?lang=en"), "Volunteer"));
}

// WebAssembly and workers are for this page alone; no inline script, no foreign host, nobody's frame.
TEST_F(scan_pages, may_run_webassembly_and_nothing_more) {
    const auto policy = header_of(browser.get("/scan"), "content-security-policy");
    for (const auto* part : {"default-src 'none'", "script-src 'self' 'wasm-unsafe-eval';", "worker-src 'self'",
                             "connect-src 'self'", "frame-ancestors 'none'", "trusted-types krug-scanner"})
        EXPECT_NE(policy.find(part), std::string::npos) << part;
    EXPECT_EQ(policy.find("unsafe-inline"), std::string::npos);
    EXPECT_EQ(header_of(browser.get("/"), "content-security-policy").find("wasm"), std::string::npos);
}

// A phone that keeps the page must be told when it has changed, and find every part of it.
TEST_F(scan_pages, name_every_part_that_a_phone_keeps) {
    const auto script = browser.get("/scan/keeper.js");
    ASSERT_EQ(script.status, 200);
    EXPECT_EQ(header_of(script, "service-worker-allowed"), "/scan");
    EXPECT_EQ(header_of(script, "cache-control"), "no-cache");
    EXPECT_NE(header_of(script, "content-security-policy").find("connect-src 'self'"), std::string::npos) << "it fetches what it keeps";
    EXPECT_NE(header_of(browser.get(render::asset_url("scan_reader.js")), "content-security-policy").find("wasm-unsafe-eval"), std::string::npos);
    const auto from = script.body.find('['), to = script.body.find("];");
    const auto parts = boost::json::parse(script.body.substr(from, to - from + 1)).as_array();
    EXPECT_GE(parts.size(), 8u);
    for (const auto& part : parts) EXPECT_EQ(browser.get(std::string(part.as_string())).status, 200) << part;
    const auto page = browser.get("/scan");
    for (const auto* name : {"scan.js", "scan.css", "krug.css"}) EXPECT_TRUE(has(page, render::asset_url(name))) << name;
}

TEST_F(scan_pages, can_be_put_on_the_home_screen) {
    const auto card = browser.get("/scan/app.webmanifest");
    EXPECT_EQ(header_of(card, "content-type"), "application/manifest+json");
    const auto read = boost::json::parse(card.body).as_object();
    EXPECT_EQ(read.at("scope"), "/scan");
    EXPECT_EQ(read.at("name"), "Круг: сканер");
}

// A phone with little time gets the module pressed; one that cannot unpress it gets it whole.
TEST_F(scan_pages, press_the_module_for_who_can_take_it) {
    if (!render::has_asset("door.wasm")) GTEST_SKIP() << "built without a WebAssembly compiler";
    const auto& url = render::asset_url("door.wasm");
    const auto whole = browser.get(url);
    EXPECT_EQ(header_of(whole, "content-type"), "application/wasm");
    EXPECT_EQ(header_of(whole, "content-encoding"), "");
    EXPECT_EQ(whole.body.substr(0, 4), std::string("\0asm", 4));
    EXPECT_EQ(header_of(whole, "vary"), "accept-encoding");
}

} // namespace
} // namespace krug::web_test
