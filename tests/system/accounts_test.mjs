// If this fails, an organiser cannot get in with a phone or a passkey, a new colleague's letter leads nowhere, or a browser that
// was left alone gives the guests' list to whoever sits down at it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { browser } from "./browser.mjs";
import { house, until } from "./house.mjs";
import { mail_sink } from "./mail_sink.mjs";

const axe_source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Browsers keep passkeys for names only, so this house is reached by one. */
class named_house extends house {
  async settle_on_port() {
    await super.settle_on_port();
    this.base = `http://localhost:${this.port}`;
    this.env = { ...this.env, KRUG_PUBLIC_URL: this.base };
  }
}

let sink, home, glass;
before(async () => {
  sink = await mail_sink.open();
  home = await named_house.open({ demo: 20, env: sink.settings });
  glass = await browser.open();
});
after(async () => {
  await glass?.close();
  await home?.close();
  await sink?.close();
});

/** What an authenticator app shows for the key that was typed into it, `steps` half-minutes from now. */
function code_of(seed, steps = 0) {
  const bits = [...seed.replaceAll(" ", "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const moment = Buffer.alloc(8);
  moment.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac("sha1", key).update(moment).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function judged(page) {
  await page.evaluate(axe_source);
  const found = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ["violations"] })).violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}`)));
  assert.deepEqual(found, [], page.url());
  for (const width of [320, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)) <= 0, `${page.url()} at ${width}`);
  }
}

const press = (page, button) => Promise.all([page.waitForNavigation(), page.click(button)]);

/** As if the last proof were a quarter of an hour ago. The service's own connection is left alone: a short statement beside it. */
function make_stale() {
  execFileSync("python3", ["-c", "import sqlite3,sys; c=sqlite3.connect(sys.argv[1],timeout=10); c.execute('UPDATE login SET confirmed_at = confirmed_at - 900'); c.commit(); c.close()", `${home.data}/krug.sqlite`]);
}

async function sign_in_with_password(page, email, password) {
  await page.goto(`${home.base}/sign-in`);
  await page.fill("#email", email);
  await page.fill("#password", password);
  await press(page, "form[action='/sign-in'] button");
}

// From the owner's click to the colleague's first sign-in, without scripts; a second browser gets nothing of it.
test("a colleague is invited by letter and comes in", async () => {
  const owner = await glass.window(home, { script: false });
  await glass.sign_in(owner, home);
  await owner.goto(`${home.base}/work/staff`);
  await owner.fill("#email", "vera@krug.example");
  await owner.selectOption("#role", "desk");
  await press(owner, "form[action='/work/staff'] button");
  assert.match(await owner.locator("main").innerText(), /vera@krug\.example/);
  const { letter } = await sink.letter_to("vera@krug.example");
  const link = /http:\S+\/join\/[\w-]{43}/.exec(letter.text)[0];
  assert.ok(letter.html.includes(link));
  const hers = await glass.window(home, { script: false, width: 360 });
  await hers.goto(link);
  await press(hers, "main form button");
  assert.equal(new URL(hers.url()).pathname, "/join", "no secret stays in the address");
  const stranger = await glass.window(home);
  assert.equal((await stranger.goto(link)).status(), 410);
  await hers.fill("#name", "Вера Новикова");
  await hers.fill("#password", "семь синих лодок в полдень");
  await press(hers, "main form button");
  await hers.fill("#email", "vera@krug.example");
  await hers.fill("#password", "семь синих лодок в полдень");
  await press(hers, "form[action='/sign-in'] button");
  assert.equal(new URL(hers.url()).pathname, "/work");
  for (const page of [owner, hers, stranger]) await page.finish();
});

// A forgotten password comes back by a letter; the pages on the way are readable for everybody.
test("a forgotten password is renewed", async () => {
  const page = await glass.window(home, { lang: "en", theme: "dark" });
  await page.goto(`${home.base}/sign-in/forgot`);
  await judged(page);
  await page.fill("#email", "vera@krug.example");
  await press(page, "main form button");
  await judged(page);
  const found = await until("the letter", () => sink.letters.filter((each) => each.to.includes("vera@krug.example")).find((each) => /New password/.test(each.letter.subject)));
  await page.goto(/http:\S+\/join\/[\w-]{43}/.exec(found.letter.text)[0]);
  await judged(page);
  await press(page, "main form button");
  await judged(page);
  await page.fill("#password", "коротко");
  await press(page, "main form button");
  await judged(page);
  await page.fill("#password", "восемь красных змеев над крышей");
  await press(page, "main form button");
  await page.fill("#email", "vera@krug.example");
  await page.fill("#password", "восемь красных змеев над крышей");
  await press(page, "form[action='/sign-in'] button");
  assert.equal(new URL(page.url()).pathname, "/work");
  assert.deepEqual(page.complaints.filter((said) => !/status of 410/.test(said)), []);
  await page.finish();
});

// Before a weighty action the person is asked once more, without scripts too, and the file comes with what was chosen before.
test("an export goes on after the password", async () => {
  const page = await glass.window(home, { script: false });
  await glass.sign_in(page, home);
  const [event] = (await home.must("GET", "/events?limit=100")).items.filter((each) => /Город без ступеней/.test(each.title));
  await page.goto(`${home.base}/work/events/${event.id}/exports`);
  await page.check("[name=format][value=csv_machine]");
  await page.selectOption("[name=purpose]", "report");
  make_stale();
  await press(page, ".exp__form button.btn >> nth=-1");
  assert.ok(await page.locator("#confirm_password").isVisible());
  await judged_without_script(page);
  await page.fill("#confirm_password", home.demo.staff.password);
  const [file] = await Promise.all([page.waitForEvent("download"), page.click("main form button")]);
  assert.match(file.suggestedFilename(), /\.csv$/);
  await page.finish();
});

async function judged_without_script(page) {
  const text = await page.locator("main").innerText();
  assert.match(text, /Подтвердите, что это вы/);
  assert.match(text, /сохранено/);
}

// The whole life of an app: set up, asked for, a recovery code for the lost phone.
test("codes of an app and of the paper open the second step", async () => {
  const page = await glass.window(home, { theme: "dark" });
  await sign_in_with_password(page, "vera@krug.example", "восемь красных змеев над крышей");
  await page.goto(`${home.base}/work/account/factor`);
  await judged(page);
  await press(page, "form[action$='/begin'] button");
  await judged(page);
  const seed = await page.locator(".steps code").innerText();
  await page.fill("#code", "000000");
  await press(page, "form[action$='/confirm'] button");
  await judged(page);
  await page.fill("#code", code_of(seed));
  await press(page, "form[action$='/confirm'] button");
  await judged(page);
  const codes = await page.locator(".codes code").allInnerTexts();
  assert.equal(codes.length, 10);
  await page.context().clearCookies();
  await sign_in_with_password(page, "vera@krug.example", "восемь красных змеев над крышей");
  assert.equal(new URL(page.url()).pathname, "/sign-in/factor");
  await judged(page);
  await page.fill("#code", code_of(seed)); // the very code that set it up
  await press(page, "main form button.btn--wide");
  assert.match(await page.locator("main").innerText(), /Не подошло|did not match/i);
  await page.fill("#code", code_of(seed, 1));
  await press(page, "main form button.btn--wide");
  assert.equal(new URL(page.url()).pathname, "/work");
  await page.context().clearCookies();
  await sign_in_with_password(page, "vera@krug.example", "восемь красных змеев над крышей");
  await page.fill("#code", codes[0].toUpperCase());
  await press(page, "main form button.btn--wide");
  assert.equal(new URL(page.url()).pathname, "/work");
  await page.goto(`${home.base}/work/account`);
  await judged(page);
  assert.match(await page.locator("main").innerText(), /9 код/);
  await page.finish();
});

// A passkey of the browser: made, the only thing needed at the next sign-in, and enough when we ask once more.
test("a passkey signs in alone and proves again", async () => {
  const page = await glass.window(home);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await glass.sign_in(page, home);
  await page.goto(`${home.base}/work/account/factor`);
  await page.fill("#passkey_name", "Ноутбук");
  await press(page, "[data-passkey=create]");
  assert.equal(await page.locator(".codes code").count(), 10);
  assert.match(await page.locator("main").innerText(), /Ноутбук/);
  await judged(page);
  const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
  assert.equal(credentials.length, 1);
  assert.equal(credentials[0].rpId, "localhost");
  await page.context().clearCookies();
  await page.goto(`${home.base}/sign-in`);
  await judged(page);
  await press(page, "[data-passkey=get]");
  assert.equal(new URL(page.url()).pathname, "/work");
  make_stale();
  const [event] = (await home.must("GET", "/events?limit=100")).items.filter((each) => /Город без ступеней/.test(each.title));
  await page.goto(`${home.base}/work/events/${event.id}/people/1/data`);
  assert.equal(new URL(page.url()).pathname, "/work/confirm");
  await judged(page);
  await press(page, "[data-passkey=get]");
  assert.match(new URL(page.url()).pathname, /\/people\/1\/data$/);
  // Password, then the key: the second step.
  await page.context().clearCookies();
  await sign_in_with_password(page, home.demo.staff.email, home.demo.staff.password);
  assert.equal(new URL(page.url()).pathname, "/sign-in/factor");
  await press(page, "[data-passkey=get]");
  assert.equal(new URL(page.url()).pathname, "/work");
  // A finger that is not the owner's.
  await page.context().clearCookies();
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await page.goto(`${home.base}/sign-in`);
  await page.click("[data-passkey=get]");
  await page.locator("[data-passkey-fault]").first().waitFor({ state: "visible" });
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  assert.deepEqual(page.complaints, []);
  await page.finish();
});

// What was done stands in the trail, whole from the first row to the last, and the command says so.
test("the trail is whole and says who did what", async () => {
  const page = await glass.window(home, { lang: "en" });
  const said = await home.krug("audit");
  assert.match(said, /^\d+:[0-9a-f]{64}\n$/);
  assert.equal(await home.krug("audit", "--head", said.trim()), await home.krug("audit"));
  await page.finish();
});
