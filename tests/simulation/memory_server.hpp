// If this differs from service/gate_office, the simulation proves things about a server that nobody runs. The server in
// memory: what it decides about rows, epochs and double admissions are the product's own functions, what it keeps are maps
// instead of tables.
#pragma once

#include "crowd.hpp"
#include "server_side.hpp"

#include "domain/upload.hpp"

#include <map>
#include <memory>
#include <set>
#include <unordered_map>

namespace krug::simulation {

class memory_server final : public server_side {
public:
    memory_server(const world_plan& plan, const crowd& people, const true_time& now, planted bug);

    domain::event_id event() const override { return event_; }
    enrolled_device enrol(const ticket::signing_key& key, domain::admission_point_id point, bool test_mode) override;
    sync::http_answer take(const std::string& token, std::string_view body, ticket::byte_view signature) override;
    void change_standing(int guest, domain::roster_state state) override;
    void reissue(int guest) override;
    bool knows_guest(const domain::scan& what) override { return guest_of(what) >= 0; }
    void add_late(int guest) override;
    void revoke(domain::device_id device) override;
    void void_last_admission(int guest) override;
    void change_keys(domain::key_standing old) override;
    ticket::ticket_facts facts(int guest) const override;
    std::string text(int guest, int generation) const override;
    std::any backup() override { return state_; }
    void put_back(const std::any& copy, bool by_command) override;
    void kill_at_commit(bool before) override { kill_ = before ? kill::before : kill::after; }
    std::vector<stored_scan> scans() override;
    bool holds(const domain::scan_name& id) override { return state_.by_id.contains(id); }
    std::int64_t acked(domain::device_id device) override { return state_.devices.at(device.value).acked; }
    gate_protocol::device_standing standing(domain::device_id device) override;
    std::vector<std::string> told_feed() override;
    domain::feed_cursor feed_end() override;
    bool is_rebuilding() override;
    std::uint64_t state_hash() override;
    std::vector<domain::double_admission> reports() override;
    std::optional<domain::verdict_reason> ask(std::string_view code, domain::admission_point_id point) override;

private:
    enum class note : std::uint8_t { keys, rules, roster, deny, passage };
    struct feed_row {
        note kind{};
        std::int64_t subject = 0;
        std::string item; ///< "" until told
        domain::digest chain{};
    };
    struct registration {
        domain::roster_row row;
        bool known = false; ///< has registered
        std::int64_t issued_at_s = 0;
    };
    struct device_row {
        domain::device_id id;
        std::string token;
        domain::digest key{};
        gate_protocol::device_terms terms;
        bool revoked = false, quarantined = false;
        std::int64_t acked = 0;
        std::map<std::int64_t, domain::chain_link> chain; ///< what came first of each seq
        std::set<domain::digest> sent;                    ///< whatever came in its name, evidence too
    };
    struct scan_row {
        domain::scan what;
        domain::digest hash{};
        bool evidence = false, doubtful = false;
        std::int64_t published_n = 0;
        int guest = -1;
        bool own = false; ///< the server's staff made it
    };
    struct database {
        std::int64_t epoch = 1, built_epoch = 1;
        std::vector<feed_row> feed;
        std::vector<registration> registrations;
        std::map<std::int64_t, device_row> devices;
        std::vector<scan_row> scans;
        std::map<domain::scan_name, std::size_t> by_id;
        std::vector<gate_protocol::listed_key> keys; ///< newest first
        int active_key = 0;
    };
    enum class kill : std::uint8_t { no, before, after };

    bool is(planted bug) const { return bug_ == bug; }
    const ticket::signing_key& key(int number) const;
    gate_protocol::key_set key_set() const;
    void tell(note kind, std::int64_t subject) { state_.feed.push_back({kind, subject, {}, {}}); }
    void rebuild_feed();
    std::string item_for(const feed_row& row) const;
    int guest_of(const domain::scan& what) const;
    std::int64_t upload(device_row& device, const gate_protocol::sync_request& request);
    void keep(device_row& device, const domain::scan& what, const domain::digest& hash, domain::row_fate fate);
    void fill_page(const device_row& device, gate_protocol::sync_response& answer);
    sync::http_answer answer(device_row& device, const gate_protocol::sync_request& request);

    const world_plan& plan_;
    const crowd& people_;
    const true_time& now_;
    planted bug_;
    domain::event_id event_;
    ticket::signing_key root_;
    mutable std::map<int, std::unique_ptr<ticket::signing_key>> signers_;
    std::vector<ticket::ticket_facts> facts_;
    std::vector<std::string> codes_, numbers_;
    std::unordered_map<std::int64_t, int> by_ticket_;
    std::unordered_map<std::string, int> by_code_;
    mutable std::map<std::pair<int, int>, std::string> texts_;
    struct issue {
        int key = 0;
        std::int64_t at_s = 0;
    };
    std::map<std::pair<int, int>, issue> issues_; ///< (guest, generation); missing = the first key, as registered
    std::int64_t next_device_ = 100;
    kill kill_ = kill::no;
    database state_;
};

} // namespace krug::simulation
