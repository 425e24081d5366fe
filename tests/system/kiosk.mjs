// If this is wrong, the door that is tested is not the door that guests meet: it drives the real kiosk through its lines.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { kiosk_binary, must_run, run, until } from "./house.mjs";

const answer_ms = 10_000;

export class kiosk {
  /** A device enrolled at the first door of an event, with its list complete. */
  static async enrol(house, event, name = "Главный вход", folder = mkdtempSync(join(tmpdir(), "krug_kiosk_"))) {
    const made = new kiosk();
    made.folder = folder;
    const [door] = (await house.must("GET", `/events/${event}/admission-points`)).items;
    const invited = await house.must("POST", `/events/${event}/devices`, { name, admission_point: door.id });
    made.id = invited.id;
    made.code = invited.code;
    await must_run(kiosk_binary, ["enrol", invited.code, "--data", made.folder]);
    return made;
  }

  /** `env`: more variables for the process; `by`: a program and its words through which it is started; `more`: words of its own. */
  start(env = {}, by = [], more = []) {
    const [program, ...words] = [...by, kiosk_binary, "run", "--scanner", "stdin", "--display", "none", "--data", this.folder, ...more];
    this.process = spawn(program, words, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...env } });
    this.ended = new Promise((resolve) => this.process.on("exit", (code, signal) => resolve(code ?? signal)));
    this.said = "";
    this.process.stderr.on("data", (text) => (this.said += text));
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /** With the page as its display; `address` is its one-time address. Codes may come from standard input as well. */
  async start_screen(...more) {
    this.screen_file = join(this.folder, "screen.url");
    await rm(this.screen_file, { force: true });
    const words = ["run", "--scanner", "stdin", "--display", "browser", "--listen", `127.0.0.1:${this.port ?? 0}`, "--screen-file", this.screen_file, "--data", this.folder, ...more];
    this.process = spawn(kiosk_binary, words, { stdio: ["pipe", "pipe", "pipe"] });
    this.ended = new Promise((resolve) => this.process.on("exit", (code, signal) => resolve(code ?? signal)));
    this.said = "";
    this.process.stderr.on("data", (text) => (this.said += text));
    const address = await until("the kiosk tells its address", () => this.address());
    this.port = new URL(address).port;
    this.base = `http://127.0.0.1:${this.port}`;
  }

  /** The address that opens the page once; a new one stands there afterwards. */
  address() {
    return existsSync(this.screen_file) ? readFileSync(this.screen_file, "utf8").trim() : "";
  }

  /** A code from the handheld scanner, for the page to answer. */
  hand_scan(code) {
    this.process.stdin.write(`${code}\n`);
  }

  /** One code read at the door, and the verdict for it. */
  async scan(code) {
    this.process.stdin.write(`${code}\n`);
    const line = await Promise.race([this.lines.next(), pause(answer_ms, undefined, { ref: false })]);
    assert.ok(line && !line.done, `the kiosk says nothing: ${this.said}`);
    return JSON.parse(line.value);
  }

  /** What the device says of itself: unsent records, age of its list. */
  async status() {
    return JSON.parse((await run(kiosk_binary, ["status", "--data", this.folder])).out);
  }

  async stop() {
    const ending = this.process;
    if (!ending) return;
    this.process = undefined;
    ending.kill("SIGTERM");
    const code = await Promise.race([this.ended, pause(20_000, "still running", { ref: false })]);
    if (code !== 0) ending.kill("SIGKILL");
    assert.equal(code, 0, this.said);
  }

  async kill() {
    this.process.kill("SIGKILL");
    await this.ended;
    this.process = undefined;
  }

  async close() {
    if (this.process) await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}
