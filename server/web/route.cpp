#include "web/route.hpp"

#include "web/form.hpp"
#include "web/scan_pages.hpp"
#include "web/widget_pages.hpp"

namespace krug::web {

namespace {
std::string_view next_segment(std::string_view& path) {
    const auto end = std::min(path.find('/'), path.size());
    const auto segment = path.substr(0, end);
    path.remove_prefix(end < path.size() ? end + 1 : end);
    return segment;
}
} // namespace

std::optional<std::map<std::string, std::string>> match(std::string_view pattern, std::string_view path) {
    if (!pattern.starts_with('/') || !path.starts_with('/')) return std::nullopt;
    // Most patterns differ in their first fixed letters: that is seen before anything is taken apart.
    const auto fixed = std::min(pattern.find('{'), pattern.size());
    if (path.substr(0, fixed) != pattern.substr(0, fixed)) return std::nullopt;
    pattern.remove_prefix(1);
    path.remove_prefix(1);
    std::map<std::string, std::string> place;
    while (!pattern.empty() && !path.empty()) {
        const bool last_of_pattern = pattern.find('/') == std::string_view::npos;
        const bool last_of_path = path.find('/') == std::string_view::npos;
        if (last_of_pattern != last_of_path) return std::nullopt;
        const auto wanted = next_segment(pattern);
        const auto given = next_segment(path);
        const auto open = wanted.find('{');
        if (open == std::string_view::npos) {
            if (wanted != given) return std::nullopt;
            continue;
        }
        // "{slug}.ics": what stands around the braces must stand in the path too.
        const auto close = wanted.find('}');
        const auto before = wanted.substr(0, open), after = wanted.substr(close + 1);
        if (given.size() <= before.size() + after.size() || !given.starts_with(before) || !given.ends_with(after))
            return std::nullopt;
        auto value = percent_decode(given.substr(before.size(), given.size() - before.size() - after.size()));
        if (!value) return std::nullopt;
        place.emplace(wanted.substr(open + 1, close - open - 1), std::move(*value));
    }
    if (!pattern.empty() || !path.empty()) return std::nullopt;
    return place;
}

const std::vector<route>& all_routes() {
    static const std::vector<route> routes = [] {
        std::vector<route> all;
        for (auto part : {house_routes(), event_routes(), registration_routes(), login_routes(), work_routes(),
                          door_routes(), scan_routes(), check_routes(), api_routes(), gate_routes(), host_routes(), widget_routes()})
            all.insert(all.end(), part.begin(), part.end());
        return all;
    }();
    return routes;
}

} // namespace krug::web
