// GCC 12.2 does not come back into a coroutine that awaits inside the condition of an if, a while or a switch.
#include "await_task.hpp"

task yes() { co_return true; }

task outer() {
#ifdef NAMED_FIRST
    const bool answer = co_await yes();
    if (answer) co_return true;
#else
    if (co_await yes()) co_return true;
#endif
    co_return false;
}

int main() {
    const auto all = outer();
    all.own.resume();
    return all.own.promise().value ? 0 : 1;
}
