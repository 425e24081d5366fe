// If this is wrong, every system test judges something other than the service that people meet: it starts the real binary.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const repository = join(dirname(fileURLToPath(import.meta.url)), "../..");
export const binaries = process.env.KRUG_TEST_BINARIES ?? join(repository, "build/release");
export const krug_binary = join(binaries, "krug");
export const kiosk_binary = join(binaries, "krug-kiosk");

const ready_ms = 30_000;
const stop_ms = 20_000;

// Nothing of the tester's own settings may reach the programs under test.
const plain_environment = { PATH: process.env.PATH, HOME: "/nonexistent", LANG: "C.UTF-8" };

/** Runs a program to its end: {code, out, err}; `out` is a Buffer when `raw`. Never throws for an exit code. */
export function run(program, words, { env = {}, raw = false, timeout = 120_000, cwd } = {}) {
  return new Promise((resolve) => {
    const options = { env: { ...plain_environment, ...env }, maxBuffer: 1 << 28, timeout, cwd, encoding: raw ? "buffer" : "utf8" };
    execFile(program, words, options, (error, out, err) => resolve({ code: error ? (error.code ?? error.signal) : 0, out, err: String(err) }));
  });
}

/** Runs a program that has to succeed and returns what it printed. */
export async function must_run(program, words, options) {
  const said = await run(program, words, options);
  assert.equal(said.code, 0, `${program} ${words[0]}: ${said.err}${said.out}`);
  return said.out;
}

/** Asks `question` again until it gives something true; fails with `what` after `ms`. */
export async function until(what, question, ms = 30_000) {
  for (const end = Date.now() + ms; ; await pause(25)) {
    const found = await question();
    if (found) return found;
    assert.ok(Date.now() < end, `${what}: not within ${ms} ms`);
  }
}

export async function free_port() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Databases to test on: SQLite always, PostgreSQL when KRUG_TEST_POSTGRESQL names a server. */
export const databases = process.env.KRUG_TEST_POSTGRESQL ? ["sqlite", "postgresql"] : ["sqlite"];

async function fresh_postgresql() {
  const name = `krug_system_${randomUUID().replaceAll("-", "").slice(0, 12)}`;
  const server = process.env.KRUG_TEST_POSTGRESQL;
  await must_run("psql", [server, "-qAtc", `CREATE DATABASE ${name}`]);
  // An address on a unix socket has no host, which the URL class does not accept.
  const url = server.replace(/^(postgres(?:ql)?:\/\/[^/?]*)(\/[^?]*)?/, `$1/${name}`);
  return { url, drop: () => must_run("psql", [server, "-qAtc", `DROP DATABASE ${name} WITH (FORCE)`]) };
}

/** A process with its exit awaited by nobody in particular and everybody who asks. */
function watched(child) {
  child.ended = new Promise((resolve) => child.on("exit", (code, signal) => resolve(code ?? signal)));
  return child;
}

/**
 * The service on a free loopback port with its own data folder. `open` also loads the demonstration, whose login,
 * token and events are `house.demo`. Every house must be closed.
 */
export class house {
  static async open({ database = "sqlite", demo = 0, env = {} } = {}) {
    const made = new this();
    made.data = mkdtempSync(join(tmpdir(), "krug_system_"));
    made.database = database === "postgresql" ? await fresh_postgresql() : { url: `sqlite://${made.data}/krug.sqlite`, drop() {} };
    made.env = env;
    try {
      await made.settle_on_port();
      await made.krug("migrate");
      await made.krug("demo", "--registrations", String(demo));
      made.demo = JSON.parse(readFileSync(join(made.data, "demo.json"), "utf8"));
      made.token = made.demo.token;
      await made.start();
    } catch (failure) {
      await made.close();
      throw failure;
    }
    return made;
  }

  async settle_on_port() {
    this.port = await free_port();
    this.base = `http://127.0.0.1:${this.port}`;
  }

  get settings() {
    return { KRUG_LISTEN: `127.0.0.1:${this.port}`, KRUG_DATABASE: this.database.url, KRUG_DATA: this.data, ...this.env };
  }

  /** A verb of the binary on this house's data; it has to succeed. */
  krug(...words) {
    return must_run(krug_binary, words, { env: this.settings });
  }

  /** Starts and waits for the line that says that connections are accepted. Returns the milliseconds that took. */
  async start() {
    const began = performance.now();
    this.log = "";
    this.process = watched(spawn(krug_binary, ["serve"], { env: { ...plain_environment, ...this.settings }, stdio: ["ignore", "pipe", "pipe"] }));
    this.process.stderr.on("data", (text) => (this.log += text));
    const first = new Promise((resolve) => createInterface({ input: this.process.stdout }).once("line", resolve));
    const said = await Promise.race([first, this.process.ended.then((code) => `ended with ${code}`), pause(ready_ms, "silence", { ref: false })]);
    assert.equal(said, this.base, `the service did not start: ${this.log}`);
    return performance.now() - began;
  }

  /** Ends the service in an orderly way; it has to end with 0. */
  async stop() {
    const ending = this.process;
    this.process = undefined;
    ending.kill("SIGTERM");
    const code = await Promise.race([ending.ended, pause(stop_ms, "still running", { ref: false })]);
    if (code !== 0) ending.kill("SIGKILL");
    assert.equal(code, 0, `the service did not stop in order: ${this.log.slice(-2000)}`);
  }

  /** As a power switch would, except that the disk keeps what it was given. */
  async kill() {
    const ending = this.process;
    this.process = undefined;
    ending.kill("SIGKILL");
    await ending.ended;
  }

  async close() {
    try {
      if (this.process) await this.stop();
    } finally {
      await this.database.drop();
      await rm(this.data, { recursive: true, force: true });
    }
  }

  /** One call of the JSON API: {status, body, headers}. */
  async api(method, path, body, headers = {}) {
    const answer = await fetch(`${this.base}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? null : JSON.parse(text), headers: answer.headers };
  }

  /** A call that has to succeed; returns its body. */
  async must(method, path, body, headers) {
    const answer = await this.api(method, path, body, headers);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** A published event; `how` overrides what an ordinary one has. */
  async published_event(how = {}) {
    const starts = Math.ceil(Date.now() / 3_600_000) * 3_600_000 + 3_600_000;
    const event = await this.must("POST", "/events", {
      title: "Круглый стол «Ещё раз о съёмке: подъём, ёлки и №7»",
      kind: "round_table",
      language: "ru",
      timezone: "Asia/Yekaterinburg",
      starts_at: new Date(starts).toISOString(),
      ends_at: new Date(starts + 7_200_000).toISOString(),
      registration: { mode: "open", confirm_email: false },
      organisers: [{ organisation: "alliance", role: "organiser" }],
      ...how,
    });
    return this.must("POST", `/events/${event.id}/publish`, {});
  }

  /** What stands in the list of registrations, all pages of it. */
  async all_registrations(event, query = "") {
    const items = [];
    for (let cursor = "", page = 0; page < 1000; ++page) {
      const found = await this.must("GET", `/events/${event}/registrations?limit=500${query}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      items.push(...found.items);
      if (!found.next) return items;
      cursor = found.next;
    }
    throw new Error("the list of registrations does not end");
  }
}

/** Opens a house, does `work` with it and closes it whatever happens. */
export async function in_house(options, work) {
  const opened = await house.open(options);
  try {
    return await work(opened);
  } catch (failure) {
    // The service's own words are worth more than our guess.
    const told = opened.log.split("\n").filter((line) => /"(warning|error)"/.test(line)).slice(-10).join("\n");
    if (told) failure.message += `\nthe service said:\n${told}`;
    throw failure;
  } finally {
    await opened.close();
  }
}

/** An invented person, always the same for the same number; her letters are the ones that break first. */
export function person(number) {
  const family = ["Щукина", "Ёлкин", "Объедков", "Царь-Пушкина", "Ющенко", "Съёмщикова", "Жданов", "Эрнст", "Ыйрылов", "Ильин"][number % 10];
  const given = ["Аксинья", "Пётр", "Юлия", "Эльдар", "Любовь", "Фёдор", "Захар"][number % 7];
  const additional = ["Ёжиковна", "", "Щербаков-оглы", "Эдуардовна"][number % 4];
  return {
    family_name: family,
    given_name: given,
    additional_name: additional || null,
    email: `guest.${number}@guests.example`,
    phone: `+7345238${String(10_000 + number).slice(-4)}`,
    organisation: `АНО «Ёмкость №${number}»`,
    position: "начальник цеха",
    consents: [{ document: "personal_data", version: 1 }],
  };
}
