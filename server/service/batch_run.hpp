// Runs what many callers asked at once in one transaction, so that one rotten request spoils nobody else's.
// For the offices with a batcher (registration, check-in).
#pragma once

#include "service/failures.hpp"

#include <exception>
#include <span>
#include <utility>
#include <variant>
#include <vector>

namespace krug::service {

/// What one caller of a batch gets: an answer, or the failure that its own request met.
template <class Answer> using batch_outcome = std::variant<Answer, std::exception_ptr>;

/// `run` takes a span of commands and answers all of them from one committed transaction. When that fails because of
/// what stands in a command, the commands are run one by one and only the rotten one keeps its failure. Failures of
/// the database itself (busy, lost, fate of the commit unknown) come out as they are: nothing may be done twice.
template <class Answer, class Command, class Run>
std::vector<batch_outcome<Answer>> run_batch(std::span<const Command> commands, const Run& run) {
    std::vector<batch_outcome<Answer>> outcomes;
    outcomes.reserve(commands.size());
    try {
        for (auto& answer : run(commands)) outcomes.emplace_back(std::move(answer));
        return outcomes;
    } catch (const std::exception& failed) {
        if (commands.size() == 1 || classify(failed).passing) throw;
    }
    outcomes.clear();
    for (std::size_t at = 0; at < commands.size(); ++at) {
        try {
            outcomes.emplace_back(std::move(run(commands.subspan(at, 1)).front()));
        } catch (const std::exception& failed) {
            outcomes.emplace_back(std::current_exception());
            if (!classify(failed).passing) continue;
            // The database has gone meanwhile: who comes behind would only wait for it in vain.
            outcomes.resize(commands.size(), outcomes.back());
            break;
        }
    }
    return outcomes;
}

/// The answer, or throws the failure.
template <class Answer> Answer answer_of(batch_outcome<Answer> outcome) {
    if (auto* failed = std::get_if<std::exception_ptr>(&outcome)) std::rethrow_exception(*failed);
    return std::get<Answer>(std::move(outcome));
}

} // namespace krug::service
