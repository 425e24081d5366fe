// A certificate as a file and as its public check.
// Certificate pages, my registration and the public check call it.
#pragma once

#include "service/certificate_office.hpp"
#include "web/call.hpp"
#include "web/route.hpp"

namespace krug::web {

/// The PDF to save, in the page's language; 404 for one that has nobody to name or does not stand.
response give_certificate(const call& asked, const std::optional<service::certificate_row>& row);
/// The organisers' routes of certificates, and the guest's own.
std::vector<route> certificate_routes();
/// The public page of one.
response show_certificate(const call& asked, const service::certificate_row& row);

} // namespace krug::web
