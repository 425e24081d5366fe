// If this fails, the morning after a long cut the doors wait for minutes, or the registration page does (K11, K14).
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { binaries, in_house } from "../../system/house.mjs";
import { assert, figure, kiosk, pause, quantile } from "../rig.mjs";

const devices = Number(process.env.KRUG_LOAD_DEVICES ?? 50);
const rows = Number(process.env.KRUG_LOAD_ROWS ?? 200);
const roster = Number(process.env.KRUG_LOAD_ROSTER ?? 50_000);


test(`${devices} devices with ${rows} records each come back after three days (K11)`, () =>
  in_house({ env: { KRUG_LIMITS_CONNECTIONS_PER_ADDRESS: "4000" } }, async (house) => {
    const folder = mkdtempSync(join(tmpdir(), "krug_return_"));
    const many = spawn(process.execPath, [join(dirname(fileURLToPath(import.meta.url)), "../chaosproxy/proxy.mjs"), String(house.port)], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      const [url] = await once(createInterface({ input: many.stdout }), "line");
      const event = await house.published_event({ title: "Большой зал" });
      const csv = ["Фамилия;Имя;Почта", ...Array.from({ length: devices * rows }, (_, n) => `Щукина;Юлия;guest.${n}@guests.example`)].join("\n");
      writeFileSync(join(folder, "list.csv"), csv);
      await house.krug("registrations", "import", String(event.id), join(folder, "list.csv"));
      const tickets = [];
      for (const guest of (await house.all_registrations(event.id)).slice(0, 2_000))
        tickets.push((guest.ticket ?? (await house.must("GET", `/events/${event.id}/registrations/${guest.id}`)).ticket).text);
      writeFileSync(join(folder, "tickets"), tickets.join("\n"));
      const [door] = (await house.must("GET", `/events/${event.id}/admission-points`)).items;
      const codes = [];
      for (let n = 0; n < devices; ++n) codes.push((await house.must("POST", `/events/${event.id}/devices`, { name: `Вход ${n}`, admission_point: door.id })).code.replace(house.base, url));
      writeFileSync(join(folder, "codes"), codes.join("\n"));

      const page = async (waits) => {
        const began = performance.now();
        const answer = await fetch(`${house.base}/e/${event.slug}`);
        await answer.text();
        assert.ok(answer.status < 400);
        const listed = await house.api("GET", `/events/${event.id}/registrations?limit=20`);
        assert.ok(listed.status === 200);
        waits.push((performance.now() - began) / 2);
      };
      const quiet = [];
      for (let n = 0; n < 50; ++n) await page(quiet);
      const busy = [];
      const work = spawn(join(binaries, "tests/fault_returning_devices"), [join(folder, "codes"), join(folder, "tickets"), String(rows)], { stdio: ["ignore", "pipe", "inherit"] });
      let said = "";
      work.stdout.on("data", (text) => (said += text));
      let over = false;
      const end = new Promise((resolve) => work.on("exit", (code) => ((over = true), resolve(code))));
      while (!over) {
        await page(busy);
        await pause(20);
      }
      assert.equal(await end, 0, said);
      const [, total, ms, p50, p99, failed] = said.trim().split("\t").map(Number);
      figure("load", "K11", { devices, rows: total, durable_s: (ms / 1000).toFixed(1), target_s: 60, round_p50_ms: p50, round_p99_ms: p99, failed,
        web_p99_ms: quantile(busy, 0.99).toFixed(1), web_quiet_p99_ms: quantile(quiet, 0.99).toFixed(1), target_web_p99_ms: 300 });
      assert.ok(ms <= 60_000 && quantile(busy, 0.99) <= 300, said);
    } finally {
      many.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    }
  }));

test(`a device with ${roster} on its list starts (K14)`, () =>
  in_house({ env: { KRUG_LIMITS_CONNECTIONS_PER_ADDRESS: "4000" } }, async (house) => {
    const folder = mkdtempSync(join(tmpdir(), "krug_roster_"));
    let device;
    try {
      const event = await house.published_event({ title: "Форум" });
      writeFileSync(join(folder, "list.csv"), ["Фамилия;Имя;Почта", ...Array.from({ length: roster }, (_, n) => `Щукина;Юлия;guest.${n}@guests.example`)].join("\n"));
      await house.krug("registrations", "import", String(event.id), join(folder, "list.csv"));
      const began = performance.now();
      device = await kiosk.enrol(house, event.id);
      const enrolled_s = (performance.now() - began) / 1000;
      const first = (await house.must("GET", `/events/${event.id}/registrations?limit=1`)).items[0];
      const ticket = (await house.must("GET", `/events/${event.id}/registrations/${first.id}`)).ticket.text;
      // Without a network: what the device can do by itself, and nobody else's time is measured.
      await house.stop();
      const starts = [];
      let rss = 0;
      for (let n = 0; n < 5; ++n) {
        const from = performance.now();
        device.start();
        const said = await device.scan(ticket);
        starts.push(performance.now() - from);
        assert.notEqual(said.verdict, "red");
        rss = Math.max(rss, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${device.process.pid}/status`, "utf8"))[1]) / 1024);
        if (n % 2) await device.kill();
        else await device.stop();
      }
      await house.start();
      const status = await device.status();
      assert.equal(status.roster_rows, roster);
      const file = readdirSync(device.folder).filter((name) => name.startsWith("journal")).reduce((sum, name) => sum + statSync(join(device.folder, name)).size, 0) / 2 ** 20;
      figure("load", "K14", { roster, first_list_s: enrolled_s.toFixed(1), ready_ms_max: Math.round(Math.max(...starts)), target_ms: 2000, rss_mib: Math.round(rss), target_rss_mib: 150,
        file_mib: Math.round(file), target_file_mib: 60 });
      assert.ok(Math.max(...starts) <= 2_000 && rss <= 150 && file <= 60);
    } finally {
      await device?.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }));
