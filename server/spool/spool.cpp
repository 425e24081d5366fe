#include "spool/spool.hpp"

#include "ground/log.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string_view>
#include <vector>

extern char** environ;

namespace krug::spool {

namespace {

constexpr auto rest = std::chrono::seconds(2);
constexpr auto glance = std::chrono::milliseconds(50);

bool is_there(const std::string& command) {
    if (command.find('/') != std::string::npos) return ::access(command.c_str(), X_OK) == 0;
    const char* path = std::getenv("PATH");
    std::string_view left = path == nullptr ? "/usr/bin:/bin" : path;
    while (!left.empty()) {
        const auto colon = std::min(left.find(':'), left.size());
        if (::access((std::string(left.substr(0, colon)) + "/" + command).c_str(), X_OK) == 0) return true;
        left.remove_prefix(std::min(colon + 1, left.size()));
    }
    return false;
}

/// The bytes as a file without a name, from which the command reads; -1 when there is no memory for it.
int in_memory(const std::string& bytes) {
    const int file = ::memfd_create("badge", MFD_CLOEXEC);
    if (file < 0) return -1;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto written = ::write(file, bytes.data() + at, bytes.size() - at);
        if (written <= 0) {
            ::close(file);
            return -1;
        }
        at += static_cast<std::size_t>(written);
    }
    ::lseek(file, 0, SEEK_SET);
    return file;
}

pid_t begin(std::vector<std::string> words, int in) {
    std::vector<char*> line;
    for (auto& each : words) line.push_back(each.data());
    line.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in, 0);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
    pid_t child = -1;
    const int failed = ::posix_spawnp(&child, line.front(), &files, nullptr, line.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    return failed == 0 ? child : -1;
}

} // namespace

spool::spool(service::badge_office& office, badge_writer writer, const spool_settings& settings)
    : office_(office), writer_(std::move(writer)), settings_(settings) {}

spool::~spool() { stop(); }

bool spool::start() {
    if (!is_there(settings_.command)) {
        ground::log_warning("badge_printer_missing", {{"printer", settings_.printer}, {"command", settings_.command}});
        return false;
    }
    office_.begin_spool();
    thread_ = std::thread([this] { run(); });
    return true;
}

void spool::notify() {
    {
        const std::lock_guard hold(mutex_);
        ++knocks_;
    }
    changed_.notify_one();
}

void spool::stop() {
    {
        const std::lock_guard hold(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

bool spool::print(const std::string& bytes) {
    const int file = in_memory(bytes);
    if (file < 0) return false;
    std::vector<std::string> words{settings_.command, "-d", settings_.printer, "-t", "Krug badge"};
    if (settings_.is_raw) words.insert(words.end(), {"-o", "raw"});
    words.emplace_back("-"); // the document comes by standard input
    const auto child = begin(std::move(words), file);
    ::close(file);
    if (child < 0) return false;
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(settings_.seconds_max);
    std::unique_lock lock(mutex_);
    for (;;) {
        int status = 0;
        if (::waitpid(child, &status, WNOHANG) == child) return WIFEXITED(status) && WEXITSTATUS(status) == 0;
        if (stopping_ || std::chrono::steady_clock::now() >= until) {
            ::kill(child, SIGKILL);
            ::waitpid(child, &status, 0);
            return false;
        }
        changed_.wait_for(lock, glance, [this] { return stopping_; });
    }
}

void spool::run() {
    const domain::actor house{domain::actor_kind::system, 0, {}};
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const auto heard = knocks_;
        lock.unlock();
        bool did_something = false;
        try {
            for (const auto& each : office_.take_due(badges_most)) {
                did_something = true;
                const auto batch = office_.print_one(house, each.event, each.whose, each.layout, settings_.format);
                if (!batch) continue; // taken back meanwhile
                if (!print(writer_(*batch)))
                    ground::log_warning("badge_not_printed", {{"event", each.event.value}, {"registration", each.whose.value}, {"printer", settings_.printer}});
            }
        } catch (const std::exception& failed) {
            did_something = false;
            ground::log_error("badge_spool_failed", {{"failure", failed.what()}});
        }
        lock.lock();
        if (!did_something) changed_.wait_for(lock, rest, [&] { return stopping_ || knocks_ != heard; });
    }
}

} // namespace krug::spool
