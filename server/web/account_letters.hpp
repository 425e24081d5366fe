// The letters about accounts as finished messages: an invitation, a link to a new password.
// Called by the mail carrier's thread through commands/serve, for jobs whose event is 0.
#pragma once

#include "web/letters.hpp"

namespace krug::web {

/// As write_letter and write_plain_letter for letters to guests. An empty recipient: the link is over, or it was for nobody.
finished_letter write_account_letter(const offices& on, const service::mail_job& job);
finished_letter write_plain_account_letter(const offices& on, const service::mail_job& job);

} // namespace krug::web
