// XLSX by libzip and pugixml. Both read hostile bytes here, so every size is bounded before it is believed: what the
// archive declares, what really comes out of it, and how many nodes the text can become. pugixml expands no entities of
// its own and fetches nothing.
#include "spreadsheet/gathering.hpp"

#include "domain/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <memory>
#include <pugixml.hpp>
#include <zip.h>

namespace krug::spreadsheet {

namespace {

struct closing {
    void operator()(zip_t* archive) const { ::zip_discard(archive); }
    void operator()(zip_file_t* file) const { ::zip_fclose(file); }
};

/// Thrown inside this file only; read_xlsx makes a value of it.
struct stop {
    fault why;
};

class archive {
public:
    archive(std::string_view bytes, const limits& most) : most_(most) {
        zip_error_t wrong;
        ::zip_error_init(&wrong);
        auto* source = ::zip_source_buffer_create(bytes.data(), bytes.size(), 0, &wrong);
        ::zip_error_fini(&wrong);
        if (source == nullptr) throw stop{{"damaged"}};
        ::zip_error_init(&wrong);
        opened_.reset(::zip_open_from_source(source, ZIP_RDONLY, &wrong));
        ::zip_error_fini(&wrong);
        if (!opened_) {
            ::zip_source_free(source);
            throw stop{{"damaged"}};
        }
        const auto parts = ::zip_get_num_entries(opened_.get(), 0);
        if (parts < 0 || static_cast<std::size_t>(parts) > most.parts) throw stop{{"bomb"}};
    }

    bool has(const std::string& name) const { return ::zip_name_locate(opened_.get(), name.c_str(), ZIP_FL_ENC_RAW) >= 0; }

    /// The whole part as text, at most limits::part_bytes of it.
    std::string part(const std::string& name) const {
        zip_stat_t about;
        ::zip_stat_init(&about);
        if (::zip_stat(opened_.get(), name.c_str(), ZIP_FL_ENC_RAW, &about) != 0) throw stop{{"damaged"}};
        if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && about.encryption_method != ZIP_EM_NONE) throw stop{{"encrypted"}};
        if ((about.valid & ZIP_STAT_SIZE) == 0 || about.size > most_.part_bytes) throw stop{{"bomb"}};
        const std::unique_ptr<zip_file_t, closing> file(::zip_fopen(opened_.get(), name.c_str(), ZIP_FL_ENC_RAW));
        if (!file) throw stop{{"damaged"}};
        std::string text;
        std::array<char, 16384> piece{};
        for (;;) {
            const auto got = ::zip_fread(file.get(), piece.data(), piece.size());
            if (got < 0) throw stop{{"damaged"}};
            if (got == 0) break;
            text.append(piece.data(), static_cast<std::size_t>(got));
            if (text.size() > most_.part_bytes) throw stop{{"bomb"}}; // it declared less
        }
        return text;
    }

    pugi::xml_document xml(const std::string& name) const {
        const auto text = part(name);
        const auto tags = static_cast<std::size_t>(std::count(text.begin(), text.end(), '<'));
        const auto attributes = static_cast<std::size_t>(std::count(text.begin(), text.end(), '='));
        if (tags > most_.tags || attributes > 2 * most_.tags) throw stop{{"bomb"}};
        pugi::xml_document read;
        // Blanks inside a cell are its own; UTF-16 is found out by its mark.
        const auto done = read.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
        if (!done) throw stop{{"damaged"}};
        return read;
    }

private:
    const limits& most_;
    std::unique_ptr<zip_t, closing> opened_;
};

/// Without the prefix of its namespace: "x:row" is a row.
std::string_view local(const char* name) {
    const char* colon = std::strchr(name, ':');
    return colon == nullptr ? name : colon + 1;
}

pugi::xml_node child(const pugi::xml_node& of, std::string_view name) {
    for (const auto& each : of.children())
        if (local(each.name()) == name) return each;
    return {};
}

const char* attribute(const pugi::xml_node& of, std::string_view name) {
    for (const auto& each : of.attributes())
        if (local(each.name()) == name) return each.value();
    return "";
}

/// The text of a rich or plain string; phonetic hints are no part of it.
void add_text(std::string& into, const pugi::xml_node& from) {
    for (const auto& each : from.children()) {
        const auto name = local(each.name());
        if (name == "t") into += each.text().get();
        else if (name == "r") into += child(each, "t").text().get();
    }
}

/// The part of the first sheet that people see.
std::string sheet_part(const archive& in) {
    if (!in.has("xl/workbook.xml") || !in.has("xl/_rels/workbook.xml.rels")) {
        if (in.has("content.xml")) throw stop{{"open_document"}};
        throw stop{{"not_a_table"}};
    }
    const auto book = in.xml("xl/workbook.xml"), relations = in.xml("xl/_rels/workbook.xml.rels");
    for (const auto& sheet : child(child(book, "workbook"), "sheets").children()) {
        const std::string_view state = sheet.attribute("state").value();
        if (state == "hidden" || state == "veryHidden") continue;
        // "r:id", whatever the prefix; "sheetId" is another thing.
        const std::string_view id = attribute(sheet, "id");
        for (const auto& relation : child(relations, "Relationships").children()) {
            if (id.empty() || id != relation.attribute("Id").value()) continue;
            if (std::string_view(relation.attribute("TargetMode").value()) == "External") break;
            std::string target = relation.attribute("Target").value();
            target = target.starts_with('/') ? target.substr(1) : "xl/" + target;
            if (target.find("..") == std::string::npos && in.has(target)) return target;
        }
    }
    throw stop{{"no_sheet"}};
}

std::vector<std::string> shared_strings(const archive& in, const limits& most) {
    std::vector<std::string> strings;
    if (!in.has("xl/sharedStrings.xml")) return strings;
    const auto read = in.xml("xl/sharedStrings.xml");
    for (const auto& each : child(read, "sst").children()) {
        std::string text;
        if (local(each.name()) == "si") add_text(text, each);
        // A cell that uses it is refused with its place; here it only must not grow.
        if (text.size() > most.cell_bytes) text.resize(most.cell_bytes + 1);
        strings.push_back(std::move(text));
    }
    return strings;
}

/// "79221234567" and not "7.9221234567E10": telephones and numbers are kept as numbers by many programs.
std::string number_text(std::string_view written) {
    double value = 0;
    const auto [end, wrong] = std::from_chars(written.data(), written.data() + written.size(), value);
    if (wrong != std::errc() || end != written.data() + written.size() || !std::isfinite(value)) return std::string(written);
    constexpr double exact = 1e15; // beyond, a program that keeps numbers has rounded, and the text should show it
    if (value != std::floor(value) || std::abs(value) >= exact) return std::string(written);
    return std::to_string(static_cast<long long>(value));
}

/// "BC12" → 55. 0 when there is no letter.
std::size_t column_of(std::string_view reference) {
    std::size_t column = 0;
    for (const char c : reference) {
        if (c < 'A' || c > 'Z' || column > 100'000) break;
        column = column * 26 + static_cast<std::size_t>(c - 'A' + 1);
    }
    return column;
}

std::size_t number_in(std::string_view digits) {
    std::size_t number = 0;
    const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return wrong == std::errc() && end == digits.data() + digits.size() ? number : 0;
}

std::string cell_text(const pugi::xml_node& cell, const std::vector<std::string>& strings, std::size_t row, std::size_t column) {
    const std::string_view kind = cell.attribute("t").value();
    const auto value = child(cell, "v");
    const std::string_view written = value.text().get();
    if (kind == "e") throw stop{{"cell_error", row, column}};
    // Nothing is computed here: a formula is as good as the value that its program left.
    if (!value && child(cell, "f")) throw stop{{"formula_without_value", row, column}};
    if (kind == "inlineStr") {
        std::string text;
        add_text(text, child(cell, "is"));
        return text;
    }
    if (kind == "s") {
        std::size_t index = 0;
        const auto [end, wrong] = std::from_chars(written.data(), written.data() + written.size(), index);
        if (wrong != std::errc() || end != written.data() + written.size() || index >= strings.size()) throw stop{{"damaged", row, column}};
        return strings[index];
    }
    if (kind == "str" || kind == "d") return std::string(written);
    if (kind == "b") return written == "1" ? "1" : "0";
    return number_text(written);
}

table read(std::string_view bytes, const limits& most) {
    const archive in(bytes, most);
    const auto sheet = in.xml(sheet_part(in));
    const auto strings = shared_strings(in, most);
    gathering into(most);
    std::size_t last_row = 0;
    for (const auto& line : child(child(sheet, "worksheet"), "sheetData").children()) {
        if (local(line.name()) != "row") continue;
        const auto said = number_in(line.attribute("r").value());
        const auto number = said > last_row ? said : last_row + 1;
        last_row = number;
        std::vector<std::string> cells;
        std::size_t last_column = 0;
        for (const auto& cell : line.children()) {
            if (local(cell.name()) != "c") continue;
            const auto named = column_of(cell.attribute("r").value());
            const auto column = named > last_column ? named : last_column + 1;
            last_column = column;
            auto text = cell_text(cell, strings, number, column);
            if (text.empty()) continue;
            if (column > most.columns) throw stop{{"too_many_columns", number, column}};
            if (!domain::is_utf8(text)) throw stop{{"damaged", number, column}};
            cells.resize(std::max(cells.size(), column));
            cells[column - 1] = std::move(text);
        }
        if (const auto wrong = into.take(number, std::move(cells))) throw stop{*wrong};
    }
    auto made = into.finish();
    if (!made) throw stop{made.error()};
    return std::move(*made);
}

} // namespace

boost::system::result<table, fault> read_xlsx(std::string_view bytes, const limits& most) {
    if (bytes.size() > most.bytes) return fault{"too_large"};
    try {
        return read(bytes, most);
    } catch (const stop& stopped) {
        return stopped.why;
    }
}

} // namespace krug::spreadsheet
