// The verbs of krug-kiosk. Each returns the exit status: 0 success, 2 wrong usage, 1 failure.
// Only main.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace krug::kiosk {

struct run_options {
    std::string scanner;              ///< empty: stdin, with the browser none but the page's own keys
    std::string display = "terminal"; ///< terminal, none or browser
    std::string listen = "127.0.0.1:0"; ///< browser: where the page is served; loopback only
    std::filesystem::path screen_file;  ///< browser: gets the page's one-time address; empty: standard output does
    std::filesystem::path pin_file;     ///< browser: holds the staff's PIN; empty: the one that set_pin has kept
    std::int64_t point = 0;           ///< 0 = the device's first
    bool leaving = false;             ///< codes mean exits
    std::string hub;                  ///< "ADDR:PORT": this kiosk is the hub of its hall; empty: it is not
};

/// Makes the device's key, hands in the code, fetches keys, rules and roster; prints the status.
int enrol(const std::filesystem::path& folder, const std::string& code, bool plain_http);
/// Answers codes until the scanner ends or SIGTERM comes.
int run(const std::filesystem::path& folder, const run_options& options);
/// Prints a code with which another kiosk pairs with this one, whose hub is reached at `url` (https://HOST:PORT).
int make_hub_code(const std::filesystem::path& folder, const std::string& url);
/// Hands in a hub's code; from the next start this kiosk asks that hub.
int pair(const std::filesystem::path& folder, const std::string& code);
/// Forgets the hub.
int unpair(const std::filesystem::path& folder);
/// Reads the staff's PIN from standard input and keeps its hash.
int set_pin(const std::filesystem::path& folder);
/// Prints one JSON object.
int status(const std::filesystem::path& folder);
/// Checks what can be checked before the doors open and says it in words; `scanner` as for run, empty: none is tried.
int rehearse(const std::filesystem::path& folder, const std::string& scanner);
/// Writes every record that the server has not acknowledged: a line holds the device key's signature, a blank and the
/// body of a sync request, which `krug scans import` takes as if it had come over the network. `all`: those too that the
/// server had acknowledged, for one that has lost them.
int write_export(const std::filesystem::path& folder, const std::filesystem::path& file, bool all = false);

} // namespace krug::kiosk
