#include "service/passkey.hpp"

#include "service/cbor_reader.hpp"

#include <boost/json.hpp>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <memory>

namespace krug::service {

namespace json = boost::json;
using enum passkey_fault;

namespace {

constexpr std::size_t client_data_bytes_max = 4096, attestation_bytes_max = 16'384, signature_bytes_max = 512;
constexpr std::size_t site_hash_bytes = 32, head_bytes = 37, maker_bytes = 16, coordinate_bytes = 32;
constexpr std::size_t credential_bytes_min = 16, credential_bytes_max = 1023;
constexpr std::uint8_t user_present = 0x01, user_verified = 0x04, has_credential = 0x40, has_extensions = 0x80;
constexpr std::size_t rsa_bytes_min = 256, rsa_bytes_max = 512;
constexpr std::string_view es256 = "es256:", eddsa = "eddsa:", rs256 = "rs256:"; // written before a key, equally long

struct key_closer {
    void operator()(EVP_PKEY* key) const { ::EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX* context) const { ::EVP_PKEY_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const { ::EVP_MD_CTX_free(context); }
    void operator()(OSSL_PARAM_BLD* builder) const { ::OSSL_PARAM_BLD_free(builder); }
    void operator()(BIGNUM* number) const { ::BN_free(number); }
    void operator()(OSSL_PARAM* parameters) const { ::OSSL_PARAM_free(parameters); }
};
using key = std::unique_ptr<EVP_PKEY, key_closer>;

using builder = std::unique_ptr<OSSL_PARAM_BLD, key_closer>;

key made_from(const char* kind, OSSL_PARAM_BLD* built) {
    const std::unique_ptr<OSSL_PARAM, key_closer> parameters(::OSSL_PARAM_BLD_to_param(built));
    const std::unique_ptr<EVP_PKEY_CTX, key_closer> context(::EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
    EVP_PKEY* made = nullptr;
    if (!parameters || !context || ::EVP_PKEY_fromdata_init(context.get()) != 1 ||
        ::EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return nullptr;
    key whole(made);
    const std::unique_ptr<EVP_PKEY_CTX, key_closer> checking(::EVP_PKEY_CTX_new_from_pkey(nullptr, made, nullptr));
    return checking && ::EVP_PKEY_public_check(checking.get()) == 1 ? std::move(whole) : nullptr;
}

/// Nothing when the point is not on the curve.
key p256_key(ticket::byte_view point) {
    ticket::bytes uncompressed{0x04};
    uncompressed.insert(uncompressed.end(), point.begin(), point.end());
    const builder parts(::OSSL_PARAM_BLD_new());
    if (!parts || ::OSSL_PARAM_BLD_push_utf8_string(parts.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
        ::OSSL_PARAM_BLD_push_octet_string(parts.get(), OSSL_PKEY_PARAM_PUB_KEY, uncompressed.data(), uncompressed.size()) != 1)
        return nullptr;
    return made_from("EC", parts.get());
}

/// With 65537 as exponent, which every authenticator uses.
key rsa_key(ticket::byte_view modulus) {
    const std::unique_ptr<BIGNUM, key_closer> n(::BN_bin2bn(modulus.data(), static_cast<int>(modulus.size()), nullptr));
    const builder parts(::OSSL_PARAM_BLD_new());
    if (!n || !parts || ::OSSL_PARAM_BLD_push_BN(parts.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        ::OSSL_PARAM_BLD_push_ulong(parts.get(), OSSL_PKEY_PARAM_RSA_E, 65537) != 1)
        return nullptr;
    return made_from("RSA", parts.get());
}

struct known_key {
    key opened;
    const EVP_MD* digest = nullptr; ///< none for Ed25519, which hashes by itself
};

known_key open_key(std::string_view written) {
    const auto kind = written.substr(0, std::min(written.size(), es256.size()));
    const auto raw = ticket::from_hex(written.substr(kind.size()));
    if (!raw) return {};
    if (kind == es256 && raw->size() == 2 * coordinate_bytes) return {p256_key(*raw), ::EVP_sha256()};
    if (kind == rs256 && raw->size() >= rsa_bytes_min && raw->size() <= rsa_bytes_max) return {rsa_key(*raw), ::EVP_sha256()};
    if (kind != eddsa || raw->size() != coordinate_bytes) return {};
    return {key(::EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw->data(), raw->size())), nullptr};
}

bool is_signed(const known_key& by, ticket::byte_view message, ticket::byte_view signature) {
    const std::unique_ptr<EVP_MD_CTX, key_closer> context(::EVP_MD_CTX_new());
    return context && ::EVP_DigestVerifyInit(context.get(), nullptr, by.digest, nullptr, by.opened.get()) == 1 &&
           ::EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

std::string_view text_in(const json::object& from, std::string_view name) {
    const auto* found = from.if_contains(name);
    return found != nullptr && found->is_string() ? std::string_view(found->get_string()) : std::string_view();
}

/// What the browser says about the page that asked.
std::optional<passkey_fault> fault_in_client_data(const passkey_site& site, std::string_view challenge, std::string_view type,
                                                  std::string_view client_data) {
    if (client_data.size() > client_data_bytes_max) return malformed;
    boost::system::error_code failed;
    json::parse_options options;
    options.max_depth = 8;
    const auto parsed = json::parse(client_data, failed, {}, options);
    if (failed || !parsed.is_object()) return malformed;
    const auto& said = parsed.get_object();
    if (text_in(said, "type") != type) return wrong_ceremony;
    if (challenge.empty() || !ticket::same_text(text_in(said, "challenge"), challenge)) return wrong_challenge;
    const auto* framed = said.if_contains("crossOrigin");
    const bool is_framed = framed != nullptr && !(framed->is_bool() && !framed->get_bool());
    if (text_in(said, "origin") != site.origin || is_framed || said.contains("topOrigin")) return wrong_origin;
    return std::nullopt;
}

struct authenticator_head {
    std::uint8_t flags = 0;
    std::uint32_t sign_count = 0;
    ticket::byte_view rest;
};

judged<authenticator_head> read_authenticator_head(const passkey_site& site, ticket::byte_view data) {
    if (data.size() < head_bytes) return {std::nullopt, malformed};
    const auto expected = ticket::sha256(site.host);
    if (!ticket::same_bytes(data.first(site_hash_bytes), expected)) return {std::nullopt, wrong_site};
    authenticator_head head;
    head.flags = data[site_hash_bytes];
    for (std::size_t at = site_hash_bytes + 1; at < head_bytes; ++at) head.sign_count = (head.sign_count << 8) | data[at];
    head.rest = data.subspan(head_bytes);
    if ((head.flags & user_present) == 0 || (head.flags & user_verified) == 0) return {std::nullopt, nobody_there};
    return {head, {}};
}

/// COSE_Key (RFC 9052, RFC 8230): exactly the members of a P-256 key for ES256, an Ed25519 key for EdDSA or an RSA key for
/// RS256 (of which some computers' own chips know nothing else). Authenticators write the type first.
std::optional<std::string> read_public_key(cbor_reader& from, bool& is_known) {
    const auto pairs = from.map();
    if (!pairs || *pairs > 8) return std::nullopt;
    std::optional<std::int64_t> type, algorithm, curve;
    std::optional<ticket::byte_view> x, y;
    for (std::uint64_t at = 0; at < *pairs; ++at) {
        const auto label = from.number();
        if (!label) return std::nullopt;
        const auto once = [&](auto& place, auto value) {
            const bool first = !place && value;
            place = value;
            return first;
        };
        const bool good = *label == 1    ? once(type, from.number())
                          : *label == 3  ? once(algorithm, from.number())
                          : *label == -1 ? (type == 3 ? once(x, from.bytes()) : once(curve, from.number()))
                          : *label == -2 ? (type == 3 ? once(y, from.bytes()) : once(x, from.bytes()))
                          : *label == -3 ? once(y, from.bytes())
                                         : false;
        if (!good) return std::nullopt;
    }
    const bool p256 = type == 2 && algorithm == -7 && curve == 1 && x && y && x->size() == coordinate_bytes &&
                      y->size() == coordinate_bytes;
    const bool ed25519 = type == 1 && algorithm == -8 && curve == 6 && x && !y && x->size() == coordinate_bytes;
    constexpr std::uint8_t exponent[] = {1, 0, 1};
    const bool rsa = type == 3 && algorithm == -257 && x && y && x->size() >= rsa_bytes_min && x->size() <= rsa_bytes_max &&
                     std::equal(y->begin(), y->end(), std::begin(exponent), std::end(exponent));
    is_known = p256 || ed25519 || rsa;
    if (!is_known) return std::nullopt;
    if (rsa) return std::string(rs256) + ticket::to_hex(*x);
    return p256 ? std::string(es256) + ticket::to_hex(*x) + ticket::to_hex(*y) : std::string(eddsa) + ticket::to_hex(*x);
}

/// The authenticator data inside an attestation object; the statement itself is passed over.
std::optional<ticket::byte_view> authenticator_data_in(ticket::byte_view attestation) {
    cbor_reader from(attestation);
    const auto pairs = from.map();
    if (!pairs || *pairs != 3) return std::nullopt;
    std::optional<ticket::byte_view> data;
    bool format = false, statement = false;
    for (int at = 0; at < 3; ++at) {
        const auto name = from.text();
        if (!name) return std::nullopt;
        const std::string label(name->begin(), name->end());
        if (label == "authData" && !data) data = from.bytes();
        else if (label == "fmt" && !format) format = from.text().has_value();
        else if (label == "attStmt" && !statement) statement = from.skip();
        else return std::nullopt;
    }
    return data && format && statement && !from.is_broken() && from.rest().empty() ? data : std::nullopt;
}

} // namespace

judged<new_passkey> judge_registration(const passkey_site& site, std::string_view challenge, std::string_view client_data,
                                       ticket::byte_view attestation) {
    if (const auto fault = fault_in_client_data(site, challenge, "webauthn.create", client_data)) return {std::nullopt, *fault};
    if (attestation.size() > attestation_bytes_max) return {std::nullopt, malformed};
    const auto data = authenticator_data_in(attestation);
    if (!data) return {std::nullopt, malformed};
    const auto head = read_authenticator_head(site, *data);
    if (!head.value) return {std::nullopt, head.fault};
    auto rest = head.value->rest;
    if ((head.value->flags & has_credential) == 0 || rest.size() < maker_bytes + 2) return {std::nullopt, malformed};
    const std::size_t id_bytes = static_cast<std::size_t>(rest[maker_bytes]) << 8 | rest[maker_bytes + 1];
    rest = rest.subspan(maker_bytes + 2);
    if (id_bytes < credential_bytes_min || id_bytes > credential_bytes_max || rest.size() < id_bytes)
        return {std::nullopt, malformed};
    new_passkey made;
    made.credential_id = ticket::to_base64url(rest.first(id_bytes));
    made.sign_count = head.value->sign_count;
    cbor_reader from(rest.subspan(id_bytes));
    bool is_known = true;
    const auto public_key = read_public_key(from, is_known);
    if (!public_key) return {std::nullopt, is_known ? malformed : unknown_kind};
    if ((head.value->flags & has_extensions) != 0 && !from.skip()) return {std::nullopt, malformed};
    if (!from.rest().empty()) return {std::nullopt, malformed};
    made.public_key = *public_key;
    if (!open_key(made.public_key).opened) return {std::nullopt, malformed}; // no point of the curve
    return {std::move(made), {}};
}

judged<std::uint32_t> judge_assertion(const passkey_site& site, std::string_view challenge, std::string_view public_key,
                                      std::string_view client_data, ticket::byte_view authenticator_data,
                                      ticket::byte_view signature) {
    if (const auto fault = fault_in_client_data(site, challenge, "webauthn.get", client_data)) return {std::nullopt, *fault};
    if (authenticator_data.size() > attestation_bytes_max || signature.empty() || signature.size() > signature_bytes_max)
        return {std::nullopt, malformed};
    const auto head = read_authenticator_head(site, authenticator_data);
    if (!head.value) return {std::nullopt, head.fault};
    const auto known = open_key(public_key);
    if (!known.opened) return {std::nullopt, unknown_kind};
    ticket::bytes message(authenticator_data.begin(), authenticator_data.end());
    const auto hash = ticket::sha256(client_data);
    message.insert(message.end(), hash.begin(), hash.end());
    if (!is_signed(known, message, signature)) return {std::nullopt, wrong_signature};
    return {head.value->sign_count, {}};
}

} // namespace krug::service
