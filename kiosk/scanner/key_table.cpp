#include "scanner/key_table.hpp"

#include <linux/input-event-codes.h>

#include <array>
#include <string_view>

namespace krug::scanner {
namespace {

struct key_row {
    std::uint16_t first; ///< key code of the first character; the others follow
    std::string_view plain, shifted;
};

constexpr std::array rows{key_row{KEY_1, "1234567890-=", "!@#$%^&*()_+"},
                          key_row{KEY_Q, "qwertyuiop[]", "QWERTYUIOP{}"},
                          key_row{KEY_A, "asdfghjkl;'`", "ASDFGHJKL:\"~"},
                          key_row{KEY_BACKSLASH, "\\zxcvbnm,./", "|ZXCVBNM<>?"},
                          key_row{KEY_KP7, "789-456+1230.", "789-456+1230."}};

} // namespace

char character_of(std::uint16_t key, bool shift) {
    if (key == KEY_ENTER || key == KEY_KPENTER) return '\n';
    if (key == KEY_TAB) return '\t';
    if (key == KEY_SPACE) return ' ';
    for (const auto& row : rows)
        if (key >= row.first && key < row.first + row.plain.size()) {
            const auto at = static_cast<std::size_t>(key - row.first);
            return shift ? row.shifted[at] : row.plain[at];
        }
    return 0;
}

} // namespace krug::scanner
