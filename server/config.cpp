#include "config.hpp"

#include "config_judge.hpp"
#include "config_keys.hpp"
#include "config_sources.hpp"
#include "ground/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace krug {
namespace {

namespace fs = std::filesystem;

/// Turns the texts of keys into values. A value that does not fit becomes a problem and the default.
class reader {
public:
    explicit reader(given_settings& given) : given_(given) {}

    std::string text(std::string_view name) {
        const auto& key = known(name);
        const auto* found = given_.find(name);
        if (!found || found->values.empty())
            return std::string(key.initial);
        const auto& value = found->values.front();
        if (has_control_characters(value)) {
            wrong(*found, name, "содержит управляющие символы", "holds control characters");
        } else if (!is_choice(key.choices, value)) {
            wrong(*found, name, fmt::format("может быть {}", key.choices),
                  fmt::format("must be {}", key.choices));
        } else {
            return value;
        }
        return std::string(key.initial);
    }

    int number(std::string_view name) {
        const auto& key = known(name);
        int value = 0;
        const auto written = text(name);
        const auto* end = written.data() + written.size();
        const auto parsed = std::from_chars(written.data(), end, value);
        if (parsed.ec == std::errc{} && parsed.ptr == end && value >= key.least && value <= key.most)
            return value;
        wrong(*given_.find(name), name,
              fmt::format("должно быть целым числом от {} до {}", key.least, key.most),
              fmt::format("must be a whole number from {} to {}", key.least, key.most));
        return 0;
    }

    std::vector<std::string> list(std::string_view name) {
        const auto& key = known(name);
        if (const auto* found = given_.find(name)) {
            if (std::ranges::any_of(found->values, has_control_characters))
                wrong(*found, name, "содержит управляющие символы", "holds control characters");
            return found->values;
        }
        if (key.initial.empty())
            return {};
        return {std::string(key.initial)};
    }

    /// Empty when not given.
    fs::path path(std::string_view name) {
        const auto written = text(name);
        if (written.empty())
            return {};
        return fs::absolute(given_.find(name)->folder / written).lexically_normal();
    }

    /// Says that what stands for `name` is wrong. The default is never wrong.
    void wrong(std::string_view name, std::string_view ru, std::string_view en) {
        const auto* found = given_.find(name);
        KRUG_CHECK(found);
        wrong(*found, name, ru, en);
    }

    void missing(std::string_view name, std::string_view ru, std::string_view en) {
        given_.problems().push_back(
            {fmt::format("не хватает {}: {}", name, ru), fmt::format("{} is missing: {}", name, en)});
    }

private:
    static const setting_key& known(std::string_view name) {
        const auto* key = find_setting_key(name);
        KRUG_CHECK(key);
        return *key;
    }

    void wrong(const given_setting& found, std::string_view name, std::string_view ru, std::string_view en) {
        given_.problems().push_back({fmt::format("{}: {} {}", found.place, name, ru),
                                     fmt::format("{}: {} {}", found.place, name, en)});
    }

    given_settings& given_;
};

void read_listen(reader& read, settings& into) {
    const auto addresses = read.list("listen");
    if (addresses.empty())
        read.wrong("listen", "– пустой список", "is an empty list");
    for (const auto& written : addresses) {
        if (const auto address = parse_listen_address(written)) {
            into.listen.push_back(*address);
        } else {
            read.wrong("listen", "– это АДРЕС:ПОРТ, например 127.0.0.1:8080 или [::1]:8080",
                       "is ADDR:PORT, for example 127.0.0.1:8080 or [::1]:8080");
        }
    }
}

void read_places(reader& read, const settings_sources& sources, settings& into) {
    into.data = read.path("data");
    if (into.data.empty()) {
        // systemd may name several folders; the first is ours.
        const auto state = sources.environment.find("STATE_DIRECTORY");
        into.data = state == sources.environment.end() || state->second.empty()
                        ? "/var/lib/krug"
                        : state->second.substr(0, state->second.find(':'));
    }
    into.templates = read.path("templates");
    into.master_key_file = read.path("secrets.master_key_file");
    if (into.master_key_file.empty())
        into.master_key_file = into.data / "master.key";
    into.database = read.text("database");
    if (into.database.empty())
        into.database = "sqlite:///" + (into.data / "krug.sqlite").string();
    if (!into.database.starts_with("sqlite:///") && !into.database.starts_with("postgresql://"))
        read.wrong("database", "начинается с sqlite:/// или postgresql://",
                   "begins with sqlite:/// or postgresql://");
}

void read_names(reader& read, settings& into) {
    into.public_url = read.text("public_url");
    while (into.public_url.ends_with('/'))
        into.public_url.pop_back();
    const auto host = host_of_public_url(into.public_url);
    if (!into.public_url.empty() && !host)
        read.wrong("public_url", "– это https://ИМЯ или http://ИМЯ без пути",
                   "is https://NAME or http://NAME without a path");

    into.hosts = read.list("hosts");
    if (into.hosts.empty() && host)
        into.hosts = {*host, "localhost", "127.0.0.1", "[::1]"};

    into.trusted_proxies = read.list("trusted_proxies");
    for (const auto& proxy : into.trusted_proxies)
        if (!is_address_block(proxy))
            read.wrong("trusted_proxies", "– это адреса или сети, например 10.0.0.0/8",
                       "holds addresses or networks, for example 10.0.0.0/8");
}

void read_tls(reader& read, settings& into) {
    into.tls = {read.path("tls.certificate"), read.path("tls.key")};
    if (into.tls.certificate.empty() && !into.tls.key.empty())
        read.missing("tls.certificate", "ключ задан, а сертификат нет", "there is a key but no certificate");
    if (!into.tls.certificate.empty() && into.tls.key.empty())
        read.missing("tls.key", "сертификат задан, а ключ нет", "there is a certificate but no key");
}

void read_mail(reader& read, settings& into) {
    auto& mail = into.mail;
    mail.host = read.text("mail.host");
    mail.port = static_cast<std::uint16_t>(read.number("mail.port"));
    const auto security = read.text("mail.security");
    mail.security = security == "tls"    ? mail_security::tls
                    : security == "none" ? mail_security::none
                                         : mail_security::starttls;
    mail.user = read.text("mail.user");
    mail.password = read.text("mail.password");
    mail.from_name = read.text("mail.from_name");
    mail.from_address = read.text("mail.from_address");
    if (!mail.from_address.empty() && !is_plausible_mail_address(mail.from_address))
        read.wrong("mail.from_address", "не похоже на адрес почты", "does not look like a mail address");
    if (!mail.host.empty() && mail.from_address.empty())
        read.missing("mail.from_address", "задан mail.host, а отправителя нет",
                     "mail.host is set but there is no sender");
}

void read_operator(reader& read, settings& into) {
    auto& who = into.operator_of_data;
    who = {read.text("operator.name"), read.text("operator.inn"), read.text("operator.address"),
           read.text("operator.registry_number"), read.text("operator.contact")};
    if (!who.inn.empty() && !is_taxpayer_number(who.inn))
        read.wrong("operator.inn", "не похоже на ИНН: 10 или 12 цифр, контрольные цифры не сходятся",
                   "is no taxpayer number: 10 or 12 digits whose check digits agree");
}

report_settings read_reports(reader& read) {
    report_settings into;
    into.badge_printer = read.text("badges.printer");
    if (!is_printer_name(into.badge_printer))
        read.wrong("badges.printer", "– это имя очереди CUPS: латинские буквы, цифры, . _ -",
                   "is the name of a CUPS queue: letters, digits, . _ -");
    into.badge_language = read.text("badges.language");
    into.webhook_trusted = read.list("webhooks.trusted");
    for (const auto& each : into.webhook_trusted)
        if (const auto at = parse_listen_address(each); !at || !is_loopback(at->host))
            read.wrong("webhooks.trusted", "– это адреса этого компьютера, например 127.0.0.1:8099",
                       "holds addresses of this computer, for example 127.0.0.1:8099");
    into.widget_sites = read.list("widget.sites");
    for (const auto& each : into.widget_sites)
        if (!host_of_public_url(each) || each.ends_with('/') || each.find_first_of(" ;,'\"*") != std::string::npos)
            read.wrong("widget.sites", "– это https://ИМЯ без пути", "holds https://NAME without a path");
    return into;
}

void warn(settings& about) {
    const auto reachable =
        std::ranges::any_of(about.listen, [](const auto& at) { return !is_loopback(at.host); });
    if (about.public_url.empty() && reachable)
        about.warnings.push_back(
            {"public_url не задан: ссылки в письмах и билетах будут вести на этот компьютер",
             "public_url is not set: links in mails and tickets will point at this computer"});
    const auto host = host_of_public_url(about.public_url);
    if (about.public_url.starts_with("http://") && host && !is_loopback(*host))
        about.warnings.push_back(
            {"public_url без https: браузер не даст камеру, данные гостей идут открыто",
             "public_url is not https: browsers refuse the camera, guests' data travels in the open"});
    if (about.mail.security == mail_security::none && !about.mail.host.empty() &&
        !is_loopback(about.mail.host))
        about.warnings.push_back({"mail.security = none: письма и пароль идут открыто",
                                  "mail.security = none: mail and password travel in the open"});
}

std::string join_problems(const std::vector<sentence>& problems) {
    std::string joined;
    for (const auto& problem : problems)
        joined += (joined.empty() ? "" : "\n") + problem.en;
    return joined;
}

} // namespace

settings_error::settings_error(std::vector<sentence> problems)
    : std::runtime_error(join_problems(problems)), problems_(std::move(problems)) {}

settings read_settings(const settings_sources& sources) {
    given_settings given(sources);
    reader read(given);
    settings into;
    read_listen(read, into);
    read_places(read, sources, into);
    read_names(read, into);
    read_tls(read, into);
    into.crew = {read.number("crew.threads"), read.number("crew.queue")};
    into.limits = {read.number("limits.connections"), read.number("limits.connections_per_address")};
    read_mail(read, into);
    read_operator(read, into);
    read_reports(read); // only judged here, so that everything wrong is said at once
    into.log_level = read.text("log.level");
    into.file = given.file();
    if (!given.problems().empty())
        throw settings_error(given.problems());
    into.warnings = given.warnings();
    warn(into);
    return into;
}

report_settings read_report_settings(const settings_sources& sources) {
    given_settings given(sources);
    reader read(given);
    auto into = read_reports(read);
    if (!given.problems().empty())
        throw settings_error(given.problems());
    return into;
}

std::string describe_settings(bool in_russian) {
    std::string table;
    for (const auto& key : setting_keys()) {
        const auto variable = environment_name(key.name);
        table += fmt::format("{}{}\n    {}{}", key.is_flag ? "--" : "", key.name, variable,
                             key.kind == key_kind::secret ? ", " + variable + "_FILE" : "");
        if (!key.initial.empty())
            table += fmt::format("   [{}]", key.initial);
        table += fmt::format("\n    {}\n", in_russian ? key.ru : key.en);
    }
    return table;
}

} // namespace krug
