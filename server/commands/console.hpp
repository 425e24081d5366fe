// What a command sees of the outside: its streams, environment and the operator's language; and how it ends.
// Given to every verb by main.cpp, or by a test that wants to read what was said.
#pragma once

#include "config.hpp"

#include <map>
#include <ostream>
#include <stdexcept>
#include <string>

namespace krug::commands {

/// Exit codes: data goes to stdout, messages to stderr.
inline constexpr int success = 0;
inline constexpr int failure = 1;
inline constexpr int wrong_usage = 2;

struct console {
    std::ostream& out;
    std::ostream& err;
    std::map<std::string, std::string> environment;

    /// By LC_ALL, LC_MESSAGES, LANG in this order, as gettext does.
    bool in_russian() const;
    /// Writes the sentence in the operator's language and a line end to stderr.
    void say(const sentence& what) const;
    const std::string& choose(const sentence& what) const { return in_russian() ? what.ru : what.en; }
};

/// The command was called wrongly: a verb throws it, the frame says the sentence and exits with 2.
class usage_error : public std::runtime_error {
public:
    explicit usage_error(sentence what) : std::runtime_error(what.en), what_(std::move(what)) {}
    const sentence& said() const { return what_; }

private:
    sentence what_;
};

/// The world did not let the command do its work: said, then exit with 1. Holds no personal data.
class command_failed : public std::runtime_error {
public:
    explicit command_failed(sentence what) : std::runtime_error(what.en), what_(std::move(what)) {}
    const sentence& said() const { return what_; }

private:
    sentence what_;
};

} // namespace krug::commands
