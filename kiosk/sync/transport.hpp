// One POST to the server, there and back. The simulator and the tests bring their own.
// sync only.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace krug::sync {

struct http_answer {
    int status = 0;
    std::string body;
};

/// No answer came, or not from the server that was enrolled with. `what()` names the step, never a body.
struct transport_failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class transport {
public:
    using headers = std::vector<std::pair<std::string, std::string>>;
    virtual ~transport() = default;
    /// Blocks until the answer is complete or a deadline of the implementation has passed.
    /// Throws transport_failure.
    virtual http_answer post(std::string_view target, const headers& with, std::string_view body) = 0;
};

} // namespace krug::sync
