// If this fails, an organiser cannot build a form by keyboard, or a guest meets a question that is not theirs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser } from "./browser.mjs";
import { house, person, until } from "./house.mjs";

let home, glass, event;
before(async () => {
  home = await house.open({ demo: 5 });
  glass = await browser.open();
  event = await home.published_event({ title: "Форум с вопросами", capacity: 30 });
});
after(async () => {
  await glass?.close();
  await home?.close();
});

/** By keyboard alone: to the element, then the key. */
async function press(page, selector, key = "Enter") {
  await page.focus(selector);
  await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
}

async function save_question(page, { label, kind, options = [], condition, required }) {
  await page.goto(`${home.base}/work/events/${event.id}/form/new`);
  await page.fill("#label", label);
  if (kind !== "text") {
    await page.selectOption("#kind", kind);
    await press(page, 'button[name="step"][value="more"]');
  }
  for (const [at, words] of options.entries()) await page.fill(`#option-${at + 1}`, words);
  if (required) await page.check('[name="required"]');
  if (condition) await page.check(`[name="condition"][value="${condition}"]`);
  await press(page, 'button.btn[name="step"][value="save"]:not([aria-hidden])');
  assert.match(page.url(), /done=saved/);
}

async function fill_person(page, guest) {
  await page.goto(`${home.base}/e/${event.slug}/register`);
  await page.fill("#family_name", guest.family_name);
  await page.fill("#given_name", guest.given_name);
  await page.fill("#email", guest.email);
  await page.check("#consent_personal_data");
}

/** A form that comes back faster than any hand is shown again; a person presses once more. */
async function send(page) {
  let pressed = 0; // codes are not tried as fast as a program could
  await until("the form is taken for a person's", async () => {
    if (page.url().includes("/r/")) return true;
    if (Date.now() - pressed < 500) return false;
    pressed = Date.now();
    const step = (await page.locator("button[name=step][value=send]").count()) ? "send" : "review";
    await page.click(`button[name=step][value=${step}]`);
    await page.waitForLoadState();
    return page.url().includes("/r/");
  });
}

// The builder needs no mouse, and what it builds stands in the order that was made.
test("the builder by keyboard", async () => {
  const page = await glass.window(home);
  await glass.sign_in(page, home);
  await save_question(page, { label: "Тема встречи", kind: "text" });
  await save_question(page, { label: "Нужен доклад?", kind: "yes_no", required: true });
  await save_question(page, { label: "Форма доклада", kind: "one_of", options: ["Устно", "Плакат"], condition: "q2=yes", required: true });
  await press(page, '#question-q2 button[value="up"]');
  assert.match(page.url(), /#question-q2$/);
  assert.deepEqual(await page.locator("ol.log b").allInnerTexts(), ["1. Нужен доклад?", "2. Тема встречи", "3. Форма доклада"]);
  await press(page, '#question-q2 button[value="down"]');
  await press(page, '#question-q2 button[value="down"]'); // behind the question that depends on it
  assert.match(await page.locator('[role="alert"]').innerText(), /зависит от ответа/);
  assert.deepEqual(page.complaints, []);
  await page.finish();
});

// With scripts a question comes up and goes at once, and its answer goes with it.
test("a registration with a condition, with scripts", async () => {
  const page = await glass.window(home, { width: 360 });
  await fill_person(page, person(70));
  const then = page.locator('[data-question="q3"]');
  assert.equal(await then.isVisible(), false);
  await page.check('[name="answer_q2"][value="yes"]');
  assert.equal(await then.isVisible(), true);
  await page.check('[name="answer_q3"][value="o2"]');
  await page.check('[name="answer_q2"][value="no"]');
  assert.equal(await then.isVisible(), false);
  await page.check('[name="answer_q2"][value="yes"]');
  await send(page);
  assert.match(await page.locator("main").innerText(), /Плакат/);
  assert.deepEqual(page.complaints, []);
  await page.finish();
});

// Without scripts the server asks again, and nothing typed is lost.
test("a registration with a condition, without scripts", async () => {
  const page = await glass.window(home, { script: false });
  const guest = person(71);
  await fill_person(page, guest);
  assert.equal(await page.locator('[data-question="q3"]').isVisible(), false);
  await page.check('[name="answer_q2"][value="yes"]');
  await page.click("button[name=step][value=review]");
  assert.match(await page.locator("#errors").innerText(), /ещё вопрос: «Форма доклада»/);
  assert.equal(await page.inputValue("#family_name"), guest.family_name);
  assert.equal(await page.isChecked('[name="answer_q2"][value="yes"]'), true);
  await page.check('[name="answer_q3"][value="o1"]');
  await send(page);
  assert.match(await page.locator("main").innerText(), /Устно/);
  await page.finish();
});

// A family in one form: the code of the invitation, a companion, and all of them gone with one press.
test("terms, a code and a companion", async () => {
  const work = await glass.window(home);
  await glass.sign_in(work, home);
  await work.goto(`${home.base}/work/events/${event.id}/sign-up`);
  await work.fill("#companions_max", "2");
  await work.check('[name="minors"]');
  await press(work, 'form[aria-labelledby="terms-h"] button');
  await work.fill("#count", "2");
  await press(work, 'form[aria-labelledby="inv-h"] button');
  const codes = await work.locator("ul.log code").allInnerTexts();
  assert.equal(codes.length, 2);
  const page = await glass.window(home, { script: false });
  await page.goto(`${home.base}/e/${event.slug}/register?code=${codes[0]}`);
  assert.match(await page.locator("main").innerText(), /Код принят/);
  const guest = person(72);
  for (const name of ["family_name", "given_name", "email"]) await page.fill(`#${name}`, guest[name]);
  await page.check("#consent_personal_data");
  await page.check('[name="answer_q2"][value="no"]');
  await page.click("button[name=step][value=add_companion]");
  await page.fill("#companion_1_family_name", "Помощников");
  await page.fill("#companion_1_given_name", "Олег");
  await send(page);
  assert.match(await page.locator("main").innerText(), /Помощников Олег/);
  await page.goto(`${page.url()}/cancel`);
  await page.click('button[name="all"]');
  const people = await home.must("GET", `/events/${event.id}/registrations?status=cancelled`);
  assert.equal(people.total, 2);
  assert.deepEqual([...work.complaints, ...page.complaints], []);
  await work.finish();
  await page.finish();
});
