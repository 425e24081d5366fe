// If this fails, an operator's settings are ignored, mixed up or refused without saying where, on the evening
// of an event.
#include "config.hpp"

#include "config_keys.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace krug {
namespace {

namespace fs = std::filesystem;

class config_test : public ::testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (fs::temp_directory_path() / "krug_config_XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
    }
    void TearDown() override { fs::remove_all(folder_); }

    fs::path write(const std::string& name, const std::string& content) {
        std::ofstream(folder_ / name) << content;
        fs::permissions(folder_ / name, fs::perms::owner_read | fs::perms::owner_write);
        return folder_ / name;
    }

    /// The English sentences of everything that was wrong.
    static std::string problems_of(const settings_sources& sources) {
        try {
            read_settings(sources);
            return "";
        } catch (const settings_error& error) {
            return error.what();
        }
    }

    static bool warned(const settings& about, const std::string& of) {
        return std::ranges::any_of(
            about.warnings, [&](const auto& warning) { return warning.en.find(of) != std::string::npos; });
    }

    fs::path folder_;
};

// A webhook reaches into the operator's network, a printer's name becomes an option of a command, or any site frames the form.
TEST_F(config_test, what_reports_are_told_is_judged_with_the_rest) {
    settings_sources good;
    good.environment = {{"KRUG_WEBHOOKS_TRUSTED", "127.0.0.1:8099"}, {"KRUG_BADGES_PRINTER", "desk_label-1"}, {"KRUG_BADGES_LANGUAGE", "zpl"},
                        {"KRUG_WIDGET_SITES", "https://fund.example"}};
    EXPECT_EQ(problems_of(good), "");
    const auto read = read_report_settings(good);
    EXPECT_EQ(read.webhook_trusted, std::vector<std::string>{"127.0.0.1:8099"});
    EXPECT_EQ(read.badge_printer, "desk_label-1");
    EXPECT_EQ(read.badge_language, "zpl");
    EXPECT_EQ(read.widget_sites, std::vector<std::string>{"https://fund.example"});
    for (const auto& [name, value] : {std::pair{"KRUG_WEBHOOKS_TRUSTED", "10.0.0.1:80"}, std::pair{"KRUG_WEBHOOKS_TRUSTED", "crm.example:80"},
                                      std::pair{"KRUG_BADGES_PRINTER", "-o raw"}, std::pair{"KRUG_BADGES_PRINTER", "a;b"},
                                      std::pair{"KRUG_BADGES_LANGUAGE", "epl"}, std::pair{"KRUG_WIDGET_SITES", "*"},
                                      std::pair{"KRUG_WIDGET_SITES", "https://fund.example/page"}, std::pair{"KRUG_WIDGET_SITES", "https://a.example; script-src *"}}) {
        settings_sources wrong;
        wrong.environment = {{name, value}};
        EXPECT_NE(problems_of(wrong), "") << name << "=" << value;
        EXPECT_THROW(read_report_settings(wrong), settings_error);
    }
}

// Someone tries Krug without any settings: it must listen on his own computer only.
TEST_F(config_test, nothing_given_listens_on_loopback) {
    const auto read = read_settings({});
    ASSERT_EQ(read.listen.size(), 1u);
    EXPECT_EQ(read.listen[0].host, "127.0.0.1");
    EXPECT_EQ(read.listen[0].port, 8080);
    EXPECT_EQ(read.data, "/var/lib/krug");
    EXPECT_EQ(read.database, "sqlite:////var/lib/krug/krug.sqlite");
    EXPECT_EQ(read.master_key_file, "/var/lib/krug/master.key");
    EXPECT_EQ(read.mail.security, mail_security::starttls);
    EXPECT_TRUE(read.warnings.empty());
}

// The flag typed in a hurry must win over what is written somewhere else.
TEST_F(config_test, flags_beat_environment_beats_file_beats_default) {
    const auto file = write(
        "krug.toml", "listen = \"10.0.0.1:1\"\n[crew]\nthreads = 7\nqueue = 9\n[log]\nlevel = \"debug\"\n");
    settings_sources sources{.flags = {{"listen", "10.0.0.3:3"}},
                             .environment = {{"KRUG_LISTEN", "10.0.0.2:2"}, {"KRUG_CREW_QUEUE", "11"}},
                             .file = file,
                             .usual_files = {}};
    const auto read = read_settings(sources);
    ASSERT_EQ(read.listen.size(), 1u);
    EXPECT_EQ(read.listen[0].host, "10.0.0.3");
    EXPECT_EQ(read.crew.queue, 11);
    EXPECT_EQ(read.crew.threads, 7);
    EXPECT_EQ(read.log_level, "debug");
}

// A misspelt key would silently leave mail unsent; it must be named with its line and the right word.
TEST_F(config_test, unknown_key_is_refused_with_line_and_nearest_name) {
    const auto file = write("krug.toml", "# mail\n[mail]\nhots = \"mail.example\"\n");
    const auto problems = problems_of({.flags = {}, .environment = {}, .file = file, .usual_files = {}});
    EXPECT_NE(problems.find("krug.toml:3: unknown setting mail.hots"), std::string::npos) << problems;
    EXPECT_NE(problems.find("did you mean mail.host?"), std::string::npos) << problems;
}

// An operator repairs five mistakes in one go instead of starting the service five times.
TEST_F(config_test, all_problems_come_at_once) {
    const auto file = write(
        "krug.toml",
        "listen = []\n[mail]\nport = 0\nsecurity = \"ssl\"\nhost = \"m.example\"\n[crew]\nqueue = 1.5\n");
    const auto problems = problems_of(
        {.flags = {{"database", "mysql://x"}}, .environment = {}, .file = file, .usual_files = {}});
    for (const char* expected :
         {"listen is an empty list", "mail.port must be a whole number from 1 to 65535",
          "mail.security must be starttls|tls|none", "mail.from_address is missing",
          "crew.queue must be a text, a whole number", "--database: database begins with sqlite"})
        EXPECT_NE(problems.find(expected), std::string::npos) << expected << " not in:\n" << problems;
}

// A broken file must not be half believed, and its text (it may hold a password) must not be shown.
TEST_F(config_test, broken_file_is_named_but_not_quoted) {
    const auto file = write("krug.toml", "[mail]\npassword = \"tr0ub4dor\nuser = 3\n");
    const auto problems = problems_of({.flags = {}, .environment = {}, .file = file, .usual_files = {}});
    EXPECT_NE(problems.find("krug.toml:2"), std::string::npos) << problems;
    EXPECT_EQ(problems.find("tr0ub"), std::string::npos);
}

// --config pointing nowhere must not start a service with defaults in front of guests.
TEST_F(config_test, named_file_must_exist_usual_file_need_not) {
    EXPECT_FALSE(problems_of({.flags = {}, .environment = {}, .file = folder_ / "no.toml", .usual_files = {}})
                     .empty());
    EXPECT_FALSE(problems_of({.flags = {},
                              .environment = {{"KRUG_CONFIG", folder_ / "no.toml"}},
                              .file = {},
                              .usual_files = {}})
                     .empty());
    EXPECT_TRUE(
        problems_of({.flags = {}, .environment = {}, .file = {}, .usual_files = {folder_ / "no.toml"}})
            .empty());

    const auto own = write("own.toml", "[log]\nlevel = \"error\"\n");
    const auto machine = write("machine.toml", "[log]\nlevel = \"debug\"\n");
    const auto read = read_settings(
        {.flags = {}, .environment = {}, .file = {}, .usual_files = {folder_ / "no.toml", own, machine}});
    EXPECT_EQ(read.log_level, "error");
    EXPECT_EQ(read.file, own);
}

// A password given by a file, by systemd or by variable must arrive whole, without the line end an editor
// adds.
TEST_F(config_test, secrets_come_from_files_and_credentials) {
    const auto secret = write("secret", "пароль \"1\"\n");
    EXPECT_EQ(read_settings({.flags = {},
                             .environment = {{"KRUG_MAIL_PASSWORD_FILE", secret}},
                             .file = {},
                             .usual_files = {}})
                  .mail.password,
              "пароль \"1\"");
    write("mail.password", "from systemd\r\n");
    settings_sources sources{
        .flags = {}, .environment = {{"CREDENTIALS_DIRECTORY", folder_}}, .file = {}, .usual_files = {}};
    EXPECT_EQ(read_settings(sources).mail.password, "from systemd");
    sources.environment["KRUG_MAIL_PASSWORD"] = "from the variable";
    EXPECT_EQ(read_settings(sources).mail.password, "from the variable");
    sources.environment["KRUG_MAIL_PASSWORD_FILE"] = secret;
    EXPECT_EQ(problems_of(sources), "KRUG_MAIL_PASSWORD and KRUG_MAIL_PASSWORD_FILE are both set");
    EXPECT_FALSE(problems_of({.flags = {},
                              .environment = {{"KRUG_DATABASE_FILE", folder_ / "gone"}},
                              .file = {},
                              .usual_files = {}})
                     .empty());
}

// A password that everyone on the computer can read deserves a word; one that only the owner reads does not.
TEST_F(config_test, readable_password_is_warned_of) {
    const auto file = write("krug.toml", "[mail]\npassword = \"x\"\n");
    const settings_sources sources{.flags = {}, .environment = {}, .file = file, .usual_files = {}};
    EXPECT_TRUE(read_settings(sources).warnings.empty());
    fs::permissions(file, fs::perms::others_read, fs::perm_options::add);
    EXPECT_TRUE(warned(read_settings(sources), "mail.password can be read by anyone"));
}

// Paths in a file mean the same wherever the service is started from.
TEST_F(config_test, paths_are_relative_to_the_file) {
    const auto file =
        write("krug.toml", "data = \"data\"\n[tls]\ncertificate = \"../c.pem\"\nkey = \"/k.pem\"\n");
    const auto read = read_settings({.flags = {}, .environment = {}, .file = file, .usual_files = {}});
    EXPECT_EQ(read.data, folder_ / "data");
    EXPECT_EQ(read.tls.certificate, folder_.parent_path() / "c.pem");
    EXPECT_EQ(read.tls.key, "/k.pem");
    EXPECT_EQ(
        read_settings({.flags = {{"data", "here"}}, .environment = {}, .file = file, .usual_files = {}}).data,
        fs::current_path() / "here");
}

// Under systemd data goes where the unit may write.
TEST_F(config_test, state_directory_of_systemd_is_the_default) {
    EXPECT_EQ(read_settings({.flags = {},
                             .environment = {{"STATE_DIRECTORY", "/srv/a:/srv/b"}},
                             .file = {},
                             .usual_files = {}})
                  .data,
              "/srv/a");
}

// Half a TLS setting must not end in plain HTTP.
TEST_F(config_test, certificate_and_key_come_together) {
    EXPECT_NE(
        problems_of({.flags = {}, .environment = {{"KRUG_TLS_KEY", "k"}}, .file = {}, .usual_files = {}})
            .find("tls.certificate is missing"),
        std::string::npos);
    EXPECT_NE(
        problems_of(
            {.flags = {}, .environment = {{"KRUG_TLS_CERTIFICATE", "c"}}, .file = {}, .usual_files = {}})
            .find("tls.key is missing"),
        std::string::npos);
}

// With a public name only that name (and this computer) may be asked for; a foreign Host header gets nowhere.
TEST_F(config_test, hosts_follow_from_the_public_address) {
    const auto named = read_settings({.flags = {},
                                      .environment = {{"KRUG_PUBLIC_URL", "https://krug.example/"}},
                                      .file = {},
                                      .usual_files = {}});
    EXPECT_EQ(named.public_url, "https://krug.example");
    EXPECT_EQ(named.hosts, (std::vector<std::string>{"krug.example", "localhost", "127.0.0.1", "[::1]"}));
    const auto chosen = read_settings({.flags = {},
                                       .environment = {{"KRUG_HOSTS", "a.example, b.example,"}},
                                       .file = {},
                                       .usual_files = {}});
    EXPECT_EQ(chosen.hosts, (std::vector<std::string>{"a.example", "b.example"}));
}

// What is legal but leaves guests without working links or a camera is said.
TEST_F(config_test, probable_mistakes_are_warned_of) {
    EXPECT_TRUE(
        warned(read_settings(
                   {.flags = {{"listen", "0.0.0.0:80"}}, .environment = {}, .file = {}, .usual_files = {}}),
               "public_url is not set"));
    EXPECT_TRUE(warned(read_settings({.flags = {},
                                      .environment = {{"KRUG_PUBLIC_URL", "http://krug.example"}},
                                      .file = {},
                                      .usual_files = {}}),
                       "not https"));
    EXPECT_FALSE(warned(read_settings({.flags = {},
                                       .environment = {{"KRUG_PUBLIC_URL", "http://127.0.0.1:8080"}},
                                       .file = {},
                                       .usual_files = {}}),
                        "not https"));
    EXPECT_TRUE(warned(
        read_settings({.flags = {}, .environment = {{"KRUG_LISTN", "x"}}, .file = {}, .usual_files = {}}),
        "KRUG_LISTN sets nothing"));
    EXPECT_TRUE(
        read_settings(
            {.flags = {}, .environment = {{"KRUG_TEST_POSTGRESQL", "x"}}, .file = {}, .usual_files = {}})
            .warnings.empty());
}

// A line end in a sender's name would let it write mail headers.
TEST_F(config_test, control_characters_are_refused) {
    const auto file =
        write("krug.toml", "hosts = [\"a\\u0000\"]\n[mail]\nfrom_name = \"Круг\\r\\nBcc: x\"\n");
    const auto problems = problems_of({.flags = {}, .environment = {}, .file = file, .usual_files = {}});
    EXPECT_NE(problems.find("mail.from_name holds control characters"), std::string::npos) << problems;
    EXPECT_NE(problems.find("hosts holds control characters"), std::string::npos) << problems;
}

// Every row of the table must be readable by both readers of --help, and its default must satisfy its own
// bounds.
TEST_F(config_test, every_key_is_described_and_its_default_is_legal) {
    for (const auto& key : setting_keys()) {
        EXPECT_GT(key.ru.size(), 10u) << key.name;
        EXPECT_GT(key.en.size(), 10u) << key.name;
        EXPECT_NE(describe_settings(true).find(key.ru), std::string::npos) << key.name;
        EXPECT_NE(describe_settings(false).find(environment_name(key.name)), std::string::npos) << key.name;
        EXPECT_EQ(nearest_setting_key(key.name), key.name);
        EXPECT_EQ(std::ranges::count(setting_keys(), key.name, &setting_key::name), 1) << key.name;
    }
    EXPECT_EQ(environment_name("mail.from_name"), "KRUG_MAIL_FROM_NAME");
}

} // namespace
} // namespace krug
