#include "store/staff_store.hpp"

#include "store/statement.hpp"
#include "store/words.hpp"

namespace krug::store {

namespace {

using text = std::string;

std::vector<domain::assignment> assignments_of(transaction& tx, domain::staff_id who) {
    std::vector<domain::assignment> given;
    for (const auto& [role, organisation, event] : query<text, domain::organisation_id, domain::event_id>(
             tx, "assignments_of",
             "SELECT role, organisation_id, event_id FROM staff_role WHERE staff_id = :staff "
             "ORDER BY organisation_id, event_id, role",
             who))
        given.push_back({value_of<domain::role>(role), organisation, event});
    return given;
}

template <class... In>
std::vector<staff_account> read_accounts(transaction& tx, std::string_view name, std::string_view rest,
                                         const In&... in) {
    std::vector<staff_account> found;
    const auto sql = "SELECT id, email, name, language, password_hash, state FROM staff s" + text(rest);
    for (const auto& row : query<domain::staff_id, text, text, text, text, text>(tx, name, sql, in...)) {
        staff_account each;
        text state;
        std::tie(each.staff.id, each.staff.email, each.staff.name, each.staff.language, each.password_hash, state) = row;
        each.staff.active = state == "active";
        each.staff.has_password = !each.password_hash.empty();
        each.staff.assignments = assignments_of(tx, each.staff.id);
        found.push_back(std::move(each));
    }
    return found;
}

std::optional<staff_account> first_of(std::vector<staff_account> found) {
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

} // namespace

void insert_staff(transaction& tx, const domain::staff& what, std::string_view password_hash, ground::utc_seconds now) {
    execute(tx, "insert_staff",
            "INSERT INTO staff (id, email, name, language, password_hash, state, created_at) "
            "VALUES (:id, :email, :name, :language, :hash, :state, :now)",
            what.id, what.email, what.name, what.language, password_hash, what.active ? "active" : "removed", now);
}

void save_password(transaction& tx, domain::staff_id who, std::string_view hash) {
    execute(tx, "save_password", "UPDATE staff SET password_hash = :hash WHERE id = :id", hash, who);
}

std::optional<staff_account> find_staff(transaction& tx, domain::staff_id who) {
    return first_of(read_accounts(tx, "find_staff", " WHERE id = :id", who));
}

std::optional<staff_account> find_staff_by_email(transaction& tx, std::string_view email) {
    return first_of(read_accounts(tx, "find_staff_by_email", " WHERE email = :email", email));
}

std::vector<domain::staff> staff_of(transaction& tx, domain::organisation_id organisation) {
    auto found = organisation
                     ? read_accounts(tx, "staff_of_organisation",
                                     " WHERE EXISTS (SELECT 1 FROM staff_role r WHERE r.staff_id = s.id "
                                     "AND r.organisation_id = :organisation) ORDER BY name, id",
                                     organisation)
                     : read_accounts(tx, "staff_of_all", " ORDER BY name, id");
    std::vector<domain::staff> staff;
    for (auto& each : found) {
        if (organisation)
            std::erase_if(each.staff.assignments,
                          [&](const domain::assignment& given) { return given.organisation != organisation; });
        staff.push_back(std::move(each.staff));
    }
    return staff;
}

void insert_role(transaction& tx, domain::staff_id who, const domain::assignment& given) {
    execute(tx, "insert_role",
            "INSERT INTO staff_role (staff_id, organisation_id, event_id, role) "
            "VALUES (:staff, :organisation, :event, :role) ON CONFLICT DO NOTHING",
            who, given.organisation, given.event, word(given.as));
}

bool delete_role(transaction& tx, domain::staff_id who, const domain::assignment& which) {
    return execute(tx, "delete_role",
                   "DELETE FROM staff_role WHERE staff_id = :staff AND organisation_id = :organisation "
                   "AND event_id = :event AND role = :role",
                   who, which.organisation, which.event, word(which.as)) > 0;
}

} // namespace krug::store
