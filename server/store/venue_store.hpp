// Organisations, venues and their rooms.
// Called by service only, inside a transaction.
#pragma once

#include "domain/venue.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace krug::store {

class transaction;

/// Throws duplicate_key when the slug (or the number) is taken.
void insert_organisation(transaction& tx, const domain::organisation& what);
std::optional<domain::organisation> find_organisation(transaction& tx, domain::organisation_id id);
std::optional<domain::organisation> find_organisation_by_slug(transaction& tx, std::string_view slug);
/// The official name, letter for letter.
std::optional<domain::organisation> find_organisation_by_name(transaction& tx, std::string_view name);
std::vector<domain::organisation> organisations(transaction& tx); ///< by number

/// With its rooms. Throws duplicate_key when the slug, the number or a room's name is taken.
void insert_venue(transaction& tx, const domain::venue& what);
std::optional<domain::venue> find_venue(transaction& tx, domain::venue_id id);
std::optional<domain::venue_id> find_venue_by_slug(transaction& tx, std::string_view slug);
/// The name, letter for letter; one of `owner`'s before anybody else's.
std::optional<domain::venue_id> find_venue_by_name(transaction& tx, std::string_view name,
                                                   domain::organisation_id owner);
std::vector<domain::venue> venues(transaction& tx); ///< by number

enum class slug_table { organisation = 1, venue = 2, event = 3 };
/// Slugs that are `base` or begin with `base` and a hyphen. `base` is a slug itself.
std::vector<std::string> slugs_like(transaction& tx, slug_table where, std::string_view base);

} // namespace krug::store
