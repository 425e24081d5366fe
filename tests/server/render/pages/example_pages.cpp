#include "example_pages.hpp"

#include "render/markdown.hpp"
#include "render/pages/event_list_page.hpp"
#include "render/pages/event_page.hpp"
#include "render/pages/figures.hpp"
#include "render/pages/notice_page.hpp"
#include "render/pages/registration_form_page.hpp"
#include "render/pages/registration_page.hpp"
#include "render/view_fields.hpp"

#include <type_traits>

namespace krug::render {

namespace {

page_frame frame_of(language lang) {
    page_frame frame;
    frame.lang = lang;
    frame.url_ru = "/e/initiative?lang=ru";
    frame.url_en = "/e/initiative?lang=en";
    frame.display.return_to = "/e/initiative";
    frame.csrf_token = "c5rf";
    frame.help_phone = "8 (3452) 38-18-14";
    frame.help_phone_uri = "+73452381814";
    frame.help_email = "help@krug.example";
    frame.operator_name = "Альянс СО НКО Тюменской области";
    frame.policy_url = "/consent/policy/1";
    frame.on_events = true;
    return frame;
}

template <class Make> example_page page(std::string name, std::string file, Make make) {
    return {std::move(name), std::move(file), [make](const page_engine& engine, language lang) {
                return render_page(engine, frame_of(lang), make(lang));
            }};
}

constexpr const char* title = "Рабочая встреча инициативной группы «Социальная технологическая инициатива»";

event_card main_card(language lang) {
    event_card card;
    card.url = "/e/initiative";
    card.title = title;
    card.kind = "Рабочая встреча";
    card.when = "чт, 15:00 по Тюмени (МСК+2)";
    card.disc = date_disc(15, 10, "октября");
    card.place = "«Точка кипения – Тюмень», Республики, д. 142";
    card.admission = "Вход свободный";
    card.age_mark = "0+";
    card.summary = "Готовим создание ассоциации, которая ищет технологии с человеческим измерением.";
    card.ring = seat_ring(lang, {54, 60, 0}, true);
    card.seats = "6 мест из 60";
    card.register_url = "/e/initiative/register";
    return card;
}

event_card small_card(language lang, bool is_full) {
    event_card card;
    card.url = is_full ? "/e/access" : "/e/workshop";
    card.title = is_full ? "Доступная среда в коворкинге" : "Мастерская: от идеи к социальному проекту";
    card.kind = is_full ? "Круглый стол" : "Семинар";
    card.when = "чт, 16:00";
    card.disc = date_disc(is_full ? 29 : 22, 10, "октября");
    card.place = "Тюмень";
    card.admission = "По заявке";
    card.ring = seat_ring(lang, {is_full ? 20 : 12, is_full ? 20 : 30, 0}, false);
    card.seats = is_full ? "Мест нет, в листе ожидания 4" : "18 мест из 30";
    card.is_full = is_full;
    return card;
}

event_card past_card() {
    event_card card;
    card.url = "/e/ten-ideas";
    card.title = "«Десять сильных идей. Технологии для людей»";
    card.kind = "Проектная сессия";
    card.when = "август 2020";
    card.disc = date_disc(0, 8, "2020");
    card.place = "Тюмень";
    return card;
}

event_list_view list_view(language lang) {
    event_list_view view;
    view.kinds = {{"working_meeting", "Рабочие встречи", "", true, false},
                  {"project_session", "Проектные сессии", "", false, false},
                  {"round_table", "Круглые столы", "", false, false}};
    view.cities = {{"", "Любой", "", true, false}, {"tyumen", "Тюмень", "", false, false}};
    view.months = {{"", "Любой", "", true, false}, {"2020-10", "октябрь 2020", "", false, false}};
    view.found = "Найдено: 3 события";
    view.is_filtered = true;
    view.first = main_card(lang);
    view.upcoming = {small_card(lang, false), small_card(lang, true)};
    view.past = {past_card(), past_card()};
    view.next_url = "/?page=2";
    return view;
}

event_view full_event(language lang) {
    event_view view;
    view.title = title;
    view.kind = "Рабочая встреча";
    view.summary = "Встреча по подготовке к созданию в Тюменской области ассоциации развития инноваций.";
    view.description = markdown("Ассоциация вырастает из **августовских** событий.\n\n# Кого ждём\n\n- НКО\n- учёных\n\n"
                                "[Подробнее](https://krug.example/)");
    view.day = "15 октября 2020, четверг";
    view.time = "15:00 по Тюмени (МСК+2)";
    view.starts_iso = "2020-10-15T15:00+05:00";
    view.elsewhere = "в Москве 13:00";
    view.disc = date_disc(15, 10, "октября");
    view.venue = "«Точка кипения – Тюмень»";
    view.address = "г. Тюмень, Республики, д. 142";
    view.directions = "Вход со двора, без ступеней. На двери кнопка вызова.";
    view.map_url = "https://map.example/";
    view.admission = "Вход свободный";
    view.who_may_come = "по регистрации, мест 60";
    view.price = "Бесплатно";
    view.age_mark = "0+";
    view.ring = seat_ring(lang, {54, 60, 0}, true);
    view.seats_short = "6 мест";
    view.seats = "Осталось 6 мест из 60";
    view.register_url = "/e/initiative/register";
    view.calendar_url = "/e/initiative.ics";
    view.programme = {{"s1", "15:00", "2020-10-15T15:00+05:00", "Открытие", "", "Большой зал", "", {}, {}, "", false,
                       true, ""},
                      {"s2", "15:40–16:20", "2020-10-15T15:40+05:00", "НКО как голос социального запроса",
                       "Круглый стол", "Зал 1", "Ведёт Анна Примерова", markdown("Две *короткие* речи."),
                       seat_ring(lang, {18, 24, 0}, false), "6 мест из 24", false, false, "/e/initiative/register"},
                      {"s3", "15:40–16:20", "", "Технологии для людей", "", "Зал 2", "", {},
                       seat_ring(lang, {18, 18, 0}, false), "Мест нет, ждут 2", true, false,
                       "/e/initiative/register"}};
    view.tables = {{"1", "Барьеры внедрения", "Ведёт Иван Образцов", round_table(lang, 1, {10, 10, 0}), "", true},
                   {"2", "Город для жизни", "", round_table(lang, 2, {7, 10, 0}), "3 места", false}};
    view.speakers = {{"Воробьев Александр Александрович", "доктор медицинских наук, профессор"}};
    view.access = {{"Вход без ступеней", "со двора", true, false, false},
                   {"Перевод на жестовый язык", "закажем", false, true, false},
                   {"Индукционная петля", "", false, false, true}};
    view.access_deadline = "до 12 октября";
    view.organisers = {{"Альянс СО НКО Тюменской области", "организатор", "", true},
                       {"Экспертный клуб «Урал – Евразия»", "партнёр", "https://club.example/", false}};
    view.contact_phone = "8 (3452) 38-18-14";
    view.contact_phone_uri = "+73452381814";
    view.contact_email = "help@krug.example";
    view.canonical_url = "https://krug.example/e/initiative";
    event_metadata facts;
    facts.name = title;
    facts.starts = "2020-10-15T15:00:00+05:00";
    facts.venue = view.venue;
    facts.is_free = true;
    view.json_ld = event_json_ld(facts);
    return view;
}

event_view month_event(language) {
    event_view view;
    view.title = "«Проектируя будущее. Каждый агент изменений»";
    view.kind = "Круглый стол";
    view.day = "август 2020";
    view.disc = date_disc(0, 8, "2020");
    view.venue = "«Точка кипения – Тюмень»";
    view.is_over = true;
    view.organisers = {{"Альянс СО НКО Тюменской области", "организатор", "", true}};
    return view;
}

event_reminder reminder(language lang) {
    event_reminder event;
    event.title = title;
    event.url = "/e/initiative";
    event.day = "15 октября 2020, четверг";
    event.time = "15:00 по Тюмени (МСК+2)";
    event.venue = "«Точка кипения – Тюмень»";
    event.address = "г. Тюмень, Республики, д. 142";
    event.admission = "Вход свободный";
    event.age_mark = "0+";
    event.ring = seat_ring(lang, {54, 60, 0}, true);
    event.contact_phone = "8 (3452) 38-18-14";
    event.contact_phone_uri = "+73452381814";
    event.contact_email = "help@krug.example";
    return event;
}

registration_form_view empty_form(language lang) {
    registration_form_view view;
    view.event = reminder(lang);
    view.action = "/e/initiative/register";
    view.idempotency_key = "0123456789abcdef";
    view.form_stamp = "1602740000.mac";
    view.categories = {{"ngo", "НКО", "", false, false}, {"business", "Бизнес", "", false, false},
                       {"state", "Власть", "", false, false}};
    view.sessions = {{"1", "Открытие", "15:00", "Большой зал", "", false, false, true, true, false},
                     {"2", "НКО как голос социального запроса", "15:40–16:20", "Зал 1", "6 мест из 24", false, true,
                      false, false, false},
                     {"3", "Технологии для людей", "15:40–16:20", "Зал 2", "мест нет", true, false, false, false,
                      false}};
    view.tables = {{"1", "1. Барьеры внедрения", "стол собран", false, true},
                   {"2", "2. Город для жизни", "свободно 3 из 10", false, false},
                   {"any", "Пусть выберут организаторы", "", true, false}};
    form_question question;
    question.name = "topic";
    question.label = "О чём хотите поговорить";
    question.hint = "Одна-две фразы";
    question.is_paragraph = true;
    form_question pick;
    pick.name = "food";
    pick.label = "Кофе или чай";
    pick.is_required = pick.is_one_of = true;
    pick.choices = {{"c", "Кофе", "", false, false}, {"t", "Чай", "", true, false}};
    view.questions = {question, pick};
    view.access_needs = {{"wheelchair_space", "Место для кресла-коляски", "", false, false},
                         {"rsl_interpreter", "Перевод на РЖЯ", "", false, false}};
    view.access_consent = consent_choice{"access_needs", "1", "Даю согласие на обработку сведений об условиях",
                                         "Чтобы подготовить зал.", "/consent/access_needs/1", false, false, ""};
    view.access_deadline = "Перевод на жестовый язык закажем, если отметите до 12 октября.";
    view.companions = {{"1", "", "", ""}};
    view.may_add_companion = true;
    view.consents = {{"registration", "3", "Даю согласие на обработку персональных данных",
                      "Для регистрации и встречи на входе. Храним до 15 января 2021.", "/consent/registration/3", true,
                      false, ""},
                     {"news", "1", "Присылайте новости на почту", "Не чаще двух писем в месяц.", "/consent/news/1",
                      false, false, ""}};
    return view;
}

registration_form_view wrong_form(language lang) {
    auto view = empty_form(lang);
    view.family_name = {"", "Напишите фамилию"};
    view.given_name = {"Анна", ""};
    view.email = {"a.primerova@example", "Похоже на опечатку. Нужен адрес вида имя@почта.рф"};
    view.category_error = "Выберите, кого вы представляете";
    view.sessions_error = "Две отмеченные сессии идут одновременно. Оставьте одну";
    view.sessions[1].is_selected = view.sessions[1].is_wrong = true;
    view.sessions[2].is_selected = view.sessions[2].is_wrong = true;
    view.questions[0].error = "Напишите хотя бы слово";
    view.questions[1].error = "Выберите что-нибудь";
    view.consents[0].error = "Без согласия мы не сможем выдать билет";
    view.errors = {{"family_name", "Напишите фамилию"},
                   {"email", "Проверьте адрес почты"},
                   {"category", "Выберите, кого вы представляете"},
                   {"session", "Сессии пересекаются – оставьте одну"},
                   {"consent_registration", "Без согласия мы не сможем выдать билет"}};
    view.error_count = "Осталось поправить 5 мест";
    view.is_waitlist = view.needs_approval = true;
    return view;
}

registration_review_view review(language lang) {
    registration_review_view view;
    view.event = reminder(lang);
    view.action = "/e/initiative/register";
    view.facts = {{"Фамилия, имя, отчество", "Примерова Анна Сергеевна"},
                  {"Электронная почта", "a.primerova@example.org"}};
    view.needs = {{"Место для кресла-коляски", ""}};
    view.consents = {{"Обработка персональных данных", ""}};
    view.fields = {{"family_name", "Примерова"}, {"idempotency_key", "0123456789abcdef"}};
    return view;
}

registration_view registration(language lang) {
    registration_view view;
    view.event = reminder(lang);
    view.disc = date_disc(15, 10, "октября");
    view.person = "Примерова Анна Сергеевна";
    view.greeting = "Анна Сергеевна";
    view.organisation = "АНО «Пример»";
    view.email = "a.primerova@example.org";
    view.cancel_url = "/r/secret/cancel";
    return view;
}

registration_view confirmed(language lang) {
    auto view = registration(lang);
    view.is_confirmed = true;
    view.qr = {"<svg viewBox=\"0 0 25 25\" role=\"img\" aria-label=\"QR\"><path d=\"M0 0h7v7h-7zM18 0h7v7h-7zM0 "
               "18h7v7h-7zM9 9h7v7h-7z\"/></svg>"};
    view.attendee_no = "4829 1574";
    view.attendee_no_spoken = "4 8 2 9, 1 5 7 4";
    view.pdf_url = "/r/secret/ticket.pdf";
    view.calendar_url = "/r/secret/event.ics";
    view.seat = "Стол 4, место 6";
    view.sessions = {{"15:40–16:20", "НКО как голос социального запроса", "Зал 1", false, ""},
                     {"16:50", "Технологии для людей", "Зал 2", true, "2"}};
    view.companions = {{"Примеров Пётр", "4829 1582"}};
    view.needs = {{"Место для кресла-коляски", ""}};
    view.directions = "Вход со двора, без ступеней.";
    return view;
}

registration_view in_state(language lang, bool registration_view::*flag, status_picture picture) {
    auto view = registration(lang);
    view.*flag = true;
    view.picture = status_ring(picture);
    view.waitlist_place = "Ваше место в очереди: 3 из 9";
    view.decision_by = "12 октября, 18:00";
    view.held_until = "до 14:32";
    view.resend_action = "/r/secret/resend";
    view.reason = "от одной организации – не больше трёх участников";
    view.register_url = "/e/initiative/register";
    return view;
}

example_page state(std::string name, bool registration_view::*flag, status_picture picture) {
    return page("registration_" + name, "pages/registration.html",
                [=](language lang) { return in_state(lang, flag, picture); });
}

example_page failure(std::string name, bool error_view::*flag) {
    return page("error_" + name, "pages/error.html", [=](language) {
        error_view view;
        view.*flag = true;
        view.reference = "0123456789abcdef";
        view.retry_url = "/e/initiative";
        return view;
    });
}

/// Fills every field of a described struct.
template <class Field> void brim(Field& field, const std::string& text) {
    if constexpr (std::is_same_v<Field, std::string>) field = text;
    else if constexpr (std::is_same_v<Field, bool>) field = true;
    else if constexpr (std::is_same_v<Field, markup>) field.html = "<svg viewBox=\"0 0 1 1\" aria-hidden=\"true\"></svg>";
    else if constexpr (requires { field.emplace(); field.has_value(); }) brim(field.emplace(), text);
    else if constexpr (requires { field.resize(3); }) {
        field.resize(3);
        for (auto& item : field)
            brim(item, text);
    } else {
        using members = boost::describe::describe_members<Field, boost::describe::mod_public>;
        boost::mp11::mp_for_each<members>([&](auto member) { brim(field.*member.pointer, text); });
    }
}

template <class View> example_page brimming(std::string name, const std::string& text) {
    return {"brimming_" + name, "pages/" + name + ".html", [text](const page_engine& engine, language lang) {
                View view;
                page_frame frame;
                brim(frame, text);
                frame.lang = lang;
                brim(view, text);
                return render_page(engine, frame, view);
            }};
}

} // namespace

std::vector<example_page> example_pages() {
    return {
        page("event_list", "pages/event_list.html", list_view),
        page("event_list_empty", "pages/event_list.html", [](language) { return event_list_view{}; }),
        page("event", "pages/event.html", full_event),
        page("event_month", "pages/event.html", month_event),
        page("registration_form", "pages/registration_form.html", empty_form),
        page("registration_form_errors", "pages/registration_form.html", wrong_form),
        page("registration_review", "pages/registration_review.html", review),
        page("mail_sent", "pages/mail_sent.html",
             [](language lang) { return mail_sent_view{reminder(lang), "a.primerova@example.org", "до 14:32"}; }),
        page("confirm_email", "pages/confirm_email.html",
             [](language lang) { return confirm_email_view{reminder(lang), "/r/secret/confirm", "Анна"}; }),
        page("registration_confirmed", "pages/registration.html", confirmed),
        state("pending", &registration_view::is_pending, status_picture::checking),
        state("waitlisted", &registration_view::is_waitlisted, status_picture::waiting),
        state("unconfirmed", &registration_view::is_unconfirmed, status_picture::checking),
        state("declined", &registration_view::is_declined, status_picture::none),
        state("cancelled", &registration_view::is_cancelled, status_picture::given_back),
        state("expired", &registration_view::is_expired, status_picture::given_back),
        page("cancel", "pages/cancel.html",
             [](language lang) { return cancel_view{reminder(lang), "/r/secret/cancel", "/r/secret", true}; }),
        page("consent", "pages/consent.html",
             [](language) {
                 return consent_view{"Согласие на обработку персональных данных",
                                     markdown("Я, участник события, даю согласие.\n\n- фамилия\n- имя\n"), "3",
                                     "с 1 октября 2020", std::string(64, 'a'), true};
             }),
        failure("not_found", &error_view::is_not_found),
        failure("failure", &error_view::is_failure),
        failure("busy", &error_view::is_busy),
        page("notice", "pages/notice.html",
             [](language) { return notice_view{"Готово", "Место подтверждено.", "/", "К событиям", true}; }),
        page("api", "pages/api.html",
             [](language) {
                 return api_view{"/api/v1/openapi.json", {{"GET", "/api/v1/events", "Список событий", "всем"}}};
             }),
        page("certificate", "pages/certificate.html",
             [](language) {
                 return certificate_view{true, "0042", "П. А. С.", title, "15 октября 2020", "3 часа"};
             }),
    };
}

std::vector<example_page> brimming_pages(const std::string& text) {
    return {brimming<event_list_view>("event_list", text),
            brimming<event_view>("event", text),
            brimming<registration_form_view>("registration_form", text),
            brimming<registration_review_view>("registration_review", text),
            brimming<mail_sent_view>("mail_sent", text),
            brimming<confirm_email_view>("confirm_email", text),
            brimming<registration_view>("registration", text),
            brimming<cancel_view>("cancel", text),
            brimming<consent_view>("consent", text),
            brimming<error_view>("error", text),
            brimming<notice_view>("notice", text),
            brimming<api_view>("api", text),
            brimming<certificate_view>("certificate", text)};
}

} // namespace krug::render
