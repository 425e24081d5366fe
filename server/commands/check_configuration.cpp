#include "commands/checks.hpp"

#include <openssl/ssl.h>

#include <unistd.h>

#include <memory>

namespace krug::commands {
namespace {

namespace fs = std::filesystem;

bool may(int how, const fs::path& path) {
    return ::access(path.c_str(), how) == 0;
}

/// The folder itself, or the nearest parent that exists: the service makes the rest at its first start.
fs::path nearest_existing(fs::path path) {
    std::error_code ignored;
    while (!path.empty() && path != path.root_path() && !fs::exists(path, ignored))
        path = path.parent_path();
    return path;
}

finding check_data(const settings& about) {
    const auto folder = about.data.string();
    const auto place = nearest_existing(about.data);
    if (fs::is_directory(place) && may(R_OK | W_OK | X_OK, place))
        return {finding::fine, {"папка данных " + folder, "data folder " + folder}};
    return {
        finding::wrong,
        {"в папку данных " + folder + " нельзя писать", "the data folder " + folder + " cannot be written"}};
}

finding check_templates(const settings& about) {
    if (about.templates.empty())
        return {finding::fine, {"шаблоны встроенные", "templates are the embedded ones"}};
    const auto folder = about.templates.string();
    if (fs::is_directory(about.templates) && may(R_OK | X_OK, about.templates))
        return {finding::fine, {"шаблоны из " + folder, "templates from " + folder}};
    return {
        finding::wrong,
        {"папка шаблонов " + folder + " не читается", "the template folder " + folder + " cannot be read"}};
}

finding check_tls(const settings& about) {
    if (about.tls.certificate.empty())
        return {finding::fine,
                {"TLS снаружи: перед сервисом стоит прокси", "no TLS of our own: a proxy stands in front"}};
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_server_method()),
                                                                    &SSL_CTX_free);
    const auto certificate = about.tls.certificate.string();
    const auto key = about.tls.key.string();
    if (!context || SSL_CTX_use_certificate_chain_file(context.get(), certificate.c_str()) != 1)
        return {finding::wrong,
                {"сертификат " + certificate + " не читается",
                 "the certificate " + certificate + " cannot be read"}};
    if (SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1)
        return {finding::wrong,
                {"ключ " + key + " не читается или не от этого сертификата",
                 "the key " + key + " cannot be read or is not this certificate's"}};
    return {finding::fine, {"сертификат " + certificate, "certificate " + certificate}};
}

finding check_mail(const settings& about) {
    if (about.mail.host.empty())
        return {finding::odd,
                {"mail.host не задан: письма и билеты не уйдут, они ждут в очереди",
                 "mail.host is not set: mails and tickets are not sent, they wait in the outbox"}};
    return {finding::fine, {"почта через " + about.mail.host, "mail through " + about.mail.host}};
}

finding check_operator(const settings& about) {
    if (about.operator_of_data.name.empty())
        return {
            finding::odd,
            {"operator.name не задан: согласия собирать нельзя, пока не назван оператор персональных данных",
             "operator.name is not set: no consents may be collected before the data operator is named"}};
    return {finding::fine,
            {"оператор персональных данных: " + about.operator_of_data.name,
             "data operator: " + about.operator_of_data.name}};
}

} // namespace

std::vector<finding> check_configuration(const settings& about) {
    const auto file = about.file ? about.file->string() : std::string();
    return {{finding::fine,
             {file.empty() ? "настройки без файла" : "настройки из " + file,
              file.empty() ? "settings without a file" : "settings from " + file}},
            check_data(about),
            check_templates(about),
            check_tls(about),
            check_mail(about),
            check_operator(about)};
}

} // namespace krug::commands
