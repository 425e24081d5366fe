// The attendance list as a table and as a paper sheet: one set of columns for the pages and the JSON API.
// Export pages and the attendance addresses of the API call it.
#pragma once

#include "calendar/zone.hpp"
#include "domain/form.hpp"
#include "domain/result.hpp"
#include "render/attendance_sheet_pdf.hpp"
#include "render/attendance_table.hpp"
#include "render/page_engine.hpp"
#include "service/attendance_office.hpp"
#include "service/event_office.hpp"
#include "web/call.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace krug::web {

/// What a value is read with.
struct list_reader {
    calendar::zone where; ///< the event's
    render::language lang = render::language::ru;
    bool for_people = true; ///< words; else the stable words of the interfaces
};

struct attendance_column {
    std::string_view id; ///< stable, as in ?columns=
    std::string_view title_ru, title_en;
    render::column_kind kind{};
    std::optional<domain::action> needs; ///< what the reader must be allowed beyond the export itself
    bool is_usual = false;               ///< in the list unless something else is asked for
    render::table_cell (*value)(const service::attendance_row&, const list_reader&) = nullptr;
    const domain::form_field* asks = nullptr; ///< an answer to this question, instead of `value`

    std::string_view title(render::language lang) const { return lang == render::language::ru ? title_ru : title_en; }
};

/// All that every event has, in the order of the list. Access needs are never among them.
std::span<const attendance_column> attendance_columns();

using chosen_columns = std::vector<std::shared_ptr<const attendance_column>>;
/// The same as something to choose; then the questions of the event ("answer_KEY"), the archived ones too: their answers
/// were given.
chosen_columns all_columns(const call& asked);
/// One of attendance_columns(), which outlive everything.
std::shared_ptr<const attendance_column> lasting(const attendance_column& column);
/// The columns with these ids in the order asked for; none = the usual ones that the reader may see. Refuses with
/// invalid (columns: not_a_choice, duplicate), or not_allowed for one that was asked for and may not be seen.
domain::result<chosen_columns> choose_columns(const call& asked, std::span<const std::string> ids);

/// Which people.
struct attendance_wish {
    domain::session_id session; ///< 0 = the whole event
    service::attendance_state which = service::attendance_state::all;
};

/// One table of the list in the making, row by row; `about`, `columns` outlive it.
class attendance_file {
public:
    attendance_file(const call& asked, const service::event_view& about, const chosen_columns& columns,
                    render::table_format format, render::table_sink sink);
    void row(const service::attendance_row& who);
    /// Completes the document; call once.
    void finish() { table_.finish(); }

private:
    list_reader reader_;
    const chosen_columns& columns_;
    render::attendance_table table_;
    std::vector<render::table_cell> cells_;
};

/// The whole file. `about` is the event it is of.
std::string write_attendance(const call& asked, const service::event_view& about, const attendance_wish& wish,
                             const chosen_columns& columns, render::table_format format);
/// The paper list, A4 landscape, for whoever may see names; contacts stand in the full form if they may be seen. A quarter more blank rows
/// than people, at least ten, for whoever comes unannounced.
std::string write_paper_list(const call& asked, const service::event_view& about, const attendance_wish& wish,
                             render::attendance_sheet_form form);

/// The same without its rows, to be filled with paper_row_of and written by render. Blank rows are not set.
render::attendance_sheet paper_list_of(const call& asked, const service::event_view& about, domain::session_id session,
                                       render::attendance_sheet_form form);
/// One line of it, with everything the reader may see; whoever was erased stands there without a name.
render::attendance_sheet_row paper_row_of(const call& asked, const service::attendance_row& row);
/// How many blank rows a list of so many people has.
int blank_rows_for(std::size_t people);

/// Leaves the line about it in the audit trail; call it before the list goes out. `format` and `purpose` are stable words.
void note_export(const call& asked, const attendance_wish& wish, std::string_view format, std::string_view purpose);

/// «лист-регистрации-2020-10-15.xlsx» · "attendance-2020-10-15.xlsx"
std::string attendance_file_name(const service::event_view& about, std::string_view extension, render::language lang);
/// The same with another beginning.
std::string dated_file_name(const service::event_view& about, std::string_view stem, std::string_view extension);

} // namespace krug::web
