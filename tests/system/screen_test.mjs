// If this fails, a guest before the kiosk's own screen sees a wrong verdict, an old green, or somebody else's reason.
import { setTimeout as pause } from "node:timers/promises";
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browser } from "./browser.mjs";
import { house, person, run, until } from "./house.mjs";
import { kiosk } from "./kiosk.mjs";

const axe_source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let home, event, other, glass, device, page, pin_file;
let number = 0;
before(async () => {
  home = await house.open();
  event = await home.published_event({ title: "Круглый стол у экрана" });
  other = await home.published_event({ title: "Другой круглый стол" });
  glass = await browser.open();
});
after(async () => {
  await page?.finish();
  await device?.close();
  await glass?.close();
  await home?.close();
});

const register = (more = {}, at = event) => home.must("POST", `/events/${at.id}/registrations`, { ...person(++number), ...more });
const attended = async () => (await home.must("GET", `/events/${event.id}/statistics`)).attended;
const shown = () => page.evaluate(() => ({ view: document.documentElement.dataset.view, look: document.documentElement.dataset.look, sound: document.documentElement.dataset.sound, text: document.getElementById("stage").innerText }));
async function card(ask) {
  if ((await shown()).view === "card") await page.click("#card-done");
  await ask();
  await page.waitForSelector("[data-view=card]");
  return shown();
}
const hand = (code) => card(() => device.hand_scan(code));
/** A scan makes the device speak with the server at once instead of within half a minute. */
async function known_guest() {
  const guest = await register();
  device.hand_scan(`0${number}`);
  await until("the guest is known at the door", async () => (await device.status()).roster_rows >= number - 1, 40_000);
  return guest;
}
/** As a keyboard scanner types: key places, while the computer stands on another layout. */
async function type(code, layout = (digit) => digit, enter = true) {
  const keys = await page.context().newCDPSession(page);
  for (const digit of code) {
    const key = { code: `Digit${digit}`, key: layout(digit), windowsVirtualKeyCode: 48 + Number(digit) };
    await keys.send("Input.dispatchKeyEvent", { type: "keyDown", text: layout(digit), ...key });
    await keys.send("Input.dispatchKeyEvent", { type: "keyUp", ...key });
  }
  if (enter) await page.keyboard.press("Enter");
  await keys.detach();
}
async function axe_findings() {
  await page.evaluate(axe_source);
  return page.evaluate(async () => {
    const found = await window.axe.run(document, { resultTypes: ["violations"] });
    return found.violations.flatMap((rule) => rule.nodes.map((node) => `${document.documentElement.dataset.view} ${rule.id}: ${node.target.join(" ")} ${node.failureSummary?.split("\n")[1]?.trim() ?? ""}`));
  });
}
async function open_page(options) {
  page = await glass.window({ base: device.base }, { width: 1280, height: 800, ...options });
  await page.goto(device.address());
  await page.waitForSelector("[data-view=idle]");
}

// The door that everybody passes: each colour has its words, its sign and its sound.
test("green, amber and red are shown, and a refusal keeps its reason to itself", async () => {
  const good = await register({ given_name: "Анна", family_name: "Петрова" });
  const cancelled = await register({ given_name: "Борис", family_name: "Сидоров" });
  const elsewhere = await register({}, other);
  await home.must("POST", `/events/${event.id}/registrations/${cancelled.id}/cancel`, {});
  device = await kiosk.enrol(home, event.id);
  pin_file = join(device.folder, "pin");
  writeFileSync(pin_file, "314159\n", { mode: 0o600 });
  await device.start_screen("--pin-file", pin_file);
  await open_page();
  const green = await hand(good.ticket.text);
  assert.deepEqual([green.look, green.sound], ["ok", "ok"]);
  assert.match(green.text, /Проходите!\s+Анна П\./);
  await page.waitForFunction(() => /Проходите! *\.? *Анна П\./.test(document.getElementById("say-status").textContent));
  assert.deepEqual(await axe_findings(), []);

  const red = await hand(cancelled.ticket.text);
  assert.deepEqual([red.look, red.sound], ["bad", "no"]);
  assert.match(red.text, /Подойдите, пожалуйста, к сотруднику/);
  const everything = await page.content();
  for (const secret of ["отмен", "cancel", "Борис", "Сидоров"]) assert.equal(everything.toLowerCase().includes(secret.toLowerCase()), false, secret);
  await page.waitForFunction(() => document.getElementById("say-alert").textContent.includes("сотруднику"));
  assert.deepEqual(await axe_findings(), []);

  const blue = await hand("4600051000057");
  assert.deepEqual([blue.look, blue.sound], ["info", "ask"]);
  assert.deepEqual(await axe_findings(), []);
  const wrong = await hand(elsewhere.ticket.text);
  assert.match(wrong.text, /другое мероприятие/);
  // Within three seconds it would be the same guest before the same camera, and the first answer once more.
  await pause(3_100);
  const again = await hand(good.ticket.text);
  assert.equal(again.look, "warn");
  assert.match(again.text, /уже вошли/);
  assert.deepEqual(await axe_findings(), []);
  await until("the server knows of one guest", async () => (await attended()) === 1);
});

// A guest who reads slowly, or listens, must not lose the screen; the next guest must not inherit it.
test("a card can be held and is gone when it was read", async () => {
  const left = () => page.evaluate(() => Number(/\d+/.exec(document.getElementById("card-stays").textContent)[0]));
  await hand("4600051000058");
  assert.ok((await left()) >= 18, "at least twenty seconds to ask for more time");
  await page.click("#card-hold");
  assert.ok((await left()) > 60);
  await page.keyboard.press("Escape");
  assert.equal((await shown()).view, "idle");
  await page.reload();
  await page.waitForSelector("[data-view=idle]");
});

// The computer stands on the Russian layout, the German or the French one; the scanner does not know.
test("a keyboard scanner is read under any layout and presses no button", async () => {
  const layouts = { ru: (digit) => digit, fr: (digit) => "àé&\"'(-è_ç"[digit] ?? digit, de: (digit) => digit };
  for (const [name, layout] of Object.entries(layouts)) {
    const guest = await register();
    const seen = await card(async () => {
      await page.focus("#to-contrast");
      await type(guest.ticket.text, layout);
    });
    assert.equal(seen.look, "ok", name);
    assert.equal(await page.getAttribute("#to-contrast", "aria-pressed"), "false", "the scanner's Enter pressed a button");
  }
  const silent = await register();
  assert.equal((await card(() => type(silent.ticket.text, undefined, false))).look, "ok", "silence ends a whole code");
});

// A guest with a dead telephone knows the number from the mail; a bored one tries numbers.
test("the attendee number is typed on the screen, and not more than thirty in a minute", async () => {
  const guest = await known_guest();
  const press = async (digits) => {
    for (const digit of digits) await page.click(`#number-keys .key:text-is("${digit}")`);
  };
  if ((await shown()).view === "card") await page.click("#card-done");
  await page.click("#to-number");
  assert.deepEqual(await axe_findings(), []);
  const digits = guest.attendee_no.replace(/\D/g, "");
  await press(digits.slice(0, 8) + ((Number(digits[8]) + 1) % 10));
  await page.waitForFunction(() => document.getElementById("number-wrong").textContent.includes("не бывает"));
  for (let n = 0; n < 9; ++n) await page.click("#number-keys [data-l=erase]");
  assert.equal((await card(() => press(digits))).look, "ok");
  const post = (code) => page.evaluate(async (text) => (await fetch("/typed", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ code: text, ended: true }) })).status, code);
  let refused = 0;
  for (let n = 0; n < 31; ++n) refused += (await post(digits)) === 429 ? 1 : 0;
  assert.ok(refused >= 2, `${refused} refused`);
  if ((await shown()).view === "card") await page.click("#card-done");
});

// Another user of the computer, a page of another site, a second use of the address: none of them may drive the door.
test("only the browser with the secret drives the door", async () => {
  const used = device.address();
  const first = await fetch(used, { redirect: "manual" });
  assert.equal(first.status, 303);
  const cookie = first.headers.get("set-cookie").split(";")[0];
  assert.equal((await fetch(used, { redirect: "manual" })).status, 403, "an address opens once");
  const ask = (headers) => fetch(`${device.base}/typed`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: '{"code":"1","ended":true}' }).then((answer) => answer.status);
  assert.equal(await ask({ cookie, origin: device.base }), 200);
  assert.equal(await ask({ origin: device.base }), 403);
  assert.equal(await ask({ cookie }), 403);
  assert.equal(await ask({ cookie, origin: "http://127.0.0.1:1" }), 403);
  assert.equal(await ask({ cookie, origin: device.base, "sec-fetch-site": "same-site" }), 403);
  assert.equal((await fetch(`${device.base}/state`)).status, 403);
  assert.equal((await fetch(`${device.base}/`)).status, 403);
  assert.match((await fetch(`${device.base}/`, { headers: { cookie } })).headers.get("content-security-policy"), /default-src 'none'/);
});

// The router goes, then the kiosk's own process: the door goes on, and no old green stays.
test("offline it says so and works; without its process the page is neutral", async () => {
  const guest = await known_guest();
  const before = await attended();
  await home.stop();
  const green = await hand(guest.ticket.text);
  assert.equal(green.look, "ok");
  assert.equal((await shown()).view, "card");
  await device.kill();
  await page.waitForSelector("[data-view=lost]");
  const lost = await shown();
  assert.match(lost.text, /Киоск перезапускается/);
  assert.equal(lost.text.includes("Проходите"), false);
  assert.deepEqual(await axe_findings(), []);
  // Back on the same place, as its unit does it: the page finds it by itself.
  await device.start_screen("--pin-file", pin_file);
  await page.waitForSelector("[data-view=idle]");
  await page.waitForSelector("#offline:not([hidden])");
  assert.match((await shown()).text, /Связи нет, но вход работает/);
  assert.deepEqual(await axe_findings(), []);
  await home.start();
  await until("everything arrived", async () => (await attended()) === before + 1, 60_000);
});

// The venue's uplink is gone, a guest stands there without a ticket, and staff have a PIN.
test("staff act behind their PIN, and a walk-in offline is on the list once the connection is back", async () => {
  const [point] = (await home.must("GET", `/events/${event.id}/admission-points`)).items;
  await home.must("PUT", `/events/${event.id}/admission-points/${point.id}`, { name: point.name, walk_ins: true, walk_in_limit: 3 });
  const before = await attended();
  const guest = await known_guest();
  await until("walk-ins are allowed here", async () => {
    device.hand_scan(`0${++number}`);
    return page.evaluate(async () => (await (await fetch("/state?seen=0")).json()).facts.walk_ins);
  }, 40_000);
  if ((await shown()).view === "card") await page.click("#card-done");
  // Two wrong PINs, one typed on the keyboard; a scan while the pad is open is answered and costs no try.
  const press = async (digits) => {
    for (const digit of digits) await page.click(`#staff .key:text-is("${digit}")`);
  };
  await page.click("#to-staff");
  assert.deepEqual(await axe_findings(), []);
  await press("000000");
  await page.click("#staff .kb--fill");
  await page.waitForFunction(() => /осталось попыток: 4/i.test(document.getElementById("pin-wrong")?.textContent));
  await type("111111", undefined, true);
  await page.waitForFunction(() => /осталось попыток: 3/i.test(document.getElementById("pin-wrong")?.textContent));
  assert.equal((await card(() => type(guest.ticket.text))).look, "ok");
  await page.click("#card-done");
  if ((await shown()).view === "idle") await page.click("#to-staff");
  await press("314159");
  await page.click("#staff .kb--fill");
  await page.waitForSelector(".corner");
  assert.deepEqual(await axe_findings(), []);
  await page.emulateMedia({ colorScheme: "dark" });
  assert.deepEqual(await axe_findings(), []);
  await page.emulateMedia({ colorScheme: "light" });

  // The mother showed her son's ticket: undone, and it opens again. Then somebody is let in by hand.
  await page.waitForSelector('[data-act^="take_back"]');
  await page.click('[data-act^="take_back"]');
  await page.waitForFunction(() => document.getElementById("toast").textContent.includes("отменена"));
  assert.equal((await card(() => device.hand_scan(guest.ticket.text))).look, "ok");
  await page.click("#card-done");
  assert.equal((await card(() => device.hand_scan(guest.attendee_no.replace(/\D/g, "")))).look, "warn");
  await page.click("#card-done");
  await page.waitForSelector('[data-act^="admit"]');
  await page.selectOption(".answer select", { index: 1 });
  await page.click('[data-act^="admit"]');
  await page.waitForSelector("[data-view=card][data-look=ok]");
  await page.click("#card-done");

  // Offline: three fields, green, and nothing readable on this computer.
  await home.stop();
  await page.waitForSelector("#staff-walk-in:not([hidden])");
  const write_in = async (family, given, contact) => {
    await page.fill("#family", family);
    await page.fill("#given", given);
    await page.fill("#contact", contact);
    await page.click("#walk-in-send");
  };
  await write_in("", "Мария", "");
  await page.waitForFunction(() => document.getElementById("toast").textContent.includes("Нужны фамилия и имя"));
  await write_in("Подорожникова", "Мария", "+7 345 200-00-17");
  await page.waitForSelector("[data-view=card][data-look=ok]");
  assert.match((await shown()).text, /Мария П\./);
  await page.click("#card-done");
  assert.equal((await run("grep", ["-rlaE", "Подорожникова|345 ?200", device.folder])).out, "", "the name lies readable on the device");
  // Its plug is pulled before the connection is back.
  await device.kill();
  await page.waitForSelector("[data-view=lost]");
  await device.start_screen("--pin-file", pin_file);
  await page.waitForSelector("[data-view=idle]");
  await home.start();
  const listed = async () => (await home.must("GET", `/events/${event.id}/registrations?q=${encodeURIComponent("Подорожникова")}`)).items;
  await until("the walk-in is on the list", async () => (await listed()).length > 0, 60_000);
  await until("and counted as present", async () => (await attended()) === before + 2, 30_000);
  device.hand_scan(`0${++number}`);
  await until("everything is sent", async () => (await device.status()).unsent === 0, 40_000);
  assert.equal((await listed()).length, 1);
});

// A short guest in a wheelchair, one with weak eyes, one before a tablet on its side.
test("every way to look at it is readable", async () => {
  const wrong = [];
  // The longest answer that a guest can get: a name, a time, a place, and three buttons.
  const { roster_rows } = await device.status();
  const guest = await register({ given_name: "Александра-Екатерина", family_name: "Архангельская" });
  await hand(guest.ticket.text);
  await until("the guest is known at the door", async () => (await device.status()).roster_rows > roster_rows, 40_000);
  for (const [width, height] of [[1280, 800], [800, 1280], [1920, 1080], [1024, 600]]) {
    await page.setViewportSize({ width, height });
    for (const mode of [[], ["large"], ["contrast"], ["lower"], ["large", "lower"]]) {
      if ((await shown()).view === "card") await page.click("#card-done");
      for (const name of mode) await page.click(`#to-${name}`);
      for (const view of ["idle", "card", "named"]) {
        if (view === "card") await hand("4600051000057");
        if (view === "named") {
          assert.equal((await hand(guest.attendee_no.replace(/\D/g, ""))).look, "warn");
          const broken = await page.evaluate(() => document.getElementById("card-name").dataset.broken);
          if (broken !== "no") wrong.push(`${width}×${height} ${mode}: the name is broken in the middle of a word`);
        }
        const over = await page.evaluate(() => {
          const seen = (element) => element.getBoundingClientRect();
          return [...document.querySelectorAll("button, h1, p:not(.vh), b")].filter((each) => each.offsetParent !== null && each.textContent + each.ariaLabel !== "" && (seen(each).right > innerWidth + 1 || seen(each).bottom > innerHeight + 1 || seen(each).top < -1 || seen(each).left < -1 || (each.tagName === "BUTTON" && (seen(each).height < 44 || seen(each).width < 44)))).map((each) => each.id || each.className || each.textContent);
        });
        const hidden = await page.evaluate(() => {
          const bar = document.getElementById("tools").getBoundingClientRect();
          return bar.height > 0 && document.querySelector(".idle__text").getBoundingClientRect().bottom > bar.top + 1 ? ["the words lie under the buttons"] : [];
        });
        for (const each of [...over, ...hidden]) wrong.push(`${width}×${height} ${mode} ${view}: ${each}`);
      }
      await page.click("#card-done");
      for (const name of mode) await page.click(`#to-${name}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(page.complaints.filter((each) => !/ERR_CONNECTION_RE(FUSED|SET)|Failed to fetch|ERR_EMPTY|403|about:blank/.test(each)), []);
});
