#include "ground/log.hpp"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <mutex>
#include <poll.h>
#include <string>
#include <unistd.h>

namespace krug::ground {

namespace {

constexpr std::size_t value_bytes_max = 512;
std::atomic<int> least_level{static_cast<int>(level::info)};

void append_escaped(std::string& out, std::string_view text) {
    for (const char c : text.substr(0, value_bytes_max)) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (code < 0x20 || code >= 0x7f) {
            char buffer[8];
            std::snprintf(buffer, sizeof buffer, "\\u%04x", code);
            out += buffer;
        } else {
            out.push_back(c);
        }
    }
}

const char* name_of(level at) {
    switch (at) {
    case level::debug: return "debug";
    case level::info: return "info";
    case level::warning: return "warning";
    case level::error: return "error";
    }
    return "error";
}

void append_time(std::string& out) {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
    const auto seconds = static_cast<std::time_t>(ms / 1000);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char buffer[40];
    const auto length = std::strftime(buffer, sizeof buffer, "%Y-%m-%dT%H:%M:%S", &parts);
    out.append(buffer, length);
    std::snprintf(buffer, sizeof buffer, ".%03dZ", static_cast<int>(ms % 1000));
    out += buffer;
}

/// A reader of our log that has stopped reading fills the pipe, and the next write would hold its thread, soon every
/// thread, for ever: then lines are left out, and the first that fits again says how many. A pipe that takes anything takes
/// PIPE_BUF bytes whole.
void write_line(std::string& line) {
    static std::mutex mutex; // between the question and the write nobody else may fill the pipe
    static long long left_out = 0;
    const std::lock_guard hold(mutex);
    pollfd reader{STDERR_FILENO, POLLOUT, 0};
    if (::poll(&reader, 1, 0) == 0) {
        ++left_out;
        return;
    }
    if (left_out > 0) {
        line.insert(line.size() - 2, ",\"lines_left_out\":" + std::to_string(left_out));
        left_out = 0;
    }
    // One write, so that lines of several threads do not mix. If stderr is gone there is nowhere to say so.
    if (::write(STDERR_FILENO, line.data(), line.size()) < 0) return;
}

} // namespace

field::field(std::string_view name, std::string_view value) : name_(name) {
    json_.push_back('"');
    append_escaped(json_, value);
    json_.push_back('"');
}

void set_log_level(level least) { least_level = static_cast<int>(least); }

void log(level at, std::string_view event, std::initializer_list<field> fields) noexcept {
    if (static_cast<int>(at) < least_level) return;
    try {
        std::string line = "{\"time\":\"";
        append_time(line);
        line += "\",\"level\":\"";
        line += name_of(at);
        line += "\",\"event\":\"";
        append_escaped(line, event);
        line += '"';
        for (const auto& each : fields) {
            line += ",\"";
            append_escaped(line, each.name());
            line += "\":";
            line += each.json();
        }
        line += "}\n";
        write_line(line);
    } catch (...) {
        return; // no memory for a log line: the work it speaks of matters more
    }
}

} // namespace krug::ground
