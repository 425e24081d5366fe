#include "config_keys.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace krug {
namespace {

constexpr setting_key text(std::string_view name, std::string_view initial, std::string_view ru,
                           std::string_view en) {
    return {name, key_kind::text, initial, 0, 0, "", false, ru, en};
}
constexpr setting_key choice(std::string_view name, std::string_view initial, std::string_view choices,
                             std::string_view ru, std::string_view en) {
    return {name, key_kind::text, initial, 0, 0, choices, false, ru, en};
}
constexpr setting_key list(std::string_view name, std::string_view initial, std::string_view ru,
                           std::string_view en) {
    return {name, key_kind::list, initial, 0, 0, "", false, ru, en};
}
constexpr setting_key path(std::string_view name, std::string_view initial, std::string_view ru,
                           std::string_view en) {
    return {name, key_kind::path, initial, 0, 0, "", false, ru, en};
}
constexpr setting_key secret(std::string_view name, std::string_view ru, std::string_view en) {
    return {name, key_kind::secret, "", 0, 0, "", false, ru, en};
}
struct bounds {
    long long least, most;
};
constexpr setting_key number(std::string_view name, std::string_view initial, bounds in, std::string_view ru,
                             std::string_view en) {
    return {name, key_kind::number, initial, in.least, in.most, "", false, ru, en};
}
constexpr setting_key flag(setting_key key) {
    key.is_flag = true;
    return key;
}

constexpr auto keys = std::to_array<setting_key>({
    flag(list("listen", "127.0.0.1:8080", "Адреса и порты, на которых сервис принимает соединения.",
              "Addresses and ports to accept connections on.")),
    flag(secret("database",
                "База данных: sqlite:///ПУТЬ или postgresql://…; по умолчанию файл krug.sqlite в папке data. "
                "Адрес с паролем передавайте через KRUG_DATABASE_FILE.",
                "Database: sqlite:///PATH or postgresql://…; krug.sqlite in the data folder unless told. "
                "Give an address with a password through KRUG_DATABASE_FILE.")),
    flag(path(
        "data", "", "Папка с базой данных и ключами; под systemd – его StateDirectory, иначе /var/lib/krug.",
        "Folder of the database and the keys; systemd's StateDirectory under systemd, else /var/lib/krug.")),
    flag(path("templates", "", "Папка со своими шаблонами страниц и писем вместо встроенных.",
              "Folder with your own page and mail templates instead of the embedded ones.")),
    text("public_url", "", "Адрес, по которому сервис видят гости: он попадает в письма и билеты.",
         "Address under which guests see the service: it goes into mails and tickets."),
    list("hosts", "",
         "Имена, по которым можно обращаться к сервису; по умолчанию имя из public_url и этот компьютер.",
         "Host names that requests may ask for; the one in public_url and this computer unless told."),
    list("trusted_proxies", "", "Адреса и сети прокси, которым можно верить в том, чей это запрос.",
         "Addresses and networks of proxies trusted to say whose request it is."),
    path("tls.certificate", "", "Цепочка сертификатов в PEM, если TLS держит сам сервис.",
         "Certificate chain in PEM when the service itself speaks TLS."),
    path("tls.key", "", "Закрытый ключ к сертификату в PEM.", "Private key of the certificate in PEM."),
    number("crew.threads", "48", {1, 1024}, "Сколько запросов обслуживается одновременно.",
           "How many requests are served at the same time."),
    number("crew.queue", "512", {1, 100000}, "Сколько запросов может ждать; следующие получат ответ 503.",
           "How many requests may wait; the next ones are answered 503."),
    number("limits.connections", "12000", {1, 1000000}, "Сколько соединений открыто одновременно.",
           "How many connections may be open."),
    number("limits.connections_per_address", "64", {1, 1000000},
           "Сколько соединений открыто с одного адреса.", "How many connections one address may have open."),
    text("mail.host", "", "Почтовый сервер для исходящих писем; без него письма складываются файлами .eml в папку mail внутри data.",
         "Mail server for outgoing mail; without one, messages become .eml files in the folder mail of the data directory."),
    number("mail.port", "587", {1, 65535}, "Порт почтового сервера.", "Port of the mail server."),
    choice("mail.security", "starttls", "starttls|tls|none",
           "Шифрование: starttls, tls (обычно порт 465) или none (только для сервера на этом же компьютере).",
           "Encryption: starttls, tls (usually port 465) or none (only for a server on the same computer)."),
    text("mail.user", "", "Имя для входа на почтовый сервер.", "User name at the mail server."),
    secret("mail.password", "Пароль для почтового сервера.", "Password at the mail server."),
    text("mail.from_name", "", "Имя отправителя в письмах.", "Sender's name in mails."),
    text("mail.from_address", "", "Адрес отправителя в письмах; нужен, если задан mail.host.",
         "Sender's address in mails; needed when mail.host is set."),
    text("operator.name", "",
         "Оператор персональных данных: полное название. Без него согласия не собираются.",
         "Data operator: full name. Without it no consents are collected."),
    text("operator.inn", "", "ИНН оператора: 10 или 12 цифр.",
         "Operator's taxpayer number (INN): 10 or 12 digits."),
    text("operator.address", "", "Адрес оператора.", "Operator's address."),
    text("operator.registry_number", "", "Номер оператора в реестре Роскомнадзора.",
         "Operator's number in the regulator's register."),
    text("operator.contact", "", "Куда обращаться по вопросам персональных данных.",
         "Where to write about personal data."),
    text("badges.printer", "",
         "Имя принтера CUPS, на котором бейджи печатаются при входе; без него – только файлами.",
         "Name of the CUPS printer for badges at check-in; without one they are files only."),
    choice("badges.language", "pdf", "pdf|zpl|zpl300",
           "На чём говорит принтер бейджей: pdf, zpl (203 точки на дюйм) или zpl300.",
           "What the badge printer speaks: pdf, zpl (203 dpi) or zpl300."),
    list("webhooks.trusted", "",
         "Получатели вебхуков на этом же компьютере, ИМЯ:ПОРТ: им можно слать по http, для проверки.",
         "Webhook receivers on this computer, HOST:PORT: they may be sent to by http, for trying out."),
    list("widget.sites", "", "Сайты, на страницах которых можно показывать виджет записи, например https://пример.рф.",
         "Sites whose pages may show the registration widget, for example https://example.org."),
    choice("log.level", "info", "debug|info|warning|error", "Насколько подробен журнал.",
           "How much is logged."),
    path("secrets.master_key_file", "",
         "Главный ключ; по умолчанию master.key в папке data, создаётся при первом запуске. Храните копию "
         "отдельно от базы.",
         "Master key; master.key in the data folder unless told, made at the first start. Keep a copy apart "
         "from the database."),
});

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row.back();
}

} // namespace

std::span<const setting_key> setting_keys() {
    return keys;
}

const setting_key* find_setting_key(std::string_view name) {
    const auto found = std::ranges::find(keys, name, &setting_key::name);
    return found == keys.end() ? nullptr : &*found;
}

std::string_view nearest_setting_key(std::string_view name) {
    return std::ranges::min(keys, {}, [name](const setting_key& key) { return distance(key.name, name); })
        .name;
}

std::string environment_name(std::string_view key) {
    std::string name = "KRUG_";
    for (const char letter : key) {
        if (letter == '.')
            name += '_';
        else
            name += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
    return name;
}

} // namespace krug
