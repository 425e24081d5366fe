#include "domain/phone.hpp"

#include "domain/utf8.hpp"

#include <algorithm>
#include <stdexcept>

namespace krug::domain {
namespace {

bool is_digit(char32_t c) {
    return c >= '0' && c <= '9';
}

bool may_stand_between(char32_t c) {
    return c == ' ' || c == '(' || c == ')' || c == '-' || c == '.' || c == '/' || c == 0xA0 || c == 0x202F ||
           (c >= 0x2009 && c <= 0x2015) || c == '\t';
}

// Longest first, so that a word is taken whole.
constexpr std::u32string_view extension_words[] = {U"добавочный", U"внутренний", U"внутр", U"доб", U"вн",
                                                   U"ext",        U"x",          U"#",     U","};

struct parts {
    std::u32string number;
    std::u32string extension;
};

void drop_words(std::u32string_view& text) {
    for (bool dropped = true; dropped;) {
        dropped = false;
        while (!text.empty() && may_stand_between(text[0]))
            text.remove_prefix(1);
        for (const auto word : extension_words) {
            if (!text.starts_with(word))
                continue;
            text.remove_prefix(word.size());
            dropped = true;
            break;
        }
    }
}

parts split(const std::u32string& small) {
    std::size_t from = small.size();
    for (const auto word : extension_words)
        from = std::min(from, small.find(word));
    std::u32string_view extension = std::u32string_view(small).substr(from);
    drop_words(extension);
    return {small.substr(0, from), std::u32string(extension)};
}

// Digits of `text`; false if there is anything but digits and what may stand between them.
bool take_digits(std::u32string_view text, std::string& digits) {
    for (const char32_t c : text) {
        if (is_digit(c))
            digits += static_cast<char>(c);
        else if (!may_stand_between(c))
            return false;
    }
    return true;
}

// Country code first; "" if no reading fits.
std::string international(const std::string& digits, bool plus) {
    const bool eleven = digits.size() == 11;
    if (!plus && digits.starts_with("00"))
        return digits.substr(2);
    if (plus && eleven && digits.starts_with("89"))
        return "7" + digits.substr(1); // no country begins with 89
    if (plus)
        return digits;
    if (digits.starts_with("810") && digits.size() > 11)
        return digits.substr(3);
    if (eleven && digits[0] == '8')
        return "7" + digits.substr(1);
    if (digits.size() == 10 && (digits[0] == '9' || digits[0] == '3' || digits[0] == '4'))
        return "7" + digits;
    return digits;
}

phone_fault length_fault(const std::string& digits) {
    return digits.size() < 11 ? phone_fault::too_short : phone_fault::too_long;
}

// Codes of three digits, whose subscribers have seven; elsewhere four and six.
bool has_short_code(std::string_view ten) {
    static constexpr std::string_view codes[] = {"342", "343", "347", "351", "383", "391",
                                                 "423", "473", "495", "498", "499", "812",
                                                 "831", "843", "846", "861", "863"};
    if (ten[0] == '9' || ten[0] == '6' || ten[0] == '7' || ten.starts_with("80"))
        return true;
    return std::find(std::begin(codes), std::end(codes), ten.substr(0, 3)) != std::end(codes);
}

} // namespace

std::string_view word_of(phone_fault fault) {
    switch (fault) {
    case phone_fault::too_short:
        return "too_short";
    case phone_fault::too_long:
        return "too_long";
    case phone_fault::malformed:
        break;
    }
    return "malformed";
}

void throw_exception_from_error(phone_fault, const boost::source_location&) {
    throw std::logic_error("a number was asked of a text that is no telephone number");
}

boost::system::result<phone, phone_fault> parse_phone(std::string_view text) {
    if (text.size() > 60)
        return phone_fault::too_long;
    std::u32string small = code_points(text);
    std::transform(small.begin(), small.end(), small.begin(), lower);
    auto [number, extension] = split(small);
    const auto start = number.find_first_not_of(U" \t\u00a0");
    if (start == std::u32string::npos)
        return phone_fault::too_short;
    number.erase(0, start);
    const bool plus = number[0] == '+';
    phone found{.e164 = "+", .extension = {}, .raw = std::string(text)};
    std::string digits;
    if (!take_digits(std::u32string_view(number).substr(plus), digits) ||
        !take_digits(extension, found.extension))
        return phone_fault::malformed;
    if (found.extension.size() > 8)
        return phone_fault::too_long;
    const std::string whole = international(digits, plus);
    const bool abroad =
        (plus || digits.starts_with("00") || digits.starts_with("810")) && !whole.starts_with("7");
    if (abroad && whole.size() < 8)
        return phone_fault::too_short;
    if (whole.size() > 15)
        return phone_fault::too_long;
    if (!abroad && whole.size() != 11)
        return length_fault(whole);
    if (whole[0] == '0' || (!abroad && (whole[0] != '7' || whole[1] < '3')))
        return phone_fault::malformed;
    found.e164 += whole;
    return found;
}

std::string show_phone(std::string_view e164) {
    if (e164.size() != 12 || !e164.starts_with("+7"))
        return std::string(e164);
    const std::string ten(e164.substr(2));
    if (has_short_code(ten))
        return "+7 (" + ten.substr(0, 3) + ") " + ten.substr(3, 3) + "-" + ten.substr(6, 2) + "-" +
               ten.substr(8);
    return "+7 (" + ten.substr(0, 4) + ") " + ten.substr(4, 2) + "-" + ten.substr(6, 2) + "-" + ten.substr(8);
}

std::string show_phone(const phone& number) {
    const std::string shown = show_phone(number.e164);
    return number.extension.empty() ? shown : shown + " доб. " + number.extension;
}

bool is_mobile(std::string_view e164) {
    return e164.size() == 12 && e164.starts_with("+79");
}

} // namespace krug::domain
