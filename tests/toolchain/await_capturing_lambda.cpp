// GCC 12 destroys a temporary lambda with captures twice when it stands in a co_await expression.
#include "await_task.hpp"

#include <string>

template <class Work> task run(Work work) { co_return work(); }

task outer() {
    std::string text(100, 'x');
#ifdef NAMED_FIRST
    auto work = [text] { return text.size() == 100; };
    const bool long_enough = co_await run(std::move(work));
#else
    const bool long_enough = co_await run([text] { return text.size() == 100; });
#endif
    co_return long_enough;
}

int main() {
    const auto all = outer();
    all.own.resume();
    return all.own.promise().value ? 0 : 1;
}
