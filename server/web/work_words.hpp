// What staff read about states, roles, doors and the trail: stable words of the house turned into a person's words.
// The organisers' pages and the attendance list call it.
#pragma once

#include "calendar/zone.hpp"
#include "domain/access.hpp"
#include "domain/registration.hpp"
#include "domain/session.hpp"
#include "render/pages/attendance_page.hpp"
#include "service/check_in_office.hpp"

#include <string>
#include <string_view>

namespace krug::web {

inline std::string say(render::language lang, std::string_view ru, std::string_view en) {
    return std::string(lang == render::language::ru ? ru : en);
}

/// «подтверждена», «лист ожидания».
std::string status_words(domain::registration_status status, render::language lang);
/// «черновик», «опубликовано».
std::string state_words(domain::event_state state, render::language lang);
/// «владелец», «стойка регистрации»: for lists of roles.
std::string role_words(domain::role role, render::language lang);
/// The same with a capital letter, for a line of its own.
std::string staff_role_words(domain::role role, render::language lang);
/// «запись по желанию».
std::string sign_up_words(domain::session_sign_up how, render::language lang);
/// «Вход», «Отказ»: one record of the door.
std::string scan_words(const service::recent_scan& scan, render::language lang);
/// «Билет выпущен заново»: one line of the audit trail; an unknown word stays as it is.
std::string audit_words(std::string_view what, render::language lang);
/// «сотрудник 17» from "staff 17", for whoever has no name to show.
std::string actor_words(std::string_view actor, render::language lang);

/// The mark beside a person in lists: where they stand, and whether they came.
render::state_mark mark_of(const domain::registration& who, const std::optional<ground::utc_seconds>& admitted_at,
                           bool inside, const calendar::zone& where, render::language lang);
render::state_mark mark_of(const service::recent_scan& scan, render::language lang);

/// «Событие идёт · 15:12», or "" when there is nothing to say.
std::string phase_words(const domain::event& event, ground::utc_seconds now, render::language lang);

/// «15 окт, 14:41», with the year when it is another one than now.
std::string short_moment(ground::utc_seconds at, ground::utc_seconds now, const calendar::zone& where,
                         render::language lang);

} // namespace krug::web
