// A bad network in a few lines: a TCP proxy that delays, drips, cuts, swallows, repeats and garbles what passes.
// Used by the rigs that put it between devices and the service; it listens on one address and goes on until close().
import { connect, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { numbers, whole } from "../rig.mjs";

export const clean = { delay: 0, jitter: 0, rate: 0, cut_up: 0, cut_down: 0, half_open: false, garbage: 0, refuse: false, repeat: false, scatter: false };

export class chaos_proxy {
  /**
   * `weather` is asked for each new connection and gives what differs from `clean`:
   * delay, jitter (ms a piece), rate (bytes/s), cut_up, cut_down (close after so many bytes), half_open (takes all, answers
   * nothing), garbage (one byte in so many is wrong), refuse, repeat (the same bytes are sent to the service once more), scatter (another loopback address each time, as from many places).
   */
  static async open(port, { host = "127.0.0.1", weather = () => ({}), seed } = {}) {
    const made = new chaos_proxy();
    Object.assign(made, { port, weather, random: numbers(seed), sockets: new Set(), counts: {}, rounds: new Map() });
    made.server = createServer((near) => made.#serve(near));
    await new Promise((resolve) => made.server.listen(0, host, resolve));
    made.url = `http://${host}:${made.server.address().port}`;
    return made;
  }

  #count(what) {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  #serve(near) {
    const how = { ...clean, ...this.weather() };
    for (const [name, value] of Object.entries(how)) if (value) this.#count(name);
    this.#count("connections");
    this.#track(near);
    if (how.refuse) return near.destroy();
    if (how.half_open) return near.resume();
    const from = how.scatter ? `127.0.${1 + whole(this.random, 250)}.${1 + whole(this.random, 250)}` : "127.0.0.1";
    const far = connect({ port: this.port, host: "127.0.0.1", localAddress: from });
    this.#track(far);
    const sent = [];
    this.#pump(near, far, how, how.cut_up, (piece) => {
      sent.push(piece);
      const token = /authorization: bearer (\S+)/i.exec(piece.toString("latin1"));
      if (token) this.rounds.set(token[1], (this.rounds.get(token[1]) ?? 0) + 1);
    });
    this.#pump(far, near, how, how.cut_down, () => {});
    if (how.repeat) near.once("close", () => this.#send_again(Buffer.concat(sent)));
  }

  #track(socket) {
    this.sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => this.sockets.delete(socket));
  }

  async #pump(from, to, how, cut, seen) {
    let passed = 0;
    try {
      for await (const piece of from) {
        seen(piece);
        let bytes = Buffer.from(piece);
        if (how.delay || how.jitter) await pause(how.delay + whole(this.random, how.jitter + 1));
        if (how.garbage) for (let at = 0; at < bytes.length; ++at) if (whole(this.random, how.garbage) === 0) bytes[at] ^= 1 << whole(this.random, 8);
        if (cut && passed + bytes.length >= cut) {
          to.write(bytes.subarray(0, cut - passed));
          from.destroy();
          return to.destroy();
        }
        passed += bytes.length;
        const step = how.rate ? Math.max(1, Math.floor(how.rate / 20)) : bytes.length;
        for (let at = 0; at < bytes.length; at += step) {
          if (!to.write(bytes.subarray(at, at + step))) await new Promise((resolve) => to.once("drain", resolve).once("close", resolve));
          if (how.rate) await pause(50);
        }
      }
      to.end();
    } catch {
      to.destroy();
    }
  }

  #send_again(bytes) {
    if (bytes.length === 0) return;
    const again = connect(this.port, "127.0.0.1");
    this.#track(again);
    again.on("connect", () => again.write(bytes));
    again.resume();
    setTimeout(() => again.destroy(), 2_000).unref();
  }

  /** Every connection breaks now. */
  drop_all() {
    for (const socket of this.sockets) socket.destroy();
  }

  async close() {
    this.drop_all();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

// node proxy.mjs PORT: devices of one computer as if they came from many; prints its address and stays until it is killed.
if (process.argv[1] === fileURLToPath(import.meta.url)) console.log((await chaos_proxy.open(Number(process.argv[2]), { weather: () => ({ scatter: true }) })).url);
