// What stands on a badge, in words of its wearer. The badge pages and the spool of the badge printer share it.
// badge_pages, and commands for the spool.
#pragma once

#include "render/badge_pdf.hpp"
#include "render/page_engine.hpp"
#include "service/badge_office.hpp"

namespace krug::web {

/// The document of a batch; each badge in the language of its wearer.
render::badge_document badge_document_of(const service::badge_batch& batch, render::language lang, ground::utc_seconds now);

} // namespace krug::web
