// If this fails, a list from Excel is half registered, or five hundred people go to a room that is another one now.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import ExcelJS from "exceljs";
import ICAL from "ical.js";
import { browser } from "./browser.mjs";
import { house, until } from "./house.mjs";
import { mail_sink } from "./mail_sink.mjs";

let sink, home, glass, event, page;
before(async () => {
  sink = await mail_sink.open();
  home = await house.open({ env: sink.settings });
  glass = await browser.open();
  // 15:00 in Tyumen whatever the hour of the test: an event over midnight is told in other words.
  const starts = (Math.floor(Date.now() / 86_400_000) + 5) * 86_400_000 + 10 * 3_600_000;
  event = await home.published_event({ starts_at: new Date(starts).toISOString(), ends_at: new Date(starts + 7_200_000).toISOString(), venue: { name: "Прежний зал", address: "Республики, д. 142" } });
  // Without scripts: everything here is forms and links.
  page = await glass.window(home, { script: false });
  await glass.sign_in(page, home);
});
after(async () => {
  await glass?.close();
  await home?.close();
  await sink?.close();
});

const people = () => home.all_registrations(event.id);
const at = (rest) => `${home.base}/work/events/${event.id}${rest}`;
const text_of = () => page.locator("main").innerText();

async function upload(name, buffer) {
  await page.goto(at("/people/import"));
  await page.setInputFiles("#file", { name, mimeType: "application/octet-stream", buffer });
  await page.click("main form button");
}
const press = (label) => page.click(`main button:has-text("${label}")`);

/** Windows-1251, as Excel saves a list in Russia. */
const cp1251 = (text) => Buffer.from([...text].map((letter) => {
  const code = letter.codePointAt(0);
  if (code < 0x80) return code;
  if (letter === "Ё") return 0xa8;
  if (letter === "ё") return 0xb8;
  if (letter === "«") return 0xab;
  if (letter === "»") return 0xbb;
  return code - 0x410 + 0xc0;
}));

test("a list in Windows-1251 is looked at, registered, and its people get their tickets", async () => {
  await upload("список.csv", cp1251("Фамилия;Имя;Отчество;Почта;Организация\r\nЁлкина;Анна;;anna@guests.example;АНО «Ёмкость»\r\nГайнутдинова;Айгуль;Ринат кызы;aigul@guests.example;\r\nКим;Ен Су;;;\r\n"));
  assert.match(await text_of(), /Строк 3: запишем 3/);
  assert.equal((await people()).length, 0, "looking changes nothing");
  await page.check("input[name=letters]");
  await press("Записать 3");
  assert.match(await text_of(), /Список записан/);
  assert.deepEqual((await people()).map((each) => each.given_name).sort(), ["Айгуль", "Анна", "Ен Су"]);
  const { letter } = await sink.letter_to("aigul@guests.example");
  assert.match(letter.text, /Айгуль Ринат кызы/);
  assert.equal(letter.attachments.some((each) => each.filename.endsWith(".pdf")), true);
});

test("a workbook of another program is mapped, its known people are passed over, and nobody is written to", async () => {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet("Выгрузка");
  sheet.addRow(["Отчёт о заказах"]);
  sheet.addRow([]);
  sheet.addRow(["Номер", "Surname", "Name", "E-mail", "Телефон", "Статус", "Где работает"]);
  sheet.addRow([1, "Ёлкина", "Анна", { text: "ANNA@guests.example", hyperlink: "mailto:anna@guests.example" }, 79221234567, "ok", "x"]);
  sheet.addRow([2, "Щёголев", "Пётр", "pyotr@guests.example", 79221234568, "paid", { richText: [{ text: "Завод " }, { font: { bold: true }, text: "«Моторика»" }] }]);
  sheet.addRow([3, "Отказавшийся", "Иван", "ivan@guests.example", "", "inactive", ""]);
  sheet.addRow([4, { formula: "\"Подъ\"&\"ячева\"", result: "Подъячева" }, "Ольга", "", "8 (3452) 38-18-14", "ok", ""]);
  await upload("orders.xlsx", Buffer.from(await book.xlsx.writeBuffer()));
  assert.match(await text_of(), /Строк 4: запишем 2, пропустим 2/);
  await page.selectOption("#column_7", "organisation");
  await press("Проверить заново");
  assert.match(await text_of(), /Завод «Моторика»/);
  const before = sink.letters.length;
  await press("Записать 2");
  const found = await people();
  assert.equal(found.length, 5);
  const pyotr = found.find((each) => each.family_name === "Щёголев");
  assert.equal(pyotr.organisation, "Завод «Моторика»");
  assert.equal(pyotr.phone, "+79221234568");
  assert.equal(found.some((each) => each.family_name === "Подъячева"), true);
  assert.equal(sink.letters.length, before);
});

test("hostile and broken files change nothing and say where", async () => {
  const count = (await people()).length;
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet("Люди");
  sheet.addRow(["ФИО", "Почта"]);
  sheet.addRow(["Хорошая Анна", "good@guests.example"]);
  sheet.addRow(["Плохая Анна", "не почта"]);
  const good = Buffer.from(await book.xlsx.writeBuffer());
  await upload("плохо.xlsx", good);
  assert.match(await text_of(), /Строка 3, столбец B/);
  assert.equal(await page.locator("button[value=apply]").count(), 0);
  for (const [name, buffer, why] of [
    ["обрыв.xlsx", good.subarray(0, good.length / 2), /файл повреждён/],
    ["старый.xls", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), /старый формат Excel/],
    ["кавычка.csv", Buffer.from("ФИО;Почта\n\"Анна;a@b.example\n"), /Строка 2: кавычка/],
    ["снимок.csv", Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1"), /это не таблица/],
    ["много.csv", Buffer.from(`ФИО\n${"Анна\n".repeat(5001)}`), /строк больше 5000/],
  ]) {
    await upload(name, buffer);
    assert.match(await text_of(), why, name);
  }
  assert.equal((await people()).length, count);
});

test("a new hour and hall reach everybody with an address once, with what was before; the calendar entry moves", async () => {
  await page.goto(at("/edit"));
  assert.match(await text_of(), /получат 3 человека/);
  await page.fill("#starts", "16:00");
  await page.fill("#ends", "18:00");
  await page.fill("#venue", "Дом учёных");
  await page.fill("#address", "Ленина, 5");
  await press("Сохранить");
  assert.match(await text_of(), /Сохранено/);
  const told = (address) => sink.letters.filter((each) => each.to.includes(address) && /Изменения/.test(each.letter.subject));
  await until("everybody was told", () => ["anna", "aigul", "pyotr"].every((name) => told(`${name}@guests.example`).length > 0));
  const { letter } = told("aigul@guests.example")[0];
  assert.match(letter.text.replaceAll("\u00a0", " "), /15:00–17:00 \(МСК\+2\) → .* 16:00–18:00 \(МСК\+2\)/);
  assert.match(letter.text, /Где: Прежний зал, Республики, д. 142 → Дом учёных, Ленина, 5/);
  const entry = (from) => new ICAL.Component(ICAL.parse(Buffer.from(from.attachments.find((each) => each.filename.endsWith(".ics")).content).toString())).getFirstSubcomponent("vevent");
  const ticket = sink.letters.find((each) => each.to.includes("aigul@guests.example") && each.letter.attachments.some((file) => file.filename.endsWith(".pdf")));
  assert.equal(entry(letter).getFirstPropertyValue("uid"), entry(ticket.letter).getFirstPropertyValue("uid"));
  assert.ok(entry(letter).getFirstPropertyValue("sequence") > entry(ticket.letter).getFirstPropertyValue("sequence"));
  assert.equal(entry(letter).getFirstPropertyValue("location"), "Дом учёных, Ленина, 5");
  // Left out by the organiser: nobody hears of it; a restart in between repeats nothing.
  await page.goto(at("/edit"));
  await page.uncheck("input[name=tell_guests]");
  await page.fill("#address", "Ленина, 6");
  await press("Сохранить");
  await home.stop();
  await home.start();
  await page.goto(at("/letters"));
  await until("the list of letters", async () => {
    await page.reload();
    return /Ушло 3/.test(await text_of());
  });
  assert.equal((await text_of()).match(/Изменились время или место/g).length, 1);
  for (const name of ["anna", "aigul", "pyotr"]) assert.equal(told(`${name}@guests.example`).length, 1);
  assert.deepEqual(page.complaints, []);
});

test("cancelling many is asked first, in numbers, and looking changes nothing", async () => {
  const confirmed = async () => (await people()).filter((each) => each.status === "confirmed").length;
  const before = await confirmed();
  await page.goto(at("/people"));
  for (const box of (await page.locator("input[name=id]").all()).slice(0, 2)) await box.check();
  await press("Отменить участие");
  assert.match(await text_of(), /Отменить участие\?/);
  assert.match(await text_of(), /2\s+столько людей это коснётся/);
  assert.equal(await confirmed(), before);
  await press("Отменить участие: 2");
  assert.equal(await confirmed(), before - 2);
  // Everybody whom the filter finds.
  await page.goto(at("/people?state=cancelled"));
  await page.check("input[name=all]");
  await press("Подтвердить");
  await press("Подтвердить: 2");
  assert.equal(await confirmed(), before);
});
