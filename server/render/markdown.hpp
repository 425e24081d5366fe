// The Markdown subset of organisers' texts as safe HTML.
// Called by web when it fills a view.
#pragma once

#include "render/page_engine.hpp"

#include <string_view>

namespace krug::render {

/// CommonMark without raw HTML and pictures (a picture becomes its description), links to https and mailto
/// only, each with rel="nofollow noopener", headings moved down by `shift` levels (h1 becomes h3 with 2),
/// never beyond h6. Text over 64 KiB is cut at a character boundary: an organiser's page is not a book.
markup markdown(std::string_view source, int shift = 2);

} // namespace krug::render
