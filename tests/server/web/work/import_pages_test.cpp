// If this fails, half a list is registered, somebody twice, or a stranger reads a list that was uploaded.
#include "server/web/work/work_desk.hpp"
#include "web/multipart.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

constexpr auto* boundary = "----krugtest";

std::string upload_body(const std::string& mark, const std::string& file, const std::string& name = "список.csv") {
    const std::string line = std::string("--") + boundary + "\r\n";
    return line + "Content-Disposition: form-data; name=\"csrf\"\r\n\r\n" + mark + "\r\n" + line +
           "Content-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\nContent-Type: text/csv\r\n\r\n" + file + "\r\n--" +
           boundary + "--\r\n";
}

class import_desk : public work_desk {
public:
    import_desk() { clock.advance_seconds(-5 * 86'400); }
    std::string base() const { return page_of(event, "/people/import"); }
    web::response upload(krug::cast::browser& who, const std::string& file, const std::string& name = "список.csv") {
        const auto mark = hidden(who.get(base()).body, "csrf").value_or("");
        return who.post_raw(base(), upload_body(mark, file, name), std::string("multipart/form-data; boundary=") + boundary);
    }
    /// The address of the preview.
    std::string uploaded(const std::string& file) {
        const auto to = goes_to(upload(alice_at, file));
        EXPECT_TRUE(to.starts_with(base() + "/")) << to;
        return to;
    }
    std::int64_t people() { return registrations.list(event, {}).total; }
};

// The whole way: upload, look, register; nobody is written to unless it was asked for.
TEST(import_pages, a_list_is_looked_at_and_registered_whole) {
    import_desk desk;
    const auto before = desk.people();
    const auto at = desk.uploaded("ФИО;Почта;Организация;Должность\nЁлкина Анна;anna@example.org;АНО «Пример»;директор\nКим Ен Су;;;\n");
    const auto preview = desk.alice_at.get(at);
    EXPECT_TRUE(has(preview, "Строк 2: запишем 2"));
    EXPECT_TRUE(has(preview, "Записать 2 человек"));
    EXPECT_TRUE(has(preview, "Сразу написать каждому: 1 письмо"));
    EXPECT_TRUE(has(preview, "список.csv"));
    EXPECT_EQ(desk.people(), before) << "looking changes nothing";
    EXPECT_TRUE(goes_to(desk.alice_at.post(at, {{"step", "apply"}})).ends_with("imported"));
    EXPECT_EQ(desk.people(), before + 2);
    EXPECT_EQ(desk.outbox.counts(desk.event).queued, 0);
    EXPECT_EQ(desk.alice_at.post(at, {{"step", "apply"}}).status, 410) << "twice registers nobody twice";
    EXPECT_EQ(desk.people(), before + 2);
    // The same file again: all are known. With a new person and letters: one letter.
    EXPECT_TRUE(has(desk.alice_at.get(desk.uploaded("ФИО;Почта\nЁлкина Анна;ANNA@example.org\nКим Ен Су;\n")), "запишем 0, пропустим 2"));
    const auto again = desk.uploaded("ФИО;Почта\nЁлкина Анна;anna@example.org\nЩёголев Пётр;p@example.org\nщеголев пётр;P@example.org\n");
    const auto seen = desk.alice_at.get(again);
    EXPECT_TRUE(has(seen, "запишем 1, пропустим 2"));
    EXPECT_TRUE(has(seen, "Повтор строки выше"));
    desk.alice_at.post(again, {{"step", "apply"}, {"letters", "1"}});
    EXPECT_EQ(desk.people(), before + 3);
    EXPECT_EQ(desk.outbox.counts(desk.event).queued, 1);
}

// One bad row among good ones: nobody is registered, and row and column are named.
TEST(import_pages, one_wrong_row_stops_the_whole_list) {
    import_desk desk;
    const auto before = desk.people();
    const auto at = desk.uploaded("Фамилия;Имя;Почта;Категория\nЁлкина;Анна;anna@example.org;\nЩёголев;Пётр;не почта;\n;;x@example.org;\nКим;Ен;;Небывалая\n");
    const auto preview = desk.alice_at.get(at);
    EXPECT_TRUE(has(preview, "Строка 3, столбец C"));
    EXPECT_TRUE(has(preview, "Строка 4, столбец A"));
    EXPECT_TRUE(has(preview, "Строка 5, столбец D"));
    EXPECT_FALSE(has(preview, "value=\"apply\""));
    EXPECT_EQ(desk.alice_at.post(at, {{"step", "apply"}}).status, 422);
    EXPECT_EQ(desk.people(), before);
    // Without the column the last row is good; the others still are not.
    const auto mapped = krug::cast::fields{{"step", "map"}, {"column_1", "family"}, {"column_2", "given"}, {"column_3", "none"}, {"column_4", "none"}};
    EXPECT_EQ(goes_to(desk.alice_at.post(at, mapped)), at);
    EXPECT_TRUE(has(desk.alice_at.get(at), "запишем 3, исправить 1"));
    EXPECT_EQ(desk.alice_at.post(at, {{"step", "map"}, {"column_1", "family"}, {"column_2", "nonsense"}, {"column_3", "none"}, {"column_4", "none"}}).status, 400);
    desk.alice_at.post(at, with(mapped, "column_1", "email"));
    EXPECT_TRUE(has(desk.alice_at.get(at), "запишем"));
    desk.alice_at.post(at, {{"step", "map"}, {"column_1", "none"}, {"column_2", "none"}, {"column_3", "email"}, {"column_4", "none"}});
    EXPECT_TRUE(has(desk.alice_at.get(at), "Укажите, в каком столбце имя"));
    EXPECT_EQ(desk.alice_at.post(at, {{"step", "apply"}}).status, 422);
    EXPECT_EQ(goes_to(desk.alice_at.post(at, {{"step", "drop"}})), desk.base());
    EXPECT_EQ(desk.alice_at.get(at).status, 410);
    EXPECT_EQ(desk.people(), before);
}

// A file that is none says why, in words with the place, and nothing is kept of it.
TEST(import_pages, a_broken_file_says_why) {
    import_desk desk;
    const auto quote = desk.upload(desk.alice_at, "ФИО;Почта\n\"Ёлкина;a@example.org\n");
    EXPECT_EQ(quote.status, 422);
    EXPECT_TRUE(has(quote, "Строка 2: кавычка открыта и не закрыта."));
    EXPECT_TRUE(has(desk.upload(desk.alice_at, "%PDF-1.7"), "это не таблица"));
    EXPECT_TRUE(has(desk.upload(desk.alice_at, "PK\x03\x04"), "файл повреждён"));
    EXPECT_EQ(desk.upload(desk.alice_at, "").status, 422);
    const auto shown = desk.alice_at.get(desk.uploaded("<script>alert(1)</script>;Фамилия\nx;y\n"));
    EXPECT_EQ(shown.body.find("<script>alert"), std::string::npos);
}

// A list is personal data: only who brought it sees it, only at this event, for half an hour, and never the whole heap.
TEST(import_pages, an_uploaded_list_is_its_bringers_alone) {
    import_desk desk;
    const auto at = desk.uploaded("ФИО\nЁлкина Анна\n");
    const auto name = at.substr(at.rfind('/') + 1);
    const auto manager = desk.make_manager();
    krug::cast::browser other(desk);
    other.sign_in(manager);
    EXPECT_EQ(other.get(at).status, 410);
    EXPECT_EQ(other.post(at, {{"step", "apply"}}).status, 410);
    EXPECT_EQ(desk.bob_at.get(at).status, 403) << "the desk registers one by one";
    EXPECT_EQ(desk.bob_at.post(desk.base(), {}).status, 403);
    EXPECT_EQ(desk.alice_at.get(desk.page_of(desk.second, "/people/import/" + name)).status, 410);
    EXPECT_EQ(desk.alice_at.get(desk.base() + "/00000000000000000000000000000000").status, 410);
    desk.clock.advance_seconds(1);
    desk.uploaded("ФИО\nВторой\n");
    desk.uploaded("ФИО\nТретий\n");
    EXPECT_EQ(desk.alice_at.get(at).status, 410) << "a third list takes the place of the first";
    const auto last = desk.uploaded("ФИО\nЧетвёртый\n");
    EXPECT_EQ(desk.alice_at.get(last).status, 200);
    desk.clock.advance_seconds(1800);
    EXPECT_EQ(desk.alice_at.get(last).status, 410);
}

// An upload from another site, or a body that is none, changes nothing.
TEST(import_pages, an_upload_needs_its_mark_and_its_form) {
    import_desk desk;
    const std::string type = std::string("multipart/form-data; boundary=") + boundary;
    EXPECT_EQ(desk.alice_at.post_raw(desk.base(), upload_body("wrong", "ФИО\nА\n"), type).status, 403);
    EXPECT_EQ(desk.alice_at.post_raw(desk.base(), "file=x", "application/x-www-form-urlencoded").status, 400);
    EXPECT_EQ(desk.alice_at.post_raw(desk.base(), "--x", type).status, 400);
}

// Full, and by approval: what becomes of the list is said before.
TEST(import_pages, where_people_will_stand_is_said_before) {
    import_desk desk;
    auto draft = desk.round_table("Одно место", "Тюменское общественное партнёрство", 1);
    desk.event = desk.make_event(desk.tops, draft);
    EXPECT_TRUE(has(desk.alice_at.get(desk.uploaded("ФИО\nА Б\nВ Г\n")), "Свободно 1 место, остальные попадут в лист ожидания."));
    draft.event.slug = "approval";
    draft.event.registration.mode = domain::registration_mode::approval;
    desk.event = desk.make_event(desk.tops, draft);
    EXPECT_TRUE(has(desk.alice_at.get(desk.uploaded("ФИО\nА Б\n")), "все попадут на рассмотрение"));
}

// Readers of one body that disagree are how filters are passed by.
TEST(multipart, is_read_strictly) {
    const auto read = [](std::string_view type, std::string_view body) { return web::read_multipart(type, body); };
    const std::string type = "multipart/form-data; boundary=x";
    const auto good = read(type, "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x\r\n"
                                 "content-disposition: FORM-DATA; name=f; filename=\"п \\ %22.csv\"\r\nX: y\r\n\r\n--x is no end\r\n\r\n--x--\r\n");
    ASSERT_TRUE(good);
    ASSERT_EQ(good->size(), 2u);
    EXPECT_EQ((*good)[0].body, "1");
    EXPECT_FALSE((*good)[0].is_file);
    EXPECT_EQ((*good)[1].file_name, "п \\ %22.csv");
    EXPECT_EQ((*good)[1].body, "--x is no end\r\n");
    for (const auto& [bad_type, body] : std::vector<std::pair<std::string, std::string>>{
             {"multipart/form-data", "--x--"}, {"multipart/form-data; boundary=", "----"}, {"multipart/mixed; boundary=x", "--x--"},
             {"multipart/form-data; boundary=x; boundary=y", "--x--"}, {"multipart/form-data; boundary=\"x", "--x--"},
             {"multipart/form-data; boundary=" + std::string(71, 'a'), "--" + std::string(71, 'a') + "--"},
             {type, ""}, {type, "x"}, {type, "--x\r\n"}, {type, "--x\r\n\r\n1\r\n--x--"},
             {type, "--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"},
             {type, "--x\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--x--"},
             {type, "--x\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\n1\r\n--x--"},
             {type, "--x\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n--x--"},
             {type, "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1"},
             {type, "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x"},
             {type, "--x\r\nContent-Disposition: form-data; name=\"" + std::string(201, 'a') + "\"\r\n\r\n1\r\n--x--"},
             {type, "--x\r\nContent-Disposition: form-data; name=\"a\"\r\nX: " + std::string(5'000, 'a') + "\r\n\r\n1\r\n--x--"}})
        EXPECT_FALSE(read(bad_type, body)) << bad_type << "\n" << body.substr(0, 100);
    std::string many;
    for (int n = 0; n < 21; ++n) many += "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
    EXPECT_FALSE(read(type, many + "--x--"));
}

} // namespace
} // namespace krug::web_test
