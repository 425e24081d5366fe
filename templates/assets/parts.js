// Parts of a page that change while somebody looks: every five seconds the page is fetched again and each marked part
// that differs is put in its place. The page works without it.
const place = document.querySelector("[data-live-page]");
const every = 5000;

/** Whoever is inside a part, by focus or with something opened there, is not disturbed. */
const is_busy = (part) => part.contains(document.activeElement) || part.querySelector("details[open]") !== null;

async function refresh() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(place.dataset.livePage, { headers: { accept: "text/html" } });
      if (answer.redirected || answer.status === 401 || answer.status === 403) return; // signed out: nothing more to ask
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const part of document.querySelectorAll("[data-live-part]")) {
          const next = fresh.getElementById(part.id);
          if (next === null || is_busy(part) || next.innerHTML === part.innerHTML) continue;
          part.replaceChildren(...document.importNode(next, true).childNodes);
        }
      }
    } catch {
      // No connection just now: the old numbers stay, the next round tries again.
    }
  }
  setTimeout(refresh, every);
}

if (place) setTimeout(refresh, every);
