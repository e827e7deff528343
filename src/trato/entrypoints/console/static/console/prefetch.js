// A thread is fetched when its row has the focus, so that it is there when the key is pressed; the
// panel beside it after it. Behind one that was opened comes the next in the direction of the walk,
// whole. A key that is quicker waits for what is on its way, and asks no second time.
// The stream tells of what is kept as of what is shown: what it gives is put in, what it names is
// forgotten. What it does not tell of is looked at again as soon as it is shown.
(() => {
  const KEPT_MS = 15_000, TOLD_MS = 30_000, REST_MS = 40, BEHIND_MS = 60, STAYS_MS = 1_000, AGAIN_MS = 500, WALK_MS = 5_000, KEPT_MAX = 12, NEAR_MAX = 2;
  const kept = new Map();
  let resting = 0, near = "", wanted = "", last = null, step = "nextElementSibling", nth = 0, staying = 0;
  const idOf = (row) => (/[0-9a-f-]{36}/.exec(row.pathname) || [""])[0];
  const rowTo = (id) => document.querySelector(`#rows [data-row][href*="${id}"]`);
  const openId = () => (document.getElementById("thread") || { dataset: {} }).dataset.conversation;
  const isFresh = (id, found) =>
    performance.now() - found.at <= (trato.isTold && trato.isTold(id) ? TOLD_MS : KEPT_MS);

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
    if (!id || id === openId() || (known && isFresh(id, known))) return;
    const mine = { at: performance.now(), page: null, panel: null, isThere: false, nth: ++nth };
    mine.coming = text(address, isWhole ? {} : { "X-Beside": "later" }).then((html) => {
      Object.assign(mine, { page: html ? parsed(html) : null, isThere: true });
      if (kept.get(id) !== mine) return;
      if (!html) kept.delete(id);
      else document.dispatchEvent(new CustomEvent("trato:kept"));
      // Whoever only passes over the rows reads none of their panels.
      if (html && !isWhole && near === id) mine.panel = text(`${address}lado/`, {});
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

  // Whoever walks goes on walking: what comes after the one that was opened is fetched in the lull,
  // and in a walk the one after that, so that a busy server has two steps' time.
  let behind = 0, openedAt = -WALK_MS, ahead = 1;
  function fetchNext(id, wait = BEHIND_MS) {
    clearTimeout(behind);
    behind = setTimeout(() => {
      let row = rowTo(id);
      for (let left = ahead; left && row; left -= 1) {
        row = row[step];
        if (!row || !row.matches("[data-row]")) return;
        fetchThread(row, true);
      }
    }, wait);
  }

  document.addEventListener(
    "click",
    (event) => {
      const row = rowOf(event);
      if (!row || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      const id = idOf(row), found = kept.get(id), now = performance.now();
      wanted = id;
      ahead = now - openedAt < WALK_MS ? NEAR_MAX : 1;
      openedAt = now;
      fetchNext(id);
      if (!found || !isFresh(id, found)) return;
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
    // What is kept is shown once: it moves in as it is.
    const { page } = found, panel = page.querySelector("#beside");
    const isLater = panel && panel.hasAttribute("data-later");
    if (isLater && found.panel) panel.removeAttribute("data-later");
    // The provider's window went on shutting.
    for (const clock of page.querySelectorAll("[data-window]"))
      clock.dataset.window -= Math.round((performance.now() - found.at) / 1000);
    document.getElementById("open").replaceWith(page);
    htmx.process(page);
    // Where one comes from is gone back to as where htmx leads from: loaded afresh.
    history.replaceState({ htmx: true }, "", location.href);
    history.pushState({ htmx: true }, "", row.href);
    if (isLater && found.panel)
      found.panel.then((html) => (html ? trato.show(html) : trato.refresh("beside")));
    document.dispatchEvent(new CustomEvent("trato:opened"));
    if (!trato.isFollowing()) trato.refresh("thread");
    trato.look();
    // The stream tells of the thread; the panel is as old as it was fetched. Whoever stays sees it anew.
    clearTimeout(staying);
    staying = setTimeout(() => openId() === id && trato.refresh("beside"), STAYS_MS);
  }

  // The threads the stream tells of: the youngest that are there.
  const threadOf = (found) => found.page && found.page.querySelector("#thread");
  const nearest = () =>
    [...kept].filter(([id, found]) => threadOf(found) && isFresh(id, found)).slice(-NEAR_MAX)
      .map(([id, found]) => ({ id, nth: found.nth, page: threadOf(found) }));

  // What the stream gives of a thread that is kept: the whole, or what comes after what is there.
  function keep(fresh) {
    const id = fresh.dataset.conversation, found = kept.get(id), old = found && threadOf(found);
    if (!old || trato.versionOf(old) === trato.versionOf(fresh)) return;
    const { tail } = fresh.dataset;
    if (tail && tail !== trato.versionOf(old)) return forget(new Set([id]));
    if (tail) fresh.prepend(...old.childNodes);
    fresh.removeAttribute("data-tail");
    old.replaceWith(fresh);
    // What is shown is counted from when the page was read.
    const clock = found.page.querySelector("#composer [data-window]");
    const since = Math.round((performance.now() - found.at) / 1000);
    if (clock) clock.dataset.window = Number(fresh.dataset.windowLeft) + since;
  }

  function forget(ids) {
    const gone = [...kept.keys()].filter((id) => ids.has(id) || ids.has("*"));
    for (const id of gone) kept.delete(id);
    // What was there for the next step is fetched anew, a little later: it may change again.
    if (gone.length && openId()) fetchNext(openId(), AGAIN_MS);
  }
  // A page that comes back from the browser's store may be another's by now.
  window.addEventListener("pagehide", () => kept.clear());
  window.trato = Object.assign(window.trato || {}, { forget, keep, near: nearest });
})();
