// If this fails, somebody with a screen reader, a small telephone or scripts switched off cannot take a seat or run the door.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser } from "./browser.mjs";
import { house, person, until } from "./house.mjs";
import { axe_findings, judge_pages } from "./judge.mjs";
import { mail_sink } from "./mail_sink.mjs";

// Both themes and both languages in two passes; KRUG_PAGES=all asks for all four together.
const looks = [{ lang: "ru", theme: "light" }, { lang: "en", theme: "dark" },
  ...(process.env.KRUG_PAGES === "all" ? [{ lang: "ru", theme: "dark" }, { lang: "en", theme: "light" }] : [])];

let sink, home, glass, event, full, unconfirmed, own, host, hook;
before(async () => {
  sink = await mail_sink.open();
  home = await house.open({ demo: 60, env: sink.settings });
  glass = await browser.open();
  event = await home.published_event({ title: "Круглый стол «Достопримечательности и взаимодействие»", description: "# Зачем\n\n**Подъём** и [ссылка](https://krug.example/).\n\n- раз\n- два", capacity: 20 });
  await home.must("POST", `/events/${event.id}/sessions`, { title: "Стол: доступная остановка", starts_at: event.starts_at, ends_at: event.ends_at, capacity: 8, sign_up: "optional" });
  full = await home.published_event({ title: "Мест больше нет", capacity: 1 });
  const guests = [];
  for (let number = 0; number < 4; ++number) guests.push(await home.must("POST", `/events/${event.id}/registrations`, person(number)));
  await home.must("POST", `/events/${full.id}/registrations`, person(5));
  const waiting = await home.must("POST", `/events/${full.id}/registrations`, person(6));
  const gone = await home.must("POST", `/events/${event.id}/registrations`, person(7));
  await home.must("POST", `/events/${event.id}/registrations/${gone.id}/cancel`, {});
  await home.must("POST", `/events/${event.id}/check-ins`, { code: guests[0].ticket.text, admission_point: 1, scan_id: "3f2504e0-4f89-41d3-9a0c-0305e82c3301" });
  const table = await home.must("POST", `/events/${event.id}/tables`, { seats: 3, count: 4, topic: "Город для жизни", host: "Ведущая Ирина Примерова" });
  const proposal = await home.must("POST", `/events/${event.id}/seating/propose`, { rounds: 2 });
  await home.must("POST", `/events/${event.id}/seating/apply`, { rounds: 2, proposal: proposal.proposal });
  host = new URL(table.host_url).pathname;
  own = { ticket: guests[1].manage_url, admitted: guests[0].manage_url, waiting: waiting.manage_url, gone: gone.manage_url };
  hook = (await home.must("POST", `/events/${event.id}/webhooks`, { url: "https://hooks.krug.example/in", kinds: ["event.cancelled"] })).id; // nothing is ever sent there
  await home.must("PUT", `/events/${event.id}/form`, { questions: [
    { key: "talk", kind: "yes_no", label: "Нужен доклад?", label_en: "Do you give a talk?" },
    { key: "topic", kind: "long_text", label: "Тема доклада", hint: "Одной фразой.", if_question: "talk", if_answers: ["yes"] },
    { key: "lunch", kind: "many_of", label: "Обед", options: [{ key: "fish", label: "Рыба" }, { key: "greens", label: "Овощи" }] },
    { key: "people", kind: "number", label: "Сколько вас", least: 1, most: 5, asked_at: "door", shown_at_door: true },
    { key: "day", kind: "date", label: "День приезда" }, { key: "country", kind: "country", label: "Страна" },
    { key: "municipality", kind: "municipality", label: "Муниципальное образование", options: [{ key: "here", label: "Тюмень" }] },
  ] });
  unconfirmed = await home.published_event({ title: "С подтверждением", registration: { mode: "open", confirm_email: true } });
});
after(async () => {
  await glass?.close();
  await home?.close();
  await sink?.close();
});

const path_of = (url) => new URL(url).pathname;
const public_pages = () => [
  "/", "/?q=%D1%91%D0%BB%D0%BA%D0%B0", `/e/${event.slug}`, `/e/${event.slug}/widget`, `/e/${event.slug}/widget?in=en`, `/e/${full.slug}`, `/e/${event.slug}/register`, `/e/${full.slug}/register`,
  path_of(own.ticket), `${path_of(own.ticket)}/cancel`, `${path_of(own.ticket)}/coming`, `${path_of(own.ticket)}/reminders`, `${path_of(own.ticket)}/answers`, `${path_of(own.ticket)}/feedback`, path_of(own.waiting), path_of(own.gone), path_of(own.admitted),
  host, "/consent/personal_data/1", "/sign-in", "/sign-in/forgot", "/no-such-page", "/api",
];
const work_pages = () => {
  const at = `/work/events/${event.id}`;
  return ["/work", "/work/account", "/work/account/factor", "/work/confirm", "/work/staff", "/work/events/new", "/work/events/create", at, `${at}/edit`, `${at}/programme`, `${at}/programme/new`, `${at}/programme/1`, `${at}/series`, `${at}/people/1/sessions`, `${at}/door`, `${at}/exports`,
    `${at}/people`, `${at}/people/new`, `${at}/people/import`, `${at}/letters`, `${at}/people/1`, `${at}/people/1/edit`, `${at}/points`, `${at}/points?edit=1`, `${at}/points/1/preview`, `${at}/board`, `${at}/devices`,
    `${at}/form`, `${at}/form/new`, `${at}/form/topic`, `${at}/form/lunch`, `${at}/form/preview`, `${at}/people/1/answers`, `${at}/sign-up`,
    `${at}/tables`, `${at}/tables/1`, `${at}/seating`, `${at}/seating?show=all&round=2`, `${at}/seating/proposal?rounds=3&organisations=1&categories=1`, `${at}/seating/cards`,
    `${at}/conflicts`, `${at}/audit`, `${at}/badges`, `${at}/share`, "/work/summary", "/work/summary?from=01.01.2020&to=31.12.2029", "/work/webhooks",
    `/work/webhooks/${hook}`, `${at}/people?state=confirmed&attended=no&table=0`, `${at}/people/duplicates`, `${at}/people/merge?kept=1&other=2`, `${at}/messages/new?ready=thanks`, `${at}/messages/1`, `${at}/messages/1/edit`, `${at}/feedback`];
};

for (const look of looks) {
  // A reader of the screen, a guest with low sight, a narrow telephone: every public page is for them too.
  test(`public pages are accessible, fit and keep the policy (${look.lang}, ${look.theme})`, async () => {
    const page = await glass.window(home, look);
    assert.deepEqual(await judge_pages(page, home.base, public_pages()), []);
    assert.equal(await page.evaluate(() => document.documentElement.lang), look.lang);
    await page.finish();
  });

  // The organisers' pages are no worse.
  test(`organisers' pages are accessible, fit and keep the policy (${look.lang}, ${look.theme})`, async () => {
    const page = await glass.window(home, look);
    await glass.sign_in(page, home);
    await page.goto(`${home.base}/work/events/${event.id}/messages/new?ready=thanks`);
    await page.locator("main form button").last().click();
    assert.deepEqual(await judge_pages(page, home.base, work_pages()), []);
    await page.finish();
  });
}

/** Fills the form as a person would and sends it twice, as its two steps ask. */
async function take_seat(page, slug, guest) {
  await page.goto(`${home.base}/e/${slug}/register`);
  await page.fill("#family_name", guest.family_name);
  await page.fill("#given_name", guest.given_name);
  await page.fill("#email", guest.email);
  await page.check("#consent_personal_data");
  // A form that comes back faster than any hand is shown again with every word; a person just presses once more.
  await until("the form is taken for a person's", async () => {
    if (!page.url().endsWith("/register")) return true;
    const step = (await page.locator("button[name=step][value=send]").count()) ? "send" : "review";
    if (step === "review") assert.equal(await page.inputValue("#family_name"), guest.family_name);
    else assert.ok((await page.locator("main").innerText()).includes(guest.family_name));
    await page.click(`button[name=step][value=${step}]`);
    await page.waitForLoadState();
    return false;
  }, 30_000);
}

// Scripts are blocked in many offices: the seat, the confirmation, the ticket and the way back work without them.
test("without scripts: register, confirm, see the ticket, give the seat back", async () => {
  const page = await glass.window(home, { script: false, width: 360 });
  const guest = person(50);
  await page.goto(home.base);
  await take_seat(page, unconfirmed.slug, guest);
  await page.waitForURL(/\/registered$/);
  assert.ok((await page.locator("main").innerText()).includes(guest.email));
  const { letter } = await sink.letter_to(guest.email);
  await page.goto(/http:\S+\/r\/[\w-]+\/confirm/.exec(letter.text)[0]);
  await page.click("main form button");
  await page.waitForURL(/\/r\/[^/]+$/);
  assert.ok((await page.locator("main").innerText()).includes(`${guest.family_name}`));
  const [row] = (await home.must("GET", `/events/${unconfirmed.id}/registrations?status=confirmed`)).items;
  assert.equal(row.email, guest.email);
  await page.goto(`${page.url()}/cancel`);
  await page.click("main form button");
  assert.equal((await home.must("GET", `/events/${unconfirmed.id}/registrations/${row.id}`)).status, "cancelled");
  assert.deepEqual(page.complaints, []);
  await page.finish();
});

// A wrong form comes back with every word, the error in words, and the focus where it helps.
test("a form with a mistake loses nothing and says what is wrong", async () => {
  const page = await glass.window(home);
  await page.goto(`${home.base}/e/${event.slug}/register`);
  await page.fill("#family_name", "Щёголев-Жданов");
  await page.fill("#email", "это не почта");
  await page.click("button[name=step][value=review]");
  await page.waitForLoadState();
  assert.equal(await page.inputValue("#family_name"), "Щёголев-Жданов");
  assert.equal(await page.inputValue("#email"), "это не почта");
  assert.match(await page.title(), /^Ошибка:/);
  assert.deepEqual(await axe_findings(page), []);
  assert.deepEqual(page.complaints, []);
  await page.finish();
});

// Who needs high contrast or large text sets it once.
test("the choice of theme, contrast and text size is kept", async () => {
  const page = await glass.window(home, { script: false });
  await page.goto(home.base);
  await page.click(".top__tools details.menu:first-of-type summary");
  await page.check("#theme-dark");
  await page.check("#view-contrast");
  await page.check("#view-large");
  await page.click(".menu__pop button");
  await page.waitForLoadState();
  const kept = new Map((await page.context().cookies()).map((each) => [each.name, each.value]));
  assert.equal(kept.get("theme"), "dark");
  assert.ok(kept.get("contrast"), "contrast");
  assert.ok(kept.get("text"), "size of text");
  assert.ok(await page.locator("#view-contrast").isChecked());
  await page.finish();
});

// The organiser's evening, with and without scripts: sign in, make an event, let somebody in by number, sign out.
for (const script of [true, false])
  test(`organisers work ${script ? "with" : "without"} scripts`, async () => {
    const page = await glass.window(home, { script });
    await glass.sign_in(page, home);
    await page.goto(`${home.base}/work/events/new`);
    const title = `Проектная сессия «Съезд ${script ? "с" : "без"}»`;
    await page.fill("[name=title]", title);
    await page.fill("[name=date]", "05.12.2030");
    await page.fill("[name=starts]", "15:00");
    await page.click("button[name=step][value=save]");
    await page.waitForURL(/\/work\/events\/\d+/);
    const made = (await home.must("GET", "/events?limit=100")).items.find((each) => each.title === title);
    assert.equal(made?.state, "draft");
    const guest = await home.must("GET", `/events/${event.id}/registrations/${script ? 2 : 3}`);
    await page.goto(`${home.base}/work/events/${event.id}/door`);
    await page.fill("input[name=code]", guest.attendee_no);
    await page.press("input[name=code]", "Enter");
    await until("the guest is let in", async () => (await home.must("GET", `/events/${event.id}/registrations/${guest.id}`)).first_admitted_at);
    await until("the page says so", async () => /Проходите/.test(await page.locator("main").innerText()));
    assert.deepEqual(page.complaints, []);
    await page.finish();
  });
