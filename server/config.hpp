// What an operator may set, read from defaults, a TOML file, the environment and flags, each beating the one
// before. Called by the commands, which hand every room its own part; no room sees the whole.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace krug {

/// One sentence for the operator in both languages.
struct sentence {
    std::string ru;
    std::string en;
};

struct listen_address {
    std::string host; ///< a name or an address, IPv6 without its brackets
    std::uint16_t port = 0;
};

struct tls_files {
    std::filesystem::path certificate; ///< PEM chain; empty: no TLS of our own
    std::filesystem::path key;
};

struct crew_size {
    int threads = 0;
    int queue = 0;
};

struct connection_limits {
    int connections = 0;
    int per_address = 0;
};

enum class mail_security { none = 1, starttls = 2, tls = 3 };

struct mail_relay {
    std::string host; ///< empty: messages become .eml files in DATA/mail
    std::uint16_t port = 0;
    mail_security security = mail_security::starttls;
    std::string user;
    std::string password; ///< secret
    std::string from_name;
    std::string from_address;
};

/// Who answers for personal data (152-FZ, article 3, paragraph 2); printed in every consent.
struct data_operator {
    std::string name;
    std::string inn;
    std::string address;
    std::string registry_number;
    std::string contact;
};

struct settings {
    std::vector<listen_address> listen;
    std::string database; ///< sqlite:///PATH or postgresql://…; may hold a password, so it is never printed
    std::filesystem::path data;
    std::filesystem::path templates;          ///< empty: the embedded ones
    std::string public_url;                   ///< without a slash at the end
    std::vector<std::string> hosts;           ///< names a request may ask for, without ports; empty: any
    std::vector<std::string> trusted_proxies; ///< addresses and CIDR blocks
    tls_files tls;
    crew_size crew;
    connection_limits limits;
    mail_relay mail;
    data_operator operator_of_data;
    std::string log_level; ///< debug, info, warning or error
    std::filesystem::path master_key_file;

    std::optional<std::filesystem::path> file; ///< the file that was read
    std::vector<sentence> warnings;            ///< legal, but probably not what was meant
};

/// What badges, webhooks and the widget are told. Judged with all other settings by read_settings.
struct report_settings {
    std::vector<std::string> webhook_trusted; ///< host:port of receivers on this computer, for trying webhooks out
    std::string badge_printer;                ///< of CUPS; empty: no badges at check-in
    std::string badge_language;               ///< pdf, zpl (203 dpi) or zpl300
    std::vector<std::string> widget_sites;    ///< origins whose pages may show an event's widget
};

/// Where settings come from. Nothing else is looked at, so a test decides everything.
struct settings_sources {
    std::map<std::string, std::string> flags;       ///< by key name, for example {"listen", "127.0.0.1:8080"}
    std::map<std::string, std::string> environment; ///< as the process has it
    std::optional<std::filesystem::path> file;      ///< --config; must exist when given
    /// Read when neither --config nor KRUG_CONFIG names a file; the first that exists wins, none is fine.
    std::vector<std::filesystem::path> usual_files;
};

/// Everything that is wrong with the settings, at once. Names keys and places, never values of secrets.
class settings_error : public std::runtime_error {
public:
    explicit settings_error(std::vector<sentence> problems);
    const std::vector<sentence>& problems() const { return problems_; }

private:
    std::vector<sentence> problems_;
};

/// Reads and judges the settings. Paths in the file are relative to the file, others to the working
/// directory. Creates nothing. Throws settings_error.
settings read_settings(const settings_sources& sources);

/// The part of the reports, out of the same sources. Throws settings_error.
report_settings read_report_settings(const settings_sources& sources);

/// The table of all keys with environment names and defaults, a few lines a key, for a terminal.
std::string describe_settings(bool in_russian);

} // namespace krug
