// The way out for a finished message: an SMTP server, a folder, or a fake in a test.
// Called by the carrier on its own thread; nobody else sends mail.
#pragma once

#include <string>
#include <string_view>

namespace krug::mail {

/// sent: the other side took responsibility. temporary: nothing arrived, try later. permanent: it never will.
/// ambiguous: the link broke after the last byte and before the answer.
enum class delivery { sent = 1, temporary = 2, permanent = 3, ambiguous = 4 };

/// The reason of a delivery that interrupt() ended.
inline constexpr std::string_view interrupted = "interrupted";

struct outcome {
    mail::delivery delivery = delivery::temporary;
    std::string_view reason; ///< fixed word of ours: accepted, refused, deferred, link_broken, …; no server text
    int smtp_code = 0;       ///< last reply code, 0 when there was none
};

class transport {
public:
    virtual ~transport() = default;
    /// Delivers `bytes` (a whole message with CRLF line ends) once. Blocks. Failures of the network are outcomes;
    /// throws only std::bad_alloc. Addresses are ASCII addr-specs, anything else is permanent "address".
    virtual outcome deliver(std::string_view envelope_from, std::string_view to, std::string_view bytes) = 0;
    /// Makes a running and every later deliver return soon, with what is true then. From any thread.
    virtual void interrupt() noexcept = 0;
};

} // namespace krug::mail
