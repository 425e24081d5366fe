// A kiosk of last year would no longer understand this year's server, or the other way round.
#include "samples.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

namespace krug::gate_protocol {
namespace {

std::map<std::string, std::string> golden() {
    std::map<std::string, std::string> lines;
    std::ifstream in(KRUG_SOURCE_DIR "/tests/vectors/gate_protocol.tsv");
    for (std::string line; std::getline(in, line);) {
        const auto tab = line.find('\t');
        if (!line.starts_with('#') && tab != std::string::npos) lines[line.substr(0, tab)] = line.substr(tab + 1);
    }
    return lines;
}

std::map<std::string, std::string> written_now() {
    std::map<std::string, std::string> lines{
        {"enrolment_code", write_enrolment_code(sample_code())},
        {"enrol_request", encode(sample_enrol_request())},
        {"enrol_response", encode(sample_enrol_response())},
        {"bell_request", encode(sample_bell_request())},
        {"bell_response", encode(sample_bell_response())},
        {"bell_signed_part", ticket::to_hex(ticket::sha256(signed_part_of_bell(encode(sample_bell_request()))))},
        {"sync_request", encode(sample_sync_request())},
        {"sync_response", encode(sample_sync_response())},
        {"sync_request_report", encode(sample_reporting_request())},
        {"sync_response_report", encode(sample_report_taking_response())},
        {"sync_request_chain", encode(sample_chain_telling_request())},
        {"sync_response_chain", encode(sample_chain_taking_response())},
        {"scan_record", ticket::to_hex(sample_record(7))},
        {"scan_hash", ticket::to_hex(hash_of(sample_record(7)))},
    };
    for (const auto& [name, item] : sample_items()) lines["item_" + name] = encode_item(item);
    return lines;
}

// Both directions of version 1, byte for byte. A changed line means a new version of the protocol.
TEST(Golden, version_1_is_what_it_was) {
    const auto kept = golden();
    const auto now = written_now();
    EXPECT_EQ(kept.size(), now.size());
    for (const auto& [name, text] : now) {
        const auto found = kept.find(name);
        if (found == kept.end()) {
            ADD_FAILURE() << "no golden line for\n" << name << '\t' << text;
            continue;
        }
        EXPECT_EQ(found->second, text) << name;
    }
}

} // namespace
} // namespace krug::gate_protocol
