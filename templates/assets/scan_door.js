// The phone's door: the program that also judges at the kiosk and on the server, here as WebAssembly, with the browser's
// database under it and the kiosks' protocol before it. An answer is given only after its record is durable.
import { from_base64url, missing_in_browser, signature_holds, store, to_base64url } from "./scan_store.js";

export { missing_in_browser };

const text_of = new TextDecoder();
const bytes_of = new TextEncoder();
const interval_ms = 30_000;
const after_scan_ms = 300;
const answer_ms = 20_000;
const pages_max = 48; // more, smaller ones are put together when the page opens
const items_max = 2000;
const slept_ms = 1_000;

const boot_name = () => to_base64url(crypto.getRandomValues(new Uint8Array(16)));
const pause = (ms) => new Promise((yes) => setTimeout(yes, ms));

/** One instance of the module. After a trap it is of no use any more and must be made anew. */
class module_instance {
  constructor(module) {
    const wasi = { fd_close: () => 8, fd_seek: () => 70, fd_write: () => 8 };
    const page = {
      random: (at, bytes) => crypto.getRandomValues(new Uint8Array(this.inside.memory.buffer, at, bytes)),
    };
    this.inside = new WebAssembly.Instance(module, { page, wasi_snapshot_preview1: wasi }).exports;
    this.inside._initialize();
  }
  ask(question) {
    const bytes = bytes_of.encode(JSON.stringify({ ...question, wall: Date.now(), steady: Math.floor(performance.now()) }));
    const at = this.inside.door_room(bytes.length);
    new Uint8Array(this.inside.memory.buffer, at, bytes.length).set(bytes);
    const size = this.inside.door_ask();
    return JSON.parse(text_of.decode(new Uint8Array(this.inside.memory.buffer, this.inside.door_answer(), size)));
  }
}

export class phone {
  /** `told(status)` is called after everything that changes what the screen shows. */
  static async open(module_url, told) {
    const made = new phone();
    made.told = told;
    // The address of the module changes with its content: that is the version of what decides here.
    made.version = `page-${/\.([0-9a-f]{8})/.exec(module_url)?.[1] ?? "unknown"}`;
    const fetched = await fetch(module_url);
    made.module = await WebAssembly.compile(await fetched.arrayBuffer());
    made.line = Promise.resolve();
    made.boot = boot_name();
    made.drift = Date.now() - performance.now();
    made.failures = 0;
    made.store = await store.open();
    await made.reopen();
    return made;
  }

  get paired() {
    return this.token !== undefined;
  }

  /** One after another: nothing comes between a question, its record and its answer. */
  locked(work) {
    const turn = this.line.then(work);
    this.line = turn.catch(() => {});
    return turn;
  }

  /** Asks the module, checking for it the signatures it wants to know about. Throws when the module trapped. */
  async ask(question) {
    if (!this.inside) await this.reopen();
    for (let round = 0; round < 8; ++round) {
      const said = this.trapping(question);
      if (!said.wanted) return said;
      for (const each of said.wanted) {
        const holds = await signature_holds(from_base64url(each.key), from_base64url(each.message), from_base64url(each.signature));
        this.trapping({ op: "learn", ...each, holds });
      }
    }
    return { refused: "signatures" };
  }

  /** After a trap the instance is of no use: the next question gets one made anew. */
  trapping(question) {
    try {
      return this.inside.ask(question);
    } catch (trap) {
      this.inside = undefined;
      throw trap;
    }
  }

  /** A fresh module with what is durable. */
  async reopen() {
    this.inside = new module_instance(this.module);
    this.token = undefined;
    this.status = undefined;
    if (!this.store.keys) return;
    const [token, state, settings] = await Promise.all([this.store.get("values", "token"), this.store.get("values", "state"), this.store.get("values", "shown")]);
    const text = await this.store.unseal(state, "state");
    const secret = await this.store.unseal(token, "token");
    if (text === undefined || secret === undefined) return;
    const opened = await this.ask({ op: "open", state: text, boot: this.boot, shown: settings ?? 0 });
    if (opened.refused) return;
    const scans = await this.store.all("scans");
    const records = [];
    for (const [seq, kept] of scans) records.push((await this.store.unseal(kept, `scan ${seq}`)) ?? "");
    for (let at = 0; at < records.length; at += 500) await this.ask({ op: "load", records: records.slice(at, at + 500) });
    await this.load_pages();
    const ready = await this.ask({ op: "ready" });
    await this.keep(ready);
    this.token = secret;
    this.show(ready);
  }

  async load_pages() {
    const pages = await this.store.all("pages");
    const epochs = new Map();
    for (const [key, kept] of pages) {
      const text = await this.store.unseal(kept, `page ${key}`);
      const items = text === undefined ? [] : JSON.parse(text);
      epochs.set(key[0], [...(epochs.get(key[0]) ?? []), ...items]);
    }
    for (const [epoch, items] of epochs)
      for (let at = 0; at < items.length; at += items_max) await this.ask({ op: "load", epoch, items: items.slice(at, at + items_max) });
    if (pages.length <= pages_max) return;
    const whole = [];
    for (const [epoch, items] of epochs)
      for (let at = 0; at < items.length; at += items_max) {
        const key = [epoch, at];
        whole.push([key, await this.store.seal(JSON.stringify(items.slice(at, at + items_max)), `page ${key}`)]);
      }
    await this.store.write((table) => {
      table("pages").clear();
      for (const [key, kept] of whole) table("pages").put(kept, key);
    });
  }

  /** Makes durable what an answer of the module says must be; throws if the browser did not take it. */
  async keep(said, items = []) {
    const scans = [];
    for (const each of said.records ?? []) scans.push([each.seq, await this.store.seal(each.record, `scan ${each.seq}`)]);
    const state = said.state && (await this.store.seal(said.state, "state"));
    const place = said.page && items.length > 0 && said.page.epoch >= 0 ? [said.page.epoch, said.page.from] : undefined;
    const page = place && (await this.store.seal(JSON.stringify(items), `page ${place}`));
    if (scans.length === 0 && !state && !said.page) return;
    await this.store.write((table) => {
      for (const [seq, kept] of scans) table("scans").put(kept, seq);
      if (state) table("values").put(state, "state");
      for (const epoch of said.page?.forget ?? []) table("pages").delete(IDBKeyRange.bound([epoch], [epoch, []]));
      if (page) table("pages").put(page, place);
    });
  }

  show(said) {
    this.status = said.status ?? (said.points ? said : this.status);
    this.told(this.status);
  }

  /** Pairs with the server by the text of its code; gives the word of what went wrong, or nothing. */
  pair(code) {
    return this.locked(async () => {
      const keys = await this.store.make_keys();
      const invitation = await this.ask({ op: "invitation", code, key: keys.open_part });
      if (invitation.refused) return { word: "t-code" };
      if (new URL(invitation.url).origin !== location.origin) return { word: "t-server", url: `${invitation.url}/scan` };
      const sent = { sent_wall: Date.now(), sent_steady: Math.floor(performance.now()) };
      let answer;
      try {
        answer = await this.post("/kiosk/v1/enrol", invitation.body, {});
      } catch {
        return { word: "t-net" };
      }
      if (answer.status === 429) return { word: "t-many" };
      if (answer.status >= 400 && answer.status < 500) return { word: "t-used" };
      if (answer.text === undefined) return { word: "t-net" };
      let accepted;
      try {
        accepted = await this.ask({ op: "accept", code, body: answer.text, boot: this.boot, ...sent });
      } catch {
        accepted = { refused: "malformed" };
      }
      if (accepted.refused) {
        await this.reopen();
        return { word: "t-organiser" };
      }
      const state = await this.store.seal(accepted.state, "state", keys);
      const token = await this.store.seal(accepted.token, "token", keys);
      try {
        await this.store.write((table) => {
          for (const each of ["values", "pages", "scans"]) table(each).clear();
          table("keys").put(keys, "all");
          table("values").put(state, "state");
          table("values").put(token, "token");
        });
      } catch {
        return { word: "t-store" };
      }
      this.store.keys = keys;
      await this.reopen();
      return {};
    });
  }

  /** A code, or a guest chosen from the list. The answer is durable when it comes; otherwise it is "not stored". */
  present(shown) {
    return this.recorded({ op: "present", ...shown }, (said) => said.line?.verdict === "green");
  }
  override(scan) {
    return this.recorded({ op: "override", scan }, () => true);
  }
  undo(scan) {
    return this.recorded({ op: "undo", scan }, () => false);
  }

  recorded(question, is_green) {
    return this.locked(async () => {
      const sent = performance.now();
      try {
        const said = await this.ask(question);
        if (said.refused) return said;
        await this.keep(said);
        // The second mark: from here on this green counts as seen. If the phone dies between the two, it is shown again.
        if (is_green(said) && said.records) await this.store.write((table) => table("values").put(said.seq, "shown"));
        said.ms = performance.now() - sent;
        this.show(said);
        if (said.records) this.hurry(after_scan_ms);
        return said;
      } catch {
        this.broken = true;
        try {
          await this.reopen();
          this.broken = false;
        } catch {
          // The next scan tries again.
        }
        return { lost: true };
      }
    });
  }

  search(text) {
    return this.locked(() => this.ask({ op: "search", text }));
  }
  recent() {
    return this.locked(() => this.ask({ op: "recent" }));
  }
  stand_at(point) {
    return this.locked(async () => this.show(await this.ask({ op: "stand_at", point })));
  }

  /** The unsent records as signed lines, in the form in which kiosks write theirs. */
  exported() {
    return this.locked(async () => {
      const lines = [];
      for (let after = 0; ; ) {
        const part = await this.ask({ op: "export", after });
        if (!part.rows) break;
        lines.push(`${to_base64url(new Uint8Array(await this.store.sign(from_base64url(part.sign))))} ${part.body}\n`);
        after = part.last;
      }
      this.exported_records = this.status.head;
      return lines.join("");
    });
  }

  /** Forgets everything; only when nothing waits for the server, or all of it was saved to a file. */
  leave() {
    return this.locked(async () => {
      if (this.status?.unsent > 0 && this.exported_records !== this.status.head) return false;
      await this.store.write((table) => {
        for (const each of ["keys", "values", "pages", "scans"]) table(each).clear();
      });
      this.store.keys = undefined;
      clearTimeout(this.timer);
      await this.reopen();
      return true;
    });
  }

  /** After the phone has slept its steady clock may have slept too; that counts as another start of it. */
  async woke() {
    const drift = Date.now() - performance.now();
    if (drift - this.drift > slept_ms) {
      this.boot = boot_name();
      await this.locked(async () => this.paired && this.show(await this.ask({ op: "wake", boot: this.boot })));
    }
    this.drift = drift;
    this.hurry(0);
  }

  // --- the kiosks' protocol

  async post(target, body, headers) {
    const answer = await fetch(target, {
      method: "POST", body, headers: { "content-type": "application/json", ...headers },
      credentials: "omit", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(answer_ms),
    });
    // A hotel's sign-in page answers with 200 as well.
    const ours = answer.headers.get("content-type")?.startsWith("application/json");
    return { status: answer.status, text: ours ? await answer.text() : undefined };
  }

  start() {
    addEventListener("online", () => this.hurry(0));
    addEventListener("offline", () => this.lost());
    this.hurry(0);
  }

  hurry(ms) {
    if (!this.paired) return;
    clearTimeout(this.timer);
    // While the server is away, a scan hurries nothing.
    const wait = ms > 0 && this.failures > 0 ? Math.min(2 ** this.failures, 30) * 1000 : ms;
    this.timer = setTimeout(() => this.sync(), wait);
  }

  async lost(refused = false) {
    if (this.paired) await this.locked(async () => this.show(await this.ask({ op: "lost", refused })));
  }

  /** Rounds until nothing waits. One at a time; a second call waits for the first. */
  sync() {
    this.syncing ??= this.rounds().finally(() => (this.syncing = undefined));
    return this.syncing;
  }

  async rounds() {
    if (!this.paired) return;
    clearTimeout(this.timer);
    let well = true;
    try {
      for (let more = true; more; ) more = await this.one_round();
      this.trouble = undefined;
      this.failures = 0;
    } catch (failure) {
      well = false;
      this.failures = Math.min(this.failures + 1, 5);
      this.trouble = failure.word ? failure : undefined;
      await this.lost(failure.word === "t-known");
    }
    const wait = well ? interval_ms : Math.min(2 ** (this.failures - 1), 30) * 1000 * (0.8 + 0.4 * Math.random());
    clearTimeout(this.timer);
    if (this.paired) this.timer = setTimeout(() => this.sync(), wait);
    this.told(this.status);
  }

  async one_round() {
    const request = await this.locked(() => this.ask({ op: "request", version: this.version }));
    const signature = to_base64url(new Uint8Array(await this.store.sign(from_base64url(request.sign))));
    const sent = { sent_wall: Date.now(), sent_steady: Math.floor(performance.now()) };
    const answer = await this.post("/kiosk/v1/sync", request.body, { authorization: `Bearer ${this.token}`, "krug-device-offers": "report, feed_chain", "krug-device-signature": signature });
    if ([401, 403, 422].includes(answer.status)) throw { word: "t-known" };
    if (answer.status !== 200 || answer.text === undefined) throw new Error(`status ${answer.status}`);
    const { items } = JSON.parse(answer.text);
    return this.locked(async () => {
      let said;
      try {
        said = await this.ask({ op: "answer", body: answer.text, ...sent });
        if (said.refused) throw { word: "t-believe", why: said.refused };
        await this.keep(said, items);
      } catch (failure) {
        // Trapped on a malformed message, or the browser did not keep it: back to what is durable.
        if (!said?.refused) await this.reopen();
        throw failure;
      }
      this.show(said);
      return said.more;
    });
  }

  async settled() {
    while (this.syncing) await pause(20);
  }
}
