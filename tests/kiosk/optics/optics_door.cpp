// A guest holds up a ticket and waits: how long from the camera's frame to the verdict, by the kiosk as it is shipped.
// Enrols a kiosk at a server of its own in this process, shows it a film of 1280 x 720 through a FIFO, one ticket a frame,
// and takes the time from before the (first) frame is written to the line with the verdict.
// optics_door KRUG-KIOSK TICKETS SEED
#include "kiosk/optics/films.hpp"
#include "kiosk/optics/spoiling.hpp"

#include "cast/door_server.hpp"
#include "cast/scratch_folder.hpp"
#include "commands.hpp"
#include "kiosk/station/wire_server.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <mutex>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace krug::optics {
namespace {

using clock = std::chrono::steady_clock;
constexpr int wait_ms = 200; ///< then the same frame comes again: a camera goes on filming
constexpr int frames_max = 10;

/// The server's side of a kiosk's day, over a real socket.
class venue {
public:
    explicit venue(int guests) : server_(keys) {
        for (int number = 1; number <= guests; ++number) server_.add(cast::guest_row(number));
        http_ = std::make_unique<cast::wire_server>(false, [this](const cast::wire_request& asked) { return answer(asked); });
    }
    std::string code() const {
        gate_protocol::enrolment_code made;
        made.one_time.fill(6);
        made.root_fingerprint = ticket::sha256(keys.root_raw());
        made.url = http_->url();
        return gate_protocol::write_enrolment_code(made);
    }
    const cast::keyring keys;

private:
    std::pair<int, std::string> answer(const cast::wire_request& asked) {
        const std::lock_guard held(guard_);
        if (asked.target == gate_protocol::enrol_target) {
            gate_protocol::enrol_response response;
            response.device = {5};
            response.token = ticket::to_base64url(cast::seed_of(9));
            response.event = cast::tyumen;
            response.root_key = keys.root_raw();
            response.keys = keys.usual();
            response.terms = server_.terms;
            response.server_time_ms = cast::doors_open * 1000;
            return {201, gate_protocol::encode(response)};
        }
        const auto given = server_.post(asked.target, {}, asked.body);
        return {given.status, given.body};
    }
    cast::door_server server_;
    std::mutex guard_;
    std::unique_ptr<cast::wire_server> http_;
};

/// The shipped program; its verdicts are read line by line.
class shipped_kiosk {
public:
    shipped_kiosk(const std::string& program, const std::string& folder, const std::string& film) {
        int ends[2];
        if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
        child_ = ::fork();
        if (child_ == 0) {
            ::dup2(ends[1], STDOUT_FILENO);
            ::close(ends[0]);
            ::execl(program.c_str(), program.c_str(), "run", "--data", folder.c_str(), "--scanner", ("frames:" + film).c_str(),
                    "--display", "none", static_cast<char*>(nullptr));
            std::_Exit(127);
        }
        ::close(ends[1]);
        from_ = ends[0];
    }
    ~shipped_kiosk() {
        ::kill(child_, SIGTERM);
        ::waitpid(child_, nullptr, 0);
        ::close(from_);
    }
    shipped_kiosk(const shipped_kiosk&) = delete;
    shipped_kiosk& operator=(const shipped_kiosk&) = delete;

    /// Opens the film for writing once the kiosk reads it; throws when the kiosk has ended before.
    int open_film(const std::string& film) const {
        for (;;) {
            const int into = ::open(film.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK);
            if (into >= 0) {
                ::fcntl(into, F_SETFL, 0); // from here on writing waits for the reader
                return into;
            }
            const int why = errno;
            siginfo_t ended{};
            const bool gone = ::waitid(P_PID, static_cast<id_t>(child_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == child_;
            if (why != ENXIO || gone) throw std::runtime_error("the kiosk ended before it looked at the film");
            ::poll(nullptr, 0, 10);
        }
    }

    /// False when nothing came in time.
    bool verdict(std::string& line) {
        for (;;) {
            if (const auto end = pending_.find('\n'); end != std::string::npos) {
                line = pending_.substr(0, end);
                pending_.erase(0, end + 1);
                return true;
            }
            pollfd waiting{from_, POLLIN, 0};
            if (::poll(&waiting, 1, wait_ms) <= 0) return false;
            char buffer[4096];
            const auto got = ::read(from_, buffer, sizeof buffer);
            if (got <= 0) return false;
            pending_.append(buffer, static_cast<std::size_t>(got));
        }
    }

private:
    pid_t child_ = -1;
    int from_ = -1;
    std::string pending_;
};

void write_all(int file, const std::string& bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
        const auto put = ::write(file, bytes.data() + at, bytes.size() - at);
        if (put < 0) throw std::runtime_error("the kiosk has gone");
        at += static_cast<std::size_t>(put);
    }
}

double percentile(std::vector<double> values, double part) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

int run(const std::string& program, int tickets, std::uint64_t seed) {
    std::signal(SIGPIPE, SIG_IGN);
    venue hall(tickets);
    const cast::scratch_folder folder;
    const auto film = (folder.path() / "film.y4m").string();
    if (kiosk::enrol(folder.path() / "kiosk", hall.code(), false) != 0 || ::mkfifo(film.c_str(), 0600) != 0) return 1;
    shipped_kiosk door(program, (folder.path() / "kiosk").string(), film);
    const int into = door.open_film(film);
    write_all(into, film_head(1280, 720));
    std::vector<spoilt> kinds;
    for (const auto& kind : spoilt_names)
        if (kind.promised) kinds.push_back(kind.how);
    std::vector<double> clean, hard;
    int unread = 0, lost = 0, not_green = 0;
    std::mt19937_64 random(seed);
    for (int guest = 1; guest <= tickets; ++guest) {
        const bool spoil = guest % 2 == 0;
        const auto how = spoil ? kinds[static_cast<std::size_t>(guest / 2) % kinds.size()] : spoilt::clean;
        const auto text = ticket::write_ticket(cast::guest_ticket(guest), hall.keys.event);
        const auto frame = film_frame(draw(render::encode_qr(text, render::qr_level::medium), how, 1280, 720, random));
        const auto begun = clock::now();
        std::string line;
        bool read = false;
        for (int frames = 0; frames < frames_max && !read; ++frames) {
            write_all(into, frame);
            read = door.verdict(line);
            if (!read && frames == 0) ++unread;
        }
        if (!read) {
            ++lost;
            continue;
        }
        (spoil ? hard : clean).push_back(std::chrono::duration<double, std::milli>(clock::now() - begun).count());
        if (!line.starts_with(R"({"verdict":"green")")) ++not_green;
    }
    ::close(into);
    auto all = clean;
    all.insert(all.end(), hard.begin(), hard.end());
    const auto say = [](const char* what, const std::vector<double>& times) {
        std::printf("%-44s %5zu  p50 %6.1f ms  p95 %6.1f ms  p99 %6.1f ms\n", what, times.size(), percentile(times, 0.5),
                    percentile(times, 0.95), percentile(times, 0.99));
    };
    say("frame to verdict, clean tickets", clean);
    say("frame to verdict, spoilt tickets", hard);
    say("frame to verdict, all (target p95 <= 150 ms)", all);
    std::printf("not answered by the first frame: %d; never: %d; not green: %d of %d\n", unread, lost, not_green, tickets);
    std::printf("door\t%.1f\t%.1f\t%d\n", percentile(clean, 0.95), percentile(all, 0.95), unread);
    return percentile(all, 0.95) <= 150 && not_green == 0 && lost == 0 ? 0 : 1;
}

} // namespace
} // namespace krug::optics

int main(int count, char** words) {
    if (count < 2) return 2;
    try {
        return krug::optics::run(words[1], count > 2 ? std::atoi(words[2]) : 400, count > 3 ? static_cast<std::uint64_t>(std::atoll(words[3])) : 1);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "optics_door: %s\n", failure.what());
        return 1;
    }
}
