// Draws one message. Everything it can do is a plain button, so that keyboard and reader reach it.

import { formatted, h, icon } from "./dom.js";
import { openActions, openFlow, openList, openOrder, openPicture, copy } from "./sheets.js";
import { clockTime, money, size, t } from "./words.js";

const PIX = /000201\d{2}[^\n]{30,500}?6304[0-9A-Fa-f]{4}/;
const button = (name, icon_, deed, more = {}) =>
  h("button", { type: "button", class: "choice", onclick: deed, ...more }, icon_ ? icon(icon_) : null, h("span", {}, name));

// `hand` is what the holder can do: {isHeld, tap, pay, react, quote, locate, share, listen}; `about` finds quoted messages.
export function bubble(entry, about, hand) {
  if (entry.status === "failed" && !entry.is_mine) {
    return h("li", { class: "system" }, h("p", {}, t("failed", { code: entry.code })));
  }
  const card = entry.card;
  const words = card.text ?? "";
  const order = card.order;
  const isPaid = Boolean(order) && (about.paid.includes(order.pix) || about.captured.has(order.reference));
  const body = [
    entry.quotes ? quoted(about.find(entry.quotes)) : null,
    card.media ? media(card, words, entry.is_mine || !hand.isHeld ? null : () => hand.listen(entry.id)) : null,
    card.header ? h("p", { class: "head" }, card.header) : null,
    order ? orderCard(order, isPaid) : null,
    card.order_status ? orderStatus(card.order_status) : null,
    card.location ? place(card.location) : null,
    ...(card.contacts ?? []).map((name) => h("p", { class: "part" }, icon("hand"), `${t("contact")}: ${name}`)),
    words ? h("p", { class: "words" }, ...formatted(words)) : null,
    card.form ? formAnswer(card.form) : null,
    card.footer ? h("p", { class: "foot" }, card.footer) : null,
    card.unplayed ? h("p", { class: "foot" }, t("unplayed", { what: card.unplayed })) : null,
  ];
  const who = entry.is_mine ? t("you") : t("company");
  const mine = entry.reactions?.mine;
  const more = h("button", {
    type: "button", class: "more", "data-key": "more", "aria-label": t("actions"), "aria-haspopup": "dialog",
    onclick: () => openActions(entry, {
      words, mine,
      react: hand.isHeld ? (emoji) => hand.react(entry.id, emoji) : null,
      quote: hand.isHeld ? () => hand.quote(entry) : null,
    }),
  }, icon("more"));
  const foot = h("p", { class: "when" }, h("time", { datetime: entry.at }, clockTime(entry.at)), ticks(entry));
  const shown = h("div", { class: "bubble" }, h("span", { class: "sr" }, `${t("said", { who, at: clockTime(entry.at) })}: `), ...body, foot, more);
  const marks = Object.values(entry.reactions ?? {});
  return h("li", { class: entry.is_mine ? "mine" : "theirs", "data-id": entry.id },
    shown, choices(entry, about, hand, isPaid),
    marks.length ? h("p", { class: "reactions" }, h("span", { class: "sr" }, `${t("react")}: `), marks.join(" ")) : null);
}

function choices(entry, about, hand, isPaid) {
  const card = entry.card;
  if (entry.is_mine) return null;
  const tapped = about.tapped(entry.id);
  const tap = (choice) => hand.tap(entry.id, choice);
  const shut = { disabled: !hand.isHeld };
  const code = card.text?.match(PIX)?.[0];
  const found = [
    ...(card.replies ?? []).map((choice) => button(choice.title, "reply", () => tap(choice),
      { disabled: !hand.isHeld || tapped === choice.id, class: tapped === choice.id ? "choice tapped" : "choice", "data-key": choice.id })),
    card.list ? button(card.list.title, "list", () => openList(card, tap), { ...shut, "aria-haspopup": "dialog", "data-key": "list" }) : null,
    card.link ? h("a", { class: "choice", href: card.link.url, target: "_blank", rel: "noopener noreferrer" }, icon("link"), h("span", {}, card.link.title)) : null,
    card.order?.pix ? button(t("copyCode"), "copy", () => copy(card.order.pix), { "data-key": "copy" }) : null,
    card.order ? button(isPaid ? t("paid") : t("pay"), isPaid ? "check" : "bag",
      () => openOrder(card.order, isPaid, hand.pay), { ...shut, "aria-haspopup": "dialog", "data-key": "pay" }) : null,
    card.flow ? button(card.flow.title, "file", () => openFlow(card.flow, (given) => hand.fill(entry.id, card.flow.token, given)),
      { disabled: !hand.isHeld || tapped === "flow", "aria-haspopup": "dialog", "data-key": "flow" }) : null,
    card.asks_location ? button(t("sendLocation"), "pin", () => hand.locate(entry.id), { ...shut, "data-key": "pin" }) : null,
    card.asks_contact ? button(about.shared(entry.id) ? t("contactShared") : t("shareContact"), "hand", () => hand.share(entry.id),
      { disabled: !hand.isHeld || about.shared(entry.id), "data-key": "share" }) : null,
    code && !card.order ? button(t("copyCode"), "copy", () => copy(code), { "data-key": "copy" }) : null,
    code && !card.order ? button(about.paid.includes(code) ? t("paid") : t("payText"), "bag", () => hand.pay(code),
      { disabled: !hand.isHeld || about.paid.includes(code), "data-key": "pay" }) : null,
  ].filter(Boolean);
  return found.length ? h("div", { class: "choices" }, ...found) : null;
}

function ticks(entry) {
  const names = entry.is_mine
    ? { sent: "mySent", delivered: "myDelivered", read: "myRead" }
    : { sent: "sent", delivered: "delivered", read: "read", played: "played" };
  const name = names[entry.status];
  if (!name) return null;
  const mark = h("span", { class: `ticks ${entry.status}`, role: "img", "aria-label": t(name), title: t(name) });
  mark.append(icon(entry.status === "sent" ? "tick1" : "tick2"));
  return mark;
}

function quoted(entry) {
  if (!entry) return null;
  return h("blockquote", {}, h("b", {}, entry.is_mine ? t("you") : t("company")), h("span", {}, ...formatted(summary(entry))));
}

export function summary(entry) {
  const card = entry.card;
  if (card.text) return card.text.slice(0, 140);
  if (card.media) return card.media.name || t(NAMES[card.media.kind]);
  if (card.form) return t("form");
  return card.location ? t("location") : card.header ?? "…";
}

const NAMES = { image: "photo", video: "video", document: "document", audio: "audio", sticker: "sticker" };

// A message is drawn anew when its ticks change: told at the end, it stops nobody's listening.
function media(card, words, onended) {
  const { kind, id, url, name, mime, bytes } = card.media;
  const title = t(card.media.is_voice ? "voice" : NAMES[kind]);
  if (!id || !mime) return h("p", { class: "part" }, icon("file"), h("span", {}, name || title, h("small", {}, url ? t("notHere") : "")));
  const address = `/phone/media/${encodeURIComponent(id)}`;
  if (kind === "image" || kind === "sticker") {
    const picture = h("img", { src: address, alt: words || title, loading: "lazy" });
    return h("button", { type: "button", class: "picture", "aria-label": `${t("open")}: ${title}`, "data-key": "picture", onclick: () => openPicture(address, words) }, picture);
  }
  if (kind === "audio") return h("audio", { controls: true, preload: "metadata", src: address, "aria-label": title, onended });
  if (kind === "video") return h("video", { controls: true, preload: "metadata", src: address, "aria-label": title });
  return h("a", { class: "part", href: address, download: name || title }, icon("file"),
    h("span", {}, name || title, h("small", {}, `${mime} · ${size(bytes)}`)));
}

function orderCard(order, isPaid) {
  const names = order.items.map((item) => h("span", {}, item.quantity > 1 ? `${item.quantity} × ${item.name}` : item.name));
  return h("div", { class: "order" }, h("p", { class: "ref" }, icon("bag"), h("span", {}, `${t("order")} ${order.reference}`)),
    h("div", { class: "items" }, ...names),
    h("p", { class: "sum" }, h("span", {}, t("total")), h("b", {}, money(order.total))),
    isPaid ? h("p", { class: "paid" }, icon("check"), t("paid")) : null);
}

function orderStatus({ reference, status, payment }) {
  return h("p", { class: "part" }, icon(payment === "captured" ? "check" : "bag"),
    h("span", {}, t("orderStatus", { status: t(status) }), h("small", {}, `${reference}${payment ? ` · ${t("payment", { status: t(payment) })}` : ""}`)));
}

function formAnswer(form) {
  const shown = (value) => (Array.isArray(value) ? value.join(", ") : String(value));
  return h("div", { class: "order" }, h("p", { class: "ref" }, icon("check"), h("span", {}, t("form"))),
    h("div", { class: "items" }, ...Object.entries(form).map(([name, value]) => h("span", {}, `${name}: ${shown(value)}`))));
}

function place({ latitude, longitude, name, address }) {
  return h("p", { class: "part" }, icon("pin"),
    h("span", {}, name || t("location"), h("small", {}, [address, `${Number(latitude).toFixed(5)}, ${Number(longitude).toFixed(5)}`].filter(Boolean).join(" · "))));
}
