#include "render/pages/page_list.hpp"

#include "render/pages/event_list_page.hpp"
#include "render/pages/event_page.hpp"
#include "render/pages/notice_page.hpp"
#include "render/pages/registration_form_page.hpp"
#include "render/pages/registration_page.hpp"
#include "render/view_fields.hpp"

namespace krug::render {

namespace {

/// The file a view is drawn by: one view, one template.
template <class View> constexpr std::string_view template_of = "";
template <> constexpr std::string_view template_of<event_list_view> = "pages/event_list.html";
template <> constexpr std::string_view template_of<event_view> = "pages/event.html";
template <> constexpr std::string_view template_of<registration_form_view> = "pages/registration_form.html";
template <> constexpr std::string_view template_of<registration_review_view> = "pages/registration_review.html";
template <> constexpr std::string_view template_of<mail_sent_view> = "pages/mail_sent.html";
template <> constexpr std::string_view template_of<confirm_email_view> = "pages/confirm_email.html";
template <> constexpr std::string_view template_of<registration_view> = "pages/registration.html";
template <> constexpr std::string_view template_of<cancel_view> = "pages/cancel.html";
template <> constexpr std::string_view template_of<consent_view> = "pages/consent.html";
template <> constexpr std::string_view template_of<error_view> = "pages/error.html";
template <> constexpr std::string_view template_of<notice_view> = "pages/notice.html";
template <> constexpr std::string_view template_of<api_view> = "pages/api.html";
template <> constexpr std::string_view template_of<certificate_view> = "pages/certificate.html";

template <class View> void add(std::vector<page_entry>& pages) {
    const View view{};
    const page_frame frame{};
    pages.push_back({template_of<View>, "layouts/site.html", shape_of(view_source(frame)), shape_of(view_source(view))});
}

template <class... Views> std::vector<page_entry> list_pages() {
    std::vector<page_entry> pages;
    (add<Views>(pages), ...);
    return pages;
}

template <class View> std::string fill(const page_engine& engine, page_frame frame, const View& view) {
    frame.is_russian = frame.lang == language::ru;
    frame.display.is_light = frame.display.theme == "light";
    frame.display.is_dark = frame.display.theme == "dark";
    frame.display.is_auto = !frame.display.is_light && !frame.display.is_dark;
    return engine.fill(template_of<View>, frame.lang, view_source(frame), view_source(view));
}

} // namespace

const std::vector<page_entry>& page_list() {
    static const std::vector<page_entry> pages =
        list_pages<event_list_view, event_view, registration_form_view, registration_review_view, mail_sent_view,
                   confirm_email_view, registration_view, cancel_view, consent_view, error_view, notice_view,
                   api_view, certificate_view>();
    return pages;
}

std::string render_page(const page_engine& engine, const page_frame& frame, const event_list_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const event_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const registration_form_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const registration_review_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const mail_sent_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const confirm_email_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const registration_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const cancel_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const consent_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const error_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const notice_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const api_view& view) {
    return fill(engine, frame, view);
}
std::string render_page(const page_engine& engine, const page_frame& frame, const certificate_view& view) {
    return fill(engine, frame, view);
}

} // namespace krug::render
