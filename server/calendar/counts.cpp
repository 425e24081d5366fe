#include "calendar/words.hpp"

#include <cmath>

namespace krug::calendar {
namespace {

constexpr std::string_view nbsp = "\u00a0";

struct unit {
    std::int64_t seconds;
    noun_forms ru, en;
};

constexpr unit units[] = {
    {365 * 86400, {"год", "года", "лет", "года"}, {"year", "", "", "years"}},
    {30 * 86400, {"мес.", "мес.", "мес.", "мес."}, {"month", "", "", "months"}},
    {86400, {"день", "дня", "дней", "дня"}, {"day", "", "", "days"}},
    {3600, {"ч", "ч", "ч", "ч"}, {"h", "", "", "h"}},
    {60, {"мин", "мин", "мин", "мин"}, {"min", "", "", "min"}},
};

std::string distance(std::int64_t seconds, language in) {
    for (const unit& each : units)
        if (seconds >= each.seconds)
            return counted(seconds / each.seconds, in == language::en ? each.en : each.ru, in);
    return {};
}

} // namespace

plural plural_of(std::int64_t count, language in) {
    // -9223372036854775808 has no positive twin; its last digits decide all the same.
    const std::int64_t hundred = std::abs(count % 100);
    if (in == language::en)
        return count == 1 || count == -1 ? plural::one : plural::other;
    const std::int64_t ten = hundred % 10;
    if (ten == 1 && hundred != 11)
        return plural::one;
    if (ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14))
        return plural::few;
    return plural::many;
}

plural plural_of(double amount, language in) {
    const double whole = std::trunc(amount);
    if (whole != amount || std::abs(whole) > 1e15)
        return plural::other;
    return plural_of(static_cast<std::int64_t>(whole), in);
}

std::string_view form_of(std::int64_t count, const noun_forms& forms, language in) {
    switch (plural_of(count, in)) {
    case plural::one:
        return forms.one;
    case plural::few:
        return forms.few;
    case plural::many:
        return forms.many;
    case plural::other:
        break;
    }
    return forms.other;
}

std::string counted(std::int64_t count, const noun_forms& forms, language in) {
    return number_words(count, in).append(nbsp).append(form_of(count, forms, in));
}

std::string number_words(std::int64_t number, language in) {
    std::string digits = std::to_string(number);
    const std::string sign = number < 0 ? "−" : "";
    if (number < 0)
        digits.erase(0, 1);
    for (std::size_t at = digits.size(); at > 3;) {
        at -= 3;
        digits.insert(at, in == language::en ? "," : nbsp);
    }
    return sign + digits;
}

std::string age_words(utc_seconds at, utc_seconds now, language in) {
    const std::int64_t passed = now - at;
    const std::string far = distance(passed < 0 ? -passed : passed, in);
    if (far.empty())
        return in == language::en ? "just now" : "только что";
    if (in == language::en)
        return passed < 0 ? "in " + far : far + " ago";
    return passed < 0 ? "через " + far : far + " назад";
}

} // namespace krug::calendar
