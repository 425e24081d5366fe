#include "ground/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace krug::ground {

void broken_invariant(const char* condition, const char* file, int line) noexcept {
    std::fprintf(stderr, "{\"level\":\"fatal\",\"event\":\"broken_invariant\",\"condition\":\"%s\",\"at\":\"%s:%d\"}\n",
                 condition, file, line);
    std::abort();
}

} // namespace krug::ground
