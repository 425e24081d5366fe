// The card of one table – its number and its people by rounds –, as printed and as its host sees it.
// host_pages and seating_pages only.
#pragma once

#include "render/pages/seating_page.hpp"
#include "service/table_office.hpp"

namespace krug::web {

render::table_card_sheet card_of_table(const service::host_view& seen, render::language lang);

} // namespace krug::web
