// If this fails, an organiser cannot seat a hall by keyboard and without scripts, or a guest's ticket names no table.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser } from "./browser.mjs";
import { house, until } from "./house.mjs";
import { kiosk } from "./kiosk.mjs";

let home, glass, event;
before(async () => {
  home = await house.open({ demo: 10 });
  glass = await browser.open();
  event = await home.published_event({ title: "Форум круглых столов", capacity: 40 });
  for (let number = 0; number < 12; ++number)
    await home.must("POST", `/events/${event.id}/registrations`, { family_name: `Гостева${number}`, given_name: "Анна", organisation: `Союз ${number % 4}` });
});
after(async () => {
  await glass?.close();
  await home?.close();
});

test("tables, a seating and its undoing, without a script and without a mouse", async () => {
  const page = await glass.window(home, { script: false });
  await glass.sign_in(page, home);
  const at = `${home.base}/work/events/${event.id}`;
  const press = async (name) => {
    await page.getByRole("button", { name }).first().focus();
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  };
  await page.goto(`${at}/tables`);
  await page.fill("#count", "4");
  await page.fill("#seats", "4");
  await press("Поставить");
  assert.match(await page.textContent("main"), /Столов: 4 · занято мест: 0 из 16/);

  await page.goto(`${at}/seating`);
  await page.fill("#rounds", "2");
  await press("Показать предложение");
  assert.match(await page.textContent("main"), /Пока ничего не изменилось/);
  assert.match(await page.textContent("main"), /Круг 2/);
  await press("Применить");
  assert.match(await page.textContent("main"), /Рассадка применена/);
  assert.match(await page.textContent("main"), /12 за столами · 0 без стола/);

  // One person goes to another table by the select alone.
  await page.goto(`${at}/seating?show=all&q=${encodeURIComponent("Гостева7")}`);
  const select = page.locator("select[id^=place_]").first();
  await select.selectOption("0");
  await press("Сохранить места");
  assert.match(await page.textContent("main"), /11 за столами · 1 без стола/);
  await page.goto(`${at}/seating`);
  await press("Вернуть как было");
  assert.match(await page.textContent("main"), /0 за столами · 12 без стола/);
  assert.deepEqual(page.complaints, []);
  await page.finish();
});

test("a guest takes a table in the form, sees it large, and changes it", async () => {
  const page = await glass.window(home, { script: false, width: 360, height: 780 });
  await page.goto(`${home.base}/e/${event.slug}/register`);
  await page.fill("#family_name", "Примерова");
  await page.fill("#given_name", "Анна");
  await page.fill("#email", "table@guest.example");
  await page.check("input[name=table][value='3']");
  await page.check("#consent_personal_data");
  const review = page.getByRole("button", { name: "Проверить и отправить" }), send = page.locator("button[value=send]");
  await Promise.all([page.waitForNavigation(), review.click()]);
  assert.match(await page.textContent("main"), /Стол 3/);
  // A form that comes back sooner than a person could have filled it in is shown again with all that was typed.
  await until("the form is taken", async () => {
    await Promise.all([page.waitForNavigation(), (await send.count()) ? send.click() : review.click()]);
    return page.locator(".tk__seat").count();
  });
  assert.equal(await page.textContent(".tk__seat b"), "Стол 3");
  const sizes = await page.evaluate(() => [...document.querySelectorAll(".tk *")].map((each) => parseFloat(getComputedStyle(each).fontSize)));
  const seat = await page.evaluate(() => parseFloat(getComputedStyle(document.querySelector(".tk__seat b")).fontSize));
  assert.equal(Math.max(...sizes), seat, "nothing on the ticket is larger than the table");
  await page.check("#table input[value='2']");
  await Promise.all([page.waitForNavigation(), page.locator("#table button").click()]);
  assert.equal(await page.textContent(".tk__seat b"), "Стол 2");
  assert.deepEqual(page.complaints, []);
  await page.finish();
});

test("a kiosk that is running hears of every change of tables", async () => {
  const forum = await home.published_event({ title: "Форум с киоском", capacity: 40 });
  const tickets = [];
  for (let number = 0; number < 8; ++number)
    tickets.push(await home.must("POST", `/events/${forum.id}/registrations`, { family_name: `Столова${number}`, given_name: "Анна" }));
  const device = await kiosk.enrol(home, forum.id);
  try {
    device.start();
    assert.equal((await device.scan(tickets[0].ticket.text)).attendee.table, null);
    const before = (await device.status()).n;
    await home.must("POST", `/events/${forum.id}/tables`, { seats: 3, count: 3 });
    const made = await home.must("POST", `/events/${forum.id}/seating/propose`, { rounds: 2 });
    assert.equal((await home.must("POST", `/events/${forum.id}/seating/apply`, { rounds: 2, proposal: made.proposal })).changed, 8);
    await until("the kiosk has heard of all eight", async () => (await device.status()).n >= before + 8);
    for (const guest of tickets.slice(1)) {
      const place = made.places.find((each) => each.registration === guest.id);
      assert.equal((await device.scan(guest.ticket.text)).attendee.table, place.tables.join(" → "));
    }
    await device.stop();
  } finally {
    await device.close();
  }
});
