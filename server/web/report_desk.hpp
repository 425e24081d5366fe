// The offices behind figures, badges and webhooks, and what the settings say of them.
// Made by commands/serve; the pages of the reports' room and their part of the API get it by way of their call.
#pragma once

#include "service/badge_office.hpp"
#include "service/figures_office.hpp"
#include "service/webhook_office.hpp"

#include <string>
#include <vector>

namespace krug::web {

struct report_desk {
    service::figures_office& figures;
    service::badge_office& badges;
    service::webhook_office& webhooks;
    std::string badge_printer{};             ///< name of the printer that prints badges at check-in; "" = there is none
    std::vector<std::string> widget_sites{}; ///< origins that may show an event's widget in a frame
};

} // namespace krug::web
