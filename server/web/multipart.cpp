#include "web/multipart.hpp"

#include <algorithm>

namespace krug::web {

namespace {

constexpr std::size_t parts_max = 20, head_bytes_max = 4096, name_bytes_max = 200, boundary_bytes_max = 70;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_but_case(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// The parameters of a header behind its first word: name=token or name="text". Nothing when one is malformed. Browsers
/// write %22 for a quote inside (RFC 7578), so a backslash is a letter like others.
bool next_parameter(std::string_view& rest, std::string_view& name, std::string_view& value) {
    rest = trimmed(rest);
    if (rest.empty() || rest.front() != ';') return false;
    rest = trimmed(rest.substr(1));
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos) return false;
    name = trimmed(rest.substr(0, equals));
    rest.remove_prefix(equals + 1);
    if (!rest.empty() && rest.front() == '"') {
        const auto end = rest.find('"', 1);
        if (end == std::string_view::npos) return false;
        value = rest.substr(1, end - 1);
        rest.remove_prefix(end + 1);
    } else {
        const auto end = std::min(rest.find(';'), rest.size());
        value = trimmed(rest.substr(0, end));
        rest.remove_prefix(end);
    }
    return !name.empty();
}

std::optional<std::string> boundary_of(std::string_view content_type) {
    const auto end = std::min(content_type.find(';'), content_type.size());
    if (!equal_but_case(trimmed(content_type.substr(0, end)), "multipart/form-data")) return std::nullopt;
    auto rest = content_type.substr(end);
    std::string boundary;
    for (std::string_view name, value; !trimmed(rest).empty();) {
        if (!next_parameter(rest, name, value)) return std::nullopt;
        if (!equal_but_case(name, "boundary")) continue;
        if (!boundary.empty()) return std::nullopt; // two: readers would disagree
        boundary = value;
    }
    if (boundary.empty() || boundary.size() > boundary_bytes_max) return std::nullopt;
    if (std::any_of(boundary.begin(), boundary.end(), [](char c) { return c <= ' ' || c > '~'; })) return std::nullopt;
    return boundary;
}

bool read_disposition(std::string_view value, form_part& into) {
    const auto end = std::min(value.find(';'), value.size());
    if (!equal_but_case(trimmed(value.substr(0, end)), "form-data")) return false;
    auto rest = value.substr(end);
    bool named = false;
    for (std::string_view name, text; !trimmed(rest).empty();) {
        if (!next_parameter(rest, name, text) || text.size() > name_bytes_max) return false;
        if (equal_but_case(name, "name")) {
            if (named) return false;
            into.name = text;
            named = true;
        } else if (equal_but_case(name, "filename")) {
            if (into.is_file) return false;
            into.file_name = text;
            into.is_file = true;
        }
    }
    return named;
}

bool read_head(std::string_view head, form_part& into) {
    bool found = false;
    while (!head.empty()) {
        const auto end = std::min(head.find("\r\n"), head.size());
        const auto line = head.substr(0, end);
        head.remove_prefix(std::min(end + 2, head.size()));
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0) return false;
        if (!equal_but_case(line.substr(0, colon), "content-disposition")) continue;
        if (found || !read_disposition(line.substr(colon + 1), into)) return false;
        found = true;
    }
    return found;
}

} // namespace

std::optional<std::vector<form_part>> read_multipart(std::string_view content_type, std::string_view body) {
    const auto boundary = boundary_of(content_type);
    if (!boundary) return std::nullopt;
    const auto opening = "--" + *boundary, closing = "\r\n--" + *boundary;
    if (!body.starts_with(opening)) return std::nullopt;
    body.remove_prefix(opening.size());
    std::vector<form_part> parts;
    for (;;) {
        if (body == "--" || body == "--\r\n") return parts;
        if (!body.starts_with("\r\n") || parts.size() == parts_max) return std::nullopt;
        body.remove_prefix(2);
        const auto head = body.substr(0, head_bytes_max).find("\r\n\r\n");
        form_part part;
        if (head == std::string_view::npos || !read_head(body.substr(0, head), part)) return std::nullopt;
        body.remove_prefix(head + 4);
        const auto end = body.find(closing);
        if (end == std::string_view::npos) return std::nullopt;
        part.body = body.substr(0, end);
        body.remove_prefix(end + closing.size());
        parts.push_back(part);
    }
}

} // namespace krug::web
