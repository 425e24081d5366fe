// The one place that says in which order the house is opened and closed.
#include "calendar/reminder_time.hpp"
#include "calendar/zone.hpp"
#include "commands/installation.hpp"
#include "commands/settings_flags.hpp"
#include "commands/verbs.hpp"
#include "commands/version.hpp"
#include "ground/log.hpp"
#include "mail/carrier.hpp"
#include "mail/file_transport.hpp"
#include "mail/office_outbox.hpp"
#include "net/server.hpp"
#include "render/badge_pdf.hpp"
#include "spool/spool.hpp"
#include "store/failure.hpp"
#include "store/migrations.hpp"
#include "web/badge_faces.hpp"
#include "web/account_letters.hpp"
#include "web/letters.hpp"
#include "web/report_desk.hpp"
#include "web/site.hpp"
#include "webhook/messenger.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <thread>

namespace krug::commands {
namespace {

net::server_settings net_settings_of(const settings& about) {
    net::server_settings wanted;
    const bool tls = !about.tls.certificate.empty();
    for (const auto& each : about.listen) {
        const bool v6 = each.host.find(':') != std::string::npos;
        (tls ? wanted.listen_tls : wanted.listen)
            .push_back((v6 ? "[" + each.host + "]" : each.host) + ":" + std::to_string(each.port));
    }
    if (tls) {
        wanted.certificate_file = about.tls.certificate;
        wanted.private_key_file = about.tls.key;
    }
    wanted.allowed_hosts = about.hosts;
    wanted.trusted_proxies = about.trusted_proxies;
    wanted.access = net::access_log::none; // web writes the line: it knows the route, and the target stays out
    wanted.crew_threads = static_cast<std::size_t>(about.crew.threads);
    wanted.crew_queue_max = static_cast<std::size_t>(about.crew.queue);
    wanted.connections_max = static_cast<std::size_t>(about.limits.connections);
    wanted.connections_per_address_max = static_cast<std::size_t>(about.limits.per_address);
    return wanted;
}

web::site_settings site_settings_of(const settings& about) {
    web::site_settings wanted;
    wanted.public_url = public_url_of(about);
    wanted.operator_name = about.operator_of_data.name;
    wanted.operator_inn = about.operator_of_data.inn;
    wanted.operator_address = about.operator_of_data.address;
    wanted.operator_registry_number = about.operator_of_data.registry_number;
    const auto& contact = about.operator_of_data.contact;
    (contact.find('@') == std::string::npos ? wanted.help_phone : wanted.help_email) = contact;
    wanted.secure_cookies = wanted.public_url.starts_with("https://");
    wanted.mail_configured = !about.mail.host.empty();
    wanted.mail_folder = (about.data / "mail").string();
    wanted.from_name = about.mail.from_name.empty() ? "Круг" : about.mail.from_name;
    wanted.from_address = about.mail.from_address.empty() ? "krug@localhost" : about.mail.from_address;
    return wanted;
}

std::vector<web::health_part> look_at_health(const store::database& database, const settings& about) {
    std::vector<web::health_part> parts;
    web::health_part answers{"database", true, ""};
    web::health_part schema{"schema", true, ""};
    try {
        database.ping();
        store::require_schema(database);
    } catch (const store::schema_behind&) {
        schema = {"schema", false, "behind"};
    } catch (const store::schema_ahead&) {
        schema = {"schema", false, "ahead"};
    } catch (const std::exception& failed) {
        answers = {"database", false, failed.what()};
    }
    parts.push_back(std::move(answers));
    parts.push_back(std::move(schema));
    const auto left = free_bytes(about.data);
    parts.push_back({"disk", left >= free_bytes_min, std::to_string(left / 1024 / 1024) + " MiB"});
    return parts;
}

std::string metrics_text(const net::counters& counted, const store::database& database, ground::clock& clock,
                         std::int64_t started_ms) {
    std::string text;
    const auto add = [&](std::string_view name, std::string_view kind, std::string_view help, std::int64_t value) {
        text += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", name, help, kind, value);
    };
    add("krug_uptime_seconds", "gauge", "Seconds since start.", (clock.steady_ms() - started_ms) / 1000);
    add("krug_connections_open", "gauge", "Open connections.", counted.connections_open);
    add("krug_connections_total", "counter", "Connections accepted.", counted.connections_total);
    add("krug_connections_refused_total", "counter", "Connections refused by a limit.", counted.connections_refused);
    add("krug_requests_total", "counter", "Requests answered.", counted.requests);
    add("krug_requests_refused_total", "counter", "Requests refused by the guard or a limit.", counted.refused);
    add("krug_requests_shed_total", "counter", "Requests answered 503 because all hands were busy.", counted.shed);
    add("krug_requests_waiting", "gauge", "Requests kept without a thread until there is news.", counted.waiting_now);
    add("krug_page_cache_hits_total", "counter", "Answers from the page cache.", counted.cache_hits);
    add("krug_timeouts_total", "counter", "Connections ended by a deadline.", counted.timeouts);
    add("krug_writer_waiting", "gauge", "Jobs waiting for the database writer.",
        static_cast<std::int64_t>(database.waiting()));
    return text;
}

std::unique_ptr<mail::transport> transport_of(const settings& about, const installation& here,
                                              ground::randomness& random) {
    if (about.mail.host.empty())
        return std::make_unique<mail::file_transport>(about.data / "mail", here.clock, random);
    return std::make_unique<mail::smtp_transport>(smtp_settings_of(about));
}

bool is_day(const std::string& timezone, ground::utc_seconds at) {
    const auto where = calendar::zone::find(timezone);
    return !calendar::is_quiet_time(at, where ? *where : calendar::zone::moscow());
}

/// The outbox as the carrier sees it: before each batch, letters to many go a portion further, so that they follow at once
/// what they tell and never faster than the mail leaves. Letters about accounts (their event is 0) are somebody waiting at a
/// sign-in, so they go first; there are few.
class tended_outbox final : public mail::outbox {
public:
    tended_outbox(service::outbox_office& office, service::invitation_office& accounts, service::message_office& messages)
        : office_(office), accounts_(accounts), messages_(messages), inner_(office) {}
    std::vector<service::mail_job> lease(int most) override {
        if (auto jobs = accounts_.lease(most); !jobs.empty()) return jobs;
        try {
            messages_.begin_due(is_day);
            office_.fan_out();
        } catch (const std::exception& failed) {
            // One that cannot be read must not hold up everybody's tickets.
            ground::log_error("mailing_failed", {{"failure", failed.what()}});
        }
        return inner_.lease(most);
    }
    void mark_sent(const service::mail_job& job) override {
        if (job.event) inner_.mark_sent(job);
        else accounts_.mark_sent(job);
    }
    void mark_retry(const service::mail_job& job, ground::utc_seconds next_at, std::string_view failure,
                    bool may_have_arrived) override {
        if (job.event) inner_.mark_retry(job, next_at, failure, may_have_arrived);
        else accounts_.mark_retry(job, next_at, failure, may_have_arrived);
    }
    void mark_dead(const service::mail_job& job, std::string_view failure) override {
        if (job.event) inner_.mark_dead(job, failure);
        else accounts_.mark_dead(job, failure);
    }

private:
    service::outbox_office& office_;
    service::invitation_office& accounts_;
    service::message_office& messages_;
    mail::office_outbox inner_;
};

spool::spool_settings spool_settings_of(const report_settings& about) {
    spool::spool_settings wanted;
    wanted.printer = about.badge_printer;
    wanted.format = about.badge_language;
    wanted.is_raw = about.badge_language != "pdf";
    return wanted;
}

/// A printer of labels draws labels only: an event whose badges are sheets gets its label of the usual size there, and any
/// printer gets one badge a page.
spool::badge_writer badge_writer_of(const report_settings& about, ground::clock& clock) {
    return [language = about.badge_language, &clock](const service::badge_batch& batch) {
        auto document = web::badge_document_of(batch, render::language::ru, clock.now());
        if (!domain::is_label(document.layout))
            document.layout = language == "pdf" ? domain::badge_layout::holder_105x148 : domain::badge_layout::label_58x40;
        return language == "pdf" ? render::write_badges_pdf(document) : render::write_badges_zpl(document, language == "zpl300" ? 12 : 8);
    };
}

std::optional<domain::reminder_slot> reminder_now(const domain::event_time& time, const domain::reminder_rule& rule,
                                                  ground::utc_seconds now) {
    const auto where = calendar::zone::find(time.timezone);
    return where && time.starts_at ? calendar::reminder_due(rule, *time.starts_at, *where, now) : std::nullopt;
}

/// What has to happen by the clock: holds end, old keys are forgotten. A failure is logged and tried again.
class housekeeping {
public:
    housekeeping(installation& here, service::webhook_office& webhooks, mail::carrier& carrier)
        : webhooks_(webhooks), thread_([this, &here, &carrier] { run(here, carrier); }) {}
    ~housekeeping() {
        {
            const std::lock_guard hold(mutex_);
            stopping_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }

private:
    static constexpr int minutes_a_day = 24 * 60;

    void destroy_what_is_old(installation& here) {
        const auto done = here.retention.run([this] {
            const std::lock_guard hold(mutex_);
            return stopping_;
        });
        const auto left = here.retention.look();
        if (done.events > 0 || !left.none())
            ground::log_info("retention", {{"needs", done.needs}, {"people", done.people}, {"needs_overdue", left.needs}, {"people_overdue", left.people}});
    }

    void run(installation& here, mail::carrier& carrier) {
        std::unique_lock lock(mutex_);
        for (int round = 0; !stopping_; ++round) {
            lock.unlock();
            try {
                if (here.registrations.expire_holds() + here.sign_ups.expire_invitations() + here.people.end_changes() > 0) carrier.notify();
                here.codes.give_short_codes();
                if (here.outbox.begin_reminders(reminder_now) > 0) carrier.notify();
                if (round % 60 == 0) here.idempotency.forget_old();
                if (round % 60 == 0) webhooks_.forget_old();
                if (round % minutes_a_day == 0) destroy_what_is_old(here);
            } catch (const std::exception& failed) {
                ground::log_error("housekeeping_failed", {{"failure", failed.what()}});
            }
            lock.lock();
            changed_.wait_for(lock, std::chrono::minutes(1), [this] { return stopping_; });
        }
    }

    service::webhook_office& webhooks_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;
};

/// Two services on one data directory would each believe to be the only writer.
class only_service {
public:
    explicit only_service(const std::filesystem::path& data) {
        file_ = ::open((data / "service.lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
        if (file_ >= 0 && ::flock(file_, LOCK_EX | LOCK_NB) == 0) return;
        if (file_ < 0)
            throw command_failed({"В папку данных " + data.string() + " нельзя писать.",
                                  "The data folder " + data.string() + " cannot be written."});
        ::close(file_);
        throw command_failed({"Папку данных " + data.string() + " уже обслуживает другой процесс.",
                              "Another process serves the data folder " + data.string() + "."});
    }
    ~only_service() { ::close(file_); }
    only_service(const only_service&) = delete;
    only_service& operator=(const only_service&) = delete;

private:
    int file_ = -1;
};

int serve(const settings_flags& flags, const console& where) {
    const auto about = read_settings(flags, where);
    const auto for_reports = read_report_settings(flags, where);
    ground::set_log_level(about.log_level == "debug"     ? ground::level::debug
                          : about.log_level == "warning" ? ground::level::warning
                          : about.log_level == "error"   ? ground::level::error
                                                         : ground::level::info);
    make_data_folder(about);
    const only_service alone(about.data);
    prepare_new(about);
    installation here(about, the_clock(), true);
    here.idempotency.forget_running();
    // The database may have been put back from a copy by hand; whoever was forgotten stays forgotten.
    if (const auto again = here.retention.replay(); again > 0) ground::log_warning("erasures_repeated", {{"people", again}});
    const auto started_ms = here.clock.steady_ms();
    ground::system_randomness random;
    const auto templates = about.templates.empty() ? std::nullopt : std::optional(about.templates);
    const render::page_engine pages(templates);
    net::counters counted;
    web::offices offices{here.clock, here.random, here.keys, here.events, here.registrations, here.check_ins,
                               here.attendance, here.gate, here.staff, here.idempotency, here.outbox,
                               here.conflicts, here.doors, here.retention, here.tables, here.seating, here.evidence, here.certificates, here.sheets, here.factors, here.passkeys, here.invitations, here.programmes, here.series, here.forms, here.sign_ups, here.messages, here.people, pages,
                               site_settings_of(about),
                               [&] { return look_at_health(here.database, about); },
                               [&] { return metrics_text(counted, here.database, here.clock, started_ms); }};
    offices.bulletin = here.bulletin;
    service::figures_office figures(here.database, here.clock, here.attendance, here.keys);
    service::badge_office badges(here.database, here.clock, here.keys);
    service::webhook_office webhooks(here.database, here.clock, here.random, here.keys, for_reports.webhook_trusted);
    offices.reports = std::make_shared<web::report_desk>(
        web::report_desk{figures, badges, webhooks, for_reports.badge_printer, for_reports.widget_sites});

    tended_outbox outbox(here.outbox, here.invitations, here.messages);
    const auto transport = transport_of(about, here, random);
    mail::carrier_settings carrying;
    carrying.envelope_from = offices.settings.from_address;
    carrying.write = [&](const service::mail_job& job) {
        auto letter = job.event ? web::write_letter(offices, job) : web::write_account_letter(offices, job);
        return mail::outgoing_mail{std::move(letter.recipient), std::move(letter.bytes)};
    };
    carrying.write_plain = [&](const service::mail_job& job) {
        auto letter = job.event ? web::write_plain_letter(offices, job) : web::write_plain_account_letter(offices, job);
        return mail::outgoing_mail{std::move(letter.recipient), std::move(letter.bytes)};
    };
    mail::carrier carrier(carrying, outbox, *transport, here.clock, random);

    webhook::sender_settings sending;
    sending.trusted = for_reports.webhook_trusted;
    webhook::messenger messenger(webhooks, sending);
    spool::spool printing(badges, badge_writer_of(for_reports, here.clock), spool_settings_of(for_reports));

    const auto site = web::make_site(offices);
    const web::application application = [&](const web::request& asked) {
        auto answer = site(asked);
        if (asked.method == web::method::get || asked.method == web::method::head) return answer;
        return web::and_then(std::move(answer), [&](web::response given) {
            // Whatever was committed may have left a letter, a message or a badge; who carries them looks, and finds nothing
            // most of the time.
            if (given.status < 400) {
                carrier.notify();
                messenger.notify();
                printing.notify();
            }
            return given;
        });
    };
    net::server server(net_settings_of(about), application, here.clock, random, counted);
    const auto port = server.start();
    carrier.start();
    messenger.start();
    if (!for_reports.badge_printer.empty()) printing.start();
    {
        const housekeeping keeping(here, webhooks, carrier);
        auto url = public_url_of(about);
        if (about.public_url.empty() && about.listen.front().port == 0) url = url.substr(0, url.rfind(':') + 1) + std::to_string(port);
        where.out << url << std::endl;
        ground::log_info("serving", {{"version", version_number()}, {"port", port}});
        server.run();
    }
    // Connections have ended and the crew has joined: nobody writes any more but the carrier, which stops next.
    printing.stop();
    messenger.stop();
    carrier.stop();
    here.database.close();
    ground::log_info("stopped");
    return success;
}

} // namespace

void add_serve(CLI::App& line, action& chosen, const console& where) {
    auto* verb = line.add_subcommand("serve", where.choose({"принимать соединения", "run the service"}));
    const auto flags = add_settings_flags(*verb, where);
    verb->callback([flags, &chosen] { chosen = [flags](const console& at) { return serve(*flags, at); }; });
}

} // namespace krug::commands
