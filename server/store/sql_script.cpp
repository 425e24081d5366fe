#include "store/migrations.hpp"

#include <algorithm>
#include <cctype>

namespace krug::store {
namespace {

bool is_word(char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

/// Walks over a script, one token after another.
class script_walk {
public:
    explicit script_walk(std::string_view script) : script_(script) {}

    std::vector<std::string> statements() {
        while (at_ < script_.size())
            step();
        finish();
        return std::move(found_);
    }

private:
    void step() {
        const char letter = script_[at_];
        if (letter == '\'' || letter == '"')
            take_until(std::string(1, letter), 1);
        else if (script_.substr(at_).starts_with("--"))
            skip_until("\n");
        else if (script_.substr(at_).starts_with("/*"))
            skip_until("*/");
        else if (letter == '$' && !dollar_tag().empty())
            take_until(dollar_tag(), dollar_tag().size());
        else if (is_word(letter))
            take_word();
        else if (letter == ';' && depth_ == 0)
            finish(), ++at_;
        else
            take(1);
    }

    void take(std::size_t length) {
        text_ += script_.substr(at_, length);
        at_ = std::min(at_ + length, script_.size());
    }

    /// Takes what stands before the next `end` after `from` letters, and `end`.
    void take_until(const std::string& end, std::size_t from) {
        const auto last = script_.find(end, at_ + from);
        take(last == std::string_view::npos ? script_.size() : last + end.size() - at_);
    }

    void skip_until(std::string_view end) {
        const auto last = script_.find(end, at_);
        at_ = last == std::string_view::npos ? script_.size() : last + end.size();
        text_ += ' ';
    }

    /// "$body$" or "$$" at the current place, "" when it is a lone dollar.
    std::string dollar_tag() const {
        auto last = at_ + 1;
        while (last < script_.size() && is_word(script_[last]))
            ++last;
        if (last == script_.size() || script_[last] != '$')
            return "";
        return std::string(script_.substr(at_, last + 1 - at_));
    }

    /// A trigger's body is BEGIN … END with semicolons inside; CASE … END may stand in it.
    void take_word() {
        auto last = at_;
        while (last < script_.size() && is_word(script_[last]))
            ++last;
        std::string word(script_.substr(at_, last - at_));
        std::transform(word.begin(), word.end(), word.begin(),
                       [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
        if (word == "TRIGGER")
            in_trigger_ = true;
        if (in_trigger_ && (word == "BEGIN" || word == "CASE"))
            ++depth_;
        if (depth_ > 0 && word == "END")
            --depth_;
        take(last - at_);
    }

    void finish() {
        const auto blank = [](unsigned char letter) { return std::isspace(letter) != 0; };
        const auto first = std::find_if_not(text_.begin(), text_.end(), blank);
        const auto last = std::find_if_not(text_.rbegin(), text_.rend(), blank).base();
        if (first < last)
            found_.emplace_back(first, last);
        text_.clear();
        in_trigger_ = false;
    }

    std::string_view script_;
    std::size_t at_ = 0;
    std::string text_;
    std::vector<std::string> found_;
    int depth_ = 0;
    bool in_trigger_ = false;
};

} // namespace

std::vector<std::string> split_statements(std::string_view script) {
    return script_walk(script).statements();
}

} // namespace krug::store
