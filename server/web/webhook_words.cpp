#include "web/webhook_words.hpp"

#include "web/work_words.hpp"

#include <span>

namespace krug::web {

namespace {

struct word_pair {
    std::string_view word, ru, en;
};

constexpr word_pair kinds[] = {
    {"registration.created", "новая заявка", "new registration"},
    {"registration.updated", "заявка изменилась", "registration changed"},
    {"registration.cancelled", "заявка отменена", "registration cancelled"},
    {"registration.erased", "личные данные уничтожены", "personal data destroyed"},
    {"check_in.recorded", "отметка о входе", "check-in recorded"},
    {"check_in.voided", "отметка отменена", "check-in taken back"},
    {"check_out.recorded", "отметка о выходе", "check-out recorded"},
    {"event.published", "событие опубликовано", "event published"},
    {"event.updated", "событие изменилось", "event changed"},
    {"event.cancelled", "событие отменено", "event cancelled"}};

constexpr word_pair failures[] = {
    {"status", "получатель ответил отказом", "the receiver answered with a refusal"},
    {"redirect", "получатель отослал на другой адрес, мы туда не идём", "the receiver pointed to another address, where we do not go"},
    {"timeout", "нет ответа за 5 секунд", "no answer within 5 seconds"},
    {"unreachable", "соединиться не удалось", "could not be reached"},
    {"unknown_host", "такого имени нет", "there is no such name"},
    {"forbidden_address", "имя ведёт во внутреннюю сеть, туда мы не шлём", "the name leads into an internal network, where we send nothing"},
    {"certificate", "сертификат не тот", "the certificate is not the right one"},
    {"too_long", "ответ длиннее 64 КБ", "the answer is longer than 64 KB"},
    {"link_broken", "связь оборвалась", "the link broke"}};

std::string words_in(std::span<const word_pair> table, std::string_view word, render::language lang) {
    for (const auto& each : table)
        if (each.word == word) return say(lang, each.ru, each.en);
    return std::string(word);
}

} // namespace

std::string webhook_kind_words(std::string_view kind, render::language lang) { return words_in(kinds, kind, lang); }

std::string delivery_words(const domain::webhook_delivery& delivery, render::language lang) {
    std::string words = delivery.state == domain::delivery_state::delivered ? say(lang, "доставлено", "delivered")
                        : delivery.state == domain::delivery_state::dead    ? say(lang, "не доставлено", "given up")
                                                                            : say(lang, "ждёт", "waits");
    if (delivery.attempts > 0) words += say(lang, " · попыток: ", " · tries: ") + std::to_string(delivery.attempts);
    if (delivery.status > 0) words += " · " + std::to_string(delivery.status);
    if (delivery.last_at > 0) words += " · " + std::to_string(delivery.milliseconds) + say(lang, "\u00A0мс", "\u00A0ms");
    if (!delivery.failure.empty()) words += " · " + words_in(failures, delivery.failure, lang);
    return words;
}

} // namespace krug::web
