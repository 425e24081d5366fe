#include "render/page_engine.hpp"

#include "ground/check.hpp"
#include "render/embedded_files.hpp"
#include "render/pages/page_list.hpp"
#include "render/template_compiler.hpp"

#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace krug::render {

namespace {

std::string key_of(std::string_view page, language lang) {
    return fmt::format("{}|{}", page, code(lang));
}

ctemplate::TemplateString as_name(const std::string& text) {
    return {text.data(), text.size()};
}

/// Writes fields into ctemplate's dictionary under the paths that the compiler gave them.
class dictionary_sink : public field_sink {
public:
    dictionary_sink(ctemplate::TemplateDictionary& root, std::string_view prefix) {
        open_.push_back({&root, std::string(prefix)});
    }
    void text(std::string_view name, std::string_view value) override {
        const auto path = path_of(name);
        here().SetValue(as_name(path), ctemplate::TemplateString(value.data(), value.size()));
        show(path, !value.empty());
    }
    void safe(std::string_view name, const markup& value) override { text(name, value.html); }
    void flag(std::string_view name, bool value) override { show(path_of(name), value); }
    bool list(std::string_view name, std::size_t size) override {
        const auto path = path_of(name);
        if (size > 0)
            here().ShowSection(as_name(path + "__any"));
        else
            here().ShowSection(as_name(path + "__not"));
        return false;
    }
    void begin_item(std::string_view name) override {
        const auto path = path_of(name);
        open_.push_back({here().AddSectionDictionary(as_name(path)), path + "__"});
    }
    void end_item() override { open_.pop_back(); }

private:
    struct level {
        ctemplate::TemplateDictionary* dictionary;
        std::string prefix;
    };
    ctemplate::TemplateDictionary& here() { return *open_.back().dictionary; }
    std::string path_of(std::string_view name) const { return open_.back().prefix + std::string(name); }
    void show(const std::string& path, bool value) {
        if (value)
            here().ShowSection(as_name(path));
        else
            here().ShowSection(as_name(path + "__not"));
    }
    std::vector<level> open_;
};

template_reader reader_of(const std::optional<std::filesystem::path>& directory) {
    return [directory](std::string_view name) -> std::string {
        if (directory) {
            std::ifstream file(*directory / name, std::ios::binary);
            if (file) {
                std::ostringstream text;
                text << file.rdbuf();
                return std::move(text).str();
            }
        }
        for (const auto& file : embedded_templates())
            if (file.name == name)
                return std::string(file.bytes);
        throw std::runtime_error(fmt::format("there is no template {}", name));
    };
}

} // namespace

class page_engine::parsed {
public:
    explicit parsed(template_reader read) : read_(std::move(read)) {
        for (const auto& page : page_list())
            for (const auto lang : {language::ru, language::en})
                pages_.try_emplace(key_of(page.name, lang), page, lang);
    }

    void parse_all() const {
        for (auto& [key, page] : pages_)
            parse(key, page);
    }

    std::string expand(std::string_view page, language lang, const ctemplate::TemplateDictionary& fields) const {
        const auto key = key_of(page, lang);
        const auto found = pages_.find(key);
        if (found == pages_.end())
            throw std::logic_error(fmt::format("page {} is not in the list of pages", page));
        std::string out;
        parse(key, found->second);
        const bool filled = found->second.tree->ExpandNoLoad(as_name(key), ctemplate::DO_NOT_STRIP, &fields, nullptr, &out);
        KRUG_CHECK(filled);
        return out;
    }

private:
    /// A page in one language, from the first time that somebody wants it.
    struct page_tree {
        page_tree(const page_entry& page, language in) : entry(page), lang(in) {}
        const page_entry& entry;
        const language lang;
        std::once_flag once;
        std::unique_ptr<ctemplate::TemplateCache> tree;
    };

    void parse(const std::string& key, page_tree& page) const {
        std::call_once(page.once, [&] {
            const auto& name = page.entry.name;
            const template_plan plan{name, page.entry.layout, &page.entry.frame, &page.entry.view};
            const auto compiled = compile_template(plan, page.lang, read_);
            // Without this marker ctemplate escapes nothing; it stands here so that no template can forget it.
            const std::string text = (name.ends_with(".html") ? "{{%AUTOESCAPE context=\"HTML\"}}" : "") + compiled.text;
            auto tree = std::make_unique<ctemplate::TemplateCache>();
            if (!tree->StringToTemplateCache(as_name(key), as_name(text), ctemplate::DO_NOT_STRIP))
                throw std::runtime_error(
                    fmt::format("{} ({}): the template does not parse", name, code(page.lang)));
            tree->Freeze();
            page.tree = std::move(tree);
        });
    }

    const template_reader read_;
    mutable std::map<std::string, page_tree> pages_; ///< all are there from the start; each parses itself once
};

page_engine::page_engine(const std::optional<std::filesystem::path>& templates)
    : parsed_(std::make_unique<parsed>(reader_of(templates))) {
    if (templates)
        parsed_->parse_all();
}

page_engine::~page_engine() = default;

std::string page_engine::fill(std::string_view page, language lang, const field_source& frame,
                              const field_source& view) const {
    ctemplate::TemplateDictionary fields("page");
    dictionary_sink frame_sink(fields, "frame__");
    frame.write(frame_sink);
    dictionary_sink view_sink(fields, "");
    view.write(view_sink);
    return parsed_->expand(page, lang, fields);
}

} // namespace krug::render
