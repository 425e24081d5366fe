// If this is wrong, the phone that is tested is not the phone that volunteers hold: a whole Chromium with a film before its
// camera, a profile that survives, and a power switch.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { must_run, until } from "./house.mjs";

const words = [
  "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--remote-debugging-port=0", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required", "--window-size=400,800",
];

/** A film of codes, each before the camera for `seconds` with a pause between; null is a pause. Returns the file. */
export async function film(folder, codes, { seconds = 2, name = "film.mjpeg" } = {}) {
  const frames = [];
  for (const [number, code] of [null, ...codes].entries()) {
    const file = join(folder, `frame_${number}.png`);
    if (code === null) await must_run("ffmpeg", ["-y", "-loglevel", "error", "-f", "lavfi", "-i", "color=c=gray:s=640x480", "-frames:v", "1", file]);
    else {
      await must_run("ZXingWriter", ["-size", "400x400", "-margin", "10", "QRCode", code, `${file}.code.png`]);
      await must_run("ffmpeg", ["-y", "-loglevel", "error", "-i", `${file}.code.png`, "-vf", "scale=420:420:flags=neighbor,pad=640:480:(ow-iw)/2:(oh-ih)/2:gray,format=yuvj420p", file]);
    }
    if (number > 0) frames.push(`file '${file}'\nduration ${seconds}\nfile '${join(folder, "frame_0.png")}'\nduration 1`);
  }
  const list = join(folder, "list.txt");
  await writeFile(list, `${frames.join("\n")}\n`);
  const made = join(folder, name);
  await must_run("ffmpeg", ["-y", "-loglevel", "error", "-f", "concat", "-safe", "0", "-i", list, "-r", "10", "-vf", "scale=640:480,format=yuvj420p", "-c:v", "mjpeg", "-q:v", "3", "-f", "mjpeg", made]);
  return made;
}

export class volunteer {
  static make(house) {
    const made = new volunteer();
    made.house = house;
    made.folder = mkdtempSync(join(tmpdir(), "krug_phone_"));
    return made;
  }

  /** Switches the phone on, with a film before its camera if there is one. */
  async start({ film: before = undefined, lang = "ru", theme = "dark", width = 360, height = 740 } = {}) {
    const program = process.env.KRUG_CHROMIUM ?? "/usr/bin/chromium";
    const camera = before ? [`--use-file-for-fake-video-capture=${before}`] : [];
    // A group of its own, so that its power switch reaches every process of it.
    this.process = spawn(program, [...words, ...camera, `--user-data-dir=${join(this.folder, "profile")}`, "about:blank"], { detached: true, stdio: ["ignore", "ignore", "pipe"] });
    this.ended = new Promise((resolve) => this.process.on("exit", resolve));
    let said = "";
    const address = await new Promise((resolve, reject) => {
      this.process.stderr.on("data", (text) => {
        said += text;
        const found = /DevTools listening on (ws:\S+)/.exec(said);
        if (found) resolve(found[1]);
      });
      this.process.on("exit", () => reject(new Error(said)));
    });
    this.glass = await chromium.connectOverCDP(address);
    this.context = this.glass.contexts()[0];
    await this.context.addCookies([{ name: "lang", value: lang, url: this.house.base }, { name: "theme", value: theme, url: this.house.base }]);
    this.page = await this.context.newPage();
    await this.page.setViewportSize({ width, height });
    this.page.setDefaultTimeout(20_000);
    this.complaints = [];
    this.page.on("console", (line) => {
      if (["error", "warning"].includes(line.type()) && !/Failed to load resource|net::ERR/.test(line.text())) this.complaints.push(line.text());
    });
    this.page.on("pageerror", (failure) => this.complaints.push(failure.message));
  }

  async open(hash = "") {
    await this.page.goto(`${this.house.base}/scan${hash}`);
    await this.page.waitForSelector("#main[data-ready=yes]");
  }

  /** Pairs by the address that the QR on the organiser's page holds. */
  async pair(event, point, name = "Телефон 1") {
    const invited = await this.house.must("POST", `/events/${event}/devices`, { name, admission_point: point });
    this.id = invited.id;
    this.code = invited.code;
    await this.open(`#${invited.code}`);
    await this.page.click("[data-do=pair]");
    await this.page.waitForSelector("[data-screen=camera]:not([hidden])");
  }

  /** One code: short ones as a scanner that types would give them, long ones by the form. "look reason". */
  async scan(code) {
    const before = Number((await this.page.getAttribute("#main", "data-scans")) ?? 0);
    await this.next();
    if (code.length > 60) {
      await this.page.click("[data-part=nav] [data-go=typed]");
      await this.page.fill("#typed", code);
    } else {
      await this.page.evaluate(() => document.activeElement?.blur());
      await this.page.keyboard.type(code);
    }
    await this.page.keyboard.press("Enter");
    await until("the phone answers", async () => Number((await this.page.getAttribute("#main", "data-scans")) ?? 0) > before, 15_000);
    return this.answer();
  }
  /** To the camera again, whatever the answer was. */
  async next() {
    const button = this.page.locator("[data-screen=verdict]:not([hidden]) [data-do=next]:not([hidden])").first();
    if (await button.isVisible()) await button.click();
  }
  async answer() {
    const main = this.page.locator("#main");
    return `${(await main.getAttribute("class")).replace(/^sc sc--/, "")} ${await main.getAttribute("data-reason")}`;
  }
  text(name) {
    return this.page.locator(`[data-part="${name}"]`).textContent();
  }
  async unsent() {
    return Number(/(\d+)$/.exec((await this.page.locator("[data-part=strip-more], [data-part=fresh]").allTextContents()).join(" ").trim())?.[1] ?? NaN);
  }

  /** The network of the phone alone. */
  async network(on) {
    await this.context.setOffline(!on);
  }

  async kill() {
    process.kill(-this.process.pid, "SIGKILL");
    await this.ended;
    this.process = undefined;
    await this.glass.close().catch(() => {});
  }
  async close() {
    if (this.process) await this.kill();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
