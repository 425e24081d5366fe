// If this measures wrong, we believe that a scan turns green at once while people wait in front of a slow screen.
// Feeds a kiosk one ticket after another and waits for each verdict; beside it, two bare syncs to the same disk.
#include "pace.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace krug::bench;

constexpr const char* usage = "usage: bench_door_pace KIOSK DATA TICKETS FOLDER\n"
                              "prints two lines, kiosk and two bare syncs: p50 ms  p99 ms  times  green\n";

struct kiosk {
    pid_t process = -1;
    int to = -1;
    FILE* from = nullptr;
};

kiosk start(const char* program, const char* data) {
    int in[2], out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) std::abort();
    kiosk made;
    made.process = ::fork();
    if (made.process == 0) {
        ::dup2(in[0], STDIN_FILENO);
        ::dup2(out[1], STDOUT_FILENO);
        ::execl(program, program, "run", "--scanner", "stdin", "--display", "none", "--data", data, nullptr);
        std::perror(program);
        ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    made.to = in[1];
    made.from = ::fdopen(out[0], "r");
    return made;
}

/// The next line with a verdict; others are the device's own words. False at the end.
bool next_verdict(kiosk& door, std::string& line) {
    char* text = nullptr;
    std::size_t room = 0;
    bool found = false;
    while (!found && ::getline(&text, &room, door.from) > 0) found = std::strstr(text, "\"verdict\"") != nullptr;
    if (found) line = text;
    std::free(text);
    return found;
}

/// A page of a database's log and a line of a flight log, each made durable in room that the files already have: as
/// little as a kept promise needs.
class two_syncs {
public:
    explicit two_syncs(const std::string& folder)
        : page_(opened(folder + "/bare_page", page_bytes)), line_(opened(folder + "/bare_line", line_bytes)) {}

    void make() {
        const std::string page(page_bytes, 'k'), line(line_bytes, 'k');
        const auto round = static_cast<off_t>(took_.size() % rounds);
        const auto since = steady::now();
        const bool kept = ::pwrite(page_, page.data(), page.size(), round * off_t{page_bytes}) > 0 && ::fdatasync(page_) == 0 &&
                          ::pwrite(line_, line.data(), line.size(), round * off_t{line_bytes}) > 0 && ::fdatasync(line_) == 0;
        if (!kept) std::abort();
        took_.push_back(milliseconds_since(since));
    }
    const std::vector<double>& took() const { return took_; }

private:
    static constexpr int page_bytes = 4096, line_bytes = 256, rounds = 512;
    static int opened(const std::string& name, int bytes) {
        const int file = ::open(name.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        const std::string room(static_cast<std::size_t>(bytes) * rounds, 'r');
        if (file < 0 || ::write(file, room.data(), room.size()) < 0 || ::fsync(file) != 0) std::abort();
        return file;
    }

    int page_, line_;
    std::vector<double> took_;
};

void tell(const std::vector<double>& took, std::size_t green) {
    std::printf("%.2f\t%.2f\t%zu\t%zu\n", percentile(took, 0.5), percentile(took, 0.99), took.size(), green);
}

bool feed(const char* program, const char* data, const std::vector<std::string>& tickets, two_syncs& bare) {
    auto door = start(program, data);
    std::vector<double> took;
    std::size_t green = 0;
    std::string line;
    for (const auto& ticket : tickets) {
        const auto code = ticket + '\n';
        const auto since = steady::now();
        if (::write(door.to, code.data(), code.size()) != static_cast<ssize_t>(code.size())) break;
        if (!next_verdict(door, line)) break;
        // The first one also waits for the program to start.
        if (&ticket != &tickets.front()) took.push_back(milliseconds_since(since));
        if (line.find("\"green\"") != line.npos) ++green;
        else if (green == 0) std::fprintf(stderr, "bench_door_pace: %s", line.c_str());
        // People do not come without a step between them, and the sync with the server gets its turn.
        ::usleep(5'000);
        bare.make();
        ::usleep(5'000);
    }
    ::close(door.to);
    int status = 0;
    ::waitpid(door.process, &status, 0);
    std::fclose(door.from);
    tell(took, green);
    return took.size() + 1 == tickets.size();
}

} // namespace

int main(int count, char** words) {
    if (count != 5) {
        std::fputs(usage, stderr);
        return 2;
    }
    std::signal(SIGPIPE, SIG_IGN);
    ::alarm(90); // whatever happens, the benchmark goes on
    std::vector<std::string> tickets;
    std::ifstream file(words[3]);
    for (std::string line; std::getline(file, line);) tickets.push_back(line);
    two_syncs bare(words[4]);
    const bool whole = feed(words[1], words[2], tickets, bare);
    tell(bare.took(), bare.took().size());
    return whole ? 0 : 1;
}
