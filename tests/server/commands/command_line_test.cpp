// If this fails, a script cannot tell success from failure, or an operator is left without a sentence saying
// what to do.
#include "commands/checks.hpp"
#include "commands/command_line.hpp"
#include "commands/version.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace krug::commands {
namespace {

struct outcome {
    int code;
    std::string out, err;
};

outcome call(const std::vector<std::string>& arguments, std::map<std::string, std::string> environment = {}) {
    std::ostringstream out, err;
    const console where{out, err, std::move(environment)};
    const auto code = run_command_line(arguments, where);
    return {code, out.str(), err.str()};
}

// A bug report without versions cannot be answered, and a security notice names libraries.
TEST(command_line, version_names_program_and_libraries) {
    const auto said = call({"--version"});
    EXPECT_EQ(said.code, success);
    EXPECT_EQ(said.out.find("krug " + version_number()), 0u) << said.out;
    for (const char* library : {"Boost 1.", "SQLite 3.", "OpenSSL 3."})
        EXPECT_NE(said.out.find(library), std::string::npos) << said.out;
    EXPECT_TRUE(said.err.empty());
}

// Scripts pipe stdout: help goes there, complaints never do, and wrong usage is 2.
TEST(command_line, wrong_usage_is_two_and_speaks_on_stderr) {
    EXPECT_EQ(call({"--help"}).code, success);
    EXPECT_NE(call({"--help"}).out.find("check"), std::string::npos);
    for (const auto& wrong : std::vector<std::vector<std::string>>{
             {}, {"chek"}, {"--nope"}, {"check", "--nope"}, {"check", "word"}, {"check", "--data"}}) {
        const auto said = call(wrong);
        EXPECT_EQ(said.code, wrong_usage);
        EXPECT_TRUE(said.out.empty()) << said.out;
        EXPECT_FALSE(said.err.empty());
    }
    EXPECT_NE(call({"chek"}).err.find("no command chek"), std::string::npos);
}

// An operator who works in Russian reads Russian.
TEST(command_line, speaks_the_language_of_the_locale) {
    EXPECT_NE(call({"chek"}, {{"LANG", "ru_RU.UTF-8"}}).err.find("нет команды chek"), std::string::npos);
    EXPECT_NE(call({"chek"}, {{"LANG", "ru_RU.UTF-8"}, {"LC_ALL", "C"}}).err.find("no command chek"),
              std::string::npos);
    EXPECT_NE(call({"check", "--help"}, {{"LC_ALL", "ru_RU.UTF-8"}})
                  .out.find("Почтовый сервер для исходящих писем"),
              std::string::npos);
}

// Settings that cannot be used end with 2, so that systemd does not start the service again and again.
TEST(command_line, wrong_settings_are_wrong_usage) {
    const auto said = call({"check", "--listen", "nowhere"});
    EXPECT_EQ(said.code, wrong_usage);
    EXPECT_NE(said.err.find("--listen: listen is ADDR:PORT"), std::string::npos) << said.err;
}

// What is odd leaves 0, what is wrong leaves 1, and every finding is a sentence.
TEST(command_line, check_says_what_is_wrong) {
    const auto fine = call({"check", "--data", "/tmp"});
    EXPECT_EQ(fine.code, success) << fine.out << fine.err;
    EXPECT_NE(fine.out.find("warning mail.host is not set"), std::string::npos) << fine.out;
    EXPECT_NE(fine.out.find("warning operator.name is not set"), std::string::npos) << fine.out;

    const auto wrong = call({"check", "--data", "/tmp", "--templates", "/nowhere/templates"},
                            {{"KRUG_TLS_CERTIFICATE", "/nowhere/c.pem"}, {"KRUG_TLS_KEY", "/nowhere/k.pem"}});
    EXPECT_EQ(wrong.code, failure);
    EXPECT_NE(wrong.out.find("WRONG   the template folder /nowhere/templates"), std::string::npos)
        << wrong.out;
    EXPECT_NE(wrong.out.find("WRONG   the certificate /nowhere/c.pem"), std::string::npos) << wrong.out;
}

// A data folder that does not exist yet is made at the first start; one that cannot be made must be found out
// before.
TEST(command_line, data_folder_that_cannot_be_written_is_wrong) {
    settings about;
    about.data = "/dev/null/krug";
    const auto findings = check_configuration(about);
    EXPECT_TRUE(std::ranges::any_of(findings, [](const auto& found) {
        return found.how == finding::wrong &&
               found.what.en.find("/dev/null/krug cannot be written") != std::string::npos;
    }));
}

} // namespace
} // namespace krug::commands
