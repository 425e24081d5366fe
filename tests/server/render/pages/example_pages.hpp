// Every page with example data: as people will see it, and with every field filled to the brim.
// Used by the tests of render and by the page gallery.
#pragma once

#include "render/page_engine.hpp"

#include <functional>
#include <string>
#include <vector>

namespace krug::render {

struct example_page {
    std::string name;          ///< "registration_waitlisted"; names one file
    std::string template_name; ///< "pages/registration.html"
    std::function<std::string(const page_engine&, language)> render;
};

/// Pages as in the life of the meeting of 15 October 2020, with invented people.
std::vector<example_page> example_pages();

/// Each page with `text` in every text, every flag set and three items in every list.
std::vector<example_page> brimming_pages(const std::string& text);

} // namespace krug::render
