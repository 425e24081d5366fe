// The evidence pack: one ZIP with lists, sign-in sheets, the report, the scan log, sums and a signature.
// Evidence pages call it.
#pragma once

#include "domain/evidence.hpp"
#include "service/evidence_office.hpp"
#include "web/call.hpp"

#include <optional>
#include <string>

namespace krug::web {

/// What only the organiser knows; it goes into the report and is kept nowhere.
struct pack_wish {
    std::optional<std::int64_t> planned; ///< how many were expected
    std::string project;                 ///< number of the project or contract
    std::string responsible;             ///< who signs
};

struct made_pack {
    domain::evidence_pack facts; ///< to be kept before the bytes go out
    std::string bytes;
};

/// All files together, before they are pressed.
inline constexpr std::int64_t pack_bytes_max = 512LL * 1024 * 1024;

/// Everything of one snapshot. Throws render::zip_archive::too_large.
made_pack make_pack(const call& asked, const service::event_view& about, const pack_wish& wish);

/// "https://krug.example/v/1234567890123456"
std::string check_address(const call& asked, std::string_view code);
/// «журнал-отметок-2020-10-15.tsv»
std::string scan_log_file_name(const service::event_view& about, render::language lang);

} // namespace krug::web
