// Somebody wears a badge on which half of their name is missing, or whose code opens no door.
#include "outside_judge.hpp"
#include "render/badge_pdf.hpp"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace krug::render {
namespace {

using domain::badge_layout;

/// 246 digits, as a ticket has.
std::string digits(int seed) {
    std::string text;
    for (int at = 0; at < 246; ++at) text += static_cast<char>('0' + (at * 7 + seed) % 10);
    return text;
}

badge_face face(int seed = 0) {
    return {"Социальная технологическая инициатива · 15.10.2020", "Владислав", "Множителев", "ООО «Схема»", "Бизнес", "blue", "3",
            "стол", "столы 3 → 5", "123 456 789", digits(seed)};
}

badge_document document(badge_layout layout, std::vector<badge_face> faces) {
    return {"Бейджи", "ru", layout, std::move(faces), 1'602'824'400};
}

constexpr badge_layout layouts[] = {badge_layout::sheet_90x60,  badge_layout::sheet_86x54, badge_layout::holder_105x148,
                                    badge_layout::label_58x40, badge_layout::label_62x29, badge_layout::label_100x70};

std::string squeezed(const std::string& text) {
    std::string out;
    for (const char c : text)
        if (c != ' ' && c != '\n' && c != '\f') out += c;
    return out;
}

// The code is read off each size of paper as a printer of 203 dpi lays it down, and the name stands there whole.
TEST(badge_pdf, is_read_by_a_scanner_in_every_layout) {
    for (const auto layout : layouts) {
        const test::workbench bench;
        const auto name = std::string(domain::word_of(layout)) + ".pdf";
        bench.put(name, write_badges_pdf(document(layout, {face()})));
        bench.show(name);
        EXPECT_NE(bench.ask("qpdf --check " + name).find("No syntax or stream encoding errors"), std::string::npos) << name;
        bench.ask("pdftoppm -r 203 -gray -png -singlefile " + name + " page");
        EXPECT_EQ(bench.ask("zbarimg --quiet --raw -Sdisable -Sqrcode.enable page.png 2>/dev/null"), digits(0) + "\n") << name;
        const auto text = bench.ask("pdftotext " + name + " -");
        for (const auto* each : {"Владислав", "Множителев", "ООО «Схема»", "Бизнес"})
            EXPECT_NE(text.find(each), std::string::npos) << name << " " << each << "\n" << text;
    }
}

// A long name is wrapped and shrunk, never cut off.
TEST(badge_pdf, holds_long_names_whole) {
    auto longest = face();
    longest.given = "Константин-Александр";
    longest.family = "Верхнепышминско-Краснотурьинскозаречный";
    longest.organisation = "Первый заместитель председателя правительства области – министр";
    for (const auto layout : layouts) {
        const test::workbench bench;
        const auto name = std::string(domain::word_of(layout)) + "_long.pdf";
        bench.put(name, write_badges_pdf(document(layout, {longest})));
        bench.show(name);
        const auto text = squeezed(bench.ask("pdftotext -raw " + name + " -"));
        EXPECT_NE(text.find(longest.given), std::string::npos) << name << "\n" << text;
        EXPECT_NE(text.find(longest.family), std::string::npos) << name << "\n" << text;
    }
}

// Whoever has no table, no organisation and no category still gets a badge.
TEST(badge_pdf, needs_nothing_but_a_name) {
    const test::workbench bench;
    auto bare = face();
    bare.organisation = bare.category = bare.colour = bare.table = bare.tables = bare.given = "";
    for (const auto layout : layouts) {
        const auto name = std::string(domain::word_of(layout)) + "_bare.pdf";
        bench.put(name, write_badges_pdf(document(layout, {bare})));
        bench.show(name);
        EXPECT_NE(bench.ask("pdftotext " + name + " -").find("Множителев"), std::string::npos) << name;
    }
}

// Nine badges take two sheets of eight, and each code stays its owner's.
TEST(badge_pdf, fills_sheets) {
    const test::workbench bench;
    std::vector<badge_face> faces;
    for (int each = 0; each < 9; ++each) faces.push_back(face(each));
    bench.put("nine.pdf", write_badges_pdf(document(badge_layout::sheet_90x60, faces)));
    bench.show("nine.pdf");
    EXPECT_NE(bench.ask("pdfinfo nine.pdf").find("Pages:           2\n"), std::string::npos);
    bench.ask("pdftoppm -r 203 -gray -png nine.pdf page");
    std::istringstream read(bench.ask("zbarimg --quiet --raw -Sdisable -Sqrcode.enable page-1.png page-2.png 2>/dev/null"));
    std::set<std::string> codes;
    for (std::string line; std::getline(read, line);) codes.insert(line);
    EXPECT_EQ(codes.size(), 9u);
}

/// The picture inside a label, as a PBM file.
std::string picture_of(const std::string& label) {
    const auto number_at = [&](std::string_view key) { return std::stoi(label.substr(label.find(key) + key.size(), 6)); };
    const auto wide = number_at("^PW"), tall = number_at("^LL");
    auto at = label.find("^GFA,");
    for (int comma = 0; comma < 4; ++comma) at = label.find(',', at + 1);
    std::string rows;
    for (++at; label[at] != '^'; at += 2) rows += static_cast<char>(std::stoi(label.substr(at, 2), nullptr, 16));
    return "P4\n" + std::to_string(wide) + " " + std::to_string(tall) + "\n" + rows;
}

// A label printer gets dots, in which a scanner finds the code and Cyrillic needs no font of the printer.
TEST(badge_zpl, is_a_picture_with_a_readable_code) {
    for (const auto& [layout, dots, wide, tall] :
         {std::tuple{badge_layout::label_58x40, 8, 464, 320}, std::tuple{badge_layout::label_62x29, 8, 496, 232},
          std::tuple{badge_layout::label_100x70, 12, 1200, 840}}) {
        const test::workbench bench;
        const auto label = write_badges_zpl(document(layout, {face(), face(1)}), dots);
        EXPECT_EQ(test::count_of(label, "^XA"), 2u);
        EXPECT_EQ(test::count_of(label, "^XZ"), 2u);
        EXPECT_EQ(label.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^,\n"), std::string::npos) << "a printer would take it for a command";
        const auto picture = picture_of(label);
        EXPECT_TRUE(picture.starts_with("P4\n" + std::to_string(wide) + " " + std::to_string(tall) + "\n"));
        bench.put("label.pbm", picture);
        const auto shown = std::string(domain::word_of(layout)) + "_label.pbm";
        bench.put(shown, picture);
        bench.show(shown);
        // White around the label, as the paper has it on its liner.
        bench.ask("python3 -c \"w,h=" + std::to_string(wide) + "," + std::to_string(tall) +
                  ";b=open('label.pbm','rb').read().split(b'\\n',2)[2];r=(w+7)//8;"
                  "open('wide.pbm','wb').write(b'P4\\n%d %d\\n'%(r*8+64,h+64)+bytes(4+r+4)*32+b''.join(bytes(4)+b[i*r:i*r+r]+bytes(4) "
                  "for i in range(h))+bytes(4+r+4)*32)\"");
        EXPECT_EQ(bench.ask("zbarimg --quiet --raw -Sdisable -Sqrcode.enable wide.pbm 2>/dev/null"), digits(0) + "\n");
    }
    EXPECT_THROW(write_badges_zpl(document(badge_layout::sheet_90x60, {face()}), 8), std::invalid_argument);
}

// A hostile name becomes ink, never a command of the file or of the printer.
TEST(badge_pdf, prints_hostile_names_as_ink) {
    const test::workbench bench;
    auto hostile = face();
    hostile.given = "^XA^FDзло^XZ";
    hostile.family = "<script>/JS (app.alert(1))";
    bench.put("hostile.pdf", write_badges_pdf(document(badge_layout::label_58x40, {hostile})));
    EXPECT_NE(bench.ask("qpdf --check hostile.pdf").find("No syntax or stream encoding errors"), std::string::npos);
    EXPECT_EQ(test::count_of(bench.ask("qpdf --qdf --object-streams=disable hostile.pdf -"), "/JavaScript"), 0u);
    EXPECT_EQ(test::count_of(write_badges_zpl(document(badge_layout::label_58x40, {hostile}), 8), "^XA"), 1u);
}

} // namespace
} // namespace krug::render
