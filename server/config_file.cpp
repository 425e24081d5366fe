#include "config_file.hpp"

#include <toml++/toml.h>

#include <fstream>

namespace krug {
namespace {

using settings_by_name = std::map<std::string, written_setting>;

written_setting read_value(const toml::node& node) {
    written_setting setting;
    setting.line = static_cast<int>(node.source().begin.line);
    if (const auto text = node.value_exact<std::string>()) {
        setting.values = {*text};
    } else if (const auto number = node.value_exact<std::int64_t>()) {
        setting.values = {std::to_string(*number)};
    } else if (const auto* items = node.as_array()) {
        setting.is_list = true;
        for (const auto& item : *items) {
            const auto word = item.value_exact<std::string>();
            if (!word)
                return {.values = {}, .is_list = false, .line = setting.line};
            setting.values.push_back(*word);
        }
    }
    return setting;
}

void flatten(const toml::table& table, const std::string& prefix, settings_by_name& into) {
    for (const auto& [key, node] : table) {
        const auto name = prefix + std::string(key.str());
        if (const auto* inner = node.as_table()) {
            flatten(*inner, name + ".", into);
        } else {
            into.emplace(name, read_value(node));
        }
    }
}

} // namespace

std::map<std::string, written_setting> read_settings_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        throw unreadable_file(file.string());
    try {
        settings_by_name settings;
        flatten(toml::parse(stream, file.string()), "", settings);
        return settings;
    } catch (const toml::parse_error& error) {
        // The library's description quotes what it met, which may be half a password; the line is enough.
        throw unreadable_file(file.string() + ":" + std::to_string(error.source().begin.line));
    }
}

} // namespace krug
