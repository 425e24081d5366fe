// If this measures wrong, we promise an organiser that his small machine holds a whole congress of open pages.
// Opens many connections, asks for one page on each and keeps them open until its standard input ends.
#include <arpa/inet.h>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

constexpr const char* usage = "usage: bench_idle_load PORT CONNECTIONS\nprints how many were answered, then waits\n";

int fail(const char* what) {
    std::fprintf(stderr, "bench_idle_load: %s: %s\n", what, std::strerror(errno));
    return 1;
}

/// Reads one answer with its length; false when the connection ended before.
bool read_answer(int socket) {
    std::string in;
    char buffer[8192];
    while (true) {
        const auto got = ::recv(socket, buffer, sizeof buffer, 0);
        if (got <= 0) return false;
        in.append(buffer, static_cast<std::size_t>(got));
        const auto head = in.find("\r\n\r\n");
        if (head == in.npos) continue;
        const auto field = in.find("content-length: ");
        if (field > head) return false;
        if (in.size() >= head + 4 + std::strtoul(in.c_str() + field + 16, nullptr, 10)) return in.starts_with("HTTP/1.1 200");
    }
}

} // namespace

int main(int count, char** words) {
    if (count != 3) {
        std::fputs(usage, stderr);
        return 2;
    }
    const auto port = static_cast<std::uint16_t>(std::atoi(words[1]));
    const std::string question = "GET /e/primer HTTP/1.1\r\nHost: 127.0.0.1:" + std::string(words[1]) + "\r\n\r\n";
    std::vector<int> sockets(static_cast<std::size_t>(std::atoi(words[2])));
    for (auto& each : sockets) {
        each = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (each < 0) return fail("socket");
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(each, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) return fail("connect");
        if (::send(each, question.data(), question.size(), MSG_NOSIGNAL) < 0) return fail("send");
        if (!read_answer(each)) return fail("no page");
    }
    std::printf("%zu\n", sockets.size());
    std::fflush(stdout);
    char rest = 0;
    while (::read(STDIN_FILENO, &rest, 1) > 0) {}
    return 0;
}
