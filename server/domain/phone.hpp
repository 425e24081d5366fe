// Telephone numbers as people write them, one form to keep and one to show.
// Offices, pages and importers call it.
#pragma once

#include <boost/system/result.hpp>

#include <string>
#include <string_view>

namespace krug::domain {

struct phone {
    std::string e164;      ///< "+73452381814", ITU-T E.164
    std::string extension; ///< digits after "доб.", may be ""
    std::string raw;       ///< as typed
    bool operator==(const phone&) const = default;
};

enum class phone_fault {
    malformed = 1, ///< something that belongs to no number
    too_short = 2,
    too_long = 3
};
/// "malformed", "too_short", "too_long": the codes of field_error.
std::string_view word_of(phone_fault fault);
[[noreturn]] void throw_exception_from_error(phone_fault fault, const boost::source_location& where);

/// Takes 8…, +7…, 7…, ten Russian digits, 00… and +… abroad; brackets, dots, dashes and blanks anywhere;
/// an extension after "доб.", "вн.", "ext", "#" or a comma. At most 60 bytes.
boost::system::result<phone, phone_fault> parse_phone(std::string_view text);

/// "+7 (3452) 38-18-14", "+7 (912) 345-67-89"; a number from elsewhere as it is kept.
std::string show_phone(std::string_view e164);
/// The same with " доб. 12" behind it.
std::string show_phone(const phone& number);

/// Only +79… takes text messages.
bool is_mobile(std::string_view e164);

} // namespace krug::domain
