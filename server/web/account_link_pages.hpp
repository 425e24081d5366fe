// What an invitation offers, in words. The pages behind a link and its letter say the same.
// account_link_pages, account_letters and staff pages call it.
#pragma once

#include "web/route.hpp"

#include <string>
#include <vector>

namespace krug::web {

/// «Стойка регистрации», «Форум добрых дел» or «Альянс, все события».
struct offered_words {
    std::string role, place;
};
offered_words offer_words(const offices& on, const service::account_link& link, render::language lang);

/// The pages outside the work desk; login_routes joins them.
std::vector<route> account_link_routes();

} // namespace krug::web
