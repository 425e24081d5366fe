// If this fails, a full disk lets guests in whom nobody remembers, or keeps the door shut after there is room again (K8).
// The real device on a disk of its own in memory, filled to the last byte and emptied again and again.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { in_house } from "../../system/house.mjs";
import { assert, figure, guests_of, is_root, judge_journal, judge_union, kiosk, quantile, skip, until, witness } from "../rig.mjs";

const rounds = Number(process.env.KRUG_FULL_ROUNDS ?? 10);
// The ballast of 8 MiB, the flight log's first MiB and a little more: a small disk that a device just fits on.
const size = 12 * 1024 * 1024;

test(`the disk fills up ${rounds} times`, async (t) => {
  if (!is_root) return skip(t, "mounting a disk in memory needs root");
  const place = mkdtempSync(join(tmpdir(), "krug_full_"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "krug-full", place]);
  try {
    await in_house({}, async (house) => {
      const event = await house.published_event({ title: "Круглый стол на полном диске" });
      const guests = await guests_of(house, event.id, 4 * rounds + 1);
      const cancelled = guests.pop();
      await house.must("POST", `/events/${event.id}/registrations/${cancelled.id}/cancel`, {});
      const device = await kiosk.enrol(house, event.id, "Вход", join(place, "device"));
      const seen = new witness();
      const filler = join(place, "filler");
      const fill = () => {
        // Whatever is left, to the last block.
        for (let chunk = 1 << 20; chunk >= 4096; chunk /= 2)
          for (;;) {
            const { bavail, bsize } = statfsSync(place);
            if (bavail * bsize < chunk) break;
            try {
              writeFileSync(filler, Buffer.alloc(chunk, 1), { flag: "a" });
            } catch {
              break;
            }
          }
      };
      const ask = async (code) => {
        const said = await device.scan(code);
        seen.saw(code, said);
        return said;
      };
      const waits = [];
      let ambers = 0;
      let greens_while_full = 0;
      try {
        device.start();
        for (let round = 0; round < rounds; ++round) {
          const [one, two, three, four] = guests.slice(4 * round, 4 * round + 4).map((guest) => guest.ticket.text);
          assert.equal((await ask(one)).verdict, "green");
          fill();
          // A log that still has room of its own may take a record or two: green then has its row, which is judged below.
          let said = await ask(two);
          for (let tries = 0; said.verdict === "green" && tries < 400; ++tries) {
            ++greens_while_full;
            said = await ask(`0${round}${tries}`);
            if (said.reason === "not_stored") break;
            said = { verdict: "green" };
            fill();
          }
          fill();
          said = await ask(three);
          if (said.verdict === "amber") ++ambers;
          assert.equal((await ask(cancelled.ticket.text)).verdict, "red", "the list is still read");
          rmSync(filler);
          const began = performance.now();
          await until("the door is open again", async () => (await ask(four)).verdict !== "red" && (await device.scan(four)).reason !== "not_stored", 5_000);
          waits.push(performance.now() - began);
        }
        await until("everything is sent", async () => (await device.status()).unsent === 0, 60_000);
        await device.stop();
        await judge_journal(device, seen);
        await judge_union(house, [device]);
        assert.ok(ambers > 0, "the disk was never full");
        figure("tmpfs", "K8", { rounds, ambers, greens_while_full, lost: 0, recovery_ms_max: Math.round(Math.max(...waits)), recovery_ms_p50: Math.round(quantile(waits, 0.5)), target_ms: 5000 });
      } finally {
        await device.close();
      }
    });
  } finally {
    execFileSync("umount", ["-l", place]);
    rmSync(place, { recursive: true, force: true });
  }
});
