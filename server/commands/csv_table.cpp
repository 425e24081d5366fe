#include "commands/csv_table.hpp"

#include "commands/console.hpp"
#include "domain/utf8.hpp"

#include <algorithm>
#include <iconv.h>

namespace krug::commands {
namespace {

constexpr std::size_t rows_max = 100'000;

std::string from_windows_1251(std::string_view bytes) {
    const auto converter = ::iconv_open("UTF-8", "WINDOWS-1251");
    if (converter == iconv_t(-1)) throw command_failed({"Система не знает Windows-1251.", "The system does not know Windows-1251."});
    std::string text(bytes.size() * 3, '\0');
    auto* in = const_cast<char*>(bytes.data());
    auto in_left = bytes.size();
    auto* out = text.data();
    auto out_left = text.size();
    const auto done = ::iconv(converter, &in, &in_left, &out, &out_left);
    ::iconv_close(converter);
    if (done == static_cast<std::size_t>(-1))
        throw command_failed({"Файл не в UTF-8 и не в Windows-1251.", "The file is neither UTF-8 nor Windows-1251."});
    text.resize(text.size() - out_left);
    return text;
}

char separator_of(std::string_view first_line) {
    char best = ';';
    std::ptrdiff_t most = 0;
    for (const char candidate : {';', ',', '\t'})
        if (const auto count = std::count(first_line.begin(), first_line.end(), candidate); count > most) {
            best = candidate;
            most = count;
        }
    return best;
}

std::string trimmed(std::string text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

class reader {
public:
    explicit reader(std::string_view text) : text_(text), separator_(separator_of(text.substr(0, text.find('\n')))) {}

    /// False at the end of the text.
    bool next_row(std::vector<std::string>& row) {
        row.clear();
        if (at_ >= text_.size()) return false;
        ++number_;
        for (;;) {
            row.push_back(next_cell());
            if (at_ >= text_.size()) return true;
            const char end = text_[at_++];
            if (end == separator_) continue;
            if (end == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
            return true;
        }
    }
    std::size_t number() const { return number_; }

private:
    std::string next_cell() {
        std::string cell;
        if (at_ < text_.size() && text_[at_] == '"') {
            for (++at_;; ++at_) {
                if (at_ >= text_.size())
                    throw command_failed({"Строка " + std::to_string(number_) + ": кавычка не закрыта.",
                                          "Row " + std::to_string(number_) + ": a quote does not end."});
                if (text_[at_] != '"') {
                    cell += text_[at_];
                } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
                    cell += text_[at_++];
                } else {
                    ++at_;
                    break;
                }
            }
        }
        while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r') cell += text_[at_++];
        return cell;
    }

    std::string_view text_;
    char separator_;
    std::size_t at_ = 0, number_ = 0;
};

} // namespace

csv_table read_csv(std::string_view bytes) {
    if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
    const auto text = domain::is_utf8(bytes) ? std::string(bytes) : from_windows_1251(bytes);
    csv_table table;
    reader from(text);
    std::vector<std::string> row;
    if (!from.next_row(row)) throw command_failed({"Файл пуст.", "The file is empty."});
    for (auto& name : row) table.head.push_back(trimmed(std::move(name)));
    while (from.next_row(row)) {
        if (std::all_of(row.begin(), row.end(), [](const auto& cell) { return cell.empty(); })) continue;
        if (row.size() > table.head.size() || table.rows.size() == rows_max)
            throw command_failed({"Строка " + std::to_string(from.number()) + ": лишние столбцы или слишком много строк.",
                                  "Row " + std::to_string(from.number()) + ": too many columns or too many rows."});
        row.resize(table.head.size());
        table.rows.push_back(row);
    }
    return table;
}

} // namespace krug::commands
