// If this fails, an organiser's message reaches people nobody looked at, twice, early, or not at all; or thanks lead nowhere.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser } from "./browser.mjs";
import { house, person, until } from "./house.mjs";
import { mail_sink } from "./mail_sink.mjs";

let sink, home, glass, event, page;
const guests = [];
before(async () => {
  sink = await mail_sink.open();
  home = await house.open({ env: sink.settings });
  glass = await browser.open();
  event = await home.published_event({ starts_at: new Date(Date.now() - 3_600_000).toISOString(), ends_at: new Date(Date.now() + 7_200_000).toISOString(), venue: { name: "Точка кипения", address: "Республики, д. 142" } });
  for (const [family, given, language] of [["Ёлкина", "Анна", "ru"], ["Щёголев", "Пётр", "ru"], ["Kim", "Ensu", "en"], ["Ушедшая", "Мария", "ru"]]) {
    const made = await home.must("POST", `/events/${event.id}/registrations`, { ...person(guests.length), family_name: family, given_name: given, additional_name: null, email: `${guests.length}@guests.example`, language });
    guests.push(made);
  }
  await home.must("POST", `/events/${event.id}/registrations/${guests[3].id}/cancel`, {});
  await until("the tickets", () => ["0", "1", "2"].every((name) => sink.letters.some((each) => each.to.includes(`${name}@guests.example`))));
  page = await glass.window(home, { script: false });
  await glass.sign_in(page, home);
});
after(async () => {
  await glass?.close();
  await home?.close();
  await sink?.close();
});

const at = (rest) => `${home.base}/work/events/${event.id}${rest}`;
const text_of = async () => (await page.locator("main").innerText()).replaceAll("\u00a0", " ");
const press = (label) => page.click(`main button:has-text("${label}")`);
const told = (subject) => sink.letters.filter((each) => each.letter.subject.includes(subject));
const recipients = (subject) => told(subject).map((each) => each.to[0]).sort();

test("a message is written, looked at in both languages, tried, and each recipient gets exactly one", async () => {
  await page.goto(at("/letters"));
  await page.click("main a:has-text('Написать')");
  await page.selectOption("#state", "confirmed");
  await page.fill("#subject_ru", "Вход со двора: {событие}");
  await page.fill("#text_ru", "Здравствуйте, {имя}!\n\n**Вход со двора.** {где}\n\n{нет такого}");
  await page.fill("#subject_en", "Use the yard: {event}");
  await page.fill("#text_en", "Hello {name},\n\nplease use the **yard**. {link}");
  await press("Сохранить и посмотреть");
  assert.match(await text_of(), /Таких полей нет: \{нет такого\}/);
  await page.fill("#text_ru", "Здравствуйте, {имя}!\n\n**Вход со двора.** {где}\n\n{ссылка}");
  await press("Сохранить и посмотреть");
  assert.match(await text_of(), /Получат 3 человека/);
  assert.match(await text_of(), /Здравствуйте, Анна!/);
  assert.match(await text_of(), /Hello Анна/);
  await page.click("main a:has-text('другого получателя')");
  assert.match(await text_of(), /Здравствуйте, Пётр!/);
  await press("Отправить себе");
  await until("the test in both languages", () => told("[Проба]").length === 1 && told("[Test]").length === 1);
  assert.deepEqual(recipients("[Проба]"), [home.demo.staff.email]);
  assert.equal(told("Вход со двора").length, 1, "nobody else has anything yet");
  await page.check("input[name=at_night]");
  await press("Отправить сейчас: 3");
  assert.match(await text_of(), /Сообщение отправляется/);
  await until("the letters", () => told("Вход со двора").length === 3 && told("Use the yard").length === 2);
  await home.stop();
  await home.start();
  await until("the outcome", async () => {
    await page.reload();
    return /3\s+ушло/.test(await text_of());
  });
  assert.deepEqual(recipients("Вход со двора").filter((each) => each.endsWith("guests.example")), ["0@guests.example", "1@guests.example"]);
  const english = told("Use the yard").find((each) => each.to[0] === "2@guests.example").letter;
  assert.match(english.text, /Hello Ensu/);
  assert.match(english.html, /<strong>yard<\/strong>/);
  assert.equal(english.headers.some((each) => each.key === "list-unsubscribe"), false);
  assert.deepEqual(page.complaints, []);
});

test("what is scheduled goes at its minute; what is called back does not", async () => {
  const write = async (subject) => {
    await page.goto(at("/messages/new?state=live"));
    await page.fill("#subject_ru", subject);
    await page.fill("#text_ru", "Здравствуйте, {имя}!");
    await press("Сохранить и посмотреть");
  };
  const schedule = async (ms) => {
    const there = new Date(ms + 5 * 3_600_000).toISOString(); // Tyumen
    await page.fill("#day", `${there.slice(8, 10)}.${there.slice(5, 7)}.${there.slice(0, 4)}`);
    await page.fill("#clock", there.slice(11, 16));
    await page.check("input[name=at_night]");
    await press("Запланировать");
  };
  await write("Отозванное");
  await schedule(Date.now() + 86_400_000);
  assert.match(await text_of(), /Уйдёт: /);
  await press("Не отправлять");
  assert.match(await text_of(), /Черновик/);
  await write("Ровно в минуту");
  await schedule(Date.now() - 86_400_000);
  assert.match(await text_of(), /уже прошло/);
  const minute = (Math.floor((Date.now() + 8_000) / 60_000) + 1) * 60_000;
  await schedule(minute);
  assert.match(await text_of(), /Запланировано/);
  assert.equal(told("Ровно в минуту").length, 0);
  await until("the scheduled message", () => told("Ровно в минуту").length === 3, minute - Date.now() + 30_000);
  assert.ok(Date.now() >= minute, "not before its minute");
  assert.equal(told("Отозванное").length, 0);
});

test("tags, saved lists and columns are the organiser's own, and a change of many is taken back", async () => {
  await page.goto(at("/people"));
  await page.check(`input[name=id][value="${guests[0].id}"]`);
  await page.check(`input[name=id][value="${guests[1].id}"]`);
  await page.fill("#new_tag", "У сцены");
  await press("Поставить");
  assert.equal((await text_of()).match(/У сцены/g).length >= 2, true);
  await press("Вернуть, как было");
  await page.selectOption("#tag", { label: "У сцены" });
  await press("Показать");
  assert.match(await text_of(), /с меткой «У сцены»/);
  assert.match(await text_of(), /По этим условиям никого нет/);
  await page.goto(at("/people?state=cancelled"));
  await page.click("summary:has-text('Сохранить условия')");
  await page.fill("#view_name", "Ушедшие");
  await press("Сохранить");
  await page.goto(at("/people"));
  await page.click("main a:has-text('Ушедшие')");
  assert.match(await text_of(), /Показано 1 из 1/);
  await page.goto(at("/people"));
  await page.fill("#q", "Otkrbyf");
  await press("Найти");
  assert.ok(!page.url().includes("q="), "no name in an address");
  assert.deepEqual(page.complaints, []);
});

test("thanks lead to a page without an account, and the answers name nobody", async () => {
  const visitor = await glass.window(home, { script: false });
  for (const [number, stars] of [[0, 5], [1, 4], [2, 5]]) {
    await visitor.goto(`${guests[number].manage_url}/feedback`);
    await visitor.check(`input[name=stars][value="${stars}"]`);
    await visitor.fill("#words", number === 1 ? "Открыть окно" : "");
    await visitor.click("main form button");
    assert.match(await visitor.locator("main").innerText(), /Спасибо за отзыв/);
  }
  await page.goto(at("/feedback"));
  assert.match(await text_of(), /3 ответа/);
  assert.match(await text_of(), /Открыть окно/);
  assert.doesNotMatch(await text_of(), /Щёголев/);
});
