// The letters of the outbox as finished messages: template, ticket, QR code, calendar file.
// Called by the mail carrier's thread through commands/serve.
#pragma once

#include "service/outbox_office.hpp"
#include "web/offices.hpp"

#include <string>

namespace krug::web {

/// A whole RFC 5322 message. An empty recipient: nobody is to be written to any more.
struct finished_letter {
    std::string recipient;
    std::string bytes;
};

/// From the templates, with everything attached. The Message-ID follows from the job and is the same at each try.
finished_letter write_letter(const offices& on, const service::mail_job& job);
/// The same facts without any template: event, status, attendee number, link and ticket. For the day a template fails.
finished_letter write_plain_letter(const offices& on, const service::mail_job& job);

} // namespace krug::web
