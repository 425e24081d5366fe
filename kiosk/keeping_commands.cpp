// status, rehearse, export: what staff ask of a kiosk before and after the doors are open.
#include "commands.hpp"
#include "rehearsal.hpp"
#include "scanner_trial.hpp"
#include "station.hpp"

#include <fstream>
#include <iostream>

namespace krug::kiosk {
namespace {

int complain(const char* text) {
    std::cerr << "krug-kiosk: " << text << '\n';
    return 1;
}

} // namespace

int status(const std::filesystem::path& folder) {
    try {
        if (!std::filesystem::exists(folder) || !journal::load_identity(folder)) {
            std::cout << gate_protocol::encode(gate_protocol::device_status{}) << '\n';
            return 1;
        }
        try {
            station kiosk(folder);
            std::cout << gate_protocol::encode(kiosk.status()) << '\n';
        } catch (const cannot_open&) {
            // A running kiosk keeps its journal to itself and leaves word here.
            std::ifstream left(folder / "status.json");
            std::string line;
            if (!std::getline(left, line)) throw;
            std::cout << line << '\n';
        }
        return 0;
    } catch (const std::exception& failure) {
        return complain(failure.what());
    }
}

int rehearse(const std::filesystem::path& folder, const std::string& scanner) {
    try {
        station kiosk(folder);
        kiosk.drain(10'000);
        auto found = rehearsal(kiosk, folder);
        if (!scanner.empty() && scanner != "none" && scanner != "stdin") found.push_back(try_scanner(scanner));
        for (const auto& finding : found)
            std::cout << (finding.good ? "  ok   " : "  !!   ") << finding.ru << " / " << finding.en << '\n';
        const auto result = result_of(found, kiosk.clock().now());
        kiosk.note_rehearsal(result);
        kiosk.drain(10'000); // so that the organiser's page knows of it before the kiosk is switched off again
        return result.ready ? 0 : 1;
    } catch (const std::exception& failure) {
        return complain(failure.what());
    }
}

int write_export(const std::filesystem::path& folder, const std::filesystem::path& file, bool all) {
    try {
        station kiosk(folder);
        std::ofstream out(file, std::ios::trunc);
        auto request = kiosk.records().next_request(gate_protocol::sync_rows_max);
        if (all) {
            request.acked_seq = 0;
            request.rows = kiosk.records().records_after(0, gate_protocol::sync_rows_max);
        }
        std::int64_t rows = 0;
        while (!request.rows.empty()) {
            const auto body = gate_protocol::encode(request);
            const auto signature = kiosk.device_key().sign(gate_protocol::signed_part(body));
            out << ticket::to_base64url(signature) << ' ' << body << '\n';
            rows += static_cast<std::int64_t>(request.rows.size());
            const auto last = *domain::decode_scan(request.rows.back());
            request.acked_seq = last.kind == domain::scan_kind::loss ? last.refers_seq : last.seq;
            request.rows = kiosk.records().records_after(request.acked_seq, gate_protocol::sync_rows_max);
        }
        out.close();
        if (!out) return complain("the export could not be written");
        std::cerr << rows << " records / отметок: " << rows << '\n';
        return 0;
    } catch (const std::exception& failure) {
        return complain(failure.what());
    }
}

} // namespace krug::kiosk
