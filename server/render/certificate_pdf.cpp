#include "render/certificate_pdf.hpp"

#include "render/paper.hpp"
#include "render/qr.hpp"

namespace krug::render {
namespace {

constexpr double width = 297, height = 210, margin = 14, inner = margin + 12;
constexpr double text_width = width - 2 * inner;
constexpr double qr_side = 34;

struct certificate_words {
    const char* language;
    const char* title;
    const char* number;
    const char* given;
    const char* took_part;
    const char* length;
    const char* signature;
    const char* check;
};

constexpr certificate_words russian = {"ru-RU", "Сертификат участника", "№ ", "выдан", "участие в мероприятии",
                                       "Продолжительность: ", "Подпись", "Проверить: "};
constexpr certificate_words english = {"en-GB", "Certificate of participation", "No. ", "awarded to", "took part in",
                                       "Length: ", "Signature", "Check: "};

std::string joined(const std::string& left, const std::string& right) {
    return left.empty() || right.empty() ? left + right : left + " · " + right;
}

} // namespace

std::string write_certificate_pdf(const certificate_paper& given) {
    const auto& words = given.language == "en" ? english : russian;
    paper page({.width = width, .height = height, .title = std::string(words.title) + " " + words.number + given.number,
                .language = words.language, .written_at = given.written_at});
    page.frame_box({margin, margin, width - 2 * margin, height - 2 * margin}, 6, 0.6, inks::brand);
    page.seat_ring(width - inner - 16, margin + 25, 14, 24, 24);
    page.logo(inner, margin + 8, 14);
    double y = margin + 12;
    page.write({inner + 18, y, text_width - 60, 0}, words.number + given.number, {.points = 11, .colour = inks::grey});
    y = margin + 30;
    const text_style small{.points = 12, .colour = inks::grey};
    y += page.write({inner, y, text_width - 40, 0}, words.title, {.points = 26, .bold = true, .colour = inks::brand}) + 4;
    y += page.write({inner, y, text_width, 0}, words.given, small) + 1;
    y += page.write({inner, y, text_width, 0}, given.name, {.points = 28, .bold = true, .lines_max = 2, .points_min = 14}) + 4;
    y += page.write({inner, y, text_width, 0}, words.took_part, small) + 1;
    y += page.write({inner, y, text_width, 0}, given.event_title, {.points = 17, .bold = true, .lines_max = 3, .points_min = 10}) + 2;
    y += page.write({inner, y, text_width, 0}, joined(given.when, given.place),
                    {.points = 12, .colour = inks::grey, .lines_max = 2, .points_min = 9});
    if (!given.hours.empty()) page.write({inner, y + 1, text_width, 0}, words.length + given.hours, small);

    // The foot stands where it stands, however long the rest is.
    constexpr double foot = height - margin - 10;
    page.qr(encode_qr(given.address, qr_level::medium), width - inner - qr_side, foot - qr_side, qr_side);
    constexpr double left = text_width - qr_side - 10;
    page.write({inner, foot - 33, left, 0}, given.organisers, {.points = 11, .lines_max = 2, .points_min = 8});
    page.line(inner, foot - 13, inner + 60, foot - 13, 0.3, inks::soot);
    page.write({inner + 64, foot - 18, left - 64, 0}, given.signer.empty() ? words.signature : given.signer,
               {.points = 10, .colour = inks::grey, .lines_max = 2, .points_min = 7});
    page.write({inner, foot - 9, left, 0}, words.check + given.address, {.points = 9, .colour = inks::grey, .points_min = 6.5});
    page.write({inner, foot - 4, left, 0}, given.code, {.points = 9, .colour = inks::grey});
    return page.finish();
}

} // namespace krug::render
