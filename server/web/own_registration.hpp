// The routes under /r/{secret}: a person's own registration, reached by the secret of its link.
// registration_pages joins them to its own.
#pragma once

#include "domain/registration.hpp"
#include "render/ticket_pdf.hpp"
#include "service/registration_office.hpp"
#include "web/event_views.hpp"
#include "web/route.hpp"

#include <vector>

namespace krug::web {

std::vector<route> own_registration_routes();

/// Carries the address a letter went to from the POST to the page that names it once.
inline constexpr std::string_view sent_to_cookie = "sent_to";

/// The ticket on paper, for the page and for the letter. `whose` must be confirmed.
render::ticket_document ticket_document_of(const service::event_view& found, const service::registration_view& whose,
                                           const showing& to);
/// «482 915 743»
std::string grouped_number(std::string_view digits);
/// «билет-slug.pdf» in the reader's language.
std::string ticket_file_name(const service::event_view& found, render::language lang);

} // namespace krug::web
