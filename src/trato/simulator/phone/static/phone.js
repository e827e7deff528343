// Starts the page: who is chosen, what the world says, and what of it must be drawn again.

import { bubble } from "./bubbles.js";
import { askLocation, doing, quote, startComposer, writeTo } from "./compose.js";
import { h, icon, toast } from "./dom.js";
import { openForm, closeSheet } from "./sheets.js";
import { openSide, showSide } from "./side.js";
import { clockTime, day, dayKey, initials, moment, phone, switchLanguage, t, translatePage } from "./words.js";
import { act, ask, setClock, worldNow, worldSpeed } from "./world.js";

const at = (id) => document.getElementById(id);
const chosen = { phone: "", number: "" };
let state = null;
let drawn = new Map();
let listening = null;

const whom = () => ({ phone: chosen.phone, number: chosen.number });

const hand = {
  isHeld: false,
  tap: (quotes, choice) => doing(() => act("tap", { ...whom(), choice, quotes })),
  react: (wamid, emoji) => doing(() => act("reaction", { ...whom(), wamid, emoji })),
  fill: (quotes, token, given) => act("form", { ...whom(), quotes, token, given }),
  quote,
  locate: askLocation,
  share: (quotes) => doing(() => act("contact", { ...whom(), quotes })),
  listen: (wamid) => doing(() => act("played", { ...whom(), wamid })),
  pay: async (code) => {
    const answer = await doing(() => act("pay", { ...whom(), code }));
    if (!answer) return;
    if (answer.paid) closeSheet();
    toast(t(answer.paid ? "payDone" : "payRefused"));
  },
};

// Chat ------------------------------------------------------------------------------------------

async function listen() {
  listening?.abort();
  const call = new AbortController();
  listening = call;
  let after = "";
  while (!call.signal.aborted) {
    try {
      const next = await ask("chat", { ...whom(), after }, call.signal);
      document.body.classList.remove("lost");
      after = next.version;
      setClock(next);
      draw(next);
    } catch (problem) {
      if (call.signal.aborted) return;
      if (problem.name === "Refused" || /no such/.test(problem.message)) return leave();
      if (!document.body.classList.contains("lost")) toast(t("lost"));
      document.body.classList.add("lost");
      await new Promise((go) => setTimeout(go, 1000));
    }
  }
}

function draw(next, isNew = false) {
  const wasHeld = hand.isHeld;
  const fresh = isNew || !state || state.person.phone !== next.person.phone || state.number.id !== next.number.id;
  state = next;
  hand.isHeld = state.person.is_held && state.is_on && !state.is_blocked;
  at("empty").hidden = true;
  at("chat").hidden = false;
  at("who").textContent = state.number.name || state.number.display;
  at("face").textContent = initials(state.number.name) || "☎";
  const held = state.person.is_held ? ` · ${t("held")}` : "";
  at("doing").textContent = state.is_typing ? t("typing") : `${state.person.name}${held}`;
  at("doing").classList.toggle("typing", Boolean(state.is_typing));
  drawLog(fresh || wasHeld !== hand.isHeld, fresh);
  drawBar();
  showSide(state, redraw);
  writeTo(whom());
  markSeen();
}

const redraw = () => listen();

function drawLog(isWhole, fresh) {
  const scroll = at("scroll");
  const isAtEnd = fresh || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  const entries = state.entries;
  const taps = new Map(entries.filter((one) => one.is_mine && one.card.tapped).map((one) => [one.quotes, one.card.tapped]));
  const shared = new Set(entries.filter((one) => one.is_mine && one.card.contacts).map((one) => one.quotes));
  const about = {
    find: (id) => entries.find((one) => one.id === id),
    tapped: (id) => taps.get(id),
    shared: (id) => shared.has(id),
    paid: state.paid ?? [],
    captured: new Set(entries.map((one) => one.card.order_status).filter((one) => one?.payment === "captured").map((one) => one.reference)),
  };
  const kept = new Map();
  const rows = [];
  let lastDay = "";
  for (const entry of entries) {
    const key = dayKey(entry.at);
    if (key !== lastDay) rows.push(h("li", { class: "day" }, h("p", {}, key === dayKey(worldNow()) ? t("today") : day(entry.at))));
    lastDay = key;
    const print = JSON.stringify([entry, taps.get(entry.id), shared.has(entry.id), about.paid.length, about.captured.has(entry.card.order?.reference)]);
    const old = isWhole ? null : drawn.get(entry.id);
    const element = old?.print === print ? old.element : bubble(entry, about, hand);
    kept.set(entry.id, { print, element });
    rows.push(element);
  }
  if (state.is_typing) rows.push(h("li", { class: "theirs typing" }, h("div", { class: "bubble", "aria-label": t("typing"), role: "img" }, h("i"), h("i"), h("i"))));
  const active = document.activeElement;
  const focus = at("log").contains(active) ? [active.closest("li")?.dataset.id, active.dataset.key] : null;
  const isSame = rows.length === at("log").children.length && rows.every((row, n) => row === at("log").children[n]);
  if (!isSame) at("log").replaceChildren(...rows);
  drawn = kept;
  if (focus?.[0]) {
    const row = at("log").querySelector(`[data-id="${CSS.escape(focus[0])}"]`);
    const again = [...(row?.querySelectorAll("[data-key]") ?? [])];
    (again.find((one) => one.dataset.key === focus[1] && !one.disabled) ?? at("text")).focus();
  }
  if (isAtEnd) toEnd();
}

// A picture that arrives late must not push the newest message out of sight.
let staysAtEnd = true;
at("log").addEventListener("load", () => { if (staysAtEnd) toEnd(); }, true);

function toEnd() {
  at("scroll").scrollTop = at("scroll").scrollHeight;
}

function drawBar() {
  const bar = at("bar");
  const act_ = (name, value) => async () => { await doing(() => act(name, { ...whom(), value })); listen(); };
  const button = (name, deed) => h("button", { type: "button", class: "solid", onclick: deed }, name);
  let content = [];
  if (!state.person.is_held) content = [h("p", {}, t("watched")), button(t("take"), act_("hold", true))];
  else if (!state.is_on) {
    const words = state.waiting ? t("offWaiting", { n: state.waiting }) : t("off");
    content = [icon("off"), h("p", {}, words), button(t("on"), act_("power", true))];
  } else if (state.is_blocked) content = [icon("block"), h("p", {}, t("blockedBar")), button(t("unblock"), act_("block", false))];
  const hadFocus = bar.contains(document.activeElement);
  const hides = content.length > 0;
  if (bar.dataset.words !== content.map((one) => one.textContent).join("|")) bar.replaceChildren(...content);
  bar.dataset.words = content.map((one) => one.textContent).join("|");
  bar.hidden = !hides;
  at("composer").hidden = hides;
  at("chat").classList.toggle("dark-screen", state.person.is_held && !state.is_on);
  if (hadFocus && !hides) at("text").focus();
}

let isMarking = false;
async function markSeen() {
  const isNew = state.entries.some((one) => !one.is_mine && one.status === "delivered");
  if (isMarking || !isNew || !hand.isHeld || document.visibilityState !== "visible") return;
  isMarking = true;
  await doing(() => act("seen", whom()));
  isMarking = false;
}

// People ----------------------------------------------------------------------------------------

let asked = 0;
async function drawPeople() {
  const turn = ++asked;
  const words = at("search").value.trim();
  const { people, total } = await ask("people", { q: words });
  if (turn !== asked) return;
  const rows = people.map((one) => h("li", {},
    h("button", {
      type: "button", "data-phone": one.phone, "aria-current": one.phone === chosen.phone ? "true" : null,
      onclick: () => choose(one.phone, one.last_number),
    },
    h("span", { class: one.is_held ? "avatar held" : "avatar", "aria-hidden": "true" }, initials(one.name) || "?"),
    h("span", { class: "names" },
      h("b", {}, one.name), one.last_at ? h("time", { datetime: one.last_at }, clockTime(one.last_at)) : null,
      h("small", {}, one.is_held ? `${t("held")} · ` : "", one.last_text || (one.username ? `@${one.username}` : phone(one.phone)))))));
  const focused = at("list").contains(document.activeElement) ? document.activeElement.dataset.phone : null;
  at("list").replaceChildren(...rows);
  if (focused) at("list").querySelector(`[data-phone="${focused}"]`)?.focus();
  const nothing = total ? t("none") : t("nobody");
  at("count").textContent = people.length ? t(total === 1 ? "person1" : "people", { n: total }) : nothing;
}

function choose(person, number = "") {
  if (number && [...at("number").options].some((one) => one.value === number)) at("number").value = number;
  chosen.phone = person;
  chosen.number = at("number").value;
  if (!chosen.number) return toast(t("noNumbers"));
  location.hash = new URLSearchParams(whom()).toString();
  document.body.dataset.screen = "chat";
  drawn = new Map();
  for (const one of at("list").querySelectorAll("button")) {
    if (one.dataset.phone === person) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
  listen();
}

function leave() {
  listening?.abort();
  chosen.phone = "";
  state = null;
  history.replaceState(null, "", location.pathname);
  document.body.dataset.screen = "people";
  at("chat").hidden = true;
  at("empty").hidden = false;
  at("side").replaceChildren();
  drawPeople().catch(() => {});
}

function newPerson() {
  const fields = [
    { name: "name", label: t("name"), value: "", required: true, maxlength: "80" },
    { name: "phone", label: t("phone"), value: "+55 11 9", required: true, type: "tel", inputmode: "tel" },
    { name: "birth_on", label: t("born"), value: "1985-03-07", type: "date", required: true },
    { name: "username", label: t("username"), value: "" },
  ];
  openForm(t("createTitle"), fields, t("create"), async (given) => {
    const { person } = await act("people", given);
    await drawPeople();
    choose(person.phone);
  }, t("usernameNote"));
}

async function drawNumbers() {
  const answer = await ask("numbers");
  setClock(answer);
  const kept = at("number").value || chosen.number;
  at("number").replaceChildren(...answer.numbers.map((one) =>
    h("option", { value: one.id }, one.name && one.name !== one.display ? `${one.name} · ${one.display}` : one.display)));
  if (answer.numbers.some((one) => one.id === kept)) at("number").value = kept;
}

function tick() {
  const now = worldNow();
  at("clock").dateTime = now.toISOString();
  at("clock").textContent = moment(now);
  const speed = worldSpeed();
  at("speed").textContent = `${t("world")}${speed === 1 ? "" : ` · ${t("times", { n: speed })}`}`;
}

function speak() {
  translatePage();
  tick();
  if (state) draw(state, true);
  drawPeople().catch(() => {});
}

async function start() {
  const from = new URLSearchParams(location.hash.slice(1));
  chosen.number = from.get("number") ?? "";
  startComposer();
  translatePage();
  await drawNumbers().catch(() => toast(t("lost")));
  tick();
  if (from.get("phone")) choose(from.get("phone"), chosen.number);
  await drawPeople().catch(() => {});
  setInterval(tick, 1000);
  setInterval(() => {
    if (document.visibilityState !== "visible") return;
    drawPeople().catch(() => {});
    if (!at("number").options.length) drawNumbers().catch(() => {});
  }, 3000);
}

at("search").addEventListener("input", () => drawPeople().catch(() => {}));
at("number").addEventListener("change", () => { if (chosen.phone) choose(chosen.phone); });
at("new").addEventListener("click", newPerson);
at("back").addEventListener("click", leave);
at("about").addEventListener("click", () => openSide(state, redraw));
at("down").addEventListener("click", toEnd);
at("language").addEventListener("click", () => { switchLanguage(); speak(); });
at("scroll").addEventListener("scroll", () => {
  const scroll = at("scroll");
  staysAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  at("down").hidden = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 240;
});
at("sheet").addEventListener("click", (event) => { if (event.target === at("sheet")) closeSheet(); });
document.addEventListener("visibilitychange", () => { if (state) markSeen(); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || /INPUT|TEXTAREA|SELECT/.test(document.activeElement.tagName) || at("sheet").open) return;
  event.preventDefault();
  at("search").focus();
});
window.addEventListener("resize", () => { if (state) toEnd(); });
start();
