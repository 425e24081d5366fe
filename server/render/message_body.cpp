#include "render/message_body.hpp"

#include "render/markdown.hpp"
#include "render/plain_text.hpp"

namespace krug::render {

namespace {

// A field goes through Markdown as one letter of the private area, so its value meets neither Markdown nor a link's address.
constexpr char32_t first_mark = 0xE000, last_mark = 0xE0FF;

const field_value* value_of(std::span<const field_value> values, domain::message_field field) {
    for (const auto& each : values)
        if (each.field == field) return &each;
    return nullptr;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '"') out += "&quot;";
        else out += c;
    }
    return out;
}

std::string html_of(const field_value& value) {
    if (value.url.empty()) return escaped(value.text);
    return "<a href=\"" + escaped(value.url) + "\" rel=\"nofollow noopener\">" + escaped(value.text) + "</a>";
}

std::string plain_of(const field_value& value) { return value.url.empty() ? value.text : value.url; }

/// The text as it was written, without letters that would be taken for our marks.
std::string without_marks(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto point = read_code_point(text, at);
        if (point.value < first_mark || point.value > last_mark) out += text.substr(at, point.length);
        at += point.length;
    }
    return out;
}

} // namespace

filled_message fill_message(std::string_view subject, std::string_view source, std::span<const field_value> values) {
    filled_message filled;
    for (const auto& part : domain::message_parts(subject)) {
        const auto* value = part.field ? value_of(values, *part.field) : nullptr;
        if (!part.field) filled.subject += part.text;
        else if (value != nullptr && value->url.empty()) filled.subject += value->text;
    }
    filled.subject = plain_line(filled.subject);
    std::string marked;
    std::vector<std::pair<std::string, std::string>> marks; // the mark, and what comes in its place
    for (const auto& part : domain::message_parts(source)) {
        const auto* value = part.field ? value_of(values, *part.field) : nullptr;
        if (!part.field) {
            marked += without_marks(part.text);
            filled.text += part.text;
        } else if (value != nullptr) {
            filled.text += plain_of(*value);
            std::string mark;
            append_utf8(mark, first_mark + static_cast<char32_t>(part.field.value()));
            marked += mark;
            marks.emplace_back(mark, html_of(*value));
        }
    }
    filled.text = plain_text(filled.text);
    const auto html = markdown(marked).html;
    for (std::size_t at = 0; at < html.size();) {
        const auto point = read_code_point(html, at);
        const auto letter = std::string_view(html).substr(at, point.length);
        const std::string* instead = nullptr;
        for (const auto& [mark, with] : marks)
            if (mark == letter) instead = &with;
        if (instead != nullptr) filled.body.html += *instead;
        else filled.body.html += letter;
        at += point.length;
    }
    return filled;
}

} // namespace krug::render
