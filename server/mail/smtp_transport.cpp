#include "mail/smtp_transport.hpp"

#include "mail/mail_route.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>
#include <stdexcept>

namespace krug::mail {
namespace {

using recipient_list = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

/// libcurl's global state is made once and kept: unmaking it is not safe beside other threads.
void prepare_library() {
    static std::once_flag once;
    static CURLcode result = CURLE_OK;
    std::call_once(once, [] { result = curl_global_init(CURL_GLOBAL_DEFAULT); });
    if (result != CURLE_OK) throw std::runtime_error("libcurl cannot start");
}

bool is_host_text(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '-' || c == ':' ||
               c == '[' || c == ']' || c == '_';
    });
}

std::string url_of(const smtp_settings& settings) {
    const bool valid = !settings.host.empty() && is_host_text(settings.host) && is_host_text(settings.ehlo_name) &&
                       settings.port > 0 && settings.port < 65536;
    if (!valid) throw std::invalid_argument("SMTP host, port or EHLO name cannot be right");
    const std::string scheme = settings.security == smtp_security::implicit_tls ? "smtps://" : "smtp://";
    const auto url = scheme + settings.host + ":" + std::to_string(settings.port);
    return settings.ehlo_name.empty() ? url : url + "/" + settings.ehlo_name;
}

long use_ssl_of(smtp_security security) {
    switch (security) {
    case smtp_security::none: return CURLUSESSL_NONE;
    case smtp_security::start_tls_optional: return CURLUSESSL_TRY;
    case smtp_security::start_tls:
    case smtp_security::implicit_tls: return CURLUSESSL_ALL;
    }
    return CURLUSESSL_ALL;
}

} // namespace

struct smtp_transport::link {
    CURL* handle = nullptr;
    std::atomic<bool> interrupted = false;
    std::string_view unread;    ///< of the message being sent
    bool handed_over = false;   ///< libcurl has taken the last byte: the dot may be on its way

    link() = default;
    link(const link&) = delete;
    link& operator=(const link&) = delete;
    ~link() {
        if (handle) curl_easy_cleanup(handle);
    }

    static std::size_t read(char* to, std::size_t size, std::size_t count, void* self) {
        auto& link = *static_cast<struct link*>(self);
        if (link.interrupted) return CURL_READFUNC_ABORT;
        const auto take = std::min(size * count, link.unread.size());
        std::memcpy(to, link.unread.data(), take);
        link.unread.remove_prefix(take);
        link.handed_over = link.handed_over || take == 0;
        return take;
    }

    static int progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
        return static_cast<struct link*>(self)->interrupted ? 1 : 0;
    }

    static std::size_t ignore(char*, std::size_t size, std::size_t count, void*) { return size * count; }

    template <class Value> void set(CURLoption option, Value value) {
        if (curl_easy_setopt(handle, option, value) != CURLE_OK) throw std::runtime_error("libcurl lacks what SMTP needs");
    }

    outcome judged(CURLcode result) const {
        long last_code = 0;
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &last_code);
        const int code = static_cast<int>(last_code);
        if (result == CURLE_OK) return {delivery::sent, "accepted", code};
        if (handed_over) return judged_after_dot(code);
        switch (result) {
        case CURLE_ABORTED_BY_CALLBACK: return {delivery::temporary, mail::interrupted, code};
        case CURLE_LOGIN_DENIED: return {delivery::temporary, "login_denied", code};
        case CURLE_USE_SSL_FAILED:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE: return {delivery::temporary, "tls_failed", code};
        case CURLE_SEND_ERROR:
            // MAIL, RCPT or DATA was answered with a refusal of this message; 4xx is a refusal for now. A broken link
            // ends here too, but then the last answer was a good one.
            if (code >= 500) return {delivery::permanent, "refused", code};
            return {delivery::temporary, code >= 400 ? "deferred" : "link_broken", code};
        case CURLE_OPERATION_TIMEDOUT: return {delivery::temporary, "timed_out", code};
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT: return {delivery::temporary, "unreachable", code};
        default: break;
        }
        // Greeting, EHLO: the server does not want us now, which says nothing about the message.
        return {delivery::temporary, code >= 400 ? "deferred" : "link_broken", code};
    }

    /// 354 is the answer to DATA, so the last answer tells whether the dot was answered.
    static outcome judged_after_dot(int code) {
        if (code >= 500) return {delivery::permanent, "refused", code};
        if (code >= 400) return {delivery::temporary, "deferred", code};
        if (code >= 200 && code < 300) return {delivery::sent, "accepted", code};
        return {delivery::ambiguous, "no_answer_to_dot", code};
    }
};

smtp_transport::smtp_transport(const smtp_settings& settings) : link_(std::make_unique<link>()) {
    const auto url = url_of(settings);
    prepare_library();
    auto& line = *link_;
    line.handle = curl_easy_init();
    if (!line.handle) throw std::runtime_error("libcurl cannot start");
    line.set(CURLOPT_URL, url.c_str());
    line.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    line.set(CURLOPT_NOPROXY, "*");
    line.set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    line.set(CURLOPT_USE_SSL, use_ssl_of(settings.security));
    line.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!settings.ca_file.empty()) line.set(CURLOPT_CAINFO, settings.ca_file.c_str());
    if (!settings.user.empty()) {
        line.set(CURLOPT_USERNAME, settings.user.c_str());
        line.set(CURLOPT_PASSWORD, settings.password.c_str());
    }
    line.set(CURLOPT_CONNECTTIMEOUT, settings.connect_seconds_max);
    line.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, settings.reply_seconds_max);
    line.set(CURLOPT_TIMEOUT, settings.total_seconds_max);
    // A server that closes idle connections must not cost a message its first try.
    line.set(CURLOPT_MAXAGE_CONN, 15L);
    line.set(CURLOPT_NOSIGNAL, 1L);
    line.set(CURLOPT_UPLOAD, 1L);
    line.set(CURLOPT_READFUNCTION, &link::read);
    line.set(CURLOPT_READDATA, static_cast<void*>(&line));
    line.set(CURLOPT_WRITEFUNCTION, &link::ignore);
    line.set(CURLOPT_NOPROGRESS, 0L);
    line.set(CURLOPT_XFERINFOFUNCTION, &link::progress);
    line.set(CURLOPT_XFERINFODATA, static_cast<void*>(&line));
}

smtp_transport::~smtp_transport() = default;

outcome smtp_transport::deliver(std::string_view envelope_from, std::string_view to, std::string_view bytes) {
    if (!is_mail_route(envelope_from) || !is_mail_route(to)) return {delivery::permanent, "address", 0};
    auto& line = *link_;
    if (line.interrupted) return {delivery::temporary, mail::interrupted, 0};
    const auto from_route = "<" + std::string(envelope_from) + ">";
    const auto to_route = "<" + std::string(to) + ">";
    const recipient_list recipients(curl_slist_append(nullptr, to_route.c_str()), &curl_slist_free_all);
    if (!recipients) throw std::bad_alloc();
    line.unread = bytes;
    line.handed_over = false;
    line.set(CURLOPT_MAIL_FROM, from_route.c_str());
    line.set(CURLOPT_MAIL_RCPT, recipients.get());
    const auto result = curl_easy_perform(line.handle);
    const auto what = line.judged(result);
    curl_easy_setopt(line.handle, CURLOPT_MAIL_RCPT, nullptr);
    line.unread = {};
    return what;
}

outcome smtp_transport::greet() {
    auto& line = *link_;
    line.set(CURLOPT_CONNECT_ONLY, 1L);
    return line.judged(curl_easy_perform(line.handle));
}

void smtp_transport::interrupt() noexcept { link_->interrupted = true; }

} // namespace krug::mail
