#include "example_pages.hpp"

#include "render/markdown.hpp"
#include "render/pages/account_link_page.hpp"
#include "render/pages/bulk_page.hpp"
#include "render/pages/certificate_work_page.hpp"
#include "render/pages/creation_page.hpp"
#include "render/pages/door_work_page.hpp"
#include "render/pages/event_list_page.hpp"
#include "render/pages/document_page.hpp"
#include "render/pages/event_page.hpp"
#include "render/pages/figures.hpp"
#include "render/pages/factor_page.hpp"
#include "render/pages/form_page.hpp"
#include "render/pages/import_page.hpp"
#include "render/pages/letters_page.hpp"
#include "render/pages/merge_page.hpp"
#include "render/pages/message_page.hpp"
#include "render/pages/notice_page.hpp"
#include "render/pages/plots.hpp"
#include "render/pages/privacy_page.hpp"
#include "render/pages/programme_page.hpp"
#include "render/pages/record_page.hpp"
#include "render/pages/registration_page.hpp"
#include "render/pages/report_page.hpp"
#include "render/pages/scan_page.hpp"
#include "render/pages/seating_page.hpp"
#include "render/pages/sheet_work_page.hpp"
#include "render/pages/time_page.hpp"
#include "render/pages/sign_up_page.hpp"
#include "render/pages/widget_page.hpp"
#include "render/pages/work_event_page.hpp"
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
    view.description =
        markdown("Ассоциация вырастает из **августовских** событий.\n\n# Кого ждём\n\n- НКО\n- учёных\n\n"
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
    programme_item opening;
    opening.anchor = "s1";
    opening.time = "15:00";
    opening.starts_iso = "2020-10-15T15:00+05:00";
    opening.title = "Открытие";
    opening.room = "Большой зал";
    opening.is_key = true;
    programme_item voice = opening;
    voice.anchor = "s2";
    voice.time = "15:40–16:20";
    voice.title = "НКО как голос социального запроса";
    voice.kind = "Круглый стол";
    voice.room = "Зал 1";
    voice.people = "Ведёт Анна Примерова";
    voice.description = markdown("Две *короткие* речи.");
    voice.ring = seat_ring(lang, {18, 24, 0}, false);
    voice.seats = "6 мест из 24";
    voice.label = "заполняется";
    voice.is_filling = true;
    voice.is_key = false;
    voice.sign_up_url = "/e/initiative/register";
    voice.calendar_url = "/e/initiative/sessions/2.ics";
    voice.tags = {{"город", "/e/initiative?tag=x#programme"}};
    programme_item full = voice;
    full.anchor = "s3";
    full.title = "Технологии для людей";
    full.room = "Зал 2";
    full.seats = "Мест нет, ждут 2";
    full.is_full = true;
    view.programme = {{"15 октября 2020 года", {opening, voice}}, {"16 октября 2020 года", {full}}};
    view.filter = programme_filter{"/e/initiative", {{"", "Любой", "", true, false}, {"2020-10-15", "15 окт", "", false, false}},
                                   {{"", "Любой", "", true, false}, {"Зал 1", "Зал 1", "", false, false}},
                                   {{"", "Любой", "", true, false}, {"город", "город", "", false, false}}, true, "2 сессии из 3"};
    view.children = {{"Мастерская", "/e/masterskaya", "Мастерская", "чт, 15:00"}};
    view.series_title = "Форум";
    view.series_url = "/e/forum";
    view.tables = {
        {"1", "Барьеры внедрения", "Ведёт Иван Образцов", round_table(lang, 1, {10, 10, 0}), "", true},
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
    view.categories = {{"ngo", "НКО", "", false, false},
                       {"business", "Бизнес", "", false, false},
                       {"state", "Власть", "", false, false}};
    view.sessions = {
        {"1", "Открытие", "15:00", "Большой зал", "", false, false, true, true, false},
        {"2", "НКО как голос социального запроса", "15:40–16:20", "Зал 1", "6 мест из 24", false, true, false,
         false, false},
        {"3", "Технологии для людей", "15:40–16:20", "Зал 2", "мест нет", true, false, false, false, false}};
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
    view.access_consent = consent_choice{"access_needs",
                                         "1",
                                         "Даю согласие на обработку сведений об условиях",
                                         "Чтобы подготовить зал.",
                                         "/consent/access_needs/1",
                                         false,
                                         false,
                                         ""};
    view.access_deadline = "Перевод на жестовый язык закажем, если отметите до 12 октября.";
    view.companions = {{"1", "", "", ""}};
    view.may_add_companion = true;
    view.consents = {{"registration", "3", "Даю согласие на обработку персональных данных",
                      "Для регистрации и встречи на входе. Храним до 15 января 2021.",
                      "/consent/registration/3", true, false, ""},
                     {"news", "1", "Присылайте новости на почту", "Не чаще двух писем в месяц.",
                      "/consent/news/1", false, false, ""}};
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
    view.person = "Примерова Анна Сергеевна";
    view.greeting = "Анна Сергеевна";
    view.organisation = "АНО «Пример»";
    view.email = "a.primerova@example.org";
    view.cancel_url = "/r/secret/cancel";
    return view;
}

session_choice_form chosen_sessions() {
    session_wish held{"2", "15:40–16:20", "НКО как голос социального запроса", "Зал 1", "6 мест из 24", "заполняется",
                      false, true, false, true, true, false, "", false, false, {}};
    session_wish waited{"3", "15:40–16:20", "Технологии для людей", "Зал 2", "Мест нет, ждут 2", "мест нет",
                        false, false, true, true, false, true, "место в очереди 2", false, true,
                        {{"", "ничего", "", false, false}, {"2", "НКО как голос социального запроса", "", true, false}}};
    session_wish free{"4", "17:00–18:00", "Мастерская", "", "", "свободно", true, false, false, false, false, false, "", false, false,
                      {{"", "ничего", "", true, false}, {"2", "НКО как голос социального запроса", "", false, false}}};
    return {"/r/secret/sessions", "Отмеченные сессии идут одновременно.", "Некоторые идут одновременно.", true, true, {held, waited, free}};
}

registration_view confirmed(language lang) {
    auto view = registration(lang);
    view.is_confirmed = true;
    view.qr = {
        "<svg viewBox=\"0 0 25 25\" role=\"img\" aria-label=\"QR\"><path d=\"M0 0h7v7h-7zM18 0h7v7h-7zM0 "
        "18h7v7h-7zM9 9h7v7h-7z\"/></svg>"};
    view.attendee_no = "4829 1574";
    view.attendee_no_spoken = "4 8 2 9, 1 5 7 4";
    view.pdf_url = "/r/secret/ticket.pdf";
    view.ticket_url = "/r/secret/ticket.svg";
    view.calendar_url = "/r/secret/event.ics";
    view.seat = "Стол 4, место 6";
    view.sessions = {{"15:40–16:20", "НКО как голос социального запроса", "Зал 1", false, ""},
                     {"16:50", "Технологии для людей", "Зал 2", true, "2"}};
    view.choosing = chosen_sessions();
    view.companions = {{"/r/other", "Примеров Пётр", "4829 1582", false, false}};
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
        view.status = "404";
        view.retry_url = "/e/initiative";
        return view;
    });
}

work_frame work_frame_of(language lang, work_section section) {
    work_frame frame;
    frame.site = frame_of(lang);
    frame.person = "organizer@example.org";
    frame.role = "Владелец события";
    frame.section = section;
    frame.may_create_events = frame.may_see_instance_audit = frame.may_manage_staff = true;
    if (section == work_section::events || section == work_section::account || section == work_section::staff)
        return frame;
    work_event event;
    event.title = title;
    event.when = "чт, 15:00 · Тюмень";
    event.disc = date_disc(15, 10, "окт");
    event.base_url = "/work/events/17";
    event.public_url = "/e/initiative";
    event.registrations = "68";
    event.devices = "4";
    event.may_edit = event.may_manage_devices = event.may_see_people = event.may_admit = event.may_export = event.may_audit = event.may_erase = true;
    frame.event = event;
    return frame;
}

template <class Make> example_page work(std::string name, std::string file, work_section section, Make make) {
    return {std::move(name), std::move(file), [=](const page_engine& engine, language lang) {
                return render_page(engine, work_frame_of(lang, section), make(lang));
            }};
}

state_mark good(std::string text) {
    return {std::move(text), true, false, false, false, false};
}
state_mark waiting(std::string text) {
    return {std::move(text), false, true, false, false, false};
}
state_mark bad(std::string text) {
    return {std::move(text), false, false, true, false, false};
}

work_event_list_view work_list(language) {
    work_event_list_view view;
    view.states = {{"", "Все состояния", "", true, false}, {"draft", "Черновики", "", false, false}};
    work_event_row row;
    row.url = "/work/events/17";
    row.title = title;
    row.when = "15 октября 2020, 15:00";
    row.place = "«Точка кипения – Тюмень»";
    row.organisation = "Альянс СО НКО Тюменской области";
    row.registered = "54 из 60";
    row.admitted = "38";
    row.is_running = true;
    auto draft = row;
    draft.url = "/work/events/18";
    draft.title = "Мастерская";
    draft.is_running = false;
    draft.is_draft = true;
    view.events = {row, draft};
    view.next_url = "/work?page=2";
    return view;
}

event_editor_view editor(language) {
    event_editor_view view;
    view.action = "/work/events/17/edit";
    view.version = "4";
    view.is_published = true;
    view.title.value = title;
    view.kinds = {{"working_meeting", "Рабочая встреча", "", true, false}};
    view.age_marks = {{"", "Не указана", "", true, false}, {"0", "0+", "", false, false}};
    view.languages = {{"ru", "Русский", "", true, false}};
    view.visibilities = {{"public", "Все", "", true, false}};
    view.date_precisions = {{"minute", "День и время", "", true, false},
                            {"month", "Только месяц", "", false, false}};
    view.timezones = {{"Asia/Yekaterinburg", "Тюмень, МСК+2", "", true, false}};
    view.date.value = "15.10.2020";
    view.starts = {"25:00", "Такого времени нет. Например, 15:00"};
    view.errors = {{"starts", "Проверьте время начала"}};
    view.error_count = "Осталось поправить 1 место";
    view.registration_modes = {{"open", "Все, пока есть места", "", true, false}};
    view.accesses = {{"open", "Всем", "", true, false}};
    view.publish_url = "/work/events/17/publish";
    view.cancel_url = "/work/events/17/cancel";
    view.clone_url = "/work/events/17/clone";
    view.capacity_floor = "Меньше 54 поставить нельзя: столько уже подтверждено.";
    view.organisers = {{"1", {"Альянс СО НКО", ""}, {{"organizer", "организатор", "", true, false}}}};
    session_editor session;
    session.number = "1";
    session.title.value = "Открытие";
    session.kinds = {{"other", "Другое", "", true, false}};
    session.sign_ups = {{"none", "Без записи", "", true, false}};
    session_editor fresh = session;
    fresh.number = "new1";
    fresh.title = {"", "Напишите название сессии"};
    fresh.is_new = true;
    view.sessions = {session, fresh};
    return view;
}

programme_view programme(language) {
    programme_view view;
    view.action = "/work/events/17/programme";
    view.version = "4";
    view.summary = "2 сессии, 2 зала, 1 день";
    view.new_url = "/work/events/17/programme/new";
    view.public_url = "/e/initiative#programme";
    view.undo = move_undo{"/work/events/17/programme/2", "«Открытие» теперь: 16:00–16:40, Зал 1", {{"version", "5"}, {"starts", "15:40"}}};
    view.warnings = {{"«Открытие»: мест 60, а зал «Зал 1» вмещает 24.", "#s1"}};
    view.warning_count = "1 замечание";
    grid_card card{"1", "/work/events/17/programme/1", "Открытие", "15:00–15:40", "Анна Примерова", "18 из 24", "заполняется", true,
                   false, "1 замечание", "15.10.2020", "15:00", "40", "Зал 1"};
    grid_row row{"15:00", {{"Зал 1", "15.10.2020", "15:00", false, {card}}, {"Зал 2", "15.10.2020", "15:00", true, {}}}};
    view.days = {{"d20201015", "15 октября 2020 года, четверг", "15 окт", "15.10.2020", {{"Зал 1", "24 места"}, {"", ""}}, {row}}};
    view.clashes = {{"warn", "Предупреждать", "", true, false}, {"block", "Не записывать", "", false, false}};
    view.may_have_rooms = true;
    view.rooms = {{"1", {"Зал 1", ""}, {"0", "Число вне допустимых границ."}, {{"", "Неизвестно", "", true, false}}}};
    view.tells_guests = true;
    view.errors = {{"room_1_capacity", "Число вне допустимых границ."}};
    view.error_count = "Осталось поправить 1 место";
    return view;
}

session_form_view session_form(language) {
    session_form_view view;
    view.action = "/work/events/17/programme/1";
    view.back_url = "/work/events/17/programme";
    view.version = "4";
    view.heading = "Открытие";
    view.remove_url = "/work/events/17/programme/1/remove";
    view.errors = {{"starts", "Такого времени нет."}};
    view.error_count = "Осталось поправить 1 место";
    view.warnings = {{"«Открытие» выходит за время события.", ""}};
    view.title.value = "Открытие";
    view.starts = {"25:00", "Такого времени нет."};
    view.moderators.value = "Анна Примерова, модератор";
    view.speakers = {"", "Напишите имя."};
    view.kinds = {{"other", "Другое", "", true, false}};
    view.sign_ups = {{"none", "Без записи", "", true, false}};
    view.clashes = {{"warn", "Предупреждать", "", true, false}};
    view.known_rooms = {{"Зал 1", "Зал 1", "24 места", false, false}};
    view.tells_guests = true;
    return view;
}

creation_view creation(language) {
    creation_view view;
    view.action = "/work/events/create";
    view.editor_url = "/work/events/new";
    view.errors = {{"title", "Заполните это поле."}};
    view.error_count = "Осталось поправить 1 место";
    view.templates = {{"1_round_table", "Круглый стол", "Два часа", true, false}, {"", "С чистого листа", "", false, false}};
    view.title = {"", "Заполните это поле."};
    view.timezones = {{"Asia/Yekaterinburg", "Тюмень, МСК+2", "", true, false}};
    view.who = {{"registered", "По регистрации", "пока есть места", true, false}};
    view.earlier = {{title, "15 октября 2020", "/work/events/17/clone"}};
    return view;
}

series_view series(language) {
    series_view view;
    view.action = "/work/events/17/series";
    view.copy_url = "/work/events/17/series/following";
    view.rule = "FREQ=WEEKLY;COUNT=10";
    view.following = "Следующих встреч: 9.";
    view.has_date = true;
    view.is_published = true;
    view.errors = {{"count", "Напишите число от 1 до 52."}};
    view.error_count = "Осталось поправить 1 место";
    view.events = {{"Клуб", "15 октября 2020", "опубликовано", "/work/events/17", true}, {"Клуб", "22 октября 2020", "черновик", "/work/events/18", false}};
    view.units = {{"week", "Каждую неделю", "", true, false}};
    view.weekdays = {{"4", "чт", "", true, false}};
    view.count = {"99", "Напишите число от 1 до 52."};
    return view;
}

overview_view overview(language lang) {
    overview_view view;
    view.phase = "Идёт встреча гостей · 15:12";
    view.live_url = "/work/events/17/live.json";
    view.mail_note = "Почта не настроена: письма складываются в папку /var/lib/krug/mail.";
    view.is_draft = true;
    view.publish_url = "/work/events/17/publish";
    view.ring = hall_ring(lang, {38, 60, 16});
    view.tiles = {{"Пришли", "38", "70 % от 54", "", "admitted", true, false, false},
                  {"Ещё ждём", "16", "", "", "expected", false, true, false},
                  {"Свободно", "6", "мест 60", "", "free", false, false, true},
                  {"Заявок", "68", "54 подтверждены", "", "registered", false, false, false},
                  {"Лист ожидания", "9", "Показать", "/work/events/17/people?state=waitlisted", "", false,
                   false, false},
                  {"Отменили", "5", "", "", "", false, false, false}};
    const std::vector<arrivals_column> columns{{"14:25", 1}, {"14:30", 2}, {"14:35", 3}, {"14:40", 5},
                                               {"14:45", 7}, {"14:50", 8}, {"14:55", 6}, {"15:00", 3},
                                               {"15:05", 2}, {"15:10", 1}};
    view.chart = arrivals_chart(lang, columns);
    for (const auto& column : columns)
        view.chart_cells.push_back({column.time, std::to_string(column.count)});
    view.arrivals = {{good("вход"), "Макетов О. В.", "Сканер 1, вход", "15:11", "/work/events/17/people/3"},
                     {waiting("повторно, в зале с 14:47"), "Образцов И. П.", "Сканер 2", "15:09", ""},
                     {bad("билет отменён"), "4829 1574", "Сканер 1", "15:06", ""}};
    view.sessions = {{"НКО как голос социального запроса", "15:40–16:20", "18 из 24", "12", "0"}};
    view.people_tiles = {{"Заявок", "68", "", "", "", false, false, false}, {"Уникальных людей", "37", "", "", "", false, false, false}};
    view.figures = {{"fig-sign-ups", "Заявки по дням, нарастающим итогом", "Всего заявок: 68",
                     line_plot({"fig-sign-ups", "Заявки", "Растёт"}, {{"1 окт", 3}, {"2 окт", 9}, {"15 окт", 68}}, 60, "мест: 60"),
                     "День", "Всего заявок", "За день", {{"1 окт", "3", "3"}, {"15 окт", "68", "4"}}, "/work/events/17/figures/sign_ups.csv"},
                    {"fig-categories", "По категориям", "",
                     bars_plot({"fig-categories", "По категориям", "Полосы"}, {{"НКО", 21, 17, "17 из 21"}, {"Инноваторы, учёные", 11, 4, "4 из 11"}}),
                     "Категория", "Записано", "Пришли", {{"НКО", "21", "17"}}, "/work/events/17/figures/categories.csv"}};
    view.figures_csv_url = "/work/events/17/figures.csv";
    view.webhook_note = "Вебхук остановлен: получатель не отвечает.";
    view.webhook_url = "/work/webhooks/5";
    view.badges_url = "/work/events/17/badges";
    return view;
}

period_view period(language) {
    period_view view;
    view.organisations = {{"1", "Альянс", "", true, false}, {"2", "Палата", "", false, false}};
    view.may_choose = true;
    view.from.value = "01.01.2020";
    view.to.value = "31.12.2020";
    view.rows = {{"Рабочая встреча", "/work/events/17", "15 октября 2020 года", "60", "68", "38", "37", "12"}};
    view.totals = {{"Всего, люди – по одному разу", "", "", "60", "68", "38", "37", "12"}};
    view.cut_note = "Показаны первые 500 событий.";
    view.csv_url = "/work/summary.csv?from=01.01.2020";
    view.xlsx_url = "/work/summary.xlsx?from=01.01.2020";
    view.webhooks_url = "/work/webhooks";
    return view;
}

badges_view badges(language) {
    badges_view view;
    view.action = "/work/events/17/badges";
    view.setting_action = "/work/events/17/badges/setting";
    view.numbers = {{"Подтверждены", "54"}, {"Бейдж напечатан", "38"}};
    view.choices = {{"all", "Все подтверждённые", "", true, false}};
    view.layouts = view.usual_layouts = {{"sheet_90x60", "Лист А4: восемь по 90 × 60 мм", "", true, false}};
    view.formats = {{"pdf", "PDF для любого принтера", "", true, false}};
    view.on_check_in = true;
    view.printer_note = "Принтер: badges";
    return view;
}

webhooks_view webhooks(language) {
    webhooks_view view;
    view.action = "/work/webhooks";
    view.fresh_secret = "whsec_0123456789";
    view.fresh_url = "/work/webhooks/5";
    view.hooks = {{"/work/webhooks/5", "https://crm.example.org/krug", "все события организации · 3 вида сообщений", "работает", false},
                  {"/work/webhooks/6", "https://old.example.org/krug", "Рабочая встреча", "остановлен сам", true}};
    view.organisations = {{"1", "Альянс", "", true, false}};
    view.events = {{"", "Все события организации", "", true, false}};
    view.kinds = {{"registration.created", "новая заявка", "", true, false}};
    return view;
}

webhook_view webhook(language) {
    webhook_view view;
    view.back_url = "/work/webhooks";
    view.target = "https://crm.example.org/krug";
    view.state = "остановлен сам";
    view.is_bad = true;
    view.note = "Пока вебхук остановлен, новые сообщения не собираются.";
    view.facts = {{"Доставлено", "12"}};
    view.resume_url = "/work/webhooks/5/resume";
    view.remove_url = "/work/webhooks/5/remove";
    view.secret_url = "/work/webhooks/5/secret";
    view.states = {{"", "Все", "", true, false}};
    view.deliveries = {{"0123456789abcdef0123456789abcdef", "новая заявка", "15 окт, 14:02", "доставлено · 200 · 45 мс", "", "/work/webhooks/5/deliveries/aa", true, false, false},
                       {"1123456789abcdef0123456789abcdef", "отметка о входе", "15 окт, 15:02", "ждёт", "следующая попытка 15:12", "", false, false, true}};
    return view;
}

attendee_list_view people(language) {
    attendee_list_view view;
    view.action = "/work/events/17/people";
    view.summary = "68 заявок · 54 подтверждены · 38 в зале";
    view.filter.states = view.filter.presences = view.filter.sessions = {{"", "Все", "", true, false}};
    view.shows_organisation = view.shows_number = view.shows_contacts = view.shows_tags = true;
    view.shown = "Показаны 1–2 из 68";
    view.people = {{"1", "/work/events/17/people/1", "Примерова Анна Сергеевна", "АНО «Пример»", "4829 1574",
                    "guest01@example.org", "+7 000 000-00-01", good("В зале, 14:41"), true, true, "Пресса", "4", "Почётный гость", "Русский", "1 окт, 12:00"},
                   {"2", "/work/events/17/people/2", "Салтыков-Щедрин Михаил", "", "4829 1582",
                    "guest02@example.org", "", waiting("Лист ожидания, 3"), true, false, "", "", "", "English", "2 окт, 12:00"}};
    view.add_url = "/work/events/17/people/new";
    view.next_url = "?page=2";
    view.may_change = true;
    return view;
}

attendee_view attendee(language) {
    attendee_view view;
    view.action = "/work/events/17/people/1";
    view.back_url = "/work/events/17/people";
    view.name = "Примерова Анна Сергеевна";
    view.state = good("В зале, 14:41");
    view.attendee_no = "4829 1574";
    view.facts = {{"Почта", "guest01@example.org"}, {"Организация", "АНО «Пример»"}};
    view.answers = {{"О чём хотите поговорить", "О доступной среде"}};
    view.sessions = {{"Открытие", "подтверждена"}};
    view.needs = {{"Место для кресла-коляски", ""}};
    view.consents = {{"Обработка персональных данных", "редакция 3, 1 октября 2020"}};
    view.history = {{"1 октября 12:00", "Заявка", "гость"}, {"15 октября 14:41", "Вход", "Сканер 1"}};
    view.ticket_url = "/work/events/17/people/1/ticket.pdf";
    view.may_approve = view.may_decline = view.may_cancel = view.may_resend = view.may_reissue = true;
    view.may_approve_over = true;
    view.edit_url = "/work/events/17/people/1/edit";
    view.note = "Встретить у входа";
    return view;
}

attendee_form_view attendee_form(language) {
    attendee_form_view view;
    view.action = "/work/events/17/people/new";
    view.back_url = "/work/events/17/people";
    view.is_new = view.is_full = true;
    view.family_name = {"", "Напишите фамилию или имя."};
    view.errors = {{"family_name", "Напишите фамилию или имя."}};
    view.error_count = "Осталось поправить 1 место";
    view.sessions = {{"1", "Открытие", "15:00–15:40", true, false}};
    return view;
}

staff_view staff(language) {
    staff_view view;
    view.action = "/work/staff";
    view.people = {{"Алиса Примерова", "alice@example.org", true, true, true, "",
                    {{"Владелец", "Альянс СО НКО", "/work/staff/remove", "1", "owner", "2", "0"}}},
                   {"Борис Образцов", "boris@example.org", false, false, true, "/work/staff/2/reset-factor",
                    {{"Стойка", title, "/work/staff/remove", "2", "desk", "2", "17"}}}};
    view.roles = {{"desk", "Стойка", "", true, false}};
    view.places = {{"organisation:2", "Альянс СО НКО, все события", "", true, false}};
    view.demands = {{"2", "Альянс СО НКО", true}};
    view.invitations = {{"vera@example.org", "Организатор", "Альянс СО НКО", "Отправлено 15 окт, 12:40", false, "/work/staff/invitations/5/resend", "/work/staff/invitations/5/revoke"}};
    view.fresh_link = "https://krug.example/join/AAAA";
    return view;
}

door_view door(language) {
    door_view view;
    view.action = "/work/events/17/door";
    view.scan_id = "11111111-2222-4333-8444-555555555555";
    view.points = {{"1", "Вход на событие", "", true, false}};
    view.point = "1";
    view.has_points = view.has_exits = view.may_see_names = true;
    view.walk_in_action = "/work/events/17/door/walk-ins";
    view.inside = "В зале 38";
    view.awaited = "ждём ещё 16";
    view.recent = {{"15:11", "Макетов О.", "стол 3", good("вход"), "/work/events/17/check-ins/1/void"},
                   {"15:09", "Образцов И.", "", bad("отменена"), ""}};
    return view;
}

example_page door_answer(std::string name, bool door_verdict::*colour, const char* word) {
    return work("door_" + name, "work/door.html", work_section::door, [=](language lang) {
        auto view = door(lang);
        door_verdict verdict;
        verdict.*colour = true;
        verdict.word = word;
        verdict.who = "Анна П.";
        verdict.message = "Уже отмечен вход в 14:52, стойка 2";
        verdict.sessions = "НКО как голос социального запроса";
        verdict.table = "Стол 7 → 3";
        verdict.number = "482 915 741";
        verdict.step = "Часто это билет родственника: попросите открыть свой.";
        verdict.hint = "Сверьте имя с документом";
        if (colour == &door_verdict::is_green) verdict.undo_url = "/work/events/17/door/undo/1";
        verdict.may_override = colour == &door_verdict::is_amber || colour == &door_verdict::is_blue;
        view.verdict = verdict;
        return view;
    });
}

door_view door_search(language lang) {
    auto view = door(lang);
    view.typed = "Прим";
    view.found = {{"4829 1574", "Примерова Анна", "АНО «Пример»", good("Подтверждена"), "s1"},
                  {"4829 1582", "Примеров Пётр", "", waiting("Лист ожидания"), "s2"}};
    return view;
}

exports_view exports(language) {
    exports_view view;
    view.action = "/work/events/17/exports";
    view.formats = {{"xlsx", "XLSX", "Excel, МойОфис, LibreOffice", true, false},
                    {"csv_excel", "CSV", "UTF-8, разделитель «;»", false, false},
                    {"sheet_full", "Явочный лист, PDF", "А4 альбомный, с подписью", false, false}};
    view.who = {{"attended", "Были в зале – 38", "", true, false}};
    view.purposes = {{"report", "Отчёт грантодателю", "", true, false}};
    view.columns = {{"name", "ФИО", "", true, false}, {"email", "Почта", "", false, false}};
    view.sessions = {{"", "Событие целиком", "", true, false}};
    view.warning = "В файле будут персональные данные 38 человек";
    view.log = {{"Явочный лист, PDF", "54 человека", "Координатор, сегодня 13:40 · пропуска"}};
    view.evidence = evidence_part{"/work/events/17/evidence", "/work/events/17/scan-log",
                                  "В списках пакета будут персональные данные; подтверждённых участников: 54", {}, {"24-1-012345", ""}, {},
                                  {{"№ 1, пришли: 38", "15 окт, 18:02 · записей в журнале: 98", "1234 5678 9012 3456", "/v/1234567890123456"}}};
    return view;
}

points_view points(language) {
    points_view view;
    view.summary = "4 устройства · 3 на связи";
    view.fresh = enrolment{
        {"<svg viewBox=\"0 0 9 9\" role=\"img\" aria-label=\"QR\"><path d=\"M1 1h7v7h-7z\"/></svg>"},
        "EN1:0123456789ABCDEF",
        "krug-kiosk enrol EN1:0123456789ABCDEF",
        "до 15:22",
        "Сканер 4",
        false,
        ""};
    view.point_action = "/work/events/17/points";
    view.device_action = "/work/events/17/devices";
    view.point_choices = {{"1", "Вход", "", true, false}};
    view.points = {{"Вход", "Всё событие, по билету один раз", "/work/events/17/points?edit=1",
                    "/work/events/17/points/1/preview"}};
    view.categories = {{"Пресса", "yellow", "жёлтый", "/work/events/17/categories/1/remove"}};
    view.category_action = "/work/events/17/categories";
    view.colours = {{"red", "красный", "", true, false}};
    view.door_action = "/work/events/17/doors";
    view.may_move = true;
    view.devices_url = "/work/events/17/devices";
    view.add_url = "/work/events/17/points?edit=new";
    point_form rules;
    rules.is_new = rules.exits = true;
    rules.sessions = {{"1", "Открытие", "", true, false}};
    rules.entries = {{"once", "Один раз", "", true, false}};
    rules.together = {{"", "Сам по себе", "", true, false}};
    rules.categories = {{"1", "Пресса", "", true, false}};
    view.rules = rules;
    view.devices = {{"Сканер 1", "Вход", good("На связи"), "обмен 4 с назад", "", "/work/events/17/devices/1/revoke"},
                    {"Сканер 3", "Зал 2", waiting("Без связи с 14:58"), "", "7", "/work/events/17/devices/3/revoke"}};
    return view;
}

board_view board(language lang) {
    board_view view;
    view.phase = "Событие идёт · 15:12";
    view.self_url = "/work/events/17/board";
    view.taken_at = "15:12:40";
    view.tiles = {{"Внутри сейчас", "36", "", "", "", false, false, false}, {"Пришли", "38", "70 %", "", "", false, false, false}};
    view.chart = arrivals_chart(lang, {{"14:25", 1}, {"14:30", 8}});
    view.chart_cells = {{"14:25", "1"}, {"14:30", "8"}};
    view.arrivals = {{good("вход"), "Макетов О. В.", "Сканер 1, вход", "15:11", ""}};
    view.sessions = {{"Открытие", "15:00–16:00", "18 из 24", "12", "11"}};
    view.points = {{"Вход", "", "", "38", "36"}};
    view.attention = {{"Сканер 3", "Пропускало людей и замолчало"}};
    view.devices_url = "/work/events/17/devices";
    view.conflicts = "Двойных входов без решения: 2";
    view.conflicts_url = "/work/events/17/conflicts";
    return view;
}

devices_view devices(language) {
    devices_view view;
    view.summary = "Устройств: 2";
    view.self_url = "/work/events/17/devices";
    view.points_url = "/work/events/17/points";
    view.devices = {{"Сканер 1", "Вход", "киоск", good("На связи"), "", {{"Версия", "0.1.0"}}, "/work/events/17/devices/1/revoke"},
                    {"Сканер 3", "Зал 2", "", waiting("Без связи"), "Замолчало", {}, ""}};
    return view;
}

conflicts_view conflicts(language) {
    conflicts_view view;
    view.summary = "Ждут решения: 1";
    view.all_url = "/work/events/17/conflicts?show=all";
    conflict_item item;
    item.id = "1";
    item.who = "Образцов Илья Петрович";
    item.who_url = "/work/events/17/people/3";
    item.number = "123 456 788";
    item.state = waiting("Ждёт решения");
    item.order_note = "Кто вошёл первым, неизвестно.";
    item.entries = {{"14:41:07", "Вход, Сканер 1", "считается первым", "00", true, "/work/events/17/conflicts/1/resolve"},
                    {"14:41:08", "Двор, Сканер 2", "отменено", "01", false, ""}};
    item.action = "/work/events/17/conflicts/1/resolve";
    view.items = {item};
    view.next_url = "/work/events/17/conflicts?before=1";
    return view;
}

table_form a_table_form(language) {
    table_form form;
    form.count = {"12", ""};
    form.first = {"", ""};
    form.seats = {"201", "Мест должно быть от 1 до 200 и не меньше, чем уже занято."};
    form.topic = {"Город для жизни", ""};
    form.host = {"Ирина Ведущева", ""};
    form.sessions = {{"", "На всём событии", "", true, false}, {"7", "Технологии для людей", "", false, false}};
    form.languages = {{"", "Не важно", "", true, false}, {"en", "Английский", "", false, false}};
    form.categories = {{"1", "НКО", "", true, false}};
    form.step_free = true;
    return form;
}

std::vector<form_question> asked_questions() {
    form_question one, many, number, country, place, text;
    one.name = "talk";
    one.label = "Нужен доклад?";
    one.is_one_of = one.is_required = true;
    one.choices = {{"yes", "Да", "", true, false}, {"no", "Нет", "", false, false}};
    many.name = "lunch";
    many.label = "Обед";
    many.is_some_of = true;
    many.error = "«Обед»: выберите ответ.";
    many.described = "answer_lunch-e";
    many.choices = {{"o1", "Рыба", "", false, false}, {"o2", "Овощи", "", true, false}};
    number.name = "people";
    number.label = "Сколько вас";
    number.hint = "Вместе с вами.";
    number.described = "answer_people-h";
    number.is_number = true;
    number.least = "1";
    number.most = "5";
    country.name = "country";
    country.label = "Страна";
    country.is_select = true;
    country.choices = {{"", "Выберите страну", "", true, false}, {"RU", "Россия", "", false, false}};
    place.name = "municipality";
    place.label = "Муниципальное образование";
    place.is_line = place.has_suggestions = true;
    place.choices = {{"Тюмень", "Тюмень", "", false, false}};
    text.name = "topic";
    text.label = "Тема доклада";
    text.is_paragraph = text.is_hidden = true;
    text.if_name = "talk";
    text.if_values = "yes";
    return {one, many, number, country, place, text};
}

questions_view questions(language) {
    questions_view view;
    view.action = "/work/events/17/form";
    view.version = "3";
    view.summary = "Своих вопросов: 2";
    view.add_url = "/work/events/17/form/new";
    view.preview_url = "/work/events/17/form/preview";
    view.questions = {{"talk", "1", "Нужен доклад?", "да или нет", "обязательно", "ответов: 12", "/work/events/17/form/talk", false, true},
                      {"topic", "2", "Тема доклада", "короткий текст", "если «Нужен доклад?» – Да", "", "/work/events/17/form/topic", true, false}};
    view.archived = {{"old", "", "Прежний вопрос", "число", "", "ответов: 3", "/work/events/17/form/old", false, false}};
    view.ready = {{"sector", "Какой сектор вы представляете", "", false, false}};
    return view;
}

form_field_view a_question(language) {
    form_field_view view;
    view.action = "/work/events/17/form/talk";
    view.back_url = "/work/events/17/form";
    view.version = "3";
    view.label.error = "Напишите вопрос.";
    view.errors = {{"label", "Напишите вопрос."}, {"options", "Напишите хотя бы два варианта."}};
    view.error_count = "Осталось поправить 2 места";
    view.kinds = {{"one_of", "Один из вариантов", "", true, false}};
    view.moments = {{"registration", "При регистрации", "", true, false}};
    view.options = {{"1", "o1", "Рыба", "Fish"}, {"2", "", "", ""}};
    view.options_error = "Напишите хотя бы два варианта.";
    view.conditions = {{"talk=yes", "Да", "Нужен доклад?", true, false}};
    view.categories = {{"0", "Без категории", "", false, false}};
    return view;
}

sign_up_view sign_up(language) {
    sign_up_view view;
    view.points_url = "/work/events/17/points";
    view.categories = {{"1", "Пресса", "/work/events/17/sign-up/categories/1", "3 из 5", true, false, {"5", ""}, {"", ""}, {"", ""}}};
    view.terms_action = "/work/events/17/sign-up/terms";
    view.companions_max.value = "2";
    view.group_max.value = "0";
    view.email_domains.value = "nko.ru";
    view.invite_action = "/work/events/17/sign-up/codes";
    view.count.value = view.uses_max.value = "1";
    view.invitation_categories = {{"", "Не даёт", "", true, false}, {"1", "Пресса", "", false, false}};
    view.csv_url = "/work/events/17/sign-up/codes.csv";
    view.xlsx_url = "/work/events/17/sign-up/codes.xlsx";
    view.invitations = {{"1", "7KQ4M-XW2PD", "Пресса", "использован 0 из 1", "/e/initiative/register?code=7KQ4MXW2PD", "/work/events/17/sign-up/codes/1/revoke"}};
    return view;
}

group_view a_group(language lang) {
    group_view view;
    view.event = reminder(lang);
    view.action = "/e/initiative/register/group";
    view.back_url = "/e/initiative/register";
    view.limit = "Не больше 20 человек.";
    view.people.value = "Примеров Пётр";
    view.people.error = "Поправьте 1 строку.";
    view.errors = {{"people", "Поправьте 1 строку."}};
    view.error_count = "Осталось поправить 1 место";
    view.lines = {{"Примеров Пётр", "Этот человек уже есть в списке."}};
    view.consents = {{"personal_data", "1", "Все согласны", "Чтобы записать вас.", "/consent/personal_data/1", true, false, ""}};
    return view;
}

table_list_view tables(language lang) {
    table_list_view view;
    view.action = "/work/events/17/tables";
    view.summary = "Столов: 2 · занято мест: 13 из 16";
    view.seating_url = "/work/events/17/seating";
    view.errors = {{"seats", "Мест должно быть от 1 до 200 и не меньше, чем уже занято."}};
    view.error_count = "Осталось поправить 1 место";
    view.tables = {{"1", "Барьеры внедрения", "", "по-английски · без ступеней", "5 из 8", false, round_table(lang, 1, {5, 8, 0}), "/work/events/17/tables/1", "/t/secret"},
                   {"2", "Голос социального запроса", "Ирина Ведущева", "", "8 из 8", true, round_table(lang, 2, {8, 8, 0}), "/work/events/17/tables/2", "/t/other"}};
    view.form = a_table_form(lang);
    return view;
}

table_editor_view a_table(language lang) {
    table_editor_view view;
    view.number = "4";
    view.action = "/work/events/17/tables/4";
    view.remove_action = view.action + "/remove";
    view.link_action = view.action + "/link";
    view.back_url = "/work/events/17/tables";
    view.host_link = "https://krug.example/t/secret";
    view.filled = "Занято мест: 5 из 8";
    view.errors = {{"seats", "Мест должно быть от 1 до 200 и не меньше, чем уже занято."}};
    view.error_count = "Осталось поправить 1 место";
    view.form = a_table_form(lang);
    return view;
}

std::vector<seated_table> seated_tables() {
    return {{"1", "Барьеры внедрения", "2 из 8", "Все соседи новые", false, {{"Ёлкина Анна Сергеевна", "АНО «Пример»", true}, {"Образцов Пётр", "", false}}},
            {"2", "", "1 из 8", "Уже сидели вместе, пар: 1", true, {{"Макетов Олег", "ООО «Схема»", false}}}};
}

seating_view seating(language) {
    seating_view view;
    view.summary = "47 за столами · 7 без стола · мест: 60";
    view.tables_url = "/work/events/17/tables";
    view.cards_url = "/work/events/17/seating/cards";
    view.undo_action = "/work/events/17/seating/undo";
    view.clear_action = "/work/events/17/seating/clear";
    view.session = "0";
    view.round = "1";
    view.sessions = {{"Всё событие", "/work/events/17/seating", true}, {"Технологии для людей", "/work/events/17/seating?session=7", false}};
    view.rounds = {{"Круг 1", "/work/events/17/seating?round=1", true}, {"Круг 2", "/work/events/17/seating?round=2", false}};
    view.errors = {{"rounds", "Мест не хватает: 3. Добавьте столы или стулья."}};
    view.error_count = "Осталось поправить 1 место";
    view.form.action = "/work/events/17/seating/proposal";
    view.form.session = "0";
    view.form.rounds = {"2", "Мест не хватает: 3. Добавьте столы или стулья."};
    view.form.present = true;
    view.tables = seated_tables();
    view.place_action = "/work/events/17/seating/places";
    view.text = "Ёлк";
    view.shows = {{"Без стола", "/work/events/17/seating?show=unseated", false}, {"Все", "/work/events/17/seating?show=all", true}};
    view.people = {{"12", "Ёлкина Анна Сергеевна", "АНО «Пример»", "1f", true, {{"0", "Без стола", "", false, false}, {"1", "1. Барьеры внедрения", "", true, false}, {"2", "2 – мест нет", "", false, true}}}};
    view.people_note = "Показаны 1–60 из 240";
    view.next_url = "/work/events/17/seating?page=3";
    view.previous_url = "/work/events/17/seating?page=1";
    view.has_tables = true;
    return view;
}

seating_proposal_view proposed_seating(language) {
    seating_proposal_view view;
    view.action = "/work/events/17/seating/apply";
    view.back_url = "/work/events/17/seating";
    view.other_url = "/work/events/17/seating/proposal?seed=2";
    view.facts = {{"Человек", "54"}, {"Знакомств, из возможных при таких столах", "181 из 181"}};
    view.notes = {{"В каждом круге у всех новые соседи.", true, {}},
                  {"Коллег за одним столом, пар: 1.", false, {{"Ёлкина Анна – Образцов Пётр: Стол 1"}}}};
    view.fields = {{"rounds", "2"}, {"proposal", "00000000000000000000000000000000"}};
    view.rounds = {{"Круг 1", "Новых знакомств: 60", seated_tables()}};
    view.is_outdated = true;
    return view;
}

table_card_sheet a_card() {
    return {"4", "Город для жизни", "Ирина Ведущева", {{"Круг 1", {{"Ёлкина Анна Сергеевна"}, {"Образцов Пётр"}}}, {"Круг 2", {}}}};
}

table_cards_view table_cards(language) { return {"/work/events/17/seating", {a_card()}}; }

preview_view preview(language) {
    preview_view view;
    view.action = "/work/events/17/points/1/preview";
    view.back_url = "/work/events/17/points";
    view.point = "Вход";
    view.moment = "15 окт, 15:10";
    view.rows = {{"Участие подтверждено", good("Проходите!"), ""},
                 {"В листе ожидания", waiting("Вы в листе ожидания"), "Впустите вручную, если есть места."}};
    return view;
}

import_preview_view import_preview(language) {
    import_preview_view view;
    view.action = "/work/events/17/people/import/00112233445566778899aabbccddeeff";
    view.back_url = "/work/events/17/people/import";
    view.file_name = "список участников.xlsx";
    view.summary = "Строк 4: запишем 2, пропустим 1, исправить 1";
    const std::vector<choice> meanings{{"none", "Не загружать", "", false, false}, {"full_name", "Фамилия, имя, отчество", "", true, false}};
    view.columns = {{"1", "A", "ФИО", "Ёлкина Анна; Щёголев Пётр", meanings}, {"2", "B", "Эл. почта", "anna@example.org", meanings}};
    view.problems = {{"Строка 7, столбец B", "Почта: нет знака @."}};
    view.more_problems = "И ещё 12.";
    view.skipped = {{"Строка 4", "Уже в списке участников"}};
    view.rows = {{"2", "Ёлкина Анна", "anna@example.org", "АНО «Пример»", "Запишем", true, false, false},
                 {"7", "Щёголев Пётр", "pyotr", "", "Нужно исправить", false, false, true}};
    view.more_rows = "И ещё 2.";
    view.seats_note = "Свободно 1 место, остальные попадут в лист ожидания.";
    view.apply_label = "Записать 2 человека";
    view.letters_label = "Сразу написать каждому: 2 письма";
    return view;
}

letters_view letters(language) {
    letters_view view;
    view.action = "/work/events/17/letters";
    view.reachable = "Подтверждены и с почтой 54 человека";
    view.coming = "ответили, что придут: 31";
    view.day_before = true;
    view.hours = {{"0", "Нет", "", false, false}, {"3", "За 3 ч до начала", "", true, false}};
    view.moments = {{"За день", "14 октября 2020 года, среда, 15:00 (МСК+2)"}};
    view.mail_folder = "/var/lib/krug/mail";
    view.mailings = {{"Изменились время или место", "сегодня, 13:40", "54 письма", "Ушло 50, не ушло 4", true}};
    return view;
}

audit_view audit(language) {
    audit_view view;
    view.action = "/work/events/17/audit";
    view.people = {{"", "Кто угодно", "", true, false}, {"staff 3", "Алиса Примерова", "", false, false}};
    view.deeds = {{"", "Что угодно", "", true, false}, {"export_list", "Выгружен список", "", false, false}};
    view.from = {"15.10.2020", ""};
    view.until = {"завтра", "Напишите день, например 15.10.2020."};
    view.errors = {{"until", "Напишите день, например 15.10.2020."}};
    view.error_count = "Осталось поправить 1 место";
    view.is_filtered = true;
    view.rows = {{"41", "15.10.2020 13:40", "Координатор", "Выгрузка списка", "событие 17", "format=xlsx"}};
    view.next_url = "/work/events/17/audit?before=12";
    view.first_url = "/work/events/17/audit";
    return view;
}

privacy_view privacy(language) {
    privacy_view view;
    view.search_action = "/work/events/17/privacy";
    view.who = {"primerova", ""};
    view.is_searched = true;
    view.found = {{"/work/events/17/people/1/data", "Примерова Анна", "482 915 741", "подтверждена"}};
    view.kept_until = "Пожелания хранятся до 29 октября 2020, остальное – до 13 апреля 2021.";
    view.acts = {{"2", "15 окт, 14:41", "участник 1", "имя, почта и телефон", "по требованию человека", "сотрудник 3"}};
    view.acts_url = "/work/events/17/privacy/acts.csv";
    return view;
}

personal_data_view personal_data(language) {
    personal_data_view view;
    view.name = "Примерова Анна";
    view.attendee_no = "482 915 741";
    view.back_url = "/work/events/17/privacy";
    view.groups = {{"Анкета", {{"Почта", "a.primerova@example.org"}}}, {"Согласия", {}}};
    view.others = {{"/work/events/18/people/4/data", title, "482 915 758", "отменена"}};
    view.file_url = "/work/events/17/people/1/data.json";
    view.erase_action = "/work/events/17/people/1/data";
    view.is_live = true;
    view.error = "Отметьте, что человек этого потребовал";
    return view;
}

account_view account(language) {
    account_view view;
    view.email = "organizer@example.org";
    view.errors = {{"old_password", "Пароль не подошёл"}};
    view.error_count = "Осталось поправить 1 место";
    view.old_password.error = "Пароль не подошёл";
    view.fresh_token = "krug_0123456789abcdef0123456789abcdef";
    view.name = "Алиса Примерова";
    view.roles = {{"Владелец", "Альянс СО НКО"}};
    view.scopes = {{"", "Всё, что можете вы", "", true, false}};
    view.tokens = {{"1", "Сайт", "check_in", "1 октября", false}, {"2", "Старый", "", "1 мая", true}};
    view.logins = {{"Firefox, Windows", "сегодня в 12:00", "13:00", "", true}, {"Safari, iPhone", "вчера в 18:20", "вчера", "/work/account/logins/2/end", false}};
    view.has_factor = true;
    view.codes_left = "Осталось 7 кодов восстановления";
    view.password_hint = "Не короче 8 знаков";
    view.has_other_logins = true;
    return view;
}

sign_in_factor_view sign_in_factor(language) {
    sign_in_factor_view view;
    view.is_wrong = view.has_app = true;
    view.wait = "через 2 минуты";
    view.passkey = passkey_offer{"AAAA", "krug.example", "BBBB CCCC"};
    return view;
}

confirm_view confirm_again(language) {
    confirm_view view;
    view.action = "/work/events/17/exports";
    view.hidden = {{"format", "xlsx"}};
    view.keeps_form = view.is_wrong = view.has_app = view.asks_code = true;
    return view;
}

factor_view factor(language) {
    factor_view view;
    view.is_demanded = true;
    view.qr.html = "<svg viewBox=\"0 0 1 1\" aria-hidden=\"true\"></svg>";
    view.seed = "JBSW Y3DP EHPK 3PXP";
    view.code.error = "Код не подошёл";
    view.errors = {{"code", "Код не подошёл"}};
    view.error_count = "Осталось поправить 1 место";
    return view;
}

factor_view factor_in_use(language) {
    factor_view view;
    view.has_app = view.has_any = view.asks_password = true;
    view.fresh_codes = {{"abcd-efgh-jkmn", ""}, {"pqrs-tuvw-xyz2", ""}};
    view.codes_left = "Осталось 10 кодов восстановления";
    view.passkeys = {{"7", "Телефон", "15 окт, 12:40", "вчера", "/work/account/passkeys/7/remove", "Пароль не подошёл"}};
    view.making = passkey_making{{"AAAA", "krug.example", "BBBB"}, "CCCC", "alice@example.org", "krug.example"};
    view.passkey_name = {"Ноутбук", ""};
    return view;
}

sign_in_view sign_in(language) {
    sign_in_view view;
    view.email = "organizer@example.org";
    view.is_wrong = true;
    return view;
}

/// Fills every field of a described struct.
template <class Field> void brim(Field& field, const std::string& text) {
    if constexpr (std::is_same_v<Field, std::string>)
        field = text;
    else if constexpr (std::is_same_v<Field, bool>)
        field = true;
    else if constexpr (std::is_same_v<Field, markup>)
        field.html = "<svg viewBox=\"0 0 1 1\" aria-hidden=\"true\"></svg>";
    else if constexpr (requires {
                           field.emplace();
                           field.has_value();
                       })
        brim(field.emplace(), text);
    else if constexpr (requires { field.resize(3); }) {
        field.resize(3);
        for (auto& item : field)
            brim(item, text);
    } else {
        using members = boost::describe::describe_members<Field, boost::describe::mod_public>;
        boost::mp11::mp_for_each<members>([&](auto member) { brim(field.*member.pointer, text); });
    }
}

void speak(page_frame& frame, language lang) {
    frame.lang = lang;
}
void speak(work_frame& frame, language lang) {
    frame.site.lang = lang;
}

template <class View, class Frame = page_frame>
example_page brimming(std::string name, const std::string& text) {
    const std::string folder = std::is_same_v<Frame, page_frame> ? "pages/" : "work/";
    const std::string kind = std::is_same_v<Frame, page_frame> ? "brimming_" : "brimming_work_";
    return {kind + name, folder + name + ".html", [text](const page_engine& engine, language lang) {
                View view;
                Frame frame;
                brim(frame, text);
                speak(frame, lang);
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
             [](language lang) {
                 return mail_sent_view{reminder(lang), "a.primerova@example.org", "до 14:32"};
             }),
        page("confirm_email", "pages/confirm_email.html",
             [](language lang) {
                 return confirm_email_view{reminder(lang), "/r/secret/confirm", "Анна"};
             }),
        page("registration_confirmed", "pages/registration.html", confirmed),
        state("pending", &registration_view::is_pending, status_picture::checking),
        state("waitlisted", &registration_view::is_waitlisted, status_picture::waiting),
        state("unconfirmed", &registration_view::is_unconfirmed, status_picture::checking),
        state("declined", &registration_view::is_declined, status_picture::none),
        state("cancelled", &registration_view::is_cancelled, status_picture::given_back),
        state("expired", &registration_view::is_expired, status_picture::given_back),
        page("cancel", "pages/cancel.html",
             [](language lang) {
                 return cancel_view{reminder(lang), "/r/secret/cancel", "/r/secret", true};
             }),
        page("coming", "pages/coming.html",
             [](language lang) { return coming_view{reminder(lang), "/r/secret/coming", "/r/secret/cancel", "/r/secret", false}; }),
        page("coming_said", "pages/coming.html",
             [](language lang) { return coming_view{reminder(lang), "/r/secret/coming", "/r/secret/cancel", "/r/secret", true}; }),
        page("reminders", "pages/reminders.html",
             [](language lang) { return reminders_view{reminder(lang), "/r/secret/reminders", "/r/secret", false}; }),
        page("reminders_off", "pages/reminders.html",
             [](language lang) { return reminders_view{reminder(lang), "/r/secret/reminders", "/r/secret", true}; }),
        page("feedback", "pages/feedback.html",
             [](language) {
                 feedback_view view;
                 view.action = "/r/secret/feedback";
                 view.back_url = "/r/secret";
                 view.event_title = "Форум «Технологии для людей»";
                 for (int stars = 5; stars > 0; --stars) view.stars.push_back({std::to_string(stars), std::to_string(stars), "", stars == 4, false});
                 view.words = {"Спасибо за тихую комнату.", ""};
                 view.is_given = true;
                 return view;
             }),
        page("unsubscribe", "pages/unsubscribe.html",
             [](language) { return unsubscribe_view{"/u/secret", "Альянс СО НКО", false}; }),
        page("unsubscribed", "pages/unsubscribe.html",
             [](language) { return unsubscribe_view{"/u/secret", "Альянс СО НКО", true}; }),
        work("work_message_form", "work/message_form.html", work_section::letters,
             [](language) {
                 message_form_view view;
                 view.action = "/work/events/17/messages/new";
                 view.back_url = "/work/events/17/letters";
                 view.is_new = true;
                 view.sorts = {{"event", "О событии", "", true, false}, {"news", "Новости", "", false, false}};
                 view.filter.states = {{"confirmed", "Подтверждены", "", true, false}};
                 view.subject_ru = {"Как пройти", ""};
                 view.text_ru = {"", "Напишите текст."};
                 view.fields = {{"{имя}", "Анна"}};
                 view.errors = {{"text_ru", "Напишите текст."}};
                 view.error_count = "1";
                 return view;
             }),
        work("work_message", "work/message.html", work_section::letters,
             [](language) {
                 message_view view;
                 view.action = "/work/events/17/messages/1";
                 view.back_url = "/work/events/17/letters";
                 view.title = "Как пройти";
                 view.state = "Уходит";
                 view.audience = "подтверждённые, которые ещё не пришли";
                 view.recipients = "Получат 54 человека";
                 view.previews = {{"ru", "По-русски", "Как пройти", {"<p>Вход со двора.</p>"}}};
                 view.outcomes = {{"Ушло", "12"}, {"Ждёт", "42"}};
                 view.failures = {{"Примерова Анна", "/work/events/17/people/1", "ящика нет"}};
                 view.may_withdraw = view.is_going = true;
                 view.withdraw_label = "Остановить: 42";
                 return view;
             }),
        work("work_feedback", "work/feedback.html", work_section::letters,
             [](language) {
                 return feedback_results_view{"/work/events/17/letters", "Ответили 8 из 40", "", {{"5 звёзд", "5", "62"}},
                                              {{"", "Спасибо за тихую комнату."}}};
             }),
        work("work_duplicates", "work/duplicates.html", work_section::people,
             [](language) {
                 return duplicates_view{"/work/events/17/people", "Похожих пар: 1",
                                        {{"Ёлкина Анна, 4829 1574", "Елкина Анна, 4829 1580", "та же почта", "/work/events/17/people/merge?kept=1&other=2"}}};
             }),
        work("work_merge", "work/merge.html", work_section::people,
             [](language) {
                 merge_view view;
                 view.action = "/work/events/17/people/merge";
                 view.back_url = "/work/events/17/people/duplicates";
                 view.kept = "1", view.other = "2";
                 view.kept_title = "Ёлкина Анна", view.other_title = "Елкина Анна";
                 view.kept_state = "Подтверждена", view.other_state = "В листе ожидания";
                 view.rows = {{"phone", "Телефон", "", "+7 345 238-00-01", false, true}};
                 view.may_merge = true;
                 return view;
             }),
        page("erase", "pages/erase.html",
             [](language lang) {
                 return erase_view{reminder(lang), "/r/secret/erase", "/r/secret", true, "Отметьте, что данные не восстановить"};
             }),
        page("consent", "pages/consent.html",
             [](language) {
                 return consent_view{"Согласие на обработку персональных данных",
                                     markdown("Я, участник события, даю согласие.\n\n- фамилия\n- имя\n"),
                                     "3",
                                     "с 1 октября 2020",
                                     std::string(64, 'a'),
                                     true};
             }),
        failure("not_found", &error_view::is_not_found),
        failure("failure", &error_view::is_failure),
        failure("busy", &error_view::is_busy),
        page("notice", "pages/notice.html",
             [](language) {
                 return notice_view{"Готово", "Место подтверждено.", "/", "К событиям", true};
             }),
        page("api", "pages/api.html",
             [](language) {
                 return api_view{"/api/v1/openapi.json",
                                 {{"GET", "/api/v1/events", "Список событий", "всем"}}};
             }),
        page("document", "pages/document.html",
             [](language) {
                 return document_view{"Билет Круга: описание", markdown("## Байты\n\n- 0, 1 байт: формат `0x11`\n", 1),
                                      {{"tickets.tsv", "/api/tickets/tickets.tsv"}}};
             }),
        page("certificate", "pages/certificate.html",
             [](language) {
                 return certificate_view{true, false, false, "0042", "П. А. С.", title, "15 октября 2020", "3 часа"};
             }),
        page("check_form", "pages/check_form.html", [](language) { return check_form_view{"/v", "1234", true}; }),
        page("evidence", "pages/evidence.html",
             [](language) {
                 evidence_view view;
                 view.is_grown = true;
                 view.grown_words = "С тех пор добавились 3 записи";
                 view.code = "1234 5678 9012 3456";
                 view.event_title = title;
                 view.event_url = "/e/initiative";
                 view.day = "15 октября 2020 года, четверг";
                 view.made = "15 октября 2020 года, четверг, 18:02 (МСК+2)";
                 view.organisers = "Альянс СО НКО Тюменской области";
                 view.registered = "54";
                 view.attended = "38";
                 view.log_count = "98";
                 view.log_last = "№ 98, 15 октября 2020 года, четверг, 17:40 (МСК+2)";
                 view.log_hash = view.report_hash = view.key_hex = std::string(64, 'a');
                 view.public_key = std::string(60, 'M');
                 view.head_lines = "100";
                 return view;
             }),
        work("work_certificates", "work/certificates.html", work_section::exports,
             [](language) {
                 certificates_view view;
                 view.back_url = "/work/events/17/exports";
                 view.rule_action = "/work/events/17/certificates/rule";
                 view.bases = {{"admitted", "Кто пришёл", "", true, false}, {"share", "Доля времени", "", false, false}};
                 view.numbers = {{"Выполняют правило", "38"}, {"Получат новый", "37"}};
                 view.issue_action = "/work/events/17/certificates/issue";
                 view.issue_label = "Выдать: 37";
                 view.lines = {{"0001", "Примерова Анна Сергеевна", "действует", "16 окт, 10:00", "/work/events/17/certificates/1.pdf",
                                "/work/events/17/certificates/1/revoke", "/v/1234567890123456"}};
                 return view;
             }),
        work("work_times", "work/times.html", work_section::people,
             [](language) {
                 times_view view;
                 view.action = "/work/events/17/attendance";
                 view.back_url = "/work/events/17/people";
                 view.summary = "Пришли: 2 · половина была минут: 95 или дольше · от начала до конца минут: 120";
                 view.rule = "Минуты считаются по отметкам входа и выхода.";
                 view.sessions = {{"", "Событие целиком", "", true, false}};
                 view.sort = "minutes";
                 view.order = "down";
                 view.heads = {{"Участник", "/work/events/17/attendance?sort=name&order=up", false, false, false},
                               {"Вход", "/work/events/17/attendance?sort=first_in&order=up", false, false, false},
                               {"Минут", "/work/events/17/attendance?sort=minutes&order=up", false, true, true}};
                 view.rows = {{"/work/events/17/people/1", "Ёлкина Анна", "123 456 789", "15 окт, 14:58", "", "120", "100 %", "без выхода: до конца"},
                              {"/work/events/17/people/2", "Щёголев Пётр", "223 456 789", "15 окт, 15:10", "15 окт, 16:45", "95", "79 %", ""}};
                 view.shown = "Показаны 1–2 из 2";
                 view.exports_url = "/work/events/17/exports";
                 return view;
             }),
        work("work_sheets", "work/sheets.html", work_section::exports,
             [](language) {
                 return sheets_view{"/work/events/17/exports", "/work/events/17/sheets", {{"", "Событие целиком", "", true, false}},
                                    {{"Лист № 3", "15 окт, 14:02 · строк 38, внесено 12", "/work/events/17/sheets/3"}}};
             }),
        work("work_sheet", "work/sheet.html", work_section::exports,
             [](language) {
                 sheet_view view;
                 view.back_url = "/work/events/17/sheets";
                 view.enter_action = "/work/events/17/sheets/3";
                 view.number = "3";
                 view.summary = "Событие целиком · внесено 1 из 3";
                 view.signed_at.value = "15.10.2020 15:00";
                 view.lines = {{"3/1", "1", "Ёлкина Анна", "", "внесено", "/work/events/17/sheets/3/undo", "aa", false},
                               {"3/2", "2", "Щёголев Пётр", "АНО", "отмечен на входе", "", "", false},
                               {"3/3", "3", "Яковлев Иван", "", "", "", "", true}};
                 return view;
             }),
        page("scan", "pages/scan.html",
             [](language) {
                 return scan_view{"/assets/door.wasm", "/assets/scan_reader.js", "/assets/zxing_reader.js",
                                  "/assets/zxing_reader.wasm"};
             }),
        page("own_answers", "pages/answers.html",
             [](language lang) { return own_answers_view{reminder(lang), "/r/s3cr3t/answers", "/r/s3cr3t", {}, "", asked_questions()}; }),
        page("group", "pages/group.html", a_group),
        work("work_form", "work/form.html", work_section::form, questions),
        work("work_form_none", "work/form.html", work_section::form, [](language) { return questions_view{}; }),
        work("work_form_field", "work/form_field.html", work_section::form, a_question),
        work("work_answers", "work/answers.html", work_section::people,
             [](language) {
                 return answers_view{"/work/events/17/people/1/answers", "/work/events/17/people/1", "Примеров Пётр", {}, "", asked_questions()};
             }),
        work("work_sign_up", "work/sign_up.html", work_section::sign_up, sign_up),
        page("host_table", "pages/host_table.html", [](language lang) { return host_table_view{reminder(lang), a_card()}; }),
        page("sign_in", "pages/sign_in.html", sign_in),
        work("work_events", "work/event_list.html", work_section::events, work_list),
        work("work_events_empty", "work/event_list.html", work_section::events,
             [](language) { return work_event_list_view{}; }),
        work("work_editor", "work/event_editor.html", work_section::edit, editor),
        work("work_overview", "work/overview.html", work_section::overview, overview),
        work("work_overview_empty", "work/overview.html", work_section::overview,
             [](language lang) {
                 overview_view view;
                 view.ring = hall_ring(lang, {0, 60, 0});
                 return view;
             }),
        work("work_people", "work/attendee_list.html", work_section::people, people),
        work("work_people_empty", "work/attendee_list.html", work_section::people,
             [](language) { return attendee_list_view{}; }),
        work("work_attendee", "work/attendee.html", work_section::people, attendee),
        work("door", "work/door.html", work_section::door, door),
        work("door_search", "work/door.html", work_section::door, door_search),
        door_answer("green", &door_verdict::is_green, "Проходите"),
        door_answer("amber", &door_verdict::is_amber, "Уже в зале"),
        door_answer("red", &door_verdict::is_red, "Отменена"),
        door_answer("blue", &door_verdict::is_blue, "Нужно решение"),
        page("widget", "pages/widget.html",
             [](language) {
                 return widget_view{"Рабочая встреча", "", "15 октября, 15:00", "Тюмень", "6 мест из 60", "", false, false,
                                    "https://krug.example/e/vstrecha/register", "Записаться"};
             }),
        work("work_share", "work/share.html", work_section::edit,
             [](language) {
                 return share_view{"https://krug.example/e/vstrecha", "<script src=\"https://krug.example/widget.js\"></script>", "<iframe></iframe>",
                                   "https://krug.example/e/vstrecha.ics", "/e/vstrecha/widget?in=ru", "", true};
             }),
        work("work_summary", "work/summary.html", work_section::events, period),
        work("work_summary_empty", "work/summary.html", work_section::events, [](language) { return period_view{}; }),
        work("work_badges", "work/badges.html", work_section::events, badges),
        work("work_webhooks", "work/webhooks.html", work_section::events, webhooks),
        work("work_webhook", "work/webhook.html", work_section::events, webhook),
        work("work_exports", "work/exports.html", work_section::exports, exports),
        work("work_points", "work/points.html", work_section::points, points),
        work("work_board", "work/board.html", work_section::board, board),
        work("work_board_empty", "work/board.html", work_section::board, [](language) { return board_view{}; }),
        work("work_devices", "work/devices.html", work_section::devices, devices),
        work("work_conflicts", "work/conflicts.html", work_section::overview, conflicts),
        work("work_conflicts_none", "work/conflicts.html", work_section::overview, [](language) { return conflicts_view{}; }),
        work("work_preview", "work/preview.html", work_section::points, preview),
        work("work_tables", "work/tables.html", work_section::tables, tables),
        work("work_tables_none", "work/tables.html", work_section::tables, [](language) { return table_list_view{}; }),
        work("work_table", "work/table.html", work_section::tables, a_table),
        work("work_seating", "work/seating.html", work_section::seating, seating),
        work("work_seating_empty", "work/seating.html", work_section::seating, [](language) { return seating_view{}; }),
        work("work_seating_proposal", "work/seating_proposal.html", work_section::seating, proposed_seating),
        work("work_table_cards", "work/table_cards.html", work_section::seating, table_cards),
        work("work_audit", "work/audit.html", work_section::audit, audit),
        work("work_privacy", "work/privacy.html", work_section::privacy, privacy),
        work("work_privacy_empty", "work/privacy.html", work_section::privacy, [](language) { return privacy_view{}; }),
        work("work_personal_data", "work/personal_data.html", work_section::privacy, personal_data),
        work("work_bulk", "work/bulk.html", work_section::people,
             [](language) {
                 return bulk_view{"/work/events/17/people", "/work/events/17/people", "Отменить участие?", "Список изменился.",
                                  {{"столько людей это коснётся", "12"}, {"столько человек получит письмо", "9"}}, {{"Мест не хватит: свободно 1, нужно 12.", ""}},
                                  "Вернуть можно кнопкой «Подтвердить».", {{"do", "cancel"}, {"id", "3"}}, "Отменить участие: 12", true, {}};
             }),
        work("work_import", "work/import.html", work_section::people,
             [](language) { return import_view{"/work/events/17/people/import", "/work/events/17/people", "Строка 7, столбец C: кавычка открыта и не закрыта."}; }),
        work("work_import_preview", "work/import_preview.html", work_section::people, import_preview),
        work("work_letters", "work/letters.html", work_section::letters, letters),
        work("work_letters_empty", "work/letters.html", work_section::letters, [](language) { return letters_view{}; }),
        work("work_account", "work/account.html", work_section::account, account),
        work("work_confirm", "work/confirm.html", work_section::none, confirm_again),
        work("work_confirm_password", "work/confirm.html", work_section::none, [](language) { return confirm_view{}; }),
        work("work_factor", "work/factor.html", work_section::account, factor),
        work("work_factor_in_use", "work/factor.html", work_section::account, factor_in_use),
        page("sign_in_factor", "pages/sign_in_factor.html", sign_in_factor),
        page("forgot", "pages/forgot.html", [](language) { return forgot_view{"anna", "Напишите почту полностью", "", false}; }),
        page("forgot_sent", "pages/forgot.html", [](language) { return forgot_view{"anna@example.org", "", "", true}; }),
        page("join", "pages/join.html",
             [](language) { return join_view{"/join/secret", false, true, "anna@example.org", "Алиса Примерова", "Стойка", title}; }),
        page("join_over", "pages/join.html", [](language) { return join_view{"", true, false, "", "", "", ""}; }),
        page("accept", "pages/accept.html",
             [](language) {
                 return accept_view{true, "anna@example.org", "Стойка", title, {{"password", "Пароль слишком короткий"}},
                                    "Осталось поправить 1 место", {"Анна", ""}, {"", "Пароль слишком короткий"}};
             }),
        work("work_attendee_form", "work/attendee_form.html", work_section::people, attendee_form),
        work("work_staff", "work/staff.html", work_section::staff, staff),
        work("work_programme", "work/programme.html", work_section::programme, programme),
        work("work_programme_empty", "work/programme.html", work_section::programme, [](language) { return programme_view{}; }),
        work("work_session", "work/session_form.html", work_section::programme, session_form),
        work("work_creation", "work/creation.html", work_section::events, creation),
        work("work_series", "work/series.html", work_section::edit, series),
        work("work_series_none", "work/series.html", work_section::edit, [](language) { return series_view{}; }),
        work("work_attendee_sessions", "work/attendee_sessions.html", work_section::people,
             [](language) { return attendee_sessions_view{"Примерова Анна", "подтверждена", "/work/events/17/people/1", chosen_sessions()}; }),
        work("work_attendee_sessions_none", "work/attendee_sessions.html", work_section::people,
             [](language) { return attendee_sessions_view{"Примерова Анна", "отменена", "/work/events/17/people/1", {}}; }),
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
            brimming<coming_view>("coming", text),
            brimming<reminders_view>("reminders", text),
            brimming<letters_view, work_frame>("letters", text),
            brimming<message_form_view, work_frame>("message_form", text),
            brimming<message_view, work_frame>("message", text),
            brimming<feedback_results_view, work_frame>("feedback", text),
            brimming<feedback_view>("feedback", text),
            brimming<unsubscribe_view>("unsubscribe", text),
            brimming<duplicates_view, work_frame>("duplicates", text),
            brimming<merge_view, work_frame>("merge", text),
            brimming<bulk_view, work_frame>("bulk", text),
            brimming<widget_view, page_frame>("widget", text),
            brimming<share_view, work_frame>("share", text),
            brimming<period_view, work_frame>("summary", text),
            brimming<badges_view, work_frame>("badges", text),
            brimming<webhooks_view, work_frame>("webhooks", text),
            brimming<webhook_view, work_frame>("webhook", text),
            brimming<import_view, work_frame>("import", text),
            brimming<import_preview_view, work_frame>("import_preview", text),
            brimming<erase_view>("erase", text),
            brimming<consent_view>("consent", text),
            brimming<error_view>("error", text),
            brimming<notice_view>("notice", text),
            brimming<api_view>("api", text),
            brimming<document_view>("document", text),
            brimming<certificate_view>("certificate", text),
            brimming<check_form_view>("check_form", text),
            brimming<evidence_view>("evidence", text),
            brimming<host_table_view>("host_table", text),
            brimming<own_answers_view>("own_answers", text),
            brimming<group_view>("group", text),
            brimming<questions_view, work_frame>("form", text),
            brimming<form_field_view, work_frame>("form_field", text),
            brimming<answers_view, work_frame>("answers", text),
            brimming<sign_up_view, work_frame>("sign_up", text),
            brimming<scan_view>("scan", text),
            brimming<sign_in_view>("sign_in", text),
            brimming<sign_in_factor_view>("sign_in_factor", text),
            brimming<forgot_view>("forgot", text),
            brimming<join_view>("join", text),
            brimming<accept_view>("accept", text),
            brimming<confirm_view, work_frame>("confirm", text),
            brimming<factor_view, work_frame>("factor", text),
            brimming<work_event_list_view, work_frame>("event_list", text),
            brimming<event_editor_view, work_frame>("event_editor", text),
            brimming<overview_view, work_frame>("overview", text),
            brimming<attendee_list_view, work_frame>("attendee_list", text),
            brimming<attendee_view, work_frame>("attendee", text),
            brimming<door_view, work_frame>("door", text),
            brimming<exports_view, work_frame>("exports", text),
            brimming<certificates_view, work_frame>("certificates", text),
            brimming<times_view, work_frame>("times", text),
            brimming<sheets_view, work_frame>("sheets", text),
            brimming<sheet_view, work_frame>("sheet", text),
            brimming<points_view, work_frame>("points", text),
            brimming<board_view, work_frame>("board", text),
            brimming<devices_view, work_frame>("devices", text),
            brimming<conflicts_view, work_frame>("conflicts", text),
            brimming<preview_view, work_frame>("preview", text),
            brimming<audit_view, work_frame>("audit", text),
            brimming<privacy_view, work_frame>("privacy", text),
            brimming<personal_data_view, work_frame>("personal_data", text),
            brimming<account_view, work_frame>("account", text),
            brimming<attendee_form_view, work_frame>("attendee_form", text),
            brimming<staff_view, work_frame>("staff", text),
            brimming<programme_view, work_frame>("programme", text),
            brimming<session_form_view, work_frame>("session_form", text),
            brimming<creation_view, work_frame>("creation", text),
            brimming<series_view, work_frame>("series", text),
            brimming<attendee_sessions_view, work_frame>("attendee_sessions", text),
            brimming<table_list_view, work_frame>("tables", text),
            brimming<table_editor_view, work_frame>("table", text),
            brimming<seating_view, work_frame>("seating", text),
            brimming<seating_proposal_view, work_frame>("seating_proposal", text),
            brimming<table_cards_view, work_frame>("table_cards", text)};
}

} // namespace krug::render
