// If this measures wrong, we promise an organiser a pace at which the queue at the door then stands still.
// Keeps N keep-alive connections busy with registrations or check-ins over plain HTTP on the loopback.
#include "pace.hpp"

#include <arpa/inet.h>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <strings.h>
#include <sys/epoll.h>
#include <unistd.h>

namespace {

using namespace krug::bench;

constexpr const char* usage =
    "usage: bench_http_load register|register-quiet|check-in PORT EVENT CONNECTIONS SECONDS RATE FILE FIRST\n"
    "  TOKEN is read from the environment variable BENCH_TOKEN.\n"
    "  RATE requests a second, begun on time whatever became of the earlier ones; 0 = as fast as answers come.\n"
    "  register appends ticket texts to FILE, a line each; guests are numbered from FIRST; -quiet gives no e-mail.\n"
    "  check-in presents the tickets of FILE from line FIRST on and ends early when there are no more.\n"
    "prints: requests/s  p50 ms  p99 ms  requests  failed  green\n";

/// All of one length, so that every registration costs the same.
constexpr const char* surnames[] = {"Щукина", "Абаева", "Белова", "Валова", "Гусева", "Дёмина", "Ершова", "Жукова",
                                    "Зимина", "Исаева", "Котова", "Лосева", "Мухина", "Носова", "Орлова", "Панова"};

struct orders {
    bool registers = false;
    bool with_email = false;
    int port = 0;
    std::string event, token;
    int connections = 0;
    double seconds = 0, rate = 0;
    std::string file;
    std::size_t first = 0;
};

/// One connection: what it still has to send, what it has read, and since when its request is due.
struct connection {
    int socket = -1;
    std::string out, in;
    std::size_t sent = 0;
    steady::time_point due;
    bool busy = false;
};

class load {
public:
    explicit load(orders wanted) : wanted_(std::move(wanted)) {
        if (!wanted_.registers) {
            std::ifstream file(wanted_.file);
            for (std::string line; std::getline(file, line);) tickets_.push_back(line);
        }
        next_ = wanted_.first;
    }

    void run();

private:
    void open_all();
    bool exhausted() const { return !wanted_.registers && next_ >= tickets_.size(); }
    std::string body();
    void begin(connection& on, steady::time_point due);
    void move(connection& on);
    /// True when a whole answer has been read and counted.
    bool take_answer(connection& on);
    void count(const connection& on, int status, std::string_view body);

    orders wanted_;
    int poll_ = -1;
    std::vector<connection> connections_;
    std::vector<std::string> tickets_, earned_;
    std::vector<double> took_;
    std::size_t next_ = 0, failed_ = 0, green_ = 0;
};

[[noreturn]] void fail(const char* what) { throw std::runtime_error(std::string(what) + ": " + std::strerror(errno)); }

void load::open_all() {
    poll_ = ::epoll_create1(EPOLL_CLOEXEC);
    connections_.resize(static_cast<std::size_t>(wanted_.connections));
    for (std::size_t at = 0; at < connections_.size(); ++at) {
        auto& each = connections_[at];
        each.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(wanted_.port));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(each.socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) fail("connect");
        const int on = 1;
        ::setsockopt(each.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event wish{};
        wish.events = EPOLLIN;
        wish.data.u64 = at;
        if (::epoll_ctl(poll_, EPOLL_CTL_ADD, each.socket, &wish) != 0) fail("epoll");
    }
}

std::string load::body() {
    char text[512];
    const auto number = next_++;
    if (wanted_.registers) {
        const auto email = wanted_.with_email ? "\"email\":\"guest." + std::to_string(number) + "@guests.example\"," : "";
        std::snprintf(text, sizeof text,
                      "{\"family_name\":\"%s\",\"given_name\":\"Аксинья\",\"additional_name\":\"Петровна\",%s"
                      "\"phone\":\"+73452%06zu\",\"organisation\":\"АНО «Ёмкость №%zu»\",\"position\":\"начальник цеха\"}",
                      surnames[number % std::size(surnames)], email.c_str(), number % 1'000'000, number);
        return text;
    }
    // A version 4 UUID with the ticket's place in it: each ticket is one person at the door, once.
    std::snprintf(text, sizeof text, "\",\"scan_id\":\"%08zx-0000-4000-8000-%012lx\"}", number,
                  static_cast<unsigned long>(::getpid()));
    return "{\"code\":\"" + tickets_[number] + text;
}

void load::begin(connection& on, steady::time_point due) {
    const auto what = body();
    on.out = "POST /api/v1/events/" + wanted_.event + (wanted_.registers ? "/registrations" : "/check-ins") +
             " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(wanted_.port) + "\r\nAuthorization: Bearer " + wanted_.token +
             "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(what.size()) + "\r\n\r\n" + what;
    on.sent = 0;
    on.in.clear();
    on.due = due;
    on.busy = true;
    move(on);
}

void load::move(connection& on) {
    while (on.sent < on.out.size()) {
        const auto wrote = ::send(on.socket, on.out.data() + on.sent, on.out.size() - on.sent, MSG_NOSIGNAL);
        if (wrote < 0) fail("send");
        on.sent += static_cast<std::size_t>(wrote);
    }
}

void load::count(const connection& on, int status, std::string_view body) {
    took_.push_back(milliseconds_since(on.due));
    if (status != 200 && status != 201) {
        if (failed_++ == 0)
            std::fprintf(stderr, "bench_http_load: %d %.*s\n", status, static_cast<int>(body.size()), body.data());
        return;
    }
    if (!wanted_.registers) {
        if (body.find("\"verdict\":\"green\"") != body.npos) ++green_;
        else if (green_ == 0 && took_.size() == 1)
            std::fprintf(stderr, "bench_http_load: %.*s\n", static_cast<int>(body.size()), body.data());
        return;
    }
    const auto ticket = body.find("\"ticket\":{");
    const auto text = ticket == body.npos ? body.npos : body.find("\"text\":\"", ticket);
    if (text == body.npos) return;
    ++green_;
    const auto begin = text + 8;
    earned_.emplace_back(body.substr(begin, body.find('"', begin) - begin));
}

bool load::take_answer(connection& on) {
    char buffer[16'384];
    const auto got = ::recv(on.socket, buffer, sizeof buffer, 0);
    if (got <= 0) throw std::runtime_error("the service closed a connection");
    on.in.append(buffer, static_cast<std::size_t>(got));
    const auto head = on.in.find("\r\n\r\n");
    if (head == on.in.npos) return false;
    std::size_t length = 0;
    bool told = false;
    for (auto at = on.in.find("\r\n"); at < head; at = on.in.find("\r\n", at + 2))
        if (::strncasecmp(on.in.c_str() + at + 2, "content-length:", 15) == 0) {
            length = std::strtoul(on.in.c_str() + at + 17, nullptr, 10);
            told = true;
        }
    if (!told) throw std::runtime_error("an answer without its length");
    if (on.in.size() < head + 4 + length) return false;
    count(on, std::atoi(on.in.c_str() + 9), std::string_view(on.in).substr(head + 4, length));
    on.busy = false;
    return true;
}

void load::run() {
    open_all();
    const auto since = steady::now();
    const auto end = since + std::chrono::microseconds(static_cast<std::int64_t>(wanted_.seconds * 1e6));
    std::size_t begun = 0, busy = 0;
    std::vector<std::size_t> idle;
    for (std::size_t at = connections_.size(); at > 0; --at) idle.push_back(at - 1);
    auto last = since;
    for (;;) {
        const auto now = steady::now();
        while (!idle.empty() && now < end && !exhausted()) {
            auto due = now;
            if (wanted_.rate > 0) {
                due = since + std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 * static_cast<double>(begun) / wanted_.rate));
                if (due > now) break;
            }
            ++begun, ++busy;
            begin(connections_[idle.back()], due);
            idle.pop_back();
        }
        if (busy == 0 && (now >= end || exhausted())) break;
        epoll_event events[256];
        const int ready = ::epoll_wait(poll_, events, 256, wanted_.rate > 0 ? 1 : 100);
        for (int at = 0; at < ready; ++at) {
            const auto which = static_cast<std::size_t>(events[at].data.u64);
            if (!take_answer(connections_[which])) continue;
            idle.push_back(which);
            --busy;
            last = steady::now();
        }
    }
    const auto seconds = std::chrono::duration<double>(last - since).count();
    std::printf("%.0f\t%.2f\t%.2f\t%zu\t%zu\t%zu\n", static_cast<double>(took_.size()) / seconds, percentile(took_, 0.5),
                percentile(took_, 0.99), took_.size(), failed_, green_);
    if (wanted_.registers) {
        std::ofstream file(wanted_.file, std::ios::app);
        for (const auto& text : earned_) file << text << '\n';
    }
}

} // namespace

int main(int count, char** words) {
    const char* token = std::getenv("BENCH_TOKEN");
    if (count != 9 || token == nullptr) {
        std::fputs(usage, stderr);
        return 2;
    }
    orders wanted;
    const std::string_view what = words[1];
    wanted.registers = what.starts_with("register");
    wanted.with_email = what == "register";
    wanted.port = std::atoi(words[2]);
    wanted.event = words[3];
    wanted.token = token;
    wanted.connections = std::atoi(words[4]);
    wanted.seconds = std::atof(words[5]);
    wanted.rate = std::atof(words[6]);
    wanted.file = words[7];
    wanted.first = std::strtoul(words[8], nullptr, 10);
    try {
        load(wanted).run();
        return 0;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "bench_http_load: %s\n", failure.what());
        return 1;
    }
}
