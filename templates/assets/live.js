// Live counts of the overview: the page works without this; with it the numbers move by themselves.
const board = document.querySelector("[data-stream]");
if (board && "EventSource" in window) {
  const source = new EventSource(board.dataset.stream);
  source.addEventListener("counts", (event) => {
    const counts = JSON.parse(event.data);
    for (const place of board.querySelectorAll("[data-live]")) {
      const value = counts[place.dataset.live];
      if (value !== undefined) place.textContent = value;
    }
  });
}
