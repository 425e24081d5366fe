// If this is wrong, we think an organiser sees a full hall at a glance, and the board crawls. Pages of the door's day with
// 50,000 scans of one event: median and slowest of 15, against the same page of an event without scans as the ceiling.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { house } from "../system/house.mjs";

const guests = Number(process.env.KRUG_BENCH_GUESTS ?? 5_000);
const scans = Number(process.env.KRUG_BENCH_SCANS ?? 50_000);
const times = 15;

/** Signs in as the demonstration's organiser; what a browser would send from then on. */
async function signed_in(home) {
  const form = await fetch(`${home.base}/sign-in`);
  const mark = /name="csrf"[^>]*value="([^"]+)"/.exec(await form.text())?.[1];
  const cookies = form.headers.getSetCookie().map((each) => each.split(";")[0]);
  const entered = await fetch(`${home.base}/sign-in`, { method: "POST", redirect: "manual", headers: { cookie: cookies.join("; "), origin: home.base },
    body: new URLSearchParams({ csrf: mark, email: home.demo.staff.email, password: home.demo.staff.password }) });
  assert.equal(entered.status, 303, "signed in");
  return [...cookies, ...entered.headers.getSetCookie().map((each) => each.split(";")[0])].join("; ");
}

const home = await house.open({ demo: guests });
try {
  const events = (await home.must("GET", "/events?limit=100")).items;
  const counted = await Promise.all(events.map(async (each) => ({ ...each, stats: await home.must("GET", `/events/${each.id}/statistics`) })));
  counted.sort((left, right) => right.stats.confirmed - left.stats.confirmed);
  const [full] = counted;
  const empty = await home.published_event({ title: "Пустой зал" });
  const [point] = (await home.must("GET", `/events/${full.id}/admission-points`)).items;
  await home.must("PUT", `/events/${full.id}/admission-points/${point.id}`, { name: point.name, entries: "after_exit", exits_scanned: true });
  const numbers = [];
  for (let next = ""; next !== null;) {
    const page = await home.must("GET", `/events/${full.id}/registrations?status=confirmed&limit=500${next && `&cursor=${encodeURIComponent(next)}`}`);
    numbers.push(...page.items.map((each) => each.attendee_no));
    next = page.next;
  }
  assert.ok(numbers.length > 0, "the demonstration has guests");
  for (let made = 0; made < scans;) {
    const items = [];
    for (; items.length < 200 && made < scans; ++made)
      items.push({ attendee_no: numbers[made % numbers.length], admission_point: point.id, scan_id: randomUUID(),
        direction: Math.floor(made / numbers.length) % 2 ? "out" : "in" });
    await home.must("POST", `/events/${full.id}/check-ins/batch`, { items });
  }
  const cookies = await signed_in(home);
  const took = async (path) => {
    const all = [];
    for (let time = 0; time < times; ++time) {
      const began = performance.now();
      const answer = await fetch(home.base + path, { headers: { cookie: cookies } });
      await answer.arrayBuffer();
      assert.equal(answer.status, 200, path);
      all.push(performance.now() - began);
    }
    all.sort((a, b) => a - b);
    return { first: all.at(-1), median: all[times >> 1] };
  };
  for (const rest of ["/board", "", "/live.json", "/door", "/devices", "/conflicts", "/points"]) {
    const ours = await took(`/work/events/${full.id}${rest}`);
    const ceiling = await took(`/work/events/${empty.id}${rest}`);
    console.log(`${scans} scans: page ${rest || "(overview)"}, slowest ${ours.first.toFixed(0)} ms\t${ours.median.toFixed(1)} ms\t${ceiling.median.toFixed(1)} ms\t${(ours.median / ceiling.median).toFixed(2)}\t<= 100 ms`);
  }
  const began = performance.now();
  await home.must("GET", `/events/${full.id}/statistics`);
  console.log(`${scans} scans: statistics by API\t${(performance.now() - began).toFixed(1)} ms\t-\t-\t<= 100 ms`);
} finally {
  await home.close();
}
