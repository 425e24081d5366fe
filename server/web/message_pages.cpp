// Messages to many: writing one, looking at it as somebody who gets it, sending, scheduling, withdrawing; and the feedback.
#include "calendar/reminder_time.hpp"
#include "calendar/words.hpp"
#include "domain/text_rules.hpp"
#include "web/event_words.hpp"
#include "web/people_filter_form.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"
#include "web/written_moment.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::action;
using domain::message;
using domain::message_sort;
using domain::message_state;
using domain::refusal_code;
using render::language;

std::string url_of(const call& asked, std::int64_t number) { return base_of(asked) + "/messages/" + std::to_string(number); }

std::string count_words(std::int64_t count, language lang) { return calendar::number_words(count, calendar_language(lang)); }

// --- writing ---

/// A draft for what is written again and again.
message ready_message(std::string_view name) {
    message what;
    if (name == "thanks") {
        what.filter.attended = true;
        what.hours_after = 2;
        what.subject_ru = "Спасибо, что были с нами: {событие}";
        what.text_ru = "Здравствуйте, {имя}!\n\nСпасибо, что пришли на встречу «{событие}». Нам важно знать, что получилось, а что нет. "
                       "Ответ займёт минуту, имя рядом с ним не сохранится.\n\n{отзыв}\n\nДо новых встреч!";
        what.subject_en = "Thank you for coming: {event}";
        what.text_en = "Hello {name},\n\nThank you for coming to “{event}”. We would like to know what went well and what did not. "
                       "It takes a minute, and your name is not kept with the answer.\n\n{feedback}\n\nSee you again!";
    } else if (name == "certificate") {
        what.filter.certified = true;
        what.subject_ru = "Ваш сертификат: {событие}";
        what.text_ru = "Здравствуйте, {имя}!\n\nСертификат участника встречи «{событие}» готов.\n\n{сертификат}\n\n"
                       "Подлинность проверяется по коду на самом сертификате.";
        what.subject_en = "Your certificate: {event}";
        what.text_en = "Hello {name},\n\nYour certificate of participation in “{event}” is ready.\n\n{certificate}\n\n"
                       "Anybody can check it by the code printed on it.";
    }
    return what;
}

message read_form(const call& asked, const form& fields) {
    message what;
    what.event = asked.event;
    what.filter = filter_in(fields);
    what.sort = fields.text("sort") == "news" ? message_sort::news : message_sort::event;
    const auto text = [&](const char* name) {
        auto value = fields.text(name);
        std::erase(value, '\r'); // browsers end the lines of a text area with CR LF
        return domain::is_blank(value) ? std::string() : value;
    };
    what.subject_ru = text("subject_ru");
    what.text_ru = text("text_ru");
    what.subject_en = text("subject_en");
    what.text_en = text("text_en");
    what.hours_after = std::min(number_in(fields.text("hours_after")), domain::hours_after_max);
    what.version = std::max<std::int64_t>(number_in(fields.text("version")), 1);
    return what;
}

/// Which braces are no fields, so that nobody looks for them.
std::string unknown_words(const std::string& text, language lang) {
    std::string list;
    for (const auto& each : domain::unknown_fields(text)) list += (list.empty() ? "{" : ", {") + each + "}";
    if (list.empty()) return say(lang, "Личных ссылок в теме быть не может.", "A subject holds no personal links.");
    return say(lang, "Таких полей нет: ", "There are no such fields: ") + list;
}

response show_form(const call& asked, const message& what, const std::vector<domain::field_error>& wrong, int status = 200,
                   const std::string& problem = {}) {
    const auto about = event_of(asked);
    const auto lang = asked.lang;
    const bool is_new = what.number == 0;
    const auto shown = [&](const char* name, const std::string& value) {
        render::form_field field{value, {}};
        for (const auto& each : wrong)
            if (each.field == name) field.error = each.code == "unknown" ? unknown_words(value, lang) : sentence_of(each, lang);
        return field;
    };
    render::message_form_view view;
    view.is_new = is_new;
    view.action = is_new ? base_of(asked) + "/messages/new" : url_of(asked, what.number) + "/edit";
    view.back_url = is_new ? base_of(asked) + "/letters" : url_of(asked, what.number);
    view.version = std::to_string(what.version);
    if (what.hours_after > 0) view.hours_after = std::to_string(what.hours_after);
    view.sorts = {{"event", say(lang, "О событии", "About the event"),
                   say(lang, "Получат все, кого находит условие. Отписаться от таких писем нельзя.",
                       "Everybody whom the filter finds gets it. Nobody can unsubscribe from these."),
                   what.sort == message_sort::event, false},
                  {"news", say(lang, "Новости", "News"),
                   say(lang, "Получат только те, кто согласился на новости; в письме будет ссылка «Отписаться».",
                       "Only those who consented to news get it; the letter carries an unsubscribe link."),
                   what.sort == message_sort::news, false}};
    view.filter = filter_fields_of(asked, what.filter, names_for(asked, about));
    view.subject_ru = shown("subject_ru", what.subject_ru);
    view.text_ru = shown("text_ru", what.text_ru);
    view.subject_en = shown("subject_en", what.subject_en);
    view.text_en = shown("text_en", what.text_en);
    for (const auto& [field, word] : domain::message_field_words) view.fields.push_back({field_word(field, lang), field_meaning(field, lang)});
    for (const auto& each : wrong) {
        const auto& value = each.field == "subject_ru" ? what.subject_ru : each.field == "text_ru" ? what.text_ru
                          : each.field == "subject_en" ? what.subject_en : what.text_en;
        view.errors.push_back({each.field, each.code == "unknown" ? unknown_words(value, lang) : sentence_of(each, lang)});
    }
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), lang);
    auto frame = work_frame_of(asked, render::work_section::letters, &about);
    if (!problem.empty()) frame.notice = render::flash{problem, true};
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response ask_new(call& asked) {
    auto what = ready_message(asked.query.text("ready"));
    if (what.filter.is_empty()) what.filter = filter_in(asked.query);
    if (what.filter.is_empty()) what.filter.status = domain::registration_status::confirmed;
    what.event = asked.event;
    return show_form(asked, what, {});
}

response write(call& asked) {
    const auto fields = posted(asked);
    const auto what = read_form(asked, fields);
    if (check_mark(asked, fields.text("csrf")) == mark_state::wrong) return show_form(asked, what, {}, 422);
    const auto done = asked.on.messages.write(asked.actor, what);
    if (done) return redirect(url_of(asked, *done) + (what.hours_after > 0 ? "?hours_after=" + std::to_string(what.hours_after) : ""));
    if (done.error().code == refusal_code::invalid) return show_form(asked, what, done.error().fields, 422);
    return show_form(asked, what, {}, status_of(done.error().code), sentence_of(done.error(), asked.lang));
}

std::optional<message> message_at(const call& asked) {
    const auto number = number_in(asked.place.at("message"));
    return number == 0 ? std::nullopt : asked.on.messages.find(asked.event, number);
}

response ask_edit(call& asked) {
    const auto what = message_at(asked);
    if (!what) return error_answer(asked, 404);
    if (what->state != message_state::draft) return redirect(url_of(asked, what->number));
    return show_form(asked, *what, {});
}

response rewrite(call& asked) {
    const auto known = message_at(asked);
    if (!known) return error_answer(asked, 404);
    const auto fields = posted(asked);
    auto what = read_form(asked, fields);
    what.number = known->number;
    if (check_mark(asked, fields.text("csrf")) == mark_state::wrong) return show_form(asked, what, {}, 422);
    const auto done = asked.on.messages.rewrite(asked.actor, what);
    if (done) return redirect(url_of(asked, what.number));
    if (done.error().code == refusal_code::invalid) return show_form(asked, what, done.error().fields, 422);
    return show_form(asked, what, {}, status_of(done.error().code), sentence_of(done.error(), asked.lang));
}

// --- looking, sending ---

std::string state_of(const message& what, language lang) {
    switch (what.state) {
    case message_state::draft: return say(lang, "Черновик", "Draft");
    case message_state::scheduled: return say(lang, "Запланировано", "Scheduled");
    case message_state::begun: return say(lang, "Отправлено", "Sent");
    case message_state::stopped: break;
    }
    return say(lang, "Остановлено", "Stopped");
}

std::string sort_of(const message& what, language lang) {
    return what.sort == message_sort::news ? say(lang, "Новости: только согласившимся", "News: only to those who consented")
                                           : say(lang, "Письмо о событии", "A letter about the event");
}

std::string failure_words(const std::string& word, language lang) {
    if (word == "refused") return say(lang, "почтовый сервер получателя отказал", "refused by the recipient’s mail server");
    if (word == "address") return say(lang, "с таким адресом письмо не отправить", "no mail can be sent to such an address");
    if (word == "deferred" || word == "too_old") return say(lang, "сервер получателя так и не принял письмо", "the recipient’s server never took it");
    return say(lang, "не удалось отправить", "could not be sent") + " (" + word + ")";
}

void show_letters(const call& asked, const service::event_view& about, const message& what, render::message_view& view) {
    const auto wanted = number_in(asked.query.text("person"));
    auto found = asked.on.messages.recipients(what, {wanted > 0 ? wanted - 1 : 0}, 2);
    if (found.empty()) found = asked.on.messages.recipients(what, {}, 1);
    const auto whose = found.empty() ? std::nullopt : asked.on.registrations.find(asked.event, found.front(), false);
    if (whose) view.person = domain::full_name(whose->registration.name);
    if (found.size() > 1) view.next_url = view.action + "?person=" + std::to_string(found[1].value);
    else if (wanted > 0) view.next_url = view.action;
    for (const auto lang : {language::ru, language::en}) {
        const auto code = std::string(render::code(lang));
        if ((lang == language::ru ? what.text_ru : what.text_en).empty()) continue;
        const showing to{lang, asked.on.clock.now(), asked.on.settings.public_url};
        const auto values = whose ? field_values(about, *whose, to) : sample_values(about, say(lang, "Имя Отчество", "Name"), to);
        auto filled = render::fill_message(domain::subject_for(what, code), domain::text_for(what, code), values);
        view.previews.push_back({code, lang == language::ru ? say(asked.lang, "По-русски", "In Russian") : say(asked.lang, "По-английски", "In English"),
                                 std::move(filled.subject), std::move(filled.body)});
    }
}

void show_reach(const call& asked, const message& what, render::message_view& view) {
    const auto lang = asked.lang;
    const auto reach = asked.on.messages.reach(what);
    view.recipients = render::tr_n(lang, "Получит {n} человек", reach.recipients);
    view.expected = std::to_string(reach.recipients);
    if (reach.unreachable > 0)
        view.unreachable = render::tr_n(lang, "Ещё {n} человек подходит, но не получит", reach.unreachable) +
                           (what.sort == message_sort::news ? say(lang, ": нет согласия на новости, почты или её подтверждения.",
                                                                  ": no consent to news, no address, or it is not confirmed.")
                                                            : say(lang, ": нет почты, или она не подтверждена.", ": no address, or it is not confirmed."));
    if (what.text_en.empty() && reach.english > 0)
        view.language_note = render::tr_n(lang, "{n} человек читает по-английски и получит русский текст", reach.english);
    if (what.text_ru.empty() && reach.recipients > reach.english)
        view.language_note = render::tr_n(lang, "{n} человек читает по-русски и получит английский текст", reach.recipients - reach.english);
    if (reach.recipients > 0) view.send_label = say(lang, "Отправить сейчас: ", "Send now: ") + count_words(reach.recipients, lang);
}

void show_outcomes(const call& asked, const message& what, render::message_view& view) {
    const auto lang = asked.lang;
    const auto told = asked.on.messages.outcomes(what);
    const auto add = [&](std::string_view ru, std::string_view en, std::int64_t count) {
        view.outcomes.push_back({say(lang, ru, en), count_words(count, lang)});
    };
    add("ушло", "sent", told.sent);
    if (told.waiting > 0 || told.is_going_on) add("в очереди", "waiting", told.waiting);
    if (told.failed > 0) add("не принято почтовым сервером", "not taken by the mail server", told.failed);
    if (told.withdrawn > 0) add("отозвано", "withdrawn", told.withdrawn);
    if (told.spared > 0) add("не понадобилось: условие к ним больше не подходит", "not needed: the filter fits them no more", told.spared);
    for (const auto& [who, why] : told.failures) {
        const auto found = asked.on.registrations.find(asked.event, who, false);
        const auto name = found ? domain::full_name(found->registration.name) : std::string();
        view.failures.push_back({name.empty() ? say(lang, "данные уничтожены", "data destroyed") : name,
                                 base_of(asked) + "/people/" + std::to_string(who.value), failure_words(why, lang)});
    }
    view.is_going = told.is_going_on || told.waiting > 0;
    view.may_withdraw = what.state == message_state::begun && view.is_going;
    view.withdraw_label = say(lang, "Остановить: что не ушло, не уйдёт", "Stop: what has not gone stays here");
}

/// What was typed into the schedule and refused.
struct typed_schedule {
    std::string day, clock, hours_after, problem;
};

response show(const call& asked, const message& what, const typed_schedule& typed = {}, int status = 200) {
    const auto about = event_of(asked);
    const auto lang = asked.lang;
    const auto where = zone_named(about.event.time.timezone);
    const auto now = asked.on.clock.now();
    render::message_view view;
    view.action = url_of(asked, what.number);
    view.back_url = base_of(asked) + "/letters";
    view.title = domain::subject_for(what, render::code(lang));
    view.state = state_of(what, lang);
    view.sort = sort_of(what, lang);
    view.audience = filter_sentence(what.filter, names_for(asked, about), lang);
    view.problem = typed.problem;
    view.version = std::to_string(what.version);
    view.is_draft = what.state == message_state::draft;
    show_letters(asked, about, what, view);
    if (!view.previews.empty()) view.title = view.previews.front().subject; // with its fields filled in
    if (view.is_draft) {
        show_reach(asked, what, view);
        view.edit_url = view.action + "/edit";
        view.may_remove = what.mailing == 0;
        view.day = typed.day;
        view.clock = typed.clock;
        view.hours_after = typed.hours_after;
        if (view.hours_after.empty() && what.hours_after > 0) view.hours_after = std::to_string(what.hours_after);
        view.zone = calendar::zone_label(now, where, calendar_language(lang));
        if (asked.login) view.try_address = asked.login->staff.email;
        if (calendar::is_quiet_time(now, where))
            view.night_note = say(lang, "На площадке сейчас ", "At the venue it is ") + print_clock(now, where) +
                              say(lang, ": люди спят.", ": people sleep.");
    } else if (what.state == message_state::scheduled) {
        show_reach(asked, what, view);
        view.send_label.clear();
        if (what.send_at > 0) view.scheduled_for = moment_in(about.event.time.timezone, what.send_at, lang);
        else if (const auto over = domain::over_at(about.event.time)) {
            auto at = *over + what.hours_after * 3600;
            if (!what.at_night) at = calendar::next_daytime(at, where);
            view.scheduled_for = moment_in(about.event.time.timezone, at, lang);
        }
        view.may_withdraw = true;
        view.withdraw_label = say(lang, "Не отправлять, вернуть в черновики", "Do not send, back to drafts");
    } else {
        show_outcomes(asked, what, view);
    }
    auto frame = work_frame_of(asked, render::work_section::letters, &about);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response show_message(call& asked) {
    auto what = message_at(asked);
    if (!what) return error_answer(asked, 404);
    typed_schedule typed;
    if (const auto hours = number_in(asked.query.text("hours_after")); hours > 0 && hours <= domain::hours_after_max)
        typed.hours_after = std::to_string(hours);
    return show(asked, *what, typed);
}

std::string problem_of(const domain::refusal& refusal, language lang) {
    switch (refusal.code) {
    case refusal_code::version_mismatch:
        return say(lang, "Пока вы решали, текст или список изменились. Посмотрите ещё раз: ничего не отправлено.",
                   "Text or list have changed meanwhile. Look again: nothing was sent.");
    case refusal_code::full: return say(lang, "По этому условию писать некому.", "This filter finds nobody to write to.");
    case refusal_code::too_many:
        return say(lang, "Сегодня уже отправлено слишком много сообщений. Попробуйте позже.", "Too many messages were sent today. Try later.");
    case refusal_code::event_not_published: return say(lang, "Сначала опубликуйте событие.", "Publish the event first.");
    case refusal_code::event_has_no_date: return say(lang, "У события нет точного времени: укажите день и час сами.",
                                                     "The event has no exact time: give day and hour yourself.");
    case refusal_code::wrong_state: return say(lang, "Сообщение уже не черновик.", "The message is no draft any more.");
    default: break;
    }
    for (const auto& each : refusal.fields)
        if (each.code == "in_the_past") return say(lang, "Это время уже прошло.", "That time has passed.");
    if (!refusal.fields.empty())
        return say(lang, "Время вне границ: не дальше года, а после конца – от 1 часа до 14 дней.",
                   "Out of bounds: at most a year ahead; after the end, 1 hour to 14 days.");
    return sentence_of(refusal, lang);
}

std::string night_words(language lang) {
    return say(lang, "Это ночь по часам площадки. Отметьте «Можно ночью» или выберите время с 9 до 21.",
               "It is night at the venue. Tick “Also at night”, or choose a time between 9:00 and 21:00.");
}

response send(const call& asked, const form& fields, const message& what) {
    const auto where = zone_named(event_of(asked).event.time.timezone);
    if (what.state == message_state::draft && calendar::is_quiet_time(asked.on.clock.now(), where) && !fields.has("at_night"))
        return show(asked, what, {"", "", "", night_words(asked.lang)}, 422);
    const auto done = asked.on.messages.send(asked.actor, asked.event, what.number, number_in(fields.text("version")),
                                             number_in(fields.text("expected")));
    if (done) return redirect(url_of(asked, what.number) + "?done=message_sent");
    return show(asked, *asked.on.messages.find(asked.event, what.number), {"", "", "", problem_of(done.error(), asked.lang)},
                status_of(done.error().code));
}

response schedule(const call& asked, const form& fields, const message& what, bool after_end) {
    const auto where = zone_named(event_of(asked).event.time.timezone);
    typed_schedule typed{fields.text("day"), fields.text("clock"), fields.text("hours_after"), ""};
    ground::utc_seconds at = 0;
    if (!after_end) {
        const auto day = read_day(typed.day, asked.lang);
        const auto clock = read_clock(typed.clock, asked.lang);
        if (day.value && clock.value) {
            const auto moment = read_instant(*day.value, *clock.value, where, std::nullopt, asked.lang);
            if (moment.value) at = *moment.value;
            else typed.problem = moment.fault;
        } else {
            typed.problem = !day.value && !day.fault.empty() ? day.fault : !clock.value && !clock.fault.empty() ? clock.fault
                          : say(asked.lang, "Укажите день и час.", "Give day and hour.");
        }
        if (typed.problem.empty() && calendar::is_quiet_time(at, where) && !fields.has("at_night")) typed.problem = night_words(asked.lang);
        if (!typed.problem.empty()) return show(asked, what, typed, 422);
    }
    const auto done = asked.on.messages.schedule(asked.actor, asked.event, what.number, number_in(fields.text("version")), at,
                                                 after_end ? number_in(typed.hours_after) : 0, fields.has("at_night"));
    if (done) return redirect(url_of(asked, what.number) + "?done=message_scheduled");
    typed.problem = problem_of(done.error(), asked.lang);
    return show(asked, *asked.on.messages.find(asked.event, what.number), typed, status_of(done.error().code));
}

response change_message(call& asked) {
    const auto what = message_at(asked);
    if (!what) return error_answer(asked, 404);
    const auto fields = posted(asked);
    const auto& wanted = fields.text("do");
    const auto settle = [&](const auto& done, const std::string& to) {
        if (done) return redirect(to);
        return show(asked, *what, {"", "", "", problem_of(done.error(), asked.lang)}, status_of(done.error().code));
    };
    if (wanted == "try") return settle(asked.on.messages.try_out(asked.actor, asked.event, what->number), url_of(asked, what->number) + "?done=tried");
    if (wanted == "send") return send(asked, fields, *what);
    if (wanted == "schedule") return schedule(asked, fields, *what, false);
    if (wanted == "schedule_after") return schedule(asked, fields, *what, true);
    if (wanted == "withdraw")
        return settle(asked.on.messages.withdraw(asked.actor, asked.event, what->number), url_of(asked, what->number) + "?done=withdrawn");
    if (wanted == "remove")
        return settle(asked.on.messages.remove(asked.actor, asked.event, what->number), base_of(asked) + "/letters?done=message_removed");
    return error_answer(asked, 400);
}

// --- feedback ---

response show_feedback(call& asked) {
    const auto about = event_of(asked);
    const auto lang = asked.lang;
    const auto told = asked.on.messages.feedback_results(asked.event);
    render::feedback_results_view view;
    view.back_url = base_of(asked) + "/letters";
    view.summary = render::tr_n(lang, "{n} ответ", told.answers);
    if (told.answers < domain::feedback_shown_from)
        view.too_few = say(lang, "Покажем с трёх ответов: по первым было бы видно, чьи они.",
                           "Shown from three answers on: the first ones would be somebody’s.");
    for (int stars = told.answers < domain::feedback_shown_from ? 0 : 5; stars >= 1; --stars) {
        const auto count = told.by_stars[static_cast<std::size_t>(stars - 1)];
        view.stars.push_back({render::tr_n(lang, "{n} звезда", stars), count_words(count, lang), std::to_string(count * 100 / told.answers)});
    }
    for (const auto& words : told.words) view.words.push_back({"", words});
    return page(render::render_page(asked.on.pages, work_frame_of(asked, render::work_section::letters, &about), view));
}

} // namespace

std::vector<route> message_routes() {
    using enum method;
    constexpr auto mail = action::mail_guests;
    constexpr auto work = entrance::work;
    return {
        {get, "/work/events/{event}/messages/new", mail, work, ask_new, "", "", "", ""},
        {post, "/work/events/{event}/messages/new", mail, work, write, "", "", "", "", true},
        {get, "/work/events/{event}/messages/{message}", mail, work, show_message, "", "", "", ""},
        {post, "/work/events/{event}/messages/{message}", mail, work, change_message, "", "", "", ""},
        {get, "/work/events/{event}/messages/{message}/edit", mail, work, ask_edit, "", "", "", ""},
        {post, "/work/events/{event}/messages/{message}/edit", mail, work, rewrite, "", "", "", "", true},
        {get, "/work/events/{event}/feedback", mail, work, show_feedback, "", "", "", ""},
    };
}

} // namespace krug::web
