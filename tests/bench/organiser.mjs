// If this is wrong, the benchmark measures refusals. Does by HTTP what an organiser does before and after the rush.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

const demo = (data) => JSON.parse(readFileSync(`${data}/demo.json`, "utf8"));

async function must(base, data, method, path, body) {
  const answer = await fetch(`${base}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${demo(data).token}`, "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

/** {status, headers, bytes} as they came, nothing decoded. */
const fetch_raw = (url, headers) =>
  new Promise((resolve, reject) =>
    get(url, { headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, bytes: Buffer.concat(parts) }));
    }).on("error", reject),
  );

/** A free event without a limit that begins in half an hour; prints its number. */
async function open_event(base, data) {
  const now = Date.now();
  const event = await must(base, data, "POST", "/events", {
    title: "Круглый стол «Сколько нас»",
    kind: "round_table",
    language: "ru",
    timezone: "Asia/Yekaterinburg",
    starts_at: new Date(now + 1_800_000).toISOString(),
    ends_at: new Date(now + 9 * 3_600_000).toISOString(),
    registration: { mode: "open", confirm_email: false },
    organisers: [{ organisation: "alliance", role: "organiser" }],
  });
  await must(base, data, "POST", `/events/${event.id}/publish`, {});
  console.log(event.id);
}

async function invite_device(base, data, event) {
  const points = await must(base, data, "GET", `/events/${event}/admission-points`);
  const made = await must(base, data, "POST", `/events/${event}/devices`, { name: "Вход", admission_point: points.items[0].id });
  console.log(made.code);
}

/** The bytes of a page as a browser gets them, and the headers for nginx to send beside them. */
async function save_page(url, file, headers_file) {
  const asked = { "accept-encoding": "br" };
  await fetch_raw(url, asked);
  const { status, headers, bytes } = await fetch_raw(url, asked);
  assert.equal(status, 200);
  assert.equal(headers["content-encoding"], "br");
  writeFileSync(file, bytes);
  const own = new Set(["date", "server", "content-length", "content-type", "connection", "keep-alive"]);
  const lines = Object.entries(headers).filter(([name]) => !own.has(name));
  writeFileSync(headers_file, lines.map(([name, value]) => `add_header ${name} '${value.replaceAll("'", "\\'")}';\n`).join(""));
  console.log(bytes.length);
}

/** The cookies of the demonstration's organiser, signed in. */
async function sign_in(base, data) {
  const known = demo(data);
  const form = await fetch(`${base}/sign-in`);
  const mark = /name="csrf"[^>]*value="([^"]+)"/.exec(await form.text())?.[1];
  assert.ok(mark, "the sign-in form has no mark");
  const cookies = form.headers.getSetCookie().map((each) => each.split(";")[0]);
  const entered = await fetch(`${base}/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: cookies.join("; "), origin: base },
    body: new URLSearchParams({ csrf: mark, email: known.staff.email, password: known.staff.password }),
  });
  assert.equal(entered.status, 303, "signed in");
  cookies.push(...entered.headers.getSetCookie().map((each) => each.split(";")[0]));
  return cookies.join("; ");
}

/** Opens what an organiser opens on the day: the list of attendees and the attendance of the largest event. */
async function look_through(base, data) {
  const known = demo(data);
  const [slug] = Object.keys(known.events).filter((name) => name.startsWith("rabochaia"));
  const work = await fetch(`${base}/work/events/${known.events[slug]}/people`, { headers: { cookie: await sign_in(base, data) } });
  assert.equal(work.status, 200);
  await work.arrayBuffer();
  const list = await must(base, data, "GET", `/events/${known.events[slug]}/attendance.json?state=all`);
  assert.ok(list);
}

/**
 * Opens a crowded event as its organiser does, each page again and again, one after the other; prints a line a page: its
 * name and the median in ms, from the request to the last byte.
 */
async function crowd_pages(base, data, event, times) {
  const cookie = await sign_in(base, data);
  const ask = async (path) => {
    const began = performance.now();
    const { status, bytes } = await fetch_raw(`${base}${path}`, { cookie });
    assert.equal(status, 200, path);
    return { ms: performance.now() - began, text: bytes.toString() };
  };
  const people = `/work/events/${event}/people`;
  const next = /href="([^"]*cursor=[^"]+)"/.exec((await ask(people)).text)?.[1].replaceAll("&amp;", "&");
  assert.ok(next, "a crowded list has a second page");
  const pages = {
    "list of attendees": people,
    "  its second page": next.startsWith("/") ? next : `${people}${next}`,
    "  found by surname": `${people}?q=${encodeURIComponent("Щукина")}`,
    "  found by telephone": `${people}?q=${encodeURIComponent("+73452012345")}`,
    "  nobody found": `${people}?q=${encodeURIComponent("Нетакого")}`,
    "  those who came": `${people}?attended=1`,
    "live board": `/work/events/${event}/board`,
    "overview": `/work/events/${event}`,
    "its figures as a file": `/work/events/${event}/figures.csv`,
    "summary of a period": "/work/summary?from=01.01.2020&to=31.12.2029",
    "badges": `/work/events/${event}/badges`,
    "  its live figures": `/work/events/${event}/live.json`,
    "door page": `/work/events/${event}/door`,
  };
  for (const [name, path] of Object.entries(pages)) {
    const took = [];
    await ask(path);
    for (let time = 0; time < Number(times); ++time) took.push((await ask(path)).ms);
    took.sort((a, b) => a - b);
    console.log(`${name}\t${took[took.length >> 1].toFixed(1)}`);
  }
}

/** Milliseconds from starting the program to its first 200 of /health/ready, the median of `times`. */
async function start_up(base, binary, times) {
  const took = [];
  for (let time = 0; time < Number(times); ++time) {
    const began = performance.now();
    const service = spawn(binary, ["serve"], { stdio: "ignore" });
    const ended = new Promise((resolve) => service.once("exit", resolve));
    for (;;) {
      const answer = await fetch_raw(`${base}/health/ready`).catch(() => undefined);
      if (answer?.status === 200) break;
      assert.ok(performance.now() - began < 20_000, "the service does not start");
      await pause(1);
    }
    took.push(performance.now() - began);
    service.kill("SIGTERM");
    await ended;
  }
  took.sort((a, b) => a - b);
  console.log(took[took.length >> 1].toFixed(0));
}

const verbs = { open_event, invite_device, save_page, look_through, crowd_pages, start_up };
const [verb, ...words] = process.argv.slice(2);
await verbs[verb](...words);
