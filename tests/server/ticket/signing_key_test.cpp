// If this fails, tickets cannot be checked by other people's tools, or forged signatures are believed.
#include "ticket/signing_key.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace krug::ticket {
namespace {

key32 seed_of(std::string_view hex) {
    key32 seed{};
    const auto raw = from_hex(hex);
    std::copy(raw->begin(), raw->end(), seed.begin());
    return seed;
}

// Anyone verifying our tickets with a standard library would call them forged.
TEST(signing_key, agrees_with_rfc_8032) {
    struct row {
        std::string_view seed, open_part, message, signature;
    };
    const row rows[] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25"
         "bf5f0595b"
         "be24655141438e7a100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387"
         "b2eaeb430"
         "2aeeb00d291612bb0c00"},
        {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
         "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7"
         "c15e9716e"
         "d28dc027beceea1ec40a"},
    };
    for (const row& row : rows) {
        const signing_key key(seed_of(row.seed));
        EXPECT_EQ(key.open_part().hex(), row.open_part);
        EXPECT_EQ(to_hex(key.sign(*from_hex(row.message))), row.signature);
        EXPECT_TRUE(verifier(key.open_part()).verify(*from_hex(row.message), *from_hex(row.signature)));
    }
}

// Somebody who chooses the key or bends the signature gets a "yes" for a message nobody signed.
TEST(signing_key, refuses_every_edge_of_the_curve) {
    std::ifstream file(std::string(KRUG_SOURCE_DIR) + "/tests/vectors/ed25519_edges.tsv");
    int accepted = 0, refused = 0;
    for (std::string line; std::getline(file, line);) {
        if (line[0] == '#')
            continue;
        std::istringstream cells(line);
        std::string verdict, key, message, signature, note;
        std::getline(cells, verdict, '\t');
        std::getline(cells, key, '\t');
        std::getline(cells, message, '\t');
        std::getline(cells, signature, '\t');
        std::getline(cells, note, '\t');
        const auto open_part = public_key::from_hex(key);
        const bool believed =
            open_part && verifier(*open_part).verify(*from_hex(message), *from_hex(signature));
        EXPECT_EQ(believed, verdict == "accepted") << note;
        ++(believed ? accepted : refused);
    }
    EXPECT_EQ(accepted, 1);
    EXPECT_EQ(refused, 23);
}

// A device is enrolled with a key that vouches for anything.
TEST(signing_key, public_keys_are_read_only_when_sound) {
    const signing_key key(seed_of("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
    const std::string hex = key.open_part().hex();
    EXPECT_EQ(public_key::from_hex(hex), key.open_part());
    EXPECT_FALSE(public_key::from_hex(hex.substr(2)));
    EXPECT_FALSE(public_key::from_hex(hex + "00"));
    EXPECT_FALSE(public_key::from_hex(""));
    EXPECT_FALSE(public_key::from_hex(std::string(64, 'g')));
    EXPECT_FALSE(public_key::from_hex(std::string(64, '0')));
    EXPECT_FALSE(public_key::from_hex(std::string(64, 'f')));
    EXPECT_FALSE(public_key::from_hex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"));
    EXPECT_TRUE(public_key::from_hex("ebffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"));
}

// Signatures cut short or too long must be refused, not read past their end.
TEST(signing_key, signatures_of_another_length_are_refused) {
    ground::seeded_randomness random(3);
    const signing_key key = signing_key::make(random);
    const auto made = key.sign(bytes_of("door"));
    const verifier believes(key.open_part());
    EXPECT_TRUE(believes.verify(bytes_of("door"), made));
    EXPECT_FALSE(believes.verify(bytes_of("door"), byte_view(made).first(63)));
    EXPECT_FALSE(believes.verify(bytes_of("door"), {}));
    bytes longer(made.begin(), made.end());
    longer.push_back(0);
    EXPECT_FALSE(believes.verify(bytes_of("door"), longer));
}

// The server, which compares with what it signs itself, lets in what every kiosk refuses, or the other way round.
TEST(signing_key, the_issuer_believes_what_a_verifier_believes) {
    ground::seeded_randomness random(11);
    const signing_key key = signing_key::make(random);
    const signing_key other = signing_key::make(random);
    const auto made = key.sign(bytes_of("door"));
    EXPECT_TRUE(key.has_signed(bytes_of("door"), made));
    EXPECT_FALSE(key.has_signed(bytes_of("doors"), made));
    EXPECT_FALSE(other.has_signed(bytes_of("door"), made));
    EXPECT_FALSE(key.has_signed(bytes_of("door"), byte_view(made).first(63)));
    for (std::size_t bit = 0; bit < made.size() * 8; ++bit) {
        auto bent = made;
        bent[bit / 8] = static_cast<std::uint8_t>(bent[bit / 8] ^ (1U << (bit % 8)));
        EXPECT_FALSE(key.has_signed(bytes_of("door"), bent));
        EXPECT_FALSE(verifier(key.open_part()).verify(bytes_of("door"), bent));
    }
}

// Keys kept sealed and opened after a restart must sign for the same event.
TEST(signing_key, the_seed_brings_the_same_key_back) {
    ground::seeded_randomness random(4);
    const signing_key key = signing_key::make(random);
    const signing_key again(key.seed());
    EXPECT_EQ(again.open_part(), key.open_part());
    EXPECT_EQ(again.id(), key_id_of(key.open_part()));
    EXPECT_NE(signing_key::make(random).open_part(), key.open_part());
    EXPECT_EQ(to_hex(key.id()),
              sha256_hex("krug-key/1" +
                         std::string(reinterpret_cast<const char*>(key.open_part().raw().data()), 32))
                  .substr(0, 8));
}

} // namespace
} // namespace krug::ticket
