// Assertions that stay on in every build: a broken invariant ends the process, systemd starts it again.
// Anyone may use it. Refusals and failures are not bugs and never come here.
#pragma once

namespace krug::ground {

/// Writes one line (file, line, condition) to stderr and aborts. Never returns, never throws.
[[noreturn]] void broken_invariant(const char* condition, const char* file, int line) noexcept;

} // namespace krug::ground

#define KRUG_CHECK(condition)                                                                                \
    do {                                                                                                     \
        if (!(condition)) ::krug::ground::broken_invariant(#condition, __FILE__, __LINE__);                  \
    } while (false)
