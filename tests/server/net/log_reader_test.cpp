// Whoever started the service stopped reading its log, a terminal was suspended or a script forgot the pipe: every request
// would hang, with eighty people at the door.
#include "ground/log.hpp"

#include <gtest/gtest.h>

#include <array>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace krug::net {
namespace {

/// Our log goes into a pipe that nobody reads until read_all().
class unread_pipe {
public:
    unread_pipe() : kept_(::dup(STDERR_FILENO)) {
        EXPECT_EQ(::pipe2(ends_.data(), O_CLOEXEC), 0);
        ::dup2(ends_[1], STDERR_FILENO);
    }
    ~unread_pipe() {
        ::dup2(kept_, STDERR_FILENO);
        for (const int each : {kept_, ends_[0], ends_[1]}) ::close(each);
    }
    std::string read_all() {
        ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);
        std::string all;
        std::array<char, 65536> buffer;
        for (ssize_t got = 0; (got = ::read(ends_[0], buffer.data(), buffer.size())) > 0;) all.append(buffer.data(), static_cast<std::size_t>(got));
        return all;
    }

private:
    int kept_;
    std::array<int, 2> ends_{};
};

TEST(log_reader, one_that_stops_reading_stops_nobody) {
    constexpr int lines = 20'000; // several times what a pipe holds
    unread_pipe pipe;
    for (int at = 0; at < lines; ++at) ground::log_warning("somebody_came", {{"at", at}});
    const auto first = pipe.read_all();
    ground::log_warning("read_again");
    const auto after = pipe.read_all();
    std::int64_t kept = 0;
    for (const char c : first) kept += c == '\n' ? 1 : 0;
    EXPECT_GT(kept, 0);
    EXPECT_EQ(first.back(), '\n') << "no line is cut";
    EXPECT_NE(after.find("\"lines_left_out\":" + std::to_string(lines - kept) + "}\n"), std::string::npos) << after;
}

} // namespace
} // namespace krug::net
