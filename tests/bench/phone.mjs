// If this is wrong, a volunteer's phone is called fast and is not. Usage: node tests/bench/phone.mjs [GUESTS] [SCANS], after
// deploy/build release krug and npm ci in tests/system. Prints, for a real Chromium: pairing with the whole list, opening
// again from what is kept, a scan from its code to the durable green; beside it the ceiling, two empty strict transactions.
import { house, person, until } from "../system/house.mjs";
import { volunteer } from "../system/phone.mjs";

const guests = Number(process.argv[2] ?? 2000);
const scans = Number(process.argv[3] ?? 60);
const at_once = 16;

const sorted = (list) => [...list].sort((left, right) => left - right);
const part = (list, share) => sorted(list)[Math.min(list.length - 1, Math.floor(share * list.length))];
const told = (what, ms) => console.log(`${what.padEnd(52)} ${ms.toFixed(1).padStart(9)} ms`);

const home = await house.open();
const phone = volunteer.make(home);
try {
  const event = await home.published_event({ title: "Круглый стол «Сколько нас»" });
  const [door] = (await home.must("GET", `/events/${event.id}/admission-points`)).items;
  const tickets = [];
  let next = 0;
  await Promise.all(Array.from({ length: at_once }, async () => {
    for (let number = next++; number < guests; number = next++)
      tickets[number] = (await home.must("POST", `/events/${event.id}/registrations`, person(number))).ticket.text;
  }));

  await phone.start();
  let began = performance.now();
  await phone.pair(event.id, door.id);
  await until("the whole list is there", async () => /^Список: /.test(await phone.text("fresh")), 300_000);
  told(`paired, ${guests} guests on the phone`, performance.now() - began);
  await phone.kill();
  await phone.start();
  began = performance.now();
  await phone.open();
  told("opened again from what is kept", performance.now() - began);

  const ours = [];
  for (let number = 0; number < scans; ++number) {
    await phone.scan(tickets[Math.floor((number * guests) / scans)]);
    ours.push(Number(await phone.page.getAttribute("#main", "data-ms")));
  }
  told(`code to durable green, median of ${scans}`, part(ours, 0.5));
  told("code to durable green, 95 of 100", part(ours, 0.95));
  const ceiling = await phone.page.evaluate(async (count) => {
    const asked = indexedDB.open("krug-ceiling", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("rows");
    const base = await new Promise((yes) => (asked.onsuccess = () => yes(asked.result)));
    const write = () => new Promise((yes) => {
      const change = base.transaction("rows", "readwrite", { durability: "strict" });
      change.objectStore("rows").put(new Uint8Array(300), Math.random());
      change.oncomplete = yes;
    });
    const took = [];
    for (let turn = 0; turn < count; ++turn) {
      const from = performance.now();
      await write();
      await write();
      took.push(performance.now() - from);
    }
    return took;
  }, scans);
  told("ceiling: two strict transactions, median", part(ceiling, 0.5));
  told("ceiling: two strict transactions, 95 of 100", part(ceiling, 0.95));
} finally {
  await phone.close();
  await home.close();
}
