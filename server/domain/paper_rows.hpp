// Rows of a paper sheet as somebody types them from the paper: "1-5, 8, 12", or the codes printed in the rows: "3/17".
// Sheet pages read with it; pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::domain {

/// What was typed, each row once, ascending; nothing when a part is no row, a code is of another sheet, a row is below 1
/// or above `rows`, or a range runs backwards. Parts stand apart by commas, semicolons, blanks or line ends; a range has
/// a hyphen or a dash. `wrong` becomes the first part that could not be read.
std::optional<std::vector<int>> read_paper_rows(std::string_view typed, std::int64_t sheet, int rows, std::string& wrong);

} // namespace krug::domain
