// The attendance list as a table and as a paper sheet: one set of columns for the pages and the JSON API.
// Export pages and the attendance addresses of the API call it.
#pragma once

#include "calendar/zone.hpp"
#include "domain/result.hpp"
#include "render/attendance_sheet_pdf.hpp"
#include "render/attendance_table.hpp"
#include "render/page_engine.hpp"
#include "service/attendance_office.hpp"
#include "service/event_office.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace krug::web {

/// What a value is read with.
struct list_reader {
    calendar::zone where; ///< the event's
    render::language lang = render::language::ru;
};

struct attendance_column {
    std::string_view id; ///< stable, as in ?columns=
    std::string_view title_ru, title_en;
    render::column_kind kind{};
    bool is_contact = false; ///< e-mail, telephone: only for whoever may see contacts
    bool is_usual = false;   ///< in the list unless something else is asked for
    render::table_cell (*value)(const service::attendance_row&, const list_reader&) = nullptr;

    std::string_view title(render::language lang) const { return lang == render::language::ru ? title_ru : title_en; }
};

/// All there are, in the order of the list. Access needs are never among them.
std::span<const attendance_column> attendance_columns();

/// The columns with these ids in the order of the table; none asked for = the usual ones. Refuses with invalid
/// (columns: not_a_choice) for an unknown id, and not_allowed for a contact asked for by somebody who may not see it;
/// usual ones that may not be seen are left out.
domain::result<std::vector<const attendance_column*>> choose_columns(std::span<const std::string> ids,
                                                                     bool may_see_contacts);

/// Which people.
struct attendance_wish {
    domain::session_id session; ///< 0 = the whole event
    service::attendance_state which = service::attendance_state::all;
};

/// The whole file. `about` is the event it is of.
std::string write_attendance(service::attendance_office& office, const service::event_view& about,
                             const attendance_wish& wish, std::span<const attendance_column* const> columns,
                             render::table_format format, render::language lang, ground::utc_seconds now);
/// The paper list, A4 landscape. Contacts stand in the full form only if they may be seen. A quarter more blank rows
/// than people, at least ten, for whoever comes unannounced.
std::string write_paper_list(service::attendance_office& office, const service::event_view& about,
                             const attendance_wish& wish, render::attendance_sheet_form form, bool may_see_contacts,
                             render::language lang, ground::utc_seconds now);

/// «лист-регистрации-2020-10-15.xlsx» · "attendance-2020-10-15.xlsx"
std::string attendance_file_name(const service::event_view& about, std::string_view extension, render::language lang);

} // namespace krug::web
