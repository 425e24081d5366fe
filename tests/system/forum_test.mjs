// If this fails, a forum of two days is too much for the workspace: a page breaks or cannot be used at that size, figures of
// different pages contradict each other, or somebody out of five thousand is lost between the import and the list.
// KRUG_FORUM_PEOPLE: how many people (tests/forum/run takes five thousand); KRUG_FORUM_SHOTS: a folder for pictures.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import ExcelJS from "exceljs";
import { browser } from "./browser.mjs";
import { databases, house, person } from "./house.mjs";
import { judge_pages } from "./judge.mjs";

const people = Number(process.env.KRUG_FORUM_PEOPLE ?? 600);
const seated = Math.min(480, people / 5);
const rooms = 12, days = 2, slots = 4, sessions_count = 40, tables = 60;
const pictures = process.env.KRUG_FORUM_SHOTS;
// pages_test.mjs judges every look; here it is the size that is new.
const looks = [{ lang: "ru", theme: "light" }, { lang: "en", theme: "dark" }].slice(0, people > 1000 ? 2 : 1);
const asked = process.env.KRUG_FORUM_DATABASE ?? databases.at(-1);

let home, glass, page, event, hall;
const sessions = [];
const first_day = (Math.floor(Date.now() / 86_400_000) + 20) * 86_400_000;
/** Hours of the Tyumen day, five ahead of UTC. */
const moment = (day, hour) => new Date(first_day + day * 86_400_000 + (hour - 5) * 3_600_000).toISOString();
const at = (rest = "") => `/work/events/${event.id}${rest}`;
const spent = [];
async function timed(what, work) {
  const began = performance.now();
  const answer = await work();
  spent.push(`${what}: ${Math.round(performance.now() - began)} ms`);
  return answer;
}

before(async () => {
  home = await house.open({ database: asked });
  glass = await browser.open();
  page = await glass.window(home);
  await glass.sign_in(page, home);
});
after(async () => {
  if (spent.length) console.log(spent.join("\n"));
  await glass?.close();
  await home?.close();
});

/** Presses a button by the keyboard alone and waits for the next page. */
async function press(name) {
  await page.getByRole("button", { name }).first().focus();
  await Promise.all([page.waitForNavigation({ timeout: 120_000 }), page.keyboard.press("Enter")]);
}
const text_of = () => page.locator("main").innerText();

test("an organiser lays out two days in twelve rooms", async () => {
  await page.goto(`${home.base}/work/events/new`);
  await page.fill("[name=title]", "Форум «Съезд доступной среды»");
  await page.fill("[name=date]", new Date(first_day).toISOString().slice(0, 10).split("-").reverse().join("."));
  await page.fill("[name=starts]", "09:00");
  await page.click("button[name=step][value=save]");
  await page.waitForURL(/\/work\/events\/\d+/);
  const id = Number(/events\/(\d+)/.exec(page.url())[1]);
  await home.must("PATCH", `/events/${id}`, { kind: "forum", ends_at: moment(days - 1, 19), capacity: people + 50, venue: { name: "Технопарк", address: "Тюмень, ул. Республики, 142"}, organisers: [{ organisation: "alliance", role: "organiser" }] });
  await page.goto(`${home.base}/work/events/${id}`);
  event = await home.must("POST", `/events/${id}/publish`, {});
  for (let number = 0; number < sessions_count; ++number) {
    const room = number % rooms, slot = Math.floor(number / rooms), day = Math.floor(slot / slots);
    sessions.push(await home.must("POST", `/events/${event.id}/sessions`, {
      title: number === 0 ? "Круглые столы: город для всех" : `Сессия ${number}: ${["подъёмники", "съёмка", "ёмкость зала", "объезды"][number % 4]}`,
      kind: number === 0 ? "round_table" : "workshop", room: `Зал ${room + 1}`, capacity: number === 0 ? 500 : 120, sign_up: "optional",
      starts_at: moment(day, 9.5 + (slot % slots) * 2), ends_at: moment(day, 11 + (slot % slots) * 2),
    }));
  }
  hall = sessions[0];
  await page.goto(`${home.base}/e/${event.slug}`);
  for (const session of sessions) assert.ok((await page.textContent("main")).includes(session.title), session.title);
});

test("everybody is imported in the browser, nobody twice", async () => {
  const lines = ["Фамилия;Имя;Отчество;Почта;Телефон;Организация;Должность"];
  for (let number = seated; number < people; ++number) {
    const guest = person(number);
    lines.push([`${guest.family_name}`, guest.given_name, guest.additional_name ?? "", guest.email, guest.phone, guest.organisation, guest.position].join(";"));
  }
  const list = { name: "участники.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\r\n"), "utf8") };
  for (const again of [false, true]) {
    await page.goto(home.base + at("/people/import"));
    await page.setInputFiles("#file", list);
    await timed(`preview of ${people - seated} rows`, () => Promise.all([page.waitForNavigation({ timeout: 120_000 }), page.click("main form button")]));
    if (!again) await timed(`import of ${people - seated} people`, () => press(/^Записать/));
  }
  assert.match(await text_of(), /нечего|уже/i, "a second import finds everybody known");
  for (let from = 0; from < seated; from += 40)
    await Promise.all(Array.from({ length: Math.min(40, seated - from) }, (_, n) => home.must("POST", `/events/${event.id}/registrations`, { ...person(from + n), sessions: [hall.id] })));
  assert.equal((await home.must("GET", `/events/${event.id}/statistics`)).registered, people);
});

test("sixty tables are seated over four rounds and understood", async () => {
  await page.goto(home.base + at("/tables"));
  await page.fill("#count", String(tables));
  await page.fill("#seats", "8");
  await page.selectOption("[name=session]", String(hall.id));
  await press("Поставить");
  await page.goto(home.base + at(`/seating?session=${hall.id}`));
  await page.fill("#rounds", "4");
  await timed(`seating of ${seated} people proposed`, () => press("Показать предложение"));
  assert.match(await text_of(), /Круг 4/);
  await timed("seating applied", () => press("Применить"));
  assert.match(await text_of(), new RegExp(`${seated} за столами · 0 без стола`));
});

test("the doors, the list and the papers tell the same number", async () => {
  const came = Math.floor(people * 0.7);
  const all = await home.all_registrations(event.id);
  assert.equal(new Set(all.map((each) => each.id)).size, people);
  await timed(`${came} check-ins in batches`, async () => {
    for (let from = 0; from < came; from += 200)
      await home.must("POST", `/events/${event.id}/check-ins/batch`, { items: all.slice(from, Math.min(came, from + 200)).map((each, n) => ({ attendee_no: each.attendee_no, admission_point: 1, scan_id: `00000000-0000-4000-8000-${String(from + n).padStart(12, "0")}`, override: { reason: "other" } })) });
  });
  const figures = await home.must("GET", `/events/${event.id}/statistics`);
  assert.equal(figures.attended, came);
  const answer = await timed("attendance.xlsx", () => fetch(`${home.base}/api/v1/events/${event.id}/attendance.xlsx?state=attended`, { headers: { authorization: `Bearer ${home.token}` } }).then((given) => given.arrayBuffer()));
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(answer);
  const rows = book.worksheets[0].actualRowCount;
  assert.ok(rows > came && rows < came + 12, `${rows} rows for ${came} people and the head`);
  await page.goto(home.base + at());
  assert.ok((await text_of()).replace(/\s/g, "").includes(String(came)), "the event's first page says how many came");
});

/** What an organiser opens on such a day. */
const work_pages = () => [at(), at("/edit"), at("/programme"), at("/form"), at("/sign-up"), at("/badges"), at("/messages/new"), at("/people/duplicates"), at("/people"), at("/people?q=%D0%A9%D1%83%D0%BA%D0%B8%D0%BD%D0%B0"), at("/tables"), at(`/seating?session=${hall.id}`), at(`/seating?session=${hall.id}&show=all&round=3`), at("/door"), at("/board"), at("/points"), at("/exports"), at("/letters"), at("/certificates"), at("/conflicts"), at("/devices"), at("/sheets")];

for (const look of looks)
  test(`every page bears it: axe, 320 px, policy (${look.lang}, ${look.theme})`, async () => {
    const window = await glass.window(home, look);
    await glass.sign_in(window, home);
    assert.deepEqual(await judge_pages(window, home.base, [`/e/${event.slug}`, `/e/${event.slug}/register`, ...work_pages()]), []);
    for (const path of work_pages()) await timed(`${path} (${look.lang})`, () => window.request.get(home.base + path).then((given) => given.text()));
    if (pictures) await picture(window, look);
    await window.finish();
  });

async function picture(window, look) {
  await mkdir(pictures, { recursive: true });
  for (const width of [360, 1440])
    for (const path of [`/e/${event.slug}`, ...work_pages()]) {
      await window.setViewportSize({ width, height: 900 });
      await window.goto(home.base + path);
      const name = path.replace(/^\/work\/events\/\d+/, "work").replace(/[^a-z0-9]+/g, "_") || "_";
      await window.screenshot({ path: join(pictures, `${look.lang}_${look.theme}_${width}_${name}.png`) });
    }
}
