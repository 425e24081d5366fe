#include "web/work_frame.hpp"

#include "web/event_views.hpp"
#include "web/event_words.hpp"
#include "web/work_words.hpp"

#include <charconv>
#include <stdexcept>

namespace krug::web {

namespace {

struct done_words {
    std::string_view word, ru, en;
    bool is_bad = false;
};
constexpr done_words done_table[] = {
    {"saved", "Сохранено.", "Saved."},
    {"created", "Событие создано.", "The event is created."},
    {"published", "Событие опубликовано, запись открыта по вашим правилам.",
     "The event is published; registration is open by your rules."},
    {"cancelled", "Событие отменено, всем записавшимся отправлены письма.",
     "The event is cancelled; everybody registered is being written to."},
    {"cloned", "Это копия: проверьте дату и опубликуйте.", "This is a copy: check the date and publish it."},
    {"added", "Готово.", "Done."},
    {"approved", "Участие подтверждено.", "Approved."},
    {"declined", "Заявка отклонена.", "Declined."},
    {"removed", "Участие отменено, место освободилось.", "Cancelled; the seat is free again."},
    {"removed_many", "Участие отменено.", "Cancelled."},
    {"people_undone", "Возвращено, как было: места, билеты и столы на месте.", "Put back as it was, with seats, tickets and tables."},
    {"parted", "Записи снова две, каждая как была.", "There are two registrations again, each as it was."},
    {"sent", "Письмо поставлено в очередь.", "The mail is on its way."},
    {"reissued", "Выпущен новый билет, прежний больше не действует.", "A new ticket is issued; the old one is void."},
    {"erased", "Личные данные уничтожены, акт записан.", "The personal data is destroyed; the act is on record."},
    {"undone", "Отметка отменена.", "The scan is taken back."},
    {"revoked", "Отключено.", "Revoked."},
    {"category_used", "В этой категории есть люди: сначала дайте им другую.",
     "People have this category: give them another one first.", true},
    {"decided", "Решение записано.", "The decision is recorded."},
    {"still_open", "Отмечено. Остались ещё входы по этому билету: решите и о них.",
     "Done. More admissions of this ticket are left: decide about them too."},
    {"password", "Пароль сменён, остальные входы закрыты.", "The password is changed; other logins have ended."},
    {"seated", "Рассадка применена: двери и билеты уже знают новые столы.",
     "The seating is applied: doors and tickets know the new tables."},
    {"table_used", "За этим столом сидят люди: сначала пересадите их.", "People sit at this table: move them first.", true},
    {"table_full", "За одним из столов столько мест нет. Ничего не изменилось.",
     "One of the tables has not so many seats. Nothing has changed.", true},
    {"printing", "Бейдж отправлен на принтер.", "The badge is on its way to the printer."},
    {"paused", "Остановлено: о том, что случится до включения, получатель не узнает.",
     "Paused: the receiver will not hear of what happens meanwhile."},
    {"resumed", "Снова работает.", "Works again."},
    {"again", "Отправим ещё раз.", "It will be sent again."},
    {"invited", "Приглашение отправлено.", "The invitation is on its way."},
    {"factor_reset", "Второй фактор снят, все входы человека закрыты.", "The second factor is taken off; the person's logins have ended."},
    {"factor_first", "Сначала настройте второй фактор себе, потом требуйте его от других.",
     "Set up a second factor of your own first, then demand it of others.", true},
    {"imported", "Список записан.", "The list is registered."},
    {"message_sent", "Сообщение отправляется: письма уходят по очереди.", "The message is on its way, letter by letter."},
    {"message_scheduled", "Сообщение запланировано.", "The message is scheduled."},
    {"message_removed", "Черновик удалён.", "The draft is removed."},
    {"tried", "Проба ушла на вашу почту.", "The test letter is on its way to you."},
    {"withdrawn", "Остановлено.", "Stopped."},
    {"merged", "Записи объединены.", "The registrations are one now."},
    {"tagged", "Метка поставлена.", "The tag is set."},
    {"untagged", "Метка снята.", "The tag is taken off."},
    {"tags_same", "Так уже и было: ничего не изменилось.", "It was so already: nothing changed."},
    {"tags_undone", "Возвращено, как было.", "Taken back."},
    {"nobody", "Никто не выбран: отметьте людей в списке.", "Nobody is chosen: tick people in the list.", true},
};

bool may_anywhere(const call& asked, domain::action what) {
    for (const auto& given : asked.actor.assignments)
        if (domain::reach_of(given.as, what) != domain::reach::none) return true;
    return false;
}

/// In words: the role that matters here, the highest first.
std::string role_of(const call& asked) {
    using enum domain::role;
    for (const auto wanted : {platform_admin, owner, event_manager, desk, privacy_officer, auditor, door_staff, table_host})
        for (const auto& given : asked.actor.assignments)
            if (given.as == wanted && (!asked.event || !given.event || given.event == asked.event))
                return staff_role_words(wanted, asked.lang);
    return {};
}

render::work_event rail_of(const call& asked, const service::event_view& about) {
    const auto& event = about.event;
    const auto when = when_of(event.time, asked.on.clock.now(), asked.lang);
    render::work_event rail;
    rail.title = event.text.title;
    rail.when = when.brief.empty() ? when.day : when.brief;
    if (about.venue && !about.venue->city.empty()) rail.when += (rail.when.empty() ? "" : " · ") + about.venue->city;
    rail.disc = disc_of(event.time, asked.lang);
    rail.base_url = "/work/events/" + std::to_string(event.id.value);
    rail.public_url = path_of(event);
    const auto people = about.seats.taken + about.seats.waiting;
    if (people > 0) rail.registrations = calendar::number_words(people, calendar_language(asked.lang));
    rail.may_edit = asked.may(domain::action::edit_event);
    rail.may_manage_devices = asked.may(domain::action::manage_devices);
    rail.may_see_people = asked.may(domain::action::manage_registration);
    rail.may_admit = asked.may(domain::action::check_in);
    rail.may_export = asked.may(domain::action::export_list);
    rail.may_audit = asked.may(domain::action::read_audit);
    rail.may_mail = asked.may(domain::action::mail_guests);
    rail.may_erase = asked.may(domain::action::erase);
    return rail;
}

} // namespace

render::work_frame work_frame_of(const call& asked, render::work_section section, const service::event_view* about) {
    render::work_frame frame;
    frame.site = frame_of(asked);
    frame.site.is_private = true;
    if (asked.login) frame.person = asked.login->staff.name.empty() ? asked.login->staff.email : asked.login->staff.name;
    frame.role = role_of(asked);
    frame.section = section;
    frame.may_create_events = may_anywhere(asked, domain::action::create_event);
    frame.may_manage_staff = may_anywhere(asked, domain::action::manage_staff);
    for (const auto& given : asked.actor.assignments)
        if (given.organisation && domain::may(asked.actor.assignments, domain::action::see_statistics, given.organisation, {})) frame.may_see_reports = true;
    frame.may_see_instance_audit = may_anywhere(asked, domain::action::manage_instance);
    if (about != nullptr) frame.event = rail_of(asked, *about);
    for (const auto& each : done_table)
        if (each.word == asked.query.text("done")) frame.notice = render::flash{say(asked.lang, each.ru, each.en), each.is_bad};
    return frame;
}

service::event_view event_of(const call& asked) {
    auto found = asked.on.events.find_event(asked.event);
    if (!found) throw std::runtime_error("the event went away while it was shown");
    return std::move(*found);
}

std::optional<domain::organisation> own_organisation(const call& asked) {
    for (const auto& given : asked.actor.assignments) {
        if (!given.organisation || !domain::may(asked.actor.assignments, domain::action::create_event, given.organisation, {})) continue;
        for (auto& each : asked.on.events.list_organisations())
            if (each.id == given.organisation) return each;
    }
    return std::nullopt;
}

std::string base_of(const call& asked) { return "/work/events/" + std::to_string(asked.event.value); }

form posted(const call& asked) { return form::parse(asked.http.body).value_or(form()); }

std::int64_t number_in(std::string_view text) {
    constexpr std::int64_t largest = 9'007'199'254'740'991; // exact in every reader of numbers
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size() || number <= 0 || number > largest || text.front() == '0')
        return 0;
    return number;
}

std::string error_count_words(std::size_t count, render::language lang) {
    return render::tr_n(lang, "Осталось поправить {n} место", static_cast<std::int64_t>(count));
}

} // namespace krug::web
