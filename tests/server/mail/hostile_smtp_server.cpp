#include "hostile_smtp_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <stdexcept>

namespace krug::test {

class hostile_smtp_server::talk {
public:
    talk(hostile_smtp_server& server, int socket) : server_(server), socket_(socket) {}
    talk(const talk&) = delete;
    talk& operator=(const talk&) = delete;
    ~talk() {
        if (ssl_) SSL_free(ssl_);
        if (context_) SSL_CTX_free(context_);
        ::close(socket_);
    }

    void run() {
        if (server_.tls_at_once_ && !start_tls()) return;
        if (!answer("greeting", "220 hostile ESMTP")) return;
        for (std::string line; read_line(line);) {
            server_.note_command(line);
            const auto verb = line.substr(0, line.find(' '));
            if (verb == "EHLO" ? !answer("EHLO", hello()) : !obey(verb)) return;
        }
    }

private:
    bool obey(const std::string& verb) {
        if (verb == "STARTTLS") return send("220 go") && start_tls();
        if (verb == "AUTH") return take_password();
        if (verb == "MAIL") return answer("MAIL", "250 ok");
        if (verb == "RCPT") return answer("RCPT", "250 ok");
        if (verb == "DATA") return take_message();
        if (verb == "QUIT") return answer("QUIT", "221 bye") && false;
        return answer(verb, "250 ok");
    }

    std::string hello() const {
        std::string text = server_.capabilities_.empty() ? "250 hostile" : "250-hostile";
        for (std::size_t i = 0; i < server_.capabilities_.size(); ++i)
            text += (i + 1 == server_.capabilities_.size() ? "\r\n250 " : "\r\n250-") + server_.capabilities_[i];
        return text;
    }

    bool take_password() {
        std::string secret;
        if (!send("334 ") || !read_line(secret)) return false;
        server_.note_command(secret);
        return answer("AUTH", "235 in");
    }

    bool take_message() {
        const auto found = server_.script_.find("DATA");
        if (found != server_.script_.end()) return act(found->second);
        if (!send("354 go on")) return false;
        if (server_.script_.contains("body")) return act(server_.script_.at("body"));
        std::string message;
        for (std::string line; read_line(line);) {
            if (line == ".") {
                server_.note_message(message);
                return answer("dot", "250 taken");
            }
            message += (line.starts_with('.') ? line.substr(1) : line) + "\r\n";
        }
        return false;
    }

    bool answer(const std::string& point, const std::string& usual) {
        const auto found = server_.script_.find(point);
        return found == server_.script_.end() ? send(usual) : act(found->second);
    }

    bool act(const std::string& what) {
        if (what == "drop") return false;
        if (what != "stall") return send(what);
        for (char ignored = 0; receive(&ignored, 1) > 0;) {
        }
        return false;
    }

    bool start_tls() {
        context_ = SSL_CTX_new(TLS_server_method());
        const auto* file = server_.certificate_.c_str();
        if (SSL_CTX_use_certificate_file(context_, file, SSL_FILETYPE_PEM) != 1 ||
            SSL_CTX_use_PrivateKey_file(context_, file, SSL_FILETYPE_PEM) != 1)
            return false;
        ssl_ = SSL_new(context_);
        SSL_set_fd(ssl_, socket_);
        return SSL_accept(ssl_) == 1;
    }

    bool send(const std::string& text) {
        const auto line = text + "\r\n";
        const auto size = static_cast<int>(line.size());
        if (ssl_) return SSL_write(ssl_, line.data(), size) == size;
        return ::send(socket_, line.data(), line.size(), MSG_NOSIGNAL) == size;
    }

    /// Bytes, or 0 when the other side left or the server stops.
    int receive(char* to, int most) {
        while (!server_.stopping_) {
            if (ssl_ && SSL_pending(ssl_) > 0) return std::max(0, SSL_read(ssl_, to, most));
            pollfd ready{socket_, POLLIN, 0};
            if (::poll(&ready, 1, 20) == 0) continue;
            if (ssl_) return std::max(0, SSL_read(ssl_, to, most));
            return static_cast<int>(std::max<ssize_t>(0, ::recv(socket_, to, static_cast<std::size_t>(most), 0)));
        }
        return 0;
    }

    bool read_line(std::string& line) {
        for (auto end = buffer_.find("\r\n"); end == buffer_.npos; end = buffer_.find("\r\n")) {
            char piece[4096];
            const int count = receive(piece, sizeof piece);
            if (count <= 0) return false;
            buffer_.append(piece, static_cast<std::size_t>(count));
        }
        const auto end = buffer_.find("\r\n");
        line = buffer_.substr(0, end);
        buffer_.erase(0, end + 2);
        return true;
    }

    hostile_smtp_server& server_;
    int socket_;
    SSL_CTX* context_ = nullptr;
    SSL* ssl_ = nullptr;
    std::string buffer_;
};

hostile_smtp_server::hostile_smtp_server(smtp_script script, std::vector<std::string> capabilities, std::string certificate,
                                         bool tls_at_once)
    : script_(std::move(script)), capabilities_(std::move(capabilities)), certificate_(std::move(certificate)),
      tls_at_once_(tls_at_once) {
    std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes without MSG_NOSIGNAL
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (listener_ < 0 || ::bind(listener_, generic, size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, generic, &size) != 0)
        throw std::runtime_error("no loopback for the test");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

hostile_smtp_server::~hostile_smtp_server() {
    stopping_ = true;
    thread_.join();
    for (auto& talking : talks_) talking.join();
    ::close(listener_);
}

void hostile_smtp_server::serve() {
    while (!stopping_) {
        pollfd ready{listener_, POLLIN, 0};
        if (::poll(&ready, 1, 20) <= 0) continue;
        const int socket = ::accept(listener_, nullptr, nullptr);
        if (socket < 0) continue;
        ++connections_;
        talks_.emplace_back([this, socket] { talk(*this, socket).run(); });
    }
}

void hostile_smtp_server::note_command(const std::string& command) {
    const std::lock_guard lock(mutex_);
    commands_.push_back(command);
}

void hostile_smtp_server::note_message(const std::string& message) {
    const std::lock_guard lock(mutex_);
    messages_.push_back(message);
}

std::vector<std::string> hostile_smtp_server::messages() const {
    const std::lock_guard lock(mutex_);
    return messages_;
}

std::vector<std::string> hostile_smtp_server::commands() const {
    const std::lock_guard lock(mutex_);
    return commands_;
}

} // namespace krug::test
