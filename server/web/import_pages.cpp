// A list of people out of a file: uploaded, mapped, looked at, and registered whole or not at all.
#include "calendar/words.hpp"
#include "domain/search_key.hpp"
#include "render/pages/import_page.hpp"
#include "web/event_words.hpp"
#include "web/import_drafts.hpp"
#include "web/import_words.hpp"
#include "web/multipart.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>
#include <set>

namespace krug::web {

namespace {

using domain::action;
using render::language;
using spreadsheet::people_column;

constexpr std::size_t problems_shown = 50, skipped_shown = 20, rows_shown = 30, samples_shown = 3, sample_bytes = 120;

std::string import_base(const call& asked) { return base_of(asked) + "/people/import"; }

// --- upload ---

response show_upload(const call& asked, const std::string& error = {}, int status = 200) {
    const auto about = event_of(asked);
    const render::import_view view{import_base(asked), base_of(asked) + "/people", error};
    const auto frame = work_frame_of(asked, render::work_section::people, &about);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response ask_for_file(call& asked) { return show_upload(asked); }

const form_part* part_named(const std::vector<form_part>& parts, std::string_view name) {
    for (const auto& each : parts)
        if (each.name == name) return &each;
    return nullptr;
}

/// Shown beside the list; a name that no person would write is left out.
std::string shown_file_name(std::string_view name) {
    const auto slash = name.find_last_of("/\\");
    if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
    std::string plain;
    for (const char c : name) plain += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    return domain::search_key(plain).empty() ? std::string() : plain;
}

response take_file(call& asked) {
    const auto parts = read_multipart(asked.http.header("content-type"), asked.http.body);
    if (!parts) return error_answer(asked, 400);
    const auto* mark = part_named(*parts, "csrf");
    if (mark == nullptr || check_mark(asked, mark->body) == mark_state::wrong) return error_answer(asked, 403);
    const auto* file = part_named(*parts, "file");
    if (file == nullptr || !file->is_file || file->body.empty())
        return show_upload(asked, say(asked.lang, "Выберите файл.", "Choose a file."), 422);
    import_draft draft;
    {
        const std::lock_guard one_at_a_time(asked.on.imports->reading());
        auto read = spreadsheet::read_table(file->body);
        if (!read) return show_upload(asked, sentence_of(read.error(), asked.lang), 422);
        draft.table = std::move(*read);
    }
    draft.event = asked.event;
    draft.staff = asked.actor.id;
    draft.file_name = shown_file_name(file->file_name);
    draft.columns = spreadsheet::guess_columns(draft.table.head.cells);
    return redirect(import_base(asked) + "/" + asked.on.imports->keep(std::move(draft), asked.on.random, asked.on.clock));
}

// --- what would become of it ---

enum class row_fate { good, known, twice, gone, bad };

struct assessed_row {
    std::size_t number = 0;
    domain::registration_request request;
    row_fate fate = row_fate::good;
};

struct assessment {
    std::vector<assessed_row> rows;
    std::vector<render::import_problem> problems;
    std::size_t good = 0, skipped = 0, bad = 0, letters = 0;
};

/// Where the value of a field stands: "" of the field's own column means the row.
std::size_t column_with(const std::vector<people_column>& columns, people_column wanted) {
    const auto find = [&](people_column each) {
        const auto found = std::find(columns.begin(), columns.end(), each);
        return found == columns.end() ? std::size_t{0} : static_cast<std::size_t>(found - columns.begin()) + 1;
    };
    if (const auto column = find(wanted); column > 0) return column;
    const bool of_name = wanted == people_column::family || wanted == people_column::given || wanted == people_column::additional;
    if (!of_name) return 0;
    const auto whole = find(people_column::full_name);
    return whole > 0 ? whole : find(people_column::given_family);
}

std::optional<domain::category_id> category_named(const std::vector<domain::guest_category>& all, const std::string& name) {
    if (name.empty()) return domain::category_id{};
    const auto key = domain::search_key(name);
    for (const auto& each : all)
        if (key == domain::search_key(each.name) || (!each.name_en.empty() && key == domain::search_key(each.name_en))) return each.id;
    return std::nullopt;
}

assessment assess(const call& asked, const import_draft& draft) {
    assessment made;
    const auto categories = asked.on.doors.categories(asked.event);
    const auto problem = [&](std::size_t row, people_column column, const std::string& message) {
        made.problems.push_back({place_words(row, column_with(draft.columns, column), asked.lang), message});
    };
    std::set<std::string> seen;
    std::vector<domain::registration_request> requests;
    for (const auto& row : draft.table.rows) {
        auto person = spreadsheet::person_in(draft.columns, row.cells, asked.event);
        assessed_row line;
        line.number = row.number;
        if (!person.is_live) line.fate = row_fate::gone;
        for (const auto& error : domain::check_registration(person.request, false)) {
            if (line.fate == row_fate::gone) break; // nobody mends who is not coming
            line.fate = row_fate::bad;
            const auto column = column_of_field(error.field);
            problem(row.number, column, column_words(column, asked.lang) + ": " + sentence_of(error, asked.lang));
        }
        if (const auto known = category_named(categories, person.category)) {
            person.request.category = *known;
        } else if (line.fate == row_fate::good) {
            line.fate = row_fate::bad;
            problem(row.number, people_column::category,
                    say(asked.lang, "Такой категории у события нет: добавьте её в «Точках входа» или не загружайте столбец.",
                        "The event has no such category: add it under “Entrances” or leave the column out."));
        }
        if (line.fate == row_fate::good) {
            const auto& r = person.request;
            const auto key = domain::search_key(domain::full_name(r.name)) + "\n" + domain::search_key(r.email);
            if (!seen.insert(key).second) line.fate = row_fate::twice;
        }
        requests.push_back(person.request);
        line.request = std::move(person.request);
        made.rows.push_back(std::move(line));
    }
    const auto known = asked.on.registrations.known_of(asked.event, requests);
    for (std::size_t at = 0; at < made.rows.size(); ++at) {
        auto& line = made.rows[at];
        if (line.fate == row_fate::good && known[at]) line.fate = row_fate::known;
        switch (line.fate) {
        case row_fate::good:
            ++made.good;
            if (!line.request.email.empty()) ++made.letters;
            break;
        case row_fate::bad: ++made.bad; break;
        default: ++made.skipped;
        }
    }
    return made;
}

std::string outcome_words(row_fate fate, language lang) {
    switch (fate) {
    case row_fate::good: return say(lang, "Запишем", "Will be registered");
    case row_fate::known: return say(lang, "Уже в списке участников", "Already among the attendees");
    case row_fate::twice: return say(lang, "Повтор строки выше", "Repeats a row above");
    case row_fate::gone: return say(lang, "Отменён в другой системе", "Cancelled in the other system");
    case row_fate::bad: break;
    }
    return say(lang, "Нужно исправить", "To be mended");
}

std::string more_words(std::size_t all, std::size_t shown, language lang) {
    if (all <= shown) return {};
    return say(lang, "И ещё ", "And ") + calendar::number_words(static_cast<std::int64_t>(all - shown), calendar_language(lang)) +
           say(lang, ".", " more.");
}

std::string sample_of(const spreadsheet::table& table, std::size_t column) {
    std::string sample;
    std::size_t found = 0;
    for (const auto& row : table.rows) {
        if (row.cells[column].empty() || row.cells[column].size() > sample_bytes) continue;
        sample += (sample.empty() ? "" : "; ") + row.cells[column];
        if (++found == samples_shown) break;
    }
    return sample;
}

void show_columns(render::import_preview_view& view, const import_draft& draft, language lang) {
    for (std::size_t at = 0; at < draft.columns.size(); ++at) {
        render::import_column column{std::to_string(at + 1), spreadsheet::column_letters(at + 1), draft.table.head.cells[at],
                                     sample_of(draft.table, at), {}};
        for (const auto& [meaning, word] : spreadsheet::people_column_words) {
            // Codes of tickets are given by the command line, which can also print them.
            if (meaning == people_column::code || meaning == people_column::timepad) continue;
            column.meanings.push_back({std::string(word), column_words(meaning, lang), "", meaning == draft.columns[at], false});
        }
        view.columns.push_back(std::move(column));
    }
}

std::string seats_words_for(const call& asked, const service::event_view& about, std::size_t good) {
    if (about.event.registration.mode == domain::registration_mode::approval)
        return say(asked.lang, "Событие принимает по решению организатора: все попадут на рассмотрение.",
                   "The organiser decides about everybody: all of them will await a decision.");
    const auto free = about.seats.free();
    if (!free || static_cast<std::int64_t>(good) <= *free) return {};
    return render::tr_n(asked.lang, "Свободно {n} место, остальные попадут в лист ожидания.", *free);
}

void show_rows(render::import_preview_view& view, const assessment& made, language lang) {
    std::size_t skipped = 0;
    for (const auto& line : made.rows) {
        const bool is_good = line.fate == row_fate::good, is_bad = line.fate == row_fate::bad;
        if (!is_good && !is_bad && ++skipped <= skipped_shown)
            view.skipped.push_back({place_words(line.number, 0, lang), outcome_words(line.fate, lang)});
        if (view.rows.size() >= rows_shown) continue;
        const auto& r = line.request;
        auto contacts = r.email;
        if (!r.phone.empty()) contacts += (contacts.empty() ? "" : ", ") + r.phone;
        view.rows.push_back({std::to_string(line.number), domain::full_name(r.name), std::move(contacts), r.organisation,
                             outcome_words(line.fate, lang), is_good, !is_good && !is_bad, is_bad});
    }
    view.more_skipped = more_words(skipped, skipped_shown, lang);
    view.more_rows = more_words(made.rows.size(), view.rows.size(), lang);
}

std::string summary_words(const assessment& made, language lang) {
    const auto in = calendar_language(lang);
    const auto number = [&](std::size_t n) { return calendar::number_words(static_cast<std::int64_t>(n), in); };
    auto words = say(lang, "Строк ", "Rows ") + number(made.rows.size()) + say(lang, ": запишем ", ": to register ") + number(made.good);
    if (made.skipped > 0) words += say(lang, ", пропустим ", ", to leave out ") + number(made.skipped);
    if (made.bad > 0) words += say(lang, ", исправить ", ", to mend ") + number(made.bad);
    return words;
}

response show_draft(const call& asked, const std::string& name, const import_draft& draft, const std::string& problem = {},
                    int status = 200) {
    const auto about = event_of(asked);
    render::import_preview_view view;
    view.action = import_base(asked) + "/" + name;
    view.back_url = import_base(asked);
    view.file_name = draft.file_name;
    show_columns(view, draft, asked.lang);
    view.mapping_error = problem;
    if (const auto fault = spreadsheet::fault_of_columns(draft.columns); !fault.empty()) {
        if (problem.empty()) view.mapping_error = mapping_sentence(fault, asked.lang);
    } else {
        auto made = assess(asked, draft);
        view.summary = summary_words(made, asked.lang);
        view.more_problems = more_words(made.problems.size(), problems_shown, asked.lang);
        if (made.problems.size() > problems_shown) made.problems.resize(problems_shown);
        view.problems = std::move(made.problems);
        show_rows(view, made, asked.lang);
        if (made.bad == 0 && made.good > 0) {
            view.seats_note = seats_words_for(asked, about, made.good);
            view.apply_label = render::tr_n(asked.lang, "Записать {n} человека", static_cast<std::int64_t>(made.good));
            if (made.letters > 0 && asked.may(action::mail_guests))
                view.letters_label = render::tr_n(asked.lang, "Сразу написать каждому: {n} письмо", static_cast<std::int64_t>(made.letters));
        }
    }
    const auto frame = work_frame_of(asked, render::work_section::people, &about);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

/// The draft of the address, or the page that says that it is gone.
struct found_draft {
    std::string name;
    std::shared_ptr<const import_draft> draft;
};
found_draft draft_of(const call& asked) {
    const auto& name = asked.place.at("file");
    return {name, asked.on.imports->find(name, asked.event, asked.actor.id, asked.on.clock)};
}

response gone(const call& asked) {
    return show_upload(asked,
                       say(asked.lang, "Этот список уже записан, или прошло полчаса, и он забыт. Если нужно, загрузите файл ещё раз.",
                           "This list is registered already, or half an hour has passed and it is forgotten. Upload the file again if you need to."),
                       410);
}

response show_preview(call& asked) {
    const auto found = draft_of(asked);
    return found.draft ? show_draft(asked, found.name, *found.draft) : gone(asked);
}

// --- the decision ---

response map_columns(const call& asked, const found_draft& found, const form& fields) {
    std::vector<people_column> columns;
    for (std::size_t at = 1; at <= found.draft->columns.size(); ++at) {
        const auto meant = domain::parse_word<people_column>(fields.text("column_" + std::to_string(at)));
        if (!meant) return error_answer(asked, 400);
        columns.push_back(*meant);
    }
    asked.on.imports->map(found.name, std::move(columns));
    return redirect(import_base(asked) + "/" + found.name);
}

/// The first that stood in the way, by its row. Nobody was registered.
std::string refusal_words(const call& asked, const std::vector<std::size_t>& rows,
                          const std::vector<domain::result<service::receipt>>& answers) {
    for (std::size_t at = 0; at < answers.size(); ++at)
        if (!answers[at] && answers[at].error().code != domain::refusal_code::already_registered)
            return place_words(rows[at], 0, asked.lang) + ": " + sentence_of(answers[at].error(), asked.lang) +
                   say(asked.lang, " Никто не записан.", " Nobody was registered.");
    return {};
}

response apply(const call& asked, const found_draft& found, bool letters) {
    if (!spreadsheet::fault_of_columns(found.draft->columns).empty()) return show_draft(asked, found.name, *found.draft, "", 422);
    auto made = assess(asked, *found.draft);
    if (made.bad > 0 || made.good == 0) return show_draft(asked, found.name, *found.draft, "", 422);
    std::vector<domain::registration_request> requests;
    std::vector<std::size_t> rows;
    for (auto& line : made.rows) {
        if (line.fate != row_fate::good) continue;
        // Whoever presses twice, or again after a failure that may have been none, registers nobody twice.
        line.request.request_key = "import " + found.name + " " + std::to_string(line.number);
        rows.push_back(line.number);
        requests.push_back(std::move(line.request));
    }
    const auto answers = asked.on.registrations.register_list(asked.actor, std::move(requests), !letters);
    if (const auto why = refusal_words(asked, rows, answers); !why.empty())
        return show_draft(asked, found.name, *found.draft, why, 409);
    asked.on.imports->drop(found.name);
    return redirect(base_of(asked) + "/people?done=imported");
}

response decide(call& asked) {
    const auto found = draft_of(asked);
    if (!found.draft) return gone(asked);
    const auto fields = posted(asked);
    const auto& step = fields.text("step");
    if (step == "map") return map_columns(asked, found, fields);
    if (step == "apply") return apply(asked, found, fields.has("letters") && asked.may(action::mail_guests));
    if (step != "drop") return error_answer(asked, 400);
    asked.on.imports->drop(found.name);
    return redirect(import_base(asked));
}

} // namespace

std::vector<route> import_routes() {
    using enum method;
    return {
        {get, "/work/events/{event}/people/import", action::edit_event, entrance::work, ask_for_file, "", "", "", ""},
        {post, "/work/events/{event}/people/import", action::edit_event, entrance::work, take_file, "", "", "", "", true},
        {get, "/work/events/{event}/people/import/{file}", action::edit_event, entrance::work, show_preview, "", "", "", ""},
        {post, "/work/events/{event}/people/import/{file}", action::edit_event, entrance::work, decide, "", "", "", ""},
    };
}

} // namespace krug::web
