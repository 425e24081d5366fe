// Everything the handlers may call, and what the site is told about itself.
// Made once by commands/serve; every handler gets it by way of its call.
#pragma once

#include "calendar/zone.hpp"
#include "render/page_engine.hpp"
#include "service/attendance_office.hpp"
#include "service/bulletin.hpp"
#include "service/certificate_office.hpp"
#include "service/check_in_office.hpp"
#include "service/conflict_office.hpp"
#include "service/door_office.hpp"
#include "service/event_office.hpp"
#include "service/evidence_office.hpp"
#include "service/factor_office.hpp"
#include "service/form_office.hpp"
#include "service/gate_office.hpp"
#include "service/idempotency_office.hpp"
#include "service/invitation_office.hpp"
#include "service/key_office.hpp"
#include "service/message_office.hpp"
#include "service/outbox_office.hpp"
#include "service/passkey_office.hpp"
#include "service/programme_office.hpp"
#include "service/people_office.hpp"
#include "service/registration_office.hpp"
#include "service/retention_office.hpp"
#include "service/seating_office.hpp"
#include "service/series_office.hpp"
#include "service/sheet_office.hpp"
#include "service/sign_up_office.hpp"
#include "service/staff_office.hpp"
#include "service/table_office.hpp"
#include "web/import_drafts.hpp"
#include "web/rate_limit.hpp"

#include <functional>
#include <memory>

namespace krug::web {

struct report_desk;

struct site_settings {
    std::string public_url = "http://127.0.0.1:8080"; ///< without a slash at the end
    std::string operator_name;  ///< who answers for personal data; "" = not named
    std::string operator_inn, operator_address, operator_registry_number;
    std::string help_phone, help_email;
    bool secure_cookies = false; ///< the site is reached by https
    bool mail_configured = false; ///< else messages are files in the data directory, and staff are told
    std::string mail_folder;     ///< where those files are
    std::string from_name = "Круг", from_address = "krug@localhost"; ///< of the letters
    int form_age_min_seconds = 3; ///< a form that comes back sooner was not filled in by a person
    int registrations_per_minute = 30; ///< from one address
};

/// One part of being able to serve; the answer of /health/ready and of `krug check`.
struct health_part {
    std::string name; ///< database, schema, disk, mail
    bool ok = true;
    std::string note; ///< a stable word or number, nothing secret
};

struct offices {
    ground::clock& clock;
    ground::randomness& random;
    service::key_office& keys;
    service::event_office& events;
    service::registration_office& registrations;
    service::check_in_office& check_ins;
    service::attendance_office& attendance;
    service::gate_office& gate;
    service::staff_office& staff;
    service::idempotency_office& idempotency;
    service::outbox_office& outbox;
    service::conflict_office& conflicts;
    service::door_office& doors;
    service::retention_office& retention;
    service::table_office& tables;
    service::seating_office& seating;
    service::evidence_office& evidence;
    service::certificate_office& certificates;
    service::sheet_office& sheets;
    service::factor_office& factors;
    service::passkey_office& passkeys;
    service::invitation_office& invitations;
    service::programme_office& programmes;
    service::series_office& series;
    service::form_office& forms;
    service::sign_up_office& sign_ups;
    service::message_office& messages;
    service::people_office& people;
    const render::page_engine& pages;
    site_settings settings;
    std::function<std::vector<health_part>()> health;
    std::function<std::string()> metrics; ///< Prometheus text of the process (net's counters among them)
    /// How often visitors may register from one network and for one mailbox, and ask for their letter again.
    std::shared_ptr<rate_limit> sign_ups_per_network =
        std::make_shared<rate_limit>(settings.registrations_per_minute, settings.registrations_per_minute);
    std::shared_ptr<rate_limit> sign_ups_per_mailbox = std::make_shared<rate_limit>(6, 1);
    /// What requests that wait for news listen to.
    std::shared_ptr<service::bulletin> bulletin = service::bulletin::make(0);
    /// Lists that were uploaded and not yet registered.
    std::shared_ptr<import_drafts> imports = std::make_shared<import_drafts>();
    /// How often one network may ask for links to new passwords.
    std::shared_ptr<rate_limit> password_letters = std::make_shared<rate_limit>(10, 1);
    /// How often somebody may try an invitation code.
    std::shared_ptr<rate_limit> codes_tried = std::make_shared<rate_limit>(60, 30);
    std::shared_ptr<rate_limit> letters_again = std::make_shared<rate_limit>(3, 1);
    /// Figures, badges, webhooks (report_desk.hpp); whoever makes the house sets it before the first request.
    std::shared_ptr<report_desk> reports{};
};

} // namespace krug::web
