#include "domain/message.hpp"

#include "domain/text_rules.hpp"

namespace krug::domain {

namespace {

constexpr std::size_t field_length_max = 60; // bytes between the braces; longer is a sentence in braces

std::optional<message_field> field_named(std::string_view word) {
    if (const auto field = parse_word<message_field>(word)) return field;
    for (const auto& [field, name] : message_field_words_ru)
        if (name == word) return field;
    return std::nullopt;
}

/// Calls `text` with what stands outside braces and `braced` with what stands inside; `braced` says whether it took it.
template <class Text, class Braced> void walk(std::string_view from, const Text& text, const Braced& braced) {
    while (!from.empty()) {
        const auto open = from.find('{');
        const auto close = open == std::string_view::npos ? open : from.find_first_of("{}\n", open + 1);
        if (close == std::string_view::npos) return text(from);
        if (open > 0) text(from.substr(0, open));
        const auto inner = from.substr(open + 1, close - open - 1);
        const bool whole = from[close] == '}' && inner.size() <= field_length_max;
        const auto end = from[close] == '}' ? close + 1 : close;
        if (!whole || !braced(inner)) text(from.substr(open, end - open));
        from.remove_prefix(end);
    }
}

/// Subjects are read over shoulders and kept by mail servers: no link of one person stands in them.
bool has_link(std::string_view subject) {
    for (const auto& part : message_parts(subject))
        if (part.field == message_field::link || part.field == message_field::feedback || part.field == message_field::certificate)
            return true;
    return false;
}

void check_pair(const std::string& subject, const std::string& text, std::string_view language, bool required,
                std::vector<field_error>& wrong) {
    const auto name = [&](std::string_view field) { return std::string(field) + "_" + std::string(language); };
    const bool any = !is_blank(subject) || !is_blank(text);
    if (!any && !required) return;
    if (is_blank(subject)) wrong.push_back({name("subject"), "required", 0});
    else if (const auto fault = fault_in_line(subject, message_subject_max))
        wrong.push_back({name("subject"), std::string(word_of(*fault)), static_cast<std::int64_t>(message_subject_max)});
    else if (!unknown_fields(subject).empty() || has_link(subject)) wrong.push_back({name("subject"), "unknown", 0});
    if (is_blank(text)) wrong.push_back({name("text"), "required", 0});
    else if (const auto fault = fault_in_prose(text, message_text_max))
        wrong.push_back({name("text"), std::string(word_of(*fault)), static_cast<std::int64_t>(message_text_max)});
    else if (!unknown_fields(text).empty()) wrong.push_back({name("text"), "unknown", 0});
}

} // namespace

std::vector<message_part> message_parts(std::string_view text) {
    std::vector<message_part> parts;
    const auto add = [&parts](std::string_view plain) {
        if (parts.empty() || parts.back().field) parts.push_back({});
        parts.back().text += plain;
    };
    walk(text, add, [&parts](std::string_view word) {
        const auto field = field_named(word);
        if (field) parts.push_back({"", field});
        return field.has_value();
    });
    return parts;
}

std::vector<std::string> unknown_fields(std::string_view text) {
    std::vector<std::string> found;
    walk(text, [](std::string_view) {}, [&found](std::string_view word) {
        if (!field_named(word)) found.emplace_back(word);
        return true;
    });
    return found;
}

const std::string& subject_for(const message& what, std::string_view language) {
    const bool english = language == "en" ? !what.subject_en.empty() : what.subject_ru.empty();
    return english ? what.subject_en : what.subject_ru;
}

const std::string& text_for(const message& what, std::string_view language) {
    const bool english = language == "en" ? !what.text_en.empty() : what.text_ru.empty();
    return english ? what.text_en : what.text_ru;
}

std::vector<field_error> check_message(const message& what) {
    std::vector<field_error> wrong;
    const bool english_only = is_blank(what.subject_ru) && is_blank(what.text_ru) &&
                              (!is_blank(what.subject_en) || !is_blank(what.text_en));
    check_pair(what.subject_ru, what.text_ru, "ru", !english_only, wrong);
    check_pair(what.subject_en, what.text_en, "en", false, wrong);
    return wrong;
}

} // namespace krug::domain
