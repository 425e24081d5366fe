#include "webhook/sender.hpp"

#include "webhook/address_rules.hpp"

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <stdexcept>

namespace krug::webhook {

namespace {

void prepare_library() {
    static std::once_flag once;
    std::call_once(once, [] {
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::runtime_error("libcurl cannot start");
    });
}

using header_list = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

header_list headers_of(const service::webhook_job& job) {
    header_list list(nullptr, &curl_slist_free_all);
    for (const auto& header : {std::string("Content-Type: application/json"), std::string("Expect:"), std::string("Accept: */*"),
                               "Krug-Delivery: " + job.id, "Krug-Event: " + job.kind, "Krug-Signature: " + job.signature}) {
        auto* longer = curl_slist_append(list.get(), header.c_str());
        if (longer == nullptr) throw std::bad_alloc();
        list.release();
        list.reset(longer);
    }
    return list;
}

/// "127.0.0.1:8099" out of "http://127.0.0.1:8099/hook".
std::string authority_of(const std::string& url) {
    const auto begin = url.find("://");
    if (begin == std::string::npos) return {};
    return url.substr(begin + 3, url.find_first_of("/?#", begin + 3) - begin - 3);
}

} // namespace

struct sender::line {
    sender_settings settings;
    CURL* handle = nullptr;
    bool is_trusted = false;
    bool met_forbidden = false;
    std::size_t received = 0;
    bool is_too_long = false;
    std::atomic<bool> interrupted = false;

    ~line() {
        if (handle) curl_easy_cleanup(handle);
    }

    template <class Value> void set(CURLoption option, Value value) {
        if (curl_easy_setopt(handle, option, value) != CURLE_OK) throw std::runtime_error("libcurl refuses an option");
    }

    bool may_reach(const sockaddr* at) const { return is_trusted ? is_this_computer(at) : is_open_internet(at); }

    static curl_socket_t open(void* self, curlsocktype purpose, curl_sockaddr* at) {
        auto& here = *static_cast<line*>(self);
        if (purpose != CURLSOCKTYPE_IPCXN || !here.may_reach(&at->addr)) {
            here.met_forbidden = true;
            return CURL_SOCKET_BAD;
        }
        return ::socket(at->family, at->socktype | SOCK_CLOEXEC, at->protocol);
    }

    static std::size_t count(char*, std::size_t size, std::size_t times, void* self) {
        auto& here = *static_cast<line*>(self);
        here.received += size * times;
        here.is_too_long = here.received > here.settings.answer_most;
        return here.is_too_long ? 0 : size * times;
    }

    static int progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) { return static_cast<line*>(self)->interrupted ? 1 : 0; }

    std::string failure_of(CURLcode result) const {
        if (interrupted) return "interrupted";
        if (is_too_long) return "too_long";
        if (met_forbidden) return "forbidden_address";
        switch (result) {
        case CURLE_OPERATION_TIMEDOUT: return "timeout";
        case CURLE_COULDNT_RESOLVE_HOST: return "unknown_host";
        case CURLE_COULDNT_CONNECT: return "unreachable";
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_ISSUER_ERROR: return "certificate";
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_URL_MALFORMAT: return "forbidden_address";
        default: return "link_broken";
        }
    }
};

sender::sender(const sender_settings& settings) : line_(std::make_unique<line>()) {
    prepare_library();
    auto& here = *line_;
    here.settings = settings;
    here.handle = curl_easy_init();
    if (!here.handle) throw std::runtime_error("libcurl cannot start");
    here.set(CURLOPT_NOPROXY, "*");
    here.set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    here.set(CURLOPT_FOLLOWLOCATION, 0L);
    here.set(CURLOPT_NOSIGNAL, 1L);
    here.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    here.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    here.set(CURLOPT_USERAGENT, "Krug");
    if (!settings.ca_file.empty()) here.set(CURLOPT_CAINFO, settings.ca_file.c_str());
    here.set(CURLOPT_TIMEOUT_MS, settings.milliseconds_max);
    here.set(CURLOPT_CONNECTTIMEOUT_MS, settings.milliseconds_max);
    // Every message asks anew where its receiver is, and is judged anew.
    here.set(CURLOPT_DNS_CACHE_TIMEOUT, 0L);
    here.set(CURLOPT_FRESH_CONNECT, 1L);
    here.set(CURLOPT_FORBID_REUSE, 1L);
    here.set(CURLOPT_OPENSOCKETFUNCTION, &line::open);
    here.set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(&here));
    here.set(CURLOPT_WRITEFUNCTION, &line::count);
    here.set(CURLOPT_WRITEDATA, static_cast<void*>(&here));
    here.set(CURLOPT_HEADERFUNCTION, &line::count);
    here.set(CURLOPT_HEADERDATA, static_cast<void*>(&here));
    here.set(CURLOPT_NOPROGRESS, 0L);
    here.set(CURLOPT_XFERINFOFUNCTION, &line::progress);
    here.set(CURLOPT_XFERINFODATA, static_cast<void*>(&here));
}

sender::~sender() = default;

service::webhook_outcome sender::send(const service::webhook_job& job) {
    auto& here = *line_;
    here.received = 0;
    here.is_too_long = here.met_forbidden = false;
    const auto& trusted = here.settings.trusted;
    here.is_trusted = std::find(trusted.begin(), trusted.end(), authority_of(job.url)) != trusted.end();
    here.set(CURLOPT_PROTOCOLS_STR, here.is_trusted ? "http,https" : "https");
    const auto headers = headers_of(job);
    here.set(CURLOPT_URL, job.url.c_str());
    here.set(CURLOPT_HTTPHEADER, headers.get());
    here.set(CURLOPT_POST, 1L);
    here.set(CURLOPT_POSTFIELDS, job.body.c_str());
    here.set(CURLOPT_POSTFIELDSIZE, static_cast<long>(job.body.size()));
    const auto began = std::chrono::steady_clock::now();
    const auto result = curl_easy_perform(here.handle);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began).count();
    long status = 0;
    curl_easy_getinfo(here.handle, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_setopt(here.handle, CURLOPT_HTTPHEADER, nullptr);
    curl_easy_setopt(here.handle, CURLOPT_POSTFIELDS, nullptr);
    service::webhook_outcome outcome{static_cast<int>(status), took, {}, false};
    if (result != CURLE_OK) outcome.failure = here.failure_of(result);
    else if (status >= 300 && status < 400) outcome.failure = "redirect";
    else if (status < 200 || status >= 300) outcome.failure = "status";
    outcome.is_hopeless = outcome.failure == "status" && status == 410;
    return outcome;
}

void sender::interrupt() noexcept { line_->interrupted = true; }

} // namespace krug::webhook
