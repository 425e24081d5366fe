// Live counts of the overview: every five seconds, while somebody looks. The page works without it.
const board = document.querySelector("[data-live-url]");
const every = 5000;

async function refresh() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(board.dataset.liveUrl, { headers: { accept: "application/json" } });
      if (answer.redirected || answer.status === 401 || answer.status === 403) return; // signed out: nothing more to ask
      if (answer.ok) {
        const counts = await answer.json();
        for (const place of board.querySelectorAll("[data-live]")) {
          const value = counts.shown[place.dataset.live];
          if (value !== undefined && place.textContent !== value) place.textContent = value;
        }
      }
    } catch {
      // No connection just now: the old numbers stay, the next round tries again.
    }
  }
  setTimeout(refresh, every);
}

if (board) setTimeout(refresh, every);
