// The screens of the volunteers' phone. What is true stands in scan_door.js; here is only what people see, hear and press.
import { missing_in_browser, phone } from "./scan_door.js";
import { camera } from "./scan_camera.js";

const main = document.querySelector("#main");
const part = (name) => main.querySelector(`[data-part="${name}"]`);
const words = Object.fromEntries([...main.querySelector("template[data-words]").content.querySelectorAll("[data-word]")].map((each) => [each.dataset.word, each.textContent]));
const language = document.documentElement.lang;
/** A text of the page, with its places filled. */
const say = (word, places = {}) => Object.entries(places).reduce((text, [name, value]) => text.replaceAll(`[${name}]`, () => value), words[word] ?? word);
const piece = (kind, name) => main.querySelector(`template[data-${kind}="${name}"]`).content.cloneNode(true);

const express_ms = 1400;
const undo_ms = 600_000;
const repeat_ms = 3000;
const settings = JSON.parse(localStorage.getItem("krug-scanner") ?? "{}");
const remember = (change) => localStorage.setItem("krug-scanner", JSON.stringify(Object.assign(settings, change)));

let door, eye, screen, shown, status, pairing_code, pairing = false, way = "in", express_timer = 0, lock;

// Scripts' addresses go through one policy: only our own, and only these two.
const address_policy = globalThis.trustedTypes?.createPolicy("krug-scanner", {
  createScriptURL: (text) => {
    if (text === "/scan/keeper.js" || text === main.dataset.reader) return text;
    throw new TypeError("not a script of ours");
  },
});
const script_address = (text) => address_policy?.createScriptURL(text) ?? text;

// --- small things

function fill(name, text) {
  const place = part(name);
  if (place.textContent !== text) place.textContent = text;
}
function show_if(name, visible) {
  part(name).hidden = !visible;
}
function age_words(seconds) {
  if (seconds === null || seconds === undefined) return say("never");
  if (seconds < 90) return say("seconds", { n: String(Math.max(0, Math.round(seconds))) });
  if (seconds < 5400) return say("minutes", { n: String(Math.round(seconds / 60)) });
  return say("hours", { n: String(Math.round(seconds / 3600)) });
}
function clock_words(text) {
  const at = new Date(Date.parse(text) + (status?.offset_minutes ?? 0) * 60_000);
  return at.toISOString().slice(11, 16);
}

function go(to, focus = true) {
  screen = to;
  for (const each of main.querySelectorAll("[data-screen]")) each.hidden = each.dataset.screen !== to;
  const look = to === "camera" ? "sc--cam" : to === "verdict" ? `sc--${shown.look}` : "sc--list";
  main.className = `sc ${look}`;
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", getComputedStyle(main).backgroundColor);
  if (eye) eye.resting = to !== "camera" && !(to === "verdict" && settings.mode === "express" && shown.look === "ok");
  draw_status();
  if (to === "camera") {
    show_if("by-name", Boolean(status?.names));
    show_if("nav", door.paired);
    show_if("nav-back", !door.paired);
    wake_lock();
  }
  if (to === "search") start_search();
  if (to === "recent") draw_recent();
  if (to === "more") draw_more();
  if (!focus) return;
  const first = { typed: "#typed", search: "#find", recent: "#recent-h", more: "#more-h", verdict: "#v-word" }[to];
  (first ? main.querySelector(first) : main).focus({ preventScroll: to !== "more" });
}

// --- sound, vibration, light

let audio;
/** Three patterns that cannot be taken for each other: one high, two middle, one long and low. */
function sound(look) {
  if (settings.sound === false) return;
  navigator.vibrate?.({ ok: 80, warn: [90, 90, 90], info: [90, 90, 90], bad: [350] }[look]);
  try {
    audio ??= new AudioContext();
    const tones = { ok: [[1320, 0, 0.12]], warn: [[660, 0, 0.12], [660, 0.2, 0.12]], info: [[660, 0, 0.12], [660, 0.2, 0.12]], bad: [[196, 0, 0.5]] }[look];
    for (const [pitch, at, long] of tones) {
      const tone = audio.createOscillator();
      const loud = audio.createGain();
      tone.type = look === "bad" ? "square" : "sine";
      tone.frequency.value = pitch;
      const from = audio.currentTime + at;
      loud.gain.setValueAtTime(0.0001, from);
      loud.gain.exponentialRampToValueAtTime(0.25, from + 0.01);
      loud.gain.exponentialRampToValueAtTime(0.0001, from + long);
      tone.connect(loud).connect(audio.destination);
      tone.start(from);
      tone.stop(from + long);
    }
  } catch {
    // No sound is no reason not to let a guest in.
  }
}
async function wake_lock() {
  try {
    if (!lock || lock.released) lock = await navigator.wakeLock?.request("screen");
  } catch {
    // Refused at low battery.
  }
}

// --- what is always in sight

function draw_status() {
  const paired = Boolean(door?.paired && status);
  const judging = screen === "verdict";
  show_if("bar", paired && screen !== "start");
  if (!paired) {
    show_if("strip", false);
    show_if("fresh", false);
    return;
  }
  const point = status.points.find((each) => each.id === status.point);
  fill("event", status.event);
  fill("point", point ? (language === "en" ? point.name_en : point.name) : "");
  fill("inside", String(status.inside));
  fill("expected", say("of", { n: String(status.expected) }));
  show_if("net-on", status.online);
  show_if("net-off", !status.online);
  const age = age_words(age_now());
  const n = String(status.unsent);
  const list = status.list_complete ? say("list-at", { age, n }) : say("list-never");
  let trouble;
  if (status.standing === "revoked") trouble = [say("revoked"), say("revoked-more", { n })];
  else if (status.standing === "quarantined") trouble = [say("quarantined"), list];
  else if (door.broken) trouble = [say("t-store"), ""];
  else if (door.trouble) trouble = [say(door.trouble.word, { why: door.trouble.why ?? "" }), list];
  else if (age_now() > status.lease_seconds) trouble = [say("lease"), list];
  else if (!status.clock_sure) trouble = [say("clock"), list];
  else if (!status.online) trouble = [say("offline"), list];
  else if (status.test_mode) trouble = [say("test"), list];
  const visible = screen !== "start" && screen !== "more";
  show_if("strip", visible && !judging && Boolean(trouble));
  show_if("fresh", visible && !judging && !trouble);
  if (trouble) {
    fill("strip-main", trouble[0]);
    fill("strip-more", trouble[1]);
  } else {
    fill("fresh", status.message ? `${status.message[language] || status.message.ru} · ${list}` : list);
  }
  const both = point?.exits;
  show_if("direction", Boolean(both));
  if (!both) way = "in";
}
let status_at = 0;
function age_now() {
  return status.age === null ? null : status.age + (performance.now() - status_at) / 1000;
}
function told(fresh) {
  if (fresh) {
    status = fresh;
    status_at = performance.now();
  }
  draw_status();
  if (screen === "more") draw_more();
}

// --- pairing

function pair_trouble(word, places) {
  show_if("start-trouble", true);
  fill("start-trouble-text", say(word, places));
}
function code_in(text) {
  const at = text.indexOf("EN1:");
  return at < 0 ? undefined : decodeURIComponent(text.slice(at));
}
function offer_pairing(code) {
  pairing_code = code;
  pairing = false;
  show_if("start-ready", Boolean(code));
  show_if("start-ask", !code);
  show_if("start-trouble", false);
  show_if("start-gone", Boolean(door?.paired && status?.unsent > 0));
  go("start");
}
async function pair() {
  if (door.paired && status?.unsent > 0) {
    await door.sync();
    if (status.unsent > 0) return pair_trouble("t-unsent", { n: String(status.unsent) });
  }
  const { word, url } = await door.pair(pairing_code);
  if (word) {
    offer_pairing(undefined);
    return pair_trouble(word, { url });
  }
  navigator.storage?.persist?.();
  door.start();
  await door.sync();
  go("camera");
  start_camera();
}

// --- camera

async function start_camera() {
  const trouble = (word) => {
    show_if("no-camera", true);
    show_if("hint", false);
    fill("no-camera-why", say(word));
    fill("no-camera-how", say(`${word}-how`));
    main.querySelector('[data-do="camera"]').hidden = word === "c-build";
  };
  if (!eye.possible) return trouble("c-build");
  try {
    await eye.start();
    show_if("no-camera", false);
    show_if("hint", true);
    show_if("torch", Boolean(eye.has_torch));
  } catch (failure) {
    trouble(failure.name === "NotAllowedError" ? "c-denied" : "c-none");
  }
}
async function read(texts) {
  const pairing_codes = texts.map(code_in).filter(Boolean);
  if (pairing_codes.length > 0 && (pairing || !door.paired)) {
    eye.stop();
    return offer_pairing(pairing_codes[0]);
  }
  // The code still lies before the camera: nothing new to say.
  const text = texts.find((each) => !code_in(each));
  if (!door.paired || text === undefined) return;
  const now = performance.now();
  const still = text === last_seen.text && now - last_seen.at < repeat_ms;
  if (still) last_seen.at = now;
  else await present({ code: text });
}

// --- the answer

const info_reasons = new Set(["not_on_list", "wrong_session", "wrong_day", "needs_answer", "needs_identity_check", "not_approved", "waitlisted", "clock_unsure", "stored_unverified", "not_open_yet", "entry_closed", "wrong_entrance", "misread", "test_mismatch", "not_stored", "device_revoked"]);
function look_of(line) {
  if (line.verdict === "green") return "ok";
  if (line.verdict === "red") return "bad";
  return info_reasons.has(line.reason) ? "info" : "warn";
}
function word_of(line) {
  if (line.reason === "exit_recorded") return say("w-out");
  if (line.reason === "misread") return say("w-again");
  if (line.reason === "not_stored") return say("w-lost");
  return say(`w-${look_of(line)}`);
}

let last_seen = { text: "", at: 0 };
async function present(asked) {
  fill("hint-text", say("reading"));
  const said = await door.present({ ...asked, out: way === "out" });
  fill("hint-text", say("aim"));
  last_seen = { text: asked.code, at: performance.now() };
  if (said.lost || said.refused) {
    shown = { look: "info", line: { verdict: "amber", reason: "not_stored", message: { ru: say("t-store"), en: say("t-store") }, next_step: { ru: "", en: "" } }, asked };
    return draw_verdict(say("w-lost"));
  }
  shown = { look: look_of(said.line), line: said.line, scan: said.scan, may_override: said.may_override, first_point_en: said.first_point_en, asked, ms: said.ms };
  draw_verdict(word_of(said.line));
}

function draw_verdict(word) {
  clearTimeout(express_timer);
  const { look, line } = shown;
  const who = line.attendee ?? {};
  part("v-icon").replaceChildren(piece("icon", look));
  part("v-ring").replaceChildren(piece("ring", look));
  fill("v-word", word);
  show_if("v-name", Boolean(who.display_name));
  fill("v-name", who.display_name ?? "");
  const first = line.first_admission;
  const time = first ? say("first", { time: clock_words(first.at), place: (language === "en" && shown.first_point_en) || (first.point ?? "") }).replace(/, $/, "") : "";
  fill("v-seat", line.reason === "already_in" ? time : who.table ? say("table", { table: who.table }) : "");
  fill("v-session", who.session ?? "");
  // The sentence is for where nothing shorter says it already.
  const said_already = (line.reason === "admitted" && who.display_name) || (line.reason === "already_in" && time);
  fill("v-say", said_already ? "" : line.message[language]);
  part("v-say").classList.toggle("sc__say--loud", !who.display_name);
  fill("v-why", line.next_step[language]);
  show_if("v-kept", Boolean(shown.scan) && Boolean(status) && !status.online);
  const green = look === "ok";
  const again = line.reason === "already_in";
  show_if("b-undo", green && Boolean(shown.scan));
  show_if("b-override", Boolean(shown.may_override) && line.reason !== "needs_identity_check");
  part("b-override").lastChild.textContent = say(again ? "again" : "admit");
  show_if("b-identity", line.reason === "needs_identity_check");
  show_if("b-search", (look === "bad" || line.reason === "not_on_list") && Boolean(status?.names));
  // Where the volunteer decides, the two ways are the two buttons.
  const decides = look === "info" && (Boolean(shown.may_override) || line.reason === "needs_identity_check");
  show_if("b-refuse", decides);
  show_if("b-next", !decides);
  for (const name of ["b-override", "b-identity"]) part(name).classList.toggle("scb--main", decides);
  part("b-search").classList.toggle("sc__wide", decides);
  const buttons = [...part("v-act").querySelectorAll("button")].filter((each) => !each.hidden).length;
  part("v-act").className = `sc__act${buttons > 2 ? " sc__act--3" : buttons === 1 ? " sc__act--1" : ""}`;
  go("verdict");
  sound(look);
  const loud = part(look === "bad" ? "shout" : "say");
  loud.textContent = "";
  loud.textContent = [word, who.display_name, part("v-seat").textContent, line.message[language], line.next_step[language]].filter(Boolean).join(". ");
  main.dataset.reason = line.reason;
  main.dataset.ms = shown.ms?.toFixed(1) ?? "";
  main.dataset.scans = String(Number(main.dataset.scans ?? 0) + 1);
  draw_last();
  if (settings.mode === "express" && green) express_timer = setTimeout(next, express_ms);
}
function next() {
  clearTimeout(express_timer);
  delete main.dataset.reason;
  go("camera");
}
function draw_last() {
  const { line, look } = shown;
  show_if("last", Boolean(shown.scan));
  part("last-icon").replaceChildren(piece("icon", look === "ok" ? (status?.online ? "done" : "queue") : look));
  fill("last-name", line.attendee?.display_name ?? say("guest"));
  fill("last-note", look === "ok" ? (status?.online ? (line.attendee?.table ?? "") : say("waits")) : say("refused"));
  fill("last-time", clock_words(new Date().toISOString()));
}

async function override() {
  const said = await door.override(shown.scan);
  if (said.lost || said.refused) return;
  shown = { ...shown, look: "ok", scan: said.scan, may_override: false, line: { ...shown.line, verdict: "green", reason: "overridden", next_step: { ru: "", en: "" }, message: { ru: "", en: "" } } };
  draw_verdict(say("w-over"));
}
async function undo(scan, name) {
  const said = await door.undo(scan);
  if (said.lost || said.refused) return;
  fill("undone-text", say("taken-back", { name: name || said.name || say("guest") }));
  show_if("undone", true);
  part("say").textContent = part("undone-text").textContent;
  clearTimeout(express_timer);
  go("recent");
}

// --- lists

function row(...pieces) {
  const line = document.createElement("li");
  line.append(...pieces);
  return line;
}
function made(tag, text, name) {
  const it = document.createElement(tag);
  if (text !== undefined) it.textContent = text;
  if (name) it.className = name;
  return it;
}
function two_lines(first, second) {
  const both = made("p");
  both.append(made("b", first), made("small", second));
  return both;
}

let search_turn = 0;
function start_search() {
  const field = main.querySelector("#find");
  field.value = "";
  part("found").replaceChildren();
  fill("found-none", say("start-typing"));
  show_if("found-none", true);
}
async function search() {
  const turn = ++search_turn;
  const text = main.querySelector("#find").value.trim();
  if (text.length < 2) return start_search_again();
  const { found } = await door.search(text);
  if (turn !== search_turn) return;
  part("found").replaceChildren(...found.map((guest) => {
    const line = row(two_lines(guest.name, guest.table));
    if (guest.inside || guest.state !== "confirmed") {
      line.append(made("span", guest.inside ? say("inside") : words[`state-${guest.state}`] ?? say("state-other"), `status status--${guest.inside ? "ok" : "warn"}`));
    }
    if (!guest.inside || guest.state !== "confirmed") {
      const button = made("button", say("mark"), "btn btn--sm");
      button.type = "button";
      button.setAttribute("aria-label", say("mark-who", { name: guest.name }));
      button.addEventListener("click", () => present({ code: `listed ${guest.listed}`, listed: guest.listed }));
      line.append(button);
    }
    return line;
  }));
  fill("found-count", say("found", { n: String(found.length) }));
  fill("found-none", say("found-none"));
  show_if("found-none", found.length === 0);
}
function start_search_again() {
  part("found").replaceChildren();
  fill("found-none", say("start-typing"));
  show_if("found-none", true);
}

async function draw_recent() {
  const { recent } = await door.recent();
  const now = Date.now();
  part("recent").replaceChildren(...recent.map((scan) => {
    const passed = ["admit", "override", "walk_in", "exit", "shown_again"].includes(scan.kind);
    const name = scan.name || (passed ? say("guest") : say("unknown-code"));
    const note = scan.undone ? say("undone") : scan.kind === "exit" ? say("out") : passed ? (scan.sent ? (scan.table ?? "") : say("waits")) : say("refused");
    const line = row(made("time", clock_words(scan.at)), two_lines(name, note));
    if (passed && scan.kind !== "shown_again" && !scan.undone && now - Date.parse(scan.at) < undo_ms) {
      const button = made("button", undefined, "btn btn--line btn--sm");
      button.type = "button";
      button.append(piece("icon", "undo"), say("take-back"));
      button.setAttribute("aria-label", say("take-back-who", { name }));
      button.addEventListener("click", () => undo(scan.scan, name));
      line.append(button);
    }
    return line;
  }));
  if (recent.length === 0) part("recent").append(row(two_lines(say("empty"), "")));
}

async function draw_more() {
  if (!status) return;
  fill("f-net", say(status.online ? "online" : "offline"));
  fill("f-age", age_words(age_now()));
  fill("f-roster", String(status.roster));
  fill("f-unsent", String(status.unsent));
  show_if("b-export", status.unsent > 0);
  fill("f-clock", say(status.clock_sure ? "clock-good" : "clock-bad"));
  show_if("more-trouble", Boolean(door.trouble));
  if (door.trouble) fill("more-trouble", say(door.trouble.word, { why: door.trouble.why ?? "" }));
  const choice = main.querySelector("#point");
  show_if("point-field", status.points.length > 1);
  choice.replaceChildren(...status.points.map((each) => new Option(language === "en" ? each.name_en : each.name, each.id, false, each.id === status.point)));
  for (const each of main.querySelectorAll('[name="mode"]')) each.checked = each.value === (settings.mode ?? "review");
  main.querySelector('[name="sound"]').checked = settings.sound !== false;
  const apple = /iP(hone|ad|od)/.test(navigator.userAgent) && !navigator.standalone;
  show_if("install-ios", apple);
  show_if("install", Boolean(install_offer));
  fill("f-kept", say((await navigator.storage?.persisted?.()) ? "kept" : "not-kept"));
}

// --- what people press

let install_offer;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  install_offer = event;
});

const actions = {
  pair,
  "pair-camera": () => {
    pairing = true;
    go("camera");
    fill("hint-text", say("aim-pair"));
    return start_camera();
  },
  camera: start_camera,
  torch: async () => {
    const button = part("torch");
    const on = button.getAttribute("aria-pressed") !== "true";
    await eye.torch(on);
    button.setAttribute("aria-pressed", String(on));
  },
  picture: () => part("picture").click(),
  next,
  undo: () => undo(shown.scan, shown.line.attendee?.display_name),
  override,
  identity: () => present({ ...shown.asked, identity: true }),
  sync: async () => {
    await door.sync();
    draw_more();
  },
  install: async () => {
    await install_offer?.prompt();
    install_offer = undefined;
    draw_more();
  },
  export: async () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([await door.exported()], { type: "text/plain" }));
    link.download = "krug-phone.export";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  },
  leave: async () => {
    if (status?.unsent > 0) await door.sync();
    if (!confirm(say("leave"))) return;
    if (await door.leave()) {
      status = undefined;
      eye.stop();
      offer_pairing(undefined);
    } else {
      show_if("more-trouble", true);
      fill("more-trouble", say("t-unsent", { n: String(status.unsent) }));
    }
  },
};

main.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  clearTimeout(express_timer);
  if (button.dataset.go) {
    if (!door.paired && button.dataset.go === "start") eye.stop();
    show_if("undone", false);
    go(button.dataset.go);
  } else if (button.dataset.do) {
    button.disabled = true;
    try {
      await actions[button.dataset.do]();
    } finally {
      button.disabled = false;
    }
  } else if (button.dataset.way) {
    way = button.dataset.way;
    for (const each of main.querySelectorAll("[data-way]")) each.setAttribute("aria-pressed", String(each.dataset.way === way));
  }
});
// A touch anywhere holds an express answer.
main.addEventListener("pointerdown", () => clearTimeout(express_timer));

part("typed-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = main.querySelector("#typed");
  const text = field.value.trim();
  field.value = "";
  if (text) present({ code: text });
});
part("pair-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const code = code_in(main.querySelector("#pair-code").value);
  if (!code) return pair_trouble("t-code");
  offer_pairing(code);
  pair();
});
part("picture").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  target.value = "";
  if (!file) return;
  const texts = await eye.picture(file);
  if (texts.length > 0) return read(texts);
  part("say").textContent = say("t-picture");
  show_if("hint", true);
  fill("hint-text", say("t-picture"));
});
main.querySelector("#find").addEventListener("input", search);
main.querySelector("#point").addEventListener("change", ({ target }) => {
  remember({ point: Number(target.value) });
  door.stand_at(Number(target.value));
});
for (const each of main.querySelectorAll('[name="mode"]')) each.addEventListener("change", () => remember({ mode: each.value }));
main.querySelector('[name="sound"]').addEventListener("change", ({ target }) => remember({ sound: target.checked }));

// A scanner that types: keys by their place, so that any layout gives the same digits.
let run = "", run_at = 0, run_timer = 0;
function end_run() {
  clearTimeout(run_timer);
  const text = run;
  run = "";
  if (text.length >= 8 && door?.paired && (screen === "camera" || screen === "verdict")) present({ code: text });
}
document.addEventListener("keydown", (event) => {
  if (event.target.closest?.("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  const place = /^(?:Key([A-Z])|Digit([0-9])|Numpad([0-9])|(Minus))$/.exec(event.code);
  const now = performance.now();
  if (now - run_at > 250) run = "";
  run_at = now;
  if ((event.key === "Enter" || event.key === "Tab") && run.length >= 8) {
    event.preventDefault();
    return end_run();
  }
  if (!place) return;
  run += place[1] ?? place[2] ?? place[3] ?? "-";
  clearTimeout(run_timer);
  run_timer = setTimeout(end_run, 300);
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden || !door?.paired) return;
  door.woke();
  if (screen === "camera") {
    wake_lock();
    if (eye.stream && !eye.running) start_camera();
  }
});

// --- start

/** The pairing code in the address. A secret that works once: it does not stay in the history. */
function take_code() {
  const given = code_in(location.hash);
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  return given;
}
// The page was open already when the volunteer's camera led to it again.
addEventListener("hashchange", () => {
  const given = take_code();
  if (given && door) offer_pairing(given);
});

async function begin() {
  const given = take_code();
  const missing = await missing_in_browser();
  if (missing || !main.dataset.door) {
    offer_pairing(undefined);
    show_if("start-ask", false);
    return pair_trouble(missing ?? "t-module");
  }
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(script_address("/scan/keeper.js"), { scope: "/scan" }).catch(() => {});
  eye = new camera(part("video"), { reader: script_address(main.dataset.reader), decoder: main.dataset.decoder, wasm: main.dataset.decoderWasm }, read);
  eye.ended = () => screen === "camera" && start_camera();
  const free = await new Promise((yes) => {
    navigator.locks.request("krug-door", { ifAvailable: true }, (held) => {
      yes(Boolean(held));
      return held ? new Promise(() => {}) : undefined;
    });
  });
  if (!free) {
    offer_pairing(undefined);
    show_if("start-ask", false);
    pair_trouble("t-tab");
    navigator.locks.request("krug-door", () => location.reload());
    return;
  }
  try {
    door = await phone.open(main.dataset.door, told);
  } catch {
    offer_pairing(undefined);
    show_if("start-ask", false);
    return pair_trouble("t-store");
  }
  setInterval(draw_status, 1000);
  if (given) return offer_pairing(given);
  if (!door.paired) return offer_pairing(undefined);
  if (settings.point) await door.stand_at(settings.point);
  go("camera", false);
  door.start();
  start_camera();
}
begin().finally(() => (main.dataset.ready = "yes"));
