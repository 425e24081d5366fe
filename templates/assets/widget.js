// Puts an event's frame in the place of this script. It sets nothing, reads nothing of the page and sends nothing.
(() => {
  const script = document.currentScript;
  const event = script?.dataset.event ?? "";
  if (!/^[a-z0-9-]{1,80}$/.test(event)) return;
  const english = script.dataset.lang === "en";
  const frame = document.createElement("iframe");
  frame.src = `${new URL(script.src).origin}/e/${event}/widget?in=${english ? "en" : "ru"}`;
  frame.title = script.dataset.title || (english ? "Registration" : "Запись на событие");
  frame.width = "100%";
  frame.height = script.dataset.height || "340";
  frame.loading = "lazy";
  frame.referrerPolicy = "no-referrer";
  frame.setAttribute("frameborder", "0");
  frame.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
  if (script.closest("head")) document.addEventListener("DOMContentLoaded", () => document.body.append(frame));
  else script.after(frame);
})();
