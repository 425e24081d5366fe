#include "web/refusals.hpp"

#include "ground/check.hpp"

#include <array>

namespace krug::web {

namespace {

using domain::refusal_code;

struct refusal_words {
    refusal_code code;
    int status;
    std::string_view word;
    std::string_view ru, en;
};

constexpr refusal_words table[] = {
    {refusal_code::not_found, 404, "not_found", "Такого здесь нет. Проверьте адрес или номер.",
     "There is no such thing here. Check the address or the number."},
    {refusal_code::not_allowed, 403, "not_allowed", "Для этого нужны другие права. Попросите организатора.",
     "You do not have the right to do this. Ask the organiser."},
    {refusal_code::invalid, 422, "invalid", "Проверьте отмеченные поля.", "Check the fields named below."},
    {refusal_code::already_registered, 409, "already_registered",
     "На эту почту с таким именем уже есть регистрация.",
     "This name is already registered with this e-mail address."},
    {refusal_code::registration_not_open, 409, "registration_not_open", "Регистрация ещё не открыта.",
     "Registration has not opened yet."},
    {refusal_code::registration_closed, 409, "registration_closed", "Регистрация закрыта.",
     "Registration is closed."},
    {refusal_code::event_cancelled, 409, "event_cancelled", "Мероприятие отменено.", "The event is cancelled."},
    {refusal_code::event_not_published, 409, "event_not_published", "Мероприятие ещё не опубликовано.",
     "The event has not been published yet."},
    {refusal_code::full, 409, "full", "Свободных мест нет.", "There are no free seats."},
    {refusal_code::wrong_state, 409, "wrong_state", "Сейчас это сделать нельзя: состояние уже другое.",
     "This cannot be done now: the state has changed."},
    {refusal_code::version_mismatch, 412, "version_mismatch",
     "Пока вы правили, это изменил кто-то ещё. Откройте заново и повторите.",
     "Somebody else changed this meanwhile. Open it again and repeat your change."},
    {refusal_code::idempotency_mismatch, 422, "idempotency_mismatch",
     "Этот Idempotency-Key уже использован с другим содержанием.",
     "This Idempotency-Key was used before with another body."},
    {refusal_code::idempotency_in_flight, 409, "idempotency_in_flight",
     "Запрос с этим Idempotency-Key ещё выполняется. Повторите позже.",
     "A request with this Idempotency-Key is still running. Repeat later."},
    {refusal_code::code_expired, 410, "code_expired", "Срок кода истёк. Создайте новый.",
     "The code has expired. Make a new one."},
    {refusal_code::code_used, 410, "code_used", "Код уже использован или неизвестен. Создайте новый.",
     "The code is used up or unknown. Make a new one."},
    {refusal_code::too_many, 429, "too_many", "Слишком часто. Подождите немного.", "Too often. Wait a little."},
    {refusal_code::wrong_credentials, 401, "wrong_credentials", "Почта или пароль не подходят.",
     "The e-mail address or the password is not right."},
    {refusal_code::invitation_needed, 403, "invitation_needed", "Участие по приглашениям.",
     "Participation is by invitation."},
    {refusal_code::duplicate, 409, "duplicate", "Такое уже есть. Выберите другое имя или адрес.",
     "This exists already. Choose another name or address."},
    {refusal_code::event_has_no_date, 404, "event_has_no_date",
     "День мероприятия пока неизвестен, поэтому файла для календаря нет.",
     "The day of the event is not known yet, so there is no calendar file."},
    {refusal_code::operator_not_named, 409, "operator_not_named",
     "Назовите организатора: кто-то должен отвечать за персональные данные.",
     "Name an organiser: somebody must answer for the personal data."},
};

const refusal_words& words_for(refusal_code code) {
    for (const auto& row : table)
        if (row.code == code) return row;
    KRUG_CHECK(!"a refusal without words");
    return table[0];
}

struct field_words {
    std::string_view code;
    std::string_view ru, en;
};

constexpr field_words field_table[] = {
    {"required", "Заполните это поле.", "Fill in this field."},
    {"too_many", "Слишком много. Уберите лишнее.", "Too many. Take some away."},
    {"full", "Здесь мест уже нет.", "There is no free seat here any more."},
    {"used", "Уже использовано.", "Used up already."},
    {"expired", "Срок истёк.", "Expired."},
    {"too_long", "Слишком длинно. Сократите, пожалуйста.", "Too long. Please shorten it."},
    {"too_short", "Слишком коротко.", "Too short."},
    {"malformed", "Здесь опечатка или лишний знак. Проверьте, как написано.",
     "There is a slip or a stray character. Check the spelling."},
    {"not_a_choice", "Выберите один из вариантов.", "Choose one of the options."},
    {"out_of_range", "Число вне допустимых границ.", "The number is out of range."},
    {"in_the_past", "Это время уже прошло.", "This time is in the past."},
    {"order", "Конец раньше начала.", "The end comes before the start."},
    {"not_accepted", "Это здесь не подходит. Проверьте, что имелось в виду.", "This does not fit here. Check what is meant."},
    {"unknown", "Такого поля нет.", "There is no such field."},
    {"duplicate", "Это уже указано или занято.", "This is given twice or taken."},
    {"clash", "Эта сессия идёт одновременно с другой выбранной, и обе сразу выбрать нельзя.",
     "This session runs at the same time as another one chosen, and both cannot be had."},
};

struct special_words {
    std::string_view field, code, ru, en;
};
constexpr special_words special_table[] = {
    {"family_name", "required", "Напишите фамилию или имя.", "Write your family name or given name."},
    {"email", "required", "Напишите адрес почты: на него придёт билет.",
     "Write your e-mail address: the ticket goes there."},
    {"email", "not_accepted", "С этим адресом почты сюда не записывают. Укажите адрес своей организации или код приглашения.",
     "This e-mail address cannot be used here. Give your organisation's address or an invitation code."},
    {"code", "unknown", "Такого кода нет. Проверьте буквы и цифры в приглашении.",
     "There is no such code. Check the letters and digits of your invitation."},
    {"code", "used", "Код уже использован. Попросите у организаторов другой.",
     "The code is used up. Ask the organisers for another one."},
    {"code", "expired", "Срок кода истёк. Попросите у организаторов другой.",
     "The code has expired. Ask the organisers for another one."},
    {"code", "required", "Введите код.", "Enter the code."},
    {"category", "required", "Выберите, кого вы представляете.", "Choose whom you represent."},
    {"category", "full", "В этой категории мест уже нет.", "This category has no free seat any more."},
    {"guardian_family_name", "required", "Напишите имя родителя или другого законного представителя.",
     "Write the name of the parent or other legal guardian."},
    {"guardian_phone", "required", "Напишите телефон родителя: по нему позвоним, если что-то случится.",
     "Write the parent's telephone: we call it if anything happens."},
    {"guardian_agrees", "required", "Отметьте согласие законного представителя.", "Tick the consent of the legal guardian."},
    {"email", "malformed", "Проверьте адрес почты: нужен вид имя@сайт.рф, без пробелов.",
     "Check the e-mail address: it should look like name@site.org, without blanks."},
    {"phone", "malformed", "Проверьте телефон: цифры, скобки и дефисы, например 8 (3452) 38-18-14.",
     "Check the phone number: digits, brackets and dashes, for example +7 3452 38-18-14."},
    {"phone", "too_short", "В телефоне не хватает цифр.", "The phone number is too short."},
    {"consents.personal_data", "required", "Отметьте согласие на обработку персональных данных.",
     "Tick the consent to the processing of personal data."},
    {"consents.access_needs", "required", "Отметьте отдельное согласие: без него мы не можем записать просьбу об условиях.",
     "Tick the separate consent: without it we may not note your access needs."},
    {"q", "not_accepted", "Искать по людям может тот, кому видны имена и контакты.",
     "Only who sees names and contacts may search for people."},
    {"attendee_no", "not_accepted", "Назовите что-то одно: код или номер участника.", "Give one of the two: the code or the attendee number."},
    {"password", "required", "Придумайте пароль.", "Choose a password."},
    {"password", "not_accepted", "Этот пароль слишком известен или составлен из имён. Возьмите другой.",
     "This password is too common, or made of names. Choose another one."},
    {"sessions", "clash", "Отмеченные сессии идут одновременно. Оставьте одну.",
     "The sessions chosen run at the same time. Keep one of them."},
    {"table", "full", "За этим столом мест уже нет. Выберите другой или попросите посадить вас.",
     "This table has no free seat any more. Choose another one, or ask to be seated."},
    {"table", "not_a_choice", "Этот стол выбрать нельзя. Выберите другой или попросите посадить вас.",
     "This table cannot be chosen. Choose another one, or ask to be seated."},
    {"number", "duplicate", "Стол с таким номером уже есть.", "There is a table with this number."},
    {"seats", "out_of_range", "Мест должно быть от 1 до 200 и не меньше, чем уже занято.",
     "Seats must be from 1 to 200, and no fewer than are taken."},
    {"rounds", "out_of_range", "Кругов может быть от 1 до 12.", "There can be 1 to 12 rounds."},
    {"count", "out_of_range", "Столов может быть от 1 до 400.", "There can be 1 to 400 tables."},
    {"ends_at", "order", "Конец раньше начала. Проверьте время.", "The end comes before the start. Check the time."},
};

std::string pick(render::language lang, std::string_view ru, std::string_view en) {
    return std::string(lang == render::language::ru ? ru : en);
}

} // namespace

int status_of(refusal_code code) { return words_for(code).status; }
std::string_view word_of(refusal_code code) { return words_for(code).word; }

std::string sentence_of(const domain::refusal& refusal, render::language lang) {
    const auto& words = words_for(refusal.code);
    return pick(lang, words.ru, words.en);
}

std::string sentence_of(const domain::field_error& error, render::language lang) {
    if (error.field == "password" && error.code == "too_short")
        return pick(lang, "Пароль короче " + std::to_string(error.limit) + " знаков: добавьте ещё слово.",
                    "The password is shorter than " + std::to_string(error.limit) + " characters: add another word.");
    for (const auto& row : special_table)
        if (row.field == error.field && row.code == error.code) return pick(lang, row.ru, row.en);
    for (const auto& row : field_table)
        if (row.code == error.code) return pick(lang, row.ru, row.en);
    return pick(lang, "Проверьте это поле.", "Check this field.");
}

} // namespace krug::web
