// If this fails, a stranger gets into an organiser's list, or an organiser stands locked out at the door.
#include "cast/house.hpp"
#include "service/staff_office.hpp"
#include "store/statement.hpp"

namespace krug::service {
namespace {

using cast::fields_of;
using domain::refusal_code;
using domain::role;

constexpr const char* good_password = "тихий омут и семь чертей";
constexpr const char* other_password = "семь вёрст лесом";

class staff_offices : public cast::house {
protected:
    void SetUp() override {
        cast::house::SetUp();
        if (!IsSkipped()) staff.emplace(database(), clock, random);
    }
    void TearDown() override {
        staff.reset();
        cast::house::TearDown();
    }
    domain::staff_id add(std::string_view email, domain::assignment given, std::string_view password = "") {
        return *staff->add_staff(shell, email, "Мария Ёлкина", given, password);
    }
    domain::actor acting(std::string_view email) {
        const auto found = staff->find_staff(email);
        return {domain::actor_kind::staff, found->id.value, found->assignments};
    }
    std::optional<service::staff_office> staff;
};

// Whoever was let in gets in, and only with the right password and the right address.
TEST_P(staff_offices, who_was_added_signs_in) {
    const auto id = add("Maria@Example.org", {role::owner, alliance, {}}, good_password);
    const auto in = staff->sign_in("maria@example.ORG", good_password, "192.0.2.1");
    ASSERT_TRUE(in);
    EXPECT_EQ(in->staff.id, id);
    EXPECT_EQ(in->secret.size(), 43u);
    const auto again = staff->sign_in("maria@example.org", good_password, "192.0.2.1");
    EXPECT_NE(again->secret, in->secret);
    const auto known = staff->find_login(in->secret);
    ASSERT_TRUE(known);
    EXPECT_EQ(known->staff.assignments.size(), 1u);
    EXPECT_EQ(known->csrf_secret, in->csrf_secret);
    EXPECT_TRUE(known->secret.empty());
    for (const auto& [email, password] : {std::pair("maria@example.org", "тихий омут и восемь чертей"),
                                          std::pair("mariya@example.org", good_password), std::pair("", ""),
                                          std::pair("maria@example.org", "")})
        EXPECT_EQ(staff->sign_in(email, password, "192.0.2.1").error().code, refusal_code::wrong_credentials);
    EXPECT_FALSE(staff->find_login(""));
    EXPECT_FALSE(staff->find_login(std::string(43, 'A')));
}

// Whoever has no password yet cannot be entered with an empty one.
TEST_P(staff_offices, without_a_password_nobody_signs_in) {
    add("maria@example.org", {role::desk, alliance, {}});
    EXPECT_EQ(staff->sign_in("maria@example.org", "", "").error().code, refusal_code::wrong_credentials);
    EXPECT_FALSE(staff->find_staff("maria@example.org")->has_password);
}

// A copy of the database must not open a single door: neither secrets nor passwords nor tokens stand in it.
TEST_P(staff_offices, secrets_are_kept_as_hashes_only) {
    const auto id = add("maria@example.org", {role::owner, alliance, {}}, good_password);
    const auto in = *staff->sign_in("maria@example.org", good_password, "");
    const auto token = *staff->create_token(shell, id, "скрипт", "");
    database().read([&](store::transaction& tx) {
        const auto login = store::query_one<std::string>(tx, "t1", "SELECT id_hash FROM login");
        const auto kept = store::query_one<std::string>(tx, "t2", "SELECT token_hash FROM api_token");
        const auto hash = store::query_one<std::string>(tx, "t3", "SELECT password_hash FROM staff");
        EXPECT_NE(std::get<0>(*login), in.secret);
        EXPECT_EQ(std::get<0>(*login).size(), 64u);
        EXPECT_EQ(std::get<0>(*kept).find(token.substr(5)), std::string::npos);
        EXPECT_TRUE(std::get<0>(*hash).starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << std::get<0>(*hash);
    });
}

// A forgotten browser at the venue: half an hour idle or twelve hours in all, and it is signed out.
TEST_P(staff_offices, a_login_ends_when_idle_and_in_any_case) {
    add("maria@example.org", {role::owner, alliance, {}}, good_password);
    const auto idle = *staff->sign_in("maria@example.org", good_password, "");
    clock.advance_seconds(30 * 60 - 1);
    EXPECT_TRUE(staff->find_login(idle.secret)); // seen: another half hour
    clock.advance_seconds(30 * 60 - 1);
    EXPECT_TRUE(staff->find_login(idle.secret));
    clock.advance_seconds(30 * 60);
    EXPECT_FALSE(staff->find_login(idle.secret));

    const auto busy = *staff->sign_in("maria@example.org", good_password, "");
    for (int step = 1; step < 36; ++step) {
        clock.advance_seconds(20 * 60);
        ASSERT_TRUE(staff->find_login(busy.secret)) << step;
    }
    clock.advance_seconds(20 * 60);
    EXPECT_FALSE(staff->find_login(busy.secret));
}

// Signing out ends this browser's login and no other.
TEST_P(staff_offices, signing_out_ends_one_login) {
    add("maria@example.org", {role::owner, alliance, {}}, good_password);
    const auto one = *staff->sign_in("maria@example.org", good_password, "");
    const auto two = *staff->sign_in("maria@example.org", good_password, "");
    staff->sign_out(one.secret);
    staff->sign_out(one.secret);
    EXPECT_FALSE(staff->find_login(one.secret));
    EXPECT_TRUE(staff->find_login(two.secret));
}

// A removed helper must not read the list for one more click.
TEST_P(staff_offices, a_removed_role_is_gone_at_the_next_request) {
    const auto event = published(round_table());
    const auto id = add("bob@example.org", {role::desk, alliance, event}, good_password);
    const auto in = *staff->sign_in("bob@example.org", good_password, "");
    const auto token = *staff->create_token(shell, id, "скрипт", "");
    EXPECT_TRUE(domain::may(staff->find_login(in.secret)->staff.assignments, domain::action::see_names, alliance, event));
    ASSERT_TRUE(staff->remove_role(alice, id, {role::desk, alliance, event}));
    EXPECT_TRUE(staff->find_login(in.secret)->staff.assignments.empty());
    EXPECT_TRUE(staff->find_token(token)->actor.assignments.empty());
    EXPECT_EQ(staff->remove_role(alice, id, {role::desk, alliance, event}).error().code, refusal_code::not_found);
}

// Guessing is slowed down for one account, whoever guesses; a right password afterwards is told to wait as well.
TEST_P(staff_offices, ten_failures_close_an_account_for_a_while) {
    add("maria@example.org", {role::owner, alliance, {}}, good_password);
    for (int tries = 0; tries < 10; ++tries)
        EXPECT_EQ(staff->sign_in("maria@example.org", "неверный пароль", "192.0.2." + std::to_string(tries)).error().code,
                  refusal_code::wrong_credentials);
    const auto closed = staff->sign_in("maria@example.org", good_password, "198.51.100.1");
    ASSERT_FALSE(closed);
    EXPECT_EQ(closed.error().code, refusal_code::too_many);
    EXPECT_EQ(closed.error().at, clock.now() + 15 * 60);
    clock.advance_seconds(15 * 60);
    EXPECT_TRUE(staff->sign_in("maria@example.org", good_password, "198.51.100.1"));
}

// Whoever manages one event must not make themselves its owner, nor reach into another one.
TEST_P(staff_offices, roles_are_given_downwards_only) {
    const auto event = published(round_table());
    const auto other = published(round_table());
    const auto manager = staff_of({role::event_manager, alliance, event}, 9);
    const auto give = [&](const domain::actor& by, domain::assignment what) {
        const auto given = staff->add_staff(by, "new@example.org", "Новый", what, "");
        return given ? std::string("ok") : given.error().code == refusal_code::not_allowed ? "no" : fields_of(given.error());
    };
    EXPECT_EQ(give(manager, {role::desk, alliance, event}), "ok");
    EXPECT_EQ(give(manager, {role::event_manager, alliance, event}), "no");
    EXPECT_EQ(give(manager, {role::owner, alliance, {}}), "no");
    EXPECT_EQ(give(manager, {role::auditor, alliance, event}), "no");
    EXPECT_EQ(give(manager, {role::desk, alliance, other}), "no");
    EXPECT_EQ(give(manager, {role::desk, alliance, {}}), "no");
    EXPECT_EQ(give(alice, {role::owner, alliance, {}}), "ok");
    EXPECT_EQ(give(alice, {role::owner, chamber, {}}), "no");
    EXPECT_EQ(give(alice, {role::platform_admin, {}, {}}), "no");
    EXPECT_EQ(give(staff_of({role::platform_admin, {}, {}}, 8), {role::platform_admin, {}, {}}), "ok");
    EXPECT_EQ(give(staff_of({role::platform_admin, {}, {}}, 8), {role::owner, alliance, {}}), "no");
    EXPECT_EQ(give({}, {role::desk, alliance, event}), "no");
    EXPECT_EQ(give(shell, {role::desk, chamber, event}), "event:unknown");
    EXPECT_EQ(give(shell, {role::desk, {7}, {}}), "organisation:unknown");
    EXPECT_EQ(give(shell, {role::desk, {}, {}}), "organisation:required");
    EXPECT_EQ(give(shell, {role::kiosk, alliance, {}}), "role:not_a_choice");
}

// Adding a colleague who is there already must not be a way into their account.
TEST_P(staff_offices, a_known_persons_password_is_not_replaced) {
    const auto event = published(round_table());
    const auto id = add("maria@example.org", {role::owner, chamber, {}}, good_password);
    const auto taken = staff->add_staff(alice, "maria@example.org", "Мария", {role::desk, alliance, event}, other_password);
    ASSERT_FALSE(taken);
    EXPECT_EQ(fields_of(taken.error()), "password:not_accepted");
    EXPECT_EQ(*staff->add_staff(alice, "maria@example.org", "", {role::desk, alliance, event}, ""), id);
    EXPECT_EQ(*staff->add_staff(alice, "maria@example.org", "", {role::desk, alliance, event}, ""), id);
    EXPECT_EQ(staff->find_staff("maria@example.org")->assignments.size(), 2u);
    EXPECT_EQ(staff->set_password(alice, id, other_password).error().code, refusal_code::not_allowed);
    EXPECT_TRUE(staff->sign_in("maria@example.org", good_password, ""));
    EXPECT_TRUE(staff->set_password(shell, id, other_password));
    EXPECT_TRUE(staff->sign_in("maria@example.org", other_password, ""));
    EXPECT_EQ(staff->set_password(shell, {99}, other_password).error().code, refusal_code::not_found);
}

// A changed password throws out whoever knew the old one, but not the one who changed it.
TEST_P(staff_offices, a_changed_password_ends_the_other_logins) {
    const auto id = add("maria@example.org", {role::owner, alliance, {}}, good_password);
    const auto mine = *staff->sign_in("maria@example.org", good_password, "");
    const auto theirs = *staff->sign_in("maria@example.org", good_password, "");
    const auto known = *staff->find_login(mine.secret);
    EXPECT_EQ(staff->change_password(known, other_password, other_password).error().code, refusal_code::wrong_credentials);
    EXPECT_EQ(fields_of(staff->change_password(known, good_password, "qwertyuiop[]asdf").error()), "password:not_accepted");
    EXPECT_TRUE(staff->find_login(theirs.secret));
    ASSERT_TRUE(staff->change_password(known, good_password, other_password));
    EXPECT_TRUE(staff->find_login(mine.secret));
    EXPECT_FALSE(staff->find_login(theirs.secret));
    EXPECT_FALSE(staff->sign_in("maria@example.org", good_password, ""));
    ASSERT_TRUE(staff->set_password(shell, id, good_password));
    EXPECT_FALSE(staff->find_login(mine.secret));
}

// Wrong forms are named; an account is not made for half of one.
TEST_P(staff_offices, every_wrong_field_is_named) {
    const auto refused = [&](std::string_view email, std::string_view name, std::string_view password) {
        return fields_of(staff->add_staff(shell, email, name, {role::owner, alliance, {}}, password).error());
    };
    EXPECT_EQ(refused("nobody", "Имя", ""), "email:malformed");
    EXPECT_EQ(refused("", "Имя", ""), "email:required");
    EXPECT_EQ(refused("a@example.org", " ", ""), "name:required");
    EXPECT_EQ(refused("a@example.org", "Имя", "коротко"), "password:too_short");
    EXPECT_FALSE(staff->find_staff("a@example.org"));
}

// A script may do what its token says and not what its maker may; a revoked or invented one nothing.
TEST_P(staff_offices, tokens_carry_what_their_scopes_leave) {
    const auto id = add("maria@example.org", {role::owner, alliance, {}});
    add("maria@example.org", {role::auditor, alliance, {}});
    const auto whole = *staff->create_token(acting("maria@example.org"), id, "всё", "");
    const auto door = *staff->create_token(acting("maria@example.org"), id, "дверь", "check_in,see_names");
    EXPECT_TRUE(door.starts_with("krug_"));
    EXPECT_EQ(door.size(), 48u);
    const auto bearer = *staff->find_token(door);
    EXPECT_EQ(bearer.actor.kind, domain::actor_kind::token);
    EXPECT_EQ(bearer.actor.id, id.value);
    EXPECT_EQ(bearer.scopes.size(), 2u);
    ASSERT_EQ(bearer.actor.assignments.size(), 1u); // an auditor neither checks in nor sees names
    EXPECT_EQ(bearer.actor.assignments[0].as, role::owner);
    EXPECT_EQ(staff->find_token(whole)->actor.assignments.size(), 2u);
    EXPECT_FALSE(staff->find_token(door.substr(0, 47) + "-"));
    EXPECT_FALSE(staff->find_token("krug_"));

    EXPECT_EQ(fields_of(staff->create_token(shell, id, "x", "check_in,fly").error()), "scopes:not_a_choice");
    EXPECT_EQ(fields_of(staff->create_token(shell, id, "", "").error()), "name:required");
    EXPECT_EQ(staff->create_token(bearer.actor, id, "больше", "").error().code, refusal_code::not_allowed);
    EXPECT_EQ(staff->create_token(charlie, id, "чужой", "").error().code, refusal_code::not_allowed);
    EXPECT_EQ(staff->create_token(shell, {99}, "никто", "").error().code, refusal_code::not_found);

    EXPECT_EQ(staff->revoke_token(charlie, id, bearer.token).error().code, refusal_code::not_allowed);
    ASSERT_TRUE(staff->revoke_token(acting("maria@example.org"), id, bearer.token));
    ASSERT_TRUE(staff->revoke_token(shell, id, bearer.token));
    EXPECT_FALSE(staff->find_token(door));
    EXPECT_TRUE(staff->find_token(whole));
    EXPECT_EQ(staff->revoke_token(shell, id, 1).error().code, refusal_code::not_found);
    int revoked = 0;
    for (const auto& row : staff->list_tokens(id)) revoked += row.revoked ? 1 : 0;
    EXPECT_EQ(revoked, 1);
}

// An owner sees their own people and nobody's roles elsewhere.
TEST_P(staff_offices, a_list_of_staff_ends_at_the_organisation) {
    add("maria@example.org", {role::owner, alliance, {}});
    add("maria@example.org", {role::auditor, chamber, {}});
    add("oleg@example.org", {role::desk, chamber, {}});
    const auto own = staff->list_staff(alliance);
    ASSERT_EQ(own.size(), 1u);
    EXPECT_EQ(own[0].assignments.size(), 1u);
    EXPECT_EQ(staff->list_staff(chamber).size(), 2u);
    EXPECT_EQ(staff->list_staff({}).size(), 2u);
    EXPECT_EQ(staff->list_staff({77}).size(), 0u);
}

// The trail is read backwards, page by page, without a gap; numbers have no holes where somebody could hide.
TEST_P(staff_offices, the_trail_has_no_gaps) {
    const auto event = published(round_table());
    add("maria@example.org", {role::owner, alliance, {}});
    const auto all = staff->audit({}, 0, 500);
    ASSERT_GE(all.size(), 4u);
    for (std::size_t at = 0; at < all.size(); ++at)
        EXPECT_EQ(all[at].number, static_cast<std::int64_t>(all.size() - at));
    const auto rest = staff->audit({}, all[1].number, 500);
    EXPECT_EQ(rest.size(), all.size() - 2);
    EXPECT_EQ(staff->audit({}, 0, 1).size(), 1u);
    EXPECT_EQ(staff->audit(event, 0, 500).size(), 2u);
    EXPECT_EQ(staff->audit({99}, 0, 500).size(), 0u);
}

KRUG_ON_BOTH(staff_offices);

} // namespace
} // namespace krug::service
