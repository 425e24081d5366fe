#include "domain/people_filter.hpp"

#include <charconv>

namespace krug::domain {

namespace {

std::optional<std::int64_t> number_in(std::string_view text, std::int64_t most) {
    std::int64_t number = -1;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size() || number < 0 || number > most) return std::nullopt;
    if (text.size() > 1 && text.front() == '0') return std::nullopt;
    return number;
}

constexpr std::int64_t category_max = 65535, session_max = 65535, table_max = 999;

} // namespace

std::string write_filter(const people_filter& filter) {
    std::string text;
    const auto add = [&text](std::string_view name, std::string_view value) {
        text += (text.empty() ? "" : "&") + std::string(name) + "=" + std::string(value);
    };
    if (filter.live) add("state", "live");
    if (filter.status) add("state", word_of(*filter.status));
    if (filter.attended) add("attended", *filter.attended ? "yes" : "no");
    if (filter.category) add("category", std::to_string(filter.category->value));
    if (filter.session) add("session", std::to_string(filter.session.value));
    if (filter.table) add("table", std::to_string(*filter.table));
    if (filter.tag > 0) add("tag", std::to_string(filter.tag));
    if (!filter.reads.empty()) add("reads", filter.reads);
    if (filter.certified) add("certified", "yes");
    return text;
}

bool read_filter_member(people_filter& filter, std::string_view name, std::string_view value) {
    if (name == "state") {
        if (value == "live") return filter.live = true;
        filter.status = parse_word<registration_status>(value);
        return filter.status.has_value();
    }
    if (name == "attended") {
        if (value != "yes" && value != "no") return false;
        filter.attended = value == "yes";
        return true;
    }
    if (name == "reads") {
        if (value != "ru" && value != "en") return false;
        filter.reads = value;
        return true;
    }
    if (name == "certified") return filter.certified = value == "yes";
    const auto take = [&](std::int64_t most, auto put) {
        const auto number = number_in(value, most);
        if (number) put(*number);
        return number.has_value();
    };
    if (name == "category") return take(category_max, [&](std::int64_t n) { filter.category = category_id{n}; });
    if (name == "session") return take(session_max, [&](std::int64_t n) { filter.session = {n}; });
    if (name == "table") return take(table_max, [&](std::int64_t n) { filter.table = static_cast<int>(n); });
    if (name == "tag") return take(last_own_tag, [&](std::int64_t n) { filter.tag = n; });
    return false;
}

std::optional<people_filter> read_filter(std::string_view text) {
    people_filter filter;
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto member = text.substr(0, end);
        const auto sign = member.find('=');
        if (sign == std::string_view::npos || !read_filter_member(filter, member.substr(0, sign), member.substr(sign + 1)))
            return std::nullopt;
        text.remove_prefix(end == text.size() ? end : end + 1);
    }
    return filter;
}

} // namespace krug::domain
