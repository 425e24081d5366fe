// Certificates: the rule, issuing in numbers, taking back, the file, and what the public check says.
#include "web/certificate_pages.hpp"

#include "calendar/words.hpp"
#include "domain/text_rules.hpp"
#include "domain/transliteration.hpp"
#include "render/certificate_pdf.hpp"
#include "render/file_name.hpp"
#include "render/pages/certificate_work_page.hpp"
#include "render/pages/notice_page.hpp"
#include "ticket/public_code.hpp"
#include "web/event_views.hpp"
#include "web/event_words.hpp"
#include "web/evidence_pack.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_words.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::action;
using domain::certificate_basis;
using domain::certificate_state;
using render::language;

constexpr int lines_shown = 50;
constexpr int check_shared_ms = 2'000;

/// «0042»
std::string shown_number(std::int64_t number) {
    const auto digits = std::to_string(number);
    return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

std::string hours_words(std::int64_t hours, language lang) { return hours > 0 ? render::tr_n(lang, "{n} час", hours) : std::string(); }

std::string state_words(const service::certificate_row& row, language lang) {
    switch (row.certificate.state) {
    case certificate_state::valid:
        return row.is_corrected ? say(lang, "действует, но имя с тех пор исправили", "stands, but the name was corrected since")
                                : say(lang, "действует", "stands");
    case certificate_state::revoked: return say(lang, "отозван", "revoked");
    case certificate_state::replaced: return say(lang, "заменён новым", "replaced by a new one");
    }
    return {};
}

/// What stands in the form; the rule that is saved, unless somebody has just typed another.
struct typed_rule {
    std::string basis = "admitted";
    render::form_field minimum, hours, signer;
    std::vector<render::form_error> errors;
};

typed_rule typed_of(const std::optional<domain::certificate_rule>& rule) {
    typed_rule typed;
    if (!rule) return typed;
    typed.basis = domain::word_of(rule->basis);
    if (rule->basis != certificate_basis::admitted) typed.minimum.value = std::to_string(rule->minimum);
    if (rule->hours > 0) typed.hours.value = std::to_string(rule->hours);
    typed.signer.value = rule->signer;
    return typed;
}

void tell_forecast(const call& asked, render::certificates_view& view) {
    const auto told = asked.on.certificates.forecast(asked.event);
    if (!told) return;
    const auto lang = asked.lang;
    const auto add = [&](std::string_view ru, std::string_view en, std::int64_t count) {
        view.numbers.push_back({say(lang, ru, en), calendar::number_words(count, calendar_language(lang))});
    };
    add("Выполняют правило", "Fulfil the rule", told->fulfil);
    add("Получат сертификат", "Would get a certificate", told->fresh);
    if (told->corrected > 0) add("Получат новый взамен: имя исправлено", "Would get a new one for the old: name corrected", told->corrected);
    if (told->nameless > 0) add("Данные уничтожены, имени нет", "Data destroyed, nobody to name", told->nameless);
    add("Уже действуют", "Stand already", told->standing);
    if (told->lapsed > 0) add("Действуют, но правило уже не выполнено", "Stand though the rule is not fulfilled any more", told->lapsed);
    const auto due = told->fresh + told->corrected;
    if (due > 0) {
        view.issue_action = base_of(asked) + "/certificates/issue";
        view.issue_label = say(lang, "Выдать: ", "Issue: ") + calendar::number_words(due, calendar_language(lang));
    }
    if (told->lapsed > 0) {
        view.lapsed_action = base_of(asked) + "/certificates/revoke-lapsed";
        view.lapsed_label = say(lang, "Отозвать те, где правило не выполнено: ", "Revoke those without grounds: ") +
                            calendar::number_words(told->lapsed, calendar_language(lang));
    }
}

void tell_lines(const call& asked, const service::event_view& about, render::certificates_view& view) {
    const auto where = zone_named(about.event.time.timezone);
    const auto rows = asked.on.certificates.list(asked.event, number_in(asked.query.text("before")), lines_shown);
    for (const auto& row : rows) {
        const auto& one = row.certificate;
        const auto base = base_of(asked) + "/certificates/" + std::to_string(one.number);
        const auto name = domain::full_name(row.name);
        const bool stands = one.state == certificate_state::valid;
        view.lines.push_back({shown_number(one.number), name.empty() ? say(asked.lang, "данные уничтожены", "data destroyed") : name,
                              state_words(row, asked.lang), short_moment(one.issued_at, asked.on.clock.now(), where, asked.lang),
                              stands && !name.empty() ? base + ".pdf" : "", stands ? base + "/revoke" : "", "/v/" + one.code});
    }
    if (rows.size() == static_cast<std::size_t>(lines_shown))
        view.next_url = base_of(asked) + "/certificates?before=" + std::to_string(rows.back().certificate.number);
}

response show(const call& asked, const typed_rule& typed, int status = 200) {
    const auto about = event_of(asked);
    const auto lang = asked.lang;
    const auto& time = about.event.time;
    const bool has_length = time.starts_at && time.ends_at;
    render::certificates_view view;
    view.back_url = base_of(asked) + "/exports";
    view.rule_action = base_of(asked) + "/certificates/rule";
    view.bases = {{"admitted", say(lang, "Кто пришёл", "Who came"),
                   say(lang, "Хотя бы одна отметка о входе", "At least one admission"), typed.basis == "admitted", false},
                  {"share", say(lang, "Кто пробыл достаточно", "Who stayed long enough"),
                   has_length ? say(lang, "Доля времени по отметкам входа и выхода; без выхода – до конца", "Share of the time by entries and exits; without an exit, to the end")
                              : say(lang, "Сначала укажите, когда событие начинается и кончается", "First say when the event begins and ends"),
                   typed.basis == "share", !has_length},
                  {"sessions", say(lang, "Кто был на стольких сессиях", "Who was at so many sessions"),
                   say(lang, "По отметкам у дверей сессий", "By admissions at the doors of sessions"), typed.basis == "sessions", false}};
    view.minimum = typed.minimum;
    view.hours = typed.hours;
    view.signer = typed.signer;
    tell_forecast(asked, view);
    tell_lines(asked, about, view);
    view.errors = typed.errors;
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), lang);
    const auto frame = work_frame_of(asked, render::work_section::exports, &about);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response show_certificates(call& asked) { return show(asked, typed_of(asked.on.certificates.rule(asked.event))); }

response save_rule(call& asked) {
    const auto fields = posted(asked);
    typed_rule typed;
    typed.basis = fields.text("basis");
    typed.minimum.value = fields.text("minimum");
    typed.hours.value = fields.text("hours");
    typed.signer.value = fields.text("signer");
    const auto basis = domain::parse_word<certificate_basis>(typed.basis);
    domain::certificate_rule rule;
    rule.basis = basis.value_or(certificate_basis::admitted);
    // A word that is no number becomes 0 or -1, which the office refuses as out of range.
    if (rule.basis != certificate_basis::admitted) rule.minimum = number_in(typed.minimum.value);
    if (!domain::is_blank(typed.hours.value)) rule.hours = std::max<std::int64_t>(number_in(typed.hours.value), -1);
    if (!domain::is_blank(typed.hours.value) && rule.hours == 0) rule.hours = -1;
    if (!domain::is_blank(typed.signer.value)) rule.signer = typed.signer.value;
    domain::result<void> done = basis ? asked.on.certificates.save_rule(asked.actor, asked.event, rule)
                                      : domain::refusal{domain::refusal_code::invalid, 0, {{"basis", "not_a_choice", 0}}};
    if (done) return redirect(base_of(asked) + "/certificates?done=saved");
    if (done.error().code != domain::refusal_code::invalid) return refused(asked, done.error());
    for (const auto& wrong : done.error().fields) {
        const auto sentence = sentence_of(wrong, asked.lang);
        typed.errors.push_back({wrong.field, sentence});
        for (const auto& [name, field] : {std::pair{"minimum", &typed.minimum}, {"hours", &typed.hours}, {"signer", &typed.signer}})
            if (wrong.field == name) field->error = sentence;
    }
    return show(asked, typed, 422);
}

response issue(call& asked) {
    const auto done = asked.on.certificates.issue(asked.actor, asked.event);
    return done ? redirect(base_of(asked) + "/certificates?done=added") : refused(asked, done.error());
}

response revoke_lapsed(call& asked) {
    const auto done = asked.on.certificates.revoke_lapsed(asked.actor, asked.event);
    return done ? redirect(base_of(asked) + "/certificates?done=added") : refused(asked, done.error());
}

response revoke(call& asked) {
    const auto number = number_in(asked.place.at("number"));
    if (number == 0) return error_answer(asked, 404);
    const auto done = asked.on.certificates.revoke(asked.actor, asked.event, number);
    return done ? redirect(base_of(asked) + "/certificates?done=added") : refused(asked, done.error());
}

response give_file(call& asked) {
    const auto number = number_in(asked.place.at("number"));
    if (number == 0) return error_answer(asked, 404);
    const auto row = asked.on.certificates.find(asked.event, number);
    if (row) asked.on.staff.note_reading(asked.actor, "read_certificate", asked.event, number, "");
    return give_certificate(asked, row);
}

response give_own(call& asked) {
    const auto mine = asked.on.registrations.find_by_secret(asked.place.at("secret"));
    if (!mine) return error_answer(asked, 404);
    return give_certificate(asked, asked.on.certificates.find_of(mine->registration.event, mine->registration.id));
}

std::string operators_line(const service::event_view& about) {
    std::string line;
    for (const auto& name : data_operators_of(about.event)) line += (line.empty() ? "" : ", ") + name;
    return line;
}

} // namespace

response give_certificate(const call& asked, const std::optional<service::certificate_row>& row) {
    const auto name = row ? domain::full_name(row->name) : std::string();
    const auto about = row ? asked.on.events.find_event(row->certificate.event) : std::nullopt;
    if (name.empty() || !about || row->certificate.state != certificate_state::valid) return error_answer(asked, 404);
    const auto& one = row->certificate;
    render::certificate_paper paper;
    paper.language = asked.language_code();
    paper.number = shown_number(one.number);
    paper.name = asked.lang == language::en ? domain::transliterate(name) : name;
    paper.event_title = about->event.text.title;
    paper.when = when_of(about->event.time, one.issued_at, asked.lang).day;
    paper.place = about->venue ? about->venue->name + (about->venue->city.empty() ? "" : ", " + about->venue->city) : "";
    paper.hours = hours_words(one.hours, asked.lang);
    paper.organisers = operators_line(*about);
    paper.signer = one.signer;
    paper.address = check_address(asked, one.code);
    paper.code = ticket::show_public_code(one.code);
    paper.written_at = one.issued_at;
    auto answer = download(render::write_certificate_pdf(paper), "application/pdf",
                           render::content_disposition(render::file_disposition::attachment,
                                                       say(asked.lang, "сертификат-", "certificate-") + paper.number + ".pdf"));
    answer.may_compress = false;
    return answer;
}

response show_certificate(const call& asked, const service::certificate_row& row) {
    const auto& one = row.certificate;
    render::certificate_view view;
    view.is_valid = one.state == certificate_state::valid;
    view.is_revoked = one.state == certificate_state::revoked;
    view.is_replaced = one.state == certificate_state::replaced;
    view.number = shown_number(one.number);
    // The paper named somebody else when the name was another: then the letters of now would mislead.
    if (view.is_valid && !row.is_corrected) view.initials = domain::initials(row.name);
    if (const auto about = asked.on.events.find_event(one.event)) {
        view.event_title = about->event.text.title;
        view.day = when_of(about->event.time, asked.on.clock.now(), asked.lang).day;
    }
    view.hours = hours_words(one.hours, asked.lang);
    auto frame = frame_of(asked);
    frame.is_private = true;
    if (asked.login) return page(render::render_page(asked.on.pages, frame, view));
    frame.csrf_token.clear();
    return page(render::render_page(asked.on.pages, frame, view), 200, asked.query.has("lang") ? 0 : check_shared_ms);
}

std::vector<route> certificate_routes() {
    using enum method;
    constexpr auto edit = action::edit_event;
    constexpr auto work = entrance::work;
    return {
        {get, "/work/events/{event}/certificates", edit, work, show_certificates, "", "", "", ""},
        {post, "/work/events/{event}/certificates/rule", edit, work, save_rule, "", "", "", ""},
        {post, "/work/events/{event}/certificates/issue", edit, work, issue, "", "", "", ""},
        {post, "/work/events/{event}/certificates/revoke-lapsed", edit, work, revoke_lapsed, "", "", "", ""},
        {post, "/work/events/{event}/certificates/{number}/revoke", edit, work, revoke, "", "", "", ""},
        {get, "/work/events/{event}/certificates/{number}.pdf", edit, work, give_file, "", "", "", ""},
        {get, "/r/{secret}/certificate.pdf", action::get_ticket, entrance::attendee, give_own, "", "", "", ""},
    };
}

} // namespace krug::web
