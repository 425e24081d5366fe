// Which text may enter at all: valid UTF-8, no controls, no tricks with direction or invisible characters, a
// bound. Pages, offices and importers ask before anything is kept. Text that passes is kept exactly as typed.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace krug::domain {

enum class text_fault {
    not_utf8 = 1,
    control = 2, ///< NUL and other control characters; in one-line fields line ends and tabs too
    hidden = 3,  ///< bidirectional overrides, zero-width and other invisible characters
    marks = 4,   ///< more than eight combining marks on one letter
    too_long = 5,
    empty = 6 ///< nothing but blanks
};
/// "malformed", "too_long" or "required": the codes of field_error.
std::string_view word_of(text_fault fault);

/// Titles and names of events, organisations, staff: one line, nothing invisible at all (a look-alike would
/// deceive). `length_max` counts as people do: visible_length.
std::optional<text_fault> fault_in_title(std::string_view text, std::size_t length_max);
/// Names and answers of guests: one line; joiners that some scripts need are allowed, overrides are not.
std::optional<text_fault> fault_in_line(std::string_view text, std::size_t length_max);
/// Descriptions and comments: as a line, with line ends and tabs.
std::optional<text_fault> fault_in_prose(std::string_view text, std::size_t length_max);

/// True if there is nothing to see: empty or only blanks of any kind.
bool is_blank(std::string_view text);

/// Letters as a person would count them, near enough to UAX #29: marks, joiners, variation and skin-tone
/// signs and the second of two flag letters count with what they follow; what a zero-width joiner joins
/// counts once.
std::size_t visible_length(std::string_view text);

} // namespace krug::domain
