// If this fails, the compiler has been repaired and people may write coroutines in the natural way again; until then the
// natural way crashes the service in front of a queue.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace {

int exit_of(const std::string& command) {
    const int outcome = std::system(command.c_str());
    return WIFEXITED(outcome) ? WEXITSTATUS(outcome) : -1;
}

/// Compiles the snippet with the project's compiler and the address sanitizer and runs it; true when it ran well.
bool runs_well(const std::string& snippet, const std::string& variant = "") {
    const auto program = testing::TempDir() + snippet + std::to_string(::getpid());
    const auto source = std::string(KRUG_SOURCE_DIR) + "/tests/toolchain/" + snippet + ".cpp";
    const int compiled =
        exit_of(std::string(KRUG_CXX_COMPILER) + " -std=c++20 -O0 -fsanitize=address " + variant + " " + source + " -o " + program);
    EXPECT_EQ(compiled, 0) << "the probe itself no longer compiles";
    const bool well = compiled == 0 && exit_of("ASAN_OPTIONS=detect_leaks=0 " + program + " >/dev/null 2>&1") == 0;
    std::filesystem::remove(program);
    return well;
}

} // namespace

// People go on naming each lambda before it is awaited although they no longer have to.
TEST(coroutine_probe, a_capturing_lambda_in_an_await_is_still_destroyed_twice) {
    EXPECT_TRUE(runs_well("await_capturing_lambda", "-DNAMED_FIRST")) << "the workaround does not work";
    EXPECT_FALSE(runs_well("await_capturing_lambda"))
        << "Repaired: capturing lambdas may stand inside co_await expressions again; take the rule out of ARCHITECTURE.md.";
}

// People go on naming each awaited answer before they ask for it although they no longer have to.
TEST(coroutine_probe, an_await_in_a_condition_is_still_miscompiled) {
    EXPECT_TRUE(runs_well("await_in_condition", "-DNAMED_FIRST")) << "the workaround does not work";
    EXPECT_FALSE(runs_well("await_in_condition"))
        << "Repaired: co_await may stand in the condition of if, while and switch again; take the rule out of ARCHITECTURE.md.";
}
