// Scanners that type like a keyboard: key places, not characters, so that the computer's layout does not matter.
// A scan never presses a button and never lands in a form.
const gap_ms = 250; // the slowest scanner pauses no longer inside a code
const silence_ms = 400;
const forget_ms = 2000;
const scan_length = 20; // nobody types so much without a pause

const plain = {
  Backquote: "`~", Minus: "-_", Equal: "=+", BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|", IntlBackslash: "\\|",
  Semicolon: ";:", Quote: "'\"", Comma: ",<", Period: ".>", Slash: "/?", Space: "  ", NumpadAdd: "++", NumpadSubtract: "--",
  NumpadMultiply: "**", NumpadDivide: "//", NumpadDecimal: "..",
  Digit1: "1!", Digit2: "2@", Digit3: "3#", Digit4: "4$", Digit5: "5%", Digit6: "6^", Digit7: "7&", Digit8: "8*", Digit9: "9(", Digit0: "0)",
};

/** What a key means on the keyboard that scanners imitate; "" for keys without a character. */
export function character_of(code, shift) {
  if (/^Key[A-Z]$/.test(code)) return shift ? code[3] : code[3].toLowerCase();
  if (/^Numpad[0-9]$/.test(code)) return code[6];
  return plain[code]?.[shift ? 1 : 0] ?? "";
}

const ends = new Set(["Enter", "NumpadEnter", "Tab"]);
const is_field = (element) => element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;

/**
 * Begins to listen. `take(text, ended)` gets what was typed and answers whether it was a whole code; `grown(text)` sees
 * it grow; `in_form()` hears that a scan came while somebody fills a form; `paused()` true leaves the keys alone.
 */
export function listen({ take, grown, in_form, paused }) {
  let text = "";
  let last = -1e9;
  let swallow_until = -1e9;
  let field_before = "";
  let timer = 0;
  let pressed_by_scan = new Set();

  const forget = () => {
    text = "";
    grown("");
  };
  const end = async (ended) => {
    clearTimeout(timer);
    const code = text;
    if (ended) forget();
    const taken = await take(code, ended);
    if (taken) {
      swallow_until = performance.now() + 1500;
      if (!ended && text === code) forget();
    }
    return taken;
  };
  const silence = async () => {
    if (text.length >= 9 && (await end(false))) return;
    timer = setTimeout(() => (text.length >= 30 ? end(true) : forget()), forget_ms - silence_ms);
  };

  const in_field = (event, character, fresh) => {
    if (fresh) {
      forget();
      field_before = event.target.value;
    }
    if (ends.has(event.code)) {
      if (text.length >= scan_length && !fresh) {
        event.preventDefault();
        event.stopPropagation();
        event.target.value = field_before;
        in_form();
      }
      text = "";
      return;
    }
    if (character === "") return;
    text += character;
    if (text.length < scan_length) return;
    event.preventDefault();
    if (text.length === scan_length) event.target.value = field_before;
  };

  const down = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || paused()) return;
    const now = performance.now();
    const fresh = now - last > gap_ms;
    const character = character_of(event.code, event.shiftKey);
    if (character !== "" || ends.has(event.code)) last = now;
    if (is_field(event.target)) return in_field(event, character, fresh);
    if (ends.has(event.code)) {
      if (text === "" && now >= swallow_until) return;
      event.preventDefault();
      event.stopPropagation();
      pressed_by_scan.add(event.code);
      if (text !== "") end(true);
      return;
    }
    if (character === "" || (character === " " && text === "")) return;
    event.preventDefault();
    event.stopPropagation();
    pressed_by_scan.add(event.code);
    if (event.repeat) return;
    clearTimeout(timer);
    if (text.length < 4096) text += character;
    grown(text);
    timer = setTimeout(silence, silence_ms);
  };
  const up = (event) => {
    if (!pressed_by_scan.delete(event.code)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener("keydown", down, true);
  window.addEventListener("keyup", up, true);
  return { forget: () => { clearTimeout(timer); forget(); } };
}
