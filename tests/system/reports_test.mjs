// If this fails, the program beside the door hears of guests twice, late or never, and the badge in the printer is somebody else's.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { browser } from "./browser.mjs";
import { read_codes, read_pdf } from "./codes.mjs";
import { databases, free_port, in_house, person, until } from "./house.mjs";

/** A receiver on loopback with a mood: "good", "refuses", "slow", "redirects". Keeps what it took, by the number of the message. */
class receiver {
  static async open() {
    const made = new receiver();
    made.mood = "good";
    made.taken = new Map();
    made.requests = [];
    made.strayed = 0;
    made.server = createServer(async (asked, answer) => {
      let body = "";
      for await (const part of asked) body += part;
      if (asked.url === "/elsewhere") ++made.strayed;
      made.requests.push({ headers: asked.headers, body });
      if (made.mood === "slow") return; // says nothing at all
      if (made.mood === "redirects") return answer.writeHead(307, { location: `http://127.0.0.1:${made.port}/elsewhere` }).end();
      if (made.mood === "refuses") return answer.writeHead(500).end();
      made.taken.set(asked.headers["krug-delivery"], JSON.parse(body));
      answer.writeHead(200).end("thanks");
    });
    made.port = await free_port();
    await new Promise((resolve) => made.server.listen(made.port, "127.0.0.1", resolve));
    made.url = `http://127.0.0.1:${made.port}/in`;
    return made;
  }
  async close() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function judge_signature(secret, { headers, body }) {
  const [, moment, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers["krug-signature"]);
  assert.equal(signature, createHmac("sha256", secret).update(`${moment}.${body}`).digest("hex"), "the signature is over moment and body");
  assert.ok(Math.abs(Date.now() / 1000 - Number(moment)) < 120, "and fresh");
}

for (const database of databases)
  // A receiver that fails, dawdles, sends us away and dies: each guest is told of, and taken in once.
  test(`webhooks reach a receiver that has bad days (${database})`, async () => {
    const there = await receiver.open();
    try {
      await in_house({ database, env: { KRUG_WEBHOOKS_TRUSTED: `127.0.0.1:${there.port}` } }, async (home) => {
        const event = await home.published_event();
        const hooks = `/events/${event.id}/webhooks`;
        const hook = await home.must("POST", hooks, { url: there.url, kinds: ["registration.created", "registration.cancelled", "check_in.recorded"] });
        const log = async () => (await home.must("GET", `${hooks}/${hook.id}/deliveries`)).items;
        const outcome = (failure) => until(`a delivery fails with ${failure}`, async () => (await log()).find((each) => each.failure === failure));
        const again = (one) => home.must("POST", `${hooks}/${hook.id}/deliveries/${one.id}/resend`, {});
        const register = (number) => home.must("POST", `/events/${event.id}/registrations`, person(number));

        const first = await register(1);
        await until("the first is told of", () => there.taken.size === 1);
        judge_signature(hook.secret, there.requests[0]);
        const [told] = there.taken.values();
        assert.deepEqual(Object.keys(told).sort(), ["event", "id", "kind", "occurred_at", "registration"]);
        assert.equal(told.registration, first.id);
        assert.ok(!there.requests[0].body.includes("@"), "nothing personal is inside");

        there.mood = "refuses";
        const second = await register(2);
        const refused = await outcome("status");
        assert.equal(refused.status, 500);
        assert.ok(refused.next_at, "it will be tried again");
        there.mood = "good";
        await again(refused);
        await until("the second is told of", () => there.taken.has(refused.id));
        assert.equal(there.requests.filter((each) => each.headers["krug-delivery"] === refused.id).length, 2, "under one number");
        assert.equal(there.taken.get(refused.id).registration, second.id);

        there.mood = "redirects";
        await register(3);
        const sent_away = await outcome("redirect");
        assert.equal(there.strayed, 0, "nobody is followed");
        there.mood = "slow";
        await register(4);
        const began = Date.now();
        await register(5);
        assert.ok(Date.now() - began < 4_000, "a slow receiver holds up no guest");
        const late = await outcome("timeout");
        assert.ok(late.milliseconds >= 4_900 && late.milliseconds < 8_000, String(late.milliseconds));

        // The service dies with messages in hand.
        there.mood = "good";
        await register(6);
        await home.kill();
        await home.start();
        for (const one of await log()) if (one.state === "queued") await again(one);
        await until("everybody is told of", async () => (await log()).every((each) => each.state === "delivered"));
        const registered = [...there.taken.values()].filter((each) => each.kind === "registration.created").map((each) => each.registration);
        assert.deepEqual(registered.sort(), [1, 2, 3, 4, 5, 6], "each guest once, by the number of the message");
        assert.ok(there.taken.has(sent_away.id) && there.taken.has(late.id));

        await home.must("POST", `/events/${event.id}/check-ins`, { code: first.ticket.text, admission_point: 1, scan_id: "5f2504e0-4f89-41d3-9a0c-0305e82c3301" });
        await until("the check-in is told of", () => [...there.taken.values()].some((each) => each.kind === "check_in.recorded" && each.registration === first.id && each.scan === 1));
        await there.close();
        await home.must("POST", `/events/${event.id}/registrations/${second.id}/cancel`, {});
        await outcome("unreachable");
        assert.ok(!home.log.includes("ёмкость"), "no name in the log");
      });
    } finally {
      await there.close().catch(() => {});
    }
  });

// What is printed carries the name whole and the very code that opens the door.
test("badges are printed by hand and at the door", async () => {
  const folder = mkdtempSync(join(tmpdir(), "krug_printer_"));
  const glass = await browser.open();
  try {
    const tray = join(folder, "tray"), tools = join(folder, "bin");
    mkdirSync(tray);
    mkdirSync(tools);
    writeFileSync(join(tools, "lp"), `#!/bin/sh\nn=$(ls ${tray} | wc -l)\ncat > ${tray}/$n.tmp\necho "$@" > ${folder}/words\nmv ${tray}/$n.tmp ${tray}/$n.zpl\n`);
    chmodSync(join(tools, "lp"), 0o755);
    const env = { PATH: `${tools}:${process.env.PATH}`, KRUG_BADGES_PRINTER: "desk_label", KRUG_BADGES_LANGUAGE: "zpl" };
    await in_house({ env }, async (home) => {
      const event = await home.published_event();
      const receipts = [];
      for (let number = 0; number < 9; ++number) receipts.push(await home.must("POST", `/events/${event.id}/registrations`, person(number)));
      const page = await glass.window(home, { script: false });
      await glass.sign_in(page, home);
      await page.goto(`${home.base}/work/events/${event.id}/badges`);
      await page.check("[name=on_check_in]");
      await page.selectOption("#usual_layout", "label_58x40");
      await page.click("section form button");
      await page.waitForURL(/done=saved/);
      await page.selectOption("#layout", "sheet_90x60");
      const [file] = await Promise.all([page.waitForEvent("download"), page.click("form.card button.btn--lg")]);
      const { text, pictures } = await read_pdf(readFileSync(await file.path()), 203);
      const codes = (await Promise.all(pictures.map(read_codes))).flat();
      assert.equal(pictures.length, 2, "eight on a sheet, the ninth on the next");
      assert.deepEqual(new Set(codes), new Set(receipts.map((each) => each.ticket.text)));
      for (let number = 0; number < 9; ++number) assert.ok(text.includes(person(number).family_name), person(number).family_name);

      // Everybody has a badge now, so the door prints only for whoever comes unannounced.
      const enter = (guest, last) =>
        home.must("POST", `/events/${event.id}/check-ins`, { code: guest.ticket.text, admission_point: 1, scan_id: `5f2504e0-4f89-41d3-9a0c-0305e82c33${last}` });
      await enter(receipts[0], "01");
      const late = await home.must("POST", `/events/${event.id}/registrations`, person(20));
      await enter(late, "02");
      await until("the badge lies in the tray", () => existsSync(join(tray, "0.zpl")));
      assert.match(readFileSync(join(tray, "0.zpl"), "utf8"), /^\^XA\^PW464\^LL320/);
      assert.match(readFileSync(join(folder, "words"), "utf8"), /-d desk_label .*-o raw/);
      assert.equal(readdirSync(tray).length, 1, "one badge for one newcomer");
      await page.goto(`${home.base}/work/events/${event.id}/people/${late.id}`);
      assert.match(await page.locator("main").innerText(), /напечатан: 1/);
      assert.deepEqual(page.complaints, []);
      await page.finish();
    });
  } finally {
    await glass.close();
    await rm(folder, { recursive: true, force: true });
  }
});

// Without the print system the door opens all the same, and the log says what is missing.
test("a missing printer keeps nobody waiting", async () => {
  await in_house({ env: { PATH: "/nonexistent", KRUG_BADGES_PRINTER: "desk_label" } }, async (home) => {
    assert.match(home.log, /badge_printer_missing/);
    const event = await home.published_event();
    const guest = await home.must("POST", `/events/${event.id}/registrations`, person(1));
    const answer = await home.must("POST", `/events/${event.id}/check-ins`, { code: guest.ticket.text, admission_point: 1, scan_id: "5f2504e0-4f89-41d3-9a0c-0305e82c3303" });
    assert.equal(answer.verdict, "green");
  });
});

// Somebody else's site shows the event: no cookie is set, no script of ours runs in the frame, a click leads to the form.
test("the widget stands in a frame of another site", async () => {
  const glass = await browser.open();
  let html = "";
  const site = createServer((asked, answer) => answer.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(html));
  const port = await free_port();
  await new Promise((resolve) => site.listen(port, "127.0.0.1", resolve));
  try {
    await in_house({ env: { KRUG_WIDGET_SITES: `http://localhost:${port}` } }, async (home) => {
      const event = await home.published_event();
      html = `<!doctype html><title>Фонд</title><body><p>Приходите!</p><script src="${home.base}/widget.js" data-event="${event.slug}"></script>`;
      const context = await glass.program.newContext();
      const page = await context.newPage();
      await page.goto(`http://localhost:${port}/`);
      const frame = page.frameLocator("iframe");
      await frame.locator("h1").waitFor();
      assert.equal(await frame.locator("h1").innerText(), event.title);
      assert.equal(await frame.locator("script").count(), 0);
      assert.deepEqual(await context.cookies(), []);
      const [opened] = await Promise.all([context.waitForEvent("page"), frame.locator("a.btn").click()]);
      await opened.waitForLoadState();
      assert.match(opened.url(), new RegExp(`/e/${event.slug}/register$`));
      // Another site than the one in the list sees nothing.
      await page.goto(`http://127.0.0.1:${port}/`);
      await page.waitForLoadState();
      await assert.rejects(page.frameLocator("iframe").locator("h1").waitFor({ timeout: 2_000 }));
      await context.close();
    });
  } finally {
    site.closeAllConnections();
    site.close();
    await glass.close();
  }
});
