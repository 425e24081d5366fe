// If this fails, a power cut costs somebody the seat or the admission that was already promised on the screen.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { databases, in_house, person } from "./house.mjs";

const cycles = Number(process.env.KRUG_KILL_CYCLES ?? 3);
const seed = Number(process.env.KRUG_SEED ?? 2020_10_15);
const hands = 12;
const seats_of_small = 40;
const ready_again_ms = 5_000;

/** Numbers in [0, 1) that are the same for the same seed. */
function numbers(from) {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const scan_id_of = (text) => createHash("sha256").update(text).digest("hex").slice(0, 32).replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

/** What was asked, what was promised, and what nobody knows because the answer never came. */
class ledger {
  registrations = new Map(); // idempotency key → {event, body, answer}
  check_ins = new Map(); // scan id → {event, body, answer}
  next_guest = 0;

  unanswered() {
    return [...this.registrations.values(), ...this.check_ins.values()].filter((each) => !each.answer);
  }
}

/** Asks once; keeps the answer when there is one. A connection that broke tells nothing. */
async function ask(house, kept, path, headers) {
  try {
    const answer = await house.api("POST", path, kept.body, headers);
    if (answer.status === 503) return;
    // The plug was pulled between the commit and the answer: the person is told so and is found by her address.
    if (answer.body?.code === "already_registered") {
      const [found] = (await house.must("GET", `/events/${kept.event}/registrations?q=${encodeURIComponent(kept.body.email)}`)).items;
      kept.answer = await house.must("GET", `/events/${kept.event}/registrations/${found.id}`);
      return;
    }
    assert.ok(answer.status < 300, `${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    kept.answer = answer.body;
  } catch (failure) {
    if (failure instanceof assert.AssertionError) throw failure;
  }
}

const ask_registration = (house, key, kept) => ask(house, kept, `/events/${kept.event}/registrations`, { "idempotency-key": key });
const ask_check_in = (house, kept) => ask(house, kept, `/events/${kept.event}/check-ins`);

async function one_hand(house, events, book, load) {
  while (load.on) {
    const guest = book.next_guest++;
    for (const event of [events.small, events.large]) {
      const key = `kill-${event}-${guest}`;
      const kept = { event, body: person(guest), answer: undefined };
      book.registrations.set(key, kept);
      await ask_registration(house, key, kept);
      if (!load.on || !kept.answer) return;
      if (event !== events.large) continue;
      const scan = { event, body: { code: kept.answer.ticket.text, scan_id: scan_id_of(key), admission_point: 1 }, answer: undefined };
      book.check_ins.set(scan.body.scan_id, scan);
      await ask_check_in(house, scan);
    }
  }
}

/** After the restart: the people ask again with what they had in hand, and nothing may be missing, doubled or oversold. */
async function judge(house, events, book) {
  for (const [key, kept] of book.registrations) if (!kept.answer) await ask_registration(house, key, kept);
  for (const kept of book.check_ins.values()) if (!kept.answer) await ask_check_in(house, kept);
  assert.equal(book.unanswered().length, 0, "who asks again is answered");

  for (const event of [events.small, events.large]) {
    const listed = await house.all_registrations(event);
    const kept = new Map(listed.map((each) => [each.id, each]));
    const promised = [...book.registrations.values()].filter((each) => each.event === event);
    for (const { answer, body } of promised) {
      const found = kept.get(answer.id);
      assert.ok(found, "a promised registration is there");
      assert.equal(found.email, body.email);
      assert.equal(found.family_name, body.family_name);
      assert.equal(found.status, answer.status);
      assert.equal(found.attendee_no, answer.attendee_no);
      assert.equal(found.waitlist_place, answer.waitlist_place);
    }
    assert.equal(listed.length, promised.length, "nobody stands twice and nobody is there who did not ask");
    assert.equal(new Set(listed.map((each) => each.email)).size, listed.length);
    if (event !== events.small) continue;
    const confirmed = listed.filter((each) => each.status === "confirmed").length;
    assert.equal(confirmed, Math.min(seats_of_small, listed.length), "not one seat too many, not one unused");
    const places = listed.filter((each) => each.waitlist_place).map((each) => each.waitlist_place);
    assert.deepEqual(places.sort((a, b) => a - b), places.map((_, n) => n + 1));
  }
  const inside = new Set((await house.all_registrations(events.large, "&attended=true")).map((each) => each.attendee_no));
  assert.equal(inside.size, book.check_ins.size);
  for (const { answer } of book.check_ins.values()) {
    assert.equal(answer.verdict, "green", JSON.stringify(answer));
    assert.ok(inside.has(answer.attendee.attendee_no), "who was let in is known as inside");
  }
}

for (const database of databases)
  // The plug is pulled while people register and walk in.
  test(`the service is killed ${cycles} times under load (${database})`, () =>
    in_house({ database, env: { KRUG_LIMITS_CONNECTIONS_PER_ADDRESS: "2000" } }, async (house) => {
      const random = numbers(seed);
      const small = await house.published_event({ title: "Малый зал", capacity: seats_of_small });
      const large = await house.published_event({ title: "Большой зал" });
      const events = { small: small.id, large: large.id };
      const book = new ledger();
      for (let cycle = 0; cycle < cycles; ++cycle) {
        const load = { on: true };
        const before = book.next_guest;
        const working = Array.from({ length: hands }, () => one_hand(house, events, book, load));
        await pause(100 + Math.floor(random() * 400));
        await house.kill();
        load.on = false;
        await Promise.all(working);
        assert.ok(book.next_guest > before + hands, "there was load when the plug was pulled");
        const took = await house.start();
        assert.ok(took < ready_again_ms, `ready again after ${Math.round(took)} ms`);
        await judge(house, events, book);
      }
      // Asking once more with the same scan changes nothing.
      const [some] = book.check_ins.values();
      const again = await house.must("POST", `/events/${some.event}/check-ins`, some.body);
      assert.equal(again.verdict, "green");
      assert.equal(again.repeated, true);
    }));
