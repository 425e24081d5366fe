// How badges of an event are printed: the sizes of paper and labels there are, and whether they come at check-in.
// Values only; whoever prints a badge may include this.
#pragma once

#include "domain/named.hpp"
#include "domain/registration.hpp"

#include <array>

namespace krug::domain {

enum class badge_layout {
    sheet_90x60 = 1,   ///< A4, eight badges to be cut
    sheet_86x54 = 2,   ///< A4, ten cards
    holder_105x148 = 3, ///< A6, one a page
    label_58x40 = 4,
    label_62x29 = 5,
    label_100x70 = 6
};
inline constexpr std::array<std::pair<badge_layout, std::string_view>, 6> badge_layout_words{{
    {badge_layout::sheet_90x60, "sheet_90x60"}, {badge_layout::sheet_86x54, "sheet_86x54"},
    {badge_layout::holder_105x148, "holder_105x148"}, {badge_layout::label_58x40, "label_58x40"},
    {badge_layout::label_62x29, "label_62x29"}, {badge_layout::label_100x70, "label_100x70"}}};
constexpr words<badge_layout> words_of(badge_layout) { return badge_layout_words; }

/// One badge on one page or label, as printers of labels want it.
constexpr bool is_label(badge_layout layout) { return layout >= badge_layout::label_58x40; }

struct badge_setting {
    badge_layout layout = badge_layout::sheet_90x60;
    bool on_check_in = false; ///< printed by the service's own printer when somebody is let in for the first time
};

/// Which badges are wanted.
enum class badge_choice { all = 1, not_printed = 2, inside = 3 };
inline constexpr std::array<std::pair<badge_choice, std::string_view>, 3> badge_choice_words{{
    {badge_choice::all, "all"}, {badge_choice::not_printed, "not_printed"}, {badge_choice::inside, "inside"}}};
constexpr words<badge_choice> words_of(badge_choice) { return badge_choice_words; }

} // namespace krug::domain
