#include "web/door_words.hpp"

#include "calendar/moment.hpp"
#include "calendar/words.hpp"
#include "web/event_words.hpp"
#include "web/work_words.hpp"

#include <algorithm>

namespace krug::web {

namespace {

constexpr std::int64_t in_touch_seconds = 90;
constexpr std::int64_t clock_skew_alarm_ms = 60'000;
constexpr std::int64_t many_unsent = 200;

std::string tenths(std::int64_t tenths, render::language lang) {
    auto text = std::to_string(tenths / 10);
    if (tenths % 10 != 0) text += say(lang, ",", ".") + std::to_string(tenths % 10);
    return text;
}

} // namespace

render::state_mark device_mark(const service::device_line& device, ground::utc_seconds now, render::language lang) {
    render::state_mark mark;
    if (device.state == "enrolled") {
        const bool in_touch = now - device.last_seen_at <= in_touch_seconds;
        mark.text = in_touch ? say(lang, "На связи", "In touch") : say(lang, "Без связи", "Out of touch");
        (in_touch ? mark.is_good : mark.is_waiting) = true;
    } else if (device.state == "invited") {
        mark.text = say(lang, "Ждёт подключения", "Not enrolled yet");
        mark.is_info = true;
    } else if (device.state == "expired") {
        mark.text = say(lang, "Код подключения устарел", "The enrolment code ran out");
        mark.is_plain = true;
    } else {
        mark.text = device.state == "revoked" ? say(lang, "Отключено", "Revoked") : say(lang, "На проверке", "Quarantined");
        mark.is_bad = true;
    }
    return mark;
}

std::string alarm_words(const service::device_line& device, ground::utc_seconds now, render::language lang) {
    const auto in = calendar_language(lang);
    if (device.state == "quarantined")
        return say(lang, "Этим именем отвечают два устройства. Отключите его и подключите заново.",
                   "Two devices speak with this name. Revoke it and enrol it anew.");
    if (device.state != "enrolled") return {};
    if (device.silent)
        return say(lang, "Пропускало людей и замолчало: последний обмен ", "Was letting people in and fell silent: last sync ") +
               calendar::age_words(device.last_seen_at, now, in);
    const auto skew = device.report.skew_ms < 0 ? -device.report.skew_ms : device.report.skew_ms;
    if (device.report.at > 0 && skew > clock_skew_alarm_ms)
        return say(lang, "Часы устройства сбиты", "The device's clock is wrong");
    if (device.unsent >= many_unsent)
        return say(lang, "Копит отметки и не передаёт их: ", "Keeps scans and does not send them: ") +
               calendar::number_words(device.unsent, in);
    if (device.report.rehearsal_at > 0 && !device.report.rehearsal_ready)
        return say(lang, "Репетиция не пройдена", "The rehearsal was not passed");
    return {};
}

std::string seconds_words(std::int64_t ms, render::language lang) {
    if (ms >= 120'000) return std::to_string((ms + 30'000) / 60'000) + say(lang, "\u00a0мин", "\u00a0min");
    if (ms >= 10'000) return std::to_string((ms + 500) / 1000) + say(lang, "\u00a0с", "\u00a0s");
    return tenths(std::max<std::int64_t>((ms + 50) / 100, 1), lang) + say(lang, "\u00a0с", "\u00a0s");
}

std::string per_minute_words(std::int64_t in_5_minutes, render::language lang) { return tenths(in_5_minutes * 2, lang); }

std::string colour_words(std::string_view colour, render::language lang) {
    struct named {
        std::string_view word, ru;
    };
    constexpr named names[] = {{"red", "красный"},   {"orange", "оранжевый"},   {"yellow", "жёлтый"},
                               {"green", "зелёный"}, {"blue", "синий"},         {"violet", "фиолетовый"},
                               {"white", "белый"},   {"grey", "серый"},         {"black", "чёрный"}};
    for (const auto& each : names)
        if (each.word == colour) return say(lang, each.ru, each.word);
    return std::string(colour);
}

std::string lanyard_words(std::string_view colour, render::language lang) {
    return colour_words(colour, lang) + say(lang, " шнурок", " lanyard");
}

std::string exact_clock_words(ground::utc_seconds at, const calendar::zone& where) {
    return calendar::print_rfc3339(at, where).substr(11, 8);
}

} // namespace krug::web
