// The door page: keeps the cursor where the scanner types, reads keys by their place so that any keyboard layout gives
// the same code, and sends it at Enter, Tab or silence. Everything works without it.
const field = document.querySelector("[data-scan]");
const silence = 150; // a scanner types the next key within a few milliseconds, a person does not
const shortest = 20; // a run this long typed so fast is a scanner's

function character(event) {
  const plain = /^(?:Key([A-Z])|Digit([0-9])|Numpad([0-9]))$/.exec(event.code);
  if (!plain) return "";
  if (plain[1]) return event.shiftKey ? plain[1] : plain[1].toLowerCase();
  return plain[2] && !event.shiftKey ? plain[2] : plain[3] ?? "";
}

if (field) {
  let run = ""; // what came so fast that no person typed it
  let last = 0;
  let timer = 0;

  const send = () => {
    clearTimeout(timer);
    if (run.length >= shortest) field.value = run;
    if (field.value.trim() !== "") field.form.requestSubmit();
  };

  field.focus();
  field.select();

  document.addEventListener("keydown", (event) => {
    const inField = event.target === field;
    const busy = !inField && event.target instanceof Element && event.target.closest("input, select, textarea, button, a, summary");
    if (busy || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const now = performance.now();
    if (now - last > silence) run = "";
    last = now;
    if (event.key === "Tab" && run.length >= shortest) {
      event.preventDefault();
      send();
      return;
    }
    if (event.key === "Enter") {
      if (run.length >= shortest) field.value = run;
      return; // the form sends itself
    }
    if (event.key.length !== 1) return;
    if (!inField) {
      field.focus();
      field.value = "";
    }
    run += character(event) || event.key;
    clearTimeout(timer);
    if (run.length >= shortest) timer = setTimeout(send, silence);
  });

  field.form.addEventListener("submit", () => {
    clearTimeout(timer);
  });
}
