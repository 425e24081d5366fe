// Badges: whose are printed on what, one or all, and what happens at check-in.
#include "calendar/words.hpp"
#include "render/file_name.hpp"
#include "render/pages/report_page.hpp"
#include "web/attendance_columns.hpp"
#include "web/badge_faces.hpp"
#include "web/event_words.hpp"
#include "web/refusals.hpp"
#include "web/report_desk.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::action;
using domain::badge_choice;
using domain::badge_layout;

struct layout_words {
    badge_layout layout;
    std::string_view ru, en;
};
constexpr layout_words layouts[] = {
    {badge_layout::sheet_90x60, "Лист А4: восемь по 90 × 60 мм", "A4 sheet: eight of 90 × 60 mm"},
    {badge_layout::sheet_86x54, "Лист А4: десять карточек 86 × 54 мм", "A4 sheet: ten cards of 86 × 54 mm"},
    {badge_layout::holder_105x148, "А6, 105 × 148 мм, по одному", "A6, 105 × 148 mm, one a page"},
    {badge_layout::label_58x40, "Этикетка 58 × 40 мм", "Label 58 × 40 mm"},
    {badge_layout::label_62x29, "Этикетка 62 × 29 мм", "Label 62 × 29 mm"},
    {badge_layout::label_100x70, "Этикетка 100 × 70 мм", "Label 100 × 70 mm"}};

struct format_words {
    std::string_view word, ru, en;
};
constexpr format_words formats[] = {{"pdf", "PDF для любого принтера", "PDF for any printer"},
                                    {"zpl", "ZPL, принтер этикеток 203 dpi", "ZPL, label printer of 203 dpi"},
                                    {"zpl300", "ZPL, принтер этикеток 300 dpi", "ZPL, label printer of 300 dpi"}};

std::vector<render::choice> layout_choices(const call& asked, badge_layout chosen) {
    std::vector<render::choice> choices;
    for (const auto& each : layouts)
        choices.push_back({std::string(domain::word_of(each.layout)), say(asked.lang, each.ru, each.en), "", each.layout == chosen, false});
    return choices;
}

struct typed_print {
    std::string which = "all", format = "pdf", layout;
    std::vector<render::form_error> errors;
    int status = 200;
};

response show(const call& asked, const typed_print& typed) {
    const auto about = event_of(asked);
    const auto setting = asked.on.reports->badges.setting(asked.event);
    const auto counted = asked.on.reports->badges.count(asked.event);
    const auto in = calendar_language(asked.lang);
    render::badges_view view;
    view.action = base_of(asked) + "/badges";
    if (asked.may(action::edit_event)) view.setting_action = base_of(asked) + "/badges/setting";
    view.numbers = {{say(asked.lang, "Подтверждены", "Confirmed"), calendar::number_words(counted.confirmed, in)},
                    {say(asked.lang, "Бейдж напечатан", "Badge printed"), calendar::number_words(counted.printed, in)},
                    {say(asked.lang, "Из них напечатано повторно", "Of them printed again"), calendar::number_words(counted.again, in)}};
    view.choices = {{"all", say(asked.lang, "Все подтверждённые", "Everybody confirmed"), "", typed.which == "all", false},
                    {"not_printed", say(asked.lang, "У кого ещё нет бейджа", "Whoever has none yet"), "", typed.which == "not_printed", false},
                    {"inside", say(asked.lang, "Кто сейчас внутри", "Whoever is inside now"), "", typed.which == "inside", false}};
    const auto chosen = domain::parse_word<badge_layout>(typed.layout).value_or(setting.layout);
    view.layouts = layout_choices(asked, chosen);
    view.usual_layouts = layout_choices(asked, setting.layout);
    for (const auto& each : formats)
        view.formats.push_back({std::string(each.word), say(asked.lang, each.ru, each.en), "", each.word == typed.format, false});
    view.on_check_in = setting.on_check_in;
    view.printer_note = asked.on.reports->badge_printer.empty()
                            ? say(asked.lang, "Принтер бейджей не настроен: при входе ничего не печатается. Его имя задаёт администратор (badges.printer).",
                                  "No badge printer is set up: nothing is printed at check-in. The administrator sets its name (badges.printer).")
                            : say(asked.lang, "Принтер: ", "Printer: ") + asked.on.reports->badge_printer +
                                  say(asked.lang, ". Бейдж печатается при первом входе; дверь его не ждёт.",
                                      ". A badge is printed at the first admission; the door does not wait for it.");
    view.errors = typed.errors;
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), asked.lang);
    const auto frame = work_frame_of(asked, render::work_section::people, &about);
    return page(render::render_page(asked.on.pages, frame, view), typed.status);
}

response show_badges(call& asked) { return show(asked, {}); }

struct wanted_print {
    badge_layout layout{};
    std::string format;
};

/// Both are choices of ours; ZPL draws labels only.
std::optional<wanted_print> read_print(const call& asked, const form& fields, std::vector<render::form_error>& errors) {
    const auto layout = domain::parse_word<badge_layout>(fields.text("layout"));
    const auto& format = fields.text("format");
    const bool known = std::any_of(std::begin(formats), std::end(formats), [&](const auto& each) { return each.word == format; });
    if (!layout) errors.push_back({"layout", sentence_of(domain::field_error{"layout", "not_a_choice", 0}, asked.lang)});
    if (!known) errors.push_back({"format", sentence_of(domain::field_error{"format", "not_a_choice", 0}, asked.lang)});
    if (layout && known && format != "pdf" && !domain::is_label(*layout))
        errors.push_back({"layout", say(asked.lang, "Принтеру этикеток нужен размер этикетки: лист А4 он не напечатает.",
                                        "A label printer needs the size of a label: it cannot print an A4 sheet.")});
    if (!errors.empty()) return std::nullopt;
    return wanted_print{*layout, format};
}

response file_of(const call& asked, const service::badge_batch& batch, const std::string& format) {
    const auto document = badge_document_of(batch, asked.lang, asked.on.clock.now());
    const auto about = event_of(asked);
    const bool is_pdf = format == "pdf";
    auto bytes = is_pdf ? render::write_badges_pdf(document) : render::write_badges_zpl(document, format == "zpl300" ? 12 : 8);
    return download(std::move(bytes), is_pdf ? "application/pdf" : "application/octet-stream",
                    render::content_disposition(render::file_disposition::attachment,
                                                dated_file_name(about, say(asked.lang, "бейджи", "badges"), is_pdf ? "pdf" : "zpl")));
}

response print_badges(call& asked) {
    // A badge carries the ticket, so whoever may not fetch tickets prints none.
    if (!asked.may(action::get_ticket)) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    const auto fields = posted(asked);
    typed_print typed{fields.text("which"), fields.text("format"), fields.text("layout"), {}, 422};
    const auto which = domain::parse_word<badge_choice>(typed.which);
    if (!which) typed.errors.push_back({"which", sentence_of(domain::field_error{"which", "not_a_choice", 0}, asked.lang)});
    const auto wanted = read_print(asked, fields, typed.errors);
    if (!wanted || !which) return show(asked, typed);
    std::vector<std::int64_t> inside;
    if (*which == badge_choice::inside)
        for (const auto& guest : asked.on.attendance.who_came(asked.event))
            if (guest.inside) inside.push_back(guest.id.value);
    const auto batch = asked.on.reports->badges.print(asked.actor, asked.event, *which, inside, wanted->layout, wanted->format);
    if (batch) return file_of(asked, *batch, wanted->format);
    const auto why = batch.error();
    typed.errors.push_back({"which", why.code == domain::refusal_code::too_many
                                         ? say(asked.lang, "За один раз печатается до 5000 бейджей. Всего: ", "Up to 5,000 badges are printed at once. In all: ") +
                                               calendar::number_words(why.at, calendar_language(asked.lang))
                                         : say(asked.lang, "Печатать пока некого.", "There is nobody to print for.")});
    return show(asked, typed);
}

response print_one(call& asked) {
    if (!asked.may(action::get_ticket)) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    const domain::registration_id whose{number_in(asked.place.at("registration"))};
    const auto fields = posted(asked);
    std::vector<render::form_error> errors;
    // The person's card asks for nothing: the event's usual way.
    auto wanted = fields.has("layout") ? read_print(asked, fields, errors)
                                       : std::optional(wanted_print{asked.on.reports->badges.setting(asked.event).layout, "pdf"});
    if (!wanted) return refused(asked, {domain::refusal_code::invalid, 0, {{errors.front().anchor, "not_a_choice", 0}}});
    const auto batch = asked.on.reports->badges.print_one(asked.actor, asked.event, whose, wanted->layout, wanted->format);
    return batch ? file_of(asked, *batch, wanted->format) : refused(asked, batch.error());
}

response save_setting(call& asked) {
    const auto fields = posted(asked);
    const auto layout = domain::parse_word<badge_layout>(fields.text("layout"));
    if (!layout) {
        typed_print typed;
        typed.errors.push_back({"usual_layout", sentence_of(domain::field_error{"layout", "not_a_choice", 0}, asked.lang)});
        typed.status = 422;
        return show(asked, typed);
    }
    const auto done = asked.on.reports->badges.save_setting(asked.actor, asked.event, {*layout, fields.text("on_check_in") == "1"});
    return done ? redirect(base_of(asked) + "/badges?done=saved") : refused(asked, done.error());
}

} // namespace

std::vector<route> badge_routes() {
    using enum method;
    constexpr auto people = action::manage_registration;
    return {
        {get, "/work/events/{event}/badges", people, entrance::work, show_badges, "", "", "", ""},
        {post, "/work/events/{event}/badges", people, entrance::work, print_badges, "", "", "", ""},
        {post, "/work/events/{event}/badges/setting", action::edit_event, entrance::work, save_setting, "", "", "", ""},
        {post, "/work/events/{event}/people/{registration}/badge", people, entrance::work, print_one, "", "", "", ""},
    };
}

} // namespace krug::web
