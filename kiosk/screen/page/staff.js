// The staff corner: behind a PIN, for whoever stands beside the kiosk. What it asks for, the process decides.
import { say } from "./words.js";

const refresh_ms = 2000;
const $ = (text, ...nodes) => {
  const [name, ...classes] = text.split(".");
  const made = document.createElement(name);
  if (classes.length) made.className = classes.join(" ");
  for (const node of nodes) made.append(node);
  return made;
};
const icon = (name) => {
  const holder = document.createElement("span");
  holder.innerHTML = `<svg class="ic" aria-hidden="true"><use href="#i-${name}"/></svg>`;
  return holder.firstElementChild;
};

/** `page`: lang(), post(path, body, headers), go(view), view(), toast(text), settings, sound(). */
export function staff_corner(root, page) {
  let token = "";
  let view = null;
  let timer = 0;
  let busy = false;
  const t = (key, n) => say(key, page.lang(), n);
  const words = (pair) => pair?.[page.lang()] ?? "";

  const button = (key, act, look = "btn") => {
    const made = $(`button.${look}`, t(key));
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };
  const field = (id, key, options = {}) => {
    const label = $("label", t(key));
    label.htmlFor = id;
    const input = $("input.input");
    Object.assign(input, { id, autocomplete: "off", maxLength: 120, ...options });
    return $("div.field", label, input);
  };

  /* ---- the PIN ---- */
  let pin = "";
  function open_pin() {
    pin = "";
    const shown = $("p.digits");
    shown.id = "pin";
    const wrong = $("p.pad__wrong");
    wrong.id = "pin-wrong";
    wrong.setAttribute("role", "alert");
    wrong.hidden = true;
    let base = ""; // what stood there before the keyboard began
    const draw = () => {
      shown.textContent = "•".repeat(pin.length).padEnd(6, "·");
      shown.setAttribute("aria-label", t("pin_digits", pin.length));
    };
    const press = async (key) => {
      wrong.hidden = true;
      if (key === "back") {
        close_pin();
        return page.go("idle");
      }
      if (key === "erase") pin = pin.slice(0, -1);
      else if (key === "enter") await enter(wrong);
      else if (pin.length < 12) pin += key;
      base = pin;
      draw();
    };
    const keys = $("div.keys");
    for (const key of ["1", "2", "3", "4", "5", "6", "7", "8", "9", "back", "0", "erase"]) {
      const made = $("button.key");
      made.type = "button";
      if (key.length === 1) made.textContent = key;
      else {
        made.append(icon(key));
        made.setAttribute("aria-label", t(key));
      }
      made.addEventListener("click", () => press(key));
      keys.append(made);
    }
    const go = button("enter", () => press("enter"), "kb.kb--fill");
    root.replaceChildren($("div.pad.pad--pin", $("div.pad__text", $("h1", t("pin_title")), shown, wrong, $("p.card__keys", go)), keys));
    // The keyboard: what is typed grows in one piece; a scan is longer than any PIN and is left to the door.
    corner.grown = (text) => {
      if (text === "") base = pin;
      else pin = /^[0-9]+$/.test(text) && base.length + text.length <= 12 ? base + text : base;
      draw();
    };
    corner.take = (code, ended) => {
      if (code.length > 12) return false;
      if (ended) press("enter");
      return true;
    };
    corner.edit = (code) => {
      const name = { Backspace: "erase", Escape: "back" }[code];
      if (name) press(name);
      return name !== undefined;
    };
    draw();
    page.go("staff");
  }

  function close_pin() {
    corner.grown = corner.take = corner.edit = null;
  }

  async function enter(wrong) {
    const tried = pin;
    pin = "";
    const { status, body } = await page.post("/staff/enter", { pin: tried });
    if (status === 200) {
      token = body.token;
      close_pin();
      return open();
    }
    wrong.hidden = false;
    wrong.textContent = body.wait_seconds > 0 ? t("pin_wait", body.wait_seconds) : t("pin_wrong", body.tries_left ?? 0);
  }

  /* ---- behind it ---- */
  async function ask(path, body = {}) {
    const answer = await page.post(path, body, { "x-krug-staff": token });
    if (answer.status === 401) leave();
    return answer;
  }
  async function act(path, body) {
    if (busy) return false;
    busy = true;
    try {
      const { status, body: said } = await ask(path, body);
      const text = words(said.words);
      page.toast(status === 200 && said.done ? text || t("done_it") : text || t("not_done"));
      await refresh();
      return status === 200 && said.done;
    } finally {
      busy = false;
    }
  }
  function leave() {
    if (token) page.post("/staff/leave", {}, { "x-krug-staff": token }).catch(() => {});
    token = "";
    view = null;
    clearInterval(timer);
    root.replaceChildren();
    page.go("idle");
  }

  async function open() {
    page.go("staff");
    build();
    await refresh();
    clearInterval(timer);
    timer = setInterval(() => page.view() === "staff" && document.activeElement?.tagName !== "INPUT" && refresh(), refresh_ms);
  }

  function section(key, ...nodes) {
    const head = $("h2", t(key));
    return $("section.panel", head, ...nodes);
  }

  function build() {
    const points = $("select.input");
    points.id = "staff-point";
    points.addEventListener("change", () => act("/staff/point", { point: Number(points.value) }));
    const point_label = $("label", t("admission_point"));
    point_label.htmlFor = points.id;
    const turn = button("turn", () => act("/staff/turn", { leaving: !view.leaving }), "btn.btn--line");
    turn.id = "staff-turn";
    const answers = $("ol.answers");
    answers.id = "staff-answers";
    const form = $("form.walkin", field("family", "family_name", { required: true, autocomplete: "off" }), field("given", "given_name", { required: true }), field("contact", "contact"), $("p.fine", t("walk_in_note")));
    form.noValidate = true;
    const send = $("button.btn", t("walk_in_send"));
    send.type = "submit";
    send.id = "walk-in-send";
    form.append(send);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const value = (id) => form.querySelector(`#${id}`).value.trim();
      if (await act("/staff/walk-in", { family_name: value("family"), given_name: value("given"), contact: value("contact") })) form.reset();
    });
    const facts = $("dl.facts");
    facts.id = "staff-facts";
    const findings = $("ul.findings");
    findings.id = "staff-findings";
    const rehearse = button("rehearse", async () => {
      findings.replaceChildren($("li", t("rehearsing")));
      const { status, body } = await ask("/staff/rehearse", { sound: page.sound() === "there" });
      if (status !== 200) return findings.replaceChildren($("li", t("not_done")));
      findings.replaceChildren($(body.ready ? "li.good" : "li.bad", $("b", t(body.ready ? "ready" : "not_ready"))), ...body.findings.map((each) => $(each.good ? "li.good" : "li.bad", `${each.good ? "✓" : "✗"} ${words(each)}`)));
    });
    rehearse.id = "staff-rehearse";
    const walk_in = section("walk_in", form);
    walk_in.id = "staff-walk-in";
    root.replaceChildren($("div.corner",
      $("header.corner__head", $("h1", t("staff_corner")), $("p.fine", t("staff_note")), button("leave", leave, "btn.btn--line")),
      $("div.corner__left", section("last_answers", answers), walk_in),
      $("div.corner__right", section("here", $("div.field", point_label, points), turn), section("device", facts), section("rehearsal", rehearse, findings),
        section("look", $("p.fine", t("look_note")), button("look_keep", () => { page.settings.keep(); page.toast(t("done_it")); }, "btn.btn--line")))));
  }

  async function refresh() {
    if (!token) return;
    const { status, body } = await ask("/staff/view").catch(() => ({ status: 0 }));
    if (status !== 200 || !root.querySelector(".corner")) return;
    view = body;
    draw();
  }

  function draw() {
    const points = root.querySelector("#staff-point");
    if (document.activeElement !== points) {
      points.replaceChildren(...view.points.map((point) => {
        const option = $("option", words(point.name));
        option.value = point.id;
        option.selected = point.id === view.point;
        return option;
      }));
    }
    root.querySelector("#staff-turn").textContent = t(view.leaving ? "now_out" : "now_in");
    root.querySelector("#staff-walk-in").hidden = !view.walk_ins;
    const facts = root.querySelector("#staff-facts");
    facts.replaceChildren(...view.facts.flatMap((each) => [$("dt", words(each.name)), $(each.good ? "dd" : "dd.warn", words(each.value))]));
    const answers = root.querySelector("#staff-answers");
    if (answers.contains(document.activeElement) && document.activeElement.tagName === "SELECT") return;
    const kept = document.activeElement?.dataset?.act;
    answers.replaceChildren(...(view.answers.length ? view.answers.map(row) : [$("li.fine", t("nothing_yet"))]));
    if (kept) answers.querySelector(`[data-act="${kept}"]`)?.focus();
  }

  function row(answer) {
    const head = $("p.answer__head", $("time", answer.at), $("b", words(answer.word)), $("span", answer.code));
    const made = $(`li.answer.answer--${answer.look}`, head);
    if (answer.name) made.append($("p", answer.name));
    if (words(answer.step)) made.append($("p.fine", words(answer.step)));
    const keys = $("p.answer__keys");
    const add = (name, node) => {
      node.dataset.act = `${name} ${answer.number}`;
      keys.append(node);
    };
    if (answer.may.includes("checked")) add("checked", button("identity_checked", () => act("/staff/checked", { answer: answer.number })));
    if (answer.may.includes("admit")) {
      const reason = $("select.input.input--sm");
      reason.setAttribute("aria-label", t("override_reason"));
      for (const key of ["reason_relative", "reason_organiser", "reason_document", "reason_list", "reason_other"]) {
        const option = $("option", t(key));
        option.value = say(key, "ru");
        reason.append(option);
      }
      keys.append(reason);
      add("admit", button("admit", () => act("/staff/admit", { answer: answer.number, reason: reason.value })));
    }
    if (answer.may.includes("take_back")) add("take_back", button("take_back", () => act("/staff/take-back", { answer: answer.number }), "btn.btn--line"));
    if (keys.childElementCount) made.append(keys);
    return made;
  }

  const corner = {
    grown: null,
    take: null,
    edit: null,
    open: () => (token ? open() : open_pin()),
    leave,
    refresh,
    /** After a process restart nobody is behind the PIN any more. */
    forget() {
      token = "";
      clearInterval(timer);
      root.replaceChildren();
    },
    inside: () => token !== "",
  };
  return corner;
}
