// If this fails, a copied ticket opens two doors of one hall as soon as the internet is gone, or a dead hub closes them all.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { free_port, house, kiosk_binary, must_run, person, run, until } from "./house.mjs";
import { kiosk } from "./kiosk.mjs";

let home, event, hub, east, west;
const guests = [];

const attended = async () => (await home.must("GET", `/events/${event.id}/statistics`)).attended;
const reason = async (door, guest) => (await door.scan(guest.ticket.text)).reason;
const hub_address = () => `127.0.0.1:${hub.hub_port}`;

before(async () => {
  home = await house.open();
  event = await home.published_event({ title: "Форум в трёх дверях" });
  for (let number = 1; number <= 12; ++number) guests.push(await home.must("POST", `/events/${event.id}/registrations`, person(number)));
  hub = await kiosk.enrol(home, event.id, "Узел");
  hub.hub_port = await free_port();
  hub.start({}, [], ["--hub", hub_address()]);
  for (const name of ["Восточный вход", "Западный вход"]) {
    const door = await kiosk.enrol(home, event.id, name);
    const code = (await must_run(kiosk_binary, ["hub-code", `https://${hub_address()}`, "--data", hub.folder])).trim();
    await until("the hub listens", async () => (await run(kiosk_binary, ["pair", code, "--data", door.folder])).code === 0);
    assert.equal((await run(kiosk_binary, ["pair", code, "--data", door.folder])).code, 1, "a code pairs once");
    door.start();
    if (east) west = door;
    else east = door;
  }
});
after(async () => {
  for (const door of [east, west, hub]) await door?.close();
  await home?.close();
});

test("without the internet three doors share one truth", async () => {
  await home.stop();
  assert.equal(await reason(east, guests[0]), "admitted");
  const copy = await west.scan(guests[0].ticket.text);
  assert.equal(copy.reason, "already_in");
  assert.ok(copy.first_admission?.at, "the other door's time is said");
  assert.equal(await reason(hub, guests[0]), "already_in");
  assert.equal(await reason(hub, guests[1]), "admitted");
  assert.equal(await reason(east, guests[1]), "already_in");
  // The same code at both doors in one moment, many times: never two greens.
  for (const guest of guests.slice(2, 8)) {
    const both = await Promise.all([reason(east, guest), reason(west, guest)]);
    assert.deepEqual(both.sort(), ["admitted", "already_in"], JSON.stringify(both));
  }
});

test("a dead hub closes no door, and what was heard before is still known", async () => {
  await hub.kill();
  assert.equal(await reason(west, guests[0]), "already_in");
  assert.equal(await reason(west, guests[8]), "admitted");
  assert.equal(await reason(east, guests[9]), "admitted");
  const told = (door) => door.said.split("hub_told").length - 1;
  const before = [told(east), told(west)];
  hub.start({}, [], ["--hub", hub_address()]);
  await until("both doors tell what the hub missed", async () => told(east) > before[0] && told(west) > before[1]);
  assert.equal(await reason(hub, guests[9]), "already_in");
  assert.equal(await reason(east, guests[8]), "already_in");
});

test("afterwards the server has the union of the journals", async () => {
  await home.start();
  await until("everything arrived", async () => (await attended()) === 10, 90_000);
  const { items } = await home.must("GET", `/events/${event.id}/registrations?limit=50`);
  assert.equal(items.length, 12);
});

// A kiosk in the cellar sees only the hall's network; the hub carries its records out.
test("a door without a road to the server reaches it through the hub", async () => {
  await east.stop();
  const { readFileSync, writeFileSync } = await import("node:fs");
  const file = `${east.folder}/device.key`;
  const closed = await free_port();
  writeFileSync(file, readFileSync(file, "utf8").replace(/^url .*$/m, `url http://127.0.0.1:${closed}`));
  east.start();
  assert.equal(await reason(east, guests[10]), "admitted");
  await until("the record arrived", async () => (await attended()) === 11, 60_000);
  await until("and is acknowledged", async () => (await east.status()).unsent === 0, 60_000);
});
