// Turns our template text into ctemplate's: inserts partials, translations, icons and asset addresses, and
// checks every field against the view. Used by the page engine and its tests.
#pragma once

#include "render/page_engine.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

namespace krug::render {

/// The names a view offers to its template.
struct view_shape {
    enum class kind { text, safe, flag, list };
    struct field {
        view_shape::kind kind = kind::text;
        std::unique_ptr<view_shape> item; ///< of a list
    };
    std::map<std::string, field, std::less<>> fields;
};

/// The shape of a source's fields; lists show theirs even when empty.
view_shape shape_of(const field_source& source);

/// Reads a template file by its path below templates/; throws std::runtime_error if there is none.
using template_reader = std::function<std::string(std::string_view name)>;

/// What one page is made of. Names are paths below templates/ without ending.
struct template_plan {
    std::string_view page;   ///< "pages/event.html"
    std::string_view layout; ///< "layouts/site.html"; holds {{> title}}, {{> head}}, {{> content}}
    const view_shape* frame = nullptr;
    const view_shape* view = nullptr;
};

struct compiled_template {
    std::string text;               ///< for ctemplate
    std::set<std::string> messages; ///< source texts that were looked up
    std::set<std::string> fields;   ///< dotted paths of the view's fields that the template reads
    std::set<std::string> files;    ///< every file that went into it
};

/// Markers, in the order they are dealt with:
///   {{! remark}}                      left out
///   {{> name a="…"}}                  the partial partials/name.html with [[a]] replaced
///   @block title … @end               on lines of their own in a page: text for the layout's {{> title}}
///   {{_ Текст с {полем}}}             translated; {field} inside is a field of the view
///   {{icon name}}, {{asset name}}     a picture of icons.tsv, the address of an asset
///   {{field}}                         value, escaped for its place (or as it is when it is markup)
///   {{field:u}}                       value inside a query of an address
///   {{field:p}}                       value of a textarea: its line ends stay
///   {{#field}}…{{/field}}             list: once an item; flag: when set; text: when not empty
///   {{#any_field}}…{{/any_field}}     list: once when it has items
///   {{^field}}…{{/field}}             the opposite of {{#field}}
/// Throws std::runtime_error naming page and marker when something does not fit.
compiled_template compile_template(const template_plan& plan, language lang, const template_reader& read);

} // namespace krug::render
