// If this fails, an organiser cannot get from an empty computer to a signed list of who came, or somebody is lost on the way.
import assert from "node:assert/strict";
import { test } from "node:test";
import ExcelJS from "exceljs";
import { browser } from "./browser.mjs";
import { read_code } from "./codes.mjs";
import { databases, in_house, person, until } from "./house.mjs";
import { kiosk } from "./kiosk.mjs";
import { mail_sink } from "./mail_sink.mjs";

const guests = 200;
const at_once = 20;
const come_online = 60;
const come_offline = 60;

/** Does `work` for the numbers 0 … count − 1, a few at a time. */
async function for_each_guest(count, work) {
  let next = 0;
  await Promise.all(Array.from({ length: at_once }, async () => {
    for (let number = next++; number < count; number = next++) await work(number);
  }));
}

/** The organiser makes an event on the page, without scripts, and publishes it. */
async function make_event_by_page(house, title) {
  const glass = await browser.open();
  try {
    const page = await glass.window(house, { script: false });
    await glass.sign_in(page, house);
    await page.goto(`${house.base}/work/events/new`);
    await page.fill("[name=title]", title);
    const day = new Date(Date.now() + 5 * 3_600_000);
    await page.fill("[name=date]", day.toLocaleDateString("ru-RU", { timeZone: "Asia/Yekaterinburg" }));
    await page.fill("[name=starts]", "00:00");
    await page.fill("[name=ends]", "23:59");
    await page.uncheck("[name=confirm_email]");
    await page.click("button[name=step][value=save]");
    await page.waitForURL(/\/work\/events\/\d+/);
    assert.deepEqual(page.complaints, []);
    return Number(/\/events\/(\d+)/.exec(page.url())[1]);
  } finally {
    await glass.close();
  }
}

async function door_evening(house, sink, event, receipts) {
  const device = await kiosk.enrol(house, event);
  const tickets = new Array(guests);
  try {
    // What stands at the door is the picture from the letter, read by both readers, for a handful; the text for the rest.
    for (let number = 0; number < 5; ++number) {
      const { letter } = await sink.letter_to(person(number).email);
      const picture = letter.attachments.find((each) => each.mimeType === "image/png");
      tickets[number] = await read_code(Buffer.from(picture.content));
      assert.equal(tickets[number], receipts[number].ticket.text);
    }
    for (let number = 5; number < guests; ++number) tickets[number] = receipts[number].ticket.text;

    device.start();
    for (let number = 0; number < come_online; ++number) assert.equal((await device.scan(tickets[number])).verdict, "green");
    await until("those who came are known", async () => (await house.must("GET", `/events/${event}/statistics`)).attended === come_online);
    await house.stop();
    for (let number = come_online; number < come_online + come_offline; ++number) assert.equal((await device.scan(tickets[number])).verdict, "green");
    const second = await device.scan(tickets[3]);
    assert.ok(second.repeated || second.reason === "already_in", JSON.stringify(second));
    await house.start();
    await until("everything arrived", async () => (await house.must("GET", `/events/${event}/statistics`)).attended === come_online + come_offline, 90_000);
    await device.stop();
    assert.equal((await device.status()).unsent, 0);
  } finally {
    await device.close();
  }
}

for (const database of databases)
  // From nothing to the list of who came.
  test(`${guests} people register, get their mail, come in with and without a network, and stand on the list (${database})`, async () => {
    const sink = await mail_sink.open();
    try {
      await in_house({ database, env: sink.settings }, async (house) => {
        const title = "Проектная сессия «Объём, съёмка и №1 – ёж»";
        const event = database === "sqlite" ? await make_event_by_page(house, title)
          : (await house.must("POST", "/events", { title, starts_at: new Date(Date.now() + 3_600_000).toISOString(), timezone: "Asia/Yekaterinburg",
            registration: { mode: "open", confirm_email: false }, organisers: [{ organisation: "alliance", role: "organiser" }] })).id;
        assert.equal((await house.must("POST", `/events/${event}/publish`, {})).title, title);

        const receipts = new Array(guests);
        await for_each_guest(guests, async (number) => {
          receipts[number] = await house.must("POST", `/events/${event}/registrations`, person(number), { "idempotency-key": `whole-${number}` });
          assert.equal(receipts[number].status, "confirmed");
        });
        await door_evening(house, sink, event, receipts);

        await until("every guest has a letter", () => new Set(sink.letters.flatMap((each) => each.to)).size === guests, 90_000);
        assert.equal(sink.letters.length, guests, "one letter each");

        const answer = await fetch(`${house.base}/api/v1/events/${event}/attendance.xlsx?state=attended`, { headers: { authorization: `Bearer ${house.token}` } });
        const book = new ExcelJS.Workbook();
        await book.xlsx.load(await answer.arrayBuffer());
        const rows = book.worksheets[0].getSheetValues().slice(2);
        const came = new Set(rows.map((row) => row[1].replace(/\D/g, "")));
        assert.equal(came.size, come_online + come_offline);
        for (let number = 0; number < come_online + come_offline; ++number) assert.ok(came.has(receipts[number].attendee_no.replace(/\D/g, "")));
        for (const row of rows) assert.ok(rows.length && /[А-ЯЁ]/.test(row[2]), "names are whole");
        for (const word of ["guests.example", "Ёлкин", "Щукина", "Ёмкость"]) assert.ok(!house.log.includes(word), `the log names ${word}`);
      });
    } finally {
      await sink.close();
    }
  });
