// What the phone keeps: keys that cannot be taken out of it, everything else sealed with one of them. Every write that an
// answer depends on is a strict transaction, and its promise ends when the transaction has completed, never before.

const name = "krug-door";
const text_of = new TextDecoder();
const bytes_of = new TextEncoder();

const done = (asked) => new Promise((yes, no) => { asked.onsuccess = () => yes(asked.result); asked.onerror = () => no(asked.error); });

export const to_base64url = (bytes) => {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};
export const from_base64url = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));

export class store {
  static async open() {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => {
      for (const table of ["keys", "values", "pages", "scans"]) asked.result.createObjectStore(table);
    };
    const made = new store();
    made.database = await done(asked);
    // A newer page in another tab may want to change the tables: then this one must let go.
    made.database.onversionchange = () => made.database.close();
    made.keys = await made.get("keys", "all");
    return made;
  }

  get(table, key) {
    return done(this.database.transaction(table).objectStore(table).get(key));
  }

  /** Keys and values of a table in the order of the keys. */
  async all(table) {
    const from = this.database.transaction(table).objectStore(table);
    const [keys, values] = await Promise.all([done(from.getAllKeys()), done(from.getAll())]);
    return keys.map((key, at) => [key, values[at]]);
  }

  /** `work` gets the tables and only writes; the promise ends when it is on the disk, as far as a browser can say. */
  write(work) {
    return new Promise((yes, no) => {
      const change = this.database.transaction(["keys", "values", "pages", "scans"], "readwrite", { durability: "strict" });
      change.oncomplete = () => yes();
      change.onabort = () => no(change.error ?? new Error("aborted"));
      change.onerror = () => {};
      try {
        work((table) => change.objectStore(table));
      } catch (failure) {
        change.abort();
        no(failure);
      }
    });
  }

  async make_keys() {
    const seal = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const device = await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
    const open_part = to_base64url(new Uint8Array(await crypto.subtle.exportKey("raw", device.publicKey)));
    return { seal, device, open_part };
  }

  /** Sealed for its place: what was kept as one thing cannot be read as another. */
  async seal(text, place, keys = this.keys) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv, additionalData: bytes_of.encode(place) };
    return { iv, data: await crypto.subtle.encrypt(how, keys.seal, bytes_of.encode(text)) };
  }

  /** The text, or nothing when the seal does not open. */
  async unseal(kept, place) {
    if (!kept) return undefined;
    try {
      const how = { name: "AES-GCM", iv: kept.iv, additionalData: bytes_of.encode(place) };
      return text_of.decode(await crypto.subtle.decrypt(how, this.keys.seal, kept.data));
    } catch {
      return undefined;
    }
  }

  sign(bytes) {
    return crypto.subtle.sign({ name: "Ed25519" }, this.keys.device.privateKey, bytes);
  }
}

/** True if the holder of `key` signed `message`; false for everything else, broken keys included. */
export async function signature_holds(key, message, signature) {
  try {
    const known = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, known, signature, message);
  } catch {
    return false;
  }
}

/** Whether this browser has what the phone needs; the word of what is missing otherwise. */
export async function missing_in_browser() {
  if (!isSecureContext || !globalThis.crypto?.subtle) return "t-insecure";
  if (!globalThis.WebAssembly || !globalThis.indexedDB || !navigator.locks) return "t-old";
  try {
    await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
  } catch {
    return "t-old";
  }
  return undefined;
}
