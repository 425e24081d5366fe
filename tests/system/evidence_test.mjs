// If this fails, the pack that an organiser hands to a foundation does not open, or its hash, signature and page prove nothing.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import ExcelJS from "exceljs";
import { browser } from "./browser.mjs";
import { read_code, read_pdf } from "./codes.mjs";
import { house, must_run, person, run } from "./house.mjs";

const guests = 12;
const came = 7;

let home, chrome, window, event, folder, names, own_page;
before(async () => {
  home = await house.open();
  chrome = await browser.open();
  folder = await mkdtemp(join(tmpdir(), "krug_evidence_"));
  event = await home.published_event();
  for (let number = 0; number < guests; ++number) {
    const receipt = await home.must("POST", `/events/${event.id}/registrations`, person(number));
    if (number === 0) own_page = new URL(receipt.manage_url).pathname;
    if (number < came)
      await home.must("POST", `/events/${event.id}/check-ins`, { code: receipt.ticket.text, admission_point: 1, scan_id: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}` });
  }
  window = await chrome.window(home, { script: false });
  await chrome.sign_in(window, home);
});
after(async () => {
  await chrome?.close();
  await home?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const here = { cwd: undefined, env: { LANG: "C.UTF-8" } };
const file = (name) => join(folder, "pack", name);

// The accountant presses one button, in a browser without scripts.
test("one press gives a pack that other programs unpack", async () => {
  await window.goto(`${home.base}/work/events/${event.id}/exports`);
  await window.fill("#planned", "20");
  await window.fill("#project", "24-1-012345");
  const [given] = await Promise.all([window.waitForEvent("download"), window.click("form[action$='/evidence'] button")]);
  assert.match(given.suggestedFilename(), /^подтверждения-.*\.zip$/);
  await given.saveAs(join(folder, "pack.zip"));
  await must_run("python3", ["-c", "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2])", join(folder, "pack.zip"), join(folder, "pack")], here);
  names = (await readdir(join(folder, "pack"))).sort();
  assert.equal(names.length, names.includes("время-по-сессиям.csv") ? 12 : 11, names.join(" ")); // an event with sessions has one more
  here.cwd = join(folder, "pack");
});

// An auditor has nothing but sha256sum and openssl.
test("sums, signature and hash hold with other people's tools", async () => {
  const sums = await must_run("sha256sum", ["-c", "SHA256SUMS.txt"], here);
  assert.equal(sums.trim().split("\n").filter((line) => line.endsWith(": OK")).length, 8);
  const words = ["pkeyutl", "-verify", "-pubin", "-inkey", "event-key.pem", "-rawin", "-in", "SHA256SUMS.txt", "-sigfile", "SHA256SUMS.txt.sig"];
  assert.match(await must_run("openssl", words, here), /Signature Verified Successfully/);
  const changed = (await readFile(file("SHA256SUMS.txt"), "utf8")).replace("event=", "event=1");
  await writeFile(file("changed.txt"), changed);
  assert.notEqual((await run("openssl", words.map((word) => (word === "SHA256SUMS.txt" ? "changed.txt" : word)), here)).code, 0);
});

// The accountant opens the tables and the papers.
test("tables open with every letter, papers hold every name", async () => {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(await readFile(file("участники.xlsx")));
  const [sheet] = book.worksheets;
  assert.equal(sheet.rowCount, guests + 1);
  const families = new Set(sheet.getColumn(2).values);
  for (let number = 0; number < guests; ++number) assert.ok(families.has(person(number).family_name));
  assert.equal((await readFile(file("участники-для-Excel.csv"))).subarray(0, 3).toString("hex"), "efbbbf");
  assert.equal((await readFile(file("участники-для-программ.csv"), "utf8")).trim().split("\r\n").length, guests + 1);
  for (const name of ["лист-регистрации-полный.pdf", "лист-регистрации-краткий.pdf"]) {
    const { text } = await read_pdf(await readFile(file(name)), 20);
    for (let number = 0; number < guests; ++number) assert.ok(text.includes(person(number).family_name), name);
    assert.equal(text.includes("guests.example"), name.includes("полный"), "contacts stand on the full sheet only");
  }
  const readme = await readFile(file("README.txt"), "utf8");
  for (const name of names.filter((each) => each !== "README.txt")) assert.ok(readme.includes(name), `README says nothing of ${name}`);
  assert.ok(readme.includes("HOW TO CHECK") && readme.includes("КАК ПРОВЕРИТЬ"));
});

// Whoever holds the report follows its code and compares.
test("the report leads to a page that says the log is the same, has grown, does not match", async () => {
  const report = await readFile(file("справка-о-мероприятии.pdf"));
  const { pictures, text } = await read_pdf(report);
  assert.ok(text.includes("Справка о мероприятии") && text.includes("24-1-012345"));
  assert.match(text, new RegExp(`Пришли\\s+${came}\\b`));
  const address = await read_code(pictures.at(-1));
  const log = await readFile(file("журнал-отметок.tsv"));
  const hash = createHash("sha256").update(log).digest("hex");
  assert.ok(text.replace(/\s/g, "").includes(hash), "the report prints the hash");
  for (let number = 0; number < guests; ++number) {
    assert.ok(!log.toString().includes(person(number).family_name), "no name in the log");
    assert.ok(!text.includes(person(number).family_name), "no name in the report");
  }

  const visitor = await chrome.window(home, { script: false });
  await visitor.goto(address);
  let seen = await visitor.textContent("main");
  assert.ok(seen.includes("Журнал тот же") && seen.includes(hash) && seen.includes(createHash("sha256").update(report).digest("hex")));
  const key = (await readFile(file("event-key.pem"), "utf8")).split("\n")[1];
  assert.ok(seen.includes(key), "the page shows the key");
  assert.deepEqual(visitor.complaints, []);

  // A fresh export of the machine interface, cut as the page says.
  const extra = await home.must("POST", `/events/${event.id}/registrations`, person(guests));
  await home.must("POST", `/events/${event.id}/check-ins`, { code: extra.ticket.text, admission_point: 1, scan_id: "00000000-0000-4000-8000-0000000000ff" });
  const fresh = await fetch(`${home.base}/api/v1/events/${event.id}/scan-log.tsv`, { headers: { authorization: `Bearer ${home.token}` } });
  await writeFile(file("fresh.tsv"), Buffer.from(await fresh.arrayBuffer()));
  const lines = /head -n (\d+)/.exec(seen)[1];
  const cut = await must_run("sh", ["-c", `head -n ${lines} fresh.tsv | sha256sum`], here);
  assert.equal(cut.split(" ")[0], hash);
  await visitor.finish();
});

// A guest wants to show at work that they were there.
test("certificates are issued by the rule, downloaded by the guest and checked by anybody", async () => {
  await window.goto(`${home.base}/work/events/${event.id}/certificates`);
  await window.check("input[value=admitted]");
  await window.fill("#hours", "2");
  await window.click("form[action$='/rule'] button");
  await window.click("form[action$='/issue'] button");
  assert.equal(await window.locator("ul.log li").count(), came + 1);
  const who = person(0);
  const guest = await chrome.window(home, { script: false });
  await guest.goto(new URL(own_page, home.base).href);
  const [given] = await Promise.all([guest.waitForEvent("download"), guest.click("a[href$='/certificate.pdf']")]);
  await given.saveAs(file("certificate.pdf"));
  const { pictures, text } = await read_pdf(await readFile(file("certificate.pdf")));
  assert.ok(text.includes(`${who.family_name} ${who.given_name}`), text);
  await guest.goto(await read_code(pictures[0]));
  const seen = await guest.textContent("main");
  assert.ok(seen.includes("Сертификат действителен") && seen.includes(`${who.family_name[0]}. ${who.given_name[0]}.`));
  assert.ok(!seen.includes(who.family_name), "initials only");
  assert.deepEqual(guest.complaints, []);
  await guest.finish();
});

// The power was out, people signed paper; the paper comes back into the same log.
test("signed rows of a paper sheet are typed in, repeated without harm, and taken back", async () => {
  await window.goto(`${home.base}/work/events/${event.id}/sheets`);
  const [given] = await Promise.all([window.waitForEvent("download"), window.click("form[action$='/sheets'] button")]);
  await given.saveAs(file("sheet.pdf"));
  assert.match((await read_pdf(await readFile(file("sheet.pdf")), 20)).text, /1\/13/, "every row has its code");
  const attended = async () => (await home.must("GET", `/events/${event.id}/statistics`)).attended;
  const before = await attended();
  await window.goto(`${home.base}/work/events/${event.id}/sheets/1`);
  await window.fill("#signed_at", new Date(Date.now() + 5 * 3_600_000 - 60_000).toISOString().slice(0, 16)); // the event's own clock
  await window.fill("#typed", "1–13");
  await window.click("#enter button");
  assert.equal(await attended(), guests + 1, "everybody on the sheet, those of the door once");
  assert.equal(await window.locator("form[action$='/undo']").count(), guests + 1 - before);
  await window.locator("form[action$='/undo'] button").first().click();
  assert.equal(await attended(), guests);
  await window.fill("#typed", "1-13");
  await window.click("#enter button");
  assert.equal(await attended(), guests + 1, "entered again after the undo");
  const log = await (await fetch(`${home.base}/api/v1/events/${event.id}/scan-log.tsv`, { headers: { authorization: `Bearer ${home.token}` } })).text();
  assert.equal(log.match(/\tpaper:1:\d+\t/g).length, guests + 1 - before + 1);
});

// The same hand at the same keyboard: nothing is complained of.
test("the pages are clean", async () => {
  assert.deepEqual(window.complaints, []);
  assert.ok(!home.log.includes("Ёлкин"));
});
