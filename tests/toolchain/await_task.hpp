// The smallest coroutine type that shows the compiler's faults.
// For the toolchain probes only.
#pragma once

#include <coroutine>
#include <exception>
#include <utility>

struct task {
    struct promise_type {
        std::coroutine_handle<> caller = std::noop_coroutine();
        bool value = false;
        task get_return_object() { return task(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        auto final_suspend() noexcept {
            struct back {
                bool await_ready() noexcept { return false; }
                std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> ended) noexcept {
                    return ended.promise().caller;
                }
                void await_resume() noexcept {}
            };
            return back{};
        }
        void return_value(bool given) { value = given; }
        void unhandled_exception() { std::terminate(); }
    };

    explicit task(std::coroutine_handle<promise_type> handle) : own(handle) {}
    task(task&& other) noexcept : own(std::exchange(other.own, {})) {}
    ~task() {
        if (own) own.destroy();
    }
    bool await_ready() { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> caller) {
        own.promise().caller = caller;
        return own;
    }
    bool await_resume() { return own.promise().value; }

    std::coroutine_handle<promise_type> own;
};
