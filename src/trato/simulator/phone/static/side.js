// Beside the chat: who the person is, and the switches of the telephone.

import { h, icon } from "./dom.js";
import { doing } from "./compose.js";
import { closeSheet, openSheet } from "./sheets.js";
import { act, worldNow } from "./world.js";
import { birth, cpf, moment, phone, t } from "./words.js";

export function content(state, again) {
  const { person, number } = state;
  const whom = { phone: person.phone, number: number.id };
  const facts = [
    [t("name"), person.name], [t("born"), birth(person.birth_on)], [t("cpf"), cpf(person.cpf)],
    [t("phone"), phone(person.phone)], [t("waId"), person.wa_id], [t("userId"), person.user_id],
    person.username ? [t("username"), `@${person.username}`] : null,
    [t("showsPhone"), t(state.shows_phone ? "yes" : "no")], [t("temper"), person.persona],
  ].filter(Boolean);
  const flip = (name) => async (event) => {
    await doing(() => act(name, { ...whom, value: event.target.checked }));
    again();
  };
  const toggle = (name, isOn, label, note) => h("label", { class: "switch" },
    h("input", { type: "checkbox", role: "switch", checked: isOn, "data-key": name, onchange: flip(name) }),
    h("span", {}, h("b", {}, label), h("small", {}, note)));
  const until = state.window_until && new Date(state.window_until) > worldNow() ? state.window_until : null;
  return [
    h("h3", {}, t("person")),
    h("dl", {}, facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
    h("p", { class: until ? "window open" : "window" }, until ? t("windowOpen", { at: moment(until) }) : t("windowShut")),
    h("h3", {}, t("device")),
    toggle("power", state.is_on, t("powered"), t("poweredNote")),
    toggle("block", Boolean(state.is_blocked), t("blockCompany"), t("blockNote")),
    toggle("marketing", Boolean(state.has_stopped_marketing), t("marketing"), t("marketingNote")),
    person.is_held
      ? h("button", {
          type: "button", class: "wide", "data-key": "give",
          onclick: async () => { await doing(() => act("hold", { ...whom, value: false })); closeSheet(); again(); },
        }, icon("hand"), t("giveBack"))
      : null,
    person.is_held ? h("p", { class: "note" }, t("giveBackNote")) : null,
    h("h3", { class: "wide-only" }, t("keys")),
    h("dl", { class: "keys wide-only" }, [["Enter", "keySend"], ["Shift Enter", "keyLine"], ["/", "keyFind"], ["Esc", "keyBack"]].flatMap(
      ([key, name]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, t(name))])),
  ];
}

export function showSide(state, again) {
  const place = document.getElementById("side");
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  place.replaceChildren(h("h2", { id: "side-title", class: "sr" }, t("about")), ...content(state, again));
  if (focused) place.querySelector(`[data-key="${focused}"]`)?.focus();
}

export function openSide(state, again) {
  openSheet(state.person.name, h("div", { class: "side" }, ...content(state, again)));
}
