// The device would speak to another host than the one in its code.
#include "sync/http_client.hpp"

#include <gtest/gtest.h>

namespace krug::sync {
namespace {

// Every form a staff page may write.
TEST(ServerAddress, forms) {
    auto server = server_address::from("https://krug.example/door/");
    ASSERT_TRUE(server);
    EXPECT_TRUE(server->tls);
    EXPECT_EQ(server->host, "krug.example");
    EXPECT_EQ(server->port, "443");
    EXPECT_EQ(server->path, "/door");
    server = server_address::from("http://127.0.0.1:8080");
    ASSERT_TRUE(server);
    EXPECT_EQ(server->port, "8080");
    EXPECT_TRUE(server->loopback());
    server = server_address::from("https://[::1]:9");
    ASSERT_TRUE(server);
    EXPECT_EQ(server->host, "::1");
    EXPECT_EQ(server->port, "9");
    for (const char* wrong : {"", "ftp://a", "https://", "https://a:b", "https://a:123456", "https://[::1", "https://[::1]x"})
        EXPECT_FALSE(server_address::from(wrong)) << wrong;
    EXPECT_FALSE(server_address::from("http://10.0.0.1")->loopback());
}

// Nobody listens: the failure is a sentence for staff, not a crash.
TEST(HttpClient, refused_connection_is_a_transport_failure) {
    http_client client(*server_address::from("http://127.0.0.1:1"), std::nullopt, 2'000);
    EXPECT_THROW(client.post("/kiosk/v1/sync", {}, "{}"), transport_failure);
}

} // namespace
} // namespace krug::sync
