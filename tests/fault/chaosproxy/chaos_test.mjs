// If this fails, a bad hotel network makes two doors disagree for good, or a guest who was let in disappears (I3, I4, I5).
// Three real devices speak with the service through a proxy that does everything a network can do.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { in_house } from "../../system/house.mjs";
import { assert, call_at, figure, guests_of, judge_journal, judge_union, kiosk, numbers, pause, rows_of, until, whole, witness } from "../rig.mjs";
import { chaos_proxy } from "./proxy.mjs";

const seconds = Number(process.env.KRUG_CHAOS_SECONDS ?? 20);
const token_of = (device) => /^token (\S+)$/m.exec(readFileSync(join(device.folder, "device.key"), "utf8"))[1];

const kinds = [
  () => ({}),
  (random) => ({ delay: 50, jitter: whole(random, 400) }),
  (random) => ({ cut_up: 1 + whole(random, 3_000) }),
  (random) => ({ cut_down: 1 + whole(random, 3_000) }),
  () => ({ half_open: true }),
  () => ({ repeat: true }),
  (random) => ({ repeat: true, cut_down: 1 + whole(random, 600) }),
  () => ({ garbage: 300 }),
  () => ({ rate: 4_000 }),
  () => ({ refuse: true }),
];

/** Where it stands, as text; nothing while something waits. */
const place_of = ({ unsent, epoch, n }) => (unsent > 0 ? "" : `${epoch}/${n}`);

/** What a device believes of the others: deny list, admissions, keys, where it stands in the feed. */
async function belief_of(device) {
  const file = join(device.folder, "journal.db");
  return {
    deny: await rows_of(file, "SELECT * FROM deny ORDER BY code"),
    elsewhere: await rows_of(file, "SELECT scan, code, device, point, leaving, voided FROM elsewhere ORDER BY scan"),
    roster: await rows_of(file, "SELECT code, generation, standing FROM roster ORDER BY code"),
    place: await rows_of(file, "SELECT name, value FROM state WHERE name IN ('epoch', 'n', 'chain', 'keys_version') ORDER BY name"),
  };
}

test(`three doors behind a bad network for ${seconds} s`, () =>
  in_house({ env: { KRUG_LIMITS_CONNECTIONS_PER_ADDRESS: "2000" } }, async (house) => {
    const random = numbers();
    let calm = false;
    const proxy = await chaos_proxy.open(house.port, { weather: () => (calm ? {} : kinds[whole(random, kinds.length)](random)) });
    const event = await house.published_event({ title: "Круглый стол в подвале" });
    const doors = [];
    try {
      for (const name of ["Первый", "Второй", "Третий"]) {
        const device = await kiosk.enrol(house, event.id, name);
        call_at(device, proxy.url);
        doors.push({ device, seen: new witness(), valid_reds: 0 });
      }
      const guests = await guests_of(house, event.id, 30);
      const gone = new Set();
      for (const door of doors) door.device.start();
      const end = Date.now() + seconds * 1000;
      const scanning = doors.map(async (door) => {
        while (Date.now() < end) {
          const guest = guests[whole(random, guests.length)];
          const said = await door.device.scan(guest.ticket.text);
          if (said.verdict === "red" && !gone.has(guest.id)) ++door.valid_reds;
          door.seen.saw(guest.ticket.text, said);
          await pause(20 + whole(random, 200));
        }
      });
      const office = (async () => {
        while (Date.now() < end) {
          await pause(700);
          guests.push(...(await guests_of(house, event.id, 1, guests.length + 1)));
          if (random() < 0.4) {
            const guest = guests[whole(random, guests.length)];
            if (gone.has(guest.id)) continue;
            gone.add(guest.id);
            await house.must("POST", `/events/${event.id}/registrations/${guest.id}/${random() < 0.5 ? "cancel" : "reissue"}`, {});
          }
        }
      })();
      await Promise.all([...scanning, office]);

      calm = true;
      const at_heal = new Map(proxy.rounds);
      proxy.drop_all();
      const last = async () => {
        const places = await Promise.all(doors.map(async (door) => place_of(await door.device.status())));
        return new Set(places).size === 1 && places[0] !== "";
      };
      const rounds = new Map();
      await until("all know the same", async () => {
        for (const door of doors)
          if (!rounds.has(door) && (await door.device.status()).unsent === 0)
            rounds.set(door, (proxy.rounds.get(token_of(door.device)) ?? 0) - (at_heal.get(token_of(door.device)) ?? 0));
        return last();
      }, 120_000);
      for (const door of doors) await door.device.stop();
      for (const door of doors) {
        await judge_journal(door.device, door.seen);
        assert.equal(door.valid_reds, 0, "an honest guest saw red");
      }
      const rows = await judge_union(house, doors.map((door) => door.device));
      // Everything was sent before the last of them asked: now all three ask once more and must believe the same.
      for (const door of doors) {
        door.device.start();
        await door.device.scan("0");
        await door.device.stop();
      }
      for (const door of doors) {
        door.device.start();
        await door.device.scan("1");
        await door.device.stop();
      }
      const [first, ...others] = await Promise.all(doors.map((door) => belief_of(door.device)));
      for (const other of others) assert.deepEqual(other, first, "two doors believe different things");
      figure("chaosproxy", "K10", { seconds, ...proxy.counts, rows, rounds_max: Math.max(...rounds.values()), target_rounds: 2,
        denied: first.deny.length, red_of_valid: 0 });
      assert.ok(Math.max(...rounds.values()) <= 2 + Math.ceil(rows / 200), "rounds until all was sent");
    } finally {
      for (const door of doors) await door.device.close();
      await proxy.close();
    }
  }));
