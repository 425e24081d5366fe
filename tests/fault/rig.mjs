// If this is wrong, the rigs here judge something else than the doors that people meet: what all of them share.
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { must_run, person, until } from "../system/house.mjs";
import { kiosk } from "../system/kiosk.mjs";

export { assert, kiosk, pause, until };

export const is_root = process.getuid() === 0;

/** A line for the ledger: part, measure, figures with their targets. */
export function figure(part, measure, values) {
  console.log(["ledger", part, measure, ...Object.entries(values).map(([name, value]) => `${name}=${value}`)].join("\t"));
}

/** Whoever cannot do it here says so loudly; a skipped rig proves nothing. */
export function skip(test, why) {
  console.error(`SKIPPED, NOTHING PROVED: ${why}`);
  test.skip(why);
}

/** Numbers in [0, 1) that are the same for the same seed. */
export function numbers(from = Number(process.env.KRUG_SEED ?? 2020_10_15)) {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
export const whole = (random, below) => Math.floor(random() * below);

/** The q-th part of some measurements. */
export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)];
}

/** `count` guests of an event, registered: their tickets' texts. */
export async function guests_of(house, event, count, from = 1) {
  const guests = [];
  for (let number = from; number < from + count; ++number)
    guests.push(await house.must("POST", `/events/${event}/registrations`, person(number)));
  return guests;
}

/** Rows of a query on a SQLite file that nobody has open; a fresh copy is read, the file stays as it is. */
export async function rows_of(file, query) {
  const copy = mkdtempSync(join(tmpdir(), "krug_rows_"));
  try {
    for (const part of ["", "-wal"]) if (existsSync(file + part)) cpSync(file + part, join(copy, `db${part}`));
    const text = await must_run("sqlite3", ["-json", join(copy, "db"), query]);
    return text.trim() === "" ? [] : JSON.parse(text);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

export const journal_of = (device) =>
  rows_of(join(device.folder, "journal.db"), "SELECT seq, last_seq, lower(id) AS id, kind, hash FROM scans ORDER BY seq");

/** What the service keeps of one device, by seq. The service may be running: SQLite's readers disturb nobody. */
export async function kept_of(house, device) {
  const query = `SELECT seq, lower(scan_id) AS id, hash, doubt FROM scan WHERE device_id = ${device.id} ORDER BY seq`;
  const text = await must_run("sqlite3", ["-json", "-cmd", ".timeout 5000", "-readonly", join(house.data, "krug.sqlite"), query]);
  return text.trim() === "" ? [] : JSON.parse(text);
}

/** What people saw at one device through all its lives. */
export class witness {
  greens = new Map(); // scan id → ticket
  times_green = new Map(); // ticket → how often green without "shown again"
  reds = 0;
  ambers = 0;

  saw(code, said) {
    if (said.verdict === "red") ++this.reds;
    if (said.verdict === "amber") ++this.ambers;
    if (said.verdict !== "green") return;
    assert.ok(said.scan_id, "green without a record");
    this.greens.set(said.scan_id.replaceAll("-", ""), code);
    if (!said.repeated && said.reason !== "shown_again") this.times_green.set(code, (this.times_green.get(code) ?? 0) + 1);
  }
}

/** The device is stopped: its journal is whole, and nothing that was green is missing in it (I1, I11). */
export async function judge_journal(device, seen) {
  const journal = await journal_of(device);
  let last = 0;
  for (const row of journal) {
    assert.equal(row.seq, last + 1, "numbers rise by one");
    last = row.last_seq;
  }
  const kept = new Set(journal.map((row) => row.id));
  for (const scan of seen.greens.keys()) assert.ok(kept.has(scan), "a green is lost");
  for (const [code, times] of seen.times_green) assert.equal(times, 1, `one ticket, one device, ${times} greens (${code.slice(0, 8)}…)`);
  return journal;
}

/** The service holds exactly what the journals hold, record by record (I3). */
export async function judge_union(house, devices) {
  let total = 0;
  for (const device of devices) {
    const journal = await journal_of(device);
    const kept = await kept_of(house, device);
    assert.deepEqual(kept.map(({ seq, id, hash }) => `${seq} ${id} ${hash}`), journal.map(({ seq, id, hash }) => `${seq} ${id} ${hash}`));
    total += kept.length;
  }
  return total;
}

/** The device calls another address than the one it was enrolled at; it must not be running. */
export function call_at(device, url) {
  const file = join(device.folder, "device.key");
  writeFileSync(file, readFileSync(file, "utf8").replace(/^url .*$/m, `url ${url}`));
}

/** Sends what waits, on a device that is not running. */
export async function drain(device, ms = 60_000) {
  device.start();
  await device.scan("0"); // it has its folder to itself now: asking for its status disturbs it no more
  await until("everything is sent", async () => (await device.status()).unsent === 0, ms);
  await device.stop();
}
