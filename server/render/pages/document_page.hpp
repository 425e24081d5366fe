// A text of the house for people who build on it, with the files that belong to it.
// Filled by web's openapi pages.
#pragma once

#include "render/pages/page_frame.hpp"

namespace krug::render {

struct document_file {
    std::string name; ///< "tickets.tsv"
    std::string url;
};
BOOST_DESCRIBE_STRUCT(document_file, (), (name, url))

struct document_view {
    std::string title;
    markup text; ///< render::markdown
    std::vector<document_file> files;
};
BOOST_DESCRIBE_STRUCT(document_view, (), (title, text, files))
std::string render_page(const page_engine& engine, const page_frame& frame, const document_view& view);

} // namespace krug::render
