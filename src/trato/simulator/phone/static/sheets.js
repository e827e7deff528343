// What opens over the chat: a list to choose from, an order to pay, a form, a message's JSON.

import { formatted, h, icon, toast } from "./dom.js";
import { money, t } from "./words.js";

const sheet = () => document.getElementById("sheet");

export function openSheet(title, ...content) {
  const place = sheet();
  place.replaceChildren(
    h("header", {}, h("h2", { id: "sheet-title" }, title),
      h("button", { type: "button", class: "icon", "aria-label": t("close"), onclick: closeSheet }, icon("close"))),
    h("div", { class: "body", tabindex: "0", role: "group", "aria-labelledby": "sheet-title" }, ...content),
  );
  if (!place.open) place.showModal();
}

export function closeSheet() {
  if (sheet().open) sheet().close();
}

export function openList(card, choose) {
  const sections = card.list.sections.map((section) => h("section", {},
    section.title ? h("h3", {}, section.title) : null,
    h("ul", { class: "rows" }, section.rows.map((row) => h("li", {},
      h("button", { type: "button", onclick: () => { closeSheet(); choose(row); } },
        h("b", {}, row.title), row.description ? h("span", {}, row.description) : null))))));
  openSheet(card.list.title, ...sections);
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = h("textarea", { class: "sr" });
    box.value = text;
    (sheet().open ? sheet() : document.body).append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
  toast(t("copied"));
}

export function openOrder(order, isPaid, pay) {
  const line = (name, cents, strong = false) =>
    h("div", { class: strong ? "line total" : "line" }, h("span", {}, name), h("span", {}, money(cents)));
  const parts = order.items.map((item) =>
    line(item.quantity > 1 ? `${item.quantity} × ${item.name}` : item.name, item.cents * item.quantity));
  for (const [name, cents] of Object.entries(order.parts)) {
    if (name !== "subtotal" || Object.keys(order.parts).length > 1) parts.push(line(t(name), name === "discount" ? -cents : cents));
  }
  const code = order.pix || order.boleto || "";
  openSheet(
    t("order"),
    h("p", { class: "note" }, order.payee ? t("payTo", { who: order.payee }) : "", ` · ${order.reference}`),
    h("div", { class: "bill" }, ...parts, line(t("total"), order.total, true)),
    code ? h("p", { class: "code" }, code) : null,
    code ? h("button", { type: "button", class: "wide", onclick: () => copy(code) }, icon("copy"), t("copyCode")) : null,
    order.pix ? h("button", { type: "button", class: "wide solid", disabled: isPaid, onclick: () => pay(order.pix) },
      icon("check"), isPaid ? t("paid") : t("payNow", { amount: money(order.total) })) : null,
  );
}

export function openActions(entry, { react, quote, words, mine }) {
  const emoji = ["👍", "❤️", "😂", "😮", "😢", "🙏"];
  const choose = (deed) => () => { closeSheet(); deed(); };
  openSheet(
    t("actions"),
    react ? h("div", { class: "emoji", role: "group", "aria-label": t("react") }, emoji.map((one) =>
      h("button", { type: "button", "aria-label": `${t("react")} ${one}`, "aria-pressed": String(mine === one), onclick: choose(() => react(mine === one ? "" : one)) }, one))) : null,
    react && mine ? h("button", { type: "button", class: "wide", onclick: choose(() => react("")) }, t("noReaction")) : null,
    quote ? h("button", { type: "button", class: "wide", onclick: choose(quote) }, icon("reply"), t("quote")) : null,
    words ? h("button", { type: "button", class: "wide", onclick: choose(() => copy(words)) }, icon("copy"), t("copy")) : null,
    h("details", {}, h("summary", {}, t("inside")),
      h("pre", { tabindex: "0" }, JSON.stringify({ id: entry.id, ...entry.node }, null, 2))),
  );
}

export function openForm(title, fields, button, submit, note = "") {
  const inputs = fields.map(({ name, label, ...rest }) =>
    h("label", { class: "field" }, h("span", {}, label), h("input", { name, ...rest })));
  const form = h("form", {
    onsubmit: async (event) => {
      event.preventDefault();
      try {
        await submit(Object.fromEntries(new FormData(form)));
        closeSheet();
      } catch (problem) {
        form.querySelector("[role=alert]").textContent = t("failedDo", { why: problem.message });
      }
    },
  }, ...inputs, note ? h("p", { class: "note" }, note) : null, h("p", { role: "alert", class: "problem" }),
  h("button", { class: "wide solid" }, button));
  openSheet(title, form);
  form.querySelector("input")?.focus();
}

// A flow as one form: whatever its screens ask for, or the answer as JSON when they are not known.
export function openFlow(flow, send) {
  const field = ({ name, kind, label, options, is_required: required }) => {
    if (kind === "choices") {
      return h("fieldset", {}, h("legend", {}, label), options.map((one) =>
        h("label", { class: "tick" }, h("input", { type: "checkbox", name, value: one.id }), one.title)));
    }
    if (kind === "yes") return h("label", { class: "tick" }, h("input", { type: "checkbox", name, required }), label);
    const input = kind === "choice"
      ? h("select", { name, required }, h("option", { value: "" }, t("choosePlease")), options.map((one) => h("option", { value: one.id }, one.title)))
      : h("input", { name, required, type: kind === "date" ? "date" : "text" });
    return h("label", { class: "field" }, h("span", {}, label), input);
  };
  const read = (form) => {
    if (!flow.fields.length) return JSON.parse(form.elements.json.value);
    const data = new FormData(form);
    return Object.fromEntries(flow.fields.map(({ name, kind }) => [
      name, kind === "choices" ? data.getAll(name) : kind === "yes" ? data.has(name) : data.get(name),
    ]));
  };
  const unknown = h("label", { class: "field" }, h("span", {}, t("jsonAnswer")), h("textarea", { name: "json", rows: "5" }, "{}"));
  const form = h("form", {
    onsubmit: async (event) => {
      event.preventDefault();
      try {
        await send(read(form));
        closeSheet();
      } catch (problem) {
        form.querySelector("[role=alert]").textContent = t("failedDo", { why: problem.message });
      }
    },
  }, ...(flow.fields.length ? flow.fields.map(field) : [unknown]),
  h("p", { role: "alert", class: "problem" }), h("button", { class: "wide solid" }, t("sendIt")));
  openSheet(flow.title, form);
}

export function openPicture(address, words) {
  openSheet(t("photo"), h("img", { class: "large", src: address, alt: words || t("photo") }), h("p", {}, ...formatted(words)));
}
