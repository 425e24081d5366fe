// If this is wrong, a goal counts as met that nobody measured. Reads the figures of one run and the ledgers of the other
// rigs, prints a line for each goal and appends it to tests/fault/LEDGER.tsv: goals.mjs FIGURES COMMIT DATE.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [, , figures_file, commit, date] = process.argv;
const here = dirname(fileURLToPath(import.meta.url));
const lines = (file) => (existsSync(file) ? readFileSync(file, "utf8").split("\n").filter((line) => line !== "" && !line.startsWith("#")) : []);

/** part and measure → figures of this run; the last one of a name counts, numbers are numbers. */
const figures = new Map();
const skipped = new Set();
for (const line of lines(figures_file)) {
  const [part, measure, ...fields] = line.split("\t");
  if (measure === "skipped") skipped.add(part);
  else figures.set(`${part} ${measure}`, Object.fromEntries(fields.map((field) => field.split("=")).map(([name, value]) => [name, Number(value)])));
}
const of = (name) => figures.get(name);
const sum = (names, field) => names.reduce((total, name) => total + (of(name)?.[field] ?? 0), 0);

/** Another rig's ledger: rows by the names of its columns. */
function ledger(path) {
  const [head, ...rows] = lines(join(here, "..", path));
  const names = head?.split("\t") ?? [];
  return rows.map((row) => Object.fromEntries(row.split("\t").map((value, at) => [names[at], value])));
}
const number = (value) => value.toLocaleString("en-US");

/** met: the target is reached; so far: nothing broken, but fewer than the target asks; no: broken or too slow. */
const judged = (measured, whole, enough = true) => ({ measured, verdict: !whole ? "no" : enough ? "met" : "so far" });
const unknown = (why) => ({ measured: `not measured: ${why}`, verdict: "not measured" });
/** A figure of a part of tests/run fault. */
const from = (name, judge) => () => {
  const seen = of(name);
  const part = name.split(" ")[0];
  if (seen) return judge(seen);
  return unknown(skipped.has(part) ? `${part} was skipped here, a privilege is missing` : `${part} did not run or did not end in this run`);
};
const power_cuts = ["kiosk_disk power_cut", "kiosk_disk power_cut_lying_journal.db", "kiosk_disk power_cut_lying_flight.log"];
const flips = ["bit_flip flight.log", "bit_flip journal.db", "bit_flip journal.db-wal"];

const goals = [
  ["T1", "246 digits and version 6 of 1,000,000 tickets", from("codes T1", (f) => judged(`${number(f.texts)} texts, ${f.wrong_length} of another length; ${number(f.symbols)} symbols, ${f.wrong_version} of another version`, f.wrong_length + f.wrong_version === 0, f.texts >= 1e6))],
  ["T2", "clean 100 % of 100,000; spoilt >= 99.5 %; 2 px a module 100 %", () => {
    const last = ledger("kiosk/optics/LEDGER.tsv").at(-1);
    if (!last) return unknown("tests/run kiosk/optics --record has not run");
    return judged(`${number(Number(last.clean))} clean ${last["clean_read_%"]} %, spoilt ${last["spoilt_read_%"]} % of ${number(Number(last.spoilt))}, 2 px ${last["two_pixel_read_%"]} % (${last.commit})`,
      Number(last["clean_read_%"]) === 100 && Number(last["spoilt_read_%"]) >= 99.5 && Number(last["two_pixel_read_%"]) === 100, Number(last.clean) >= 1e5);
  }],
  ["T3", "800 flips of 1,000 tickets, 0 accepted", from("codes T3", (f) => judged(`${number(f.flips)} flips of ${f.tickets} tickets: ${f.accepted} accepted`, f.accepted === 0, f.tickets >= 1000))],
  ["T4", "10^9 texts, 0 findings", from("codes T4", (f) => judged(`${number(f.texts)} changed texts with right check digits: ${f.accepted} accepted; without sanitizers and without a fuzzer's guidance`, f.accepted === 0, f.texts >= 1e9))],
  ["T5", "verify p99 <= 0.3 ms; code to green p99 <= 30 ms", () => {
    const verify = of("codes T5");
    const row = lines(join(here, "../bench/LEDGER.tsv")).filter((line) => line.includes("kiosk, code to verdict with both syncs, p99")).at(-1)?.split("\t");
    const green = row ? Number.parseFloat(row[3]) : NaN;
    const told = `code to green p99 ${green} ms (${row?.[1]})`;
    if (!verify) return { ...unknown("codes did not run"), measured: `not measured: verify; ${told}` };
    return judged(`verify p99 ${verify.verify_p99_ms} ms; ${told}`, verify.verify_p99_ms <= 0.3 && green <= 30);
  }],
  ["T6", "key changed under load at 50 doors, 0 valid refused", from("drills T6", (f) => judged(`${f.doors} doors, ${f.scans} scans: ${f.refused} refused`, f.refused === 0, f.doors >= 50))],
  ["T7", "told <= 30 s; 50,000 sent anew <= 5 min; 0 forged green", from("drills T7", (f) => judged(`told after ${f.told_ms} ms; ${number(f.tickets)} sent anew in ${f.sent_s} s; ${f.forged_green} forged green`, f.told_ms <= 30_000 && f.sent_s_for_50000 <= 300 && f.forged_green === 0, f.tickets >= 50_000))],
  ["T8", "cancelled refused p99 <= 2 s, max 30 s", from("drills T8", (f) => judged(`${f.cancelled} cancelled: p50 ${f.p50_ms}, p99 ${f.p99_ms}, max ${f.max_ms} ms`, f.p99_ms <= 2000 && f.max_ms <= 30_000))],
  ["T9", "0 hits; no shared field but event, key, category", from("codes T9", (f) => judged(`${f.tests} tests of the ticket's room, ${f.failed} failed`, f.failed === 0 && f.tests >= 2))],
  ["K1", "1,000,000 kiosk-hours, >= 60 M scans, 0 violations", () => {
    const rows = ledger("simulation/LEDGER.tsv");
    const total = (name) => rows.reduce((all, row) => all + Number(row[name]), 0);
    if (rows.length === 0) return unknown("tests/run soak has not run");
    const last = rows.at(-1);
    return judged(`${number(total("kiosk_hours"))} hours, ${number(total("scans"))} scans, ${total("violations")} violations in all entries; the last entry has ${last.violations}`, Number(last.violations) === 0, total("kiosk_hours") >= 1e6 && total("scans") >= 6e7 && total("violations") === 0);
  }],
  ["K2", "40 planted bugs caught, each within 10,000 hours", () => {
    const caught = lines(join(here, "../simulation/planted.tsv")).length - 1;
    return caught > 0 ? judged(`${caught} caught (tests/simulation/planted.tsv)`, true, caught >= 40) : unknown("tests/run simulation planted has not run");
  }],
  ["K3", "1,000 seeds, the same traces twice and in two builds", () => {
    const rows = ledger("simulation/DETERMINISM.tsv");
    const last = rows.at(-1);
    if (!last) return unknown("tests/run simulation determinism 1000 has not been recorded");
    const these = rows.filter((row) => row.commit === last.commit);
    return judged(`${these.map((row) => `${row.seeds} seeds, ${row.builds}: ${row.differing} differ`).join("; ")} (${last.commit})`, these.every((row) => Number(row.differing) === 0),
      ["release twice", "release and asan"].every((builds) => these.some((row) => row.builds === builds && Number(row.seeds) >= 1000)));
  }],
  ["K4", "killed at 100 % of telling calls, 0 violations", () => {
    const run = of("syscall K4_run");
    const enrol = of("syscall K4_enrol");
    if (!run || !enrol) return from("syscall K4_run", () => unknown("the enrolment did not end"))();
    return judged(`${run.places} places of a run and ${enrol.places} of an enrolment, every ${run.step === 1 ? "" : `${run.step}th `}call: ${run.lost} lost, ${run.reused} reused, ${run.red} red, ${enrol.stuck} stuck`, run.lost + run.reused + run.red + enrol.stuck === 0, run.step === 1);
  }],
  ["K5", "2,000 cycles, 0 greens lost, 0 seq reused", from("killloop K5", (f) => judged(`${f.cycles} cycles, ${f.kills} kills of doors, ${f.service_kills} of the service, ${number(f.greens)} greens: ${f.lost} lost, ${f.reused} reused`, f.lost + f.reused + f.red === 0, f.cycles >= 2000))],
  ["K6", "20,000 crash points, 0 greens lost, one lying file repaired", () => {
    const runs = sum(power_cuts, "runs");
    return runs > 0 ? judged(`${number(runs)} crash points, of them ${number(sum(power_cuts.slice(1), "runs"))} with one lying file: 0 lost`, !of("disk failed"), runs >= 20_000) : unknown("disk did not run or did not end in this run");
  }],
  ["K7", "every flip detected, >= 99.9 % repaired", () => {
    const all = sum(flips, "flips");
    if (all === 0) return unknown("disk did not run or did not end in this run");
    const repaired = sum(flips, "repaired");
    return judged(`${number(all)} flips: ${number(repaired)} repaired, ${sum(flips, "said")} said in words, ${sum(flips, "silent")} silent`, sum(flips, "silent") === 0 && repaired >= 0.999 * all, all >= 200_000);
  }],
  ["K8", "0 greens without a row; open <= 5 s after room; 500 rounds", from("tmpfs K8", (f) => judged(`${f.rounds} rounds: ${f.lost} lost, open again after at most ${f.recovery_ms_max} ms`, f.lost === 0 && f.recovery_ms_max <= 5000, f.rounds >= 500))],
  ["K9", "0 crashes, 0 wrong red or green under any clock", from("clock K9", (f) => judged(`${f.steps} steps up to ${f.furthest_days} days, ${f.lives} starts: ${f.crashes} crashes, ${f.wrong_red + f.wrong_green} wrong`, f.crashes + f.wrong_red + f.wrong_green === 0, f.steps >= 300))],
  ["K10", "500 cuts and heals of 12 doors, <= 2 rounds of sync", () => {
    const net = of("netlab K10");
    const proxy = of("chaosproxy K10");
    if (!net) return from("netlab K10", () => null)();
    return judged(`${net.rounds} cuts of ${net.doors} doors at 30 % loss: ${net.lost} lost, healed after at most ${net.heal_s_max} s; ${proxy ? `${proxy.rounds_max} rounds after ${proxy.seconds} s behind the proxy` : "proxy not run"}`,
      net.lost + net.red_of_valid === 0 && (!proxy || proxy.rounds_max <= 2), net.rounds >= 500 && net.doors >= 12 && proxy !== undefined);
  }],
  ["K11", "50 x 200 records durable <= 60 s, web p99 <= 300 ms", from("load K11", (f) => judged(`${number(f.rows)} records in ${f.durable_s} s; web p99 ${f.web_p99_ms} ms (quiet ${f.web_quiet_p99_ms})`, f.durable_s <= 60 && f.web_p99_ms <= 300 && f.failed === 0, f.devices >= 50 && f.rows >= 10_000))],
  ["K12", "100 drills, 0 scans lost, 0 deny forgotten", from("drills K12", (f) => judged(`${f.drills} drills, ${f.rows} records: ${f.lost} lost, ${f.deny_forgotten} forgotten`, f.lost + f.deny_forgotten === 0, f.drills >= 100))],
  ["K13", "0 errors, full state space, >= 10^7 states", () => {
    const rows = ledger("model/LEDGER.tsv");
    const these = rows.filter((row) => row.commit === rows.at(-1).commit);
    if (these.length === 0) return unknown("tests/run model has not been recorded");
    const said = these.map((row) => `${row.searched}: ${number(Number(row.states))} states, exhaustive ${row.exhaustive}, ${row.errors} errors`);
    return judged(`${said.join("; ")}; planted ${these[0].planted_found} (${these[0].commit})`, these.every((row) => Number(row.errors) === 0),
      these.every((row) => row.exhaustive === "yes") && these.reduce((sum, row) => sum + Number(row.states), 0) >= 1e7);
  }],
  ["K14", "50,000 rows: ready <= 2 s, <= 150 MiB, file <= 60 MiB", from("load K14", (f) => judged(`${number(f.roster)} rows: ready ${f.ready_ms_max} ms, ${f.rss_mib} MiB, file ${f.file_mib} MiB`, f.ready_ms_max <= 2000 && f.rss_mib <= 150 && f.file_mib <= 60, f.roster >= 50_000))],
];

let table = "";
for (const [goal, target, judge] of goals) {
  const { measured, verdict } = judge();
  console.log(`${goal.padEnd(4)} ${verdict.padEnd(13)} ${target}\n     ${measured}`);
  table += `${commit}\t${date}\t${goal}\t${target}\t${measured}\t${verdict}\n`;
}
if (process.env.KRUG_LEDGER) appendFileSync(join(here, "LEDGER.tsv"), table);
