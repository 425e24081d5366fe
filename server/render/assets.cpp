#include "render/assets.hpp"

#include "render/embedded_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>

namespace krug::render {

namespace {

/// FNV-1a, 64 bits: it only has to change when the content does; nobody gains by a collision.
std::uint64_t fingerprint(std::string_view bytes) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : bytes)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return hash;
}

std::string_view extension(std::string_view name) {
    const auto dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
}

std::string content_type(std::string_view name) {
    const auto kind = extension(name);
    if (kind == "css")
        return "text/css; charset=utf-8";
    if (kind == "svg")
        return "image/svg+xml";
    if (kind == "js")
        return "text/javascript; charset=utf-8";
    if (kind == "png")
        return "image/png";
    if (kind == "wasm")
        return "application/wasm";
    throw std::logic_error(fmt::format("asset {} is of no known kind", name));
}

void place_addresses(std::string& text, const std::vector<asset>& known) {
    for (const auto& other : known) {
        const std::string quoted = fmt::format("url(\"{}\")", other.name);
        for (auto at = text.find(quoted); at != std::string::npos; at = text.find(quoted, at))
            text.replace(at, quoted.size(), fmt::format("url(\"{}\")", other.url));
    }
}

std::vector<asset> gather_assets() {
    constexpr std::string_view folder = "assets/";
    std::vector<embedded_file> files;
    for (const auto& file : embedded_templates())
        if (file.name.starts_with(folder))
            files.push_back(file);
    // Style sheets name pictures, never the other way round, so they come last.
    std::stable_partition(files.begin(), files.end(),
                          [](const auto& file) { return extension(file.name) != "css"; });

    std::vector<asset> out;
    for (const auto& file : files) {
        asset made;
        made.name = file.name.substr(folder.size());
        made.content_type = content_type(made.name);
        made.bytes = file.bytes;
        place_addresses(made.bytes, out);
        const auto dot = made.name.size() - extension(made.name).size() - 1;
        made.url = fmt::format("/assets/{}.{:016x}{}", made.name.substr(0, dot), fingerprint(made.bytes),
                               made.name.substr(dot));
        out.push_back(std::move(made));
    }
    return out;
}

} // namespace

const std::vector<asset>& assets() {
    static const std::vector<asset> all = gather_assets();
    return all;
}

const std::string& asset_url(std::string_view name) {
    for (const auto& each : assets())
        if (each.name == name)
            return each.url;
    throw std::logic_error(fmt::format("no asset is called {}", name));
}

const asset* find_asset(std::string_view url) {
    for (const auto& each : assets())
        if (each.url == url)
            return &each;
    return nullptr;
}

} // namespace krug::render
