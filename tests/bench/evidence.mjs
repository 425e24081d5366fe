// If this is wrong, a forum's evidence pack takes the memory or the patience of everybody else, and nobody knows before.
// node tests/bench/evidence.mjs [PEOPLE]: one event with so many people, four of five of whom came and half of these went
// out again; seconds for the pack, its size, what the process grew by, and seconds of the public check. Loopback, SQLite.
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { browser } from "../system/browser.mjs";
import { house, must_run } from "../system/house.mjs";

const people = Number(process.argv[2] ?? 50_000);
const folder = mkdtempSync(join(tmpdir(), "krug_bench_evidence_"));
// The demonstration invents a tenth of them; the rest are the same again under other numbers and addresses.
const copies = 10;
const home = await house.open({ demo: Math.ceil(people / copies) });
const chrome = await browser.open();
const peak_mib = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${home.process.pid}/status`, "utf8"))[1]) / 1024;
try {
  await home.stop();
  const sql = (text) => must_run("sqlite3", [join(home.data, "krug.sqlite"), text]);
  const event = (await sql("SELECT event_id FROM registration GROUP BY event_id ORDER BY COUNT(*) DESC LIMIT 1")).trim();
  const widest = Number(await sql(`SELECT MAX(id) FROM registration WHERE event_id = ${event}`));
  for (let copy = 1; copy < copies; ++copy)
    await sql(`CREATE TEMP TABLE again AS SELECT * FROM registration WHERE event_id = ${event} AND id <= ${widest};
      UPDATE again SET id = id + ${copy * widest}, email_key = lower(hex(randomblob(8))), request_key = ''; INSERT INTO registration SELECT * FROM again`);
  const known = Number(await sql(`SELECT COUNT(*) FROM registration WHERE event_id = ${event}`));
  const record = (kind, at) => `INSERT INTO scan SELECT event_id, (SELECT last_scan FROM event_counter c WHERE c.event_id = r.event_id) + ROW_NUMBER() OVER (ORDER BY id),
    lower(hex(randomblob(16))), 0, 0, 0, '${kind}', 1, id, 0, 0, 1, 0, ${at} + id, 0, ${at} + id, 0, 0, 0, '', '', '', '', '', '', '' FROM registration r`;
  const counted = "UPDATE event_counter SET last_scan = (SELECT COALESCE(MAX(number), 0) FROM scan s WHERE s.event_id = event_counter.event_id)";
  await sql(`DELETE FROM scan WHERE event_id = ${event}; ${counted}; ${record("admit", 1_790_000_000_000)} WHERE event_id = ${event} AND id % 5 > 0; ${counted};
    ${record("exit", 1_790_007_200_000)} WHERE event_id = ${event} AND id % 5 > 0 AND id % 2 = 0; ${counted};`);
  await home.start();
  const page = await chrome.window(home, { script: false });
  page.setDefaultTimeout(600_000);
  await chrome.sign_in(page, home);
  await page.goto(`${home.base}/work/events/${event}/exports`);
  const before = peak_mib();
  const began = performance.now();
  const [given] = await Promise.all([page.waitForEvent("download"), page.click("form[action$='/evidence'] button")]);
  await given.saveAs(join(folder, "pack.zip"));
  const seconds = (performance.now() - began) / 1000;
  const size = readFileSync(join(folder, "pack.zip")).length / 1048576;
  await must_run("python3", ["-c", "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])", join(folder, "pack.zip"), folder], { env: { LANG: "C.UTF-8" } });
  const log = readFileSync(join(folder, "журнал-отметок.tsv"));
  await page.goto(`${home.base}/work/events/${event}/exports`);
  const address = await page.getAttribute("a[href^='/v/']", "href");
  const asked = performance.now();
  const answer = await fetch(home.base + address);
  const checked = (performance.now() - asked) / 1000;
  const holds = (await answer.text()).includes(createHash("sha256").update(log).digest("hex"));
  console.log(`people ${known}, records ${log.toString().split("\n").length - 3}, pack ${seconds.toFixed(1)} s, ${size.toFixed(1)} MiB, peak memory ${before.toFixed(0)} -> ${peak_mib().toFixed(0)} MiB, check ${checked.toFixed(2)} s, hash ${holds ? "holds" : "DOES NOT HOLD"}`);
} finally {
  await chrome.close();
  await home.close();
  rmSync(folder, { recursive: true, force: true });
}
