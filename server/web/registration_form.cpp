#include "web/registration_form.hpp"

#include "domain/email.hpp"
#include "domain/phone.hpp"
#include "domain/session_line.hpp"
#include "domain/text_rules.hpp"
#include "web/consent_texts.hpp"
#include "web/event_words.hpp"
#include "web/public_call.hpp"
#include "web/refusals.hpp"
#include "web/table_words.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace krug::web {

namespace {

using render::language;
using session_row = service::event_view::session_row;

bool is_key(std::string_view text) {
    return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool contains(const std::vector<std::string>& all, std::string_view one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

bool may_be_chosen(const domain::session& session) { return session.sign_up != domain::session_sign_up::none; }

domain::session_id session_numbered(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? domain::session_id{number} : domain::session_id{};
}

const session_row* chosen_row(const service::event_view& found, const std::string& value) {
    const auto id = session_numbered(value);
    const auto row = std::find_if(found.sessions.begin(), found.sessions.end(),
                                  [&](const auto& each) { return each.session.id == id && may_be_chosen(each.session); });
    return row == found.sessions.end() ? nullptr : &*row;
}

/// The chosen sessions that run at the same time as another chosen one, as strictly as the organiser wants it.
std::vector<domain::session_id> clashing(const typed_form& typed, const service::event_view& found,
                                         domain::clash_policy strictness) {
    std::vector<domain::chosen_session> chosen;
    std::vector<domain::session_hours> hours;
    for (const auto& value : typed.sessions)
        if (const auto* row = chosen_row(found, value)) {
            const auto& session = row->session;
            chosen.push_back({session.id});
            hours.push_back({session.id, session.starts_at, session.ends_at, session.clash, session.sign_up});
        }
    std::vector<domain::session_id> clash;
    for (const auto& each : domain::clashes_among(chosen, hours))
        if (each.policy >= strictness) clash.insert(clash.end(), {each.one, each.other});
    return clash;
}

std::string anchor_of(const std::string& field) {
    if (field == "sessions") return "session";
    if (field == "access_needs") return "access_need";
    if (field.starts_with("consents.")) return "consent_" + field.substr(9);
    return field;
}

std::string message_at(const form_errors& errors, std::string_view anchor) {
    for (const auto& error : errors)
        if (error.anchor == anchor) return error.message;
    return {};
}

render::form_field field_of(const std::string& typed, const form_errors& errors, std::string_view anchor) {
    return {typed, message_at(errors, anchor)};
}

render::session_choice choice_of(const session_row& row, const service::event_view& found, const typed_form& typed,
                                 const std::vector<domain::session_id>& clash, language lang) {
    render::session_choice choice;
    choice.value = std::to_string(row.session.id.value);
    choice.title = row.session.title;
    choice.time = hours_of(row.session, found.event.time, lang);
    choice.room = row.session.room;
    choice.seats = seats_words(row.seats, lang);
    const auto full = domain::fullness_of(row.seats);
    choice.is_full = full == domain::fullness::full;
    choice.is_filling = full == domain::fullness::filling;
    choice.is_selected = contains(typed.sessions, choice.value);
    choice.is_wrong = std::find(clash.begin(), clash.end(), row.session.id) != clash.end();
    return choice;
}

render::consent_choice consent_of(std::string_view document, const service::event_view& found, language lang) {
    render::consent_choice consent;
    consent.document = document;
    consent.version = std::to_string(consent_version);
    consent.url = "/consent/" + consent.document + "/" + consent.version + "?event=" + found.event.slug;
    if (document == "personal_data") {
        consent.title = render::tr(lang, "Даю согласие на обработку персональных данных");
        consent.purpose = render::tr(lang, "Чтобы записать вас, сообщить об изменениях и встретить на входе.");
        consent.is_required = true;
    } else {
        consent.title = render::tr(lang, "Даю согласие на обработку сведений об особых условиях");
        consent.purpose = render::tr(lang, "Нужно, только если вы что-то отметили выше: чтобы подготовить площадку.");
    }
    return consent;
}

void add_fact(std::vector<render::fact>& facts, std::string label, const std::string& value) {
    if (!value.empty()) facts.push_back({std::move(label), value});
}

} // namespace

typed_form read_typed(const form& fields) {
    typed_form typed;
    typed.family_name = fields.text("family_name");
    typed.given_name = fields.text("given_name");
    typed.additional_name = fields.text("additional_name");
    typed.email = fields.text("email");
    typed.phone = fields.text("phone");
    typed.organisation = fields.text("organisation");
    typed.position = fields.text("position");
    typed.sessions = fields.all("session");
    typed.needs = fields.all("access_need");
    typed.table = fields.text("table");
    const auto version = std::to_string(consent_version);
    typed.personal_consent = fields.text("consent_personal_data") == version;
    typed.needs_consent = fields.text("consent_access_needs") == version;
    if (is_key(fields.text("idempotency_key"))) typed.key = fields.text("idempotency_key");
    typed.stamp = fields.text("form_stamp");
    return typed;
}

form_errors errors_of(const std::vector<domain::field_error>& wrong, language lang) {
    form_errors errors;
    for (const auto& each : wrong) errors.push_back({anchor_of(each.field), sentence_of(each, lang)});
    return errors;
}

form_errors check_typed(const typed_form& typed, const service::event_view& found, language lang,
                        domain::registration_request& request) {
    request.event = found.event.id;
    request.name = {typed.family_name, typed.given_name, typed.additional_name};
    request.email = typed.email;
    request.phone = typed.phone;
    request.organisation = typed.organisation;
    request.position = typed.position;
    request.language = std::string(render::code(lang));
    request.source = domain::registration_source::page;
    request.access_needs = typed.needs;
    if (typed.personal_consent) request.consents.push_back({"personal_data", consent_version});
    if (typed.needs_consent && !typed.needs.empty()) request.consents.push_back({"access_needs", consent_version});
    std::vector<domain::field_error> wrong;
    for (const auto& value : typed.sessions) {
        if (const auto* row = chosen_row(found, value)) request.sessions.push_back(row->session.id);
        else wrong.push_back({"sessions", "not_a_choice", 0});
    }
    request.table = table_number_in(typed.table);
    if (request.table < 0) wrong.push_back({"table", "not_a_choice", 0});
    auto checked = domain::check_registration(request, true);
    // Without an address the ticket and the link that gives the seat back would reach nobody.
    if (domain::is_blank(typed.email)) wrong.push_back({"email", "required", 0});
    wrong.insert(wrong.end(), std::make_move_iterator(checked.begin()), std::make_move_iterator(checked.end()));
    auto errors = errors_of(wrong, lang);
    if (!clashing(typed, found, domain::clash_policy::block).empty())
        errors.push_back({"session", render::tr(lang, "Отмеченные сессии идут одновременно. Оставьте одну.")});
    // In the order of the page, so that the summary reads like it.
    constexpr std::string_view order[] = {"family_name", "given_name", "additional_name", "email", "phone",
                                          "organisation", "position", "session", "table", "access_need",
                                          "consent_access_needs", "consent_personal_data"};
    std::stable_sort(errors.begin(), errors.end(), [&](const auto& left, const auto& right) {
        return std::find(std::begin(order), std::end(order), left.anchor) <
               std::find(std::begin(order), std::end(order), right.anchor);
    });
    return errors;
}

render::registration_form_view form_view(const call& asked, const service::event_view& found, const typed_form& typed,
                                         const form_errors& errors) {
    const auto to = showing_for(asked);
    const auto lang = asked.lang;
    render::registration_form_view view;
    view.event = reminder_of(found, to);
    view.event.ring = seats_ring(found.seats, lang, true);
    view.action = path_of(found.event) + "/register";
    view.idempotency_key = typed.key.empty() ? asked.on.random.hex(16) : typed.key;
    view.form_stamp = typed.stamp.empty() ? form_mark(asked) : typed.stamp;
    view.errors = errors;
    if (!errors.empty() && errors.front().anchor == whole_form)
        view.error_count = render::tr(lang, "Ничего не потеряно: отправьте анкету ещё раз");
    else if (!errors.empty())
        view.error_count = render::tr_n(lang, "Осталось поправить {n} место", static_cast<std::int64_t>(errors.size()));
    view.family_name = field_of(typed.family_name, errors, "family_name");
    view.given_name = field_of(typed.given_name, errors, "given_name");
    view.additional_name = field_of(typed.additional_name, errors, "additional_name");
    view.email = field_of(typed.email, errors, "email");
    view.phone = field_of(typed.phone, errors, "phone");
    view.organisation = field_of(typed.organisation, errors, "organisation");
    view.position = field_of(typed.position, errors, "position");
    view.sessions_error = message_at(errors, "session");
    const auto clash = view.sessions_error.empty() ? std::vector<domain::session_id>()
                                                   : clashing(typed, found, domain::clash_policy::block);
    for (const auto& row : found.sessions)
        if (may_be_chosen(row.session)) view.sessions.push_back(choice_of(row, found, typed, clash, lang));
    view.table_error = message_at(errors, "table");
    view.tables = table_choices(asked.on.tables.list(found.event.id), found, {}, std::max(table_number_in(typed.table), 0), lang);
    for (const auto code : domain::access_need_codes)
        view.access_needs.push_back({std::string(code), service_words(code, lang), "", contains(typed.needs, code), false});
    view.access_consent = consent_of("access_needs", found, lang);
    view.access_consent->is_given = typed.needs_consent;
    view.access_consent->error = message_at(errors, "consent_access_needs");
    view.consents.push_back(consent_of("personal_data", found, lang));
    view.consents.back().is_given = typed.personal_consent;
    view.consents.back().error = message_at(errors, "consent_personal_data");
    view.needs_approval = found.event.registration.mode == domain::registration_mode::approval;
    view.is_waitlist = !view.needs_approval && found.seats.free() == 0;
    return view;
}

render::registration_review_view review_view(const call& asked, const service::event_view& found,
                                             const typed_form& typed, const domain::registration_request& request) {
    const auto to = showing_for(asked);
    const auto lang = asked.lang;
    render::registration_review_view view;
    view.event = reminder_of(found, to);
    view.action = path_of(found.event) + "/register";
    add_fact(view.facts, render::tr(lang, "Фамилия, имя, отчество"), domain::full_name(request.name));
    add_fact(view.facts, render::tr(lang, "Электронная почта"), request.email);
    if (const auto address = domain::parse_email(request.email))
        if (const auto hint = domain::email_hint(*address))
            view.facts.push_back({render::tr(lang, "Нет ли опечатки?"),
                                  render::tr(lang, "Возможно, вы имели в виду {email}", {{"email", *hint}})});
    const auto phone = domain::parse_phone(request.phone);
    add_fact(view.facts, render::tr(lang, "Телефон"), phone ? domain::show_phone(*phone) : request.phone);
    add_fact(view.facts, render::tr(lang, "Организация"), request.organisation);
    add_fact(view.facts, render::tr(lang, "Должность или роль"), request.position);
    for (const auto& value : typed.sessions)
        if (const auto* row = chosen_row(found, value)) {
            const auto hours = hours_of(row->session, found.event.time, lang);
            add_fact(view.facts, render::tr(lang, "Сессия"), hours.empty() ? row->session.title : hours + " " + row->session.title);
        }
    if (const auto tables = asked.on.tables.list(found.event.id); !tables.empty()) {
        std::string words = request.table == 0 ? render::tr(lang, "Посадите меня") : table_title(request.table, lang);
        for (const auto& line : tables)
            if (line.table.number == request.table && !line.table.topic.empty()) words += ": " + line.table.topic;
        add_fact(view.facts, render::tr(lang, "Круглый стол"), words);
    }
    if (!clashing(typed, found, domain::clash_policy::warn).empty())
        view.facts.push_back({render::tr(lang, "Обратите внимание"),
                              render::tr(lang, "Некоторые из этих сессий идут одновременно.")});
    for (const auto& code : request.access_needs) view.needs.push_back({service_words(code, lang), ""});
    for (const auto& consent : request.consents) view.consents.push_back({consent_of(consent.document, found, lang).title, ""});
    view.fields = {{"idempotency_key", typed.key.empty() ? asked.on.random.hex(16) : typed.key},
                   {"form_stamp", typed.stamp},
                   {"family_name", typed.family_name},
                   {"given_name", typed.given_name},
                   {"additional_name", typed.additional_name},
                   {"email", typed.email},
                   {"phone", typed.phone},
                   {"organisation", typed.organisation},
                   {"position", typed.position}};
    for (const auto& value : typed.sessions) view.fields.push_back({"session", value});
    for (const auto& code : typed.needs) view.fields.push_back({"access_need", code});
    if (!typed.table.empty()) view.fields.push_back({"table", typed.table});
    const auto version = std::to_string(consent_version);
    if (typed.personal_consent) view.fields.push_back({"consent_personal_data", version});
    if (typed.needs_consent) view.fields.push_back({"consent_access_needs", version});
    view.is_waitlist = found.event.registration.mode != domain::registration_mode::approval && found.seats.free() == 0;
    return view;
}

std::string content_of(const typed_form& typed) {
    std::string content;
    const auto add = [&](const std::string& part) { content += std::to_string(part.size()) + ":" + part; };
    for (const auto* part : {&typed.family_name, &typed.given_name, &typed.additional_name, &typed.email, &typed.phone,
                             &typed.organisation, &typed.position, &typed.table})
        add(*part);
    for (const auto* list : {&typed.sessions, &typed.needs}) {
        add(std::to_string(list->size()));
        for (const auto& each : *list) add(each);
    }
    return content;
}

} // namespace krug::web
