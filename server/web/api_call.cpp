#include "web/api_call.hpp"

#include "web/problem.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace krug::web {

namespace {

std::optional<std::int64_t> canonical(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value <= 0 || text.front() == '0') return std::nullopt;
    return value;
}

} // namespace

std::optional<std::int64_t> number_in_place(const call& asked, std::string_view name) {
    const auto found = asked.place.find(std::string(name));
    return found == asked.place.end() ? std::nullopt : canonical(found->second);
}

std::optional<int> limit_of(const call& asked) {
    if (!asked.query.has("limit")) return 50;
    const auto limit = canonical(asked.query.text("limit"));
    return limit && *limit <= 500 ? std::optional(static_cast<int>(*limit)) : std::nullopt;
}

response wrong_field(const call& asked, std::string_view field, std::string_view code, std::int64_t limit) {
    return refused(asked, {domain::refusal_code::invalid, 0, {{std::string(field), std::string(code), limit}}});
}

response not_here(const call& asked) { return refused(asked, {domain::refusal_code::not_found, 0, {}}); }

bool has_part_in_event(const call& asked) {
    using enum domain::action;
    constexpr std::array work{edit_event, check_in, see_names, see_statistics, export_list, read_audit};
    return std::any_of(work.begin(), work.end(), [&](domain::action what) {
        return domain::may(asked.actor.assignments, what, asked.owner, asked.event);
    });
}

std::optional<service::event_view> readable_event(const call& asked) {
    auto view = asked.on.events.find_event(asked.event);
    if (!view) return std::nullopt;
    const bool is_public = view->event.state != domain::event_state::draft &&
                           view->event.visibility == domain::event_visibility::listed;
    if (!is_public && !has_part_in_event(asked)) return std::nullopt;
    return view;
}

std::optional<response> strange_query(const call& asked, std::initializer_list<std::string_view> known) {
    for (const auto& [name, value] : asked.query.fields())
        if (name != "lang" && std::find(known.begin(), known.end(), name) == known.end())
            return wrong_field(asked, std::string_view(name).substr(0, 64), "unknown");
    return std::nullopt;
}

std::string read_uuid(std::string_view text) {
    std::string hex;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char each = text[at];
        if (each == '-' && text.size() == 36 && (at == 8 || at == 13 || at == 18 || at == 23)) continue;
        const bool upper = each >= 'A' && each <= 'F';
        if (!upper && !(each >= 'a' && each <= 'f') && !(each >= '0' && each <= '9')) return {};
        hex.push_back(upper ? static_cast<char>(each - 'A' + 'a') : each);
    }
    return hex.size() == 32 ? hex : std::string();
}

std::string write_uuid(std::string_view hex) {
    std::string text(hex);
    if (text.size() != 32) return text;
    for (const std::size_t at : {20U, 16U, 12U, 8U}) text.insert(at, 1, '-');
    return text;
}

void take_text(const json_object& body, std::string_view name, std::string& into) {
    if (body.has(name)) into = body.text(name);
}

void take_moment(const json_object& body, std::string_view name, std::optional<ground::utc_seconds>& into) {
    if (body.has(name)) into = body.moment(name);
}

void take_whole(const json_object& body, std::string_view name, std::optional<std::int64_t>& into) {
    if (body.has(name)) into = body.whole(name);
}

} // namespace krug::web
