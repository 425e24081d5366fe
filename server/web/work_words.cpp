#include "web/work_words.hpp"

#include "calendar/words.hpp"
#include "web/event_words.hpp"

#include <algorithm>
#include <array>

namespace krug::web {

namespace {

using render::language;

/// One word of the house and what it is called.
template <class Key> struct named {
    Key key;
    std::string_view ru, en;
};

template <class Key, std::size_t n>
std::string look_up(const std::array<named<Key>, n>& table, Key key, language lang, std::string_view otherwise = {}) {
    for (const auto& each : table)
        if (each.key == key) return say(lang, each.ru, each.en);
    return std::string(otherwise);
}

using domain::registration_status;
constexpr std::array statuses{
    named<registration_status>{registration_status::unconfirmed, "ждёт подтверждения почты", "e-mail not confirmed yet"},
    named<registration_status>{registration_status::pending, "ждёт решения", "awaits a decision"},
    named<registration_status>{registration_status::confirmed, "участие подтверждено", "confirmed"},
    named<registration_status>{registration_status::waitlisted, "лист ожидания", "on the waiting list"},
    named<registration_status>{registration_status::declined, "отклонена", "declined"},
    named<registration_status>{registration_status::cancelled, "отменена", "cancelled"},
    named<registration_status>{registration_status::expired, "почта не подтверждена вовремя", "e-mail not confirmed in time"}};

using domain::event_state;
constexpr std::array states{named<event_state>{event_state::draft, "черновик", "draft"},
                            named<event_state>{event_state::published, "опубликовано", "published"},
                            named<event_state>{event_state::cancelled, "отменено", "cancelled"},
                            named<event_state>{event_state::finished, "прошло", "over"}};

using domain::role;
constexpr std::array roles{named<role>{role::table_host, "ведущий стола", "table host"},
                           named<role>{role::door_staff, "на входе", "door staff"},
                           named<role>{role::desk, "стойка регистрации", "registration desk"},
                           named<role>{role::event_manager, "менеджер события", "event manager"},
                           named<role>{role::owner, "владелец", "owner"},
                           named<role>{role::privacy_officer, "ответственный за персональные данные", "privacy officer"},
                           named<role>{role::auditor, "аудитор", "auditor"},
                           named<role>{role::platform_admin, "администратор установки", "platform administrator"}};

using domain::session_sign_up;
constexpr std::array sign_ups{
    named<session_sign_up>{session_sign_up::none, "без записи", "no sign-up"},
    named<session_sign_up>{session_sign_up::optional, "запись по желанию", "sign-up if wanted"},
    named<session_sign_up>{session_sign_up::required, "только по записи", "sign-up required"}};

using domain::scan_kind;
constexpr std::array scans{named<scan_kind>{scan_kind::admit, "вход", "entry"},
                           named<scan_kind>{scan_kind::refuse, "не впустили", "not admitted"},
                           named<scan_kind>{scan_kind::overridden, "вход по решению сотрудника", "admitted by staff"},
                           named<scan_kind>{scan_kind::exit, "выход", "exit"},
                           named<scan_kind>{scan_kind::voided, "отметка отменена", "taken back"},
                           named<scan_kind>{scan_kind::shown_again, "показано повторно", "shown again"},
                           named<scan_kind>{scan_kind::walk_in, "запись на месте", "registered at the door"},
                           named<scan_kind>{scan_kind::loss, "записи утрачены", "records lost"}};

constexpr std::array trail{
    named<std::string_view>{"print_badge", "Бейдж напечатан", "Badge printed"},
    named<std::string_view>{"print_badges", "Бейджи напечатаны", "Badges printed"},
    named<std::string_view>{"set_badges", "Порядок печати бейджей", "Way of printing badges"},
    named<std::string_view>{"add_webhook", "Вебхук добавлен", "Webhook added"},
    named<std::string_view>{"pause_webhook", "Вебхук остановлен", "Webhook paused"},
    named<std::string_view>{"resume_webhook", "Вебхук включён", "Webhook resumed"},
    named<std::string_view>{"remove_webhook", "Вебхук удалён", "Webhook removed"},
    named<std::string_view>{"renew_webhook_secret", "Новый секрет вебхука", "New secret of a webhook"},
    named<std::string_view>{"send_webhook_again", "Сообщение вебхука отправлено ещё раз", "Message of a webhook sent again"},
    named<std::string_view>{"webhook_failing", "Вебхук остановился: получатель не отвечает", "Webhook stopped: its receiver does not answer"},
    named<std::string_view>{"create_event", "Событие создано", "Event created"},
    named<std::string_view>{"update_event", "Событие изменено", "Event changed"},
    named<std::string_view>{"publish_event", "Событие опубликовано", "Event published"},
    named<std::string_view>{"cancel_event", "Событие отменено", "Event cancelled"},
    named<std::string_view>{"clone_event", "Сделана копия события", "Event copied"},
    named<std::string_view>{"add_session", "Добавлена сессия", "Session added"},
    named<std::string_view>{"update_session", "Изменена сессия", "Session changed"},
    named<std::string_view>{"remove_session", "Убрана сессия", "Session removed"},
    named<std::string_view>{"choose_sessions", "Выбраны сессии", "Sessions chosen"},
    named<std::string_view>{"save_rooms", "Изменены залы площадки", "Rooms of the venue changed"},
    named<std::string_view>{"save_clash_policy", "Изменено правило одновременных сессий", "Policy of simultaneous sessions changed"},
    named<std::string_view>{"repeat_event", "Событие повторено на другой день", "Event repeated on another day"},
    named<std::string_view>{"add_organisation", "Добавлена организация", "Organisation added"},
    named<std::string_view>{"add_venue", "Добавлена площадка", "Venue added"},
    named<std::string_view>{"save_admission_point", "Изменены правила входа", "Entrance rules changed"},
    named<std::string_view>{"invite_device", "Создан код подключения устройства", "Device invited"},
    named<std::string_view>{"enrol_device", "Устройство подключено", "Device enrolled"},
    named<std::string_view>{"revoke_device", "Устройство отключено", "Device revoked"},
    named<std::string_view>{"rotate_keys", "Сменён ключ подписи билетов", "Signing key replaced"},
    named<std::string_view>{"keys_compromised", "Ключ подписи объявлен раскрытым", "Signing key declared compromised"},
    named<std::string_view>{"bury_keys", "Билеты раскрытого ключа отключены", "Tickets of the compromised key refused"},
    named<std::string_view>{"import_scans", "Приняты отметки из файла", "Scans imported from a file"},
    named<std::string_view>{"resolve_conflict", "Решён двойной вход", "Double admission decided"},
    named<std::string_view>{"save_form", "Изменена анкета", "Form changed"},
    named<std::string_view>{"save_category_terms", "Изменены условия категории", "Terms of a category changed"},
    named<std::string_view>{"save_sign_up_terms", "Изменены условия записи", "Terms of signing up changed"},
    named<std::string_view>{"invite", "Созданы коды приглашений", "Invitation codes made"},
    named<std::string_view>{"revoke_invitation", "Отозван код приглашения", "Invitation code revoked"},
    named<std::string_view>{"export_codes", "Выгружены коды приглашений", "Invitation codes exported"},
    named<std::string_view>{"change_answers", "Изменены ответы", "Answers changed"},
    named<std::string_view>{"save_category", "Изменена категория гостей", "Guest category changed"},
    named<std::string_view>{"remove_category", "Убрана категория гостей", "Guest category removed"},
    named<std::string_view>{"save_door_rules", "Изменены правила всех дверей", "Rules of all doors changed"},
    named<std::string_view>{"void_scan", "Отметка на входе отменена", "Scan taken back"},
    named<std::string_view>{"approve_registration", "Участие подтверждено", "Registration approved"},
    named<std::string_view>{"decline_registration", "Заявка отклонена", "Registration declined"},
    named<std::string_view>{"cancel_registration", "Участие отменено", "Registration cancelled"},
    named<std::string_view>{"return_registration", "Возвращено, как было до общего действия", "Put back as before the change of many"},
    named<std::string_view>{"part_registrations", "Объединение отменено: записи снова две", "Merge taken back: two registrations again"},
    named<std::string_view>{"correct_registration", "Анкета исправлена", "Details corrected"},
    named<std::string_view>{"add_tables", "Поставлены столы", "Tables added"},
    named<std::string_view>{"change_table", "Стол изменён", "Table changed"},
    named<std::string_view>{"remove_table", "Стол убран", "Table removed"},
    named<std::string_view>{"renew_host_link", "Новая ссылка ведущего стола", "New link for a table's host"},
    named<std::string_view>{"choose_table", "Гость выбрал стол", "A guest chose a table"},
    named<std::string_view>{"place_at_table", "Место за столом дано вручную", "Placed at a table by hand"},
    named<std::string_view>{"apply_seating", "Рассадка применена", "Seating applied"},
    named<std::string_view>{"undo_seating", "Рассадка возвращена", "Seating taken back"},
    named<std::string_view>{"clear_seating", "Рассадка снята", "Seating cleared"},
    named<std::string_view>{"reissue_ticket", "Билет выпущен заново", "Ticket issued anew"},
    named<std::string_view>{"give_codes", "Записаны коды чужих билетов", "Codes of outside tickets listed"},
    named<std::string_view>{"want_short_codes", "Короткие коды для браслетов", "Short codes for wristbands"},
    named<std::string_view>{"import_registrations", "Загружен список участников", "List of people imported"},
    named<std::string_view>{"registration_coming", "Ответ на напоминание: приду", "Answered the reminder: coming"},
    named<std::string_view>{"set_reminders", "Изменены напоминания", "Reminders changed"},
    named<std::string_view>{"send_mail_again", "Письмо выслано ещё раз", "Mail sent again"},
    named<std::string_view>{"confirm_email", "Почта подтверждена", "E-mail confirmed"},
    named<std::string_view>{"read_needs", "Прочитаны просьбы об условиях", "Access needs read"},
    named<std::string_view>{"read_person", "Прочитано всё о человеке", "Everything about a person read"},
    named<std::string_view>{"erase_person", "Уничтожены личные данные", "Personal data destroyed"},
    named<std::string_view>{"retention_people", "Вышел срок: уничтожены личные данные", "Time is over: personal data destroyed"},
    named<std::string_view>{"retention_needs", "Вышел срок: уничтожены пожелания", "Time is over: access needs destroyed"},
    named<std::string_view>{"save_certificate_rule", "Правило сертификатов сохранено", "Certificate rule saved"},
    named<std::string_view>{"issue_certificates", "Выданы сертификаты", "Certificates issued"},
    named<std::string_view>{"read_certificate", "Открыт сертификат", "Certificate opened"},
    named<std::string_view>{"revoke_certificate", "Отозван сертификат", "Certificate revoked"},
    named<std::string_view>{"revoke_certificates", "Отозваны сертификаты без оснований", "Certificates without grounds revoked"},
    named<std::string_view>{"print_sheet", "Напечатан лист регистрации с кодами строк", "Sign-in sheet with row codes printed"},
    named<std::string_view>{"enter_sheet", "Внесены подписи с бумажного листа", "Signatures entered from a paper sheet"},
    named<std::string_view>{"make_evidence", "Собран пакет подтверждений", "Evidence pack made"},
    named<std::string_view>{"export_scan_log", "Выгружен журнал отметок", "Scan log exported"},
    named<std::string_view>{"export_list", "Выгружен список", "List exported"},
    named<std::string_view>{"merge_registrations", "Объединены две записи", "Two registrations made one"},
    named<std::string_view>{"begin_news", "Согласие на новости", "Consent to news"},
    named<std::string_view>{"end_news", "Отписка от новостей", "Unsubscribed from news"},
    named<std::string_view>{"write_message", "Сообщение написано", "Message written"},
    named<std::string_view>{"remove_message", "Черновик сообщения удалён", "Draft of a message removed"},
    named<std::string_view>{"try_message", "Сообщение отправлено себе на пробу", "Message tried on oneself"},
    named<std::string_view>{"send_message", "Сообщение отправлено", "Message sent"},
    named<std::string_view>{"schedule_message", "Сообщение запланировано", "Message scheduled"},
    named<std::string_view>{"withdraw_message", "Сообщение остановлено", "Message stopped"},
    named<std::string_view>{"miss_message", "Время сообщения прошло, оно снова черновик", "A message missed its time and is a draft again"},
    named<std::string_view>{"add_tag", "Заведена метка", "Tag made"},
    named<std::string_view>{"remove_tag", "Метка удалена", "Tag removed"},
    named<std::string_view>{"tag_people", "Метка поставлена людям", "People tagged"},
    named<std::string_view>{"untag_people", "Метка снята с людей", "Tag taken off people"},
    named<std::string_view>{"undo_tags", "Метки возвращены", "Tags taken back"},
    named<std::string_view>{"save_view", "Сохранён список", "List saved"},
    named<std::string_view>{"remove_view", "Сохранённый список удалён", "Saved list removed"},
    named<std::string_view>{"add_staff", "Дана роль", "Role given"},
    named<std::string_view>{"remove_role", "Снята роль", "Role removed"},
    named<std::string_view>{"set_password", "Задан пароль", "Password set"},
    named<std::string_view>{"change_password", "Сменён пароль", "Password changed"},
    named<std::string_view>{"sign_in", "Вход в систему", "Signed in"},
    named<std::string_view>{"invite_staff", "Отправлено приглашение", "Invitation sent"},
    named<std::string_view>{"resend_invitation", "Приглашение отправлено заново", "Invitation sent again"},
    named<std::string_view>{"revoke_invitation", "Приглашение отозвано", "Invitation taken back"},
    named<std::string_view>{"accept_invitation", "Приглашение принято", "Invitation accepted"},
    named<std::string_view>{"ask_password", "Запрошена ссылка на новый пароль", "Link to a new password asked for"},
    named<std::string_view>{"use_password_link", "Пароль задан по ссылке", "Password set by a link"},
    named<std::string_view>{"add_passkey", "Добавлен ключ входа", "Passkey added"},
    named<std::string_view>{"remove_passkey", "Убран ключ входа", "Passkey removed"},
    named<std::string_view>{"passkey_copied", "Ключ входа отклонён: похоже на копию", "Passkey refused: looks like a copy"},
    named<std::string_view>{"confirm_login", "Личность подтверждена ещё раз", "Identity confirmed again"},
    named<std::string_view>{"add_code_app", "Второй фактор включён", "Second factor switched on"},
    named<std::string_view>{"remove_code_app", "Второй фактор отключён", "Second factor switched off"},
    named<std::string_view>{"renew_recovery_codes", "Сделаны новые коды восстановления", "New recovery codes made"},
    named<std::string_view>{"use_recovery_code", "Использован код восстановления", "Recovery code used"},
    named<std::string_view>{"reset_factor", "Второй фактор сброшен", "Second factor reset"},
    named<std::string_view>{"demand_factor", "Изменено требование второго фактора", "Demand for second factors changed"},
    named<std::string_view>{"end_login", "Закрыт один вход", "One login ended"},
    named<std::string_view>{"end_logins", "Закрыты другие входы", "Other logins ended"},
    named<std::string_view>{"create_token", "Создан ключ для программы", "API token made"},
    named<std::string_view>{"revoke_token", "Отозван ключ для программы", "API token revoked"}};

constexpr std::array actors{named<std::string_view>{"visitor", "посетитель", "visitor"},
                            named<std::string_view>{"staff", "сотрудник", "staff"},
                            named<std::string_view>{"token", "программа сотрудника", "a program of staff"},
                            named<std::string_view>{"attendee", "участник", "attendee"},
                            named<std::string_view>{"device", "устройство", "device"},
                            named<std::string_view>{"system", "система", "the system"},
                            named<std::string_view>{"shell", "администратор сервера", "server administrator"}};

std::string capital(std::string text) {
    // The first letter of our own words: ASCII, or Cyrillic а–п (D0 B0…BF) and р–я (D1 80…8F).
    if (text.empty()) return text;
    auto& first = text[0];
    if (first >= 'a' && first <= 'z') {
        first = static_cast<char>(first - 'a' + 'A');
    } else if (text.size() > 1) {
        const auto lead = static_cast<unsigned char>(text[0]), next = static_cast<unsigned char>(text[1]);
        if (lead == 0xd0 && next >= 0xb0) text[1] = static_cast<char>(next - 0x20);
        if (lead == 0xd1 && next <= 0x8f) text.replace(0, 2, {static_cast<char>(0xd0), static_cast<char>(next + 0x20)});
    }
    return text;
}

} // namespace

std::string status_words(registration_status status, language lang) { return look_up(statuses, status, lang); }
std::string state_words(event_state state, language lang) { return look_up(states, state, lang); }
std::string role_words(role which, language lang) { return look_up(roles, which, lang); }
std::string staff_role_words(role which, language lang) { return capital(role_words(which, lang)); }
std::string sign_up_words(session_sign_up how, language lang) { return capital(look_up(sign_ups, how, lang)); }
std::string scan_words(const service::recent_scan& scan, language lang) { return look_up(scans, scan.kind, lang); }
std::string audit_words(std::string_view what, language lang) { return look_up(trail, what, lang, what); }

std::string actor_words(std::string_view actor, language lang) {
    const auto blank = std::min(actor.find(' '), actor.size());
    const auto kind = actor.substr(0, blank);
    auto words = look_up(actors, kind, lang, actor);
    const bool numbered = blank < actor.size() && actor.substr(blank + 1) != "0";
    return numbered ? words + " " + std::string(actor.substr(blank + 1)) : words;
}

render::state_mark mark_of(const domain::registration& who, const std::optional<ground::utc_seconds>& admitted_at,
                           bool inside, const calendar::zone& where, language lang) {
    using enum registration_status;
    render::state_mark mark;
    if (admitted_at) {
        const auto at = calendar::clock_words(*admitted_at, where);
        mark.text = inside ? say(lang, "Внутри, вход в ", "Inside since ") + at : say(lang, "Вход в ", "Entered at ") + at;
        mark.is_good = true;
        return mark;
    }
    mark.text = capital(status_words(who.status, lang));
    if (who.status == waitlisted && who.waitlist_place > 0) mark.text += ", " + std::to_string(who.waitlist_place);
    mark.is_info = who.status == confirmed;
    mark.is_waiting = who.status == pending || who.status == waitlisted || who.status == unconfirmed;
    mark.is_bad = who.status == declined || who.status == cancelled;
    mark.is_plain = who.status == expired;
    return mark;
}

render::state_mark mark_of(const service::recent_scan& scan, language lang) {
    render::state_mark mark;
    mark.text = capital(scan_words(scan, lang));
    if (scan.voided) mark.text += say(lang, ", отменено", ", taken back");
    const bool in = domain::lets_in(scan.kind);
    if (scan.voided || scan.kind == scan_kind::voided) mark.is_plain = true;
    else if (in) mark.is_good = true;
    else if (scan.kind == scan_kind::exit) mark.is_info = true;
    else (scan.colour == domain::verdict_colour::red ? mark.is_bad : mark.is_waiting) = true;
    return mark;
}

std::string phase_words(const domain::event& event, ground::utc_seconds now, language lang) {
    constexpr std::int64_t gathering_seconds = 2 * 3600;
    const auto clock = calendar::clock_words(now, zone_named(event.time.timezone));
    if (event.state == domain::event_state::cancelled) return say(lang, "Событие отменено", "The event is cancelled");
    if (event.state == domain::event_state::draft || !event.time.starts_at) return {};
    if (is_over(event.time, now)) return say(lang, "Событие прошло", "The event is over");
    if (now >= *event.time.starts_at) return say(lang, "Событие идёт · ", "The event is on · ") + clock;
    if (now >= *event.time.starts_at - gathering_seconds)
        return say(lang, "Идёт встреча гостей · ", "Guests are arriving · ") + clock;
    return {};
}

std::string short_moment(ground::utc_seconds at, ground::utc_seconds now, const calendar::zone& where, language lang) {
    const auto day = where.local(at).date;
    return calendar::short_date(day, day.year != where.local(now).date.year, calendar_language(lang)) + ", " +
           calendar::clock_words(at, where);
}

} // namespace krug::web
