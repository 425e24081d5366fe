// The page at the door. It decides nothing: the process behind it does, and this shows what it says. When the process
// does not answer, nothing that it said before stays on the screen.
import { play, sound_state } from "./tones.js";
import { staff_corner } from "./staff.js";
import { listen } from "./wedge.js";
import { say, words } from "./words.js";

const root = document.documentElement;
const at = (id) => document.getElementById(id);
const silence_ms = 9000; // the process answers every four seconds
const hold_more_ms = 60_000;
const guest_gone_ms = 90_000;

const seen = { process: "", revision: 0, card: 0 };
let facts = {};
let card = null; // {…, until}
let view = "lost";
let back_to = "idle";
let lang = "ru";

/* ---- words ---- */
const other = () => (lang === "ru" ? "en" : "ru");
const both = (pair) => ({ first: pair?.[lang] ?? "", second: pair?.[other()] ?? "" });

function put(id, text, language) {
  const element = at(id);
  if (element.textContent !== text) element.textContent = text;
  if (language) element.lang = language;
  element.hidden = text === "";
}

function translate(within = document) {
  for (const element of within.querySelectorAll("[data-t]")) element.textContent = say(element.dataset.t, lang);
  for (const element of within.querySelectorAll("[data-s]")) {
    element.textContent = say(element.dataset.s, other());
    element.lang = other();
  }
  for (const element of within.querySelectorAll("[data-l]")) {
    element.setAttribute("aria-label", say(element.dataset.l, lang));
    element.title = say(element.dataset.l, lang);
  }
}

function use_language(next) {
  lang = next;
  root.lang = next;
  document.title = words.title[next === "en" ? 1 : 0];
  at("to-language").lang = other();
  translate();
  draw_frame();
  if (card) draw_card();
}

/* ---- voice, for whoever does not see the screen ---- */
let voice = false;
function speak(text) {
  if (!voice || !("speechSynthesis" in window)) return;
  speechSynthesis.cancel();
  const said = new SpeechSynthesisUtterance(text);
  said.lang = lang === "ru" ? "ru-RU" : "en-GB";
  speechSynthesis.speak(said);
}
function tell(text, urgent) {
  const region = at(urgent ? "say-alert" : "say-status");
  region.textContent = "";
  // A region that gets the same text again says nothing; an empty one in between is a change.
  requestAnimationFrame(() => (region.textContent = text));
  speak(text);
}
let toast_timer = 0;
function toast(text) {
  put("toast", text, lang);
  clearTimeout(toast_timer);
  toast_timer = setTimeout(() => put("toast", ""), 6000);
}

/* ---- views ---- */
function go(next) {
  view = next;
  root.dataset.view = next;
  for (const section of document.querySelectorAll("[data-for]")) section.hidden = section.dataset.for !== next;
  at("tools").hidden = at("top").hidden = next === "lost" || next === "card" || next === "staff";
  root.dataset.look = next === "card" ? card.look : "";
  fit_card();
  if (document.activeElement && document.activeElement !== document.body && document.activeElement.offsetParent === null) document.activeElement.blur();
}

function draw_frame() {
  put("event", facts.event ?? "");
  const place = both(facts.point);
  const minutes = facts.utc_offset_minutes ?? 0;
  const local = (ms, options) => new Intl.DateTimeFormat(lang === "ru" ? "ru-RU" : "en-GB", { timeZone: "UTC", ...options }).format(new Date(ms + minutes * 60_000));
  const starts = facts.starts_at ? local(facts.starts_at * 1000, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" }).replace(" в ", ", ").replace(" at ", ", ") : "";
  put("place", [starts, place.first].filter(Boolean).join(" · "), lang);
  put("time", local(Date.now(), { hour: "2-digit", minute: "2-digit" }));
  at("offline").hidden = !facts.offline;
  const hold = facts.camera ? "hold_code_camera" : facts.leaving ? "hold_code_out" : "hold_code";
  put("idle-word", say(hold, lang), lang);
  put("idle-second", say(hold, other()), other());
  const trouble = both(facts.trouble);
  at("trouble").hidden = trouble.first === "";
  at("trouble").classList.toggle("banner--grave", facts.trouble?.grave === true);
  put("trouble-word", trouble.first, lang);
  const later = facts.unsent > 0 ? say("unsent", lang) + facts.unsent : say("no_link_later", lang);
  put("trouble-note", facts.trouble && !facts.trouble.grave ? later : trouble.second, facts.trouble?.grave ? other() : lang);
  at("to-staff").hidden = !facts.staff;
}

const signs = { ok: "i-check", warn: "i-alert", info: "i-hand", bad: "i-hand", again: "i-again" };

const dots = (shape) => Array.from({ length: 10 }, (_, n) => {
  const angle = (n * Math.PI) / 5;
  const x = (50 + 41 * Math.sin(angle)).toFixed(2);
  const y = (50 - 41 * Math.cos(angle)).toFixed(2);
  return shape(n, x, y);
}).join("");

/** The round table from above: the guest's seat, two clock hands, an empty table, a question. */
function picture_of(shown) {
  const top = '<circle class="rt__top" cx="50" cy="50" r="29"/>';
  if (shown.look === "ok")
    return top + dots((n, x, y) => `<circle class="${n === 5 ? "s--you" : "s"}" cx="${x}" cy="${y}" r="${n === 5 ? 7 : 4.6}"/>`) + '<path class="tick" d="m36 51 9.500 9.500L65 39.500"/>';
  if (shown.look === "warn")
    return top + dots((n, x, y) => `<circle class="${n === 0 ? "s--now" : "s"}" cx="${x}" cy="${y}" r="${n === 0 ? 6.5 : 4.6}"/>`) + '<path class="hands" d="M50 50 64.500 55.500M50 50 38 37"/>';
  const mark = shown.sign === "again" ? '<path class="hands" d="M63 43a15 15 0 1 0 1 12M64 34v10H54"/>' : `<text x="50" y="64">${shown.look === "info" ? "?" : "!"}</text>`;
  return top + dots((n, x, y) => `<circle class="s--ghost" cx="${x}" cy="${y}" r="6.400"/>`) + mark;
}

function draw_card() {
  const word = both(card.word);
  const note = both(card.note);
  const hint = both(card.hint);
  put("card-word", word.first, lang);
  put("card-name", card.name);
  put("card-seat", card.table);
  at("card-table").hidden = card.table === "";
  put("card-session", card.session === "" ? "" : `«${card.session}»`);
  put("card-note", note.first, lang);
  put("card-second", [word.second, note.second].filter(Boolean).join(". "), other());
  put("card-code", card.code === "" ? "" : say("code_for_staff", lang) + card.code, lang);
  put("card-hint", hint.first === "" ? "" : hint.first, lang);
  at("card-offline").hidden = !(card.offline && card.look === "ok");
  at("card-icon").firstElementChild.setAttribute("href", `#${signs[card.sign] ?? "i-hand"}`);
  at("card-call").hidden = card.look === "ok";
  at("picture").innerHTML = picture_of(card);
  draw_time();
  fit_card();
}

/** A word that is broken is another word, and a button below the glass is none: letters shrink until neither happens. */
function fit_card() {
  if (view !== "card") return;
  const whole = at("card");
  const name = at("card-name");
  const set = (key, value) => whole.style.setProperty(key, String(value));
  const shrink = (key, least, too_big) => {
    let scale = 1;
    for (set(key, scale); too_big() && scale > least; set(key, scale)) scale = Math.max(least, scale - 0.06);
  };
  const name_is_wide = () => name.scrollWidth > name.clientWidth;
  const lies_outside = () => {
    const glass = whole.getBoundingClientRect();
    return [...name.parentElement.children].some((each) => each.offsetParent !== null && (each.getBoundingClientRect().bottom > glass.bottom - 4 || each.getBoundingClientRect().top < glass.top));
  };
  set("--fit", 1);
  name.dataset.broken = "no";
  shrink("--name", 0.34, name_is_wide);
  name.dataset.broken = name_is_wide() ? "yes" : "no";
  shrink("--fit", 0.5, lies_outside);
}
addEventListener("resize", fit_card);

function draw_time() {
  if (!card) return;
  const left = Math.max(0, Math.ceil((card.until - performance.now()) / 1000));
  put("card-stays", say("stays", lang, left), lang);
}

function sentence() {
  const word = both(card.word).first;
  const parts = [word, card.name, card.table && `${say("table", lang)} ${card.table}`, card.session, both(card.note).first];
  return parts.filter(Boolean).join(". ");
}

function show_card(next) {
  card = { ...next, until: performance.now() + next.stay_ms - next.age_ms };
  if (view !== "card") back_to = view === "staff" && corner.inside() ? "staff" : "idle";
  // Behind the card the list of answers is made anew: a row that moves under the finger lets in the wrong guest.
  corner.refresh();
  draw_card();
  go("card");
  root.dataset.sound = play(card.look === "ok" ? "ok" : card.look === "bad" ? "no" : "ask");
  tell(sentence(), card.look !== "ok");
  guest_is_here();
}

function end_card() {
  if (!card) return;
  post("/done", { number: card.number }).catch(() => {});
  card = null;
  if (view === "card") go(back_to);
  tell("", false);
}

function hold_card() {
  if (!card) return;
  card.until = Math.max(card.until, performance.now()) + hold_more_ms;
  draw_time();
  guest_is_here();
}

/* ---- the process behind the page ---- */
function lose() {
  card = null;
  seen.revision = 0;
  if (view !== "lost") {
    go("lost");
    tell(say("lost", lang), true);
  }
}

function take_state(state) {
  const restarted = seen.process !== state.process;
  seen.process = state.process;
  seen.revision = state.revision;
  facts = state.facts;
  draw_frame();
  if (restarted) {
    seen.card = 0;
    corner.forget();
  }
  if (view === "lost") go("idle");
  if (state.card && state.card.number !== seen.card) {
    seen.card = state.card.number;
    show_card(state.card);
  }
}

async function watch() {
  for (;;) {
    try {
      const answer = await fetch(`/state?seen=${seen.revision}`, { signal: AbortSignal.timeout(silence_ms), cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      take_state(await answer.json());
    } catch {
      lose();
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function post(path, body, more = {}) {
  const answer = await fetch(path, {
    method: "POST", headers: { "content-type": "application/json", ...more }, body: JSON.stringify(body), signal: AbortSignal.timeout(silence_ms),
  });
  return { status: answer.status, body: await answer.json().catch(() => ({})) };
}

async function typed(code, ended) {
  if (view === "staff" && corner.take?.(code, ended)) return true;
  try {
    const { status, body } = await post("/typed", { code, ended });
    if (status === 429) toast(say("number_too_often", lang));
    return body.taken === true || status === 429;
  } catch {
    lose();
    return true;
  }
}

/* ---- the number pad ---- */
let number = "";
function draw_number() {
  const shown = number.padEnd(9, "·").replace(/(.{3})(?=.)/g, "$1 ");
  put("digits", shown);
}
function open_pad() {
  number = "";
  put("number-wrong", "");
  draw_number();
  go("number");
  guest_is_here();
}
async function press(key) {
  guest_is_here();
  put("number-wrong", "");
  if (key === "back") return go("idle");
  if (key === "erase") number = number.slice(0, -1);
  else if (number.length < 9) number += key;
  draw_number();
  if (number.length < 9 || key === "erase") return;
  const { status, body } = await post("/typed", { code: number, ended: false }).catch(() => ({ status: 0, body: {} }));
  if (body.taken) return;
  const why = status === 429 ? "number_too_often" : status === 200 ? "number_wrong" : "lost";
  put("number-wrong", say(why, lang), lang);
}
function build_pad() {
  const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "back", "0", "erase"];
  at("number-keys").replaceChildren(...keys.map((key) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "key";
    if (key.length === 1) button.textContent = key;
    else {
      button.dataset.l = key;
      button.innerHTML = `<svg class="ic" aria-hidden="true"><use href="#i-${key}"/></svg>`;
    }
    button.addEventListener("click", () => press(key));
    return button;
  }));
}

/* ---- what a guest may set, and what the next guest gets back ---- */
let gone_timer = 0;
function guest_is_here() {
  clearTimeout(gone_timer);
  gone_timer = setTimeout(guest_has_gone, guest_gone_ms);
}
function guest_has_gone() {
  if (view === "staff" && !corner.inside()) go("idle");
  if (view === "staff") return;
  if (view === "number") go("idle");
  // Somebody holds the screen: this is still the same guest.
  if (card) return guest_is_here();
  for (const name of ["large", "contrast", "lower"]) set_mode(name, usual[name]);
  set_voice(usual.voice, true);
  use_language(usual.lang);
}
const usual = { lang: "ru", large: false, contrast: false, lower: false, voice: false, ...JSON.parse(localStorage.getItem("usual") ?? "{}") };
const modes = { large: ["text", "large"], contrast: ["contrast", "more"], lower: ["seat", "low"] };
function set_mode(name, on) {
  const [attribute, value] = modes[name];
  if (on) root.dataset[attribute] = value;
  else delete root.dataset[attribute];
  at(`to-${name}`).setAttribute("aria-pressed", String(on));
}
function set_voice(on, quietly) {
  voice = on;
  at("to-voice").setAttribute("aria-pressed", String(on));
  if (quietly) return;
  if (on && !("speechSynthesis" in window && speechSynthesis.getVoices().length > 0)) toast(say("voice_none", lang));
  if (on) tell(say("voice_on", lang), false);
}
const settings = {
  now: () => ({ lang, large: root.dataset.text === "large", contrast: root.dataset.contrast === "more", lower: root.dataset.seat === "low", voice }),
  keep() {
    Object.assign(usual, settings.now());
    localStorage.setItem("usual", JSON.stringify(usual));
  },
};

/* ---- a person is wanted ---- */
let call_timer = 0;
function call_staff() {
  at("calling").hidden = false;
  tell(say("calling", lang), true);
  clearInterval(call_timer);
  play("call");
  let left = 9;
  call_timer = setInterval(() => (left-- > 0 ? play("call") : clearInterval(call_timer)), 10_000);
}
function end_call() {
  clearInterval(call_timer);
  at("calling").hidden = true;
}

/* ---- the staff corner ---- */
const corner = staff_corner(at("staff"), { lang: () => lang, post, go, view: () => view, toast, settings, sound: sound_state });

/* ---- the beginning ---- */
listen({
  take: typed,
  grown: (text) => {
    if (view === "staff") corner.grown?.(text);
    if (view !== "number" || text === "" || text.length > 9) return;
    number = text.replace(/\D/g, "");
    draw_number();
  },
  in_form: () => toast(say("scan_in_form", lang)),
  paused: () => view === "lost",
});
window.addEventListener("keydown", (event) => {
  if (view === "staff" && corner.edit?.(event.code)) return event.preventDefault();
  if (event.code === "Escape" && view === "card") end_card();
  else if (event.code === "Escape" && view === "number") go("idle");
  else if (event.code === "Space" && view === "card" && document.activeElement === document.body) hold_card();
  else return;
  event.preventDefault();
});
for (const kind of ["pointerdown", "keydown"]) window.addEventListener(kind, guest_is_here, true);
at("card-done").addEventListener("click", end_card);
at("card-hold").addEventListener("click", hold_card);
at("card-call").addEventListener("click", call_staff);
at("to-call").addEventListener("click", call_staff);
at("call-done").addEventListener("click", end_call);
at("to-staff").addEventListener("click", () => corner.open());
at("to-number").addEventListener("click", open_pad);
at("to-language").addEventListener("click", () => use_language(other()));
for (const name of ["large", "contrast", "lower"])
  at(`to-${name}`).addEventListener("click", (event) => set_mode(name, event.currentTarget.getAttribute("aria-pressed") !== "true"));
at("to-voice").addEventListener("click", () => set_voice(!voice));
setInterval(() => {
  draw_frame();
  draw_time();
  if (card && performance.now() >= card.until) end_card();
}, 500);

root.dataset.device = sound_state();
build_pad();
for (const name of ["large", "contrast", "lower"]) set_mode(name, usual[name]);
set_voice(usual.voice, true);
use_language(usual.lang);
go("lost");
watch();
