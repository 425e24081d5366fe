#include "render/published_files.hpp"

#include "render/embedded_files.hpp"

namespace krug::render {

std::string_view published_file(std::string_view name) {
    for (const auto& file : embedded_documents())
        if (file.name.substr(file.name.rfind('/') + 1) == name) return file.bytes;
    return {};
}

} // namespace krug::render
