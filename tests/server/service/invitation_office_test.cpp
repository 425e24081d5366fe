// If this fails, a forwarded letter makes a stranger an organiser, or a new colleague cannot get in on the morning of the event.
#include "cast/house.hpp"
#include "service/invitation_office.hpp"
#include "store/statement.hpp"

namespace krug::service {
namespace {

using cast::fields_of;
using domain::refusal_code;
using domain::role;

constexpr const char* good_password = "тихий омут и семь чертей";
const std::string here(64, 'a'), elsewhere(64, 'b');

class invitation_offices : public cast::house {
protected:
    void SetUp() override {
        cast::house::SetUp();
        if (IsSkipped()) return;
        staff.emplace(database(), clock, random);
        invitations.emplace(database(), clock, random, *keys, *staff);
        const auto id = *staff->add_staff(shell, "owner@example.org", "Ольга Хозяйкина", {role::owner, alliance, {}}, good_password);
        owner = staff_of({role::owner, alliance, {}}, id.value);
    }
    void TearDown() override {
        invitations.reset();
        staff.reset();
        cast::house::TearDown();
    }
    std::int64_t invite(const std::string& email = "vera@example.org", domain::assignment offered = {}) {
        if (!offered.organisation) offered = {role::desk, alliance, {}};
        return *invitations->invite(owner, email, offered, "ru");
    }
    /// The link as the letter carries it.
    std::string secret_in_letter() {
        const auto jobs = invitations->lease(10);
        if (jobs.empty()) return {};
        const auto letter = invitations->letter_of(jobs.back().number);
        for (const auto& job : jobs) invitations->mark_sent(job);
        return letter ? letter->secret : std::string();
    }
    std::optional<staff_office> staff;
    std::optional<invitation_office> invitations;
    domain::actor owner;
};

// From the owner's click to the colleague's first sign-in; the link itself stands nowhere in the database.
TEST_P(invitation_offices, from_letter_to_sign_in) {
    const auto id = invite();
    const auto secret = secret_in_letter();
    ASSERT_EQ(secret.size(), 43u);
    database().read([&](store::transaction& tx) {
        const auto salt = std::get<0>(*store::query_one<std::string>(tx, "t1", "SELECT salt FROM account_link"));
        EXPECT_EQ(secret.find(salt), std::string::npos);
    });
    const auto link = invitations->look(secret, "");
    ASSERT_TRUE(link);
    EXPECT_EQ(link->made_by, "Ольга Хозяйкина");
    EXPECT_EQ(link->email, "vera@example.org");
    EXPECT_EQ(invitations->pending(alliance).size(), 1u);
    EXPECT_FALSE(invitations->opened(here)) << "looking opens nothing";
    ASSERT_TRUE(invitations->open(secret, here));
    EXPECT_EQ(fields_of(invitations->accept(here, "Вера", "коротко").error()), "password:too_short");
    EXPECT_EQ(fields_of(invitations->accept(here, "", good_password).error()), "name:required");
    EXPECT_EQ(fields_of(invitations->accept(here, "Вера", "").error()), "password:required");
    ASSERT_TRUE(invitations->accept(here, "Вера Новикова", good_password));
    const auto in = staff->sign_in("vera@example.org", good_password, "");
    ASSERT_TRUE(in);
    EXPECT_EQ(in->staff.assignments.size(), 1u);
    EXPECT_EQ(in->staff.name, "Вера Новикова");
    EXPECT_TRUE(invitations->pending(alliance).empty());
    EXPECT_EQ(invitations->accept(here, "Вера", good_password).error().code, refusal_code::not_found) << "a second time";
    EXPECT_FALSE(invitations->look(secret, here));
    EXPECT_TRUE(staff->audit(domain::event_id{}, 0, 1)[0].what == "sign_in" && id > 0);
}

// The letter was forwarded, or lay open on a shared screen: the first browser that opens it keeps it.
TEST_P(invitation_offices, one_browser_only) {
    invite();
    const auto secret = secret_in_letter();
    ASSERT_TRUE(invitations->open(secret, here));
    EXPECT_FALSE(invitations->look(secret, elsewhere));
    EXPECT_FALSE(invitations->open(secret, elsewhere));
    EXPECT_FALSE(invitations->opened(elsewhere));
    EXPECT_EQ(invitations->accept(elsewhere, "Вор", good_password).error().code, refusal_code::not_found);
    EXPECT_FALSE(invitations->opened(""));
    clock.advance_seconds(invitation_office::opened_seconds);
    EXPECT_FALSE(invitations->opened(here)) << "the form stood open too long";
    EXPECT_TRUE(invitations->open(secret, here)) << "who opened it may open it again";
    EXPECT_TRUE(invitations->accept(here, "Вера", good_password));
}

// Guessed, cut and old links open nothing.
TEST_P(invitation_offices, other_links_open_nothing) {
    invite();
    const auto secret = secret_in_letter();
    for (const auto& wrong : std::vector<std::string>{"", "x", std::string(43, 'A'), secret.substr(1), secret + "A", std::string(10'000, 'A')})
        EXPECT_FALSE(invitations->look(wrong, "")) << wrong.size();
    auto bent = secret;
    bent[20] = bent[20] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(invitations->open(bent, here));
    EXPECT_FALSE(invitations->open(secret, "short")) << "a browser's secret that can be guessed";
    clock.advance_seconds(invitation_office::invitation_seconds);
    EXPECT_FALSE(invitations->look(secret, ""));
    EXPECT_TRUE(invitations->pending(alliance)[0].is_over);
}

// Sent again: the old letter is void. Taken back: both are.
TEST_P(invitation_offices, sent_again_and_taken_back) {
    const auto id = invite();
    const auto old = secret_in_letter();
    ASSERT_TRUE(invitations->open(old, elsewhere));
    clock.advance_seconds(100);
    ASSERT_TRUE(invitations->resend(owner, id, "en"));
    EXPECT_FALSE(invitations->look(old, elsewhere));
    EXPECT_FALSE(invitations->opened(elsewhere)) << "the stranger who had it open goes on";
    const auto fresh = secret_in_letter();
    EXPECT_TRUE(invitations->look(fresh, ""));
    EXPECT_EQ(invitations->revoke(charlie, id).error().code, refusal_code::not_allowed);
    EXPECT_EQ(invitations->resend(charlie, id, "ru").error().code, refusal_code::not_allowed);
    EXPECT_EQ(invitations->revoke(owner, 4711).error().code, refusal_code::not_found);
    EXPECT_TRUE(invitations->revoke(owner, id));
    EXPECT_TRUE(invitations->revoke(owner, id));
    EXPECT_FALSE(invitations->look(fresh, ""));
    EXPECT_EQ(invitations->resend(owner, id, "ru").error().code, refusal_code::not_found);
    EXPECT_FALSE(invitations->secret_of(owner, id));
    // The same offer made twice leaves one link.
    invite("nina@example.org");
    const auto first = secret_in_letter();
    invite("nina@example.org");
    EXPECT_FALSE(invitations->look(first, ""));
    EXPECT_EQ(invitations->pending(alliance).size(), 1u);
}

// Nobody offers more than they could give, also not if they could when they offered it.
TEST_P(invitation_offices, nobody_offers_more_than_they_have) {
    const auto event = published(round_table());
    const auto id = *staff->add_staff(shell, "m@example.org", "Мария", {role::event_manager, alliance, event}, good_password);
    const auto manager = staff_of({role::event_manager, alliance, event}, id.value);
    EXPECT_EQ(invitations->invite(manager, "a@example.org", {role::owner, alliance, event}, "ru").error().code, refusal_code::not_allowed);
    EXPECT_EQ(invitations->invite(manager, "a@example.org", {role::desk, alliance, {}}, "ru").error().code, refusal_code::not_allowed);
    EXPECT_EQ(invitations->invite(charlie, "a@example.org", {role::desk, alliance, {}}, "ru").error().code, refusal_code::not_allowed);
    EXPECT_EQ(fields_of(invitations->invite(owner, "нет", {role::desk, alliance, {}}, "ru").error()), "email:malformed");
    EXPECT_EQ(fields_of(invitations->invite(owner, "a@example.org", {role::desk, alliance, {4711}}, "ru").error()), "event:unknown");
    ASSERT_GT(*invitations->invite(manager, "a@example.org", {role::desk, alliance, event}, "ru"), 0);
    const auto secret = secret_in_letter();
    ASSERT_TRUE(invitations->open(secret, here));
    ASSERT_TRUE(staff->remove_role(shell, id, {role::event_manager, alliance, event}));
    EXPECT_EQ(invitations->accept(here, "Анна", good_password).error().code, refusal_code::not_allowed)
        << "whoever was dismissed still lets people in";
    EXPECT_FALSE(staff->find_staff("a@example.org"));
}

// A colleague who is here already needs no letter and keeps the password.
TEST_P(invitation_offices, who_is_here_gets_the_role_at_once) {
    const auto id = *staff->add_staff(shell, "bob@example.org", "Борис", {role::desk, alliance, {}}, good_password);
    EXPECT_EQ(*invitations->invite(owner, "Bob@example.org", {role::auditor, alliance, {}}, "ru"), 0);
    EXPECT_TRUE(invitations->lease(10).empty());
    EXPECT_EQ(staff->find_staff("bob@example.org")->assignments.size(), 2u);
    // An account that came about while the letter was on its way is not taken over by it.
    invite("late@example.org");
    const auto secret = secret_in_letter();
    staff->add_staff(shell, "late@example.org", "Лев", {role::auditor, chamber, {}}, good_password);
    ASSERT_TRUE(invitations->open(secret, here));
    ASSERT_TRUE(invitations->accept(here, "Другое имя", "семь вёрст лесом до зари"));
    EXPECT_TRUE(staff->sign_in("late@example.org", good_password, ""));
    EXPECT_FALSE(staff->sign_in("late@example.org", "семь вёрст лесом до зари", ""));
    EXPECT_GT(id.value, 0);
}

// A letter to whoever forgot the password, and nothing that tells a stranger who works here.
TEST_P(invitation_offices, a_new_password_by_letter) {
    staff->add_staff(shell, "maria@example.org", "Мария", {role::desk, alliance, {}}, good_password);
    const auto open = *staff->sign_in("maria@example.org", good_password, "");
    invitations->ask_for_password("MARIA@example.org", "ru");
    invitations->ask_for_password("nobody@example.org", "ru");
    invitations->ask_for_password("no address at all", "ru");
    const auto jobs = invitations->lease(10);
    EXPECT_EQ(jobs.size(), 3u) << "known and unknown leave the same rows";
    std::vector<std::string> secrets;
    for (const auto& job : jobs)
        if (const auto letter = invitations->letter_of(job.number)) {
            EXPECT_EQ(letter->about.email, "maria@example.org");
            secrets.push_back(letter->secret);
        }
    ASSERT_EQ(secrets.size(), 1u) << "a letter to somebody who has no account";
    ASSERT_TRUE(invitations->open(secrets[0], here));
    EXPECT_EQ(fields_of(invitations->accept(here, "", "password1").error()), "password:too_short");
    ASSERT_TRUE(invitations->accept(here, "", "семь вёрст лесом до зари"));
    EXPECT_FALSE(staff->find_login(open.secret)) << "whoever sat in the account stays in it";
    EXPECT_TRUE(staff->sign_in("maria@example.org", "семь вёрст лесом до зари", ""));
    EXPECT_FALSE(staff->sign_in("maria@example.org", good_password, ""));
    database().read([&](store::transaction& tx) {
        EXPECT_FALSE(store::query_one<int>(tx, "t1", "SELECT 1 FROM account_link WHERE email LIKE 'nobody%'")) << "a stranger's address is kept";
    });
}

// Only the last link of an hour's asking works, and the fourth letter within an hour is not written.
TEST_P(invitation_offices, asking_on_and_on_floods_nobody) {
    staff->add_staff(shell, "maria@example.org", "Мария", {role::desk, alliance, {}}, good_password);
    std::vector<std::string> secrets;
    for (int n = 0; n < 5; ++n) {
        clock.advance_seconds(60);
        invitations->ask_for_password("maria@example.org", "ru");
        if (const auto secret = secret_in_letter(); !secret.empty()) secrets.push_back(secret);
    }
    ASSERT_EQ(secrets.size(), 3u);
    EXPECT_FALSE(invitations->look(secrets[0], ""));
    EXPECT_FALSE(invitations->look(secrets[1], ""));
    EXPECT_TRUE(invitations->look(secrets[2], ""));
    clock.advance_seconds(invitation_office::password_seconds);
    EXPECT_FALSE(invitations->look(secrets[2], ""));
    for (int n = 0; n < 9; ++n) ASSERT_TRUE(invitations->resend(owner, n == 0 ? invite() : invitations->pending(alliance)[0].id, "ru"));
    EXPECT_EQ(invitations->resend(owner, invitations->pending(alliance)[0].id, "ru").error().code, refusal_code::too_many);
}

// A letter that could not go is tried again, one that was sent is not, and what is over is not written any more.
TEST_P(invitation_offices, letters_are_kept_until_they_went) {
    const auto id = invite();
    auto jobs = invitations->lease(10);
    ASSERT_EQ(jobs.size(), 1u);
    EXPECT_TRUE(invitations->lease(10).empty()) << "leased twice";
    invitations->mark_retry(jobs[0], clock.now() + 60, "timed_out", false);
    EXPECT_TRUE(invitations->lease(10).empty());
    clock.advance_seconds(60);
    jobs = invitations->lease(10);
    ASSERT_EQ(jobs.size(), 1u);
    EXPECT_EQ(jobs[0].attempts, 2);
    EXPECT_FALSE(jobs[0].may_have_arrived);
    clock.advance_seconds(601); // a crash gave it back
    jobs = invitations->lease(10);
    ASSERT_EQ(jobs.size(), 1u);
    EXPECT_TRUE(jobs[0].may_have_arrived);
    ASSERT_TRUE(invitations->revoke(owner, id));
    EXPECT_FALSE(invitations->letter_of(jobs[0].number)) << "a letter for an invitation that was taken back";
    invitations->mark_sent(jobs[0]);
    clock.advance_seconds(100'000);
    EXPECT_TRUE(invitations->lease(10).empty());
}

KRUG_ON_BOTH(invitation_offices);

} // namespace
} // namespace krug::service
