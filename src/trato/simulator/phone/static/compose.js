// The line at the bottom: words, files, a place, a voice note, and the message one quotes.

import { h, icon, toast } from "./dom.js";
import { closeSheet, openForm, openSheet } from "./sheets.js";
import { act, upload } from "./world.js";
import { summary } from "./bubbles.js";
import { t } from "./words.js";

const at = (id) => document.getElementById(id);
const RECORDS = ["audio/ogg;codecs=opus", "audio/mp4;codecs=opus", "audio/mp4", "audio/webm;codecs=opus"];
const KINDS = { image: "image/jpeg,image/png", document: "", audio: "audio/*" };

let whom = {};
let quotes = null;
let recorder = null;

export async function doing(deed) {
  try {
    return await deed();
  } catch (problem) {
    toast(t("failedDo", { why: problem.message }));
    return null;
  }
}

export function writeTo(next) {
  if (next.phone !== whom.phone || next.number !== whom.number) {
    quote(null);
    at("text").value = "";
    grow();
  }
  whom = next;
}

export function quote(entry) {
  quotes = entry?.id ?? null;
  at("quote").hidden = !entry;
  if (!entry) return;
  at("quote-who").textContent = entry.is_mine ? t("you") : t("company");
  at("quote-text").textContent = summary(entry);
  at("text").focus();
}

const quoted = () => (quotes ? { quotes } : {});

async function sendText() {
  const text = at("text").value;
  if (!text.trim()) return;
  const sent = await doing(() => act("say", { ...whom, text, ...quoted() }));
  if (!sent) return;
  at("text").value = "";
  quote(null);
  grow();
}

async function sendFile(file, more = {}) {
  const type = more.type ?? file.type;
  if (!type) return toast(t("noMime"));
  const sent = await doing(() => upload({ ...whom, name: file.name ?? "", ...more.query, ...quoted() }, file, type));
  if (sent) quote(null);
}

export function askLocation(about = null) {
  const fields = [
    { name: "latitude", label: t("latitude"), value: "-23.55052", inputmode: "decimal", required: true, pattern: "-?[0-9.]+" },
    { name: "longitude", label: t("longitude"), value: "-46.63331", inputmode: "decimal", required: true, pattern: "-?[0-9.]+" },
    { name: "name", label: t("place"), value: "" },
  ];
  openForm(t("location"), fields, t("sendIt"), async (given) => {
    await act("location", { ...whom, ...given, ...(about ? { quotes: about } : quoted()) });
    quote(null);
  });
}

function chooseFile(kind) {
  const input = at("file");
  input.accept = KINDS[kind];
  input.onchange = () => {
    const [file] = input.files;
    input.value = "";
    if (file && kind !== "audio") askCaption(file, kind);
    else if (file) sendFile(file);
  };
  closeSheet();
  input.click();
}

function askCaption(file, kind) {
  const preview = kind === "image" ? URL.createObjectURL(file) : null;
  openForm(file.name, [{ name: "caption", label: t("caption"), maxlength: "1024" }], t("sendIt"), async ({ caption }) => {
    const type = file.type || "application/octet-stream";
    await upload({ ...whom, name: file.name, ...(caption ? { caption } : {}), ...quoted() }, file, type);
    quote(null);
  });
  if (preview) at("sheet").querySelector("form").prepend(h("img", { class: "large", src: preview, alt: "" }));
}

function openAttach() {
  const choice = (name, icon_, deed) => h("button", { type: "button", class: "wide", onclick: deed }, icon(icon_), name);
  openSheet(
    t("attachTitle"),
    choice(t("attachImage"), "image", () => chooseFile("image")),
    choice(t("attachDocument"), "file", () => chooseFile("document")),
    choice(t("attachAudio"), "mic", () => chooseFile("audio")),
    choice(t("attachLocation"), "pin", () => askLocation()),
  );
}

async function record() {
  if (recorder) return recorder.stop();
  let stream = null;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    return toast(t("askMic"));
  }
  const mimeType = RECORDS.find((one) => MediaRecorder.isTypeSupported(one));
  const chunks = [];
  const started = performance.now();
  recorder = new MediaRecorder(stream, { mimeType });
  const show = () => { at("recording").textContent = t("recording", { s: Math.floor((performance.now() - started) / 1000) }); };
  const timer = setInterval(show, 500);
  recorder.ondataavailable = (event) => chunks.push(event.data);
  recorder.onstop = () => {
    clearInterval(timer);
    stream.getTracks().forEach((track) => track.stop());
    const isKept = !recorder.isDiscarded && chunks.length;
    recorder = null;
    dress();
    if (isKept) sendFile(new Blob(chunks), { type: mimeType, query: { voice: "1" } });
  };
  recorder.start();
  show();
  dress();
}

function discard() {
  if (!recorder) return false;
  recorder.isDiscarded = true;
  recorder.stop();
  return true;
}

// Shows the microphone or the arrow, and the recording in the text's place.
function dress() {
  const isRecording = Boolean(recorder);
  const hasText = at("text").value.trim() !== "";
  at("text").hidden = isRecording;
  at("attach").hidden = isRecording;
  at("recording").hidden = !isRecording;
  at("send").hidden = isRecording || !hasText;
  at("mic").hidden = hasText && !isRecording;
  at("mic").replaceChildren(icon(isRecording ? "send" : "mic"));
  at("mic").setAttribute("aria-label", t(isRecording ? "stopRecording" : "record"));
}

function grow() {
  const box = at("text");
  box.rows = Math.min(5, box.value.split("\n").length + Math.floor(box.value.length / 60));
  dress();
}

export function startComposer() {
  at("composer").addEventListener("submit", (event) => { event.preventDefault(); sendText(); });
  at("text").addEventListener("input", grow);
  at("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      sendText();
    }
  });
  at("attach").addEventListener("click", openAttach);
  at("mic").addEventListener("click", record);
  at("quote-off").addEventListener("click", () => quote(null));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !at("sheet").open && !discard()) quote(null);
  });
  document.addEventListener("paste", (event) => {
    const [file] = event.clipboardData?.files ?? [];
    if (file && !at("composer").hidden && whom.phone) { event.preventDefault(); askCaption(file, file.type.startsWith("image/") ? "image" : "document"); }
  });
}
