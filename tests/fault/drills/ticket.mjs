// If this is wrong, the drill with the stolen key tries a forgery that no thief would make. Format KT1 written down a second
// time, from its published page alone, so that the page is tried as well.
import { createDecipheriv, createHash, createPrivateKey, createPublicKey, hkdfSync, sign } from "node:crypto";

const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");

export const key_from_seed = (seed) => createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: "der", type: "pkcs8" });
const raw_public = (key) => createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
export const key_id = (key) => createHash("sha256").update("krug-key/1").update(raw_public(key)).digest().subarray(0, 4);

/** What a thief with the data folder does: opens the seal of an event's signing key. */
export function steal_key(master_hex, sealed, event, id) {
  const secret = Buffer.from(hkdfSync("sha256", Buffer.from(master_hex, "hex"), Buffer.alloc(0), "krug-seal/1", 32));
  const box = Buffer.from(sealed.replace(/^v1\./, ""), "base64url");
  const open = createDecipheriv("aes-256-gcm", secret, box.subarray(0, 12));
  open.setAAD(Buffer.from(`event-key ${event} ${id}`));
  open.setAuthTag(box.subarray(-16));
  return Buffer.concat([open.update(box.subarray(12, -16)), open.final()]);
}

/** The 246 digits of a ticket. */
export function write_ticket({ id, generation = 1, category = 0, flags = 0, event, scope = 0, not_before, not_after, issued_at }, key) {
  const bytes = Buffer.alloc(36);
  bytes[0] = 0x11;
  bytes.writeBigUInt64BE(BigInt(id), 1);
  bytes.writeUInt16BE(generation, 9);
  bytes.writeUInt16BE(category, 11);
  bytes[13] = flags;
  bytes.writeUInt32BE(event, 14);
  key_id(key).copy(bytes, 18);
  bytes.writeUInt16BE(scope, 22);
  bytes.writeUInt32BE(not_before, 24);
  bytes.writeUInt32BE(not_after, 28);
  bytes.writeUInt32BE(issued_at, 32);
  const whole = Buffer.concat([bytes, sign(null, Buffer.concat([Buffer.from("krug-ticket/1\0"), bytes]), key)]);
  let digits = "1";
  for (let at = 0; at < 98; at += 7) digits += BigInt(`0x${whole.subarray(at, at + 7).toString("hex")}`).toString().padStart(17, "0");
  digits += String(whole.readUInt16BE(98)).padStart(5, "0");
  // ISO 7064 MOD 97-10 over all digits before.
  const check = 98n - ((BigInt(digits) * 100n) % 97n);
  return digits + check.toString().padStart(2, "0");
}

/** The fields of a ticket's text; nothing is checked. */
export function read_ticket(text) {
  const groups = [];
  for (let at = 1; at < 239; at += 17) groups.push(BigInt(text.slice(at, at + 17)).toString(16).padStart(14, "0"));
  const bytes = Buffer.from(groups.join("") + Number(text.slice(239, 244)).toString(16).padStart(4, "0"), "hex");
  return { id: bytes.readBigUInt64BE(1), generation: bytes.readUInt16BE(9), category: bytes.readUInt16BE(11), flags: bytes[13], event: bytes.readUInt32BE(14),
    key: bytes.subarray(18, 22).toString("hex"), scope: bytes.readUInt16BE(22), not_before: bytes.readUInt32BE(24), not_after: bytes.readUInt32BE(28),
    issued_at: bytes.readUInt32BE(32) };
}
