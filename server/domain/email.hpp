// Mail addresses: whether one can be written to at all, whether two are the same, and a hint at a slip.
// Offices, pages and importers call it. Nobody is asked over the network.
#pragma once

#include <boost/system/result.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace krug::domain {

struct email_address {
    std::string
        text; ///< to write to: the local part as typed, the domain in ASCII and lower case (IDN as xn--)
    std::string key; ///< to compare: `text` in lower case, since no mailbox here tells Ivan@ from ivan@
    bool operator==(const email_address&) const = default;
};

enum class email_fault {
    empty = 1,
    no_at = 2,           ///< none or more than one @
    too_long = 3,        ///< RFC 5321 §4.5.3.1: 64 before the @, 254 in all
    local_part = 4,      ///< something that may not stand before the @
    local_not_ascii = 5, ///< letters before the @ that most mail servers do not take (RFC 6531)
    domain = 6           ///< no dot, a bad letter, an empty or overlong part, or an address of a machine
};
/// "required", "too_long" or "malformed": the codes of field_error.
std::string_view word_of(email_fault fault);
[[noreturn]] void throw_exception_from_error(email_fault fault, const boost::source_location& where);

/// Blank ends are forgiven. Quoted local parts and address literals are refused: nobody at a door has one.
boost::system::result<email_address, email_fault> parse_email(std::string_view text);

/// The whole address as it was probably meant ("a@mail.ri" → "a@mail.ru"); nothing if there is no reason to
/// ask. A hint only: never a reason to refuse.
std::optional<std::string> email_hint(const email_address& address);

/// A domain name in ASCII (RFC 3492 Punycode for labels that are not), lower case; nothing if a label cannot
/// be one.
std::optional<std::string> ascii_domain(std::string_view domain);

} // namespace krug::domain
