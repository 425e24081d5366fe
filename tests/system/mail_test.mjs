// If this fails, the ticket never reaches the guest's mailbox, or reaches it as something no reader and no scanner understands.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import ICAL from "ical.js";
import { read_code, read_pdf } from "./codes.mjs";
import { house, krug_binary, must_run, person, repository, run, until } from "./house.mjs";
import { mail_sink } from "./mail_sink.mjs";

let sink, home, event;
before(async () => {
  sink = await mail_sink.open();
  home = await house.open({ env: sink.settings });
  event = await home.published_event({ capacity: 50 });
});
after(async () => {
  await home?.close();
  await sink?.close();
});

const bytes_of = (letter, type) => Buffer.from(letter.attachments.find((each) => each.mimeType === type).content);
const is_ticket = (letter) => letter.attachments.some((each) => each.mimeType === "application/pdf");

// Somebody registered and opens the letter in the tram: title, place and code have to be there and whole.
test("the ticket arrives with a code that both readers read from picture and paper", async () => {
  const guest = person(1);
  const given = await home.must("POST", `/events/${event.id}/registrations`, guest);
  const { letter, raw } = await sink.letter_to(guest.email);
  assert.ok(letter.subject.includes(event.title), letter.subject);
  assert.equal(letter.from.name, "Точка кипения – Тюмень");
  assert.equal(letter.headers.find((each) => each.key === "auto-submitted").value, "auto-generated");
  assert.ok(letter.text.includes("Здравствуйте, Пётр!"));
  assert.ok(letter.html.includes(event.title));
  assert.equal(/[^\x00-\x7f]/.test(raw.toString("latin1")), false, "an old relay passes it unharmed");
  assert.ok(letter.text.replace(/\D/g, "").includes(given.attendee_no.replace(/\D/g, "")), "the number to name at the door");

  assert.equal(await read_code(bytes_of(letter, "image/png")), given.ticket.text);
  const paper = await read_pdf(bytes_of(letter, "application/pdf"));
  assert.equal(await read_code(paper.pictures[0]), given.ticket.text);
  for (const words of ["Ёлкин Пётр", "АНО «Ёмкость №1»", "подъём, ёлки и №7"]) assert.ok(paper.text.includes(words), words);

  const entry = new ICAL.Component(ICAL.parse(bytes_of(letter, "text/calendar").toString("utf8"))).getFirstSubcomponent("vevent");
  assert.equal(entry.getFirstPropertyValue("summary"), event.title);
  assert.equal(new ICAL.Event(entry).startDate.toJSDate().toISOString(), new Date(event.starts_at).toISOString());

  // The same letter again is the same picture on the web and the same text in the interface.
  const link = /http:\S+\/r\/[\w-]+/.exec(letter.text)[0];
  assert.equal(link, given.manage_url);
  const shown = await read_pdf(Buffer.from(await (await fetch(`${link}/ticket.pdf`)).arrayBuffer()));
  assert.equal(await read_code(shown.pictures[0]), given.ticket.text);
});

// Anyone must be able to check us with common tools: openssl says the same as we do, and both refuse a changed ticket.
test("tickets of the running service are good to openssl and to krug ticket verify", async () => {
  const [key] = (await home.must("GET", `/events/${event.id}/keys`)).keys;
  for (let number = 10; number < 15; ++number) {
    const { text } = (await home.must("POST", `/events/${event.id}/registrations`, person(number))).ticket;
    const outside = await run(join(repository, "tests/ticket/openssl_check.sh"), [text, key.public_key]);
    assert.equal(outside.out.trim(), "accepted");
    const ours = JSON.parse(await must_run(krug_binary, ["ticket", "verify", "--key", key.public_key, text]));
    assert.equal(ours.verdict, "accepted");
    assert.equal(ours.event, event.id);
    assert.equal(ours.key, key.id);

    // Two changed digits of the signature with check digits that fit again: only the signature can tell.
    const at = 160 + number;
    const changed = text.slice(0, at) + ((Number(text[at]) + 1) % 10) + text.slice(at + 1, -2);
    const rest = [...`${changed}00`].reduce((sum, digit) => (sum * 10 + Number(digit)) % 97, 0);
    const forged = changed + String(98 - rest).padStart(2, "0");
    assert.notEqual((await run(join(repository, "tests/ticket/openssl_check.sh"), [forged, key.public_key])).out.trim(), "accepted");
    const refused = await run(krug_binary, ["ticket", "verify", "--key", key.public_key, forged]);
    assert.equal(refused.code, 1);
    assert.equal(JSON.parse(refused.out).verdict, "refused");
  }
});

// A guest who chose English is not written to in Russian.
test("the letter is in the language of the registration", async () => {
  await home.must("POST", `/events/${event.id}/registrations`, { ...person(20), language: "en" });
  const { letter } = await sink.letter_to(person(20).email);
  assert.match(letter.text, /your seat|You have a seat|Attendee number/i);
  assert.doesNotMatch(letter.text, /Здравствуйте|Номер участника/);
});

// Somebody typed a stranger's address: the stranger reads no words of his, and a mail scanner's visit changes nothing.
test("an address is confirmed by a press, not by a visit, and the first letter carries nothing that a visitor wrote", async () => {
  const asked = await home.published_event({ title: "С подтверждением почты", registration: { mode: "open", confirm_email: true } });
  const guest = { ...person(31), family_name: "Скидкин", given_name: "Приз", organisation: "Выигрыш без границ" };
  const made = await home.must("POST", `/events/${asked.id}/registrations`, guest);
  const status = async () => (await home.must("GET", `/events/${asked.id}/registrations/${made.id}`)).status;
  if ((await status()) !== "unconfirmed") return assert.equal(await status(), "confirmed");
  const { letter } = await sink.letter_to(guest.email);
  for (const word of ["Скидкин", "Приз", "Выигрыш"]) assert.ok(!(letter.subject + letter.text + letter.html).includes(word), word);
  assert.ok(!is_ticket(letter));
  const link = /http:\S+\/r\/[\w-]+\/confirm/.exec(letter.text)[0];
  const page = await (await fetch(link)).text();
  assert.equal(await status(), "unconfirmed");
  const csrf = /action="[^"]*\/confirm"[\s\S]*?name="csrf" value="([^"]*)"/.exec(page)[1];
  const pressed = await fetch(link, { method: "POST", body: new URLSearchParams({ csrf }), redirect: "manual" });
  assert.ok(pressed.status < 400, String(pressed.status));
  assert.equal(await status(), "confirmed");
  await sink.letter_to(guest.email, is_ticket);
});

// Whoever gave the seat back is told so, and the next in the queue gets a ticket without asking.
test("a seat that was given back sends two letters", async () => {
  const small = await home.published_event({ title: "Одно место", capacity: 1 });
  const first = await home.must("POST", `/events/${small.id}/registrations`, person(41));
  await home.must("POST", `/events/${small.id}/registrations`, person(42));
  const { letter: waiting } = await sink.letter_to(person(42).email);
  assert.ok(!is_ticket(waiting));
  await home.must("POST", `/events/${small.id}/registrations/${first.id}/cancel`, {});
  const { letter: promoted } = await sink.letter_to(person(42).email, is_ticket);
  const paper = await read_pdf(bytes_of(promoted, "application/pdf"));
  const [now_in] = (await home.must("GET", `/events/${small.id}/registrations?status=confirmed`)).items;
  const { ticket } = await home.must("GET", `/events/${small.id}/registrations/${now_in.id}`);
  assert.equal(await read_code(paper.pictures[0]), ticket.text);
  await until("the letter to who gave the seat back", () => sink.letters.filter((each) => each.to.includes(person(41).email)).length === 2);
});

// The log is read by operators: no guest may be found in it.
test("the service's log names nobody", () => {
  for (const word of ["guests.example", "Ёлкин", "Скидкин", "Ёмкость"]) assert.ok(!home.log.includes(word), word);
  assert.doesNotMatch(home.log, /\/r\/[\w-]{20,}/);
});
