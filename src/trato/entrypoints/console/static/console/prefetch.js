// A thread is fetched when its row has the focus, so that it is there when the key is pressed; the
// panel beside it after it. Behind one that was opened comes the next in the direction of the walk,
// whole. A key that is quicker waits for what is on its way, and asks no second time. What the
// stream says has changed is forgotten; what is shown from store is looked at again.
(() => {
  const KEPT_MS = 15_000, REST_MS = 40, BEHIND_MS = 60, KEPT_MAX = 12;
  const kept = new Map();
  let resting = 0, near = "", wanted = "", last = null, step = "nextElementSibling";
  const idOf = (row) => (/[0-9a-f-]{36}/.exec(row.pathname) || [""])[0];
  const openId = () => (document.getElementById("thread") || { dataset: {} }).dataset.conversation;
  const isFresh = (found) => performance.now() - found.at <= KEPT_MS;

  async function text(address, headers) {
    const asked = { "HX-Request": "true", "X-Prefetch": "1", ...headers };
    const answer = await fetch(address, { headers: asked }).catch(() => null);
    return answer && answer.status === 200 && !answer.redirected ? answer.text() : "";
  }

  // Read as it comes, not when the key is pressed.
  function parsed(html) {
    const box = document.createElement("template");
    box.innerHTML = html;
    return box.content.getElementById("open");
  }

  // `page` is the thread once it is there, nothing if it may not be fetched ahead.
  function fetchThread(row, isWhole) {
    const id = idOf(row), known = kept.get(id), address = row.getAttribute("hx-get");
    if (!id || id === openId() || (known && isFresh(known))) return;
    const mine = { at: performance.now(), page: null, panel: null, isThere: false };
    mine.coming = text(address, isWhole ? {} : { "X-Beside": "later" }).then((html) => {
      Object.assign(mine, { page: html ? parsed(html) : null, isThere: true });
      if (!html && kept.get(id) === mine) kept.delete(id);
      // Whoever only passes over the rows reads none of their panels.
      if (html && !isWhole && near === id)
        mine.panel = text(`${address}lado/`, {});
    });
    kept.delete(id);
    kept.set(id, mine);
    if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value);
  }

  function soon(row) {
    clearTimeout(resting);
    near = idOf(row);
    if (last && last !== row && last.isConnected) {
      const isAfter = last.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING;
      step = isAfter ? "nextElementSibling" : "previousElementSibling";
    }
    last = row;
    resting = setTimeout(() => row.isConnected && fetchThread(row, false), REST_MS);
  }
  const rowOf = (event) => event.target.closest && event.target.closest("#rows [data-row]");
  for (const name of ["focusin", "mouseover"])
    document.addEventListener(name, (event) => rowOf(event) && soon(rowOf(event)));

  // Whoever walks goes on walking: what comes after the one that was opened is fetched in the lull.
  let behind = 0;
  function fetchNext(id) {
    clearTimeout(behind);
    behind = setTimeout(() => {
      const here = rowTo(id), next = here && here[step];
      if (next && next.matches("[data-row]")) fetchThread(next, true);
    }, BEHIND_MS);
  }
  const rowTo = (id) => document.querySelector(`#rows [data-row][href*="${id}"]`);

  document.addEventListener(
    "click",
    (event) => {
      const row = rowOf(event);
      if (!row || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      const id = idOf(row), found = kept.get(id);
      wanted = id;
      fetchNext(id);
      if (!found || !isFresh(found)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (found.isThere) return open(row, id, found);
      found.coming.then(() => {
        // Another row was opened meanwhile.
        if (wanted !== id) return;
        const here = row.isConnected ? row : rowTo(id);
        if (found.page) open(here || row, id, found);
        // It may not be fetched ahead: asked for as if it had not been tried.
        else if (here) here.click();
      });
    },
    true,
  );

  function open(row, id, found) {
    kept.delete(id);
    const page = document.importNode(found.page, true), panel = page.querySelector("#beside");
    const isLater = panel && panel.hasAttribute("data-later");
    if (isLater && found.panel) panel.removeAttribute("data-later");
    document.getElementById("open").replaceWith(page);
    htmx.process(page);
    history.pushState({ htmx: true }, "", row.href);
    if (isLater && found.panel)
      found.panel.then((html) => (html ? trato.show(html) : trato.refresh("beside")));
    document.dispatchEvent(new CustomEvent("trato:opened"));
    trato.refresh("thread");
    trato.look();
  }

  function forget(ids) {
    if (ids.has("*")) kept.clear();
    for (const id of ids) kept.delete(id);
  }
  // A page that comes back from the browser's store may be another's by now.
  window.addEventListener("pagehide", () => kept.clear());
  window.trato = Object.assign(window.trato || {}, { forget });
})();
