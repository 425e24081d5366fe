#include "web/group_pages.hpp"

#include "domain/text_rules.hpp"
#include "render/pages/notice_page.hpp"
#include "render/pages/sign_up_page.hpp"
#include "ticket/digest.hpp"
#include "web/consent_texts.hpp"
#include "web/event_words.hpp"
#include "web/form_words.hpp"
#include "web/public_call.hpp"
#include "web/refusals.hpp"
#include "web/registration_form.hpp"

#include <algorithm>

namespace krug::web {

namespace {

struct typed_group {
    std::string family_name, given_name, email, phone, organisation, people, key, stamp;
    bool consent = false;
    std::vector<std::string> on_page; ///< questions that stood on the page
};

/// All members are asked as people without a category.
constexpr domain::form_reader member_reader{{}, false, true, true};

/// A line of the list and who is meant by it.
struct group_row {
    std::string text;
    domain::person_name name;
    std::string error;
    std::string prefix; ///< of the answers: it follows the name, so a list that was put in another order mixes nobody up
    std::vector<domain::form_answer> answers;
};

bool is_key(std::string_view text) {
    return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// «Фамилия Имя Отчество»; one word is a name too. Columns of a spreadsheet come with tabs between.
domain::person_name name_in(std::string_view line) {
    std::vector<std::string> words;
    while (!line.empty()) {
        const auto end = std::min(line.find_first_of(" \t"), line.size());
        if (end > 0) words.emplace_back(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    domain::person_name name;
    if (words.empty()) return name;
    if (words.size() == 1) {
        name.given = words[0];
        return name;
    }
    name.family = words[0];
    name.given = words[1];
    for (std::size_t at = 2; at < words.size(); ++at) name.additional += (name.additional.empty() ? "" : " ") + words[at];
    return name;
}

std::vector<group_row> rows_of(const std::string& people, render::language lang) {
    std::vector<group_row> rows;
    std::string_view left = people;
    while (!left.empty()) {
        const auto end = std::min(left.find('\n'), left.size());
        std::string line(left.substr(0, end));
        left.remove_prefix(std::min(end + 1, left.size()));
        std::erase(line, '\r');
        if (domain::is_blank(line)) continue;
        group_row row{line, name_in(line), {}, {}, {}};
        domain::registration_request one;
        one.name = row.name;
        for (const auto& error : domain::check_registration(one, false)) row.error = sentence_of(error, lang);
        for (const auto& before : rows)
            if (domain::full_name(before.name) == domain::full_name(row.name))
                row.error = render::tr(lang, "Этот человек уже есть в списке.");
        row.prefix = "p" + ticket::sha256_hex(domain::full_name(row.name)).substr(0, 12) + "-";
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string message_at(const form_errors& errors, std::string_view anchor) {
    for (const auto& error : errors)
        if (error.anchor == anchor) return error.message;
    return {};
}

response show(const call& asked, const service::event_view& found, const typed_group& typed, const form_errors& errors,
              const std::vector<group_row>& rows = {}, const domain::registration_form& questions = {}) {
    const auto lang = asked.lang;
    const auto field = [&](const std::string& value, std::string_view anchor) {
        return render::form_field{value, message_at(errors, anchor)};
    };
    render::group_view view;
    view.event = reminder_of(found, showing_for(asked));
    view.back_url = path_of(found.event) + "/register";
    view.action = view.back_url + "/group";
    view.idempotency_key = typed.key.empty() ? asked.on.random.hex(16) : typed.key;
    view.form_stamp = typed.stamp.empty() ? form_mark(asked) : typed.stamp;
    view.limit = render::tr_n(lang, "Не больше {n} человека.", found.event.registration.terms.group_max);
    view.errors = errors;
    if (!errors.empty()) view.error_count = render::tr_n(lang, "Осталось поправить {n} место", static_cast<std::int64_t>(errors.size()));
    view.family_name = field(typed.family_name, "family_name");
    view.given_name = field(typed.given_name, "given_name");
    view.email = field(typed.email, "email");
    view.phone = field(typed.phone, "phone");
    view.organisation = field(typed.organisation, "organisation");
    view.people = field(typed.people, "people");
    for (const auto& row : rows)
        if (!row.error.empty()) view.lines.push_back({row.text, row.error});
    // Who is asked what is known once the list is right.
    if (std::all_of(rows.begin(), rows.end(), [](const auto& row) { return row.error.empty(); }))
        for (const auto& row : rows)
            if (auto own = questions_of(questions, member_reader, row.answers, errors, lang, row.prefix); !own.empty())
                view.members.push_back({domain::full_name(row.name), std::move(own)});
    render::consent_choice consent;
    consent.document = "personal_data";
    consent.version = std::to_string(consent_version);
    consent.url = "/consent/personal_data/" + consent.version + "?event=" + found.event.slug;
    consent.title = render::tr(lang, "Все, кого записываю, и я согласны на обработку персональных данных");
    consent.purpose = render::tr(lang, "Чтобы записать вас, сообщить об изменениях и встретить на входе.");
    consent.is_required = true;
    consent.is_given = typed.consent;
    consent.error = message_at(errors, "consent_personal_data");
    view.consents.push_back(std::move(consent));
    return page(render::render_page(asked.on.pages, frame_of(asked), view), errors.empty() ? 200 : 422);
}

/// The event, if groups may register now; else the answer that says why not.
std::optional<service::event_view> open_event(const call& asked, std::optional<response>& closed) {
    auto found = asked.on.events.find_event_by_slug(asked.place.at("slug"));
    if (!found || found->event.state == domain::event_state::draft || found->event.registration.terms.group_max == 0) {
        closed = error_answer(asked, 404);
        return std::nullopt;
    }
    const auto allowed = domain::may_register(found->event, asked.on.clock.now(), false);
    if (allowed) return found;
    closed = redirect(path_of(found->event) + "/register"); // it says why
    return std::nullopt;
}

response ask_for_group(call& asked) {
    std::optional<response> closed;
    const auto found = open_event(asked, closed);
    return found ? show(asked, *found, {}, {}) : *std::move(closed);
}

typed_group read_group(const form& fields) {
    typed_group typed;
    typed.family_name = fields.text("family_name");
    typed.given_name = fields.text("given_name");
    typed.email = fields.text("email");
    typed.phone = fields.text("phone");
    typed.organisation = fields.text("organisation");
    typed.people = fields.text("people");
    typed.consent = fields.text("consent_personal_data") == std::to_string(consent_version);
    if (is_key(fields.text("idempotency_key"))) typed.key = fields.text("idempotency_key");
    typed.stamp = fields.text("form_stamp");
    typed.on_page = fields.all("asked");
    return typed;
}

/// Everything at once: the contact as a person of their own, then the lines.
form_errors check(const call& asked, const service::event_view& found, const typed_group& typed, std::vector<group_row>& rows,
                  domain::registration_request& request) {
    domain::registration_request contact;
    contact.name = {typed.family_name, typed.given_name, ""};
    contact.email = typed.email;
    contact.phone = typed.phone;
    contact.organisation = typed.organisation;
    if (typed.consent) contact.consents.push_back({"personal_data", consent_version});
    auto wrong = domain::check_registration(contact, true);
    if (domain::is_blank(typed.email)) wrong.push_back({"email", "required", 0});
    auto errors = errors_of(wrong, {}, asked.lang);
    const auto most = static_cast<std::size_t>(found.event.registration.terms.group_max);
    const auto bad = std::count_if(rows.begin(), rows.end(), [](const auto& row) { return !row.error.empty(); });
    if (rows.empty()) errors.push_back({"people", render::tr(asked.lang, "Напишите хотя бы одного человека.")});
    else if (rows.size() > most)
        errors.push_back({"people", render::tr_n(asked.lang, "В списке больше {n} человека.", static_cast<std::int64_t>(most))});
    else if (bad > 0) errors.push_back({"people", render::tr_n(asked.lang, "Поправьте {n} строку.", bad)});
    if (!errors.empty()) return errors;
    request = contact;
    request.event = found.event.id;
    request.language = std::string(render::code(asked.lang));
    request.source = domain::registration_source::page;
    request.represented_by = domain::representative{domain::representative::kind::contact, contact.name, contact.phone};
    request.name = rows.front().name;
    request.answers = rows.front().answers;
    for (std::size_t at = 1; at < rows.size(); ++at) request.companions.push_back({rows[at].name, rows[at].answers});
    return {};
}

std::string sentence_about(const group_row& row, const domain::registration_form& questions, const domain::field_error& error,
                           render::language lang) {
    return domain::full_name(row.name) + ". " + answer_sentence(questions, error, lang);
}

/// What is wrong with the answers about each, by name. `unseen` becomes true when a question stood not on the page yet.
form_errors check_members(const domain::registration_form& questions, const typed_group& typed, const std::vector<group_row>& rows,
                          render::language lang, bool& unseen) {
    form_errors errors;
    for (const auto& row : rows) {
        const auto missing = not_yet_asked(questions, member_reader, row.answers, typed.on_page, row.prefix);
        unseen = unseen || !missing.empty();
        auto answers = row.answers;
        for (const auto& error : domain::check_answers(questions, member_reader, answers))
            if (std::find(missing.begin(), missing.end(), error.field.substr(8)) == missing.end())
                errors.push_back({"answer_" + row.prefix + error.field.substr(8), sentence_about(row, questions, error, lang)});
    }
    return errors;
}

response settle(const call& asked, const service::event_view& found, const typed_group& typed, std::vector<group_row>& rows,
                const domain::registration_form& questions, const domain::result<service::receipt>& done) {
    if (done) {
        if (found.event.registration.confirm_email || done->repeated) return redirect(path_of(found.event) + "/registered");
        return redirect("/r/" + done->manage_secret);
    }
    form_errors errors;
    for (const auto& error : done.error().fields) {
        if (const auto answer = error.field.find("answers."); answer != std::string::npos) {
            const bool first = !error.field.starts_with("companions[");
            const auto& row = rows.at(first ? 0 : static_cast<std::size_t>(std::stoul(error.field.substr(11))) + 1);
            const domain::field_error own{error.field.substr(answer), error.code, error.limit};
            errors.push_back({"answer_" + row.prefix + own.field.substr(8), sentence_about(row, questions, own, asked.lang)});
            continue;
        }
        if (!error.field.starts_with("companions[")) {
            errors.push_back({error.field == "email" ? "email" : "people", sentence_of(error, asked.lang)});
            continue;
        }
        const auto at = static_cast<std::size_t>(std::stoul(error.field.substr(11))) + 1;
        if (at < rows.size()) rows[at].error = render::tr(asked.lang, "Этот человек уже записан.");
        errors.push_back({"people", render::tr_n(asked.lang, "Поправьте {n} строку.", 1)});
    }
    if (errors.empty()) errors.push_back({"people", sentence_of(done.error(), asked.lang)});
    return show(asked, found, typed, errors, rows, questions);
}

/// Everything that makes two sent lists the same group.
std::string content_of(const typed_group& typed, const std::vector<group_row>& rows) {
    auto content = typed.key + typed.email + typed.people;
    for (const auto& row : rows)
        for (const auto& each : row.answers) content += "\n" + row.prefix + each.field + "=" + each.value;
    return content;
}

response take_group(call& asked) {
    std::optional<response> closed;
    const auto found = open_event(asked, closed);
    if (!found) return *std::move(closed);
    const auto fields = form::parse(asked.http.body);
    if (!fields) return error_answer(asked, 400);
    auto typed = read_group(*fields);
    if (typed.key.empty()) typed.key = asked.on.random.hex(16);
    if (check_mark(asked, fields->text("csrf")) == mark_state::wrong || check_mark(asked, typed.stamp) == mark_state::wrong ||
        check_mark(asked, typed.stamp) == mark_state::young || !fields->text("website").empty()) {
        typed.stamp.clear();
        return show(asked, *found, typed, {{"main", render::tr(asked.lang, "Страница была открыта слишком давно. Проверьте анкету и отправьте ещё раз.")}});
    }
    auto rows = rows_of(typed.people, asked.lang);
    domain::registration_form questions;
    if (found->event.registration.form_version > 0) questions = asked.on.forms.find(found->event.id);
    for (auto& row : rows) row.answers = read_answers(questions, *fields, row.prefix);
    domain::registration_request request;
    auto errors = check(asked, *found, typed, rows, request);
    bool unseen = false;
    if (errors.empty()) errors = check_members(questions, typed, rows, asked.lang, unseen);
    // The first time the questions are shown nothing is wrong yet.
    if (!errors.empty() || unseen) return show(asked, *found, typed, errors, rows, questions);
    if (const auto wait = asked.on.sign_ups_per_network->take(network_of(asked.http.address), asked.on.clock))
        return error_answer(asked, 429, wait);
    request.request_key = ticket::sha256_hex("group " + content_of(typed, rows)); // pressed twice is registered once
    return settle(asked, *found, typed, rows, questions, asked.on.registrations.register_guest(asked.actor, request));
}

} // namespace

std::vector<route> group_routes() {
    constexpr auto join = domain::action::register_guest;
    return {
        {method::get, "/e/{slug}/register/group", join, entrance::open, ask_for_group, "", "", "", ""},
        {method::post, "/e/{slug}/register/group", join, entrance::open, take_group, "", "", "", "", true},
    };
}

} // namespace krug::web
