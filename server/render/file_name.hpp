// Names of downloads and attachments: one ASCII form for old programs, one UTF-8 form for the rest.
// Called by web for Content-Disposition and by mail_message for attachments.
#pragma once

#include <string>
#include <string_view>

namespace krug::render {

enum class file_disposition { attachment = 1, in_place = 2 };

/// Value of Content-Disposition (RFC 6266): `attachment; filename="list.csv"; filename*=UTF-8''%D0%BB…`.
/// Slashes, control characters, quotes and leading dots are taken out; an empty name becomes "krug".
std::string content_disposition(file_disposition disposition, std::string_view file_name);

/// The name in ASCII: Cyrillic transliterated as in passports (ICAO 9303), everything else not in [A-Za-z0-9._-] a '-'.
std::string ascii_file_name(std::string_view file_name);

/// The name without path, control or reserved characters, at most 120 bytes with its ending kept; still UTF-8.
std::string clean_file_name(std::string_view file_name);

/// RFC 8187 value characters: everything outside attr-char as %XX.
std::string percent_encode(std::string_view utf8);

} // namespace krug::render
