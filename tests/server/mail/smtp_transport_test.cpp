// A guest never receives the ticket, or receives it twice, because a mail server had a bad day.
#include "hostile_smtp_server.hpp"
#include "mail/smtp_transport.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <stdexcept>

namespace krug::mail {
namespace {

const std::string message = "Subject: x\r\n\r\n.dot\r\n..\r\nlast\r\n";

smtp_settings quick(const test::hostile_smtp_server& server) {
    smtp_settings settings;
    settings.host = "127.0.0.1";
    settings.port = server.port();
    settings.security = smtp_security::none;
    settings.connect_seconds_max = 5;
    settings.reply_seconds_max = 1;
    settings.total_seconds_max = 10;
    return settings;
}

outcome deliver_once(const test::hostile_smtp_server& server) {
    smtp_transport transport(quick(server));
    return transport.deliver("krug@example.org", "guest@example.org", message);
}

bool said(const test::hostile_smtp_server& server, const std::string& command) {
    const auto commands = server.commands();
    return std::find(commands.begin(), commands.end(), command) != commands.end();
}

/// A key and a certificate for 127.0.0.1 in one PEM file.
class certificate_file {
public:
    certificate_file() {
        auto name = (std::filesystem::temp_directory_path() / "krug-mail-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("no folder for the test");
        folder_ = name;
        const auto command = "cd '" + name + "' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
                             "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem 2>/dev/null "
                             "&& cat key.pem cert.pem > both.pem";
        if (std::system(command.c_str()) != 0) throw std::runtime_error("no certificate for the test");
    }
    ~certificate_file() { std::filesystem::remove_all(folder_); }
    certificate_file(const certificate_file&) = delete;
    certificate_file& operator=(const certificate_file&) = delete;
    std::string both() const { return (folder_ / "both.pem").string(); }
    std::string authority() const { return (folder_ / "cert.pem").string(); }

private:
    std::filesystem::path folder_;
};

// The letter arrives without its lines that begin with a dot, or cut at the first of them.
TEST(smtp_transport, the_message_arrives_whole_and_connections_are_kept) {
    test::hostile_smtp_server server({});
    smtp_transport transport(quick(server));
    for (int i = 0; i < 3; ++i) {
        const auto result = transport.deliver("krug@example.org", "guest@example.org", message);
        EXPECT_EQ(result.delivery, delivery::sent);
        EXPECT_EQ(result.smtp_code, 250);
    }
    EXPECT_EQ(server.messages(), std::vector<std::string>(3, message));
    EXPECT_EQ(server.connections(), 1);
    EXPECT_TRUE(said(server, "MAIL FROM:<krug@example.org>"));
    EXPECT_TRUE(said(server, "RCPT TO:<guest@example.org>"));
}

// A server that is busy for a minute costs the guest the ticket; or one that will never take it is asked for two days.
TEST(smtp_transport, every_answer_is_judged_by_whom_it_concerns) {
    struct expectation {
        test::smtp_script script;
        delivery want;
        const char* reason;
    };
    const std::vector<expectation> cases = {
        {{{"RCPT", "450 greylisted"}}, delivery::temporary, "deferred"},
        {{{"RCPT", "550 no such person"}}, delivery::permanent, "refused"},
        {{{"MAIL", "452 full"}}, delivery::temporary, "deferred"},
        {{{"MAIL", "553 sender"}}, delivery::permanent, "refused"},
        {{{"DATA", "451 later"}}, delivery::temporary, "deferred"},
        {{{"DATA", "554 no"}}, delivery::permanent, "refused"},
        {{{"dot", "452 disk"}}, delivery::temporary, "deferred"},
        {{{"dot", "554 spam"}}, delivery::permanent, "refused"},
        {{{"greeting", "554 go away"}}, delivery::temporary, "deferred"},
        {{{"greeting", "421 busy"}}, delivery::temporary, "deferred"},
        {{{"EHLO", "550 not you"}, {"HELO", "550 not you"}}, delivery::temporary, "deferred"},
        {{{"greeting", "drop"}}, delivery::temporary, "link_broken"},
        {{{"MAIL", "drop"}}, delivery::temporary, "link_broken"},
        {{{"RCPT", "drop"}}, delivery::temporary, "link_broken"},
        {{{"DATA", "drop"}}, delivery::temporary, "link_broken"},
        {{{"dot", "drop"}}, delivery::ambiguous, "no_answer_to_dot"},
        {{{"dot", "stall"}}, delivery::ambiguous, "no_answer_to_dot"},
        {{{"greeting", "stall"}}, delivery::temporary, "timed_out"},
        {{{"RCPT", "stall"}}, delivery::temporary, "timed_out"},
        {{{"QUIT", "drop"}}, delivery::sent, "accepted"},
        {{{"QUIT", "stall"}}, delivery::sent, "accepted"},
        {{{"greeting", "garbage that is no answer"}}, delivery::temporary, "timed_out"}};
    for (const auto& [script, want, reason] : cases) {
        test::hostile_smtp_server server(script);
        const auto result = deliver_once(server);
        EXPECT_EQ(result.delivery, want) << script.begin()->first << " " << script.begin()->second << " " << result.reason;
        EXPECT_EQ(result.reason, reason) << script.begin()->first << " " << script.begin()->second;
        const bool dotted = script.contains("dot") || script.contains("QUIT");
        EXPECT_EQ(server.messages().size(), dotted ? 1u : 0u) << script.begin()->first;
    }
}

// The link breaks in the middle of a large letter and the guest gets two.
TEST(smtp_transport, a_link_cut_inside_a_large_body_is_not_ambiguous) {
    test::hostile_smtp_server server(test::smtp_script{{"body", "drop"}});
    smtp_transport transport(quick(server));
    const auto result = transport.deliver("a@b.c", "d@e.f", "Subject: x\r\n\r\n" + std::string(64 << 20, 'x') + "\r\n");
    EXPECT_EQ(result.delivery, delivery::temporary) << result.reason;
    EXPECT_TRUE(server.messages().empty());
}

// After one broken link no mail goes out until someone restarts the server.
TEST(smtp_transport, a_broken_link_does_not_spoil_the_next_delivery) {
    test::hostile_smtp_server server({});
    smtp_transport transport(quick(server));
    EXPECT_EQ(transport.deliver("a@b.c", "x y@e.f", message).delivery, delivery::permanent);
    EXPECT_EQ(transport.deliver("a@b.c", "d@e.f", message).delivery, delivery::sent);
    {
        test::hostile_smtp_server dead(test::smtp_script{{"dot", "drop"}});
        EXPECT_EQ(deliver_once(dead).delivery, delivery::ambiguous);
    }
    EXPECT_EQ(transport.deliver("a@b.c", "d@e.f", message).delivery, delivery::sent);
}

// No server at all: the mail is thrown away, or the thread hangs.
TEST(smtp_transport, nobody_at_home_is_temporary) {
    smtp_settings settings;
    {
        test::hostile_smtp_server server({});
        settings = quick(server);
    }
    smtp_transport transport(settings);
    const auto result = transport.deliver("a@b.c", "d@e.f", message);
    EXPECT_EQ(result.delivery, delivery::temporary);
    EXPECT_EQ(result.reason, "unreachable");
}

// An address with a line end gives the server commands of a stranger.
TEST(smtp_transport, an_address_cannot_become_a_command) {
    test::hostile_smtp_server server({});
    smtp_transport transport(quick(server));
    for (const std::string& to : std::vector<std::string>{"a@b>\r\nRCPT TO:<c@d", "a@b c", "a", "@b", "a@", "a@b\n", "анна@b.c", "a@b@c",
                                                          std::string("a\0@b", 4), std::string(255, 'a') + "@b"}) {
        EXPECT_EQ(transport.deliver("a@b.c", to, message).reason, "address");
        EXPECT_EQ(transport.deliver(to, "a@b.c", message).reason, "address");
    }
    EXPECT_EQ(server.connections(), 0);
}

// Tickets travel in the open although the organiser asked for encryption.
TEST(smtp_transport, required_encryption_is_required) {
    const certificate_file certificate;
    for (const auto security : {smtp_security::start_tls, smtp_security::start_tls_optional, smtp_security::none}) {
        test::hostile_smtp_server plain({});
        auto settings = quick(plain);
        settings.security = security;
        smtp_transport transport(settings);
        const auto result = transport.deliver("a@b.c", "d@e.f", message);
        EXPECT_EQ(result.delivery, security == smtp_security::start_tls ? delivery::temporary : delivery::sent) << result.reason;
        if (security == smtp_security::start_tls) {
            EXPECT_EQ(result.reason, "tls_failed");
        }
    }
    for (const bool trusted : {true, false}) {
        test::hostile_smtp_server encrypted({}, {"STARTTLS"}, certificate.both());
        auto settings = quick(encrypted);
        settings.security = smtp_security::start_tls;
        settings.ca_file = trusted ? certificate.authority() : "";
        smtp_transport transport(settings);
        EXPECT_EQ(transport.deliver("a@b.c", "d@e.f", message).delivery, trusted ? delivery::sent : delivery::temporary);
        EXPECT_EQ(encrypted.messages().size(), trusted ? 1u : 0u);
    }
    test::hostile_smtp_server at_once({}, {}, certificate.both(), true);
    auto settings = quick(at_once);
    settings.security = smtp_security::implicit_tls;
    settings.ca_file = certificate.authority();
    smtp_transport transport(settings);
    EXPECT_EQ(transport.deliver("a@b.c", "d@e.f", message).delivery, delivery::sent);
}

// A mistyped password of the organiser's mailbox kills every ticket instead of waiting for the right one.
TEST(smtp_transport, a_wrong_password_is_temporary) {
    test::hostile_smtp_server server(test::smtp_script{{"AUTH", "535 wrong"}}, {"AUTH PLAIN"});
    auto settings = quick(server);
    settings.user = "krug";
    settings.password = "secret";
    smtp_transport transport(settings);
    const auto result = transport.deliver("a@b.c", "d@e.f", message);
    EXPECT_EQ(result.delivery, delivery::temporary);
    EXPECT_EQ(result.reason, "login_denied");

    test::hostile_smtp_server kind({}, {"AUTH PLAIN"});
    settings.port = kind.port();
    smtp_transport welcome(settings);
    EXPECT_EQ(welcome.deliver("a@b.c", "d@e.f", message).delivery, delivery::sent);
    EXPECT_TRUE(said(kind, "AGtydWcAc2VjcmV0")); // NUL krug NUL secret
}

// Stopping the server for an update takes minutes because a mail server is silent.
TEST(smtp_transport, interrupt_ends_a_stalled_delivery_and_every_later_one) {
    test::hostile_smtp_server server(test::smtp_script{{"RCPT", "stall"}});
    auto settings = quick(server);
    settings.reply_seconds_max = 100;
    settings.total_seconds_max = 200;
    smtp_transport transport(settings);
    auto running = std::async(std::launch::async, [&] { return transport.deliver("a@b.c", "d@e.f", message); });
    while (!said(server, "RCPT TO:<d@e.f>")) std::this_thread::yield();
    transport.interrupt();
    ASSERT_EQ(running.wait_for(std::chrono::seconds(10)), std::future_status::ready);
    EXPECT_EQ(running.get().reason, "interrupted");
    EXPECT_EQ(transport.deliver("a@b.c", "d@e.f", message).reason, "interrupted");
}

// The server starts with a setting that can never work and nobody learns why no mail goes out.
TEST(smtp_transport, impossible_settings_are_refused_at_the_start) {
    smtp_settings settings;
    EXPECT_THROW(smtp_transport{settings}, std::invalid_argument);
    settings.host = "mail.example.org/evil";
    EXPECT_THROW(smtp_transport{settings}, std::invalid_argument);
    settings.host = "mail.example.org";
    settings.port = 0;
    EXPECT_THROW(smtp_transport{settings}, std::invalid_argument);
    settings.port = 70000;
    EXPECT_THROW(smtp_transport{settings}, std::invalid_argument);
    settings.port = 25;
    settings.ehlo_name = "a b";
    EXPECT_THROW(smtp_transport{settings}, std::invalid_argument);
}

} // namespace
} // namespace krug::mail
