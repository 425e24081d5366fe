// If this fails, a hall with three dead corners and one bad switch ends the evening with doors that disagree (K10).
// Each device has a network of its own (a namespace and a cable to one switch); packets are dropped by the kernel, cables
// are pulled and plugged in again. Everything is made here and taken away again, also when it fails.
import { execFileSync, spawnSync } from "node:child_process";
import { test } from "node:test";
import { in_house } from "../../system/house.mjs";
import { assert, call_at, figure, guests_of, is_root, judge_journal, judge_union, kiosk, numbers, pause, skip, until, whole, witness } from "../rig.mjs";
import { chaos_proxy } from "../chaosproxy/proxy.mjs";

const rounds = Number(process.env.KRUG_NET_ROUNDS ?? 6);
const doors_count = Number(process.env.KRUG_NET_DOORS ?? 4);
const tag = `krug${process.pid % 10_000}`;
const subnet = "10.77.0";

const sh = (...words) => execFileSync(words[0], words.slice(1), { stdio: ["ignore", "pipe", "pipe"] });
const quiet = (...words) => spawnSync(words[0], words.slice(1), { stdio: "ignore" });

/** A switch with a cable to each of `count` namespaces and one to ourselves. */
class laboratory {
  constructor(count) {
    this.bridge = `${tag}b`;
    this.spaces = Array.from({ length: count }, (_, n) => `${tag}n${n}`);
    sh("ip", "link", "add", this.bridge, "type", "bridge");
    sh("ip", "addr", "add", `${subnet}.1/24`, "dev", this.bridge);
    sh("ip", "link", "set", this.bridge, "up");
    this.spaces.forEach((space, n) => {
      sh("ip", "netns", "add", space);
      sh("ip", "link", "add", `${tag}v${n}`, "type", "veth", "peer", "name", "up0", "netns", space);
      sh("ip", "link", "set", `${tag}v${n}`, "master", this.bridge, "up");
      sh("ip", "-n", space, "addr", "add", `${subnet}.${10 + n}/24`, "dev", "up0");
      sh("ip", "-n", space, "link", "set", "up0", "up");
      sh("ip", "-n", space, "link", "set", "lo", "up");
    });
  }
  static close(count) {
    for (let n = 0; n < count; ++n) {
      quiet("ip", "netns", "del", `${tag}n${n}`);
      quiet("ip", "link", "del", `${tag}v${n}`);
    }
    quiet("ip", "link", "del", `${tag}b`);
  }
  /** So many percent of what comes to and leaves door `n` is lost. */
  drop(n, percent) {
    quiet("ip", "netns", "exec", this.spaces[n], "nft", "flush", "ruleset");
    if (percent === 0) return;
    const lossy = `numgen random mod 100 < ${percent} drop`;
    const rules = `table inet lab {
  chain in { type filter hook input priority 0; iif != lo ${lossy}; }
  chain out { type filter hook output priority 0; oif != lo ${lossy}; }
}
`;
    execFileSync("ip", ["netns", "exec", this.spaces[n], "nft", "-f", "-"], { input: rules });
  }
  cable(n, plugged) {
    sh("ip", "link", "set", `${tag}v${n}`, plugged ? "up" : "down");
  }
}

test(`${doors_count} doors, ${rounds} cuts and heals in namespaces`, async (t) => {
  if (!is_root) return skip(t, "network namespaces need root");
  if (spawnSync("nft", ["--version"]).status !== 0) return skip(t, "nft is not installed");
  try {
    const lab = new laboratory(doors_count);
    await in_house({ env: { KRUG_LIMITS_CONNECTIONS_PER_ADDRESS: "4000" } }, async (house) => {
      const random = numbers();
      const calm = { on: false };
      const proxy = await chaos_proxy.open(house.port, { host: `${subnet}.1`,
        weather: () => (calm.on ? {} : random() < 0.2 ? { cut_down: 1 + whole(random, 2_000), repeat: random() < 0.5 } : {}) });
      const event = await house.published_event({ title: "Круглый стол в подвале" });
      const doors = [];
      try {
        for (let n = 0; n < doors_count; ++n) {
          const device = await kiosk.enrol(house, event.id, `Вход ${n}`);
          call_at(device, proxy.url);
          doors.push({ device, seen: new witness(), n });
        }
        const guests = await guests_of(house, event.id, 20);
        for (const door of doors) door.device.start({}, ["ip", "netns", "exec", lab.spaces[door.n]]);
        for (const door of doors) await until("the door has its list", async () => (await door.device.status()).list_complete, 30_000);
        const heals = [];
        const greens = new Map(); // ticket → set of doors
        for (let round = 0; round < rounds; ++round) {
          calm.on = false;
          // Some are cut off, some lose a third of everything.
          const cut = doors.filter(() => random() < 0.5);
          for (const door of doors) lab.drop(door.n, 30);
          for (const door of cut) lab.cable(door.n, false);
          guests.push(...(await guests_of(house, event.id, 6, guests.length + 1)));
          const until_ms = Date.now() + 2_500;
          await Promise.all(doors.map(async (door) => {
            while (Date.now() < until_ms) {
              const guest = guests[whole(random, guests.length)];
              const said = await door.device.scan(guest.ticket.text);
              assert.notEqual(said.verdict, "red", JSON.stringify(said));
              door.seen.saw(guest.ticket.text, said);
              if (said.verdict === "green" && said.reason !== "shown_again" && !said.repeated) greens.set(guest.ticket.text, (greens.get(guest.ticket.text) ?? new Set()).add(door.n));
              if (random() < 0.05) {
                lab.cable(door.n, false);
                await pause(100);
                if (!cut.includes(door)) lab.cable(door.n, true);
              }
              await pause(30);
            }
          }));
          calm.on = true;
          for (const door of doors) {
            lab.cable(door.n, true);
            lab.drop(door.n, 0);
          }
          const began = performance.now();
          await until("all doors stand at the same place", async () => {
            const places = await Promise.all(doors.map(async (door) => door.device.status()));
            return places.every((place) => place.unsent === 0 && place.n === places[0].n && place.epoch === places[0].epoch);
          }, 90_000);
          heals.push((performance.now() - began) / 1000);
        }
        for (const door of doors) await door.device.stop();
        for (const door of doors) await judge_journal(door.device, door.seen);
        const rows = await judge_union(house, doors.map((door) => door.device));
        const doubles = [...greens.values()].filter((at) => at.size > 1).length;
        for (const at of greens.values()) assert.ok(at.size <= doors_count);
        figure("netlab", "K10", { doors: doors_count, rounds, rows, doubles, heal_s_max: Math.max(...heals).toFixed(1), lost: 0, red_of_valid: 0 });
      } finally {
        for (const door of doors) await door.device.close();
        await proxy.close();
      }
    });
  } finally {
    laboratory.close(doors_count);
  }
});
