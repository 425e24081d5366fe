// If this is wrong, a code that no scanner reads is taken for a good one: two readers that nobody here wrote must agree.
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must_run, run } from "./house.mjs";

/** What ZBar and ZXing read from a picture (PNG bytes); both have to read one code and the same. */
export async function read_code(png) {
  const folder = await mkdtemp(join(tmpdir(), "krug_code_"));
  try {
    const file = join(folder, "code.png");
    await writeFile(file, png);
    const zbar = (await run("zbarimg", ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", file])).out.trim();
    const zxing = (await run("ZXingReader", ["-format", "QRCode", "-1", file])).out;
    const text = /"([^"]*)"/.exec(zxing)?.[1] ?? zxing.trim();
    assert.notEqual(zbar, "", "ZBar reads nothing");
    assert.equal(text, zbar, "ZXing and ZBar read the same");
    return zbar;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Every code on a picture (PNG bytes) that ZBar reads, in no promised order. */
export async function read_codes(png) {
  const folder = await mkdtemp(join(tmpdir(), "krug_codes_"));
  try {
    const file = join(folder, "codes.png");
    await writeFile(file, png);
    return (await run("zbarimg", ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", file])).out.split("\n").filter(Boolean);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The pages of a PDF as PNG pictures, and its text. */
export async function read_pdf(bytes, dpi = 150) {
  const folder = await mkdtemp(join(tmpdir(), "krug_pdf_"));
  try {
    const file = join(folder, "given.pdf");
    await writeFile(file, bytes);
    await must_run("qpdf", ["--check", file]);
    await must_run("pdftoppm", ["-png", "-r", String(dpi), file, join(folder, "page")]);
    const names = (await readdir(folder)).filter((name) => name.startsWith("page")).sort();
    const pictures = await Promise.all(names.map((name) => readFile(join(folder, name))));
    return { pictures, text: (await must_run("pdftotext", ["-layout", file, "-"])).normalize("NFC") };
  } finally {
    await rm(folder, { recursive: true });
  }
}
