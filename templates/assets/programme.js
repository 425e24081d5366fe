// The programme's grid: a session is moved with the keys or with the pointer. Both fill in the same form that the page
// could send without a script, and say aloud where the session is going.
const form = document.querySelector("[data-form]");
const say = document.querySelector("[data-say]");
const panel = document.querySelector("[data-move]");
const step = 5; // minutes
const day_minutes = 24 * 60;

const minutes_of = (clock) => {
  const [hour, minute] = clock.split(/[:.]/).map(Number);
  return hour * 60 + minute;
};
const clock_of = (minutes) =>
  `${String(Math.floor(minutes / 60) % 24).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

if (form) {
  const words = form.dataset;
  const base = form.getAttribute("action");
  const fill = (text, values) => text.replace(/%(\w+)%/g, (all, name) => values[name] ?? all);
  // Columns are the same for every day; the last one may be for sessions without a room.
  const rooms = [...new Set([...document.querySelectorAll("[data-room]")].map((cell) => cell.dataset.room))];
  const known = [...document.querySelector(".pgrid__t tbody tr").cells].slice(1).map((cell) => cell.dataset.room);
  const columns = known.length > 0 ? known : rooms;
  const dates = [...new Set([...document.querySelectorAll("td[data-date]")].map((cell) => cell.dataset.date))].filter(Boolean);
  let moving = null;

  document.querySelector("[data-how]").hidden = false;

  const place_words = (to) => {
    const span = to.minutes > 0 ? `${to.date}, ${clock_of(to.starts)}–${clock_of(to.starts + to.minutes)}` : `${to.date}, ${clock_of(to.starts)}`;
    return fill(words.textPlace, { time: span, room: to.room || words.textNoRoom });
  };

  const show = (text) => {
    say.textContent = text;
    panel.hidden = moving === null;
    if (moving) panel.querySelector("[data-move-text]").textContent = `${moving.title}: ${place_words(moving)}`;
    for (const marked of document.querySelectorAll(".pgrid .is-target")) marked.classList.remove("is-target");
    if (moving)
      for (const cell of document.querySelectorAll("td[data-room]"))
        if (cell.dataset.room === moving.room && cell.dataset.date === moving.date && cell.dataset.starts === clock_of(moving.starts))
          cell.classList.add("is-target");
  };

  const pick = (card) => {
    moving = {
      card,
      number: card.dataset.number,
      title: card.dataset.title,
      date: card.dataset.date || dates[0] || "",
      starts: minutes_of(card.dataset.starts || "10:00"),
      minutes: Number(card.dataset.minutes),
      room: card.dataset.room,
    };
    card.classList.add("is-moving");
    show(fill(words.textPicked, { title: moving.title, place: place_words(moving) }));
  };

  const drop = () => {
    const to = moving;
    moving = null;
    form.action = `${base}/${to.number}`;
    form.elements.date.value = to.date;
    form.elements.starts.value = clock_of(to.starts);
    form.elements.ends.value = to.minutes > 0 ? clock_of(to.starts + to.minutes) : "";
    form.elements.room.value = to.room;
    const tell = document.querySelector("[data-tell]");
    form.elements.tell.value = !tell || tell.checked ? "1" : "0";
    form.submit();
  };

  const leave = () => {
    const { card, title } = moving;
    card.classList.remove("is-moving");
    moving = null;
    show(fill(words.textLeft, { title }));
  };

  const shift = (key) => {
    const to = { ...moving };
    const column = columns.indexOf(to.room);
    const day = dates.indexOf(to.date);
    if (key === "ArrowUp") to.starts -= step;
    if (key === "ArrowDown") to.starts += step;
    if (key === "ArrowLeft") to.room = columns[column - 1];
    if (key === "ArrowRight") to.room = columns[column + 1];
    if (key === "PageUp") to.date = dates[day - 1];
    if (key === "PageDown") to.date = dates[day + 1];
    const fits = to.starts >= 0 && to.starts + to.minutes <= day_minutes - step && to.room !== undefined && to.date !== undefined;
    if (fits) moving = to;
    show(fits ? place_words(moving) : words.textEdge);
  };

  const keys = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown"];
  for (const card of document.querySelectorAll(".pcard")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "pcard__m";
    button.textContent = words.textButton;
    const name = document.createElement("span");
    name.className = "vh";
    name.textContent = `: ${card.dataset.title}`;
    button.append(name);
    card.append(button);
    button.addEventListener("click", () => {
      if (moving && moving.card === card) drop();
      else {
        if (moving) leave();
        pick(card);
      }
    });
    button.addEventListener("keydown", (event) => {
      if (!moving || moving.card !== card) return;
      if (keys.includes(event.key)) shift(event.key);
      else if (event.key === "Escape") leave();
      else return;
      event.preventDefault();
    });
    button.addEventListener("blur", () => {
      if (moving && moving.card === card) leave();
    });

    card.draggable = true;
    card.addEventListener("dragstart", (event) => {
      event.dataTransfer.setData("text/plain", card.dataset.number);
      event.dataTransfer.effectAllowed = "move";
      pick(card);
    });
    card.addEventListener("dragend", () => {
      if (moving) leave();
    });
  }

  for (const cell of document.querySelectorAll("td[data-room]")) {
    if (!cell.dataset.date) continue;
    cell.addEventListener("dragover", (event) => {
      if (!moving) return;
      event.preventDefault();
      moving.room = cell.dataset.room;
      moving.date = cell.dataset.date;
      moving.starts = minutes_of(cell.dataset.starts);
      if (!cell.classList.contains("is-target")) show(place_words(moving));
    });
    // Without dragging: pick a session by its button, then press where it should go.
    cell.addEventListener("pointerdown", (event) => {
      if (!moving || cell.contains(moving.card)) return;
      event.preventDefault();
      moving = { ...moving, room: cell.dataset.room, date: cell.dataset.date, starts: minutes_of(cell.dataset.starts) };
      drop();
    });
    cell.addEventListener("drop", (event) => {
      if (!moving) return;
      event.preventDefault();
      drop();
    });
  }

  // After a move the keys go on where they were.
  const landed = /^#s\d+$/.test(location.hash) && document.querySelector(location.hash);
  if (landed && new URLSearchParams(location.search).has("moved")) landed.querySelector(".pcard__m").focus();
}
