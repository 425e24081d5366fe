// What guests agree to, word for word, in versions that are never changed once somebody agreed to one.
// The consent page shows them; the registration form names their current version.
#pragma once

#include "render/page_engine.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::web {

/// Who answers for the data, and on whose machine it lies.
struct data_keepers {
    std::vector<std::string> operators; ///< organisers and co-organisers; empty = the installation's own operator
    std::string event_title;            ///< "" = any event
    std::string installation;           ///< the operator of this installation, "" = not named
    std::string inn, address, registry_number; ///< of the installation's operator
    std::string contact;                ///< where to withdraw: e-mail or phone, "" = the link of the ticket only
};

struct consent_text {
    std::string title;
    std::string markdown;
};

/// personal_data, access_needs (a document of its own each: 152-FZ art. 9 part 1) or policy (art. 18.1 part 2).
/// Nothing for a document or a version that never was.
std::optional<consent_text> find_consent(std::string_view document, std::string_view version, const data_keepers& who,
                                         render::language lang);

/// The version that is asked for now.
inline constexpr int consent_version = 1;

} // namespace krug::web
