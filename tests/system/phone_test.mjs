// If this fails, a volunteer with a phone shows a guest a colour that is not true, or what was shown is gone afterwards.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { binaries, house, person, repository, until } from "./house.mjs";
import { film, volunteer } from "./phone.mjs";

const axe_source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** What is wrong with the screen that is shown: for readers of screens, and by its width. */
async function findings(page) {
  await page.evaluate(axe_source);
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}`));
  });
  for (const width of [320, 360, 768]) {
    await page.setViewportSize({ width, height: 740 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) found.push(`${width} px: ${over} px too wide`);
  }
  return found;
}

let home, event, other, door, phone, absent;
let number = 500;
before(async () => {
  home = await house.open();
  event = await home.published_event({ title: "Круглый стол у телефона" });
  other = await home.published_event({ title: "Другой круглый стол" });
  [door] = (await home.must("GET", `/events/${event.id}/admission-points`)).items;
});
after(async () => {
  await phone?.close();
  await home?.close();
});
const register = (at = event) => home.must("POST", `/events/${at.id}/registrations`, person(++number));
const attended = async () => (await home.must("GET", `/events/${event.id}/statistics`)).attended;

// The page's WebAssembly and the server's C++ are one function: the vectors that C++ made are put to the module.
test("the module that the page loads gives every answer of the vectors", () => {
  const module = new WebAssembly.Module(readFileSync(join(binaries, "phone/assets/door.wasm")));
  const memory = () => new Uint8Array(inside.memory.buffer);
  const wasi = { fd_close: () => 8, fd_seek: () => 70, fd_write: () => 8 };
  const inside = new WebAssembly.Instance(module, { page: { random: () => {} }, wasi_snapshot_preview1: wasi }).exports;
  inside._initialize();
  const lines = readFileSync(join(repository, "tests/vectors/admission.tsv"), "utf8").split("\n").filter((line) => line.startsWith("{"));
  assert.ok(lines.length >= 500);
  for (const line of lines) {
    // As text from end to end: the ids are longer than JavaScript's numbers.
    const [question, verdict] = line.split("\t");
    const bytes = new TextEncoder().encode(`{"op":"judge","question":${question}}`);
    const at = inside.door_room(bytes.length);
    memory().set(bytes, at);
    const size = inside.door_ask();
    const from = inside.door_answer();
    assert.equal(new TextDecoder().decode(memory().slice(from, from + size)), verdict, question);
  }
});

test("a phone pairs and its camera reads green, red and amber", async () => {
  const good = await register();
  const cancelled = await register();
  await home.must("POST", `/events/${event.id}/registrations/${cancelled.id}/cancel`, {});
  phone = volunteer.make(home);
  await phone.start({ film: await film(phone.folder, [good.ticket.text, cancelled.ticket.text, good.ticket.text]) });
  await phone.pair(event.id, door.id);
  const seen = new Set();
  await until("the camera has read all three", async () => {
    if (await phone.page.isVisible("[data-screen=verdict]")) {
      seen.add(await phone.answer());
      await phone.next();
    }
    return seen.size >= 3;
  }, 60_000);
  assert.deepEqual([...seen].sort(), ["bad cancelled", "ok admitted", "warn already_in"]);
  await until("the server knows of one", async () => (await attended()) === 1);
  assert.deepEqual(phone.complaints, []);
  await phone.kill();
});

test("offline, killed and back: nothing is lost, nothing counted twice", async () => {
  await phone.start();
  const guests = [];
  for (let each = 0; each < 6; ++each) guests.push(await register());
  absent = person(number); // the last of them never comes in the tests before the search
  const elsewhere = await register(other);
  await phone.open();
  await phone.page.waitForSelector("[data-screen=camera]:not([hidden])");
  await phone.page.click("[data-go=more]");
  await phone.page.click("[data-do=sync]");
  await until("the new guests are on the phone", async () => (await phone.text("f-roster")) === "8");
  await phone.page.click("[data-screen=more] [data-go=camera]");

  assert.equal(await phone.scan(guests[0].ticket.text), "ok admitted");
  await until("the server knows of both", async () => (await attended()) === 2);
  await phone.network(false);
  assert.equal(await phone.scan(guests[1].ticket.text), "ok admitted");
  assert.equal(await phone.scan(guests[1].attendee_no), "warn already_in");
  assert.equal(await phone.scan(guests[2].attendee_no), "ok admitted");
  assert.equal(await phone.scan(elsewhere.ticket.text), "bad other_event");
  await phone.next();
  await until("the strip says so", async () => /Нет связи/.test(await phone.text("strip-main")));
  const before_kill = await attended();
  assert.equal(before_kill, 2, "what was scanned without a network is nowhere but on the phone");

  // The battery is pulled out, and the phone starts again without a network: from what it keeps.
  await phone.kill();
  await home.stop();
  await phone.start();
  await phone.open();
  await phone.page.waitForSelector("[data-screen=camera]:not([hidden])");
  assert.equal(await phone.scan(guests[1].ticket.text), "warn already_in");
  assert.equal(await phone.scan(guests[3].ticket.text), "ok admitted");
  // Taken back by the volunteer, still without a network.
  await phone.page.click("[data-part=b-undo]");
  await phone.page.click("[data-screen=recent] [data-go=camera]");
  assert.equal(await phone.scan(guests[4].ticket.text), "ok admitted");
  await phone.kill();

  await home.start();
  await phone.start();
  await phone.open();
  await until("everything arrived", async () => (await attended()) === before_kill + 3, 60_000);
  await phone.page.click("[data-go=more]");
  await until("nothing waits any more", async () => (await phone.text("f-unsent")) === "0");
  await phone.page.click("[data-screen=more] [data-go=camera]");
  assert.equal(await phone.scan(guests[3].ticket.text), "ok admitted", "what was taken back may be done again");
  assert.equal(await phone.scan(guests[4].ticket.text), "warn already_in");
  await until("the server counts four of this evening", async () => (await attended()) === before_kill + 4);
  assert.deepEqual(phone.complaints, []);
});

// A volunteer who does not see the screen, or has a small old phone, works at the door as well.
test("every screen is accessible and fits", async () => {
  const found = {};
  const look = async (name) => (found[name] = await findings(phone.page));
  await look("verdict");
  await phone.next();
  await look("camera");
  for (const screen of ["typed", "search", "recent", "more"]) {
    await phone.page.click(screen === "more" ? "[data-go=more]" : `[data-part=nav] [data-go=${screen}]`);
    await look(screen);
    await phone.page.click(`[data-screen=${screen}] [data-go=camera]`);
  }
  for (const [name, list] of Object.entries(found)) assert.deepEqual(list, [], name);
});

test("the search shows nobody before a name is typed, and a revoked phone forgets everybody", async () => {
  const again = await register();
  const before = await attended();
  // Perhaps the list is half a minute old: then a late ticket, green as well.
  assert.match(await phone.scan(again.ticket.text), /^ok admitted/);
  await until("the server knows of the ticket", async () => (await attended()) === before + 1);
  await phone.next();
  await phone.page.click("[data-part=by-name]");
  assert.equal(await phone.page.locator("[data-part=found] li").count(), 0);
  await phone.page.fill("#find", "зах");
  await phone.page.fill("#find", "а");
  assert.equal(await phone.page.locator("[data-part=found] li").count(), 0);
  await phone.page.fill("#find", absent.given_name.slice(0, 3));
  await until("somebody is found", async () => (await phone.page.locator("[data-part=found] li").count()) > 0);
  // Whoever forgot the ticket is let in by name, once; a second time only by the volunteer's own word.
  await phone.page.locator("[data-part=found] button").first().click();
  await until("let in by name", async () => (await phone.answer()) === "ok admitted");
  await until("the server knows of the name", async () => (await attended()) === before + 2);
  await phone.next();
  assert.equal(await phone.scan(again.ticket.text), "warn already_in");
  await phone.page.click("[data-part=b-override]");
  await until("let in again", async () => (await phone.answer()) === "ok overridden");
  await phone.next();

  assert.equal((await home.api("DELETE", `/events/${event.id}/devices/${phone.id}`)).status < 300, true);
  await phone.page.click("[data-go=more]");
  await phone.page.click("[data-do=sync]");
  await phone.page.click("[data-screen=more] [data-go=camera]");
  await until("it says that it was revoked", async () => /отключён организатором/.test(await phone.text("strip-main")));
  const guest = await register();
  assert.match(await phone.scan(guest.ticket.text), /device_revoked/);
  const kept = await phone.page.evaluate(() => new Promise((yes) => {
    const asked = indexedDB.open("krug-door");
    asked.onsuccess = () => {
      const counted = asked.result.transaction("pages").objectStore("pages").count();
      counted.onsuccess = () => yes(counted.result);
    };
  }));
  assert.equal(kept, 0, "no page of the list is left");
});
