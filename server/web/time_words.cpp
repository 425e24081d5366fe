#include "web/time_words.hpp"

#include "calendar/words.hpp"
#include "web/event_words.hpp"
#include "web/work_words.hpp"

namespace krug::web {

namespace {

/// Neither stay nor end is known: 0 would be a lie.
bool is_unknown(const domain::time_present& time) { return time.has_unknown_end && time.present_ms == 0; }

} // namespace

std::string minutes_words(const domain::time_present& time, render::language lang) {
    return is_unknown(time) ? "–" : calendar::number_words(time.minutes(), calendar_language(lang));
}

std::string share_words(const domain::time_present& time, render::language lang) {
    const auto percent = time.percent();
    if (!percent) return {};
    return std::to_string(*percent) + say(lang, "\u00a0%", "%");
}

std::string mark_words(const domain::time_present& time, render::language lang) {
    if (time.is_going_on) return say(lang, "сейчас внутри", "inside now");
    if (time.has_unknown_end) return say(lang, "нет отметки о выходе", "no exit recorded");
    return time.is_assumed ? say(lang, "без выхода: до конца", "no exit: to the end") : std::string();
}

std::string time_rule_words(render::language lang) {
    return say(lang,
               "Минуты считаются по отметкам входа и выхода в часы события или сессии. Кого не отметили на выходе, тому время засчитано до конца "
               "сессии, а у общего входа – до конца дня; такие строки помечены.",
               "Minutes are counted by entries and exits within the hours of the event or session. Who was not scanned out is counted to the end of the "
               "session, or at the door of the whole event to the end of the day; such rows are marked.");
}

} // namespace krug::web
