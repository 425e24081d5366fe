// The verifier of the WebAssembly module: it believes what the browser's own Ed25519 has said of this very key, message
// and signature, and notes what it was not told yet.
#include "phone/signatures.hpp"

#include <map>

namespace krug {
namespace phone {
namespace {

using name = std::array<std::uint8_t, 32>;

name name_of(ticket::byte_view key, ticket::byte_view message, ticket::byte_view signed_with) {
    ticket::bytes all(key.begin(), key.end());
    all.insert(all.end(), signed_with.begin(), signed_with.end());
    all.insert(all.end(), message.begin(), message.end());
    return ticket::sha256(all);
}

std::map<name, bool>& told() {
    static std::map<name, bool> all;
    return all;
}

std::vector<wanted_signature>& wanted() {
    static std::vector<wanted_signature> all;
    return all;
}

} // namespace

std::vector<wanted_signature> take_wanted_signatures() { return std::exchange(wanted(), {}); }
bool signatures_wanted() { return !wanted().empty(); }
void tell_signature(const wanted_signature& asked, bool holds) {
    told()[name_of(asked.key, asked.message, asked.signed_with)] = holds;
}
void forget_signatures() { told().clear(); }

} // namespace phone

namespace ticket {

verifier::verifier(const public_key& key) : key_(key), id_(key_id_of(key)) {}

bool verifier::verify(byte_view message, byte_view signed_with) const {
    if (signed_with.size() != 64) return false;
    const auto raw = key_.raw();
    const auto known = phone::told().find(phone::name_of(raw, message, signed_with));
    if (known != phone::told().end()) return known->second;
    phone::wanted_signature asked;
    std::copy(raw.begin(), raw.end(), asked.key.begin());
    asked.message.assign(message.begin(), message.end());
    asked.signed_with.assign(signed_with.begin(), signed_with.end());
    phone::wanted().push_back(std::move(asked));
    return false;
}

} // namespace ticket
} // namespace krug
