// A thread is fetched when its row has the focus, so that it is there when the key is pressed; the
// panel beside it after it. A key that is quicker waits for what is on its way, and asks no second
// time. What the stream says has changed is forgotten; what is shown from store is looked at again.
(() => {
  const KEPT_MS = 15_000, REST_MS = 40, KEPT_MAX = 12;
  const kept = new Map();
  let resting = 0, near = "", wanted = "";
  const idOf = (row) => (/[0-9a-f-]{36}/.exec(new URL(row.href).pathname) || [""])[0];
  const isFresh = (found) => performance.now() - found.at <= KEPT_MS;

  async function text(address) {
    const headers = { "HX-Request": "true", "X-Prefetch": "1", "X-Beside": "later" };
    const answer = await fetch(address, { headers }).catch(() => null);
    return answer && answer.status === 200 && !answer.redirected ? answer.text() : "";
  }

  // `html` is the thread once it is there, nothing if it may not be fetched ahead.
  function fetchThread(row) {
    const id = idOf(row), known = kept.get(id), address = row.getAttribute("hx-get");
    if (!id || (known && isFresh(known))) return;
    const mine = { at: performance.now(), html: "", panel: null, isThere: false };
    mine.coming = text(address).then((html) => {
      Object.assign(mine, { html, isThere: true });
      if (!html && kept.get(id) === mine) kept.delete(id);
      // Whoever only passes over the rows reads none of their panels.
      if (html && near === id) mine.panel = text(`${address}lado/`);
    });
    kept.set(id, mine);
    if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value);
  }

  function soon(row) {
    clearTimeout(resting);
    near = idOf(row);
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
      const id = idOf(row), found = kept.get(id);
      wanted = id;
      if (!found || !isFresh(found)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (found.isThere) return open(row, id, found);
      found.coming.then(() => {
        // Another row was opened meanwhile.
        if (wanted !== id) return;
        const here = row.isConnected ? row : document.querySelector(`#rows [href*="${id}"]`);
        if (found.html) open(here || row, id, found);
        // It may not be fetched ahead: asked for as if it had not been tried.
        else if (here) here.click();
      });
    },
    true,
  );

  function open(row, id, found) {
    kept.delete(id);
    const target = document.getElementById("open");
    const how = { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 };
    htmx.swap(target, found.html, how, { eventInfo: { target } });
    history.pushState({ htmx: true }, "", row.href);
    const panel = document.getElementById("beside");
    if (found.panel && panel) {
      panel.removeAttribute("data-later");
      found.panel.then((html) => (html ? trato.show(html) : trato.refresh("beside")));
    }
    document.dispatchEvent(new CustomEvent("trato:opened"));
    trato.refresh("thread");
    trato.look();
  }

  function forget(ids) {
    if (ids.has("*")) kept.clear();
    for (const id of ids) kept.delete(id);
  }
  window.trato = Object.assign(window.trato || {}, { forget });
})();
