// If this fails, there is one instruction in the device at which a power cut costs a guest the entry (K4).
// strace kills the real device at each system call that anybody outside can notice: between two of them nothing that lasts
// changes, so this is every instruction. Start, scans, sync and the way out; then enrolment with its first list.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { in_house, kiosk_binary, run } from "../../system/house.mjs";
import { chaos_proxy } from "../chaosproxy/proxy.mjs";
import { assert, drain, figure, guests_of, judge_journal, judge_union, kiosk, skip, witness } from "../rig.mjs";

const step = Number(process.env.KRUG_SYSCALL_STEP ?? 1);
/** Calls by which something outside the process changes. */
const telling = ["openat", "close", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "fallocate", "rename", "unlink", "mkdir", "chmod", "fchmod",
  "fcntl", "flock", "connect", "sendto", "sendmsg", "writev", "recvfrom", "recvmsg", "read", "poll", "epoll_wait", "exit_group"];

const can_trace = () => spawnSync("strace", ["-f", "-qq", "-o", "/dev/null", "-e", "inject=getppid:signal=KILL:when=99", "true"]).status === 0;

/** Runs to the end without holding up whoever answers the device in this process. */
function trace(words, input) {
  return new Promise((resolve) => {
    const child = spawn("strace", words, { stdio: ["pipe", "pipe", "pipe"] });
    const end = setTimeout(() => child.kill("SIGKILL"), 60_000);
    let out = "";
    let err = "";
    child.stdout.on("data", (text) => (out += text));
    child.stderr.on("data", (text) => (err += text));
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.on("close", (status, signal) => (clearTimeout(end), resolve({ status, signal, out, err })));
  });
}

/** How often each telling call is made when nobody kills. */
async function count_calls(words, input) {
  const folder = mkdtempSync(join(tmpdir(), "krug_trace_"));
  try {
    const said = await trace(["-f", "-qq", "-o", join(folder, "calls"), "-e", `trace=${telling.join(",")}`, kiosk_binary, ...words], input);
    assert.equal(said.status, 0, said.err);
    const counts = new Map();
    for (const line of readFileSync(join(folder, "calls"), "utf8").split("\n")) {
      const name = /^\d+\s+(\w+)\(/.exec(line)?.[1];
      if (name) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs to call `when` of `name`; `killed` if it was killed there. What it had said until then is in `out`. */
async function kill_at(name, when, words, input) {
  const said = await trace(["-f", "-qq", "-o", "/dev/null", "-e", `trace=${name}`, "-e", `inject=${name}:signal=KILL:when=${when}`, kiosk_binary, ...words], input);
  return { ...said, killed: said.signal === "SIGKILL" || said.status === 137 };
}

test("the device is killed at every call: start, scans, sync, stop", async (t) => {
  if (!can_trace()) return skip(t, "strace may not trace here");
  await in_house({ env: { KRUG_LIMITS_CONNECTIONS_PER_ADDRESS: "2000" } }, async (house) => {
    const event = await house.published_event({ title: "Круглый стол" });
    const guests = await guests_of(house, event.id, 3);
    const codes = guests.map((guest) => guest.ticket.text);
    const words = (folder) => ["run", "--scanner", "stdin", "--display", "none", "--data", folder];
    const trial = await kiosk.enrol(house, event.id, "Проба");
    const counts = await count_calls(words(trial.folder), `${codes.join("\n")}\n`);
    await trial.close();
    let places = 0;
    let killed = 0;
    let greens = 0;
    const device = await kiosk.enrol(house, event.id, "Вход");
    try {
      for (const [name, count] of counts)
        for (let when = 1; when <= count; when += step) {
          ++places;
          // Each time another three guests: nobody is let in twice in this world.
          const three = await guests_of(house, event.id, 3, 10 + 3 * places);
          const input = `${three.map((guest) => guest.ticket.text).join("\n")}\n`;
          const end = await kill_at(name, when, words(device.folder), input);
          if (end.killed) ++killed;
          const seen = new witness();
          const lines = end.out.split("\n").filter((line) => line.startsWith("{") && line.endsWith("}"));
          lines.forEach((line, at) => {
            const said = JSON.parse(line);
            assert.notEqual(said.verdict, "red", `${name} ${when}: ${line}`);
            seen.saw(three[at].ticket.text, said);
          });
          greens += seen.greens.size;
          await judge_journal(device, seen);
          if (places % 10 === 0) {
            // The same guests once more, on a device that nobody kills: who was in is known, who was not gets in.
            device.start();
            for (const guest of three) {
              const said = await device.scan(guest.ticket.text);
              const was_in = [...seen.greens.values()].includes(guest.ticket.text);
              assert.ok(was_in ? said.reason === "already_in" : said.verdict !== "red", `${name} ${when}: ${JSON.stringify(said)}`);
              seen.saw(guest.ticket.text, said);
            }
            await device.stop();
            await judge_journal(device, seen);
          }
        }
      await drain(device);
      const rows = await judge_union(house, [device]);
      figure("syscall", "K4_run", { places, killed, step, greens, rows, lost: 0, reused: 0, red: 0 });
      assert.ok(killed > places / 2, "most of them were killed");
    } finally {
      await device.close();
    }
  });
});

test("the device is killed at every call of its enrolment", async (t) => {
  if (!can_trace()) return skip(t, "strace may not trace here");
  await in_house({ env: { KRUG_LIMITS_CONNECTIONS_PER_ADDRESS: "2000" } }, async (house) => {
    const event = await house.published_event({ title: "Круглый стол" });
    const [guest] = await guests_of(house, event.id, 1);
    const [door] = (await house.must("GET", `/events/${event.id}/admission-points`)).items;
    // So many enrolments from one address would be taken for guessing.
    const proxy = await chaos_proxy.open(house.port, { weather: () => ({ scatter: true }) });
    const invite = async () => (await house.must("POST", `/events/${event.id}/devices`, { name: "Вход", admission_point: door.id })).code.replace(house.base, proxy.url);
    const place = mkdtempSync(join(tmpdir(), "krug_enrol_"));
    let places = 0;
    let killed = 0;
    let half = 0;
    try {
      const counts = await count_calls(["enrol", await invite(), "--data", join(place, "trial")], "");
      for (const [name, count] of counts)
        for (let when = 1; when <= count; when += step * 2) {
          ++places;
          const folder = join(place, `${name}-${when}`);
          const end = await kill_at(name, when, ["enrol", await invite(), "--data", folder], "");
          if (end.killed) ++killed;
          // Enrolled or not: in both cases a fresh code makes it a device that works, and nothing has to be deleted by hand.
          const again = await run(kiosk_binary, ["enrol", await invite(), "--data", folder]);
          if (again.code !== 0) ++half;
          assert.equal(again.code, 0, `${name} ${when}: ${again.err}`);
          if (places % 20 === 0) {
            const device = new kiosk();
            device.folder = folder;
            device.start();
            const said = await device.scan(guest.ticket.text);
            assert.equal(said.verdict === "red", false, JSON.stringify(said));
            await device.stop();
          }
          rmSync(folder, { recursive: true, force: true });
        }
      figure("syscall", "K4_enrol", { places, killed, stuck: half });
      assert.ok(killed > places / 2);
    } finally {
      await proxy.close();
      rmSync(place, { recursive: true, force: true });
    }
  });
});
