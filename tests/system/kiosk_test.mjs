// If this fails, an honest guest stands before a closed door, or one ticket opens it twice, when the network is away.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { house, person, run, kiosk_binary, until } from "./house.mjs";
import { kiosk } from "./kiosk.mjs";

let home, event, other, device;
let number = 0;
before(async () => {
  home = await house.open();
  event = await home.published_event({ title: "Круглый стол у двери" });
  other = await home.published_event({ title: "Другой круглый стол" });
});
after(async () => {
  await device?.close();
  await home?.close();
});

const register = (at = event) => home.must("POST", `/events/${at.id}/registrations`, person(++number));
/** A scan makes the device speak with the server at once instead of within half a minute. */
async function known_at_door(rows) {
  await device.scan(`0${++number}`);
  await until("the new guests are known at the door", async () => (await device.status()).roster_rows === rows, 40_000);
}
const attended = async () => (await home.must("GET", `/events/${event.id}/statistics`)).attended;

// Everything that comes to a door in one evening, with the network there.
test("online: each guest gets the answer that is true", async () => {
  const good = await register();
  const cancelled = await register();
  const reissued = await register();
  const elsewhere = await register(other);
  await home.must("POST", `/events/${event.id}/registrations/${cancelled.id}/cancel`, {});
  const fresh = await home.must("POST", `/events/${event.id}/registrations/${reissued.id}/reissue`, {});
  device = await kiosk.enrol(home, event.id);
  device.start();
  const answer = async (code) => {
    const { verdict, reason } = await device.scan(code);
    return `${verdict} ${reason}`;
  };
  assert.equal(await answer(good.ticket.text), "green admitted");
  assert.equal(await answer(cancelled.ticket.text), "red cancelled");
  assert.equal(await answer(reissued.ticket.text), "red revoked");
  assert.equal(await answer(fresh.ticket.text), "green admitted");
  assert.equal(await answer(elsewhere.ticket.text), "red other_event");
  const digits = good.ticket.text;
  assert.match(await answer(digits.slice(0, 100) + digits.slice(101)), /^(red|amber) /);
  assert.match(await answer("4600051000057"), /^amber not_on_list$/);
  // Within three seconds the same text is the camera's echo; the number asks about the same guest anew.
  assert.equal((await device.scan(good.ticket.text)).repeated, true);
  assert.equal(await answer(good.attendee_no), "amber already_in");
  const by_number = await register();
  await known_at_door(4);
  assert.equal(await answer(by_number.attendee_no), "green admitted");
  await until("the server knows of three", async () => (await attended()) === 3);
});

// The router is unplugged while eighty people stand in the queue.
test("offline: the door goes on, and everything arrives afterwards", async () => {
  const known = [await register(), await register()];
  await known_at_door(6);
  // Registered in the minute before the network went: the list at the door does not know this guest.
  const late = await register();
  const before = await attended();
  await home.stop();
  for (const guest of known) {
    const said = await device.scan(guest.ticket.text);
    assert.equal(said.verdict, "green");
    assert.match(said.message.ru, /^Проходите/);
  }
  assert.equal((await device.scan(known[0].attendee_no)).reason, "already_in");
  const unlisted = await device.scan(late.ticket.text);
  assert.equal(unlisted.verdict, "green", JSON.stringify(unlisted));
  assert.ok((await device.status()).unsent >= 3 || (await device.scan("0")).scan_id);

  // And the kiosk's own plug is pulled on top of it.
  await device.kill();
  assert.ok((await device.status()).unsent >= 3, "what was shown green is still there");
  device.start();
  assert.equal((await device.scan(known[1].ticket.text)).verdict === "red", false, "never red because of our fault");

  await home.start();
  await until("everything arrived", async () => (await attended()) === before + 3, 60_000);
  await device.stop();
  assert.equal((await device.status()).unsent, 0);
  const online = await home.must("POST", `/events/${event.id}/check-ins`, {
    code: late.ticket.text, scan_id: "3f2504e0-4f89-41d3-9a0c-0305e82c3301", admission_point: 1,
  });
  assert.equal(online.reason, "already_in", "the desk knows whom the door let in");
});

// A lost tablet must not open doors.
test("a revoked device and a used code are refused", async () => {
  assert.equal((await run(kiosk_binary, ["enrol", device.code, "--data", `${device.folder}/second`])).code, 1, "a code works once");
  assert.equal((await home.api("DELETE", `/events/${event.id}/devices/${device.id}`)).status < 300, true);
  device.start();
  const guest = await register();
  await until("the device knows that it is revoked", async () => (await device.status()).standing !== "active", 40_000);
  assert.notEqual((await device.scan(guest.ticket.text)).verdict, "green");
});
