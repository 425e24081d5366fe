// multipart/form-data (RFC 7578): the one body that carries a file. Bounded by net before it comes here.
// Pages that take a file call it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::web {

struct form_part {
    std::string_view name;
    std::string_view file_name; ///< as the browser says; to be shown at most, never to be opened
    bool is_file = false;
    std::string_view body; ///< looks into the request
};

/// Nothing when content type or body is malformed, a name is longer than 200 bytes or there are more than 20 parts.
/// Strict: each part has one Content-Disposition: form-data with a name, and the last boundary closes the body.
std::optional<std::vector<form_part>> read_multipart(std::string_view content_type, std::string_view body);

} // namespace krug::web
