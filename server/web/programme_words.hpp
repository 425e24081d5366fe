// What is wrong with a programme, in words; and its warnings as the JSON API writes them.
// programme_pages, programme_api and session_api call it.
#pragma once

#include "domain/programme.hpp"
#include "render/page_engine.hpp"
#include "service/event_office.hpp"

#include <boost/json/fwd.hpp>

#include <string>
#include <vector>

namespace krug::web {

/// «Иванова одновременно в «Открытии» и «Секции»»: one sentence.
std::string warning_words(const domain::programme_warning& warning, const service::event_view& about, render::language lang);
/// Of the schema "programme_warning".
boost::json::object warning_body(const domain::programme_warning& warning, const service::event_view& about, render::language lang);
/// Those that are about one session, as either of a pair.
std::vector<domain::programme_warning> warnings_about(const std::vector<domain::programme_warning>& all, domain::session_id session);

} // namespace krug::web
