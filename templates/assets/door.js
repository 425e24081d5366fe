// The door page: keeps the cursor where the scanner types. Everything works without it.
const field = document.querySelector("[data-scan]");
if (field) {
  field.focus();
  field.select();
  document.addEventListener("keydown", (event) => {
    const busy = event.target instanceof Element && event.target.closest("input, select, textarea, button, a, summary");
    if (!busy && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) field.focus();
  });
}
