#include "web/consent_texts.hpp"

namespace krug::web {

namespace {

using render::language;

struct text_row {
    std::string_view document;
    std::string_view title_ru, title_en;
    std::string_view body_ru, body_en;
};

// {operators}, {event}, {keeper}, {withdrawal} are the only places; what stands there is escaped for Markdown.
constexpr text_row version_1[] = {
    {"personal_data", "Согласие на обработку персональных данных", "Consent to the processing of personal data",
     R"(Регистрируясь, я свободно, своей волей и в своём интересе даю согласие на обработку моих персональных данных (статья 9 Федерального закона № 152-ФЗ «О персональных данных»).

# Кому

{operators}

{keeper}

# Зачем

Чтобы записать меня на {event}, сообщить об изменениях, встретить на входе, отметить участие и отчитаться о том, сколько человек пришло.

# Какие данные

- фамилия, имя, отчество, если оно указано;
- адрес электронной почты;
- телефон, организация, должность, если они указаны;
- выбранные сессии и ответы на вопросы организаторов;
- отметки о входе и выходе.

# Что с ними делают

Собирают, записывают, хранят, уточняют, используют, передают тем, кто встречает гостей, обезличивают и уничтожают, в том числе с помощью компьютера. Посторонним не передают и не публикуют.

# Как долго

До достижения цели, но не дольше 180 дней после события. Затем остаются только числа без имён.

# Как отозвать

{withdrawal} После отзыва данные уничтожат в срок, который даёт закон.)",
     R"(By registering I freely and in my own interest consent to the processing of my personal data (article 9 of Russian Federal Law No. 152-FZ on Personal Data).

# To whom

{operators}

{keeper}

# What for

To register me for {event}, to tell me about changes, to meet me at the entrance, to record that I came and to report how many people attended.

# Which data

- family name, given name and patronymic, if given;
- e-mail address;
- phone, organisation and position, if given;
- the sessions I chose and my answers to the organisers' questions;
- records of entering and leaving.

# What is done with them

They are collected, recorded, stored, corrected, used, handed to those who meet the guests, made anonymous and destroyed, also by computer. They are neither given to strangers nor published.

# How long

Until the purpose is reached, and no longer than 180 days after the event. Then only numbers without names remain.

# How to withdraw

{withdrawal} After that the data are destroyed within the time that the law sets.)"},
    {"access_needs", "Согласие на обработку сведений об особых условиях",
     "Consent to the processing of access needs",
     R"(Я отдельно даю согласие на обработку сведений о том, какие условия нужны мне, чтобы участвовать: {event}. Это просьба об услуге. Диагноз, группу инвалидности и справки не спрашивают и не хранят.

# Кому

{operators}

{keeper}

# Зачем и какие сведения

Только чтобы подготовить площадку: отмеченные в анкете условия, например перевод на жестовый язык или место для кресла-коляски.

# Кто увидит

Координатор доступности. Волонтёр на входе увидит лишь подсказку, что сделать. На билет, бейдж, в письма, списки и выгрузки эти сведения не попадают. Хранятся зашифрованными.

# Как долго

Не дольше 14 дней после события.

# Как отозвать

{withdrawal} Регистрация при этом сохранится.)",
     R"(I separately consent to the processing of what I need in order to take part: {event}. This is a request for a service. Nobody asks for or keeps a diagnosis, a disability group or certificates.

# To whom

{operators}

{keeper}

# What for, and which data

Only to prepare the venue: the needs ticked in the form, for example sign language interpreting or a wheelchair space.

# Who will see it

The accessibility coordinator. Volunteers at the entrance see only a hint what to do. Nothing of it appears on tickets, badges, in letters, lists or exports. It is stored encrypted.

# How long

No longer than 14 days after the event.

# How to withdraw

{withdrawal} The registration stays.)"},
    {"policy", "Как мы обращаемся с персональными данными", "How we handle personal data",
     R"(Эта политика относится ко всем страницам этой установки «Круга» (статья 18.1 Федерального закона № 152-ФЗ).

# Кто отвечает

{operators}

{keeper}

# Что мы собираем

Только то, что вы сами пишете в анкете, и отметки о входе. На странице каждого события названы его организаторы: они и есть операторы ваших данных. Каждое согласие – отдельный документ и отдельная галочка.

# Чего мы не делаем

Не следим за посетителями, не ставим чужих счётчиков, не передаём данные рекламным и иностранным сервисам, не публикуем списки участников. Куки нужны только для входа организаторов, языка и вида страниц.

# Ваши права

Узнать, что о вас записано, исправить, отозвать согласие, потребовать уничтожить данные (статьи 14, 20 и 21 закона). {withdrawal} Пожаловаться можно в Роскомнадзор.)",
     R"(This policy is about every page of this installation of Krug (article 18.1 of Russian Federal Law No. 152-FZ).

# Who is responsible

{operators}

{keeper}

# What we collect

Only what you write in the form yourself, and records of entering. The page of each event names its organisers: they are the operators of your data. Each consent is a document and a box of its own.

# What we do not do

We do not track visitors, use other people's counters, hand data to advertisers or foreign services, or publish lists of attendees. Cookies serve only the organisers' sign-in, the language and the look of the pages.

# Your rights

To learn what is recorded about you, to have it corrected, to withdraw consent, to demand destruction (articles 14, 20 and 21 of the law). {withdrawal} You may complain to Roskomnadzor.)"},
};

/// A name must not become a heading or a link.
std::string escaped(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        if (std::string_view("\\`*_{}[]()<>#+-.!|&~").find(c) != std::string_view::npos) safe.push_back('\\');
        safe.push_back(c == '\n' || c == '\r' ? ' ' : c);
    }
    return safe;
}

std::string filled(std::string text, std::string_view place, const std::string& value) {
    for (auto at = text.find(place); at != std::string::npos; at = text.find(place, at + value.size()))
        text.replace(at, place.size(), value);
    return text;
}

/// A title in quotation marks; its own become the inner ones of its language.
std::string quoted(std::string title, language lang) {
    const bool russian = lang == language::ru;
    for (const auto& [outer, inner] : {std::pair<std::string_view, std::string_view>{"«", "„"}, {"»", "“"}})
        if (russian) title = filled(std::move(title), outer, std::string(inner));
    return russian ? "«" + title + "»" : "“" + title + "”";
}

std::string operators_line(const data_keepers& who, language lang) {
    if (who.operators.empty() && who.installation.empty())
        return lang == language::ru ? "Оператор пока не назван: регистрация на события не открыта."
                                    : "No operator is named yet: registration is not open.";
    auto names = who.operators;
    if (names.empty()) names.push_back(who.installation);
    std::string lines;
    for (const auto& name : names) lines += "- " + escaped(name) + "\n";
    return (lang == language::ru ? (names.size() > 1 ? "Операторы, каждый за себя:\n\n" : "Оператор:\n\n")
                                 : (names.size() > 1 ? "Operators, each for itself:\n\n" : "Operator:\n\n")) +
           lines;
}

/// The one on whose machine the data lie, when that is not the operator itself (152-FZ art. 6 part 3).
std::string keeper_line(const data_keepers& who, language lang) {
    if (who.installation.empty()) return {};
    std::string facts;
    const auto add = [&](std::string_view ru, std::string_view en, const std::string& value) {
        if (!value.empty()) facts += ", " + std::string(lang == language::ru ? ru : en) + escaped(value);
    };
    add("ИНН ", "INN ", who.inn);
    add("адрес: ", "address: ", who.address);
    add("номер в реестре операторов: ", "number in the register of operators: ", who.registry_number);
    const bool is_operator =
        who.operators.empty() || (who.operators.size() == 1 && who.operators.front() == who.installation);
    if (is_operator && facts.empty()) return {};
    const auto name = escaped(who.installation) + facts + ".";
    if (is_operator) return name;
    return (lang == language::ru ? "По их поручению данные хранит " : "On their behalf the data are kept by ") + name;
}

std::string withdrawal_line(const data_keepers& who, language lang) {
    if (who.contact.empty())
        return lang == language::ru ? "Напишите организаторам или откажитесь от участия по ссылке из письма."
                                    : "Write to the organisers or cancel by the link in the letter.";
    const auto contact = escaped(who.contact);
    return lang == language::ru ? "Напишите или позвоните: " + contact + ", или откажитесь от участия по ссылке из письма."
                                : "Write or call: " + contact + ", or cancel by the link in the letter.";
}

} // namespace

std::optional<consent_text> find_consent(std::string_view document, std::string_view version, const data_keepers& who,
                                         language lang) {
    if (version != "1") return std::nullopt;
    for (const auto& row : version_1) {
        if (row.document != document) continue;
        std::string event = lang == language::ru ? "событие" : "the event";
        if (!who.event_title.empty()) event += " " + quoted(escaped(who.event_title), lang);
        std::string text(lang == language::ru ? row.body_ru : row.body_en);
        text = filled(std::move(text), "{event}", event);
        text = filled(std::move(text), "{operators}", operators_line(who, lang));
        text = filled(std::move(text), "{keeper}", keeper_line(who, lang));
        text = filled(std::move(text), "{withdrawal}", withdrawal_line(who, lang));
        return consent_text{std::string(lang == language::ru ? row.title_ru : row.title_en), std::move(text)};
    }
    return std::nullopt;
}

} // namespace krug::web
