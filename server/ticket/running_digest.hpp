// SHA-256 of what is too long to be held at once: given piece by piece, read at the end.
// Anyone who may include ticket; one object belongs to one thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace krug::ticket {

class running_digest {
public:
    running_digest();
    ~running_digest();
    running_digest(running_digest&&) noexcept;
    running_digest& operator=(running_digest&&) noexcept;

    void add(std::string_view piece);
    /// 64 lower-case hexadecimal digits of everything added so far; more may be added after.
    std::string hex() const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace krug::ticket
