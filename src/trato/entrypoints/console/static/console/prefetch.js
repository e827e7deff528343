// A thread is fetched when its row has the focus, so that it is there when the key is pressed.
// What the stream says has changed is forgotten; what is shown from store is looked at once more.
(() => {
  const KEPT_MS = 15_000, REST_MS = 40, KEPT_MAX = 12;
  const kept = new Map();
  let resting = 0;
  const idOf = (row) => (/[0-9a-f-]{36}/.exec(new URL(row.href).pathname) || [""])[0];

  async function fetchThread(row) {
    const id = idOf(row), known = kept.get(id);
    if (!id || (known && performance.now() - known.at < KEPT_MS)) return;
    const mine = { at: performance.now(), html: "" };
    kept.set(id, mine);
    if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value);
    try {
      const answer = await fetch(row.getAttribute("hx-get"), {
        headers: { "HX-Request": "true", "X-Prefetch": "1" },
      });
      if (answer.status !== 200 || answer.redirected) throw new Error(answer.status);
      mine.html = await answer.text();
    } catch {
      if (kept.get(id) === mine) kept.delete(id);
    }
  }

  function soon(row) {
    clearTimeout(resting);
    resting = setTimeout(() => row.isConnected && fetchThread(row), REST_MS);
  }
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest && event.target.closest("#rows [data-row]");
    if (row) soon(row);
  });
  document.addEventListener("mouseover", (event) => {
    const row = event.target.closest && event.target.closest("#rows [data-row]");
    if (row) soon(row);
  });

  document.addEventListener(
    "click",
    (event) => {
      const row = event.target.closest && event.target.closest("#rows [data-row]");
      if (!row || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      const found = kept.get(idOf(row));
      if (!found || !found.html || performance.now() - found.at > KEPT_MS) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      kept.delete(idOf(row));
      const target = document.getElementById("open");
      const how = { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 };
      htmx.swap(target, found.html, how, { eventInfo: { target } });
      history.pushState({ htmx: true }, "", row.href);
      document.dispatchEvent(new CustomEvent("trato:opened"));
      trato.refresh("thread");
      trato.look();
    },
    true,
  );

  function forget(ids) {
    if (ids.has("*")) kept.clear();
    for (const id of ids) kept.delete(id);
  }
  window.trato = Object.assign(window.trato || {}, { forget });
})();
