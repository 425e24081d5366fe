#include "domain/utf8.hpp"
#include "spreadsheet/gathering.hpp"

#include <algorithm>
#include <iconv.h>
#include <optional>

namespace krug::spreadsheet {

namespace {

std::optional<std::string> from_windows_1251(std::string_view bytes) {
    const auto converter = ::iconv_open("UTF-8", "WINDOWS-1251");
    if (converter == iconv_t(-1)) return std::nullopt;
    std::string text(bytes.size() * 3, '\0');
    auto* in = const_cast<char*>(bytes.data());
    auto in_left = bytes.size();
    auto* out = text.data();
    auto out_left = text.size();
    const auto done = ::iconv(converter, &in, &in_left, &out, &out_left);
    ::iconv_close(converter);
    if (done == static_cast<std::size_t>(-1)) return std::nullopt;
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

class reader {
public:
    explicit reader(std::string_view text) : text_(text), separator_(separator_of(text.substr(0, text.find('\n')))) {}

    bool at_end() const { return at_ >= text_.size(); }
    /// False when a quote does not end.
    bool next_row(std::vector<std::string>& row, std::size_t columns_max) {
        row.clear();
        for (;;) {
            std::string cell;
            if (!next_cell(cell)) return false;
            // One more than allowed is kept, so that the fault is seen without keeping a million.
            if (row.size() <= columns_max) row.push_back(std::move(cell));
            else if (!cell.empty()) row.back() = std::move(cell);
            if (at_end()) return true;
            const char end = text_[at_++];
            if (end == separator_) continue;
            if (end == '\r' && !at_end() && text_[at_] == '\n') ++at_;
            return true;
        }
    }

private:
    bool next_cell(std::string& cell) {
        if (!at_end() && text_[at_] == '"') {
            for (++at_;; ++at_) {
                if (at_end()) return false;
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
        while (!at_end() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r') cell += text_[at_++];
        return true;
    }

    std::string_view text_;
    char separator_;
    std::size_t at_ = 0;
};

} // namespace

boost::system::result<table, fault> read_csv(std::string_view bytes, const limits& most) {
    if (bytes.size() > most.bytes) return fault{"too_large"};
    if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
    std::string text;
    if (domain::is_utf8(bytes)) {
        text = bytes;
    } else {
        auto converted = from_windows_1251(bytes);
        if (!converted) return fault{"encoding"};
        text = std::move(*converted);
    }
    if (text.find('\0') != std::string::npos) return fault{"not_a_table"};
    gathering into(most);
    reader from(text);
    std::vector<std::string> cells;
    for (std::size_t number = 1; !from.at_end(); ++number) {
        if (!from.next_row(cells, most.columns)) return fault{"open_quote", number, 0};
        if (const auto wrong = into.take(number, std::move(cells))) return *wrong;
        cells = {};
    }
    return into.finish();
}

} // namespace krug::spreadsheet
