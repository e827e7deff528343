// What was handed in and not answered: kept as it was sent, with its own key and address, and sent
// again until the server answers. It leaves once, whatever is open meanwhile; nothing else is sent.
// Its conversation's composer rests until then; of another one's the page tells, by name.
(() => {
  const AGAIN_MS = 2_000, SILENT_MS = 20_000;
  // What stands before the server says that it is away.
  const AWAY = new Set([502, 503, 504]);
  // One a conversation, by address.
  const sent = new Map(), stays = new Map();
  let timer = 0, isBusy = false;

  const composer = () => document.getElementById("composer");
  const addressOf = (form) => (form ? form.getAttribute("hx-post") : "");
  const waiting = () => [...sent.values()].filter((one) => one.isWaiting);
  const hasLeft = (form) => Boolean(form) && ["allow", "hold"].includes(form.dataset.verdict);

  document.addEventListener("htmx:beforeSend", ({ detail }) => {
    const { elt: form, xhr, requestConfig } = detail;
    if (form.id !== "composer") return;
    const name = document.getElementById("thread-title").textContent.trim();
    const body = new URLSearchParams(requestConfig.formData);
    const one = { address: requestConfig.path, body, form, name, isWaiting: false };
    sent.set(one.address, one);
    stays.delete(one.address);
    // Of a form that was left meanwhile no event reaches the page.
    xhr.addEventListener("loadend", () => {
      if (sent.get(one.address) !== one) return;
      if (xhr.status && !AWAY.has(xhr.status)) return settle(one, xhr.status === 200 ? xhr.responseText : "");
      one.isWaiting = true;
      show();
      later();
    });
  });

  function later() {
    if (!timer && waiting().length) timer = setTimeout(again, AGAIN_MS);
  }

  async function again() {
    clearTimeout(timer);
    timer = 0;
    if (isBusy) return;
    isBusy = true;
    for (const one of waiting()) await send(one);
    isBusy = false;
    later();
  }

  async function send(one) {
    const headers = { "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers")) };
    const asked = { method: "POST", headers, body: one.body, signal: AbortSignal.timeout(SILENT_MS) };
    const answer = await fetch(one.address, asked).catch(() => null);
    // One that is cut is none: its key lets it be asked for again.
    const html = answer && !AWAY.has(answer.status) ? await answer.text().catch(() => null) : null;
    if (html !== null) settle(one, answer.status === 200 && !answer.redirected ? html : "");
  }

  function parsed(html) {
    const box = document.createElement("template");
    box.innerHTML = html;
    return box.content.querySelector("#composer");
  }

  function settle(one, html) {
    const fresh = parsed(html), isOpen = addressOf(composer()) === one.address;
    sent.delete(one.address);
    if (!hasLeft(fresh) && !(isOpen && fresh)) stays.set(one.address, one);
    // The first answer was put in its place already.
    if (isOpen && composer().dataset.rests !== undefined) replace(composer(), fresh, one);
    // What was fetched ahead has it as a draft.
    if (trato.forget) trato.forget(new Set(/[0-9a-f-]{36}/.exec(one.address)));
    if (one.isWaiting) for (const name of ["thread-changed", "list-changed"]) document.body.dispatchEvent(new CustomEvent(name));
    show();
  }

  function replace(form, fresh, one) {
    if (!fresh) return rest(form, one, false);
    const wasThere = form.contains(document.activeElement);
    form.replaceWith(fresh);
    htmx.process(fresh);
    document.dispatchEvent(new CustomEvent("trato:refreshed", { detail: { id: "composer" } }));
    if (wasThere) fresh.elements.text.focus();
  }

  // Whatever its composer would ask or keep from now on is of what waits already.
  function rest(form, one, isResting) {
    form.toggleAttribute("data-rests", isResting);
    form.elements.key.value = one.body.get("key");
    form.elements.text.value = one.body.get("text");
    for (const field of form.querySelectorAll("button, select, input:not([type=hidden]), textarea"))
      if (field.nodeName === "TEXTAREA") field.readOnly = isResting;
      else field.disabled = isResting;
  }

  function show() {
    const form = composer(), here = sent.get(addressOf(form));
    // Its own form while it is first sent goes on; another one would be a second message.
    if (here && (here.isWaiting || here.form !== form) && form.dataset.rests === undefined) rest(form, here, true);
    const unsent = document.getElementById("unsent");
    if (unsent) unsent.classList.toggle("hidden", !(here && here.isWaiting));
    tell(waiting().filter((one) => one !== here), [...stays.values()]);
  }

  // Whoever opens it sees there what became of it.
  function opened() {
    stays.delete(addressOf(composer()));
    show();
  }

  function tell(waits, others) {
    const note = document.getElementById("elsewhere");
    if (!note) return;
    for (const [name, some] of [["unsent", waits], ["stays", others]]) {
      const line = note.querySelector(`[data-${name}]`);
      line.querySelector("[data-names]").textContent = [...new Set(some.map((one) => one.name))].join(", ");
      line.hidden = !some.length;
    }
    const isEmpty = !waits.length && !others.length;
    if (!isEmpty && note.classList.contains("hidden")) document.getElementById("said")?.remove();
    note.classList.toggle("hidden", isEmpty);
  }

  document.addEventListener(
    "submit",
    (event) => {
      if (event.target.dataset.rests === undefined) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
  document.addEventListener("trato:opened", opened);
  document.addEventListener("htmx:afterSwap", ({ detail }) => detail.target?.id === "open" && opened());
  // What has a name gets its own look back only when a swap has settled.
  document.addEventListener("htmx:afterSettle", show);
  addEventListener("online", again);
  // Whoever leaves while something waits is asked first.
  addEventListener("beforeunload", (event) => {
    if (waiting().length) event.preventDefault();
  });
})();
