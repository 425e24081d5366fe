// What an organiser wrote, with its fields filled in: as a subject, as text and as safe HTML.
// web calls it for letters, and for showing them before.
#pragma once

#include "domain/message.hpp"
#include "render/page_engine.hpp"

#include <span>
#include <string>
#include <string_view>

namespace krug::render {

struct field_value {
    domain::message_field field{};
    std::string text; ///< what stands there; of a link its words
    std::string url;  ///< "" = no link
};

struct filled_message {
    std::string subject; ///< one line
    std::string text;    ///< Markdown as it was written; links as addresses
    markup body;
};

/// Values are texts from outside: nothing in them is read as Markdown, HTML or a field. A field without a value leaves nothing.
filled_message fill_message(std::string_view subject, std::string_view source, std::span<const field_value> values);

} // namespace krug::render
