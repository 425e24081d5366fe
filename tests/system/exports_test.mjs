// If this fails, the attendance list opens in the office as broken letters, lost digits or somebody's formula.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import ExcelJS from "exceljs";
import { read_pdf } from "./codes.mjs";
import { house, must_run, person } from "./house.mjs";

const columns = "attendee_no,family_name,given_name,additional_name,organisation,email,phone,attended,first_in";
const guests = 30;
const awkward = { ...person(990), family_name: "=2+5+cmd|' /C calc'!A0", given_name: "+7", organisation: "@СУММ(A1);\"кавычки\"", position: "-1" };

let home, event, receipts;
before(async () => {
  home = await house.open();
  event = await home.published_event();
  receipts = [];
  for (let number = 0; number < guests; ++number) receipts.push(await home.must("POST", `/events/${event.id}/registrations`, person(number)));
  receipts.push(await home.must("POST", `/events/${event.id}/registrations`, awkward));
  for (let number = 0; number < 10; ++number)
    await home.must("POST", `/events/${event.id}/check-ins`, {
      code: receipts[number].ticket.text, admission_point: 1, scan_id: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
    });
});
after(() => home?.close());

async function download(name, query = `?columns=${columns}`) {
  const answer = await fetch(`${home.base}/api/v1/events/${event.id}/attendance.${name}${query}`, { headers: { authorization: `Bearer ${home.token}` } });
  assert.equal(answer.status, 200);
  return { bytes: Buffer.from(await answer.arrayBuffer()), headers: answer.headers };
}

/** Rows as an ordinary office sees them: LibreOffice opens the file and saves it as plain CSV. */
async function through_libreoffice(bytes, name, filter) {
  const folder = await mkdtemp(join(tmpdir(), "krug_office_"));
  try {
    const file = join(folder, name);
    await writeFile(file, bytes);
    const words = [`-env:UserInstallation=file://${folder}/profile`, "--headless", ...(filter ? [`--infilter=${filter}`] : []),
      "--convert-to", "csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true", "--outdir", join(folder, "out"), file];
    await must_run("soffice", words, { env: { HOME: folder }, timeout: 90_000 });
    const text = await readFile(join(folder, "out", name.replace(/\.\w+$/, ".csv")), "utf8");
    return text.replace(/^\uFEFF/, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What has to be found in each reader's rows, for everybody on the list. */
function judge_rows(rows, unquote = (cell) => cell) {
  assert.equal(rows.length, guests + 2, "a head and one row for each");
  const by_number = new Map(rows.slice(1).map((row) => [unquote(row[0]).replace(/\D/g, ""), row.map(unquote)]));
  for (let number = 0; number < guests; ++number) {
    const row = by_number.get(receipts[number].attendee_no.replace(/\D/g, ""));
    const who = person(number);
    assert.ok(row, "the number keeps its leading zeros");
    assert.equal(row[1], who.family_name);
    assert.equal(row[2], who.given_name);
    assert.equal(row[3], who.additional_name ?? "");
    assert.equal(row[4], who.organisation);
    assert.equal(row[5], who.email);
    assert.equal(row[6].replace(/\D/g, "").slice(-10), who.phone.slice(-10), "a telephone number is not counted with");
    assert.equal(row[8] !== "", number < 10, "the time of entry stands where somebody entered");
  }
  return by_number.get(receipts[guests].attendee_no.replace(/\D/g, ""));
}

// The organiser's accountant opens the workbook.
test("the workbook is read by LibreOffice and by ExcelJS, letter for letter", async () => {
  const { bytes, headers } = await download("xlsx");
  assert.match(headers.get("content-disposition"), /filename\*=UTF-8''/i);
  const odd = judge_rows(await through_libreoffice(bytes, "list.xlsx"));
  assert.equal(odd[1].replace(/^'/, ""), awkward.family_name);

  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes);
  const [sheet] = book.worksheets;
  assert.equal(sheet.rowCount, guests + 2);
  sheet.eachRow((row) => row.eachCell((cell) => {
    assert.notEqual(cell.type, ExcelJS.ValueType.Formula, cell.address);
    assert.notEqual(cell.type, ExcelJS.ValueType.Hyperlink, cell.address);
  }));
  const entered = sheet.getColumn(9).values.filter((value) => value instanceof Date);
  assert.equal(entered.length, 10, "times are times, so that they can be sorted");
});

// The same list as CSV, opened by a double click in a Russian office.
test("the CSV for offices opens with its letters and without formulas", async () => {
  const { bytes } = await download("csv");
  assert.equal(bytes.subarray(0, 3).toString("hex"), "efbbbf");
  assert.ok(bytes.includes("\r\n"));
  const odd = judge_rows(await through_libreoffice(bytes, "list.csv", "CSV:59,34,76,1,,0,false,true"), (cell) => cell.replace(/^['=]?"?|"$/g, ""));
  assert.ok(odd);
  for (const line of bytes.toString("utf8").split("\r\n"))
    for (const cell of line.split(";")) assert.doesNotMatch(cell.replace(/^\uFEFF/, "").replace(/^"/, ""), /^[=+@\t\r-]/, cell);
});

// A script reads what people wrote, unchanged.
test("the machine's CSV and JSON keep every character", async () => {
  const { bytes } = await download("csv", `?columns=${columns}&dialect=machine`);
  assert.notEqual(bytes.subarray(0, 3).toString("hex"), "efbbbf");
  assert.ok(bytes.toString("utf8").includes(awkward.family_name));
  const { items } = JSON.parse((await download("json")).bytes.toString("utf8"));
  assert.equal(items.length, guests + 1);
  assert.ok(items.some((each) => each.family_name === awkward.family_name));
  assert.equal(items.filter((each) => each.attended).length, 10);
});

// The sheet that is signed at the table.
test("the paper list holds every name", async () => {
  const { pictures, text } = await read_pdf((await download("pdf", "")).bytes, 40);
  assert.ok(pictures.length >= 1);
  for (let number = 0; number < guests; ++number) {
    const who = person(number);
    assert.ok(text.includes(`${who.family_name} ${who.given_name}`), who.family_name);
  }
});

// Who only stands at the door takes no list home.
test("somebody without the right gets no list", async () => {
  await home.krug("staff", "add", "door@krug.example", "--role", "door_staff", "--organisation", "alliance");
  const token = (await home.krug("token", "create", "--staff", "door@krug.example")).trim();
  const answer = await fetch(`${home.base}/api/v1/events/${event.id}/attendance.csv`, { headers: { authorization: `Bearer ${token}` } });
  assert.ok([403, 404].includes(answer.status), String(answer.status));
  assert.equal((await fetch(`${home.base}/api/v1/events/${event.id}/attendance.csv`)).status, 401);
});
