#include "web/problem.hpp"

#include "web/refusals.hpp"

#include <boost/json.hpp>

namespace krug::web {

namespace {

response write(const call& asked, int status, std::string_view word, std::string_view title, std::string_view detail,
               const std::vector<domain::field_error>& fields) {
    boost::json::object body{{"type", asked.on.settings.public_url + "/api#" + std::string(word)},
                             {"title", title},
                             {"status", status},
                             {"detail", detail},
                             {"code", word}};
    if (status >= 500) body["reference"] = asked.http.id;
    if (!fields.empty()) {
        boost::json::array errors;
        for (const auto& field : fields) {
            boost::json::object one{
                {"field", field.field}, {"code", field.code}, {"detail", sentence_of(field, asked.lang)}};
            if (field.limit != 0) one["limit"] = field.limit;
            errors.push_back(std::move(one));
        }
        body["errors"] = std::move(errors);
    }
    response answer;
    answer.status = status;
    answer.body = boost::json::serialize(body);
    answer.set("content-type", "application/problem+json; charset=utf-8").set("cache-control", "no-store");
    return answer;
}

struct status_words {
    int status;
    std::string_view word, title, ru, en;
};
constexpr status_words table[] = {
    {400, "bad_request", "Bad request", "Запрос составлен неверно.", "The request is malformed."},
    {401, "unauthorised", "Unauthorised", "Нужен действующий токен: Authorization: Bearer …",
     "A valid token is needed: Authorization: Bearer …"},
    {403, "not_allowed", "Forbidden", "Для этого нужны другие права.", "You do not have the right to do this."},
    {404, "not_found", "Not found", "Такого здесь нет.", "There is no such thing here."},
    {405, "method_not_allowed", "Method not allowed", "Этот адрес так не вызывают; допустимое — в Allow.",
     "This address does not take that method; see Allow."},
    {413, "too_large", "Content too large", "Слишком много данных.", "Too much data."},
    {415, "not_json", "Unsupported media type", "Нужен application/json.", "application/json is needed."},
    {428, "precondition_required", "Precondition required", "Нужен If-Match с версией.", "If-Match is needed."},
    {500, "failure", "Internal error", "У нас что-то сломалось; мы это увидели.",
     "Something broke on our side; we have noticed."},
    {503, "busy", "Service unavailable", "Сейчас не получается. Повторите через несколько секунд.",
     "It does not work right now. Repeat in a few seconds."}};

} // namespace

response problem(const call& asked, const domain::refusal& refusal) {
    const auto word = word_of(refusal.code);
    return write(asked, status_of(refusal.code), word, word, sentence_of(refusal, asked.lang), refusal.fields);
}

response problem_for_status(const call& asked, int status) {
    const auto* words = &table[8];
    for (const auto& row : table)
        if (row.status == status) words = &row;
    return write(asked, status, words->word, words->title,
                 asked.lang == render::language::ru ? words->ru : words->en, {});
}

} // namespace krug::web
