// What guest and guard see after each code, and how the device itself is doing.
// The kiosk's composition owns one display and calls it from one thread.
#pragma once

#include "gate_protocol/verdict_line.hpp"
#include "gatekeeper/gatekeeper.hpp"

#include <cstdio>
#include <memory>
#include <string>

namespace krug::screen {

class board;

/// How the device is doing, in words staff act on.
struct device_words {
    std::string ru, en; ///< empty = all is well
    bool operator==(const device_words&) const = default;
};

class display {
public:
    virtual ~display() = default;
    virtual void show(const gate_protocol::verdict_line& line) = 0;
    virtual void ready(const std::string& event, const std::string& point) = 0;
    virtual void say(const device_words& words) = 0;
};

/// One line of JSON a verdict on `out`, flushed; nothing else.
std::unique_ptr<display> json_display(std::FILE* out);
/// Colours and large words for a text terminal, Russian first.
std::unique_ptr<display> terminal_display(std::FILE* out);

/// Writes what the kiosk's page shows; device words reach it through facts_of. The board outlives the display.
std::unique_ptr<display> browser_display(board& shown);

/// Everything a display needs, from an answer. `ms`: from the code's last character to the answer.
gate_protocol::verdict_line line_of(const gatekeeper::gatekeeper& gate, const gatekeeper::answer& given, double ms);

/// What words_about says when nothing but the connection is missing.
device_words words_offline();
/// Revoked, disk trouble, incomplete list, lease, clock, offline: the first that holds.
device_words words_about(const gatekeeper::gatekeeper& gate);

} // namespace krug::screen
