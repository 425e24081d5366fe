// If this is wrong, an organiser waits at a spinning screen while five hundred people stand, or is promised a mix that a
// better plan would beat. Prints seconds and quality (different meetings beside the most that any plan could have).
#include "domain/seating.hpp"

#include <chrono>
#include <cstdio>

namespace {

using namespace krug::domain;

struct evening {
    const char* name;
    int tables, seats, people, rounds;
    bool mixed; ///< with sectors, organisations, newcomers and companions
};

seating_task task_of(const evening& what) {
    seating_task task;
    task.rounds = what.rounds;
    for (int table = 1; table <= what.tables; ++table) task.tables.push_back({table, what.seats, {}});
    for (int person = 0; person < what.people; ++person) {
        auto& made = task.people.emplace_back();
        made.id = {person + 1};
        if (!what.mixed) continue;
        made.sector = 1 + person % 5;
        made.organisation = 1 + person * 7 % 120;
        made.newcomer = person % 3 == 0;
        if (person % 50 < 2) made.party = 1 + person / 50;
    }
    return task;
}

} // namespace

int main() {
    const evening evenings[] = {{"500 people, 60 tables, 4 rounds", 60, 9, 500, 4, true},
                                {"40 people, 8 tables, 3 rounds", 8, 5, 40, 3, true},
                                {"100 people, 10 tables, 4 rounds", 10, 10, 100, 4, true},
                                {"15 girls of Kirkman, 7 days", 5, 3, 15, 7, false},
                                {"affine plane of order 7, 8 rounds", 7, 7, 49, 8, false},
                                {"32 golfers in fours, 9 weeks", 8, 4, 32, 9, false},
                                {"32 golfers in fours, 10 weeks", 8, 4, 32, 10, false}};
    for (const auto& each : evenings) {
        const auto task = task_of(each);
        const auto begun = std::chrono::steady_clock::now();
        const auto plan = propose_seating(task);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
        if (!plan) {
            std::fprintf(stderr, "%s: refused\n", each.name);
            return 1;
        }
        // Name, ours, ceiling, ratio, target: the columns of the other parts.
        std::printf("seating: %s, meetings\t%lld\t%lld\t%.4f\t\n", each.name, static_cast<long long>(plan->meetings),
                    static_cast<long long>(plan->meetings_max),
                    static_cast<double>(plan->meetings) / static_cast<double>(plan->meetings_max));
        std::printf("seating: %s, seconds\t%.2f\t\t\t%s\n", each.name, took.count(), each.people == 500 ? "2.00" : "");
    }
}
