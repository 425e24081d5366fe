// If this fails, the shipped binary cannot be driven by a script: its exit codes, streams or language are not what was promised.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { access, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { free_port, house, in_house, kiosk_binary, person, repository, run as run_program } from "./house.mjs";
import { mail_sink } from "./mail_sink.mjs";

const binary = join(process.env.KRUG_TEST_BINARIES, "krug");

/** Runs the binary with nothing in its environment but what is given. */
function run(words, environment = {}) {
  return new Promise((resolve) => {
    execFile(binary, words, { env: environment }, (error, out, err) => resolve({ code: error ? error.code : 0, out, err }));
  });
}

async function inFolder(work) {
  const folder = await mkdtemp(join(tmpdir(), "krug_system_"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

// A bug report without versions cannot be answered.
test("the version goes to stdout and ends with 0", async () => {
  const said = await run(["--version"]);
  assert.equal(said.code, 0);
  assert.match(said.out, /^krug \d+\.\d+\.\d+.*Boost 1\.\d+.*SQLite 3\.\d+.*OpenSSL 3\./);
  assert.equal(said.err, "");
});

// A script that mistyped must stop, and must not find the complaint in its data.
test("wrong usage is 2, on stderr, in the language of the locale", async () => {
  for (const words of [[], ["chek"], ["check", "--nope"], ["check", "--listen", "5"]]) {
    const said = await run(words);
    assert.equal(said.code, 2, words.join(" "));
    assert.equal(said.out, "");
    assert.notEqual(said.err, "");
  }
  assert.match((await run(["chek"], { LANG: "ru_RU.UTF-8" })).err, /нет команды chek/);
});

// An operator's password must not be shown to whoever looks over his shoulder when the file is wrong.
test("a broken settings file is named with its line and not quoted", () =>
  inFolder(async (folder) => {
    const file = join(folder, "krug.toml");
    await writeFile(file, '[mail]\npassword = "correct horse\n', { mode: 0o600 });
    const said = await run(["check", "--config", file]);
    assert.equal(said.code, 2);
    assert.match(said.err, /krug\.toml:2/);
    assert.doesNotMatch(said.err + said.out, /horse/);
  }));

// Somebody tries the program for the first time and knows one word of it.
test("one verb on an empty place is enough to serve", () =>
  inFolder(async (folder) => {
    const home = new house();
    home.env = {};
    home.data = join(folder, "not", "yet");
    home.database = { url: `sqlite://${home.data}/krug.sqlite`, drop() {} };
    await home.settle_on_port();
    const before = await run(["check"], home.settings);
    assert.equal(before.code, 0, before.out);
    assert.match(before.out, /no database yet/);
    assert.match((await run(["staff", "add", "one@krug.example", "--role", "owner"], home.settings)).err, /./);
    await assert.rejects(stat(home.data), "a check and a refused verb make nothing");
    await home.start();
    assert.equal((await fetch(`${home.base}/health/ready`)).status, 200);
    assert.equal((await stat(home.data)).mode & 0o777, 0o700);
    await home.stop();
    assert.match((await run(["check"], home.settings)).out, /database, schema/);
    // A key that was lost, or another's, is said before the first ticket of the day fails.
    const key = join(home.data, "master.key");
    const kept = await readFile(key, "utf8");
    await home.krug("demo", "--registrations", "1");
    await writeFile(key, "ab".repeat(32) + "\n");
    assert.match((await run(["check"], home.settings)).out, /WRONG .*is not this database's/);
    await rm(key);
    assert.equal((await run(["check"], home.settings)).code, 1);
    await writeFile(key, kept);
    assert.equal((await run(["check"], home.settings)).code, 0);
  }));

// The tickets of a hundred people would wait in the outbox because of a typing mistake.
test("check tells whether the mail server lets us in, and sends nothing", async () => {
  const sink = await mail_sink.open();
  try {
    await inFolder(async (folder) => {
      const asked = { KRUG_DATA: folder, ...sink.settings };
      const good = await run(["check"], asked);
      assert.match(good.out, /the mail server lets us in/);
      assert.equal(good.code, 0, good.out);
      const bad = await run(["check"], { ...asked, KRUG_MAIL_PORT: String(await free_port()) });
      assert.equal(bad.code, 1);
      assert.match(bad.out, /WRONG .*does not answer/);
      const secured = await run(["check"], { ...asked, KRUG_MAIL_SECURITY: "starttls" });
      assert.match(secured.out, /WRONG .*no secure connection/);
      assert.equal(sink.letters.length, 0);
    });
  } finally {
    await sink.close();
  }
});

const verbs = [["serve"], ["migrate"], ["check"], ["demo"], ["staff"], ["staff", "add"], ["token"], ["token", "create"], ["event"], ["event", "import"],
  ["registrations"], ["registrations", "import"], ["registrations", "short-codes"], ["export"], ["ticket"], ["ticket", "verify"], ["backup"], ["restore"]];

// Somebody alone in the evening asks a verb what it does, in his language.
test("every verb explains itself on stdout and ends with 0", async () => {
  for (const verb of verbs) {
    const said = await run([...verb, "--help"]);
    assert.equal(said.code, 0, verb.join(" "));
    assert.match(said.out, new RegExp(`Usage: krug ${verb.join(" ")}`), verb.join(" "));
    assert.match((await run([...verb, "--help"], { LANG: "ru_RU.UTF-8" })).out, /[а-яё]{4}/);
  }
  for (const verb of ["enrol", "run", "status", "rehearse", "export"]) {
    const said = await run_program(kiosk_binary, [verb, "--help"]);
    assert.equal(said.code, 0, verb);
    assert.match(said.out, /Usage:/);
  }
  assert.equal((await run_program(kiosk_binary, ["--version"])).code, 0);
  for (const words of [[], ["run", "--display", "cinema"], ["enrol"], ["enrol", "not a code"]])
    assert.equal((await run_program(kiosk_binary, words)).code, 2, words.join(" "));
});

// A typing mistake in a verb's own words is a mistake of usage, not a failure of the service.
test("wrong words of each verb end with 2", async () => {
  for (const words of [["demo", "--registrations", "many"], ["staff", "add"], ["token", "create"], ["ticket", "verify", "--key", "zz", "1"], ["backup"],
    ["restore"], ["event", "import"], ["staff", "sing"]]) {
    const said = await run(words);
    assert.equal(said.code, 2, words.join(" "));
    assert.equal(said.out, "");
  }
});

// A ticket that nobody has to take our word for: each row of the published vectors, with nothing but the public key.
test("ticket verify agrees with the published vectors", async () => {
  const rows = (await readFile(join(repository, "tests/vectors/tickets.tsv"), "utf8")).split("\n").filter((row) => row && !row.startsWith("#")).map((row) => row.split("\t"));
  const some = [...rows.filter((row) => row[0] === "accepted"), ...rows.filter((row) => row[0] === "refused")].slice(0, 60);
  assert.ok(some.some((row) => row[0] === "accepted") && some.some((row) => row[0] === "refused"));
  await Promise.all(some.map(async ([verdict, , text, key, note]) => {
    const said = await run(["ticket", "verify", "--key", key, "--", text]);
    assert.equal(JSON.parse(said.out).verdict, verdict, note);
    assert.equal(said.code, verdict === "accepted" ? 0 : 1, note);
  }));
});

// The demonstration's password lies on the disk: nobody else on that computer may read it, and real data is never touched.
test("the demonstration is private and goes only into an empty database", () =>
  in_house({ demo: 5 }, async (home) => {
    for (const name of ["demo.json", "krug.sqlite", "master.key"]) assert.equal((await stat(join(home.data, name))).mode & 0o777, 0o600, name);
    assert.deepEqual(Object.keys(home.demo).sort(), ["events", "staff", "token", "url"]);
    const again = await run(["demo"], home.settings);
    assert.equal(again.code, 1);
    assert.notEqual(again.err, "");
    assert.equal((await run(["serve"], home.settings)).code, 1, "a second service on the same data is refused");
    assert.equal((await run(["check"], home.settings)).code, 0);
    assert.equal((await run(["migrate"], home.settings)).code, 0, "twice is once");
  }));

// The disk died. Yesterday's copy goes into an empty folder, and the tickets people hold are still good.
test("a copy made while serving comes back whole, and only into an empty place", () =>
  in_house({}, async (home) => {
    const event = await home.published_event();
    const given = await home.must("POST", `/events/${event.id}/registrations`, person(1));
    const copy = join(home.data, "copy.sqlite");
    await home.krug("backup", copy);
    const later = await home.must("POST", `/events/${event.id}/registrations`, person(2));
    assert.equal((await run(["restore", copy], home.settings)).code, 1, "what is there is not overwritten");
    await home.stop();
    for (const end of ["", "-wal", "-shm"]) await rm(join(home.data, `krug.sqlite${end}`), { force: true });
    await home.krug("restore", copy);
    await home.start();
    const back = await home.must("GET", `/events/${event.id}/registrations/${given.id}`);
    assert.equal(back.ticket.text, given.ticket.text);
    assert.equal(back.family_name, person(1).family_name);
    assert.equal((await home.api("GET", `/events/${event.id}/registrations/${later.id}`)).status, 404);
  }));

// An organiser without a browser: an account, a token, a list.
test("accounts, tokens and lists from the shell work with the running service", () =>
  in_house({ demo: 8 }, async (home) => {
    const password = (await home.krug("staff", "add", "desk@krug.example", "--role", "desk", "--organisation", "alliance")).trim();
    assert.ok(password.length >= 16);
    assert.equal((await run(["staff", "add", "not an address", "--role", "desk", "--organisation", "alliance"], home.settings)).code, 1);
    home.token = (await home.krug("token", "create", "--staff", "desk@krug.example")).trim();
    const event = home.demo.events.primer;
    assert.equal((await home.api("GET", `/events/${event}/registrations`)).status, 200);
    assert.equal((await home.api("GET", `/events/${event}/attendance.csv`)).status, 403);
    home.token = "krug_wrong";
    assert.equal((await home.api("GET", `/events/${event}/registrations`)).status, 401);
    const list = join(home.data, "list.csv");
    await home.krug("export", String(event), "--as", "csv", "--out", list);
    await access(list);
    assert.equal((await readFile(list, "utf8")).trim().split("\n").length, 25);
    assert.equal((await run(["export", "1", "--as", "csv"], home.settings)).code, 1);
    assert.equal((await run(["export", String(event), "--as", "doc"], home.settings)).code, 2);
  }));
