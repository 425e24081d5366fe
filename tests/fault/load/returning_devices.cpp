// Fifty devices come back to the network after three days, each with its records (K11).
// returning_devices CODES TICKETS ROWS: a file of enrolment codes, one of ticket texts, records a device. Prints one line:
// devices, rows, milliseconds until all is durable, p50 and p99 of a round.
#include "domain/scan.hpp"
#include "gate_protocol/code_reader.hpp"
#include "gate_protocol/sync.hpp"
#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "sync/courier.hpp"
#include "sync/http_client.hpp"
#include "ticket/ticket.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <semaphore>
#include <thread>

namespace {

using namespace krug;

constexpr std::int64_t offline_seconds = 72 * 3600;
constexpr int spread_ms = 5'000; // as the timetable spreads devices that had found nobody
std::counting_semaphore<8> uploads(8);

struct device {
    gate_protocol::enrolment_code code;
    ticket::signing_key key;
    gate_protocol::enrol_response enrolled;
    std::vector<domain::scan_record> rows;
};

std::vector<std::string> lines_of(const char* file) {
    std::vector<std::string> lines;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

void record_evening(device& who, const std::vector<std::string>& tickets, std::size_t first, std::size_t count,
                    std::int64_t now_ms, ground::randomness& random) {
    domain::digest previous{};
    for (std::size_t at = 0; at < count; ++at) {
        const auto facts = ticket::parse_ticket(tickets[(first + at) % tickets.size()])->facts;
        domain::scan what;
        random.fill(std::as_writable_bytes(std::span(what.id)));
        what.device = who.enrolled.device;
        what.incarnation = 1;
        what.seq = static_cast<std::int64_t>(at) + 1;
        what.kind = domain::scan_kind::admit;
        what.reason = domain::verdict_reason::admitted;
        what.offline = true;
        what.event = facts.event;
        what.ticket = facts.id;
        what.generation = facts.generation;
        const auto hash = *ticket::from_hex(ticket::roster_hash(facts.event, facts.id));
        std::copy(hash.begin(), hash.end(), what.code.begin());
        what.code_known = true;
        what.point = who.enrolled.terms.points.front();
        what.wall_ms = now_ms - offline_seconds * 1000 + static_cast<std::int64_t>(at) * 1000;
        what.previous = previous;
        who.rows.push_back(domain::encode_scan(what));
        previous = gate_protocol::hash_of(who.rows.back());
    }
}

std::string body_of(const device& who, std::int64_t acked) {
    gate_protocol::sync_request request;
    request.acked_seq = acked;
    request.head_seq = static_cast<std::int64_t>(who.rows.size());
    request.incarnation = 1;
    request.chain_head = gate_protocol::hash_of(who.rows.back());
    const auto from = who.rows.begin() + static_cast<std::ptrdiff_t>(acked);
    const auto left = std::min<std::ptrdiff_t>(gate_protocol::sync_rows_max, who.rows.end() - from);
    request.rows.assign(from, from + left);
    return gate_protocol::encode(request);
}

} // namespace

int main(int count, char** words) {
    if (count != 4) {
        std::fprintf(stderr, "usage: fault_returning_devices CODES TICKETS ROWS\n");
        return 2;
    }
    const auto tickets = lines_of(words[2]);
    const auto rows = static_cast<std::size_t>(std::stoul(words[3]));
    const ground::system_clock clock;
    ground::system_randomness random;
    std::vector<std::unique_ptr<device>> devices;
    for (const auto& line : lines_of(words[1])) {
        const auto code = *gate_protocol::read_enrolment_code(line);
        auto made = std::make_unique<device>(device{code, ticket::signing_key::make(random), {}, {}});
        sync::http_client server(*sync::server_address::from(code.url), code.server_pin);
        made->enrolled = *sync::enrol(server, code, made->key);
        record_evening(*made, tickets, devices.size() * rows, rows, clock.now_ms(), random);
        devices.push_back(std::move(made));
    }
    std::vector<double> rounds;
    std::mutex kept;
    std::atomic<int> failed = 0;
    const auto begun = std::chrono::steady_clock::now();
    {
        std::vector<std::jthread> threads;
        for (const auto& each : devices)
            threads.emplace_back([&, who = each.get(), wait = random.next_u32() % spread_ms] {
                std::this_thread::sleep_for(std::chrono::milliseconds(wait));
                sync::http_client server(*sync::server_address::from(who->code.url), who->code.server_pin);
                for (std::int64_t acked = 0; acked < static_cast<std::int64_t>(who->rows.size());) {
                    const auto body = body_of(*who, acked);
                    const auto signature = ticket::to_base64url(who->key.sign(gate_protocol::signed_part(body)));
                    uploads.acquire();
                    const auto from = std::chrono::steady_clock::now();
                    try {
                        const auto answer = server.post(gate_protocol::sync_target,
                                                        {{"Authorization", "Bearer " + who->enrolled.token},
                                                         {"Content-Type", "application/json"},
                                                         {std::string(gate_protocol::signature_header), signature}},
                                                        body);
                        const auto got = gate_protocol::decode_sync_response(answer.body);
                        if (answer.status == 200 && got)
                            acked = got->ack_seq;
                        else
                            ++failed;
                    } catch (const sync::transport_failure&) {
                        ++failed;
                    }
                    uploads.release();
                    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - from;
                    const std::lock_guard held(kept);
                    rounds.push_back(took.count());
                    if (failed > 1000) return;
                }
            });
    }
    const std::chrono::duration<double, std::milli> all = std::chrono::steady_clock::now() - begun;
    std::sort(rounds.begin(), rounds.end());
    std::printf("%zu\t%zu\t%.0f\t%.0f\t%.0f\t%d\n", devices.size(), devices.size() * rows, all.count(),
                rounds[rounds.size() / 2], rounds[rounds.size() * 99 / 100], failed.load());
    return failed == 0 ? 0 : 1;
}
