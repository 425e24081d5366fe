// If this fails, the shipped binary cannot be driven by a script: its exit codes, streams or language are not what was promised.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

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
