// Every page and letter there is, with the fields its template may read.
// Used by the page engine at start and by the tests of the room.
#pragma once

#include "render/template_compiler.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace krug::render {

struct page_entry {
    std::string name;        ///< "pages/event.html"
    std::string_view layout; ///< "layouts/site.html"
    view_shape frame;
    view_shape view;
};

const std::vector<page_entry>& page_list();

} // namespace krug::render
