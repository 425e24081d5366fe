// Reads the header values that decide which stored page fits a visitor; pure functions on judged text.
// Called inside net only.
#pragma once

#include <string>
#include <string_view>

namespace krug::net {

enum class encoding { identity = 1, gzip = 2, brotli = 3 };

/// The best encoding the visitor accepts (RFC 9110 §12.5.3): brotli before gzip before none, `q=0` means not.
encoding accepted_encoding(std::string_view accept_encoding);

/// "br", "gzip" or "".
std::string_view name_of(encoding which);

/// Appends what of the cookies a page for everybody may depend on (lang, theme, contrast, text) to `key`.
/// False: no stored page may be used, because a login cookie (`__Host-krug`, `krug`) came along, or a cookie came
/// twice, or a value is none that Krug would have set.
bool append_display_cookies(std::string_view cookie, std::string& key);

/// Appends the language class to `key`: which of ru, en or another comes first in the list, and which of ru and en
/// is wanted more. False: the order and the weights of the list disagree, so two readers could differ.
bool append_language_class(std::string_view accept_language, std::string& key);

/// If-None-Match against one strong tag, by weak comparison (RFC 9110 §13.1.2).
bool names_tag(std::string_view if_none_match, std::string_view tag);

} // namespace krug::net
