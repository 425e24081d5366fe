#include "render/template_compiler.hpp"

#include "render/assets.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <vector>

namespace krug::render {

namespace {

class shape_sink : public field_sink {
public:
    explicit shape_sink(view_shape& root) : open_{&root} {}
    void text(std::string_view name, std::string_view) override { add(name, view_shape::kind::text); }
    void safe(std::string_view name, const markup&) override { add(name, view_shape::kind::safe); }
    void flag(std::string_view name, bool) override { add(name, view_shape::kind::flag); }
    bool list(std::string_view name, std::size_t) override {
        auto& field = add(name, view_shape::kind::list);
        if (!field.item)
            field.item = std::make_unique<view_shape>();
        return true;
    }
    void begin_item(std::string_view name) override {
        open_.push_back(open_.back()->fields.find(name)->second.item.get());
    }
    void end_item() override { open_.pop_back(); }

private:
    view_shape::field& add(std::string_view name, view_shape::kind kind) {
        auto& field = open_.back()->fields[std::string(name)];
        field.kind = kind;
        return field;
    }
    std::vector<view_shape*> open_;
};

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// Calls `write(marker)` for each {{marker}} and puts what it returns in its place.
/// Braces inside a marker are counted, so {{_ Место {n}}} ends where one would expect.
template <class Write> std::string replace_markers(std::string_view text, Write write) {
    std::string out;
    for (;;) {
        const auto open = text.find("{{");
        if (open == std::string_view::npos)
            break;
        std::size_t at = open + 2;
        for (int depth = 0; at < text.size(); ++at) {
            if (text[at] == '{')
                ++depth;
            if (text[at] != '}')
                continue;
            if (depth == 0)
                break;
            --depth;
        }
        if (text.substr(at, 2) != "}}")
            throw std::runtime_error("a marker is not closed");
        out += text.substr(0, open);
        out += write(text.substr(open + 2, at - open - 2));
        text.remove_prefix(at + 2);
    }
    return out += text;
}

std::string with_ends(std::string_view marker) {
    return fmt::format("{{{{{}}}}}", marker);
}

struct partial_call {
    std::string name;
    std::vector<std::pair<std::string, std::string>> arguments;
};

partial_call read_call(std::string_view marker) {
    partial_call call;
    auto rest = trimmed(marker);
    const auto space = rest.find(' ');
    call.name = rest.substr(0, space);
    rest = space == std::string_view::npos ? std::string_view{} : trimmed(rest.substr(space));
    while (!rest.empty()) {
        const auto equals = rest.find("=\"");
        // A quote inside a value is written as &quot;, so the next one ends it.
        const auto end = equals == std::string_view::npos ? equals : rest.find('"', equals + 2);
        if (end == std::string_view::npos)
            throw std::runtime_error("arguments are written name=\"value\"");
        call.arguments.emplace_back(rest.substr(0, equals), rest.substr(equals + 2, end - equals - 2));
        rest = trimmed(rest.substr(end + 1));
    }
    return call;
}

std::string with_arguments(std::string text, const partial_call& call) {
    for (const auto& [name, value] : call.arguments) {
        const std::string place = fmt::format("[[{}]]", name);
        for (auto at = text.find(place); at != std::string::npos; at = text.find(place, at + value.size()))
            text.replace(at, place.size(), value);
    }
    // An argument that was not given is empty.
    for (auto at = text.find("[["); at != std::string::npos; at = text.find("[[")) {
        const auto end = text.find("]]", at);
        if (end == std::string::npos)
            throw std::runtime_error("[[ is not closed");
        text.erase(at, end + 2 - at);
    }
    return text;
}

using blocks = std::map<std::string, std::string, std::less<>>;

/// Parts "@block name … @end" of a page; what stands outside them is the block "content".
blocks split_blocks(std::string_view text) {
    blocks out;
    std::string current = "content";
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
        const auto line = text.substr(0, end);
        if (line.starts_with("@block "))
            current = trimmed(line.substr(7));
        else if (line.starts_with("@end"))
            current = "content";
        else
            out[current] += line;
        text.remove_prefix(end);
    }
    return out;
}

/// One line's worth of markers without text of its own leaves no empty line behind; indentation is for the
/// author.
std::string tidy_lines(std::string_view text, bool keep_indentation) {
    std::string out;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
        auto line = text.substr(0, end);
        text.remove_prefix(end);
        bool has_marker = false;
        const auto rest = replace_markers(line, [&](std::string_view marker) {
            const bool is_section =
                marker.starts_with('#') || marker.starts_with('/') || marker.starts_with('^');
            has_marker |= is_section;
            return is_section ? std::string() : std::string("x");
        });
        if (trimmed(rest).empty() && has_marker)
            out += trimmed(line);
        else if (keep_indentation)
            out += line;
        else if (const auto first = line.find_first_not_of(" \t\n"); first != std::string_view::npos)
            out += line.substr(first);
    }
    return out;
}

class compiler {
public:
    compiler(const template_plan& plan, language lang, const template_reader& read)
        : plan_(plan), lang_(lang), read_(read), is_html_(plan.page.ends_with(".html")) {}

    compiled_template compile() {
        blocks_ = split_blocks(load(plan_.page));
        std::string text = insert_partials(load(plan_.layout), 0);
        text = replace_markers(text, [&](std::string_view marker) { return translate(marker); });
        text = tidy_lines(text, !is_html_);
        scopes_ = {{"frame__", plan_.frame}, {"", plan_.view}};
        out_.text = replace_markers(text, [&](std::string_view marker) { return resolve(marker); });
        if (!open_.empty())
            throw std::runtime_error(fmt::format("section {} is not closed", open_.back()));
        return std::move(out_);
    }

private:
    struct scope {
        std::string prefix;
        const view_shape* shape;
    };
    struct found {
        std::string path;
        const view_shape::field* field;
    };

    std::string load(std::string_view name) {
        out_.files.emplace(name);
        return read_(name);
    }

    std::string insert_partials(const std::string& text, int depth) {
        if (depth > 8)
            throw std::runtime_error("partials hold each other");
        return replace_markers(text, [&](std::string_view marker) {
            if (marker.starts_with('!'))
                return std::string();
            if (!marker.starts_with('>'))
                return with_ends(marker);
            const auto call = read_call(marker.substr(1));
            if (const auto block = blocks_.find(call.name); block != blocks_.end())
                return insert_partials(std::string(trimmed(block->second)),
                                       depth + 1);
            if (call.name == "head" || call.name == "after")
                return std::string();
            return insert_partials(
                with_arguments(std::string(trimmed(load(fmt::format("partials/{}.html", call.name)))), call), depth + 1);
        });
    }

    std::string translate(std::string_view marker) {
        if (marker.starts_with("icon "))
            return icon(trimmed(marker.substr(5)));
        if (marker.starts_with("asset "))
            return asset_url(trimmed(marker.substr(6)));
        if (!marker.starts_with('_'))
            return with_ends(marker);
        const std::string source(trimmed(marker.substr(1)));
        out_.messages.insert(source);
        std::string text = tr(lang_, source);
        std::string out;
        for (const char c : text)
            out += c == '{' ? "{{" : c == '}' ? "}}" : std::string(1, c);
        return out;
    }

    std::string icon(std::string_view name) {
        const std::string all = load("partials/icons.tsv");
        const std::string start = fmt::format("\n{}\t", name);
        const auto at = ("\n" + all).find(start);
        if (at == std::string::npos)
            throw std::runtime_error(fmt::format("no icon is called {}", name));
        const auto from = at + start.size() - 1;
        return fmt::format("<svg class=\"ic\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">{}</svg>",
                           all.substr(from, all.find('\n', from) - from));
    }

    std::string resolve(std::string_view marker) {
        if (marker.starts_with('#') || marker.starts_with('^'))
            return open_section(marker);
        if (marker.starts_with('/'))
            return close_section(trimmed(marker.substr(1)));
        const bool in_query = marker.ends_with(":u");
        const bool keeps_lines = marker.ends_with(":p");
        if (in_query || keeps_lines)
            marker.remove_suffix(2);
        const auto at = find(marker);
        if (at.field->kind == view_shape::kind::safe)
            return with_ends(at.path + ":none");
        if (at.field->kind != view_shape::kind::text)
            throw std::runtime_error(fmt::format("{} is not a text", marker));
        return with_ends(at.path + (in_query ? ":url_query_escape" : keeps_lines ? ":pre_escape" : ""));
    }

    std::string open_section(std::string_view marker) {
        const bool is_opposite = marker.front() == '^';
        const auto name = trimmed(marker.substr(1));
        const bool is_any = name.starts_with("any_");
        const auto at = find(is_any ? name.substr(4) : name);
        const bool is_list = at.field->kind == view_shape::kind::list;
        if (is_any && !is_list)
            throw std::runtime_error(fmt::format("{} is not a list", name));
        scopes_.push_back(
            {at.path + "__", is_list && !is_any && !is_opposite ? at.field->item.get() : nullptr});
        const std::string section = at.path + (is_opposite ? "__not" : is_any ? "__any" : "");
        open_.emplace_back(name);
        sections_.push_back(section);
        return with_ends("#" + section);
    }

    std::string close_section(std::string_view name) {
        if (open_.empty() || open_.back() != name)
            throw std::runtime_error(fmt::format("{} is closed but not open", name));
        const std::string out = with_ends("/" + sections_.back());
        open_.pop_back();
        sections_.pop_back();
        scopes_.pop_back();
        return out;
    }

    /// The innermost scope that knows the name wins; the path makes it unmistakable for ctemplate, which by
    /// itself would let an outer field answer for a hidden inner one.
    found find(std::string_view name) {
        for (auto at = scopes_.rbegin(); at != scopes_.rend(); ++at) {
            if (!at->shape)
                continue;
            const auto field = at->shape->fields.find(name);
            if (field == at->shape->fields.end())
                continue;
            std::string path = at->prefix + field->first;
            out_.fields.insert(path);
            return {path, &field->second};
        }
        throw std::runtime_error(fmt::format("the view has no field {}", name));
    }

    const template_plan& plan_;
    language lang_;
    const template_reader& read_;
    bool is_html_;
    blocks blocks_;
    compiled_template out_;
    std::vector<scope> scopes_;
    std::vector<std::string> open_;
    std::vector<std::string> sections_;
};

} // namespace

view_shape shape_of(const field_source& source) {
    view_shape shape;
    shape_sink sink(shape);
    source.write(sink);
    return shape;
}

compiled_template compile_template(const template_plan& plan, language lang, const template_reader& read) {
    try {
        return compiler(plan, lang, read).compile();
    } catch (const std::runtime_error& problem) {
        throw std::runtime_error(fmt::format("{} ({}): {}", plan.page, code(lang), problem.what()));
    }
}

} // namespace krug::render
