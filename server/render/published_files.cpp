#include "render/published_files.hpp"

#include "render/embedded_files.hpp"
#include "render/pages/creation_page.hpp"

namespace krug::render {

std::string_view published_file(std::string_view name) {
    for (const auto& file : embedded_documents())
        if (file.name.substr(file.name.rfind('/') + 1) == name) return file.bytes;
    return {};
}

std::vector<event_template_file> event_template_files() {
    constexpr std::string_view folder = "events/", ending = ".json";
    std::vector<event_template_file> found;
    for (const auto& file : embedded_templates())
        if (file.name.starts_with(folder) && file.name.ends_with(ending))
            found.push_back({file.name.substr(folder.size(), file.name.size() - folder.size() - ending.size()), file.bytes});
    return found;
}

} // namespace krug::render
