#include "phone/question_text.hpp"

#include <type_traits>
#include <vector>

namespace krug::phone {
namespace json = boost::json;
namespace {

using namespace domain;

// One list of members for both directions, so that nothing can be written that is not read.
template <class Way> void members(Way& way, ticket_claims& it) {
    way("id", it.id), way("generation", it.generation), way("category", it.category), way("scope", it.scope);
    way("test", it.test), way("reentry", it.reentry), way("crew", it.crew), way("check_identity", it.check_identity);
    way("event", it.event), way("not_before", it.not_before), way("not_after", it.not_after);
    way("issued_at", it.issued_at), way("key", it.key), way("signature_good", it.signature_good);
}
template <class Way> void members(Way& way, roster_row& it) {
    way("generation", it.generation), way("category", it.category), way("state", it.state), way("scope", it.scope);
    way("sessions", it.sessions), way("waitlist_place", it.waitlist_place), way("check_identity", it.check_identity);
    way("needs_answer", it.needs_answer), way("reentry", it.reentry), way("crew", it.crew);
}
template <class Way> void members(Way& way, earlier_scan& it) {
    way("direction", it.direction), way("at", it.at), way("point", it.point), way("device", it.device);
    way("area", it.area), way("at_session", it.at_session), way("voided", it.voided), way("shown", it.shown);
}
template <class Way> void members(Way& way, admission_point_rules& it) {
    way("id", it.id), way("area", it.area), way("sessions", it.sessions), way("categories", it.categories);
    way("sign_up_required", it.sign_up_required), way("opens", it.opens_minutes_before);
    way("closes", it.closes_minutes_after), way("entries", it.entries), way("exits_scanned", it.exits_scanned);
    way("walk_ins", it.walk_ins), way("walk_in_limit", it.walk_in_limit), way("standby", it.standby_after_minutes);
    way("identity_check", it.identity_check);
}
template <class Way> void members(Way& way, session_times& it) {
    way("id", it.id), way("starts_at", it.starts_at), way("ends_at", it.ends_at);
}
template <class Way> void members(Way& way, event_rules& it) {
    way("event", it.event), way("starts_at", it.starts_at), way("ends_at", it.ends_at);
    way("utc_offset", it.utc_offset_minutes), way("identity_check", it.identity_check), way("home_gates", it.home_gates);
    way("gate_points", it.gate_points), way("sessions", it.sessions), way("moves", it.moves);
}
template <class Way> void members(Way& way, device_state& it) {
    way("device", it.device), way("serves", it.serves), way("online", it.online), way("revoked", it.revoked);
    way("ready", it.ready), way("test_mode", it.test_mode), way("clock_sure", it.clock_sure);
    way("lease_age", it.lease_age_seconds), way("snapshot_at", it.snapshot_at), way("keys_at", it.keys_at);
    way("late_used", it.late_tickets_used), way("late_cap", it.late_tickets_cap);
}
template <class Way> void members(Way& way, admission_question& it) {
    way("reading", it.reading), way("ticket", it.ticket), way("row", it.row), way("min_generation", it.min_generation);
    way("denied", it.denied), way("home_gate", it.home_gate), way("earlier", it.earlier), way("direction", it.direction);
    way("identity_checked", it.identity_checked), way("answer_given", it.answer_given), way("point", it.point);
    way("rules", it.event), way("device", it.device), way("now", it.now);
}

template <class Value> struct is_list : std::false_type {};
template <class Value> struct is_list<std::vector<Value>> : std::true_type {};
template <class Value> struct is_optional : std::false_type {};
template <class Value> struct is_optional<std::optional<Value>> : std::true_type {};
template <class Value> concept named_number = requires(Value it) { it.value; } && sizeof(Value) == sizeof(std::int64_t);

struct writer {
    json::object out;

    template <class Value> static json::value text_of(const Value& it) {
        if constexpr (std::is_same_v<Value, bool>)
            return it;
        else if constexpr (std::is_enum_v<Value> || std::is_integral_v<Value>)
            return static_cast<std::int64_t>(it);
        else if constexpr (is_list<Value>::value) {
            json::array all;
            for (const auto& each : it) all.push_back(text_of(each));
            return all;
        } else if constexpr (is_optional<Value>::value)
            return it ? text_of(*it) : json::value(nullptr);
        else if constexpr (named_number<Value>)
            return it.value;
        else {
            writer whole, plain;
            auto copy = it;
            Value unset{};
            members(whole, copy);
            members(plain, unset);
            for (const auto& member : plain.out)
                if (whole.out.at(member.key()) == member.value()) whole.out.erase(member.key());
            return whole.out;
        }
    }
    template <class Value> void operator()(const char* name, Value& it) { out[name] = text_of(it); }
};

struct reader {
    const json::object& from;

    template <class Value> static void read(const json::value& text, Value& it) {
        if constexpr (std::is_same_v<Value, bool>) {
            if (text.is_bool()) it = text.get_bool();
        } else if constexpr (std::is_enum_v<Value> || std::is_integral_v<Value>) {
            if (text.is_int64()) it = static_cast<Value>(text.get_int64());
        } else if constexpr (is_list<Value>::value) {
            if (text.is_array())
                for (const auto& each : text.get_array()) read(each, it.emplace_back());
        } else if constexpr (is_optional<Value>::value) {
            if (!text.is_null()) read(text, it.emplace());
        } else if constexpr (named_number<Value>) {
            if (text.is_int64()) it.value = text.get_int64();
        } else if (text.is_object()) {
            reader inner{text.get_object()};
            members(inner, it);
        }
    }
    template <class Value> void operator()(const char* name, Value& it) {
        if (const auto* found = from.if_contains(name)) read(*found, it);
    }
};

} // namespace

json::object write_question(const admission_question& asked) {
    return writer::text_of(asked).as_object();
}

admission_question read_question(const json::object& text) {
    admission_question asked;
    reader in{text};
    members(in, asked);
    return asked;
}

json::object write_verdict(const verdict& given) {
    json::object out{{"reason", word_of(given.reason)}, {"colour", word_of(given.colour())}};
    if (given.first)
        out["first"] = json::array{given.first->at, given.first->point.value, given.first->device.value};
    if (given.right_session) out["right_session"] = given.right_session.value;
    if (given.right_point) out["right_point"] = given.right_point.value;
    if (given.at != 0) out["at"] = given.at;
    if (given.waitlist_place != 0) out["place"] = given.waitlist_place;
    if (given.late_ticket) out["late"] = true;
    return out;
}

} // namespace krug::phone
