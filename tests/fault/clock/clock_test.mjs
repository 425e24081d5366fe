// If this fails, a flat battery on a tablet's board turns honest guests away or opens the door with an old ticket (K9).
// The real device under a clock that is moved between every two scans: years, hours of summer time, drift.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { in_house } from "../../system/house.mjs";
import { assert, figure, guests_of, judge_journal, judge_union, kiosk, numbers, pause, skip, until, whole, witness } from "../rig.mjs";

const library = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"].map((folder) => join(folder, "faketime/libfaketimeMT.so.1")).find(existsSync);
const steps = Number(process.env.KRUG_CLOCK_STEPS ?? 40);
const year = 365 * 86_400;

/** Offsets against the true time, in seconds: what clocks do. */
const moves = [
  () => 0,
  (random) => whole(random, 20 * year) - 10 * year,
  () => 10 * year,
  () => -10 * year,
  () => 3_600,
  () => -3_600,
  (random) => whole(random, 240) - 120,
  (random) => whole(random, 14 * 86_400) - 7 * 86_400,
];

test(`the clock is moved between every two of ${steps} scans`, async (t) => {
  if (!library) return skip(t, "faketime is not installed");
  await in_house({}, async (house) => {
    const random = numbers();
    const event = await house.published_event({ title: "Круглый стол в поезде" });
    const guests = await guests_of(house, event.id, steps + 2);
    const [cancelled] = guests.splice(0, 1);
    const [reissued] = guests.splice(0, 1);
    await house.must("POST", `/events/${event.id}/registrations/${cancelled.id}/cancel`, {});
    await house.must("POST", `/events/${event.id}/registrations/${reissued.id}/reissue`, {});
    const device = await kiosk.enrol(house, event.id);
    const seen = new witness();
    const colours = { green: 0, amber: 0, red: 0 };
    try {
      const stamp = join(device.folder, "offset");
      const put = (seconds) => writeFileSync(stamp, `${seconds < 0 ? "-" : "+"}${Math.abs(seconds)}\n`);
      put(0);
      // Both ways of summer time as the computer's zone has them; nothing may depend on it.
      const zones = ["Europe/Berlin", "Asia/Yekaterinburg", "America/New_York", "Australia/Lord_Howe"];
      let lives = 0;
      let furthest = 0;
      const begin = () => {
        device.start({ LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: stamp, FAKETIME_NO_CACHE: "1", FAKETIME_DONT_FAKE_MONOTONIC: "1", TZ: zones[lives++ % zones.length] });
      };
      begin();
      for (const guest of guests) {
        put(moves[whole(random, moves.length)](random));
        const said = await device.scan(guest.ticket.text);
        ++colours[said.verdict];
        seen.saw(guest.ticket.text, said);
        assert.notEqual(said.verdict, "red", `a valid ticket: ${JSON.stringify(said)}`);
        for (const bad of [cancelled, reissued]) {
          const refused = await device.scan(bad.ticket.text);
          assert.notEqual(refused.verdict, "green", `a void ticket: ${JSON.stringify(refused)}`);
          assert.equal(refused.verdict, "red");
        }
        furthest = Math.max(furthest, Math.abs((await device.status()).clock?.offset_ms ?? 0));
        // Now and then the plug is pulled and the clock on the board is wrong from the start.
        if (random() < 0.15) {
          await device.kill();
          begin();
        }
      }
      put(0);
      await device.scan("0");
      await until("everything is sent", async () => (await device.status()).unsent === 0, 60_000);
      await device.stop();
      await judge_journal(device, seen);
      const rows = await judge_union(house, [device]);
      figure("clock", "K9", { steps, lives, rows, furthest_days: Math.round(furthest / 86_400_000), crashes: 0, wrong_red: 0, wrong_green: 0, green: colours.green, amber_clock_unsure: colours.amber });
      assert.ok(furthest > year * 1000, "the clock was really moved");
      assert.ok(colours.green > steps / 3, "a wrong clock must not stop the door");
    } finally {
      await device.close();
    }
  });
});
