// What the page sees of the WebAssembly module: room for a question, the call, where the answer lies.
#include "phone/phone_door.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

// The page gives random bytes; WASI's own name for it, so that nothing else has to be imported for them.
extern "C" __attribute__((import_module("page"), import_name("random"))) void page_random(void* out, std::size_t bytes);

namespace {

class page_randomness final : public krug::ground::randomness {
public:
    void fill(std::span<std::byte> out) override { page_random(out.data(), out.size()); }
};

struct module_state {
    page_randomness random;
    krug::phone::phone_door door{random};
    std::string question, answer;
};

module_state& state() {
    static module_state only;
    return only;
}

} // namespace

extern "C" {

__attribute__((export_name("door_room"))) char* door_room(std::size_t bytes) {
    state().question.resize(bytes);
    return state().question.data();
}
__attribute__((export_name("door_ask"))) std::size_t door_ask() {
    state().answer = state().door.ask(state().question);
    return state().answer.size();
}
__attribute__((export_name("door_answer"))) const char* door_answer() { return state().answer.data(); }

// There are no exceptions here: what would be one ends the call as a trap, and the page loads the module anew from
// what is durable. The journal above throws nothing; a malformed message from a server does.
void* __cxa_allocate_exception(std::size_t bytes) { return std::malloc(bytes); }
[[noreturn]] void __cxa_throw(void*, void*, void (*)(void*)) { __builtin_trap(); }
}
