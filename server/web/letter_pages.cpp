// Letters to many: what went out to whom, and when people are reminded.
#include "calendar/reminder_time.hpp"
#include "calendar/words.hpp"
#include "render/pages/letters_page.hpp"
#include "web/event_words.hpp"
#include "web/message_words.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

namespace krug::web {

namespace {

using domain::action;
using service::mail_kind;

constexpr std::array hours_offered{1, 2, 3, 4, 6};

std::string kind_of(mail_kind kind, render::language lang) {
    if (kind == mail_kind::reminder) return say(lang, "Напоминание", "Reminder");
    return say(lang, "Изменились время или место", "Time or place changed");
}

std::string state_of(const service::mailing_line& line, render::language lang) {
    const auto in = calendar_language(lang);
    std::string state = say(lang, "Ушло ", "Sent ") + calendar::number_words(line.sent, in);
    if (line.waiting > 0 || line.is_going_on)
        state += say(lang, ", в очереди ", ", waiting ") + calendar::number_words(line.waiting, in);
    if (line.failed > 0) state += say(lang, ", не ушло ", ", failed ") + calendar::number_words(line.failed, in);
    return state;
}

std::string state_of(const service::message_line& line, render::language lang) {
    using domain::message_state;
    if (line.message.state == message_state::draft) return say(lang, "Черновик", "Draft");
    if (line.message.state == message_state::scheduled) return say(lang, "Запланировано", "Scheduled");
    const auto in = calendar_language(lang);
    const auto& told = line.outcomes;
    auto state = say(lang, "Ушло ", "Sent ") + calendar::number_words(told.sent, in);
    if (told.waiting > 0 || told.is_going_on) state += say(lang, ", в очереди ", ", waiting ") + calendar::number_words(told.waiting, in);
    if (told.failed > 0) state += say(lang, ", не ушло ", ", failed ") + calendar::number_words(told.failed, in);
    if (told.withdrawn > 0) state += say(lang, ", отозвано ", ", withdrawn ") + calendar::number_words(told.withdrawn, in);
    return state;
}

void show_moments(render::letters_view& view, const call& asked, const service::event_view& about,
                  const domain::reminder_rule& rule) {
    const auto& time = about.event.time;
    if (!time.starts_at) {
        view.no_moment = say(asked.lang, "Пока точное время неизвестно, напоминаний не будет.",
                             "While the hour is not known, nobody is reminded.");
        return;
    }
    const auto where = zone_named(time.timezone);
    const auto now = asked.on.clock.now();
    for (const auto slot : {domain::reminder_slot::day_before, domain::reminder_slot::hours_before}) {
        const auto at = calendar::reminder_at(slot, rule, *time.starts_at, where);
        if (!at) continue;
        auto label = slot == domain::reminder_slot::day_before ? say(asked.lang, "За день", "The day before")
                                                               : say(asked.lang, "Перед началом", "Before the start");
        if (*at <= now) label += say(asked.lang, ", время прошло", ", its time has passed");
        view.moments.push_back({std::move(label), moment_in(time.timezone, *at, asked.lang)});
    }
    if (view.moments.empty()) view.no_moment = say(asked.lang, "Напоминаний не будет.", "Nobody is reminded.");
}

response show(call& asked) {
    const auto about = event_of(asked);
    const auto rule = asked.on.outbox.reminder_rule_of(asked.event);
    const auto where = zone_named(about.event.time.timezone);
    render::letters_view view;
    view.action = base_of(asked) + "/letters";
    view.reachable = render::tr_n(asked.lang, "Подтверждён и с почтой {n} человек", asked.on.outbox.reachable(asked.event));
    if (const auto coming = asked.on.outbox.coming(asked.event); coming > 0)
        view.coming = say(asked.lang, "ответили, что придут: ", "have answered that they come: ") +
                      calendar::number_words(coming, calendar_language(asked.lang));
    view.day_before = rule.day_before;
    view.hours = {{"0", say(asked.lang, "Нет", "No"), "", rule.hours_before == 0, false}};
    for (const auto hours : hours_offered)
        view.hours.push_back({std::to_string(hours), say(asked.lang, "За ", "") + std::to_string(hours) +
                                                         say(asked.lang, " ч до начала", " h before the start"),
                              "", rule.hours_before == hours, false});
    show_moments(view, asked, about, rule);
    if (!asked.on.settings.mail_configured) view.mail_folder = asked.on.settings.mail_folder;
    const auto base = base_of(asked);
    view.write_url = base + "/messages/new";
    view.thanks_url = base + "/messages/new?ready=thanks";
    view.certificate_url = base + "/messages/new?ready=certificate";
    view.feedback_url = base + "/feedback";
    for (const auto& line : asked.on.messages.list(asked.event)) {
        const auto values = sample_values(about, "…", {asked.lang, asked.on.clock.now(), asked.on.settings.public_url});
        auto title = render::fill_message(domain::subject_for(line.message, render::code(asked.lang)), "", values).subject;
        view.messages.push_back({std::move(title), base + "/messages/" + std::to_string(line.message.number),
                                 state_of(line, asked.lang), line.outcomes.failed > 0});
    }
    for (const auto& line : asked.on.outbox.mailings(asked.event)) {
        if (line.kind == mail_kind::message) continue; // it stands among the messages
        view.mailings.push_back({kind_of(line.kind, asked.lang), short_moment(line.begun_at, asked.on.clock.now(), where, asked.lang),
                                 render::tr_n(asked.lang, "{n} письмо", line.told), state_of(line, asked.lang), line.failed > 0});
    }
    const auto frame = work_frame_of(asked, render::work_section::letters, &about);
    return page(render::render_page(asked.on.pages, frame, view));
}

response save(call& asked) {
    const auto fields = posted(asked);
    domain::reminder_rule rule;
    rule.day_before = fields.has("day_before");
    const auto& hours = fields.text("hours_before");
    const auto number = number_in(hours);
    if (hours != "0" && (number < 1 || number > domain::reminder_hours_max)) return error_answer(asked, 400);
    rule.hours_before = static_cast<int>(number);
    if (const auto done = asked.on.outbox.set_reminder_rule(asked.actor, asked.event, rule); !done) return refused(asked, done.error());
    return redirect(base_of(asked) + "/letters?done=saved");
}

} // namespace

std::vector<route> letter_routes() {
    using enum method;
    return {
        {get, "/work/events/{event}/letters", action::mail_guests, entrance::work, show, "", "", "", "", false, freshness::shows},
        {post, "/work/events/{event}/letters", action::mail_guests, entrance::work, save, "", "", "", ""},
    };
}

} // namespace krug::web
