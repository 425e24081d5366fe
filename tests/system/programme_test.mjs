// If this fails, a forum of forty sessions cannot be planned by keyboard, its mistakes stay unseen, or its guests get no seat in a session.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser } from "./browser.mjs";
import { house, until } from "./house.mjs";

const rooms = Array.from({ length: 12 }, (_, at) => ({ name: `Зал ${at + 1}`, capacity: at === 0 ? 300 : 30, step_free: at !== 11 }));
const days = ["2027-04-15", "2027-04-16"];

let home, glass, event;
before(async () => {
  home = await house.open({ demo: 5 });
  glass = await browser.open();
  event = await home.published_event({
    title: "Форум на два дня", kind: "forum", capacity: 300, timezone: "Asia/Yekaterinburg", venue: { name: "Дом форума", address: "Республики, 142" },
    starts_at: `${days[0]}T09:00:00+05:00`, ends_at: `${days[1]}T19:00:00+05:00`,
  });
  await home.must("PUT", `/events/${event.id}/programme`, { clash: "warn", rooms });
  // Two days, five slots a day, four rooms a slot: forty sessions over twelve rooms, none in anybody's way.
  for (let number = 0; number < 40; ++number) {
    const slot = Math.floor(number / 4) % 5, day = days[Math.floor(number / 20)], hour = String(10 + slot * 1.5 - (slot % 2 ? 0.5 : 0)).padStart(2, "0");
    const minute = slot % 2 ? "30" : "00";
    await home.must("POST", `/events/${event.id}/sessions`, {
      title: `Секция ${number + 1}`, room: rooms[(number * 5 + 1) % 12].name, capacity: 24, sign_up: "optional", tags: [number % 2 ? "город" : "вода"],
      starts_at: `${day}T${hour}:${minute}:00+05:00`, ends_at: `${day}T${String(Number(hour) + 1).padStart(2, "0")}:${minute}:00+05:00`,
      speakers: [{ name: `Спикер ${number + 1}` }], moderators: [{ name: `Модератор ${number + 1}` }],
    });
  }
});
after(async () => {
  await glass?.close();
  await home?.close();
});

const sessions = async () => (await home.must("GET", `/events/${event.id}/sessions`)).items;
const warnings = async () => (await home.must("GET", `/events/${event.id}/programme`)).warnings;

test("a session of forty is moved by the keys, told aloud, warned of and taken back", async () => {
  assert.deepEqual(await warnings(), []);
  const page = await glass.window(home, { width: 1440 });
  await glass.sign_in(page, home);
  await page.goto(`${home.base}/work/events/${event.id}/programme`);
  assert.match(await page.textContent(".app__head"), /40 сессий, 12 залов, 2 дня/);
  assert.equal(await page.locator(".pcard").count(), 40);
  const first = page.locator(".pcard").first();
  const number = await first.getAttribute("data-number");
  const before_it = (await sessions()).find((each) => each.id === Number(number));
  // Into the room of somebody else's session at the same hour: as many columns as it takes.
  const other = (await sessions()).find((each) => each.id !== before_it.id && each.starts_at === before_it.starts_at);
  const columns = await page.evaluate(() => [...document.querySelector(".pgrid__t tbody tr").cells].slice(1).map((cell) => cell.dataset.room));
  const way = columns.indexOf(other.room) - columns.indexOf(before_it.room);
  await first.locator(".pcard__m").focus();
  await page.keyboard.press("Enter");
  assert.match(await page.textContent("[data-say]"), /Перенос начат: Секция/);
  for (let step = 0; step < Math.abs(way); ++step) await page.keyboard.press(way > 0 ? "ArrowRight" : "ArrowLeft");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const said = await page.textContent("[data-say]");
  assert.ok(said.includes("10:10–11:10") && said.includes(other.room), said);
  await page.keyboard.press("Escape");
  assert.match(await page.textContent("[data-say]"), /Перенос отменён/);
  assert.deepEqual((await sessions()).find((each) => each.id === before_it.id).room, before_it.room);
  await page.keyboard.press("Enter");
  for (let step = 0; step < Math.abs(way); ++step) await page.keyboard.press(way > 0 ? "ArrowRight" : "ArrowLeft");
  await page.keyboard.press("ArrowDown");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  const moved = (await sessions()).find((each) => each.id === before_it.id);
  assert.equal(moved.room, other.room);
  assert.equal(Date.parse(moved.starts_at) - Date.parse(before_it.starts_at), 5 * 60_000);
  assert.match(await page.textContent(".pwarn"), /в одном зале/);
  assert.deepEqual((await warnings()).map((each) => each.code), ["room_twice"]);
  // The keys go on where they were, and the way back is one press.
  assert.equal(await page.evaluate(() => document.activeElement.closest(".pcard")?.dataset.number), number);
  await page.getByRole("button", { name: "Вернуть как было" }).focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.deepEqual(await warnings(), []);
  assert.equal((await sessions()).find((each) => each.id === before_it.id).starts_at, before_it.starts_at);
  assert.deepEqual(page.complaints, []);
  await page.finish();
});

test("a session is dragged with the pointer to another room and hour", async () => {
  // Wide enough that nothing scrolls between the press and the drop.
  const page = await glass.window(home, { width: 2600, height: 1400 });
  await glass.sign_in(page, home);
  await page.goto(`${home.base}/work/events/${event.id}/programme`);
  const card = page.locator(".pcard").nth(1);
  const number = Number(await card.getAttribute("data-number"));
  const target = page.locator("td.is-empty").nth(5);
  const [room, starts] = [await target.getAttribute("data-room"), await target.getAttribute("data-starts")];
  await Promise.all([page.waitForNavigation(), card.dragTo(target, { sourcePosition: { x: 12, y: 8 } })]);
  const moved = (await sessions()).find((each) => each.id === number);
  assert.equal(moved.room, room);
  assert.ok((await page.textContent(`#s${number}`)).includes(starts));
  assert.deepEqual(page.complaints, []);
  await page.finish();
});

test("a session is moved by two presses of the pointer, without dragging", async () => {
  const page = await glass.window(home, { width: 2600, height: 1400 });
  await glass.sign_in(page, home);
  await page.goto(`${home.base}/work/events/${event.id}/programme`);
  const card = page.locator(".pcard").nth(2);
  const number = Number(await card.getAttribute("data-number"));
  const target = page.locator("td.is-empty").nth(8);
  const room = await target.getAttribute("data-room");
  await card.locator(".pcard__m").click();
  await Promise.all([page.waitForNavigation(), target.click()]);
  assert.equal((await sessions()).find((each) => each.id === number).room, room);
  assert.deepEqual(page.complaints, []);
  await page.finish();
});

test("the same by form, without a script, on a narrow screen", async () => {
  const page = await glass.window(home, { script: false, width: 360, height: 780 });
  await glass.sign_in(page, home);
  await page.goto(`${home.base}/work/events/${event.id}/programme`);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false);
  await page.locator(".pcard h3 a").nth(4).click();
  await page.fill("#room", "Зал 12");
  await page.fill("#capacity", "29");
  await Promise.all([page.waitForNavigation(), page.locator("main form button").first().click()]);
  assert.match(await page.textContent("main"), /Сохранено/);
  assert.equal((await sessions()).filter((each) => each.capacity === 29 && each.room === "Зал 12").length, 1);
  assert.deepEqual(page.complaints, []);
  await page.finish();
});

test("a guest takes a seat in a session, waits for another and swaps when it opens", async () => {
  const [one, two] = [
    await home.must("POST", `/events/${event.id}/sessions`, { title: "Мастерская А", sign_up: "optional", capacity: 5, clash: "block", starts_at: `${days[1]}T18:00:00+05:00`, ends_at: `${days[1]}T19:00:00+05:00` }),
    await home.must("POST", `/events/${event.id}/sessions`, { title: "Мастерская Б", sign_up: "optional", capacity: 1, clash: "block", starts_at: `${days[1]}T18:00:00+05:00`, ends_at: `${days[1]}T19:00:00+05:00` }),
  ];
  const holder = await home.must("POST", `/events/${event.id}/registrations`, { family_name: "Первая", given_name: "Анна", sessions: [two.id] });
  const guest = await home.must("POST", `/events/${event.id}/registrations`, { family_name: "Вторая", given_name: "Анна" });
  const page = await glass.window(home, { script: false, width: 360, height: 780 });
  await page.goto(guest.manage_url.replace(/^https?:\/\/[^/]+/, home.base));
  await page.locator("#sessions summary").click(); // forty sessions are folded until somebody wants to choose
  const save = () => Promise.all([page.waitForNavigation(), page.locator("#sessions button").click()]);
  await page.check(`#sessions input[value='${one.id}']`);
  await save();
  assert.match(await page.textContent("#sessions"), /Выбор сохранён/);
  await page.selectOption(`#leaves_${two.id}`, String(one.id));
  await save();
  assert.match(await page.textContent("#sessions"), /место в очереди 1/);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false);
  await home.must("PUT", `/events/${event.id}/registrations/${holder.id}/sessions`, { sessions: [] });
  await until("the swap", async () => (await home.must("GET", `/events/${event.id}/registrations/${guest.id}`)).sessions.map((each) => each.session).join() === String(two.id));
  assert.deepEqual(page.complaints, []);
  await page.finish();
});

test("guests read the programme by day, room and tag without a script", async () => {
  const page = await glass.window(home, { script: false, width: 360, height: 780 });
  await page.goto(`${home.base}/e/${event.slug}`);
  assert.ok((await page.locator(".tl__i").count()) >= 40);
  await page.selectOption("#tag", "вода");
  await page.selectOption("#day", days[1]);
  await Promise.all([page.waitForNavigation(), page.locator(".pfilter button").click()]);
  assert.equal(await page.locator(".tl__i").count(), 10);
  assert.match(await page.textContent(".pfilter"), /10 сессий из/);
  assert.deepEqual(page.complaints, []);
  await page.finish();
});
