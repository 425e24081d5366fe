// The exports page shown again with what was typed into the form of the evidence pack.
// Evidence pages call it.
#pragma once

#include "render/pages/record_page.hpp"
#include "web/call.hpp"

#include <vector>

namespace krug::web {

struct typed_pack {
    render::form_field planned, project, responsible;
};

/// 422, with the errors above.
response show_exports_again(const call& asked, const typed_pack& typed, std::vector<render::form_error> errors);

} // namespace krug::web
