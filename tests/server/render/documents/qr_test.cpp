// A guest stands at the door with a code that no scanner reads.
#include "outside_judge.hpp"
#include "render/qr.hpp"

#include <gtest/gtest.h>

#include <random>

namespace krug::render {
namespace {

std::string digits(std::size_t count, unsigned seed) {
    std::mt19937 random(seed);
    std::string out = "1";
    while (out.size() < count) out += static_cast<char>('0' + random() % 10);
    return out;
}

const qr_label label{"ticket", "QR-код билета", "Номер участника 123 456 789"};

// The ticket's code is larger than the screen of an old telephone shows sharply.
TEST(qr, a_ticket_of_246_digits_is_version_6_at_level_medium) {
    const auto symbol = encode_qr(digits(246, 1), qr_level::medium);
    EXPECT_EQ(symbol.version(), 6);
    EXPECT_EQ(symbol.width(), 41);
    EXPECT_EQ(encode_qr(digits(246, 1), qr_level::quartile).version(), 8);
}

// A guest's picture of the code is read by one scanner and not by the other, or only at one size.
TEST(qr, both_readers_read_every_picture_size) {
    const test::workbench bench;
    for (const auto level : {qr_level::medium, qr_level::quartile}) {
        const auto text = digits(246, level == qr_level::medium ? 2 : 3);
        const auto symbol = encode_qr(text, level);
        for (const int scale : {2, 3, 6, 10}) {
            bench.put("code.png", write_qr_png(symbol, scale));
            EXPECT_EQ(bench.ask("zbarimg --nodbus -q --raw code.png"), text + "\n") << scale;
            EXPECT_NE(bench.ask("ZXingReader code.png").find(text), std::string::npos) << scale;
        }
    }
}

// The code in the web page cannot be read from the screen.
TEST(qr, the_svg_drawing_says_the_same_as_the_picture) {
    const test::workbench bench;
    const auto text = digits(246, 4);
    bench.put("code.svg", write_qr_svg(encode_qr(text, qr_level::medium), label));
    // Painted by a few lines of Python, because a browser is too much to start for one path.
    bench.put("paint.py", R"py(import re,struct,zlib
s=open('code.svg').read()
n=int(re.search(r'viewBox="0 0 (\d+)',s).group(1))
rows=[[255]*n for _ in range(n)]
for x,y,w in re.findall(r'M(\d+) (\d+)h(\d+)v1h-\d+z',re.findall(r' d="([^"]*)"',s)[1]):
    for i in range(int(w)): rows[int(y)][int(x)+i]=0
raw=b''.join((b'\0'+bytes(v for v in r for _ in range(8)))*8 for r in rows)
def chunk(t,b): return struct.pack('>I',len(b))+t+b+struct.pack('>I',zlib.crc32(t+b))
open('code.png','wb').write(b'\x89PNG\r\n\x1a\n'+chunk(b'IHDR',struct.pack('>IIBBBBB',n*8,n*8,8,0,0,0,0))
    +chunk(b'IDAT',zlib.compress(raw))+chunk(b'IEND',b''))
)py");
    bench.ask("python3 paint.py");
    EXPECT_EQ(bench.ask("zbarimg --nodbus -q --raw code.png"), text + "\n");
}

// Someone who cannot see hears nothing but "image", or a name breaks the page.
TEST(qr, the_svg_has_words_and_they_cannot_break_out) {
    const auto symbol = encode_qr("12345", qr_level::medium);
    const auto svg = write_qr_svg(symbol, {"a1", "<b>\"&", "номер 123"});
    EXPECT_NE(svg.find("<title id=\"a1-title\">&lt;b&gt;&quot;&amp;</title><desc id=\"a1-desc\">номер 123</desc>"),
              std::string::npos);
    EXPECT_NE(svg.find("role=\"img\" aria-labelledby=\"a1-title a1-desc\""), std::string::npos);
    EXPECT_NE(svg.find("fill=\"#fff\""), std::string::npos);
}

// A device cannot be enrolled because its address is not made of digits.
TEST(qr, an_address_is_read_back_too) {
    const test::workbench bench;
    bench.put("code.png", write_qr_png(encode_qr("https://krug.example/v/8Kd2?x=1", qr_level::quartile), 4));
    EXPECT_EQ(bench.ask("zbarimg --nodbus -q --raw code.png"), "https://krug.example/v/8Kd2?x=1\n");
}

// A wrong text becomes a code that says something else, or its content turns up in a log.
TEST(qr, what_cannot_be_a_code_is_refused_without_being_repeated) {
    for (const std::string& text : std::vector<std::string>{std::string(), std::string("Анна"), std::string("12\n3"), std::string(7090, '1'), std::string(3000, 'a')}) {
        try {
            encode_qr(text, qr_level::medium);
            ADD_FAILURE() << text.size();
        } catch (const std::invalid_argument& refused) {
            EXPECT_EQ(std::string(refused.what()).find("Анна"), std::string::npos);
        }
    }
    EXPECT_THROW(write_qr_png(encode_qr("1", qr_level::medium), 0), std::invalid_argument);
    EXPECT_THROW(write_qr_png(encode_qr("1", qr_level::medium), 65), std::invalid_argument);
}

} // namespace
} // namespace krug::render
