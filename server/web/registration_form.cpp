#include "web/registration_form.hpp"

#include "domain/email.hpp"
#include "domain/phone.hpp"
#include "domain/session_line.hpp"
#include "domain/text_rules.hpp"
#include "web/consent_texts.hpp"
#include "web/event_words.hpp"
#include "web/form_words.hpp"
#include "web/public_call.hpp"
#include "web/refusals.hpp"
#include "web/table_words.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
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
    if (field.starts_with("companions[")) {
        const auto number = static_cast<std::size_t>(std::atoi(field.c_str() + 11)) + 1;
        const auto answer = field.find(".answers.");
        if (answer != std::string::npos) return "answer_" + companion_prefix(number) + field.substr(answer + 9);
        return "companion_" + std::to_string(number);
    }
    if (field == "companions") return "companions";
    if (field == "access_needs") return "access_need";
    if (field.starts_with("consents.")) return "consent_" + field.substr(9);
    if (field.starts_with("answers.")) return "answer_" + field.substr(8);
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

domain::category_id chosen_category(const typed_form& typed) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(typed.category.data(), typed.category.data() + typed.category.size(), number);
    const bool whole = error == std::errc() && end == typed.category.data() + typed.category.size();
    return {whole && number > 0 && number <= 65535 ? number : 0};
}

void add_fact(std::vector<render::fact>& facts, std::string label, const std::string& value) {
    if (!value.empty()) facts.push_back({std::move(label), value});
}

constexpr int companions_most = 10;

bool is_empty(const domain::person_name& name) { return domain::is_blank(name.family) && domain::is_blank(name.given); }

/// Rows that were left empty are nobody.
void read_companions(const typed_form& typed, const service::event_view& found, const domain::registration_form& questions,
                     domain::registration_request& request, std::vector<domain::field_error>& wrong) {
    if (found.event.registration.terms.companions_max == 0) return;
    std::size_t at = 0;
    for (auto who : typed.companions) {
        const auto field = "companions[" + std::to_string(at++) + "]";
        if (is_empty(who.name)) continue;
        domain::registration_request one;
        one.name = who.name;
        for (const auto& error : domain::check_registration(one, false)) wrong.push_back({field, error.code, error.limit});
        for (const auto& error : domain::check_answers(questions, {request.category, false, true, true}, who.answers))
            wrong.push_back({field + "." + error.field, error.code, error.limit});
        request.companions.push_back({one.name, std::move(who.answers)});
    }
    if (request.companions.size() > static_cast<std::size_t>(found.event.registration.terms.companions_max))
        wrong.push_back({"companions", "too_many", found.event.registration.terms.companions_max});
}

void read_guardian(const typed_form& typed, const service::event_view& found, domain::registration_request& request,
                   std::vector<domain::field_error>& wrong) {
    if (!typed.minor || !found.event.registration.terms.minors) return;
    domain::registration_request parent;
    parent.name = typed.guardian;
    parent.phone = typed.guardian_phone;
    for (const auto& error : domain::check_registration(parent, false)) wrong.push_back({"guardian_" + error.field, error.code, error.limit});
    if (domain::is_blank(typed.guardian_phone)) wrong.push_back({"guardian_phone", "required", 0});
    if (!typed.guardian_agrees) wrong.push_back({"guardian_agrees", "required", 0});
    request.represented_by = domain::representative{domain::representative::kind::guardian, parent.name, parent.phone};
}

std::string category_name(const domain::guest_category& category, language lang) {
    return lang == language::en && !category.name_en.empty() ? category.name_en : category.name;
}

void tell_categories(const form_rules& rules, const typed_form& typed, const form_errors& errors, language lang,
                     render::registration_form_view& view) {
    view.category_error = message_at(errors, "category");
    const auto chosen = rules.invitation && rules.invitation->category ? rules.invitation->category : chosen_category(typed);
    for (const auto& line : rules.categories) {
        std::string note;
        if (line.seats.limit && line.seats.free() == 0) note = render::tr(lang, "мест нет – запишем в лист ожидания");
        view.categories.push_back({std::to_string(line.category.id.value), category_name(line.category, lang), std::move(note),
                                   line.category.id == chosen || rules.categories.size() == 1, false});
    }
    for (const auto& line : rules.later)
        view.opening.push_back({category_name(line.category, lang), render::tr(lang, "запись сейчас закрыта")});
}

void tell_code(const service::event_view& found, const form_rules& rules, const typed_form& typed, const form_errors& errors,
               language lang, render::registration_form_view& view) {
    view.asks_code = rules.asks_code;
    view.needs_code = found.event.registration.mode == domain::registration_mode::invitation;
    view.code = field_of(typed.code, errors, "code");
    if (rules.invitation) view.code_note = render::tr(lang, "Код принят");
}

void tell_company(const service::event_view& found, const domain::registration_form& questions, const typed_form& typed, const form_errors& errors, language lang,
                  render::registration_form_view& view) {
    const auto& terms = found.event.registration.terms;
    for (std::size_t at = 0; at < typed.companions.size() && terms.companions_max > 0; ++at) {
        const auto number = std::to_string(at + 1);
        const auto& who = typed.companions[at];
        view.companions.push_back({number, who.name.family, who.name.given, message_at(errors, "companion_" + number),
                                   questions_of(questions, {chosen_category(typed), false, true, true}, who.answers, errors, lang,
                                                companion_prefix(at + 1))});
    }
    view.may_add_companion = static_cast<int>(typed.companions.size()) < terms.companions_max;
    view.companions_note = terms.companions_outside ? render::tr(lang, "Место в зале они не занимают, билет у каждого свой.")
                                                    : render::tr(lang, "Каждый занимает место и получает свой билет.");
    view.may_be_minor = terms.minors;
    view.is_minor = typed.minor;
    view.guardian_family_name = field_of(typed.guardian.family, errors, "guardian_family_name");
    view.guardian_given_name = field_of(typed.guardian.given, errors, "guardian_given_name");
    view.guardian_additional_name = field_of(typed.guardian.additional, errors, "guardian_additional_name");
    view.guardian_phone = field_of(typed.guardian_phone, errors, "guardian_phone");
    view.guardian_error = message_at(errors, "guardian_agrees");
    view.guardian_agrees = typed.guardian_agrees;
    if (terms.group_max > 0) view.group_url = path_of(found.event) + "/register/group";
}

} // namespace

form_rules rules_for(const call& asked, const service::event_view& found, const std::string& code) {
    form_rules rules;
    const auto& registration = found.event.registration;
    if (registration.form_version > 0) rules.questions = asked.on.forms.find(found.event.id);
    if (!code.empty()) {
        auto known = asked.on.sign_ups.look_at(found.event.id, code);
        if (known) rules.invitation = std::move(*known);
        else rules.code_error = known.error().fields.empty() ? "unknown" : known.error().fields.front().code;
    }
    const auto now = asked.on.clock.now();
    bool hidden = false;
    for (auto& line : asked.on.sign_ups.categories(found.event.id)) {
        if (rules.invitation && rules.invitation->category) {
            if (line.category.id == rules.invitation->category) rules.categories.push_back(std::move(line));
            continue;
        }
        if (!line.terms.guests_choose) continue;
        if (line.terms.by_code_only) hidden = true;
        else if (domain::may_choose(line.terms, now)) rules.categories.push_back(std::move(line));
        else rules.later.push_back(std::move(line));
    }
    rules.asks_code = hidden || !code.empty() || registration.mode == domain::registration_mode::invitation ||
                      !registration.terms.email_domains.empty();
    return rules;
}

typed_form read_typed(const form& fields, const domain::registration_form& questions) {
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
    typed.category = fields.text("category");
    typed.code = fields.text("code");
    for (int number = 1; number <= companions_most; ++number) {
        const auto name = "companion_" + std::to_string(number);
        if (fields.has(name + "_family_name"))
            typed.companions.push_back({{fields.text(name + "_family_name"), fields.text(name + "_given_name"), ""},
                                        read_answers(questions, fields, companion_prefix(static_cast<std::size_t>(number)))});
    }
    typed.minor = fields.has("minor");
    typed.guardian = {fields.text("guardian_family_name"), fields.text("guardian_given_name"), fields.text("guardian_additional_name")};
    typed.guardian_phone = fields.text("guardian_phone");
    typed.guardian_agrees = fields.has("guardian_agrees");
    typed.answers = read_answers(questions, fields);
    typed.on_page = fields.all("asked");
    const auto version = std::to_string(consent_version);
    typed.personal_consent = fields.text("consent_personal_data") == version;
    typed.needs_consent = fields.text("consent_access_needs") == version;
    if (is_key(fields.text("idempotency_key"))) typed.key = fields.text("idempotency_key");
    typed.stamp = fields.text("form_stamp");
    return typed;
}

form_errors errors_of(const std::vector<domain::field_error>& wrong, const domain::registration_form& questions, language lang) {
    form_errors errors;
    for (const auto& each : wrong) errors.push_back({anchor_of(each.field), answer_sentence(questions, each, lang)});
    return errors;
}

form_errors check_typed(const typed_form& typed, const service::event_view& found, const form_rules& rules, language lang,
                        domain::registration_request& request) {
    const auto& questions = rules.questions;
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
    request.code = typed.code;
    if (!rules.code_error.empty()) wrong.push_back({"code", rules.code_error, 0});
    else if (typed.code.empty() && found.event.registration.mode == domain::registration_mode::invitation)
        wrong.push_back({"code", "required", 0});
    request.category = chosen_category(typed);
    if (rules.invitation && rules.invitation->category) request.category = rules.invitation->category;
    const bool known = std::any_of(rules.categories.begin(), rules.categories.end(),
                                   [&](const auto& each) { return each.category.id == request.category; });
    if (!rules.categories.empty() && !known) wrong.push_back({"category", request.category ? "not_a_choice" : "required", 0});
    request.table = table_number_in(typed.table);
    if (request.table < 0) wrong.push_back({"table", "not_a_choice", 0});
    auto checked = domain::check_registration(request, true);
    read_companions(typed, found, questions, request, wrong);
    read_guardian(typed, found, request, wrong);
    request.answers = typed.answers;
    auto unanswered = domain::check_answers(questions, {request.category, false, true}, request.answers);
    checked.insert(checked.end(), std::make_move_iterator(unanswered.begin()), std::make_move_iterator(unanswered.end()));
    // Without an address the ticket and the link that gives the seat back would reach nobody.
    if (domain::is_blank(typed.email)) wrong.push_back({"email", "required", 0});
    wrong.insert(wrong.end(), std::make_move_iterator(checked.begin()), std::make_move_iterator(checked.end()));
    auto errors = errors_of(wrong, questions, lang);
    if (!clashing(typed, found, domain::clash_policy::block).empty())
        errors.push_back({"session", render::tr(lang, "Отмеченные сессии идут одновременно. Оставьте одну.")});
    // In the order of the page, so that the summary reads like it.
    std::vector<std::string> order{"code", "guardian_family_name", "guardian_phone", "guardian_agrees", "family_name", "given_name", "additional_name", "email", "phone", "organisation",
                                   "position", "category", "session", "table"};
    for (const auto& field : questions.fields) order.push_back("answer_" + field.key);
    for (std::size_t at = 1; at <= typed.companions.size(); ++at) {
        order.push_back("companion_" + std::to_string(at));
        for (const auto& field : questions.fields) order.push_back("answer_" + companion_prefix(at) + field.key);
    }
    for (const char* last : {"access_need", "consent_access_needs", "consent_personal_data"}) order.emplace_back(last);
    std::stable_sort(errors.begin(), errors.end(), [&](const auto& left, const auto& right) {
        return std::find(order.begin(), order.end(), left.anchor) < std::find(order.begin(), order.end(), right.anchor);
    });
    return errors;
}

render::registration_form_view form_view(const call& asked, const service::event_view& found,
                                         const form_rules& rules, const typed_form& typed, const form_errors& errors) {
    const auto& questions = rules.questions;
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
    tell_categories(rules, typed, errors, lang, view);
    tell_code(found, rules, typed, errors, lang, view);
    tell_company(found, questions, typed, errors, lang, view);
    view.questions = questions_of(questions, {chosen_category(typed), false, true}, typed.answers, errors, lang);
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
                                             const form_rules& rules, const typed_form& typed,
                                             const domain::registration_request& request) {
    const auto& questions = rules.questions;
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
    for (const auto& line : rules.categories)
        if (line.category.id == request.category) add_fact(view.facts, render::tr(lang, "Категория"), category_name(line.category, lang));
    if (request.represented_by)
        add_fact(view.facts, render::tr(lang, "Законный представитель"), domain::full_name(request.represented_by->name));
    for (auto& fact : answer_facts(questions, request.answers, lang)) view.facts.push_back(std::move(fact));
    for (const auto& who : request.companions) {
        const auto name = domain::full_name(who.name);
        add_fact(view.facts, render::tr(lang, "С вами придёт"), name);
        for (auto& fact : answer_facts(questions, who.answers, lang)) view.facts.push_back({name + ": " + fact.label, std::move(fact.value)});
    }
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
    if (!typed.category.empty()) view.fields.push_back({"category", typed.category});
    for (auto& field : answer_fields(questions, typed.answers)) view.fields.push_back(std::move(field));
    for (const auto& key : typed.on_page) view.fields.push_back({"asked", key});
    if (!typed.code.empty()) view.fields.push_back({"code", typed.code});
    for (std::size_t at = 0; at < typed.companions.size(); ++at) {
        const auto name = "companion_" + std::to_string(at + 1);
        view.fields.push_back({name + "_family_name", typed.companions[at].name.family});
        view.fields.push_back({name + "_given_name", typed.companions[at].name.given});
        for (auto& field : answer_fields(questions, typed.companions[at].answers, companion_prefix(at + 1)))
            view.fields.push_back(std::move(field));
    }
    if (typed.minor) {
        view.fields.push_back({"minor", "1"});
        view.fields.push_back({"guardian_family_name", typed.guardian.family});
        view.fields.push_back({"guardian_given_name", typed.guardian.given});
        view.fields.push_back({"guardian_additional_name", typed.guardian.additional});
        view.fields.push_back({"guardian_phone", typed.guardian_phone});
        if (typed.guardian_agrees) view.fields.push_back({"guardian_agrees", "1"});
    }
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
                             &typed.organisation, &typed.position, &typed.table, &typed.category})
        add(*part);
    for (const auto& each : typed.answers) {
        add(each.field);
        add(each.value);
    }
    for (const auto* part : {&typed.code, &typed.guardian.family, &typed.guardian.given, &typed.guardian.additional, &typed.guardian_phone})
        add(*part);
    add(typed.minor ? "minor" : "");
    for (const auto& who : typed.companions) {
        add(who.name.family);
        add(who.name.given);
        for (const auto& each : who.answers) {
            add(each.field);
            add(each.value);
        }
    }
    for (const auto* list : {&typed.sessions, &typed.needs}) {
        add(std::to_string(list->size()));
        for (const auto& each : *list) add(each);
    }
    return content;
}

} // namespace krug::web
