// Organisers' pages of the day: overview with live counts, attendees, one attendee, the door, conflicts after
// sync. Filled and rendered by web.
#pragma once

#include "render/pages/filter_fields.hpp"

namespace krug::render {

/// The colour, icon and word of a state. Exactly one is set.
struct state_mark {
    std::string text; ///< "В зале, 14:41"
    bool is_good = false, is_waiting = false, is_bad = false, is_info = false, is_plain = false;
};
BOOST_DESCRIBE_STRUCT(state_mark, (), (text, is_good, is_waiting, is_bad, is_info, is_plain))

/// One tile of numbers.
struct count_tile {
    std::string label;
    std::string value;
    std::string note;
    std::string url;  ///< "" = the note is no link
    std::string live; ///< member of the live counts: "attended"; "" = fixed
    bool is_taken = false, is_expected = false, is_free = false; ///< dot beside the label
};
BOOST_DESCRIBE_STRUCT(count_tile, (), (label, value, note, url, live, is_taken, is_expected, is_free))

/// One arrival in the feed.
struct arrival_row {
    state_mark state;
    std::string who;   ///< as short as the role may see
    std::string where; ///< "Сканер 1, вход"
    std::string time;
    std::string url; ///< detail page; "" = not allowed
};
BOOST_DESCRIBE_STRUCT(arrival_row, (), (state, who, where, time, url))

struct chart_cell {
    std::string time;
    std::string count;
};
BOOST_DESCRIBE_STRUCT(chart_cell, (), (time, count))

struct session_row {
    std::string title;
    std::string time;
    std::string registered; ///< "18 из 24"
    std::string admitted;
    std::string waiting;
};
BOOST_DESCRIBE_STRUCT(session_row, (), (title, time, registered, admitted, waiting))

/// One row of a figure; "" leaves the cell out.
struct figure_row {
    std::string name;
    std::string registered;
    std::string attended;
};
BOOST_DESCRIBE_STRUCT(figure_row, (), (name, registered, attended))

/// One figure of an event: a plot, its numbers as a table, the same as a file.
struct figure_card {
    std::string id; ///< unique on the page
    std::string title;
    std::string summary;         ///< what it says, in a sentence; "" = nothing
    markup plot;                 ///< empty = the table stands alone
    std::string name_head;       ///< heads of the columns; "" = there is no such column
    std::string registered_head;
    std::string attended_head;
    std::vector<figure_row> rows;
    std::string csv_url;
};
BOOST_DESCRIBE_STRUCT(figure_card, (),
                      (id, title, summary, plot, name_head, registered_head, attended_head, rows, csv_url))

/// "/work/events/{id}".
struct overview_view {
    std::string phase;     ///< "Идёт встреча гостей · 15:12"; "" = nothing to say
    std::string live_url;  ///< JSON of the live counts
    std::string mail_note; ///< where messages go while no mail server is set up, or how many failed; "" = all is well
    bool is_draft = false; ///< shows what is left to do before publishing
    std::string publish_url; ///< "" = not allowed or not a draft
    markup ring;             ///< hall_ring
    std::vector<count_tile> tiles;
    markup chart;                        ///< arrivals_chart; empty before the first arrival
    std::vector<chart_cell> chart_cells; ///< the same numbers as a table
    std::vector<arrival_row> arrivals;
    std::vector<session_row> sessions;
    std::vector<count_tile> people_tiles; ///< registered, unique, first time: beside the live ones
    std::vector<figure_card> figures;
    std::string figures_csv_url; ///< all of them in one file; "" = there are none
    std::string webhook_note;    ///< a webhook that stopped by itself; "" = none
    std::string webhook_url;     ///< "" = may not look
    std::string badges_url;      ///< "" = not allowed
};
BOOST_DESCRIBE_STRUCT(overview_view, (),
                      (phase, live_url, mail_note, is_draft, publish_url, ring, tiles, chart, chart_cells,
                       arrivals, sessions, people_tiles, figures, figures_csv_url, webhook_note, webhook_url, badges_url))
std::string render_page(const page_engine& engine, const work_frame& frame, const overview_view& view);

/// One line of the attendee table.
struct attendee_row {
    std::string id;  ///< registration id, form field "id"
    std::string url; ///< detail page
    std::string name;
    std::string organisation;
    std::string attendee_no;
    std::string email;
    std::string phone;
    state_mark state;
    bool may_select = false;
    bool is_selected = false; ///< kept when a change of many was refused
    std::string category;     ///< this and what follows: of columns that somebody chose
    std::string table;
    std::string tags; ///< «Почётный гость, у сцены»
    std::string language;
    std::string registered;
};
BOOST_DESCRIBE_STRUCT(attendee_row, (),
                      (id, url, name, organisation, attendee_no, email, phone, state, may_select, is_selected, category, table,
                       tags, language, registered))

/// A list that somebody saved.
struct saved_view_link {
    std::string number;
    std::string name;
    std::string url;
    bool is_shared = false;
    bool is_current = false;
};
BOOST_DESCRIBE_STRUCT(saved_view_link, (), (number, name, url, is_shared, is_current))

/// A change of many that can still be taken back: form field `change` of undo_action.
struct open_change_line {
    std::string number;
    std::string sentence; ///< «Отменено участие: 12. Вернуть можно до 15:20.»
};
BOOST_DESCRIBE_STRUCT(open_change_line, (), (number, sentence))

/// "/work/events/{id}/people". Filters stand in the address; the words that are looked for are posted (find_action, field q), so
/// that no name stands there. The list is a form: POST action, fields id (repeats), all, and do = approve, decline, cancel, resend,
/// add_tag, remove_tag (with tag). Others: views_action (view_name, shared; remove), columns_action (column repeats), undo_action.
struct attendee_list_view {
    std::string action;
    std::string summary; ///< "68 заявок · 54 подтверждены · 38 в зале"
    std::string text;
    filter_fields filter;
    std::string sentence; ///< the filter in words
    std::string find_action;
    bool is_found = false; ///< by words, so that further pages are posted, too
    std::string next_cursor;
    std::vector<saved_view_link> views;
    std::string views_action;
    std::vector<choice> columns;
    std::string columns_action;
    std::vector<choice> tags; ///< for marking many
    std::string undo_action, undo_label; ///< of tags; "" = there are none to take back
    std::vector<open_change_line> changes;
    std::string change_undo_action;
    std::string hidden_columns; ///< «Категория, Стол»: what is not shown; "" = everything is
    std::string message_url, duplicates_url;
    bool shows_organisation = false, shows_number = false, shows_contacts = false, shows_category = false, shows_table = false,
         shows_tags = false, shows_language = false, shows_registered = false;
    bool is_filtered = false;
    std::string shown; ///< "Показаны 1–50 из 68"
    std::vector<attendee_row> people;
    std::string add_url;    ///< register somebody by hand; "" = not allowed
    std::string import_url; ///< register a list; "" = not allowed
    std::string next_url;
    std::string previous_url;
    bool may_change = false;
};
BOOST_DESCRIBE_STRUCT(attendee_list_view, (),
                      (action, summary, text, filter, sentence, find_action, is_found, next_cursor, views, views_action, columns,
                       columns_action, tags, undo_action, undo_label, changes, change_undo_action, hidden_columns, message_url, duplicates_url, shows_organisation, shows_number,
                       shows_contacts, shows_category, shows_table, shows_tags, shows_language, shows_registered, is_filtered, shown,
                       people, add_url, import_url, next_url, previous_url, may_change))
std::string render_page(const page_engine& engine, const work_frame& frame, const attendee_list_view& view);

/// One line of a person's history.
struct history_row {
    std::string time;
    std::string what;
    std::string who;
};
BOOST_DESCRIBE_STRUCT(history_row, (), (time, what, who))

/// "/work/events/{id}/people/{registration}". Forms: POST action with do = approve, approve_over (in spite of the
/// capacity), decline, cancel, resend, reissue.
struct attendee_view {
    std::string action;
    std::string back_url;
    std::string name;
    state_mark state;
    std::string attendee_no;
    std::vector<fact> facts;
    std::vector<fact> answers;
    std::string answers_url; ///< "" = there is nothing to answer
    std::vector<fact> companions; ///< label = name, value = path of their page
    std::vector<choice> decline_reasons; ///< ready ones; the field `reason` takes one's own words
    std::vector<fact> sessions; ///< title, state
    std::vector<fact> needs;    ///< only for the access coordinator; reading them is in the journal
    std::string needs_url;    ///< shows them after the reader has proved to be there; "" = not now
    std::string needs_hidden; ///< "Есть пожелания по доступности: их видит координатор."; "" = none
    std::vector<fact> consents; ///< document, when and which version
    std::vector<history_row> history;
    std::string merge_note; ///< «Две записи объединены, другая – № …»; "" = none that can be taken back. do = unmerge, field merge
    std::string merge_number;
    std::string merge_other_url, merge_other;
    std::string note;       ///< staff's own
    std::vector<choice> tags; ///< all of the event's; ticked = this person's. Form field tag (repeats), new_tag; do = tags
    bool may_tag = false;
    std::string ticket_url; ///< "" = no ticket
    std::string edit_url;   ///< "" = not allowed
    std::string badge_url;  ///< POST prints it; "" = not allowed
    std::string badge_label; ///< «Бейдж», with how often it was printed
    bool may_approve = false, may_approve_over = false, may_decline = false, may_cancel = false, may_resend = false,
         may_reissue = false;
};
BOOST_DESCRIBE_STRUCT(attendee_view, (),
                      (action, back_url, name, state, attendee_no, facts, answers, answers_url, companions, decline_reasons, sessions, needs,
                       needs_hidden, consents, history, merge_note, merge_number, merge_other_url, merge_other, note, tags, may_tag, ticket_url, edit_url, badge_url, badge_label, may_approve, may_approve_over, needs_url,
                       may_decline, may_cancel, may_resend, may_reissue))
std::string render_page(const page_engine& engine, const work_frame& frame, const attendee_view& view);

/// "/work/events/{id}/people/new" and "…/people/{registration}/edit". Form fields carry the names of the members,
/// session repeats.
struct attendee_form_view {
    std::string action;
    std::string back_url;
    bool is_new = false;
    std::string version; ///< of the registration that is corrected
    std::vector<form_error> errors;
    std::string error_count;
    form_field family_name, given_name, additional_name;
    form_field email, phone, organisation, position, note;
    std::vector<choice> categories; ///< of one that is corrected; empty when the event has none
    std::vector<choice> sessions; ///< of a new one
    bool is_full = false;         ///< nobody else gets a seat: a new one will wait
};
BOOST_DESCRIBE_STRUCT(attendee_form_view, (),
                      (action, back_url, is_new, version, errors, error_count, family_name, given_name,
                       additional_name, email, phone, organisation, position, note, categories, sessions, is_full))
std::string render_page(const page_engine& engine, const work_frame& frame, const attendee_form_view& view);

/// The answer of the door, in colour, icon and words. Exactly one colour flag is set.
struct door_verdict {
    bool is_green = false, is_amber = false, is_red = false, is_blue = false;
    std::string word;    ///< "Проходите"
    std::string who;     ///< display name: "Анна П."; "" = unknown
    std::string message; ///< "Уже отмечен вход в 14:52, стойка 2"
    std::string step;    ///< what staff do next; "" = nothing
    std::string table;   ///< "Стол 7 → 3"; "" = none, or not let in
    std::string sessions; ///< titles of the chosen sessions, or ""
    std::string number;  ///< attendee number, or ""
    std::string hint;    ///< "Сверьте имя с документом"
    std::string undo_url; ///< "" = nothing to undo, or not allowed
    std::string category;  ///< "Пресса", or ""
    std::string lanyard;   ///< word of its colour, for the mark beside it
    std::string lanyard_name; ///< "жёлтый шнурок"
    bool may_confirm_identity = false; ///< a document is to be looked at: posts code and fresh_scan_id again
    bool may_override = false; ///< admit in spite of this, with a reason; posts what follows again
    std::string code;
    std::string fresh_scan_id;
    form_field override_reason;
};
BOOST_DESCRIBE_STRUCT(door_verdict, (),
                      (is_green, is_amber, is_red, is_blue, word, who, message, step, table, sessions, number, hint,
                       undo_url, category, lanyard, lanyard_name, may_confirm_identity, may_override, code, fresh_scan_id, override_reason))

/// One earlier scan. Form: POST undo_url.
struct recent_scan {
    std::string time;
    std::string who;
    std::string note;
    state_mark state;
    std::string undo_url; ///< "" = too late or nothing to undo
};
BOOST_DESCRIBE_STRUCT(recent_scan, (), (time, who, note, state, undo_url))

/// Somebody found by surname. Form: POST action, fields attendee_no and scan_id.
struct found_person {
    std::string attendee_no;
    std::string name;
    std::string note; ///< organisation, as the role may see
    state_mark state;
    std::string scan_id; ///< fresh for each
};
BOOST_DESCRIBE_STRUCT(found_person, (), (attendee_no, name, note, state, scan_id))

/// "/work/events/{id}/door". Form fields: code (scanned text, attendee number or surname), admission_point,
/// direction (in, out), scan_id (made for this showing of the page), override_reason. The walk-in form posts
/// walk_in_action: family_name, given_name, email, organisation, admission_point, scan_id.
struct door_view {
    std::string action;
    std::string scan_id;
    std::string typed; ///< shown again when it was not understood
    std::vector<choice> points;
    std::string point;   ///< the one chosen
    bool has_points = false; ///< there is more than one
    bool has_exits = false; ///< exits are marked here
    bool is_out = false; ///< marks leaving instead of entering
    std::string inside;  ///< "В зале 38"
    std::string awaited; ///< "ждём ещё 16"
    std::optional<door_verdict> verdict;
    std::vector<found_person> found;
    bool nothing_found = false;
    bool may_see_names = false; ///< a surname may be typed
    std::string walk_in_action; ///< "" = this door takes nobody without a registration
    bool walk_in_open = false;
    std::vector<form_error> errors; ///< of the walk-in form
    std::string error_count;
    form_field family_name, given_name, email, organisation;
    std::vector<recent_scan> recent;
};
BOOST_DESCRIBE_STRUCT(door_view, (),
                      (action, scan_id, typed, points, point, has_points, has_exits, is_out, inside, awaited,
                       verdict, found, nothing_found, may_see_names, walk_in_action, walk_in_open, errors,
                       error_count, family_name, given_name, email, organisation, recent))
std::string render_page(const page_engine& engine, const work_frame& frame, const door_view& view);

} // namespace krug::render
