#include "architecture/arrows.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace krug::architecture {
namespace {

/// std headers have neither a folder nor an ending.
bool is_standard(const std::string& header) {
    return header.find_first_of("/.") == std::string::npos;
}

bool may_use_library(const arrows& allowed, const std::string& room, const std::string& header) {
    return std::ranges::any_of(allowed.libraries, [&](const auto& line) {
        return header.starts_with(line.first) && (line.second.contains(room) || line.second.contains("*"));
    });
}

/// An empty text when the header may be included.
std::string judge(const arrows& allowed, const std::string& room, const include& one) {
    if (!one.quoted)
        return is_standard(one.header) || may_use_library(allowed, room, one.header)
                   ? ""
                   : "outside header <" + one.header + ">, which arrows.txt does not give to " + room;
    const auto slash = one.header.find('/');
    // A header without a folder lies beside its file or at the root of its binary, or is generated for the
    // room.
    const auto target =
        slash == std::string::npos ? room_of("server/" + one.header) : one.header.substr(0, slash);
    const auto row = allowed.rooms.find(room);
    if (row == allowed.rooms.end())
        return "the room " + room + " is not in arrows.txt";
    if (target == room || row->second.contains(target) || row->second.contains(one.header))
        return "";
    if (slash == std::string::npos && target == "main")
        return ""; // generated or beside the file
    return room + " may not include " + target + " (\"" + one.header + "\")";
}

} // namespace

arrows read_arrows(std::string_view text) {
    arrows read;
    for (const auto line : lines_of(text)) {
        std::istringstream words{std::string(line)};
        std::string kind, name, colon;
        if (!(words >> kind) || kind.starts_with('#'))
            continue;
        if (!(words >> name >> colon) || colon != ":" || (kind != "room" && kind != "library"))
            throw std::runtime_error("arrows.txt: " + std::string(line));
        auto& row = (kind == "room" ? read.rooms : read.libraries)[name];
        for (std::string word; words >> word;)
            row.insert(word);
    }
    return read;
}

std::string room_of(std::string_view path) {
    const auto server = path.starts_with("server/");
    auto rest = path.substr(path.find('/') + 1);
    const auto slash = rest.find('/');
    if (slash != std::string_view::npos)
        return std::string(rest.substr(0, slash));
    if (!server)
        return "kiosk";
    return rest.starts_with("config") ? "config" : "main";
}

std::vector<std::string> judge_includes(const arrows& allowed, const source_file& file) {
    std::vector<std::string> wrong;
    const auto room = room_of(file.path);
    for (const auto& one : includes_of(file.text)) {
        const auto sentence = judge(allowed, room, one);
        if (!sentence.empty())
            wrong.push_back(file.path + ":" + std::to_string(one.line) + ": " + sentence);
    }
    return wrong;
}

} // namespace krug::architecture
