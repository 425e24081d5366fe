// If this fails, somebody signs in as an organiser with a key that is not theirs, or with an answer that was given elsewhere.
#include "cast/house.hpp"
#include "service/cbor_reader.hpp"
#include "service/passkey_office.hpp"
#include "store/factor_store.hpp"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include <functional>

namespace krug::service {
namespace {

using cast::fields_of;
using domain::refusal_code;
using domain::role;
using ticket::bytes;

constexpr const char* good_password = "тихий омут и семь чертей";

bytes joined(std::initializer_list<bytes> parts) {
    bytes all;
    for (const auto& each : parts) all.insert(all.end(), each.begin(), each.end());
    return all;
}
bytes text_item(std::string_view text) {
    bytes item{static_cast<std::uint8_t>(0x60 + text.size())};
    for (const char each : text) item.push_back(static_cast<std::uint8_t>(each));
    return item;
}
bytes bytes_item(const bytes& raw) {
    bytes item;
    if (raw.size() < 24) item.push_back(static_cast<std::uint8_t>(0x40 + raw.size()));
    else if (raw.size() < 256) item = {0x58, static_cast<std::uint8_t>(raw.size())};
    else item = {0x59, static_cast<std::uint8_t>(raw.size() >> 8), static_cast<std::uint8_t>(raw.size() & 255)};
    for (const auto each : raw) item.push_back(each);
    return item;
}

/// An authenticator made here: what it signs can be bent in every way before.
class made_authenticator {
public:
    enum class kind { p256, ed25519, rsa };
    explicit made_authenticator(kind of = kind::p256)
        : key_(of == kind::ed25519 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")
               : of == kind::rsa   ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048})
                                   : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"),
               EVP_PKEY_free),
          kind_(of), ed25519_(of == kind::ed25519), credential_(20, 0x5a) {}

    std::string origin = "https://krug.example", host = "krug.example";
    std::uint8_t flags = 0x05; ///< somebody there, and verified
    std::uint32_t count = 0;

    static std::string client_data(std::string_view type, std::string_view challenge, std::string_view origin, std::string_view more = "") {
        return R"({"type":")" + std::string(type) + R"(","challenge":")" + std::string(challenge) + R"(","origin":")" + std::string(origin) +
               R"(","crossOrigin":false)" + std::string(more) + "}";
    }
    bytes cose_key() const {
        if (kind_ == kind::rsa) {
            BIGNUM* number = nullptr;
            EVP_PKEY_get_bn_param(key_.get(), "n", &number);
            bytes modulus(256);
            BN_bn2binpad(number, modulus.data(), 256);
            BN_free(number);
            return joined({{0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20}, bytes_item(modulus), {0x21}, bytes_item({1, 0, 1})});
        }
        std::array<std::uint8_t, 65> raw{};
        std::size_t length = raw.size();
        if (ed25519_) {
            EVP_PKEY_get_raw_public_key(key_.get(), raw.data(), &length);
            return joined({{0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21}, bytes_item(bytes(raw.begin(), raw.begin() + 32))});
        }
        EVP_PKEY_get_octet_string_param(key_.get(), "pub", raw.data(), raw.size(), &length);
        return joined({{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21}, bytes_item(bytes(raw.begin() + 1, raw.begin() + 33)), {0x22},
                       bytes_item(bytes(raw.begin() + 33, raw.end()))});
    }
    bytes head(std::uint8_t extra_flags = 0) const {
        const auto hash = ticket::sha256(host);
        return joined({bytes(hash.begin(), hash.end()),
                       {static_cast<std::uint8_t>(flags | extra_flags), static_cast<std::uint8_t>(count >> 24), static_cast<std::uint8_t>(count >> 16),
                        static_cast<std::uint8_t>(count >> 8), static_cast<std::uint8_t>(count)}});
    }
    bytes authenticator_data() const {
        return joined({head(0x40), bytes(16, 0), {0, static_cast<std::uint8_t>(credential_.size())}, credential_, cose_key()});
    }
    static bytes attestation(const bytes& data) {
        return joined({{0xa3}, text_item("fmt"), text_item("none"), text_item("attStmt"), {0xa0}, text_item("authData"), bytes_item(data)});
    }
    bytes sign(const bytes& data, const std::string& client) const {
        const auto hash = ticket::sha256(client);
        auto message = data;
        message.insert(message.end(), hash.begin(), hash.end());
        const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
        EVP_DigestSignInit(context.get(), nullptr, ed25519_ ? nullptr : EVP_sha256(), nullptr, key_.get());
        std::size_t length = 0;
        EVP_DigestSign(context.get(), nullptr, &length, message.data(), message.size());
        bytes signature(length);
        EVP_DigestSign(context.get(), signature.data(), &length, message.data(), message.size());
        signature.resize(length);
        return signature;
    }
    std::string credential_id() const { return ticket::to_base64url(credential_); }
    void rename(std::uint8_t to) { credential_.assign(20, to); }

    passkey_answer answer(std::string_view challenge) {
        const auto client = client_data("webauthn.get", challenge, origin);
        const auto data = head();
        return {credential_id(), ticket::to_base64url(ticket::bytes_of(client)), ticket::to_base64url(data), ticket::to_base64url(sign(data, client))};
    }

private:
    std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key_;
    kind kind_;
    bool ed25519_;
    bytes credential_;
};

const passkey_site site{"https://krug.example", "krug.example"};
const std::string challenge = "AAECAwQFBgcICQoLDA0ODw";

// Each kind of key that we ask for is taken, and signs in afterwards.
TEST(passkeys, of_every_kind_are_taken) {
    using enum made_authenticator::kind;
    for (const auto& [kind, word] : {std::pair(p256, "es256:"), std::pair(ed25519, "eddsa:"), std::pair(rsa, "rs256:")}) {
        made_authenticator device(kind);
        const auto made = judge_registration(site, challenge, device.client_data("webauthn.create", challenge, site.origin),
                                             device.attestation(device.authenticator_data()));
        ASSERT_TRUE(made.value) << word << " fault " << static_cast<int>(made.fault);
        EXPECT_EQ(made.value->credential_id, device.credential_id());
        EXPECT_TRUE(made.value->public_key.starts_with(word));
        device.count = 7;
        const auto client = device.client_data("webauthn.get", challenge, site.origin);
        const auto proved = judge_assertion(site, challenge, made.value->public_key, client, device.head(), device.sign(device.head(), client));
        ASSERT_TRUE(proved.value) << static_cast<int>(proved.fault);
        EXPECT_EQ(*proved.value, 7u);
    }
}

// An answer to another question, another site, another ceremony, without a finger, or signed by somebody else.
TEST(passkeys, every_bent_answer_is_refused) {
    made_authenticator device, stranger;
    const auto made = judge_registration(site, challenge, device.client_data("webauthn.create", challenge, site.origin),
                                         device.attestation(device.authenticator_data()));
    ASSERT_TRUE(made.value);
    const auto& key = made.value->public_key;
    const auto judge = [&](const std::string& client, const bytes& data, const bytes& signature) {
        const auto judged = judge_assertion(site, challenge, key, client, data, signature);
        return judged.value ? passkey_fault{} : judged.fault;
    };
    const auto good = device.client_data("webauthn.get", challenge, site.origin);
    const auto signed_well = [&](const std::string& client) { return judge(client, device.head(), device.sign(device.head(), client)); };
    EXPECT_EQ(signed_well(good), passkey_fault{});
    using enum passkey_fault;
    EXPECT_EQ(signed_well(device.client_data("webauthn.create", challenge, site.origin)), wrong_ceremony);
    EXPECT_EQ(signed_well(device.client_data("webauthn.get", "AAAA", site.origin)), wrong_challenge);
    EXPECT_EQ(signed_well(device.client_data("webauthn.get", "", site.origin)), wrong_challenge);
    for (const auto* origin : {"https://evil.example", "http://krug.example", "https://krug.example.evil.example", "https://krug.example:8443", "https://sub.krug.example"})
        EXPECT_EQ(signed_well(device.client_data("webauthn.get", challenge, origin)), wrong_origin) << origin;
    EXPECT_EQ(signed_well(R"({"type":"webauthn.get","challenge":")" + challenge + R"(","origin":"https://krug.example","crossOrigin":true})"), wrong_origin);
    EXPECT_EQ(signed_well(device.client_data("webauthn.get", challenge, site.origin, R"(,"topOrigin":"https://evil.example")")), wrong_origin);
    for (const auto* broken : {"", "[]", "{", "\"text\"", "{\"type\":1}"}) EXPECT_NE(signed_well(broken), passkey_fault{}) << broken;
    EXPECT_EQ(signed_well(device.client_data("webauthn.get", challenge, site.origin, ",\"x\":\"" + std::string(5000, 'x') + "\"")), malformed);
    EXPECT_EQ(judge(good, device.head(), stranger.sign(device.head(), good)), wrong_signature);
    EXPECT_EQ(judge(good, device.head(), {}), malformed);
    auto cut = device.sign(device.head(), good);
    cut.pop_back();
    EXPECT_EQ(judge(good, device.head(), cut), wrong_signature);
    auto bent = device.head();
    bent[36] = static_cast<std::uint8_t>(bent[36] ^ 1U); // the count that was signed
    EXPECT_EQ(judge(good, bent, device.sign(device.head(), good)), wrong_signature);
    for (const auto flags : std::initializer_list<std::uint8_t>{0x00, 0x01, 0x04}) {
        device.flags = flags;
        EXPECT_EQ(judge(good, device.head(), device.sign(device.head(), good)), nobody_there) << int(flags);
    }
    device.flags = 0x05;
    device.host = "evil.example";
    EXPECT_EQ(judge(good, device.head(), device.sign(device.head(), good)), wrong_site);
    device.host = "krug.example";
    EXPECT_EQ(judge(good, bytes(36, 0), device.sign(device.head(), good)), malformed);
    EXPECT_EQ(judge_assertion(site, challenge, "dsa00:00", good, device.head(), device.sign(device.head(), good)).fault, unknown_kind);
}

// What an authenticator writes is cut, doubled, lengthened or bent at every byte, and nothing of it is taken or crashes.
TEST(passkeys, hostile_registrations_are_refused) {
    made_authenticator device;
    const auto client = device.client_data("webauthn.create", challenge, site.origin);
    const auto whole = device.attestation(device.authenticator_data());
    const auto judge = [&](const bytes& object) { return judge_registration(site, challenge, client, object); };
    ASSERT_TRUE(judge(whole).value);
    for (std::size_t length = 0; length < whole.size(); ++length) EXPECT_FALSE(judge(bytes(whole.begin(), whole.begin() + static_cast<long>(length))).value) << length;
    auto longer = whole;
    longer.push_back(0);
    EXPECT_FALSE(judge(longer).value);
    const auto data = device.authenticator_data();
    const auto with_data = [&](const bytes& bent) { return judge(device.attestation(bent)); };
    auto off_curve = data;
    off_curve.back() = static_cast<std::uint8_t>(off_curve.back() ^ 1U);
    EXPECT_FALSE(with_data(off_curve).value) << "a point that is on no curve";
    EXPECT_FALSE(with_data(joined({data, {0x00}})).value) << "bytes behind the key";
    EXPECT_FALSE(with_data(joined({device.head(0x40), bytes(16, 0), {0xff, 0xff}, bytes(20, 1), device.cose_key()})).value) << "an id longer than everything";
    EXPECT_FALSE(with_data(joined({device.head(0x40), bytes(16, 0), {0, 0}, device.cose_key()})).value) << "no id";
    EXPECT_FALSE(with_data(joined({device.head(0), bytes(16, 0), {0, 20}, bytes(20, 1), device.cose_key()})).value) << "no credential said";
    const auto with_key = [&](const bytes& cose) { return with_data(joined({device.head(0x40), bytes(16, 0), {0, 20}, bytes(20, 1), cose})); };
    EXPECT_TRUE(with_key(device.cose_key()).value);
    auto other_algorithm = device.cose_key();
    other_algorithm[4] = 0x27; // EdDSA over a P-256 point
    EXPECT_EQ(with_key(other_algorithm).fault, passkey_fault::unknown_kind);
    const auto key = device.cose_key();
    EXPECT_FALSE(with_key(joined({{0xa6}, bytes(key.begin() + 1, key.end()), {0x01, 0x02}})).value) << "a member twice";
    EXPECT_FALSE(with_key(joined({{0xbf}, bytes(key.begin() + 1, key.end()), {0xff}})).value) << "a map without an end";
    EXPECT_FALSE(with_key(joined({{0xb8, 0x05}, bytes(key.begin() + 1, key.end())})).value) << "a length that is written the long way";
    EXPECT_FALSE(with_key(bytes(9, 0x9f)).value);
    // A statement that nests or repeats without end is passed over in bounded work.
    const auto with_statement = [&](const bytes& statement) {
        return judge(joined({{0xa3}, text_item("fmt"), text_item("packed"), text_item("attStmt"), statement, text_item("authData"), bytes_item(data)}));
    };
    EXPECT_TRUE(with_statement(joined({{0xa2}, text_item("alg"), {0x26}, text_item("sig"), bytes_item(bytes(70, 7))})).value);
    EXPECT_FALSE(with_statement(bytes(2000, 0x81)).value);
    EXPECT_FALSE(with_statement({0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}).value);
    EXPECT_FALSE(with_statement({0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}).value);
    EXPECT_FALSE(with_statement({0xfb, 0, 0, 0, 0, 0, 0, 0, 0}).value) << "a float";
    EXPECT_FALSE(with_statement({0xc0, 0x00}).value) << "a tag";
    for (std::size_t at = 0; at < whole.size(); ++at)
        for (const auto flip : std::initializer_list<std::uint8_t>{0x01, 0x80, 0xff}) {
            auto bent = whole;
            bent[at] = static_cast<std::uint8_t>(bent[at] ^ flip);
            const auto judged = judge(bent); // never a crash; what is still whole names another id or statement
            if (judged.value) {
                EXPECT_TRUE(judged.value->public_key.size() == 134) << at;
            }
        }
}

class passkey_offices : public cast::house {
protected:
    void SetUp() override {
        cast::house::SetUp();
        if (IsSkipped()) return;
        staff.emplace(database(), clock, random);
        factors.emplace(database(), clock, random, *keys, *staff, "krug.example");
        passkeys.emplace(database(), clock, random, *keys, *staff, *factors, "https://krug.example");
        maria = *staff->add_staff(shell, "maria@example.org", "Мария Ёлкина", {role::owner, alliance, {}}, good_password);
    }
    void TearDown() override {
        passkeys.reset();
        factors.reset();
        staff.reset();
        cast::house::TearDown();
    }
    login sign_in() { return *staff->sign_in("maria@example.org", good_password, "192.0.2.1"); }
    domain::result<std::vector<std::string>> add(const login& whose, const made_authenticator& device, const std::string& name = "Телефон") {
        const auto asked = passkeys->ask(passkey_purpose::registering, whose.csrf_secret, whose.staff.id);
        return add_for(whose, device, asked.challenge, name);
    }
    domain::result<std::vector<std::string>> add_for(const login& whose, const made_authenticator& device, const std::string& asked, const std::string& name = "Телефон") {
        const auto client = device.client_data("webauthn.create", asked, device.origin);
        return passkeys->add(whose, name, ticket::to_base64url(ticket::bytes_of(client)), ticket::to_base64url(device.attestation(device.authenticator_data())));
    }
    std::string question(passkey_purpose purpose, std::string_view bound_to) { return passkeys->ask(purpose, bound_to).challenge; }

    std::optional<staff_office> staff;
    std::optional<factor_office> factors;
    std::optional<passkey_office> passkeys;
    domain::staff_id maria;
};

// The key is a second factor at once: the password alone is half the way, and recovery codes lie beside it.
TEST_P(passkey_offices, a_key_is_a_second_factor) {
    made_authenticator device;
    const auto first = sign_in();
    const auto codes = add(first, device);
    ASSERT_TRUE(codes);
    EXPECT_EQ(codes->size(), 10u);
    const auto half = sign_in();
    ASSERT_TRUE(half.awaits_factor);
    const auto asked = passkeys->ask(passkey_purpose::confirming, half.csrf_secret, maria);
    EXPECT_EQ(asked.credentials, std::vector{device.credential_id()});
    const auto whole = passkeys->confirm(half, device.answer(asked.challenge));
    ASSERT_TRUE(whole);
    EXPECT_TRUE(staff->find_login(whole->secret));
    EXPECT_EQ(passkeys->list(maria)[0].used_at, clock.now());
    EXPECT_TRUE(factors->confirm(sign_in(), codes->front(), "")) << "the paper opens when the key is lost";
}

// The key alone signs in: no name is typed, and it can be nobody's else.
TEST_P(passkey_offices, a_key_alone_signs_in) {
    made_authenticator device(made_authenticator::kind::ed25519), stranger;
    ASSERT_TRUE(add(sign_in(), device));
    const auto in = passkeys->sign_in(device.answer(question(passkey_purpose::signing_in, "visit one")), "visit one", "chrome linux");
    ASSERT_TRUE(in);
    EXPECT_EQ(in->staff.id, maria);
    EXPECT_FALSE(in->awaits_factor);
    const auto lines = staff->list_logins(*in);
    EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [](const auto& each) { return each.is_this && each.device == "chrome linux"; }));
    EXPECT_EQ(passkeys->sign_in(stranger.answer(question(passkey_purpose::signing_in, "visit one")), "visit one", "").error().code,
              refusal_code::wrong_credentials);
    stranger.rename(0x5a); // the same id, another key
    EXPECT_FALSE(passkeys->sign_in(stranger.answer(question(passkey_purpose::signing_in, "visit one")), "visit one", ""));
    EXPECT_FALSE(passkeys->sign_in({}, "visit one", ""));
}

// An answer that was caught on its way is answered a second time, from another browser, later, or for another purpose.
TEST_P(passkey_offices, a_question_is_answered_once_here_and_now) {
    made_authenticator device;
    ASSERT_TRUE(add(sign_in(), device));
    const auto asked = question(passkey_purpose::signing_in, "visit one");
    EXPECT_FALSE(passkeys->sign_in(device.answer(asked), "visit two", "")) << "another browser";
    EXPECT_FALSE(passkeys->sign_in(device.answer(asked), "", "")) << "a browser without a visit";
    ASSERT_TRUE(passkeys->sign_in(device.answer(asked), "visit one", ""));
    EXPECT_FALSE(passkeys->sign_in(device.answer(asked), "visit one", "")) << "the second time";
    EXPECT_FALSE(passkeys->sign_in(device.answer(question(passkey_purpose::confirming, "visit one")), "visit one", "")) << "another purpose";
    EXPECT_FALSE(passkeys->sign_in(device.answer("AAECAwQFBgcICQoLDA0ODw"), "visit one", "")) << "a question that we never asked";
    const auto old = question(passkey_purpose::signing_in, "visit one");
    clock.advance_seconds(300);
    EXPECT_FALSE(passkeys->sign_in(device.answer(old), "visit one", "")) << "too late";
    const auto half = sign_in();
    const auto of_other = question(passkey_purpose::confirming, "somebody else's login");
    EXPECT_FALSE(passkeys->confirm(half, device.answer(of_other)));
}

// Two devices with one key: the count goes back, nobody can tell which is the copy, and the trail says so.
TEST_P(passkey_offices, a_copied_key_is_refused) {
    made_authenticator device;
    device.count = 5;
    ASSERT_TRUE(add(sign_in(), device));
    const auto go = [&] { return passkeys->sign_in(device.answer(question(passkey_purpose::signing_in, "visit")), "visit", ""); };
    device.count = 6;
    EXPECT_TRUE(go());
    for (const std::uint32_t back : {6u, 5u, 0u}) {
        device.count = back;
        EXPECT_FALSE(go()) << back;
        EXPECT_EQ(staff->audit(domain::event_id{}, 0, 1)[0].what, "passkey_copied");
    }
    device.count = 7;
    EXPECT_TRUE(go());
    // Keys that travel between devices count nothing: 0 stays 0.
    made_authenticator travelling(made_authenticator::kind::ed25519);
    travelling.rename(0x11);
    const auto half = sign_in();
    const auto in = *passkeys->confirm(half, [&] { device.count = 8; return device.answer(question(passkey_purpose::confirming, half.csrf_secret)); }());
    ASSERT_TRUE(add(in, travelling, "Брелок"));
    for (int n = 0; n < 2; ++n)
        EXPECT_TRUE(passkeys->sign_in(travelling.answer(question(passkey_purpose::signing_in, "visit")), "visit", ""));
}

// Registrations: each question once, no key twice, ten at most, only at the login that asked.
TEST_P(passkey_offices, registering_has_its_bounds) {
    made_authenticator device;
    const auto whose = sign_in();
    EXPECT_EQ(fields_of(add(whose, device, " ").error()), "passkey_name:required");
    const auto asked = passkeys->ask(passkey_purpose::registering, whose.csrf_secret).challenge;
    const auto other = *staff->sign_in("maria@example.org", good_password, "");
    EXPECT_EQ(fields_of(add_for(other, device, asked).error()), "passkey:not_accepted") << "another login of the same person";
    EXPECT_TRUE(add_for(whose, device, asked));
    device.rename(0x21);
    EXPECT_EQ(fields_of(add_for(whose, device, asked).error()), "passkey:not_accepted") << "the same question again";
    device.rename(0x5a);
    EXPECT_EQ(add(whose, device).error().code, refusal_code::duplicate);
    for (std::uint8_t n = 1; n < 10; ++n) {
        device.rename(n);
        ASSERT_TRUE(add(whose, device)) << int(n);
    }
    device.rename(0x77);
    EXPECT_EQ(add(whose, device).error().code, refusal_code::too_many);
    EXPECT_EQ(passkeys->add(whose, "x", "%%%", "").error().code, refusal_code::invalid);
    EXPECT_EQ(passkeys->add(whose, "x", std::string(30'000, 'A'), "AA").error().code, refusal_code::invalid);
}

// Taking the last key away leaves the password alone: it is asked for, and the organisation may forbid it.
TEST_P(passkey_offices, taking_a_key_away) {
    made_authenticator device;
    const auto whose = sign_in();
    ASSERT_TRUE(add(whose, device));
    const auto number = passkeys->list(maria)[0].number;
    EXPECT_EQ(passkeys->remove(whose, number, "wrong", "").error().code, refusal_code::wrong_credentials);
    EXPECT_EQ(passkeys->remove(whose, number + 1, good_password, "").error().code, refusal_code::not_found);
    ASSERT_TRUE(factors->set_demand(shell, alliance, true));
    EXPECT_EQ(passkeys->remove(whose, number, good_password, "").error().code, refusal_code::not_allowed);
    ASSERT_TRUE(factors->set_demand(shell, alliance, false));
    EXPECT_TRUE(passkeys->remove(whose, number, good_password, ""));
    EXPECT_FALSE(factors->state_of(maria).any());
    EXPECT_EQ(factors->state_of(maria).recovery_codes, 0);
    EXPECT_FALSE(sign_in().awaits_factor);
}

// Browsers know passkeys at names reached safely only; elsewhere nothing is offered.
TEST_P(passkey_offices, are_possible_at_safe_names_only) {
    const auto possible = [&](const char* url) { return passkey_office(database(), clock, random, *keys, *staff, *factors, url).is_possible(); };
    for (const auto* url : {"https://krug.example", "https://krug.example:8443", "http://localhost:8080", "https://localhost"}) EXPECT_TRUE(possible(url)) << url;
    for (const auto* url : {"http://krug.example", "https://192.0.2.1", "http://127.0.0.1:8080", "https://[2001:db8::1]:8443", "krug.example", ""}) EXPECT_FALSE(possible(url)) << url;
}

KRUG_ON_BOTH(passkey_offices);

} // namespace
} // namespace krug::service
