// If this fails, guests who bought elsewhere, or wear a wristband, are turned away, or two come in with one code.
import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { test } from "node:test";
import { databases, in_house, krug_binary, must_run, run } from "./house.mjs";
import { kiosk } from "./kiosk.mjs";

const list = `Фамилия;Имя;Почта;Код TimePad;Штрихкод
Щукина;Юлия;juliya@guests.example;83845994;
Ёлкин;Пётр;petr@guests.example;;4600051000057
Жданов;Захар;zakhar@guests.example;;Гость-7
Эрнст;Любовь;lyubov@guests.example;;
`;

for (const database of databases)
  test(`codes of another service open the door once, ${database}`, () =>
    in_house({ database }, async (home) => {
      const event = await home.published_event();
      const file = join(home.data, "guests.csv");
      const bring = (text) => writeFile(file, text).then(() => run(krug_binary, ["registrations", "import", String(event.id), file], { env: home.settings }));
      assert.equal((await bring(list)).code, 0);
      assert.equal((await bring(list)).code, 0, "twice is harmless");

      // What a spreadsheet has rounded, what two guests share, what could be somebody's attendee number.
      const numbers = (await home.all_registrations(event.id)).map((each) => each.attendee_no.replaceAll(" ", ""));
      assert.equal(numbers.length, 4);
      for (const wrong of [";1,00084E+12", ";4600051000057", `;${numbers[0]}`]) {
        const said = await bring(`Фамилия;Имя;Почта;Код TimePad;Штрихкод\nЮщенко;Эльдар;eldar@guests.example;${wrong}\n`);
        assert.equal(said.code, 1, wrong);
        assert.match(said.err, /Row 2|Строка 2/);
      }

      const device = await kiosk.enrol(home, event.id);
      try {
        device.start();
        const answer = async (code) => {
          const { verdict, reason } = await device.scan(code);
          return `${verdict} ${reason}`;
        };
        assert.equal(await answer("1000838459949"), "green admitted");
        assert.equal(await answer("1000838459956"), "amber not_on_list");
        assert.equal(await answer("Гость-7"), "green admitted");

        const desk = async (code) =>
          (await home.must("POST", `/events/${event.id}/check-ins`, { code, scan_id: randomUUID(), admission_point: 1 })).reason;
        assert.equal(await desk("4600051000057"), "admitted");
        assert.equal(await desk("4600051000064"), "not_on_list");

        // Wristbands for whoever has no code of another service.
        const pictures = join(home.data, "wristbands");
        const given = await must_run(krug_binary, ["registrations", "short-codes", String(event.id), "--pictures", pictures], { env: home.settings });
        const codes = given.trim().split("\n").filter((line) => /^\d{9}\t2\d{24}$/.test(line)).map((line) => line.split("\t"));
        assert.ok(codes.length >= 1, given);
        assert.deepEqual((await readdir(pictures)).sort(), codes.map(([number]) => `${number}.png`).sort());
        const [number, code] = codes[0];
        const read = await must_run("zbarimg", ["--quiet", "--raw", join(pictures, `${number}.png`)]);
        assert.match(read, new RegExp(code));
        assert.equal(await desk(code), "admitted");
        assert.equal(await desk(number), "already_in");
        await device.stop();
        assert.equal((await device.status()).unsent, 0);
        assert.equal(await desk("1000838459949"), "already_in", "the desk knows whom the kiosk let in");
      } finally {
        await device.close();
      }
    }));
