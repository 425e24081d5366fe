// The carrier's outbox on top of the office's; header only, so that the carrier's tests need no database.
// Made by serve.
#pragma once

#include "mail/outbox.hpp"

namespace krug::mail {

class office_outbox final : public outbox {
public:
    explicit office_outbox(service::outbox_office& office) : office_(office) {}
    std::vector<service::mail_job> lease(int most) override { return office_.lease(most); }
    void mark_sent(const service::mail_job& job) override { office_.mark_sent(job); }
    void mark_retry(const service::mail_job& job, ground::utc_seconds next_at, std::string_view failure,
                    bool may_have_arrived) override {
        office_.mark_retry(job, next_at, failure, may_have_arrived);
    }
    void mark_dead(const service::mail_job& job, std::string_view failure) override { office_.mark_dead(job, failure); }

private:
    service::outbox_office& office_;
};

} // namespace krug::mail
