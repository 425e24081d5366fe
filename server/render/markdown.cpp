#include "render/markdown.hpp"

#include <cmark.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <vector>

namespace krug::render {

namespace {

constexpr std::size_t source_bytes_max = 64 * 1024;

struct node_free {
    void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct iterator_free {
    void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};
struct text_free {
    void operator()(char* text) const { std::free(text); }
};

bool is_allowed_link(std::string_view url) {
    constexpr auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
    for (const std::string_view scheme : {"https://", "mailto:"})
        if (url.size() > scheme.size() &&
            std::equal(scheme.begin(), scheme.end(), url.begin(), [&](char s, char u) { return same(u, s); }))
            return true;
    return false;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

/// Puts the children where the node stood and removes it: a picture or a bad link keeps its words.
void unwrap(cmark_node* node) {
    while (cmark_node* child = cmark_node_first_child(node))
        cmark_node_insert_before(node, child);
    cmark_node_unlink(node);
    cmark_node_free(node);
}

/// cmark writes links without rel, so an allowed link becomes a pair of our own inline pieces around its
/// words.
void write_link(cmark_node* link) {
    const char* url = cmark_node_get_url(link);
    cmark_node* opening = cmark_node_new(CMARK_NODE_CUSTOM_INLINE);
    cmark_node_set_on_enter(
        opening, fmt::format("<a href=\"{}\" rel=\"nofollow noopener\">", escaped(url ? url : "")).c_str());
    cmark_node_set_on_exit(opening, "</a>");
    cmark_node_insert_before(link, opening);
    while (cmark_node* child = cmark_node_first_child(link))
        cmark_node_append_child(opening, child);
    cmark_node_unlink(link);
    cmark_node_free(link);
}

std::vector<cmark_node*> nodes_of(cmark_node* document) {
    std::vector<cmark_node*> found;
    const std::unique_ptr<cmark_iter, iterator_free> iterator(cmark_iter_new(document));
    for (auto event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(iterator.get()))
        // Leaving order: children are rewritten before the node that holds them.
        if (event == CMARK_EVENT_EXIT)
            found.push_back(cmark_iter_get_node(iterator.get()));
    return found;
}

void rewrite(cmark_node* node, int shift) {
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_HEADING:
        cmark_node_set_heading_level(node, std::min(6, cmark_node_get_heading_level(node) + shift));
        break;
    case CMARK_NODE_IMAGE:
        unwrap(node);
        break;
    case CMARK_NODE_LINK:
        if (const char* url = cmark_node_get_url(node); url && is_allowed_link(url))
            write_link(node);
        else
            unwrap(node);
        break;
    default:
        break;
    }
}

std::string_view cut(std::string_view source) {
    if (source.size() <= source_bytes_max)
        return source;
    std::size_t end = source_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(source[end]) & 0xC0U) == 0x80U)
        --end;
    return source.substr(0, end);
}

} // namespace

markup markdown(std::string_view source, int shift) {
    const auto text = cut(source);
    const std::unique_ptr<cmark_node, node_free> document(
        cmark_parse_document(text.data(), text.size(), CMARK_OPT_VALIDATE_UTF8));
    for (cmark_node* node : nodes_of(document.get()))
        rewrite(node, shift);
    // Without CMARK_OPT_UNSAFE raw HTML is left out and so is every link that the pass above did not make.
    const std::unique_ptr<char, text_free> html(cmark_render_html(document.get(), CMARK_OPT_DEFAULT));
    std::string out = html.get();
    for (const std::string_view comment : {"<!-- raw HTML omitted -->\n", "<!-- raw HTML omitted -->"})
        for (auto at = out.find(comment); at != std::string::npos; at = out.find(comment, at))
            out.erase(at, comment.size());
    return {out};
}

} // namespace krug::render
