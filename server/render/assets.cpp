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

/// How a file names another one: url("name") in style sheets, "./name" in scripts.
std::string quoted(std::string_view user, std::string_view name) {
    return extension(user) == "css" ? fmt::format("url(\"{}\")", name) : fmt::format("\"./{}\"", name);
}

bool is_text(std::string_view name) { return extension(name) == "css" || extension(name) == "js"; }

void place_addresses(asset& made, const std::vector<asset>& known) {
    for (const auto& other : known) {
        const auto named = quoted(made.name, other.name);
        const auto address = extension(made.name) == "css" ? fmt::format("url(\"{}\")", other.url) : fmt::format("\"{}\"", other.url);
        for (auto at = made.bytes.find(named); at != std::string::npos; at = made.bytes.find(named, at))
            made.bytes.replace(at, named.size(), address);
    }
}

asset make_asset(std::string_view name, std::string_view bytes, const std::vector<asset>& known) {
    asset made;
    made.name = name;
    made.content_type = content_type(made.name);
    made.bytes = bytes;
    if (is_text(name)) place_addresses(made, known);
    const auto dot = made.name.size() - extension(made.name).size() - 1;
    made.url = fmt::format("/assets/{}.{:016x}{}", made.name.substr(0, dot), fingerprint(made.bytes),
                           made.name.substr(dot));
    return made;
}

std::vector<asset> gather_assets() {
    constexpr std::string_view folder = "assets/", pressed = ".br";
    std::vector<embedded_file> waiting;
    std::vector<asset> out;
    for (const auto files : {embedded_templates(), embedded_phone_assets()})
        for (const auto& file : files)
            if (file.name.starts_with(folder) && !file.name.ends_with(pressed))
                waiting.push_back({file.name.substr(folder.size()), file.bytes});
    // Whatever names another file waits for its address; a circle of names would wait for ever.
    while (!waiting.empty()) {
        const auto ready = [&waiting](const embedded_file& file) {
            return !is_text(file.name) || std::none_of(waiting.begin(), waiting.end(), [&file](const auto& other) {
                return file.bytes.find(quoted(file.name, other.name)) != std::string_view::npos;
            });
        };
        const auto next = std::find_if(waiting.begin(), waiting.end(), ready);
        if (next == waiting.end()) throw std::logic_error("assets name each other in a circle");
        out.push_back(make_asset(next->name, next->bytes, out));
        waiting.erase(next);
    }
    for (const auto& file : embedded_phone_assets())
        for (auto& each : out)
            if (file.name == fmt::format("{}{}{}", folder, each.name, pressed)) each.pressed = file.bytes;
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

bool has_asset(std::string_view name) {
    return std::any_of(assets().begin(), assets().end(), [name](const auto& each) { return each.name == name; });
}

const asset* find_asset(std::string_view url) {
    for (const auto& each : assets())
        if (each.url == url)
            return &each;
    return nullptr;
}

} // namespace krug::render
