// Round tables: the organisers' pages that set them up and seat people, the cards that stand on them, the host's page.
// Filled and rendered by web.
#pragma once

#include "render/pages/door_work_page.hpp"
#include "render/pages/registration_form_page.hpp"

namespace krug::render {

/// One table in the list and on the seating page.
struct table_row {
    std::string number;
    std::string topic;
    std::string host;
    std::string rules;  ///< "Круглый стол молодых · только пресса · без ступеней"; "" = none
    std::string filled; ///< "5 из 8"
    bool is_full = false;
    markup picture;       ///< round_table
    std::string edit_url; ///< "" = not offered
    std::string host_url; ///< the host's own page
};
BOOST_DESCRIBE_STRUCT(table_row, (), (number, topic, host, rules, filled, is_full, picture, edit_url, host_url))

/// Fields of a table. Form fields carry the names of the members; session, language and category are choices.
struct table_form {
    form_field count, first, seats, topic, host;
    std::vector<choice> sessions; ///< first = the whole event; empty = not asked
    std::vector<choice> languages;
    std::vector<choice> categories; ///< check boxes; empty = not asked
    bool guests_choose = true, step_free = false, quiet = false;
};
BOOST_DESCRIBE_STRUCT(table_form, (),
                      (count, first, seats, topic, host, sessions, languages, categories, guests_choose, step_free, quiet))

/// "/work/events/{id}/tables". POST action adds `count` tables.
struct table_list_view {
    std::string action;
    std::string summary;
    std::string seating_url;
    std::vector<form_error> errors;
    std::string error_count;
    std::vector<table_row> tables;
    table_form form;
};
BOOST_DESCRIBE_STRUCT(table_list_view, (), (action, summary, seating_url, errors, error_count, tables, form))
std::string render_page(const page_engine& engine, const work_frame& frame, const table_list_view& view);

/// "/work/events/{id}/tables/{table}". POST action saves, remove_action removes, link_action makes a new host's link.
struct table_editor_view {
    std::string number;
    std::string action, remove_action, link_action, back_url;
    std::string host_link; ///< absolute
    std::string filled;
    std::vector<form_error> errors;
    std::string error_count;
    table_form form;
};
BOOST_DESCRIBE_STRUCT(table_editor_view, (),
                      (number, action, remove_action, link_action, back_url, host_link, filled, errors, error_count, form))
std::string render_page(const page_engine& engine, const work_frame& frame, const table_editor_view& view);

/// Somebody at a table.
struct sitting_person {
    std::string name;
    std::string organisation;
    bool is_fixed = false; ///< not the plan's to move
};
BOOST_DESCRIBE_STRUCT(sitting_person, (), (name, organisation, is_fixed))

/// A table of one round.
struct seated_table {
    std::string number;
    std::string topic;
    std::string filled; ///< "8 из 8"
    std::string note;   ///< "Все знакомятся впервые"; "" = nothing to say
    bool is_worth_a_look = false; ///< the note is of something that could not be kept
    std::vector<sitting_person> people;
};
BOOST_DESCRIBE_STRUCT(seated_table, (), (number, topic, filled, note, is_worth_a_look, people))

/// One person in the list for placing by hand. Form fields "place_{id}", "fix_{id}", hidden "was_{id}".
struct placing_row {
    std::string id;
    std::string name;
    std::string organisation;
    std::string was; ///< "7", "7f" when it is fixed, "0" without a table
    bool is_fixed = false;
    std::vector<choice> tables;
};
BOOST_DESCRIBE_STRUCT(placing_row, (), (id, name, organisation, was, is_fixed, tables))

/// Seating's parameters. GET propose_url with rounds, organisations, categories, newcomers, present, session, seed.
struct seating_form {
    std::string action;
    std::string session;
    form_field rounds;
    bool organisations = true, categories = true, newcomers = true, present = false;
};
BOOST_DESCRIBE_STRUCT(seating_form, (), (action, session, rounds, organisations, categories, newcomers, present))

/// A link in a row of them.
struct round_link {
    std::string label;
    std::string url;
    bool is_current = false;
};
BOOST_DESCRIBE_STRUCT(round_link, (), (label, url, is_current))

/// "/work/events/{id}/seating". Parameters session, round, show (unseated or all), q, page.
struct seating_view {
    std::string summary;
    std::string tables_url;
    std::string cards_url;    ///< "" = nobody sits yet
    std::string undo_action;  ///< "" = nothing to take back
    std::string clear_action; ///< "" = no plan stands
    std::string session;      ///< hidden field of the forms
    std::string round;
    std::vector<round_link> sessions; ///< empty = the whole event only
    std::vector<round_link> rounds;   ///< empty = one
    std::vector<form_error> errors;
    std::string error_count;
    seating_form form;
    std::vector<seated_table> tables;
    std::string place_action;
    std::string text; ///< of the search
    std::vector<round_link> shows;
    std::vector<placing_row> people;
    std::string people_note; ///< "Показаны 1–60 из 240"
    std::string next_url, previous_url;
    bool has_tables = false;
};
BOOST_DESCRIBE_STRUCT(seating_view, (),
                      (summary, tables_url, cards_url, undo_action, clear_action, session, round, sessions, rounds, errors,
                       error_count, form, tables, place_action, text, shows, people, people_note, next_url, previous_url,
                       has_tables))
std::string render_page(const page_engine& engine, const work_frame& frame, const seating_view& view);

/// A name in a list of them.
struct listed_name {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(listed_name, (), (name))

/// A sentence of the explanation.
struct seating_note {
    std::string text;
    bool is_good = false;
    std::vector<listed_name> lines; ///< who it is about
};
BOOST_DESCRIBE_STRUCT(seating_note, (), (text, is_good, lines))

struct proposed_round {
    std::string title; ///< "Круг 1"
    std::string note;  ///< "Новых знакомств: 240"
    std::vector<seated_table> tables;
};
BOOST_DESCRIBE_STRUCT(proposed_round, (), (title, note, tables))

/// "/work/events/{id}/seating/proposal". Nothing is written by looking; POST action applies it.
struct seating_proposal_view {
    std::string action;
    std::string back_url;
    std::string other_url; ///< another proposal of the same quality
    std::vector<fact> facts;
    std::vector<seating_note> notes;
    std::vector<hidden_field> fields;
    std::vector<proposed_round> rounds;
    bool is_outdated = false; ///< people or tables have changed since the one that was to be applied
};
BOOST_DESCRIBE_STRUCT(seating_proposal_view, (),
                      (action, back_url, other_url, facts, notes, fields, rounds, is_outdated))
std::string render_page(const page_engine& engine, const work_frame& frame, const seating_proposal_view& view);

/// A card to stand on a table: its number, and who sits there in which round.
struct table_card_round {
    std::string title; ///< "Круг 2"; "" when there is one only
    std::vector<listed_name> people;
};
BOOST_DESCRIBE_STRUCT(table_card_round, (), (title, people))
struct table_card_sheet {
    std::string number;
    std::string topic;
    std::string host;
    std::vector<table_card_round> rounds;
};
BOOST_DESCRIBE_STRUCT(table_card_sheet, (), (number, topic, host, rounds))

/// "/work/events/{id}/seating/cards", for printing.
struct table_cards_view {
    std::string back_url;
    std::vector<table_card_sheet> tables;
};
BOOST_DESCRIBE_STRUCT(table_cards_view, (), (back_url, tables))
std::string render_page(const page_engine& engine, const work_frame& frame, const table_cards_view& view);

/// "/t/{secret}": the host's own page.
struct host_table_view {
    event_reminder event;
    table_card_sheet table;
};
BOOST_DESCRIBE_STRUCT(host_table_view, (), (event, table))
std::string render_page(const page_engine& engine, const page_frame& frame, const host_table_view& view);

} // namespace krug::render
