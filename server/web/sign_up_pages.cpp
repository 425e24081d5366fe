// The organisers' page of who may sign up: terms of categories and of the event, and invitation codes with their files.
#include "render/attendance_table.hpp"
#include "render/file_name.hpp"
#include "render/pages/sign_up_page.hpp"
#include "web/event_views.hpp"
#include "web/event_words.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"
#include "web/written_moment.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::action;
using render::language;

constexpr std::size_t shown_max = 200;

/// What was typed on the page, and what is wrong with it. Only the form that was sent differs from what stands.
struct typed_page {
    std::int64_t category = 0; ///< whose form was sent
    std::string quota, opens_at, closes_at;
    bool guests_choose = false, by_code_only = false;
    bool terms_sent = false;
    std::string companions_max, group_max, email_domains;
    bool companions_outside = false, minors = false;
    std::string count = "1", uses_max = "1", code, expires_at, note, invitation_category;
    bool reserves = false;
    std::vector<std::pair<std::string, std::string>> wrong; ///< anchor, sentence
};

std::string url_of(const call& asked) { return base_of(asked) + "/sign-up"; }

std::string name_of(const domain::guest_category& category, language lang) {
    return lang == language::en && !category.name_en.empty() ? category.name_en : category.name;
}

render::form_field field_of(const typed_page& typed, std::string_view anchor, const std::string& value) {
    render::form_field shown{value, {}};
    for (const auto& [where, message] : typed.wrong)
        if (where == anchor) shown.error = message;
    return shown;
}

render::category_terms_row row_of(const call& asked, const service::category_line& line, const typed_page& typed,
                                  const calendar::zone& where) {
    const auto lang = asked.lang;
    const auto number = std::to_string(line.category.id.value);
    const bool sent = typed.category == line.category.id.value;
    const auto& terms = line.terms;
    const auto moment = [&](const std::optional<ground::utc_seconds>& at) { return at ? print_moment(*at, where) : std::string(); };
    render::category_terms_row row;
    row.number = number;
    row.name = name_of(line.category, lang);
    row.action = url_of(asked) + "/categories/" + number;
    if (terms.quota) {
        row.filled = std::to_string(line.seats.taken) + say(lang, " из ", " of ") + std::to_string(*terms.quota);
        if (line.seats.waiting > 0) row.filled += say(lang, ", ждут ", ", waiting ") + std::to_string(line.seats.waiting);
    }
    row.guests_choose = sent ? typed.guests_choose : terms.guests_choose;
    row.by_code_only = sent ? typed.by_code_only : terms.by_code_only;
    row.quota = field_of(typed, "quota-" + number, sent ? typed.quota : terms.quota ? std::to_string(*terms.quota) : "");
    row.opens_at = field_of(typed, "opens_at-" + number, sent ? typed.opens_at : moment(terms.opens_at));
    row.closes_at = field_of(typed, "closes_at-" + number, sent ? typed.closes_at : moment(terms.closes_at));
    return row;
}

/// «пресса · до 15.10.2020 15:00 · место сохранено · для кого»
std::string rules_of(const domain::invitation& which, const std::vector<service::category_line>& categories,
                     const calendar::zone& where, ground::utc_seconds now, language lang) {
    std::string words;
    const auto add = [&](const std::string& part) { words += (words.empty() ? "" : " · ") + part; };
    if (which.revoked) add(say(lang, "отозван", "revoked"));
    for (const auto& line : categories)
        if (which.category && line.category.id == which.category) add(name_of(line.category, lang));
    if (which.expires_at)
        add((now >= *which.expires_at ? say(lang, "истёк ", "expired ") : say(lang, "до ", "until ")) +
            short_moment(*which.expires_at, now, where, lang));
    if (which.kept_seats() > 0) add(say(lang, "держит мест: ", "keeps seats: ") + std::to_string(which.kept_seats()));
    if (!which.note.empty()) add(which.note);
    return words;
}

std::string address_of(const call& asked, const service::event_view& about, const std::string& code) {
    return asked.on.settings.public_url + path_of(about.event) + "/register?code=" + code;
}

void fill_invitations(const call& asked, const service::event_view& about, const std::vector<service::category_line>& categories,
                      const calendar::zone& where, render::sign_up_view& view) {
    const auto lang = asked.lang;
    const auto now = asked.on.clock.now();
    const auto all = asked.on.sign_ups.invitations(asked.event);
    if (all.empty()) return;
    view.csv_url = url_of(asked) + "/codes.csv";
    view.xlsx_url = url_of(asked) + "/codes.xlsx";
    if (all.size() > shown_max)
        view.invitations_note = say(lang, "Показаны последние ", "Shown are the last ") + std::to_string(shown_max) +
                                say(lang, " из ", " of ") + std::to_string(all.size()) +
                                say(lang, ", остальные – в файле.", ", the others are in the file.");
    for (const auto& each : all) {
        if (view.invitations.size() == shown_max) break;
        render::invitation_code_row row;
        row.number = std::to_string(each.number);
        row.code = domain::show_code(each.code);
        row.rules = rules_of(each, categories, where, now, lang);
        row.used = say(lang, "использован ", "used ") + std::to_string(each.used) + say(lang, " из ", " of ") + std::to_string(each.uses_max);
        row.url = address_of(asked, about, each.code);
        if (domain::may_use(each, now)) row.revoke_action = url_of(asked) + "/codes/" + row.number + "/revoke";
        view.invitations.push_back(std::move(row));
    }
}

response show(const call& asked, const typed_page& typed, int status = 200) {
    const auto about = event_of(asked);
    const auto lang = asked.lang;
    const auto where = zone_named(about.event.time.timezone);
    const auto terms = asked.on.sign_ups.terms(asked.event);
    const auto categories = asked.on.sign_ups.categories(asked.event);
    render::sign_up_view view;
    view.points_url = base_of(asked) + "/points";
    for (const auto& line : categories) view.categories.push_back(row_of(asked, line, typed, where));
    view.terms_action = url_of(asked) + "/terms";
    std::string domains;
    for (const auto& each : terms.email_domains) domains += (domains.empty() ? "" : "\n") + each;
    const bool sent = typed.terms_sent;
    view.companions_max = field_of(typed, "companions_max", sent ? typed.companions_max : std::to_string(terms.companions_max));
    view.group_max = field_of(typed, "group_max", sent ? typed.group_max : std::to_string(terms.group_max));
    view.email_domains = field_of(typed, "email_domains", sent ? typed.email_domains : domains);
    view.companions_outside = sent ? typed.companions_outside : terms.companions_outside;
    view.minors = sent ? typed.minors : terms.minors;
    view.invite_action = url_of(asked) + "/codes";
    view.count = field_of(typed, "count", typed.count);
    view.uses_max = field_of(typed, "uses_max", typed.uses_max);
    view.code = field_of(typed, "code", typed.code);
    view.expires_at = field_of(typed, "expires_at", typed.expires_at);
    view.note = field_of(typed, "note", typed.note);
    view.reserves = typed.reserves;
    if (!categories.empty())
        view.invitation_categories.push_back({"", say(lang, "Не даёт", "None"), "", typed.invitation_category.empty(), false});
    for (const auto& line : categories) {
        const auto number = std::to_string(line.category.id.value);
        view.invitation_categories.push_back({number, name_of(line.category, lang), "", number == typed.invitation_category, false});
    }
    fill_invitations(asked, about, categories, where, view);
    for (const auto& [anchor, message] : typed.wrong) view.errors.push_back({anchor, message});
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), lang);
    const auto frame = work_frame_of(asked, render::work_section::sign_up, &about);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response show_terms(call& asked) { return show(asked, {}); }

/// A number of the form from 0 on; -1 for what is none.
std::int64_t whole_in(const std::string& text) {
    if (text == "0") return 0;
    const auto number = number_in(text);
    return number > 0 ? number : -1;
}

std::optional<ground::utc_seconds> moment_in(const call& asked, const std::string& text, const std::string& anchor,
                                             const calendar::zone& where, typed_page& typed) {
    auto read = read_moment(text, where, std::nullopt, asked.lang);
    if (!read.fault.empty()) typed.wrong.emplace_back(anchor, std::move(read.fault));
    return read.value;
}

void take_fault(const call& asked, const domain::refusal& why, const std::string& suffix, typed_page& typed) {
    for (const auto& error : why.fields) typed.wrong.emplace_back(error.field + suffix, sentence_of(error, asked.lang));
}

response save_category(call& asked) {
    const auto fields = posted(asked);
    const auto number = number_in(asked.place.at("category"));
    if (number == 0) return error_answer(asked, 404);
    const auto suffix = "-" + std::to_string(number);
    const auto where = zone_named(event_of(asked).event.time.timezone);
    typed_page typed;
    typed.category = number;
    typed.quota = fields.text("quota");
    typed.opens_at = fields.text("opens_at");
    typed.closes_at = fields.text("closes_at");
    typed.guests_choose = fields.has("guests_choose");
    typed.by_code_only = fields.has("by_code_only");
    domain::category_terms terms{{number}, typed.guests_choose, typed.by_code_only, {}, {}, {}};
    if (!typed.quota.empty()) terms.quota = whole_in(typed.quota);
    terms.opens_at = moment_in(asked, typed.opens_at, "opens_at" + suffix, where, typed);
    terms.closes_at = moment_in(asked, typed.closes_at, "closes_at" + suffix, where, typed);
    if (!typed.wrong.empty()) return show(asked, typed, 422);
    const auto done = asked.on.sign_ups.save_category(asked.actor, asked.event, terms);
    if (done) return redirect(url_of(asked) + "?done=saved");
    take_fault(asked, done.error(), suffix, typed);
    return typed.wrong.empty() ? refused(asked, done.error()) : show(asked, typed, 422);
}

response save_terms(call& asked) {
    const auto fields = posted(asked);
    typed_page typed;
    typed.terms_sent = true;
    typed.companions_max = fields.text("companions_max");
    typed.group_max = fields.text("group_max");
    typed.email_domains = fields.text("email_domains");
    typed.companions_outside = fields.has("companions_outside");
    typed.minors = fields.has("minors");
    domain::sign_up_terms terms;
    terms.companions_max = static_cast<int>(std::min<std::int64_t>(whole_in(typed.companions_max), 1000));
    terms.group_max = static_cast<int>(std::min<std::int64_t>(whole_in(typed.group_max), 1000));
    terms.companions_outside = typed.companions_outside;
    terms.minors = typed.minors;
    if (auto domains = domain::read_domains(typed.email_domains)) terms.email_domains = std::move(*domains);
    else typed.wrong.emplace_back("email_domains", say(asked.lang, "Один из доменов написан с ошибкой: нужен вид nko.ru.",
                                                       "One of the domains is misspelt: it should look like ngo.org."));
    if (!typed.wrong.empty()) return show(asked, typed, 422);
    const auto done = asked.on.sign_ups.save_terms(asked.actor, asked.event, terms);
    if (done) return redirect(url_of(asked) + "?done=saved");
    take_fault(asked, done.error(), "", typed);
    return typed.wrong.empty() ? refused(asked, done.error()) : show(asked, typed, 422);
}

response make_codes(call& asked) {
    const auto fields = posted(asked);
    const auto where = zone_named(event_of(asked).event.time.timezone);
    typed_page typed;
    typed.count = fields.text("count");
    typed.uses_max = fields.text("uses_max");
    typed.code = fields.text("code");
    typed.expires_at = fields.text("expires_at");
    typed.note = fields.text("note");
    typed.invitation_category = fields.text("invitation_category");
    typed.reserves = fields.has("reserves");
    service::invitation_wish wish;
    wish.count = static_cast<int>(std::min<std::int64_t>(whole_in(typed.count), 100'000));
    wish.uses_max = whole_in(typed.uses_max);
    wish.code = typed.code;
    wish.expires_at = moment_in(asked, typed.expires_at, "expires_at", where, typed);
    wish.category = {number_in(typed.invitation_category)};
    wish.reserves = typed.reserves;
    wish.note = typed.note;
    if (!typed.wrong.empty()) return show(asked, typed, 422);
    const auto done = asked.on.sign_ups.invite(asked.actor, asked.event, wish);
    if (done) return redirect(url_of(asked) + "?done=saved#codes-h");
    take_fault(asked, done.error(), "", typed);
    if (done.error().code == domain::refusal_code::full)
        typed.wrong.emplace_back("count", say(asked.lang, "Столько мест не удержать, свободно: ", "So many seats cannot be kept, free: ") +
                                              std::to_string(done.error().at));
    return typed.wrong.empty() ? refused(asked, done.error()) : show(asked, typed, 422);
}

response revoke_code(call& asked) {
    const auto number = number_in(asked.place.at("invitation"));
    const auto done = asked.on.sign_ups.revoke(asked.actor, asked.event, number);
    return done ? redirect(url_of(asked) + "?done=revoked#codes-h") : refused(asked, done.error());
}

template <render::table_format Format> response give_codes(call& asked) {
    const auto about = event_of(asked);
    const auto lang = asked.lang;
    const auto where = zone_named(about.event.time.timezone);
    const auto categories = asked.on.sign_ups.categories(asked.event);
    const auto codes = asked.on.sign_ups.invitations(asked.event);
    asked.on.staff.note_reading(asked.actor, "export_codes", asked.event, 0, "codes=" + std::to_string(codes.size()));
    render::table_head head;
    head.sheet_name = say(lang, "Коды приглашений", "Invitation codes");
    head.written_at = asked.on.clock.now();
    head.yes = say(lang, "да", "yes");
    head.no = say(lang, "нет", "no");
    using render::column_kind;
    head.columns = {{"code", say(lang, "Код", "Code"), column_kind::text, 0},
                    {"url", say(lang, "Ссылка", "Link"), column_kind::text, 60},
                    {"category", say(lang, "Категория", "Category"), column_kind::text, 0},
                    {"uses_max", say(lang, "Сколько раз", "Uses"), column_kind::integer, 0},
                    {"used", say(lang, "Использован", "Used"), column_kind::integer, 0},
                    {"expires_at", say(lang, "Действует до", "Valid until"), column_kind::date_time, 0},
                    {"open", say(lang, "Действует", "Open"), column_kind::boolean, 0},
                    {"note", say(lang, "Для кого", "For whom"), column_kind::text, 0}};
    std::string bytes;
    render::attendance_table table(Format, head, [&](std::string_view piece) { bytes += piece; });
    for (const auto& each : codes) {
        render::table_cell category, expires, note;
        for (const auto& line : categories)
            if (each.category && line.category.id == each.category) category = name_of(line.category, lang);
        if (each.expires_at) expires = render::table_moment{*each.expires_at, where.offset_seconds(*each.expires_at) / 60};
        if (!each.note.empty()) note = each.note;
        const render::table_cell cells[] = {domain::show_code(each.code), address_of(asked, about, each.code), category, each.uses_max,
                                            each.used, expires, static_cast<bool>(domain::may_use(each, asked.on.clock.now())), note};
        table.row(cells);
    }
    table.finish();
    return download(std::move(bytes), render::media_type(Format),
                    render::content_disposition(render::file_disposition::attachment,
                                                "codes-" + about.event.slug + "." + std::string(render::file_extension(Format))));
}

} // namespace

std::vector<route> sign_up_routes() {
    using enum method;
    constexpr auto edit = action::edit_event;
    constexpr auto work = entrance::work;
    return {
        {get, "/work/events/{event}/sign-up", edit, work, show_terms, "", "", "", ""},
        {post, "/work/events/{event}/sign-up/terms", edit, work, save_terms, "", "", "", ""},
        {post, "/work/events/{event}/sign-up/categories/{category}", edit, work, save_category, "", "", "", ""},
        {post, "/work/events/{event}/sign-up/codes", edit, work, make_codes, "", "", "", ""},
        {post, "/work/events/{event}/sign-up/codes/{invitation}/revoke", edit, work, revoke_code, "", "", "", ""},
        {get, "/work/events/{event}/sign-up/codes.csv", edit, work, give_codes<render::table_format::csv_excel>, "", "", "", ""},
        {get, "/work/events/{event}/sign-up/codes.xlsx", edit, work, give_codes<render::table_format::xlsx>, "", "", "", ""},
    };
}

} // namespace krug::web
