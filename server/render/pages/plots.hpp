// Plots of an event's figures that pages carry in line: a line over time, bars by name. The numbers stand in a table beside.
// Called by web when it fills a view; the result is SVG with classes of krug.css and no style attributes.
#pragma once

#include "render/page_engine.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace krug::render {

/// What is said of the picture to those who do not see it. `id` is unique on the page: letters, digits and '-'.
struct plot_label {
    std::string id;
    std::string title;
    std::string description; ///< what the picture shows, in a sentence
};

struct plot_point {
    std::string label; ///< under the axis; only some are drawn, so that they never touch
    std::int64_t value = 0;
    std::string words{}; ///< the number as people read it
};

/// A rising line with its area and, when `limit` > 0, a dotted line there with `limit_words`. Empty without points.
markup line_plot(const plot_label& label, const std::vector<plot_point>& points, std::int64_t limit, const std::string& limit_words);

/// Columns of one number each; at most some hundred fit. Empty without points.
markup column_plot(const plot_label& label, const std::vector<plot_point>& points);

struct plot_bar {
    std::string name;
    std::int64_t outline = 0; ///< the whole, drawn as an outline
    std::int64_t solid = 0;   ///< the part of it, drawn solid
    std::string words;        ///< the numbers at the end of the line
};

/// One row each, longest names cut with an ellipsis. Empty without bars.
markup bars_plot(const plot_label& label, const std::vector<plot_bar>& bars);

} // namespace krug::render
