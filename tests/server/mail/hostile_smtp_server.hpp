// A small SMTP server on loopback that behaves as badly as a script says.
// For the tests of mail only.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace krug::test {

/// What the server does at a point of the talk instead of the usual answer.
/// A line such as "451 later" is sent; "drop" closes the connection; "stall" says nothing until the other side leaves.
using smtp_script = std::map<std::string, std::string>; ///< keys: greeting, EHLO, AUTH, MAIL, RCPT, DATA, body, dot, QUIT

class hostile_smtp_server {
public:
    /// `capabilities` are the EHLO lines after the name; `certificate` is a PEM file with key and certificate, or "".
    explicit hostile_smtp_server(smtp_script script, std::vector<std::string> capabilities = {}, std::string certificate = {},
                                 bool tls_at_once = false);
    ~hostile_smtp_server();
    hostile_smtp_server(const hostile_smtp_server&) = delete;
    hostile_smtp_server& operator=(const hostile_smtp_server&) = delete;

    int port() const { return port_; }
    /// Messages whose final dot arrived whole, dots unstuffed.
    std::vector<std::string> messages() const;
    std::vector<std::string> commands() const;
    int connections() const { return connections_; }

private:
    class talk;
    void serve();
    void note_command(const std::string& command);
    void note_message(const std::string& message);

    smtp_script script_;
    std::vector<std::string> capabilities_;
    std::string certificate_;
    bool tls_at_once_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<int> connections_ = 0;
    std::atomic<bool> stopping_ = false;
    mutable std::mutex mutex_;
    std::vector<std::string> messages_;
    std::vector<std::string> commands_;
    std::vector<std::thread> talks_;
    std::thread thread_;
};

} // namespace krug::test
