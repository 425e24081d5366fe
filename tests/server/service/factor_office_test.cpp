// If this fails, a stolen password opens the guests' list, or an organiser with a new phone stands locked out.
#include "cast/house.hpp"
#include "service/factor_office.hpp"
#include "service/one_time_code.hpp"
#include "store/factor_store.hpp"
#include "store/statement.hpp"

#include <set>

namespace krug::service {
namespace {

using cast::fields_of;
using domain::refusal_code;
using domain::role;

constexpr const char* good_password = "тихий омут и семь чертей";

class factor_offices : public cast::house {
protected:
    void SetUp() override {
        cast::house::SetUp();
        if (IsSkipped()) return;
        staff.emplace(database(), clock, random);
        factors.emplace(database(), clock, random, *keys, *staff, "krug.example");
        maria = *staff->add_staff(shell, "maria@example.org", "Мария Ёлкина", {role::owner, alliance, {}}, good_password);
    }
    void TearDown() override {
        factors.reset();
        staff.reset();
        cast::house::TearDown();
    }
    login sign_in() { return *staff->sign_in("maria@example.org", good_password, "192.0.2.1", "firefox linux"); }
    /// What an app would show now for the seed that was typed into it.
    std::string code_now(std::int64_t steps_on = 0) const {
        return code_of_step(seed_, clock.now() / code_step_seconds + steps_on);
    }
    /// Sets the app up and waits for the code after the one that proved it.
    std::vector<std::string> set_up(const login& whose) {
        const auto words = *factors->begin_app(whose);
        seed_ = from_base32(words.text);
        auto codes = *factors->confirm_app(whose, code_now());
        clock.advance_seconds(2 * code_step_seconds);
        return codes;
    }
    static ticket::bytes from_base32(std::string_view text) {
        static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        ticket::bytes raw;
        std::uint32_t held = 0;
        int bits = 0;
        for (const char each : text) {
            if (each == ' ') continue;
            held = (held << 5) | static_cast<std::uint32_t>(letters.find(each));
            bits += 5;
            if (bits >= 8) raw.push_back(static_cast<std::uint8_t>(held >> (bits -= 8)));
        }
        return raw;
    }
    std::optional<staff_office> staff;
    std::optional<factor_office> factors;
    domain::staff_id maria;
    ticket::bytes seed_;
};

// The password alone opens nothing once there is an app; with its code it opens all, under a new secret.
TEST_P(factor_offices, the_password_alone_is_half_the_way) {
    const auto first = sign_in();
    EXPECT_FALSE(first.awaits_factor);
    EXPECT_EQ(first.confirmed_at, clock.now());
    set_up(first);
    const auto half = sign_in();
    EXPECT_TRUE(half.awaits_factor);
    EXPECT_FALSE(staff->find_login(half.secret)) << "half a sign-in let somebody in";
    const auto waiting = staff->find_waiting_login(half.secret);
    ASSERT_TRUE(waiting);
    EXPECT_EQ(factors->confirm(*waiting, good_password, "").error().code, refusal_code::wrong_credentials);
    const auto whole = factors->confirm(*waiting, code_now(), "");
    ASSERT_TRUE(whole);
    EXPECT_NE(whole->secret, half.secret);
    EXPECT_NE(whole->csrf_secret, half.csrf_secret);
    EXPECT_TRUE(staff->find_login(whole->secret));
    EXPECT_FALSE(staff->find_waiting_login(half.secret));
    EXPECT_EQ(factors->confirm(*waiting, code_now(1), "").error().code, refusal_code::wrong_credentials) << "an ended half was completed";
}

// Half a sign-in that was left at the venue's computer is over after five minutes.
TEST_P(factor_offices, half_the_way_ends_soon) {
    set_up(sign_in());
    const auto half = sign_in();
    clock.advance_seconds(299);
    EXPECT_TRUE(staff->find_waiting_login(half.secret));
    clock.advance_seconds(1);
    EXPECT_FALSE(staff->find_waiting_login(half.secret));
}

// A code that was read over a shoulder works a second time.
TEST_P(factor_offices, a_code_counts_once) {
    set_up(sign_in());
    const auto code = code_now();
    const auto one = sign_in(), two = sign_in();
    ASSERT_TRUE(factors->confirm(one, code, ""));
    EXPECT_EQ(factors->confirm(two, code, "").error().code, refusal_code::wrong_credentials);
    EXPECT_TRUE(factors->confirm(two, code_now(1), ""));
}

// Also the code that proved the app at its setting up.
TEST_P(factor_offices, the_proving_code_is_used_up) {
    const auto whose = sign_in();
    const auto words = *factors->begin_app(whose);
    seed_ = from_base32(words.text);
    EXPECT_EQ(factors->confirm_app(whose, "000000").error().code, refusal_code::wrong_credentials);
    EXPECT_FALSE(factors->state_of(maria).any());
    const auto code = code_now();
    ASSERT_TRUE(factors->confirm_app(whose, code));
    EXPECT_EQ(factors->confirm(sign_in(), code, "").error().code, refusal_code::wrong_credentials);
    EXPECT_TRUE(words.uri.starts_with("otpauth://totp/krug.example:maria%40example.org?secret=")) << words.uri;
    EXPECT_EQ(factors->begin_app(whose).error().code, refusal_code::wrong_state) << "a second setup would silently replace the first";
}

// Setting up ends the logins of whoever may have had the password before.
TEST_P(factor_offices, setting_up_ends_other_logins) {
    const auto elsewhere = sign_in(), here = sign_in();
    set_up(here);
    EXPECT_TRUE(staff->find_login(here.secret));
    EXPECT_FALSE(staff->find_login(elsewhere.secret));
}

// The phone fell into the river: ten codes on paper, each once, in any case and with or without dashes.
TEST_P(factor_offices, recovery_codes_work_once_each) {
    const auto codes = set_up(sign_in());
    ASSERT_EQ(codes.size(), 10u);
    EXPECT_EQ(std::set<std::string>(codes.begin(), codes.end()).size(), 10u);
    auto typed = codes[3];
    for (auto& each : typed) each = static_cast<char>(std::toupper(each));
    EXPECT_TRUE(factors->confirm(sign_in(), typed, ""));
    EXPECT_EQ(factors->confirm(sign_in(), codes[3], "").error().code, refusal_code::wrong_credentials);
    auto bare = codes[4];
    std::erase(bare, '-');
    EXPECT_TRUE(factors->confirm(sign_in(), bare, ""));
    EXPECT_EQ(factors->state_of(maria).recovery_codes, 8);
    const auto whose = *factors->confirm(sign_in(), code_now(), "");
    const auto fresh = *factors->renew_recovery_codes(whose);
    EXPECT_EQ(factors->confirm(sign_in(), codes[5], "").error().code, refusal_code::wrong_credentials) << "old paper still opens";
    EXPECT_TRUE(factors->confirm(sign_in(), fresh[0], ""));
}

// A million six-digit codes are tried in an evening.
TEST_P(factor_offices, guessing_is_slowed_and_ends) {
    set_up(sign_in());
    const auto half = sign_in();
    for (int n = 0; n < 4; ++n) EXPECT_EQ(factors->confirm(half, "000000", "").error().code, refusal_code::wrong_credentials);
    EXPECT_EQ(factors->confirm(half, "000000", "").error().code, refusal_code::wrong_credentials);
    const auto slowed = factors->confirm(half, code_now(), "");
    EXPECT_EQ(slowed.error().code, refusal_code::too_many) << "the sixth try, even a right one, waits";
    EXPECT_EQ(slowed.error().at, clock.now() + 30);
    clock.advance_seconds(30);
    EXPECT_TRUE(factors->confirm(half, code_now(), "")) << "the honest one gets in after the wait";
    // A right one forgives: the next mistake costs nothing.
    EXPECT_EQ(factors->confirm(sign_in(), "000000", "").error().code, refusal_code::wrong_credentials);
    EXPECT_EQ(factors->confirm(sign_in(), "000000", "").error().code, refusal_code::wrong_credentials);
    std::int64_t waited = 0;
    int tries = 0;
    while (tries < 200) {
        const auto next = factors->confirm(half, "000000", ""); // the codes are what is counted, whoever's half they complete
        if (next.error().code == refusal_code::wrong_credentials) ++tries;
        else if (next.error().at > clock.now() + 3600) break;
        else {
            waited += next.error().at - clock.now();
            clock.set(next.error().at);
        }
    }
    EXPECT_EQ(tries + 2, domain::guesses_max);
    EXPECT_GT(waited, 80 * 3600) << "a hundred guesses take days";
    EXPECT_EQ(factors->confirm(sign_in(), code_now(), "").error().code, refusal_code::too_many);
    ASSERT_TRUE(factors->reset(shell, maria));
    EXPECT_FALSE(sign_in().awaits_factor);
}

// Whoever is asked again loses a form in another tab, keeps a stolen cookie alive, or makes the day longer than twelve hours.
TEST_P(factor_offices, being_asked_again_gives_a_new_secret_and_keeps_the_hours) {
    const auto first = sign_in();
    clock.advance_seconds(1200);
    const auto stale = *staff->find_login(first.secret);
    EXPECT_FALSE(domain::is_fresh(stale.confirmed_at, clock.now()));
    EXPECT_EQ(factors->confirm(stale, "не тот пароль совсем", "192.0.2.1").error().code, refusal_code::wrong_credentials);
    const auto fresh = *factors->confirm(stale, good_password, "192.0.2.1"); // no factor yet: the password is all there is
    EXPECT_NE(fresh.secret, first.secret);
    EXPECT_EQ(fresh.csrf_secret, first.csrf_secret) << "forms in other tabs lose their mark";
    EXPECT_FALSE(staff->find_login(first.secret));
    EXPECT_TRUE(domain::is_fresh(staff->find_login(fresh.secret)->confirmed_at, clock.now()));
    for (int step = 0; step < 34; ++step) {
        clock.advance_seconds(20 * 60);
        ASSERT_TRUE(staff->find_login(fresh.secret)) << step;
    }
    clock.advance_seconds(20 * 60);
    EXPECT_FALSE(staff->find_login(fresh.secret)) << "asking again lengthened the twelve hours";
}

// Whoever finds an open browser takes the factor away and keeps the account.
TEST_P(factor_offices, taking_it_away_takes_the_password) {
    const auto whose = sign_in();
    set_up(whose);
    EXPECT_EQ(factors->remove_app(whose, "wrong", "").error().code, refusal_code::wrong_credentials);
    ASSERT_TRUE(staff->change_password(whose, good_password, "короткое1"));
    EXPECT_EQ(fields_of(factors->remove_app(whose, "короткое1", "").error()), "password:too_short")
        << "eight letters would be all that guards the account";
    EXPECT_TRUE(factors->state_of(maria).app);
    ASSERT_TRUE(staff->change_password(whose, "короткое1", good_password));
    EXPECT_TRUE(factors->remove_app(whose, good_password, ""));
    EXPECT_FALSE(sign_in().awaits_factor);
    EXPECT_EQ(factors->state_of(maria).recovery_codes, 0);
}

// An owner helps a colleague who lost the phone; a manager of one event cannot take an owner's factor.
TEST_P(factor_offices, loss_is_mended_by_who_stands_above) {
    const auto event = published(round_table());
    const auto bob = *staff->add_staff(shell, "bob@example.org", "Борис Стойкин", {role::event_manager, alliance, event}, good_password);
    set_up(sign_in());
    const auto manager = staff_of({role::event_manager, alliance, event}, bob.value);
    EXPECT_EQ(factors->reset(manager, maria).error().code, refusal_code::not_allowed);
    EXPECT_EQ(factors->reset(charlie, maria).error().code, refusal_code::not_allowed);
    EXPECT_EQ(factors->reset(alice, {4711}).error().code, refusal_code::not_found);
    const auto herself = staff_of({role::owner, alliance, {}}, maria.value);
    EXPECT_EQ(factors->reset(herself, maria).error().code, refusal_code::not_allowed);
    const auto open = *factors->confirm(sign_in(), code_now(), "");
    EXPECT_TRUE(factors->reset(alice, maria));
    EXPECT_FALSE(staff->find_login(open.secret)) << "whoever holds the phone stays in";
    EXPECT_FALSE(factors->state_of(maria).any());
    const auto trail = staff->audit(domain::event_id{}, 0, 1);
    EXPECT_EQ(trail[0].what, "reset_factor");
    EXPECT_EQ(trail[0].subject, maria.value);
}

// Owners and managers without a factor are told so; desks work on; who demands it has one.
TEST_P(factor_offices, an_organisation_may_demand_one) {
    const auto herself = staff_of({role::owner, alliance, {}}, maria.value);
    EXPECT_EQ(factors->set_demand(herself, alliance, true).error().code, refusal_code::wrong_state);
    EXPECT_EQ(factors->set_demand(charlie, alliance, true).error().code, refusal_code::not_allowed);
    ASSERT_TRUE(factors->set_demand(shell, alliance, true));
    EXPECT_TRUE(factors->demands_factor(alliance));
    EXPECT_FALSE(factors->demands_factor(chamber));
    staff->add_staff(shell, "desk@example.org", "Дежурная", {role::desk, alliance, {}}, good_password);
    EXPECT_FALSE(staff->sign_in("desk@example.org", good_password, "")->lacks_factor);
    const auto whose = sign_in();
    EXPECT_TRUE(whose.lacks_factor);
    EXPECT_TRUE(staff->find_login(whose.secret)->lacks_factor);
    set_up(whose);
    EXPECT_FALSE(staff->find_login(whose.secret)->lacks_factor);
    EXPECT_EQ(factors->remove_app(whose, good_password, "").error().code, refusal_code::not_allowed);
    EXPECT_TRUE(factors->set_demand(herself, alliance, false));
    EXPECT_TRUE(factors->remove_app(whose, good_password, ""));
}

// A copy of the database gives nobody a code: the seed is sealed for its place, recovery codes are keyed hashes.
TEST_P(factor_offices, nothing_to_read_in_the_database) {
    const auto codes = set_up(sign_in());
    database().read([&](store::transaction& tx) {
        const auto seed = std::get<0>(*store::query_one<std::string>(tx, "t1", "SELECT sealed_seed FROM code_app"));
        EXPECT_TRUE(seed.starts_with("v1."));
        EXPECT_EQ(seed.find(to_base32(seed_)), std::string::npos);
        for (const auto& [hash] : store::query<std::string>(tx, "t2", "SELECT code_hash FROM recovery_code")) {
            EXPECT_EQ(hash.size(), 64u);
            for (const auto& code : codes) EXPECT_NE(hash, ticket::sha256_hex(code));
        }
    });
}

// One's own logins stand in a list with their devices, and each can be ended alone.
TEST_P(factor_offices, logins_are_named_and_end_one_by_one) {
    const auto here = sign_in();
    const auto there = *staff->sign_in("maria@example.org", good_password, "", "safari ios");
    auto lines = staff->list_logins(here);
    ASSERT_EQ(lines.size(), 2u);
    const auto other = std::find_if(lines.begin(), lines.end(), [](const auto& each) { return !each.is_this; });
    EXPECT_EQ(other->device, "safari ios");
    ASSERT_GT(other->number, 0);
    const auto bob = *staff->add_staff(shell, "bob@example.org", "Борис Стойкин", {role::desk, alliance, {}}, good_password);
    const auto stranger = *staff->sign_in("bob@example.org", good_password, "");
    EXPECT_EQ(stranger.staff.id, bob);
    EXPECT_EQ(staff->end_login(stranger, other->number).error().code, refusal_code::not_found) << "somebody else's number";
    EXPECT_TRUE(staff->end_login(here, other->number));
    EXPECT_FALSE(staff->find_login(there.secret));
    EXPECT_TRUE(staff->find_login(here.secret));
    EXPECT_EQ(staff->end_login(here, other->number).error().code, refusal_code::not_found);
    EXPECT_EQ(staff->end_login(here, 0).error().code, refusal_code::not_found);
}

KRUG_ON_BOTH(factor_offices);

} // namespace
} // namespace krug::service
