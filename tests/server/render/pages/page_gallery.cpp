// Writes every page with example data into a directory: ru/NAME.html, en/NAME.html and the assets beside them.
// Serve the directory with any static server and look.
#include "example_pages.hpp"

#include "render/assets.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>

namespace {

void write(const std::filesystem::path& path, const std::string& bytes) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "page_gallery DIRECTORY\n";
        return 2;
    }
    using namespace krug::render;
    const std::filesystem::path directory = argv[1];
    const page_engine engine;
    auto pages = example_pages();
    const std::string longest = "Государственное автономное учреждение дополнительного профессионального образования "
                                "«Высокопревосходительствующий» водогрязеторфопарафинолечебница";
    for (auto& page : brimming_pages(longest))
        pages.push_back(std::move(page));
    for (const auto lang : {language::ru, language::en})
        for (const auto& page : pages)
            write(directory / code(lang) / (page.name + ".html"), page.render(engine, lang));
    for (const auto& asset : assets())
        write(directory / asset.url.substr(1), asset.bytes);
}
