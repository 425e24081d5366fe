#include "domain/email.hpp"

#include "domain/utf8.hpp"

#include <algorithm>
#include <stdexcept>

namespace krug::domain {
namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// RFC 5322 atext.
bool is_atom(char c) {
    return is_letter(c) || is_digit(c) ||
           std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_dot_atom(std::string_view local) {
    char before = '.';
    for (const char c : local) {
        if (c == '.' ? before == '.' : !is_atom(c))
            return false;
        before = c;
    }
    return before != '.';
}

std::string_view without_ends(std::string_view text) {
    const auto from = text.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos)
        return {};
    return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

std::string in_small_ascii(std::string_view text) {
    std::string small(text);
    for (char& c : small)
        c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return small;
}

constexpr std::size_t base = 36, least = 1, most = 26, skew = 38, damp = 700, first_bias = 72;

std::size_t adapted(std::size_t delta, std::size_t points, bool first) {
    delta = first ? delta / damp : delta / 2;
    delta += delta / points;
    std::size_t times = 0;
    for (; delta > (base - least) * most / 2; times += base)
        delta /= base - least;
    return times + (base - least + 1) * delta / (delta + skew);
}

void append_number(std::string& out, std::size_t delta, std::size_t bias) {
    const auto digit = [](std::size_t value) {
        return static_cast<char>(value < 26 ? 'a' + value : '0' + value - 26);
    };
    for (std::size_t place = base;; place += base) {
        const std::size_t threshold = place <= bias ? least : std::min(place - bias, most);
        if (delta < threshold)
            break;
        out += digit(threshold + (delta - threshold) % (base - threshold));
        delta = (delta - threshold) / (base - threshold);
    }
    out += digit(delta);
}

// RFC 3492 §6.3; at most 63 letters, so nothing overflows.
std::string punycode(const std::u32string& letters) {
    std::string out;
    for (const char32_t c : letters)
        if (c < 0x80)
            out += static_cast<char>(c);
    std::size_t handled = out.size();
    const std::size_t basic = handled;
    if (basic > 0)
        out += '-';
    std::size_t bias = first_bias, delta = 0;
    char32_t at = 0x80;
    while (handled < letters.size()) {
        char32_t next = 0x10FFFF;
        for (const char32_t c : letters)
            if (c >= at)
                next = std::min(next, c);
        delta += (next - at) * (handled + 1);
        at = next;
        for (const char32_t c : letters) {
            if (c < at)
                ++delta;
            if (c != at)
                continue;
            append_number(out, delta, bias);
            bias = adapted(delta, handled + 1, handled == basic);
            delta = 0;
            ++handled;
        }
        ++delta;
        ++at;
    }
    return out;
}

// Letters a name may have here: Latin with accents, Greek, Cyrillic.
bool is_name_letter(char32_t c) {
    if (c < 0x80)
        return is_letter(static_cast<char>(c)) || is_digit(static_cast<char>(c)) || c == '-';
    return (c >= 0xDF && c <= 0x17F && c != 0xF7) || (c >= 0x3AC && c <= 0x3CE) || (c >= 0x430 && c <= 0x52F);
}

std::optional<std::string> ascii_label(std::u32string label) {
    std::transform(label.begin(), label.end(), label.begin(), lower);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
        return std::nullopt;
    if (!std::all_of(label.begin(), label.end(), is_name_letter))
        return std::nullopt;
    const bool ascii = std::all_of(label.begin(), label.end(), [](char32_t c) { return c < 0x80; });
    std::string written = ascii ? to_utf8(label) : "xn--" + punycode(label);
    if (written.size() > 63)
        return std::nullopt;
    return written;
}

constexpr std::string_view common_domains[] = {"mail.ru",     "yandex.ru",  "gmail.com",   "inbox.ru",
                                               "list.ru",     "rambler.ru", "internet.ru", "outlook.com",
                                               "hotmail.com", "icloud.com", "yahoo.com"};
// Real ones that look like slips of the above.
constexpr std::string_view no_slips[] = {"mail.com",   "ymail.com", "email.com", "email.ru",  "gmail.ru",
                                         "yandex.com", "yandex.by", "yandex.kz", "yandex.uz", "mail.ee",
                                         "mail.md",    "mail.kz",   "mail.by",   "mail.ua",   "mail.de",
                                         "list.com",   "inbox.com", "inbox.lv",  "outlook.ru"};

// One slip: a letter more, less, other, or two swapped.
bool one_slip_apart(std::string_view typed, std::string_view meant) {
    if (typed.size() > meant.size() + 1 || meant.size() > typed.size() + 1)
        return false;
    std::size_t head = 0;
    while (head < std::min(typed.size(), meant.size()) && typed[head] == meant[head])
        ++head;
    typed.remove_prefix(head);
    meant.remove_prefix(head);
    if (typed.size() == meant.size()) {
        if (typed.empty())
            return false;
        if (typed.substr(1) == meant.substr(1))
            return true;
        return typed.size() > 1 && typed[0] == meant[1] && typed[1] == meant[0] &&
               typed.substr(2) == meant.substr(2);
    }
    return typed.size() > meant.size() ? typed.substr(1) == meant : typed == meant.substr(1);
}

template <class List> bool contains(const List& list, std::string_view domain) {
    return std::find(std::begin(list), std::end(list), domain) != std::end(list);
}

} // namespace

std::string_view word_of(email_fault fault) {
    if (fault == email_fault::empty)
        return "required";
    return fault == email_fault::too_long ? "too_long" : "malformed";
}

void throw_exception_from_error(email_fault, const boost::source_location&) {
    throw std::logic_error("an address was asked of a text that is no mail address");
}

std::optional<std::string> ascii_domain(std::string_view domain) {
    const std::u32string letters = code_points(domain);
    std::string ascii;
    std::size_t labels = 0;
    for (std::size_t from = 0; from <= letters.size();) {
        const std::size_t dot = std::min(letters.find(U'.', from), letters.size());
        const auto label = ascii_label(letters.substr(from, dot - from));
        if (!label)
            return std::nullopt;
        ascii += (labels++ ? "." : "") + *label;
        from = dot + 1;
    }
    const std::string last = ascii.substr(ascii.rfind('.') + 1);
    // A last part of digits would be an address of a machine; one letter exists nowhere.
    if (labels < 2 || last.size() < 2 || std::all_of(last.begin(), last.end(), is_digit))
        return std::nullopt;
    return ascii;
}

boost::system::result<email_address, email_fault> parse_email(std::string_view text) {
    text = without_ends(text);
    if (text.empty())
        return email_fault::empty;
    if (text.size() > 1000)
        return email_fault::too_long;
    const auto at = text.find('@');
    if (at == std::string_view::npos || text.find('@', at + 1) != std::string_view::npos)
        return email_fault::no_at;
    const std::string local(text.substr(0, at));
    if (std::any_of(local.begin(), local.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
        return email_fault::local_not_ascii;
    if (!is_dot_atom(local))
        return email_fault::local_part;
    if (local.size() > 64)
        return email_fault::too_long;
    const auto domain = ascii_domain(text.substr(at + 1));
    if (!domain)
        return email_fault::domain;
    email_address address{.text = local + "@" + *domain, .key = {}};
    if (address.text.size() > 254)
        return email_fault::too_long;
    address.key = in_small_ascii(address.text);
    return address;
}

std::optional<std::string> email_hint(const email_address& address) {
    const auto at = address.text.find('@');
    const std::string domain = address.text.substr(at + 1);
    if (contains(common_domains, domain) || contains(no_slips, domain))
        return std::nullopt;
    for (const auto common : common_domains)
        if (one_slip_apart(domain, common))
            return address.text.substr(0, at + 1) + std::string(common);
    return std::nullopt;
}

} // namespace krug::domain
