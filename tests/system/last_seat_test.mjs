// If this fails, two people were promised one seat, or somebody who pressed the button in the rush was lost or overtaken.
import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { test } from "node:test";
import { databases, in_house, person } from "./house.mjs";

const clients = 500;
const rounds = Number(process.env.KRUG_RACE_ROUNDS ?? 3);

/** One request on a connection of its own client: {status, text}. */
function send(agent, house, method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const asked = request(`${house.base}${path}`, {
      agent,
      method,
      headers: {
        authorization: `Bearer ${house.token}`,
        ...(text === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
        ...headers,
      },
    });
    asked.on("error", reject);
    asked.on("response", (answer) => {
      let said = "";
      answer.setEncoding("utf8").on("data", (part) => (said += part)).on("end", () => resolve({ status: answer.statusCode, text: said }));
    });
    asked.end(text);
  });
}

async function race(house, agents, round) {
  const event = await house.published_event({ title: `Последнее место, заход ${round}`, capacity: 2 });
  const first = await house.must("POST", `/events/${event.id}/registrations`, person(100_000));
  assert.equal(first.status, "confirmed");

  // Everybody is already connected when the moment comes.
  await Promise.all(agents.map((agent) => send(agent, house, "GET", "/health/live")));
  const path = `/api/v1/events/${event.id}/registrations`;
  const answers = await Promise.all(agents.map((agent, n) => send(agent, house, "POST", path, person(n), { "idempotency-key": `race-${round}-${n}` })));

  for (const each of answers) assert.equal(each.status, 201, each.text);
  const receipts = answers.map((each) => JSON.parse(each.text));
  const winners = receipts.filter((each) => each.status === "confirmed");
  assert.equal(winners.length, 1, "one seat, one winner");
  assert.ok(winners[0].ticket);
  const waiting = receipts.filter((each) => each.status === "waitlisted");
  assert.equal(waiting.length, clients - 1);
  waiting.sort((a, b) => a.id - b.id);
  assert.deepEqual(waiting.map((each) => each.waitlist_place), waiting.map((_, n) => n + 1), "the queue is in the order of arrival");
  assert.ok(waiting.every((each) => each.ticket === null), "nobody in the queue holds a ticket");

  const kept = new Map((await house.all_registrations(event.id)).map((each) => [each.id, each]));
  assert.equal(kept.size, clients + 1, "nobody was lost and nobody stands twice");
  assert.equal(new Set([...kept.values()].map((each) => each.email)).size, clients + 1);
  for (const each of waiting) {
    assert.equal(kept.get(each.id).status, "waitlisted");
    assert.equal(kept.get(each.id).waitlist_place, each.waitlist_place);
  }
  const seats = (await house.must("GET", `/events/${event.id}`)).seats;
  assert.deepEqual(seats, { limit: 2, taken: 2, waiting: clients - 1, free: 0, fullness: "full" });

  // The seat that is given back goes to whoever waits longest, and to nobody else.
  await house.must("POST", `/events/${event.id}/registrations/${winners[0].id}/cancel`, {});
  const next = await house.must("GET", `/events/${event.id}/registrations/${waiting[0].id}`);
  assert.equal(next.status, "confirmed");
  assert.ok(next.ticket);
  const confirmed = await house.all_registrations(event.id, "&status=confirmed");
  assert.deepEqual(confirmed.map((each) => each.id).sort((a, b) => a - b), [first.id, waiting[0].id].sort((a, b) => a - b));
}

for (const database of databases)
  // The whole hall presses "take a seat" in one second.
  test(`${clients} people want the last seat, ${rounds} times (${database})`, () =>
    in_house({ database, env: { KRUG_LIMITS_CONNECTIONS_PER_ADDRESS: "2000" } }, async (house) => {
      const agents = Array.from({ length: clients }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
      try {
        for (let round = 1; round <= rounds; ++round) await race(house, agents, round);
      } finally {
        for (const agent of agents) agent.destroy();
      }
    }));
