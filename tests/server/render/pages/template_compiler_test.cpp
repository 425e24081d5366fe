// If this fails, a slip in a template reaches a visitor as a blank, or another person's field stands in its
// place.
#include "render/template_compiler.hpp"

#include "render/view_fields.hpp"

#include <boost/describe/class.hpp>

#include <gtest/gtest.h>

namespace krug::render {

struct inner_view {
    std::string name;
    bool is_on = false;
};
BOOST_DESCRIBE_STRUCT(inner_view, (), (name, is_on))

struct outer_view {
    std::string name;
    bool is_on = false;
    bool is_open = false;
    markup html;
    std::vector<inner_view> items;
};
BOOST_DESCRIBE_STRUCT(outer_view, (), (name, is_on, is_open, html, items))

namespace {

compiled_template compile(const std::string& page, language lang = language::ru,
                          const std::string& partial = "[[label]]:{{name}}") {
    static const auto frame = shape_of(view_source(inner_view{}));
    static const outer_view view;
    static const auto shape = shape_of(view_source(view));
    return compile_template({"x.html", "layout.html", &frame, &shape}, lang, [&](std::string_view name) {
        if (name == "layout.html")
            return std::string("{{> title}}|{{> content}}");
        if (name == "partials/part.html")
            return partial;
        if (name == "partials/icons.tsv")
            return std::string("dot\t<circle/>\n");
        return "@block title\nT\n@end\n" + page;
    });
}

std::string text(const std::string& page) {
    return compile(page).text;
}

void expect_refused(const std::string& page, const std::string& word) {
    try {
        compile(page);
        FAIL() << "accepted: " << page;
    } catch (const std::runtime_error& problem) {
        EXPECT_NE(std::string(problem.what()).find(word), std::string::npos) << problem.what();
        EXPECT_NE(std::string(problem.what()).find("x.html (ru)"), std::string::npos) << problem.what();
    }
}

// A flag of the whole page around a person's name shows nobody's name, or the page's.
TEST(template_compiler, an_item_is_not_named_out_of_its_sight) {
    expect_refused("{{#items}}{{#is_open}}{{name}}{{/is_open}}{{/items}}", "out of sight");
    expect_refused("{{#items}}{{#is_on}}{{#is_open}}{{name}}{{/is_open}}{{/is_on}}{{/items}}", "out of sight");
    EXPECT_NO_THROW(compile("{{#items}}{{#is_open}}x{{/is_open}}{{name}}{{#is_on}}{{name}}{{/is_on}}{{/items}}"));
    EXPECT_NO_THROW(compile("{{#is_open}}{{#items}}{{name}}{{/items}}{{name}}{{/is_open}}"));
}

// The name of the meeting would stand where the name of the speaker belongs.
TEST(template_compiler, the_innermost_field_wins_and_is_unmistakable) {
    EXPECT_EQ(text("{{name}}{{#items}}{{name}}{{^is_on}}!{{/is_on}}{{/items}}"),
              "T|{{name}}{{#items}}{{items__name}}{{#items__is_on__not}}!{{/items__is_on__not}}{{/items}}");
}

// A typing slip in a template would leave a hole in the page instead of stopping the start.
TEST(template_compiler, unknown_fields_and_broken_sections_are_refused) {
    expect_refused("{{nam}}", "no field nam");
    expect_refused("{{#name}}", "not closed");
    expect_refused("{{/name}}", "not open");
    expect_refused("{{#name}}{{#items}}{{/name}}{{/items}}", "not open");
    expect_refused("{{items}}", "not a text");
    expect_refused("{{#any_name}}{{/any_name}}", "not a list");
    expect_refused("{{icon star}}", "no icon");
    expect_refused("{{> part label=x}}", "arguments");
    expect_refused("{{name", "not closed");
}

// HTML made by Markdown would be shown as its source, or a guest's name would be trusted as HTML.
TEST(template_compiler, only_markup_goes_unescaped) {
    EXPECT_EQ(text("{{html}}{{name}}"), "T|{{html:none}}{{name}}");
    EXPECT_EQ(text("<a href=\"?q={{name:u}}\">"), "T|<a href=\"?q={{name:url_query_escape}}\">");
}

// A sentence with a name in the middle could not be translated as a sentence.
TEST(template_compiler, translations_carry_fields) {
    const auto made = compile("{{_ Привет, {name}}}");
    EXPECT_EQ(made.text, "T|Привет, {{name}}");
    EXPECT_TRUE(made.messages.contains("Привет, {name}"));
    EXPECT_EQ(compile("{{_ Сохранить}}", language::en).text, "T|Save");
}

// Two hundred fields would each be written out by hand, each a little differently.
TEST(template_compiler, partials_take_arguments_with_markers_in_them) {
    EXPECT_EQ(text("{{> part label=\"{{_ Имя}} {{icon dot}}\"}}"),
              "T|Имя <svg class=\"ic\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><circle/></svg>:{{name}}");
    EXPECT_EQ(text("{{> part}}"), "T|:{{name}}");
    EXPECT_EQ(text("a{{! remark }}b"), "T|ab");
    EXPECT_THROW(compile("{{> part}}", language::ru, "{{> part}}"), std::runtime_error);
}

} // namespace
} // namespace krug::render
