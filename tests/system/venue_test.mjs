// If this fails, an evening at a venue ends badly: a guest with a good ticket saw red, a scan is gone, or a copied ticket or a
// copied kiosk went unnoticed. Everything that breaks at once breaks here: the network, the server, one kiosk's plug.
import assert from "node:assert/strict";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { free_port, house, kiosk_binary, must_run, person, run, until } from "./house.mjs";
import { kiosk } from "./kiosk.mjs";
import { volunteer } from "./phone.mjs";

const guests_count = 80;
let home, event, main_door, side_door;
let hub, east, west, clone, one, two;
const guests = [];
/** Everything that any screen said: {door, guest, colour, reason, scan}. */
const said = [];
/** Ids of all records that left a phone; a phone's own list is read by nobody but its page. */
const of_phones = new Set();

const at_event = (path) => `/events/${event.id}${path}`;
const hex = (uuid) => uuid.replaceAll("-", "");
const devices = async () => (await home.must("GET", at_event("/devices"))).items;
const state_of = async (device) => (await devices()).find((each) => each.id === device.id).state;

async function present(door, guest) {
  if (door instanceof volunteer) {
    const [look, reason] = (await door.scan(guest.ticket.text)).split(" ");
    said.push({ door, guest, colour: { ok: "green", warn: "amber", info: "amber", bad: "red" }[look], reason });
  } else {
    const { verdict, reason, scan_id } = await door.scan(guest.ticket.text);
    said.push({ door, guest, colour: verdict, reason, scan: scan_id && hex(scan_id) });
  }
  return said.at(-1);
}
const admitted = (door, guest) => present(door, guest).then((answer) => assert.equal(answer.colour, "green", JSON.stringify({ ...answer, door: door.title, guest: guest.id })));
/** A queue at each door, all at once. */
const rush = (queues) => Promise.all(queues.map(async ([door, queue]) => {
  for (const guest of queue) await admitted(door, guest);
}));

async function door_kiosk(title, more = []) {
  const made = await kiosk.enrol(home, event.id, title);
  made.title = title;
  made.more = more;
  return made;
}
async function door_phone(title, point) {
  const made = volunteer.make(home);
  made.title = title;
  await made.start();
  made.context.on("request", (asked) => {
    if (!asked.url().endsWith("/kiosk/v1/sync")) return;
    for (const row of JSON.parse(asked.postData()).rows) of_phones.add(Buffer.from(row, "base64url").subarray(4, 20).toString("hex"));
  });
  await made.pair(event.id, point, title);
  return made;
}
/** What lies on a kiosk's disk, read while it is switched off. */
const journal_of = async (device) => (await must_run("sqlite3", ["-readonly", join(device.folder, "journal.db"), "SELECT id FROM scans"])).trim().split("\n").filter(Boolean);
const on_server = async (where) => (await must_run("sqlite3", ["-readonly", join(home.data, "krug.sqlite"), `SELECT scan_id FROM scan WHERE event_id = ${event.id} AND device_id > 0 AND ${where}`])).trim().split("\n").filter(Boolean);
async function remove_database() {
  for (const end of ["", "-wal", "-shm"]) await rm(join(home.data, `krug.sqlite${end}`), { force: true });
}

before(async () => {
  home = await house.open();
  event = await home.published_event({ title: "Большой круглый стол" });
  [main_door] = (await home.must("GET", at_event("/admission-points"))).items;
  side_door = await home.must("POST", at_event("/admission-points"), { name: "Вход со двора" });
  for (let number = 1; number <= guests_count - 2; ++number) guests.push(await home.must("POST", at_event("/registrations"), person(number)));
  hub = await door_kiosk("Узел");
  hub.hub_port = await free_port();
  hub.more = ["--hub", `127.0.0.1:${hub.hub_port}`];
  hub.start({}, [], hub.more);
  for (const title of ["Восточный вход", "Западный вход"]) {
    const door = await door_kiosk(title);
    const code = (await must_run(kiosk_binary, ["hub-code", `https://127.0.0.1:${hub.hub_port}`, "--data", hub.folder])).trim();
    await until("the hub listens", async () => (await run(kiosk_binary, ["pair", code, "--data", door.folder])).code === 0);
    door.start();
    if (east) west = door;
    else east = door;
  }
  [one, two] = await Promise.all([door_phone("Телефон 1", side_door.id), door_phone("Телефон 2", side_door.id)]);
});
after(async () => {
  for (const door of [hub, east, west, clone, one, two]) await door?.close();
  await home?.close();
});

test("eighty guests come while the network, the server and a kiosk fail", async () => {
  const queue = [...guests];
  const next = (count) => queue.splice(0, count);
  const all_doors = [hub, east, west, one, two];
  const kiosks = [hub, east, west];
  const cancelled = next(1)[0];
  await home.must("POST", at_event(`/registrations/${cancelled.id}/cancel`), {});

  // All is well; in the middle somebody makes the evening's copy of the database. Two register after it.
  await rush(all_doors.map((door) => [door, next(2)]));
  await until("the copy holds the first ten", async () => (await on_server("kind = 'admit'")).length === 10);
  const copy = join(home.data, "copy.sqlite");
  await home.krug("backup", copy);
  for (const number of [guests_count - 1, guests_count]) guests.push(await home.must("POST", at_event("/registrations"), person(number)));
  const late = guests.slice(-2);
  await rush(all_doors.map((door) => [door, next(3)]));

  // The uplink goes. The hall's kiosks hear each other; the phones hear nobody.
  await home.stop();
  for (const phone of [one, two]) await phone.network(false);
  const copied = next(3);
  await rush([[hub, next(5)], [east, next(5)], [west, [...late, ...copied.slice(0, 2), ...next(3)]], [one, [...copied, ...next(4)]], [two, [copied[2], ...next(4)]]]);
  for (const door of [hub, east]) assert.equal((await present(door, copied[0])).reason, "already_in", "the hall's kiosks know it");
  const third = await present(two, copied[1]); // the second copied ticket goes through three doors
  assert.equal(third.colour, "green");

  // A plug is pulled in the middle of a scan; the guest stands there and shows the ticket again.
  const [startled] = next(1);
  east.process.stdin.write(`${startled.ticket.text}\n`);
  await east.kill();
  const stolen = join(home.data, "stolen");
  await cp(east.folder, stolen, { recursive: true });
  east.start();
  const after_cut = await present(east, startled);
  assert.ok(["green", "amber"].includes(after_cut.colour), JSON.stringify(after_cut.reason));
  await admitted(east, next(1)[0]);

  // And that kiosk's folder was copied while it lay there: two devices with one name.
  clone = new kiosk();
  Object.assign(clone, { title: "Двойник", id: east.id, folder: stolen });
  clone.start();
  await rush([[clone, next(3)], [east, next(2)], [hub, next(3)], [west, next(3)], [one, next(3)], [two, next(3)]]);

  // The server comes back out of the copy: it knows of ten admissions, and nothing of the last two registrations.
  await remove_database();
  await home.krug("restore", copy);
  await home.start();
  for (const phone of [one, two]) await phone.network(true);
  await until("kiosks have sent everything", async () => {
    for (const door of [...kiosks, clone]) if ((await door.status()).unsent !== 0) return false;
    return true;
  }, 90_000);
  await until("phones have sent everything", async () => {
    const seen = await devices();
    return [one, two].every((phone) => seen.find((each) => each.id === phone.id).unsent === 0);
  }, 60_000);
  await until("the copied kiosk is set aside", async () => (await state_of(east)) === "quarantined", 60_000);

  // The rest come to doors that work as if nothing had been; the one that was copied lets in nobody, and shows no red.
  const rest = queue.splice(0);
  await rush([hub, west, one, two].map((door, at) => [door, rest.filter((_, which) => which % 4 === at)]));
  assert.equal((await present(east, copied[2])).colour, "amber");

  const by_phones = said.filter((each) => each.door instanceof volunteer).length;
  await until("and everything is sent", async () => {
    for (const door of [hub, west]) if ((await door.status()).unsent !== 0) return false;
    const seen = await devices();
    return of_phones.size === by_phones && [one, two].every((phone) => seen.find((each) => each.id === phone.id).unsent === 0);
  }, 60_000);
  for (const door of [hub, west]) assert.equal(await state_of(door), "enrolled");
  for (const phone of [one, two]) assert.equal(await state_of(phone), "enrolled");

  // No guest with a good ticket saw red, and each came in.
  for (const { door, guest, colour, reason } of said) assert.notEqual(colour, "red", `${door.title}: ${guest.id} ${reason}`);
  for (const guest of guests)
    if (guest !== cancelled) assert.ok(said.some((each) => each.guest === guest && (each.colour === "green" || guest === startled)), `guest ${guest.id} never came in`);
  assert.equal((await present(west, cancelled)).reason, "cancelled");

  // The server's records are the union of the journals, bit for bit of their names, also the clone's.
  await until("the last refusal arrived", async () => (await west.status()).unsent === 0, 40_000);
  for (const door of [hub, east, west, clone]) await door.stop();
  const journals = new Set(of_phones);
  for (const door of [hub, east, west, clone]) for (const id of await journal_of(door)) journals.add(id);
  assert.deepEqual((await on_server("1")).sort(), [...journals].sort());

  // Each copied ticket is one report with every entry: door, place, time.
  const reports = (await home.must("GET", at_event("/conflicts?state=open"))).items;
  const expected = copied.map((guest) => {
    const entries = said.filter((each) => each.guest === guest && each.colour === "green");
    return { registration: guest.id, devices: entries.map((each) => each.door.title).sort() };
  });
  const seen = reports.map((each) => ({ registration: each.registration, devices: each.entries.map((entry) => entry.device).sort() }));
  const by_guest = (left, right) => left.registration - right.registration;
  assert.deepEqual(seen.sort(by_guest), expected.sort(by_guest));
  for (const report of reports)
    for (const entry of report.entries) {
      assert.equal(entry.point, entry.device.startsWith("Телефон") ? side_door.name : main_door.name);
      assert.ok(Math.abs(Date.now() - Date.parse(entry.at)) < 180_000, entry.at);
    }
});

// Somebody copies yesterday's file over the database by hand, and others register before the kiosk asks again: it has read
// something else under the same numbers, and would know of no new guest for ever.
test("a database put back by hand leaves no kiosk behind", async () => {
  west.start();
  await until("all is quiet", async () => (await west.status()).unsent === 0, 40_000);
  await home.stop();
  const file = join(home.data, "krug.sqlite");
  await cp(file, `${file}.yesterday`);
  await home.start();
  const rows = (await west.status()).roster_rows;
  const forgotten = [await home.must("POST", at_event("/registrations"), person(901)), await home.must("POST", at_event("/registrations"), person(902))];
  // No scan of its own may show that the server has forgotten something: only what it was told.
  await until("the kiosk knows of both", async () => (await west.status()).roster_rows === rows + forgotten.length, 60_000);
  await west.stop();
  await home.stop();
  await remove_database();
  await cp(`${file}.yesterday`, file);
  await home.start();
  const others = [];
  for (const number of [911, 912, 913, 914]) others.push(await home.must("POST", at_event("/registrations"), person(number)));
  // The hub was off; now it is told, under the numbers under which the other had heard of the forgotten.
  hub.start({}, [], hub.more);
  await until("the hub knows of the others", async () => (await hub.status()).roster_rows === rows + others.length, 60_000);
  west.start();
  await until("the kiosk knows whom the server knows", async () => (await west.status()).roster_rows === rows + others.length, 60_000);
  for (const guest of others) assert.equal((await west.scan(guest.attendee_no)).reason, "admitted");
});
