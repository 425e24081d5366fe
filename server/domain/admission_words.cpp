#include "domain/admission_words.hpp"

#include "ground/check.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace krug::domain {
namespace {

// A bracketed part is left out when a detail named in it is empty.
// {guest} {time} {place} {session} {entrance} {when} {number}
struct words {
    verdict_reason reason;
    const char* ru;
    const char* en;
    const char* step_ru;
    const char* step_en;
};

using enum verdict_reason;

constexpr std::array table{
    words{admitted, "Проходите[, {guest}]!", "Welcome[, {guest}]!", "", ""},
    words{admitted_late_ticket, "Проходите[, {guest}]!", "Welcome[, {guest}]!",
          "Билет выдан после последней связи: в списке появится позже.",
          "The ticket was issued after the last sync; the list will follow."},
    words{re_entry, "С возвращением[, {guest}]! Проходите", "Welcome back[, {guest}]!", "", ""},
    words{exit_recorded, "Выход отмечен. До встречи!", "Check-out recorded. See you!", "", ""},
    words{shown_again, "Проходите[, {guest}]!", "Welcome[, {guest}]!",
          "Вход уже был записан перед сбоем, экран тогда не успел смениться.",
          "The entry was recorded before a crash; the screen had no time to change."},
    words{already_in, "По этому билету уже вошли[ в {time}][, {place}]",
          "This ticket was already used[ at {time}][, {place}]",
          "Часто это билет родственника: попросите открыть свой. Если гость выходил, впустите вручную.",
          "Often a relative's ticket: ask for the guest's own. If the guest has been out, admit by hand."},
    words{not_on_list, "Билет не найден в списке", "This ticket is not on the list",
          "Поищите по фамилии или номеру участника.", "Search by surname or attendee number."},
    words{wrong_session, "Билет на другую сессию[: «{session}»][, {when}]",
          "This ticket is for another session[: “{session}”][, {when}]",
          "Покажите, где проходит нужная сессия; впустить можно вручную.",
          "Show the way to the right session; you may admit by hand."},
    words{wrong_day, "Билет на другой день или время[: {when}]", "This ticket is for another day or time[: {when}]",
          "Назовите верное время; впустить можно вручную.", "Name the right time; you may admit by hand."},
    words{needs_answer, "Остался вопрос: подойдите к сотруднику", "One question is open: please see our staff",
          "Откройте анкету и запишите недостающий ответ.", "Open the form and record the missing answer."},
    words{needs_identity_check, "Покажите, пожалуйста, документ сотруднику", "Please show your document to our staff",
          "Сверьте имя с документом и подтвердите. Данные документа не записывайте.",
          "Compare the name with the document and confirm. Record nothing from it."},
    words{not_approved, "Заявка пока не подтверждена: подойдите к сотруднику",
          "The registration is not approved yet: please see our staff", "Решите по заявке на месте.",
          "Decide about the registration here."},
    words{waitlisted, "Вы в листе ожидания[, № {number}]", "You are on the waiting list[, no. {number}]",
          "Впустите вручную, если есть места.", "Admit by hand if there are seats."},
    words{clock_unsure, "Подойдите, пожалуйста, к сотруднику", "Please see our staff",
          "Часы устройства сбиты: проверьте время билета сами.",
          "The device's clock is off: check the ticket's time yourself."},
    words{stored_unverified, "Записано без связи, но не проверено: подойдите к сотруднику",
          "Recorded offline but not verified: please see our staff",
          "Список неполный или давно не обновлялся: решите по бумажному списку или документу.",
          "The list is incomplete or too old: decide by the printed list or a document."},
    words{not_open_yet, "Вход ещё не открыт[: начало в {when}]", "Entry is not open yet[: from {when}]",
          "Предложите подождать; впустить можно вручную.", "Ask to wait; you may admit by hand."},
    words{entry_closed, "Вход уже закрыт[: с {when}]", "Entry is closed[: since {when}]",
          "Впустить можно вручную.", "You may admit by hand."},
    words{wrong_entrance, "Вам к другому входу[: {entrance}]", "Please use another entrance[: {entrance}]",
          "Покажите дорогу; впустить можно вручную.", "Show the way; you may admit by hand."},
    words{misread, "Код не прочитан до конца: поднесите ещё раз", "The code was not read to its end: try again",
          "Если не получится и во второй раз, наберите номер участника.",
          "If it fails twice, type the attendee number."},
    words{test_mismatch, "Это пробный билет или киоск работает в пробном режиме",
          "A test ticket, or the kiosk is in test mode", "Проверьте режим киоска.", "Check the kiosk's mode."},
    words{not_stored, "Подойдите, пожалуйста, к сотруднику", "Please see our staff",
          "Запись на диск не удалась. Билет не отмечен: впускайте по бумажному списку и позовите техника.",
          "Writing to disk failed. Nothing is recorded: use the printed list and call a technician."},
    words{device_revoked, "Этот киоск отключён: подойдите к сотруднику", "This kiosk is switched off: see our staff",
          "Устройство отозвано организатором.", "The organiser has revoked this device."},
    words{cancelled, "Регистрация отменена", "The registration was cancelled",
          "Гость может записаться на месте, если есть места.", "The guest may register here if there are seats."},
    words{declined, "Заявка отклонена", "The registration was declined", "Пригласите организатора.",
          "Call the organiser."},
    words{revoked, "Этот билет заменён новым", "This ticket was replaced by a new one",
          "Попросите открыть последнее письмо или найдите по фамилии.",
          "Ask for the latest mail or search by surname."},
    words{other_event, "Билет на другое мероприятие", "This ticket is for another event",
          "Назовите гостю это мероприятие.", "Tell the guest which event this is."},
    words{forged, "Билет недействителен", "This ticket is not valid", "Найдите гостя по фамилии или позовите старшего.",
          "Search by surname or call your supervisor."},
    words{damaged, "Код повреждён: поднесите ещё раз", "The code is damaged: try again",
          "Если не получится, наберите номер участника.", "If it fails, type the attendee number."},
    words{expired, "Срок билета истёк", "This ticket has expired", "Найдите гостя по фамилии.", "Search by surname."},
    words{blocked, "Вход по этому билету закрыт", "Entry with this ticket is barred", "Позовите старшего.",
          "Call your supervisor."},
};

const words& words_for(verdict_reason reason) {
    const auto found = std::find_if(table.begin(), table.end(),
                                    [reason](const words& candidate) { return candidate.reason == reason; });
    KRUG_CHECK(found != table.end());
    return *found;
}

std::string detail(std::string_view name, const verdict& given, const verdict_details& details) {
    if (name == "guest") return details.guest;
    if (name == "time") return details.first_time;
    if (name == "place") return details.first_place;
    if (name == "session") return details.right_session;
    if (name == "entrance") return details.right_place;
    if (name == "when") return details.when;
    KRUG_CHECK(name == "number");
    return given.waitlist_place > 0 ? std::to_string(given.waitlist_place) : std::string();
}

/// Fills one part; empty when a detail in it is missing.
std::string fill(std::string_view part, const verdict& given, const verdict_details& details) {
    std::string out;
    while (!part.empty()) {
        const auto open = part.find('{');
        out += part.substr(0, open);
        if (open == std::string_view::npos) break;
        const auto close = part.find('}', open);
        const auto value = detail(part.substr(open + 1, close - open - 1), given, details);
        if (value.empty()) return {};
        out += value;
        part.remove_prefix(close + 1);
    }
    return out;
}

std::string two_digits(std::int64_t number) {
    return std::string(number < 10 ? "0" : "") + std::to_string(number);
}

std::string point_name(const std::vector<admission_point_rules>& points, admission_point_id wanted, language in) {
    for (const auto& point : points)
        if (point.id == wanted) return in == language::en && !point.name_en.empty() ? point.name_en : point.name;
    return {};
}

/// "14:52", with the day in front when it is not today's verdict: "15.10 14:52".
std::string moment(utc_seconds at, int offset_minutes) {
    using namespace std::chrono;
    const sys_seconds local{seconds{at + 60 * utc_seconds{offset_minutes}}};
    const year_month_day day{floor<days>(local)};
    return two_digits(static_cast<unsigned>(day.day())) + '.' + two_digits(static_cast<unsigned>(day.month())) + ' ' +
           clock_time(at, offset_minutes);
}

} // namespace

std::string sentence_for(const verdict& given, const verdict_details& details, language in) {
    const auto& found = words_for(given.reason);
    std::string_view rest = in == language::ru ? found.ru : found.en;
    std::string out;
    while (!rest.empty()) {
        const auto open = rest.find('[');
        out += fill(rest.substr(0, open), given, details);
        if (open == std::string_view::npos) break;
        const auto close = rest.find(']', open);
        out += fill(rest.substr(open + 1, close - open - 1), given, details);
        rest.remove_prefix(close + 1);
    }
    return out;
}

std::string_view next_step_for(verdict_reason reason, language in) {
    const auto& found = words_for(reason);
    return in == language::ru ? found.step_ru : found.step_en;
}

std::string clock_time(utc_seconds at, int offset_minutes) {
    const auto local = at + 60 * utc_seconds{offset_minutes};
    const auto second = ((local % 86400) + 86400) % 86400;
    return two_digits(second / 3600) + ':' + two_digits(second / 60 % 60);
}

verdict_details details_of(const verdict& given, const event_rules& event,
                           const std::vector<admission_point_rules>& points, language in) {
    verdict_details details;
    if (given.first) {
        details.first_time = clock_time(given.first->at, event.utc_offset_minutes);
        details.first_place = point_name(points, given.first->point, in);
    }
    for (const auto& session : event.sessions)
        if (session.id == given.right_session) details.right_session = session.title;
    details.right_place = point_name(points, given.right_point, in);
    if (given.at != 0)
        details.when = given.reason == wrong_day || given.reason == wrong_session
                           ? moment(given.at, event.utc_offset_minutes)
                           : clock_time(given.at, event.utc_offset_minutes);
    return details;
}

} // namespace krug::domain
