#include "render/pages/page_list.hpp"

#include "render/pages/account_link_page.hpp"
#include "render/pages/bulk_page.hpp"
#include "render/pages/certificate_work_page.hpp"
#include "render/pages/creation_page.hpp"
#include "render/pages/document_page.hpp"
#include "render/pages/door_work_page.hpp"
#include "render/pages/event_list_page.hpp"
#include "render/pages/event_page.hpp"
#include "render/pages/factor_page.hpp"
#include "render/pages/form_page.hpp"
#include "render/pages/import_page.hpp"
#include "render/pages/letter.hpp"
#include "render/pages/letters_page.hpp"
#include "render/pages/merge_page.hpp"
#include "render/pages/message_page.hpp"
#include "render/pages/notice_page.hpp"
#include "render/pages/privacy_page.hpp"
#include "render/pages/programme_page.hpp"
#include "render/pages/record_page.hpp"
#include "render/pages/registration_page.hpp"
#include "render/pages/report_page.hpp"
#include "render/pages/scan_page.hpp"
#include "render/pages/seating_page.hpp"
#include "render/pages/sheet_work_page.hpp"
#include "render/pages/session_choice_page.hpp"
#include "render/pages/sign_up_page.hpp"
#include "render/pages/time_page.hpp"
#include "render/pages/widget_page.hpp"
#include "render/pages/work_event_page.hpp"
#include "render/view_fields.hpp"

#include <algorithm>

namespace krug::render {

namespace {

/// The file a view is drawn by: one view, one template. Letters have two, .html and .txt.
template <class View> constexpr std::string_view template_of = "";
template <> constexpr std::string_view template_of<event_list_view> = "pages/event_list.html";
template <> constexpr std::string_view template_of<event_view> = "pages/event.html";
template <> constexpr std::string_view template_of<registration_form_view> = "pages/registration_form.html";
template <>
constexpr std::string_view template_of<registration_review_view> = "pages/registration_review.html";
template <> constexpr std::string_view template_of<mail_sent_view> = "pages/mail_sent.html";
template <> constexpr std::string_view template_of<confirm_email_view> = "pages/confirm_email.html";
template <> constexpr std::string_view template_of<registration_view> = "pages/registration.html";
template <> constexpr std::string_view template_of<cancel_view> = "pages/cancel.html";
template <> constexpr std::string_view template_of<coming_view> = "pages/coming.html";
template <> constexpr std::string_view template_of<reminders_view> = "pages/reminders.html";
template <> constexpr std::string_view template_of<bulk_view> = "work/bulk.html";
template <> constexpr std::string_view template_of<import_view> = "work/import.html";
template <> constexpr std::string_view template_of<import_preview_view> = "work/import_preview.html";
template <> constexpr std::string_view template_of<letters_view> = "work/letters.html";
template <> constexpr std::string_view template_of<duplicates_view> = "work/duplicates.html";
template <> constexpr std::string_view template_of<merge_view> = "work/merge.html";
template <> constexpr std::string_view template_of<message_form_view> = "work/message_form.html";
template <> constexpr std::string_view template_of<message_view> = "work/message.html";
template <> constexpr std::string_view template_of<feedback_results_view> = "work/feedback.html";
template <> constexpr std::string_view template_of<feedback_view> = "pages/feedback.html";
template <> constexpr std::string_view template_of<unsubscribe_view> = "pages/unsubscribe.html";
template <> constexpr std::string_view template_of<erase_view> = "pages/erase.html";
template <> constexpr std::string_view template_of<consent_view> = "pages/consent.html";
template <> constexpr std::string_view template_of<error_view> = "pages/error.html";
template <> constexpr std::string_view template_of<notice_view> = "pages/notice.html";
template <> constexpr std::string_view template_of<api_view> = "pages/api.html";
template <> constexpr std::string_view template_of<document_view> = "pages/document.html";
template <> constexpr std::string_view template_of<certificate_view> = "pages/certificate.html";
template <> constexpr std::string_view template_of<check_form_view> = "pages/check_form.html";
template <> constexpr std::string_view template_of<evidence_view> = "pages/evidence.html";
template <> constexpr std::string_view template_of<scan_view> = "pages/scan.html";
template <> constexpr std::string_view template_of<sign_in_view> = "pages/sign_in.html";
template <> constexpr std::string_view template_of<work_event_list_view> = "work/event_list.html";
template <> constexpr std::string_view template_of<event_editor_view> = "work/event_editor.html";
template <> constexpr std::string_view template_of<account_view> = "work/account.html";
template <> constexpr std::string_view template_of<staff_view> = "work/staff.html";
template <> constexpr std::string_view template_of<creation_view> = "work/creation.html";
template <> constexpr std::string_view template_of<series_view> = "work/series.html";
template <> constexpr std::string_view template_of<programme_view> = "work/programme.html";
template <> constexpr std::string_view template_of<session_form_view> = "work/session_form.html";
template <> constexpr std::string_view template_of<attendee_sessions_view> = "work/attendee_sessions.html";
template <> constexpr std::string_view template_of<session_letter> = "mail/session_seat";
template <> constexpr std::string_view template_of<attendee_form_view> = "work/attendee_form.html";
template <> constexpr std::string_view template_of<overview_view> = "work/overview.html";
template <> constexpr std::string_view template_of<attendee_list_view> = "work/attendee_list.html";
template <> constexpr std::string_view template_of<attendee_view> = "work/attendee.html";
template <> constexpr std::string_view template_of<door_view> = "work/door.html";
template <> constexpr std::string_view template_of<exports_view> = "work/exports.html";
template <> constexpr std::string_view template_of<certificates_view> = "work/certificates.html";
template <> constexpr std::string_view template_of<times_view> = "work/times.html";
template <> constexpr std::string_view template_of<sheets_view> = "work/sheets.html";
template <> constexpr std::string_view template_of<sheet_view> = "work/sheet.html";
template <> constexpr std::string_view template_of<points_view> = "work/points.html";
template <> constexpr std::string_view template_of<board_view> = "work/board.html";
template <> constexpr std::string_view template_of<devices_view> = "work/devices.html";
template <> constexpr std::string_view template_of<conflicts_view> = "work/conflicts.html";
template <> constexpr std::string_view template_of<preview_view> = "work/preview.html";
template <> constexpr std::string_view template_of<audit_view> = "work/audit.html";
template <> constexpr std::string_view template_of<privacy_view> = "work/privacy.html";
template <> constexpr std::string_view template_of<personal_data_view> = "work/personal_data.html";
template <> constexpr std::string_view template_of<widget_view> = "pages/widget.html";
template <> constexpr std::string_view template_of<share_view> = "work/share.html";
template <> constexpr std::string_view template_of<period_view> = "work/summary.html";
template <> constexpr std::string_view template_of<badges_view> = "work/badges.html";
template <> constexpr std::string_view template_of<webhooks_view> = "work/webhooks.html";
template <> constexpr std::string_view template_of<webhook_view> = "work/webhook.html";
template <> constexpr std::string_view template_of<table_list_view> = "work/tables.html";
template <> constexpr std::string_view template_of<table_editor_view> = "work/table.html";
template <> constexpr std::string_view template_of<questions_view> = "work/form.html";
template <> constexpr std::string_view template_of<form_field_view> = "work/form_field.html";
template <> constexpr std::string_view template_of<answers_view> = "work/answers.html";
template <> constexpr std::string_view template_of<sign_up_view> = "work/sign_up.html";
template <> constexpr std::string_view template_of<group_view> = "pages/group.html";
template <> constexpr std::string_view template_of<own_answers_view> = "pages/answers.html";
template <> constexpr std::string_view template_of<seating_view> = "work/seating.html";
template <> constexpr std::string_view template_of<seating_proposal_view> = "work/seating_proposal.html";
template <> constexpr std::string_view template_of<table_cards_view> = "work/table_cards.html";
template <> constexpr std::string_view template_of<host_table_view> = "pages/host_table.html";
template <> constexpr std::string_view template_of<forgot_view> = "pages/forgot.html";
template <> constexpr std::string_view template_of<join_view> = "pages/join.html";
template <> constexpr std::string_view template_of<accept_view> = "pages/accept.html";
template <> constexpr std::string_view template_of<invitation_letter> = "mail/invitation";
template <> constexpr std::string_view template_of<password_letter> = "mail/password";
template <> constexpr std::string_view template_of<sign_in_factor_view> = "pages/sign_in_factor.html";
template <> constexpr std::string_view template_of<confirm_view> = "work/confirm.html";
template <> constexpr std::string_view template_of<factor_view> = "work/factor.html";
template <> constexpr std::string_view template_of<ticket_letter> = "mail/ticket";
template <> constexpr std::string_view template_of<confirmation_letter> = "mail/confirmation";
template <> constexpr std::string_view template_of<pending_letter> = "mail/pending";
template <> constexpr std::string_view template_of<waitlist_letter> = "mail/waitlist";
template <> constexpr std::string_view template_of<promoted_letter> = "mail/promoted";
template <> constexpr std::string_view template_of<cancelled_letter> = "mail/cancelled";
template <> constexpr std::string_view template_of<declined_letter> = "mail/declined";
template <> constexpr std::string_view template_of<changed_letter> = "mail/changed";
template <> constexpr std::string_view template_of<reminder_letter> = "mail/reminder";
template <> constexpr std::string_view template_of<message_letter> = "mail/message";

template <class Frame, class View>
void add(std::vector<page_entry>& pages, std::string name, std::string_view layout) {
    const Frame frame{};
    const View view{};
    pages.push_back({std::move(name), layout, shape_of(view_source(frame)), shape_of(view_source(view))});
}

template <class... Views> void add_pages(std::vector<page_entry>& pages) {
    (add<page_frame, Views>(pages, std::string(template_of<Views>), "layouts/site.html"), ...);
}

template <class... Views> void add_work_pages(std::vector<page_entry>& pages) {
    (add<work_frame, Views>(pages, std::string(template_of<Views>), "layouts/work.html"), ...);
}

template <class Letter> void add_letter(std::vector<page_entry>& pages) {
    const std::string name(template_of<Letter>);
    add<letter_frame, Letter>(pages, name + ".html", "layouts/letter.html");
    add<letter_frame, Letter>(pages, name + ".txt", "layouts/letter.txt");
}

template <class... Letters> void add_letters(std::vector<page_entry>& pages) {
    (add_letter<Letters>(pages), ...);
}

std::vector<page_entry> list_pages() {
    std::vector<page_entry> pages;
    add_pages<event_list_view, event_view, registration_form_view, registration_review_view, mail_sent_view,
              confirm_email_view, registration_view, cancel_view, coming_view, reminders_view, feedback_view, unsubscribe_view, erase_view, consent_view, error_view,
              notice_view, api_view, document_view, certificate_view, check_form_view, evidence_view, sign_in_view,
              host_table_view, own_answers_view, group_view>(pages);
    add_pages<sign_in_factor_view, forgot_view, join_view, accept_view>(pages);
    add_letters<invitation_letter, password_letter>(pages);
    add_work_pages<confirm_view, factor_view>(pages);
    add<page_frame, scan_view>(pages, std::string(template_of<scan_view>), "layouts/scanner.html");
    add<page_frame, widget_view>(pages, std::string(template_of<widget_view>), "layouts/frame.html");
    add_work_pages<work_event_list_view, event_editor_view, account_view, overview_view, attendee_list_view,
                   attendee_view, attendee_form_view, door_view, exports_view, certificates_view, times_view, sheets_view, sheet_view, points_view, audit_view, staff_view,
                   board_view, devices_view, conflicts_view, preview_view, privacy_view, personal_data_view, letters_view,
                   message_form_view, message_view, feedback_results_view, duplicates_view, merge_view,
                   table_list_view, table_editor_view, questions_view, form_field_view, answers_view, sign_up_view, seating_view, seating_proposal_view, table_cards_view, import_view,
                   import_preview_view, bulk_view, period_view, badges_view, webhooks_view, webhook_view,
                   share_view, attendee_sessions_view, programme_view, session_form_view, creation_view, series_view>(
        pages);
    add_letters<ticket_letter, confirmation_letter, pending_letter, waitlist_letter, promoted_letter,
                cancelled_letter, declined_letter, changed_letter, reminder_letter, session_letter, message_letter>(pages);
    return pages;
}

void complete(page_frame& frame) {
    frame.is_russian = frame.lang == language::ru;
    frame.display.is_light = frame.display.theme == "light";
    frame.display.is_dark = frame.display.theme == "dark";
    frame.display.is_auto = !frame.display.is_light && !frame.display.is_dark;
}

template <class View> std::string fill(const page_engine& engine, page_frame frame, const View& view) {
    complete(frame);
    return engine.fill(template_of<View>, frame.lang, view_source(frame), view_source(view));
}

template <class View> std::string fill(const page_engine& engine, work_frame frame, const View& view) {
    complete(frame.site);
    frame.on_events = frame.section == work_section::events;
    frame.on_overview = frame.section == work_section::overview;
    frame.on_people = frame.section == work_section::people;
    frame.on_door = frame.section == work_section::door;
    frame.on_board = frame.section == work_section::board;
    frame.on_devices = frame.section == work_section::devices;
    frame.on_letters = frame.section == work_section::letters;
    frame.on_points = frame.section == work_section::points;
    frame.on_edit = frame.section == work_section::edit;
    frame.on_exports = frame.section == work_section::exports;
    frame.on_audit = frame.section == work_section::audit;
    frame.on_account = frame.section == work_section::account;
    frame.on_staff = frame.section == work_section::staff;
    frame.on_privacy = frame.section == work_section::privacy;
    frame.on_tables = frame.section == work_section::tables;
    frame.on_seating = frame.section == work_section::seating;
    frame.on_programme = frame.section == work_section::programme;
    frame.on_form = frame.section == work_section::form;
    frame.on_sign_up = frame.section == work_section::sign_up;
    return engine.fill(template_of<View>, frame.site.lang, view_source(frame), view_source(view));
}

/// The first line of the text is the subject, so no title may bring a line of its own into it.
void flatten(std::string& text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
}

template <class Letter>
rendered_letter fill(const page_engine& engine, letter_frame frame, const Letter& letter) {
    flatten(frame.event_title);
    flatten(frame.day);
    const std::string name(template_of<Letter>);
    const std::string text = engine.fill(name + ".txt", frame.lang, view_source(frame), view_source(letter));
    const auto end = text.find('\n');
    rendered_letter out;
    out.subject = text.substr(0, end);
    out.text = text.substr(end + 1);
    out.html = engine.fill(name + ".html", frame.lang, view_source(frame), view_source(letter));
    return out;
}

} // namespace

const std::vector<page_entry>& page_list() {
    static const std::vector<page_entry> pages = list_pages();
    return pages;
}

std::string render_page(const page_engine& engine, const page_frame& frame, const widget_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const share_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const period_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const badges_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const webhooks_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const webhook_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const scan_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const event_list_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const event_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame,
                        const registration_form_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame,
                        const registration_review_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const mail_sent_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const confirm_email_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const registration_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const cancel_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const coming_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const reminders_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const bulk_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const import_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const import_preview_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const letters_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const erase_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const privacy_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const personal_data_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const consent_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const error_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const notice_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const api_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const document_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const certificate_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const check_form_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const evidence_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const sign_in_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame,
                        const work_event_list_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const event_editor_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const account_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const overview_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const attendee_list_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const attendee_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const door_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const exports_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const times_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const sheets_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const sheet_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const certificates_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const points_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const board_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const devices_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const conflicts_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const preview_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const audit_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const attendee_form_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const staff_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const table_list_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const table_editor_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const questions_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const form_field_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const answers_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const own_answers_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const sign_up_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const group_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const seating_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const seating_proposal_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const table_cards_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const host_table_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const forgot_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const join_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const accept_view& view) {
    return fill(engine, frame, view);
}
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame, const invitation_letter& letter) {
    return fill(engine, frame, letter);
}
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame, const password_letter& letter) {
    return fill(engine, frame, letter);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const sign_in_factor_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const confirm_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const factor_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const duplicates_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const merge_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const message_form_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const message_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const feedback_results_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const feedback_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const unsubscribe_view& view) {
    return fill(engine, frame, view);
}
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const ticket_letter& letter) {
    return fill(engine, frame, letter);
}
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const confirmation_letter& letter) {
    return fill(engine, frame, letter);
}
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const pending_letter& letter) {
    return fill(engine, frame, letter);
}
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const waitlist_letter& letter) {
    return fill(engine, frame, letter);
}
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const promoted_letter& letter) {
    return fill(engine, frame, letter);
}
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const cancelled_letter& letter) {
    return fill(engine, frame, letter);
}
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const declined_letter& letter) {
    return fill(engine, frame, letter);
}
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const changed_letter& letter) {
    return fill(engine, frame, letter);
}
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const reminder_letter& letter) {
    return fill(engine, frame, letter);
}
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const message_letter& letter) {
    return fill(engine, frame, letter);
}

std::string render_page(const page_engine& engine, const work_frame& frame, const creation_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const series_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const programme_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const session_form_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const work_frame& frame, const attendee_sessions_view& view) {
    return fill(engine, frame, view);
}
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame, const session_letter& letter) {
    return fill(engine, frame, letter);
}

} // namespace krug::render
