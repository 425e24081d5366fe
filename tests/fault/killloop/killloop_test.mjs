// If this fails, a plug pulled at the door costs a guest the entry that the screen had promised (K5).
// Real devices and a real service on loopback, killed at any moment. KRUG_KILL_CYCLES says how often.
import { test } from "node:test";
import { in_house } from "../../system/house.mjs";
import { assert, drain, figure, guests_of, judge_journal, judge_union, kiosk, numbers, pause, until, whole, witness } from "../rig.mjs";

const cycles = Number(process.env.KRUG_KILL_CYCLES ?? 20);
const guests_per_cycle = 12;

/** Scans until the device is gone; what was said is seen, what was asked and not answered is nobody's. */
async function scan_on(device, codes, random, seen, state) {
  while (!state.killed) {
    const code = codes[whole(random, codes.length)];
    try {
      seen.saw(code, await device.scan(code));
    } catch {
      return; // the plug
    }
  }
}

test(`doors and service are killed ${cycles} times`, () =>
  in_house({ env: { KRUG_LIMITS_CONNECTIONS_PER_ADDRESS: "2000" } }, async (house) => {
    const random = numbers();
    const event = await house.published_event({ title: "Круглый стол у двух дверей" });
    const doors = [];
    try {
      for (const name of ["Восточный вход", "Западный вход"])
        doors.push({ device: await kiosk.enrol(house, event.id, name), seen: new witness() });
      const codes = [];
      let service_kills = 0;
      let slowest = 0;
      for (let cycle = 0; cycle < cycles; ++cycle) {
        const fresh = await guests_of(house, event.id, guests_per_cycle, 1 + cycle * guests_per_cycle);
        codes.push(...fresh.map((guest) => guest.ticket.text));
        const near = codes.slice(-4 * guests_per_cycle);
        const state = { killed: false };
        const working = [];
        for (const door of doors) {
          const began = performance.now();
          door.device.start();
          working.push(scan_on(door.device, near, random, door.seen, state));
          slowest = Math.max(slowest, performance.now() - began);
        }
        await pause(100 + whole(random, 1_400));
        const service_too = random() < 0.3;
        state.killed = true;
        await Promise.all([...doors.map((door) => door.device.kill()), service_too ? house.kill() : undefined]);
        await Promise.all(working);
        for (const door of doors) await judge_journal(door.device, door.seen);
        if (service_too) {
          ++service_kills;
          await house.start();
        }
      }
      for (const door of doors) {
        await drain(door.device);
        await judge_journal(door.device, door.seen);
      }
      const rows = await judge_union(house, doors.map((door) => door.device));
      const greens = doors.reduce((sum, door) => sum + door.seen.greens.size, 0);
      assert.equal(doors.reduce((sum, door) => sum + door.seen.reds, 0), 0, "nobody saw red");
      assert.ok(greens > cycles, "there was a crowd");
      figure("killloop", "K5", { cycles, kills: cycles * doors.length, service_kills, greens, rows, lost: 0, reused: 0, red: 0 });
    } finally {
      for (const door of doors) await door.device.close();
    }
  }));
