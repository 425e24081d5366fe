// If this is wrong, nobody knows what guests find in their mailbox: a mail server on loopback that keeps what it is given.
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { until } from "./house.mjs";

export class mail_sink {
  /** Every message as {to, raw, letter}; `letter` is what postal-mime reads from it. */
  letters = [];

  static async open() {
    const made = new mail_sink();
    made.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS", "AUTH"],
      onData(stream, session, done) {
        const parts = [];
        stream.on("data", (part) => parts.push(part));
        stream.on("end", async () => {
          const raw = Buffer.concat(parts);
          const to = session.envelope.rcptTo.map((each) => each.address);
          made.letters.push({ to, raw, letter: await PostalMime.parse(raw) });
          done();
        });
      },
    });
    // A service that is told to stop breaks off in the middle of a letter; it comes again after the start.
    made.server.on("error", () => {});
    await new Promise((resolve) => made.server.listen(0, "127.0.0.1", resolve));
    made.port = made.server.server.address().port;
    return made;
  }

  /** Settings that make a house send its mail here. */
  get settings() {
    return {
      KRUG_MAIL_HOST: "127.0.0.1",
      KRUG_MAIL_PORT: String(this.port),
      KRUG_MAIL_SECURITY: "none",
      KRUG_MAIL_FROM_NAME: "Точка кипения – Тюмень",
      KRUG_MAIL_FROM_ADDRESS: "krug@krug.example",
    };
  }

  /** The newest letter to an address, of those that `fits`; waits for it. */
  letter_to(address, fits = () => true, ms = 30_000) {
    return until(`a letter to ${address}`, () => this.letters.findLast((each) => each.to.includes(address) && fits(each.letter)), ms);
  }

  close() {
    return new Promise((resolve) => this.server.close(resolve));
  }
}
