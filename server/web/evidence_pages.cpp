// Evidence: making a pack, giving out the scan log, and the public page by which anybody checks either.
#include "calendar/words.hpp"
#include "domain/text_rules.hpp"
#include "render/file_name.hpp"
#include "render/pages/notice_page.hpp"
#include "render/zip_archive.hpp"
#include "ticket/public_code.hpp"
#include "web/attendance_columns.hpp"
#include "web/certificate_pages.hpp"
#include "web/event_views.hpp"
#include "web/event_words.hpp"
#include "web/evidence_pack.hpp"
#include "web/export_pages.hpp"
#include "web/refusals.hpp"
#include "web/sheet_pages.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::action;

constexpr std::int64_t planned_max = 1'000'000;
constexpr std::size_t line_max = 200; // letters
constexpr int check_shared_ms = 2'000;
constexpr int again_seconds = 30;

/// A line that somebody typed for the paper: one line, not too long.
std::string typed_line(const call& asked, const form& fields, const char* name, render::form_field& shown,
                       std::vector<render::form_error>& errors) {
    shown.value = fields.text(name);
    if (domain::is_blank(shown.value)) return {};
    if (const auto fault = domain::fault_in_line(shown.value, line_max)) {
        shown.error = sentence_of(domain::field_error{name, std::string(domain::word_of(*fault)), line_max}, asked.lang);
        errors.push_back({name, shown.error});
    }
    return shown.value;
}

/// «1 200» as people write it, digits only.
std::string without_blanks(std::string text) {
    for (auto at = text.find("\u00A0"); at != std::string::npos; at = text.find("\u00A0")) text.erase(at, 2);
    std::erase(text, ' ');
    return text;
}

response make_evidence(call& asked) {
    // The pack holds the lists of names on paper; whoever may not see names has the other exports.
    if (!asked.may(action::see_names)) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    const auto fields = posted(asked);
    typed_pack typed;
    pack_wish wish;
    std::vector<render::form_error> errors;
    typed.planned.value = fields.text("planned");
    if (!domain::is_blank(typed.planned.value)) {
        const auto planned = number_in(without_blanks(typed.planned.value));
        if (planned < 1 || planned > planned_max) {
            typed.planned.error = sentence_of(domain::field_error{"planned", "out_of_range", planned_max}, asked.lang);
            errors.push_back({"planned", typed.planned.error});
        } else {
            wish.planned = planned;
        }
    }
    wish.project = typed_line(asked, fields, "project", typed.project, errors);
    wish.responsible = typed_line(asked, fields, "responsible", typed.responsible, errors);
    if (!errors.empty()) return show_exports_again(asked, typed, std::move(errors));

    const auto held = asked.on.evidence.take_turn(asked.event);
    if (!held) return refused(asked, {domain::refusal_code::too_many, asked.on.clock.now() + again_seconds, {}});
    const auto about = event_of(asked);
    auto made = [&]() -> std::optional<made_pack> {
        try {
            return make_pack(asked, about, wish);
        } catch (const render::zip_archive::too_large&) {
            return std::nullopt;
        }
    }();
    if (!made) return error_answer(asked, 413);
    // Kept first: a pack whose code leads nowhere would be worth nothing.
    asked.on.evidence.keep_pack(asked.actor, std::move(made->facts));
    auto answer = download(std::move(made->bytes), "application/zip",
                           render::content_disposition(render::file_disposition::attachment,
                                                       dated_file_name(about, say(asked.lang, "подтверждения", "evidence"), "zip")));
    answer.may_compress = false;
    return answer;
}

response give_scan_log(call& asked) {
    const auto about = event_of(asked);
    asked.on.staff.note_reading(asked.actor, "export_scan_log", asked.event, 0, "");
    std::string bytes;
    asked.on.evidence.read_log(asked.event, std::nullopt, [&](std::string_view piece) { bytes += piece; });
    return download(std::move(bytes), "text/tab-separated-values; charset=utf-8",
                    render::content_disposition(render::file_disposition::attachment, scan_log_file_name(about, asked.lang)));
}

response show_check_form(call& asked) {
    const auto& typed = asked.query.text("code");
    if (const auto code = ticket::read_public_code(typed)) return redirect("/v/" + *code);
    const render::check_form_view view{"/v", typed, !typed.empty()};
    return page(render::render_page(asked.on.pages, frame_of(asked), view), typed.empty() ? 200 : 404);
}

/// "MCow…=": what stands between the marks of the PEM file.
std::string key_line(const std::string& public_key) {
    const auto pem = service::evidence_office::public_key_pem(public_key);
    const auto from = pem.find('\n') + 1;
    return pem.substr(from, pem.find('\n', from) - from);
}

render::evidence_view evidence_view_of(const call& asked, const service::pack_check& found) {
    const auto& pack = found.pack;
    const auto lang = asked.lang;
    const auto in = calendar_language(lang);
    render::evidence_view view;
    view.is_same = found.standing == service::log_standing::same;
    view.is_grown = found.standing == service::log_standing::grown;
    view.is_different = found.standing == service::log_standing::different;
    if (view.is_grown) view.grown_words = render::tr_n(lang, "С тех пор добавилась {n} запись", found.since);
    view.code = ticket::show_public_code(pack.code);
    const auto about = asked.on.events.find_event(pack.event);
    std::string timezone = "UTC";
    if (about) {
        timezone = about->event.time.timezone;
        view.event_title = about->event.text.title;
        if (about->event.state != domain::event_state::draft && about->event.visibility == domain::event_visibility::listed)
            view.event_url = path_of(about->event);
        view.day = when_of(about->event.time, asked.on.clock.now(), lang).day;
        for (const auto& name : data_operators_of(about->event)) view.organisers += (view.organisers.empty() ? "" : ", ") + name;
    }
    view.made = moment_in(timezone, pack.made_at, lang);
    view.registered = calendar::number_words(pack.registered, in);
    view.attended = calendar::number_words(pack.attended, in);
    view.log_count = calendar::number_words(pack.log_count, in);
    if (pack.log_last > 0) view.log_last = "№ " + std::to_string(pack.log_last) + ", " + moment_in(timezone, pack.log_last_ms / 1000, lang);
    view.log_hash = pack.log_hash;
    view.report_hash = pack.report_hash;
    view.public_key = key_line(pack.public_key);
    view.key_hex = pack.public_key;
    view.head_lines = std::to_string(pack.log_count + 2);
    return view;
}

response show_check(call& asked) {
    const auto code = ticket::read_public_code(asked.place.at("code"));
    if (const auto paper = code ? asked.on.certificates.check(*code) : std::nullopt) return show_certificate(asked, *paper);
    const auto found = code ? asked.on.evidence.check(*code) : std::nullopt;
    if (!found) {
        const render::check_form_view unknown{"/v", asked.place.at("code").substr(0, 40), true};
        return page(render::render_page(asked.on.pages, frame_of(asked), unknown), 404);
    }
    auto frame = frame_of(asked);
    frame.is_private = true; // not for search engines: whoever was given the code has it
    const auto view = evidence_view_of(asked, *found);
    if (asked.login) return page(render::render_page(asked.on.pages, frame, view));
    frame.csrf_token.clear();
    return page(render::render_page(asked.on.pages, frame, view), 200, asked.query.has("lang") ? 0 : check_shared_ms);
}

} // namespace

std::vector<route> evidence_routes() {
    using enum method;
    std::vector<route> all{
        {post, "/work/events/{event}/evidence", action::export_list, entrance::work, make_evidence, "", "", "", ""},
        {post, "/work/events/{event}/scan-log", action::export_list, entrance::work, give_scan_log, "", "", "", ""},
    };
    for (auto part : {certificate_routes(), sheet_routes()}) all.insert(all.end(), part.begin(), part.end());
    return all;
}

std::vector<route> check_routes() {
    using enum method;
    return {
        {get, "/v", action::view_published, entrance::open, show_check_form, "", "", "", ""},
        {get, "/v/{code}", action::view_published, entrance::open, show_check, "", "", "", ""},
    };
}

} // namespace krug::web
