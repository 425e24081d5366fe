// The files of templates/ and the compiled translations as they were when the program was built.
// Used inside render only.
#pragma once

#include <span>
#include <string_view>

namespace krug::render {

struct embedded_file {
    std::string_view name; ///< path below templates/: "pages/event.html"
    std::string_view bytes;
};

std::span<const embedded_file> embedded_templates();
std::span<const embedded_file> embedded_catalogues();
std::span<const embedded_file> embedded_phone_assets(); ///< "assets/door.wasm" and "assets/door.wasm.br"; may lack some
std::span<const embedded_file> embedded_documents(); ///< names below the repository's root

} // namespace krug::render
