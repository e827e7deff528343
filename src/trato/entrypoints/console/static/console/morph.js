// Puts fresh HTML in the place of old, touching only what differs: what has the focus, is selected,
// scrolled or playing stays as it is. `morph(old, fresh)`, and `morphRows` for a list.
(() => {
  const KEEPS = new Set(["open", "data-beside-open", "data-list-open", "data-is-shut"]);
  const keyOf = (node) =>
    node.nodeType === 1 ? node.id || node.getAttribute("href") || node.dataset.key || "" : "";
  // A node that htmx knows by its address cannot take another one's, nor be asked at other times: it
  // is replaced whole.
  const HTMX = ["hx-get", "hx-post"];
  const isFixed = (node) => HTMX.some((name) => node.hasAttribute(name));
  const differ = (old, fresh, names) =>
    names.some((name) => old.getAttribute(name) !== fresh.getAttribute(name));
  const goesElsewhere = (old, fresh) => differ(old, fresh, HTMX);
  const isAskedOtherwise = (old, fresh) => differ(old, fresh, [...HTMX, "hx-trigger"]);

  function morph(old, fresh) {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) return replace(old, fresh);
    if (old.nodeType !== 1) {
      old.data = fresh.data;
      return;
    }
    // What its reader has asked for there stays until they ask for something else.
    if (old.hasAttribute("data-keep") && fresh.hasAttribute("data-keep")) return;
    // A form stays, with what was typed into it, while it goes to the same place.
    const isForm = old.nodeName === "FORM" && !goesElsewhere(old, fresh);
    const isKnown = isFixed(old) || isFixed(fresh);
    if (!isForm && isKnown && isAskedOtherwise(old, fresh)) return replace(old, fresh);
    attributes(old, fresh);
    // Of two hundred rows all may have changed: nothing in one is its reader's, it is filled anew.
    if (old.hasAttribute("data-row")) old.replaceChildren(...fresh.childNodes);
    else children(old, fresh);
  }

  function attributes(old, fresh, but = "") {
    for (const { name } of [...old.attributes])
      if (!fresh.hasAttribute(name) && !KEEPS.has(name)) old.removeAttribute(name);
    for (const { name, value } of [...fresh.attributes])
      if (name !== but && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }

  // Of a long list the rows in sight change at once and the others when there is time: a key that is
  // pressed meanwhile does not wait for them. Its version comes last: what is asked before is asked
  // as if nothing had changed.
  const SLICE_MS = 4, LATEST_MS = 60;
  const soon = window.requestIdleCallback || ((act) => setTimeout(act, 0));
  const waiting = new WeakMap();
  function morphRows(old, fresh) {
    const seen = inSight(old), later = [];
    // What waited until now is in the fresh one too.
    waiting.set(old, later);
    attributes(old, fresh, "data-part");
    children(old, fresh, (row, news) => {
      const waits = row.nodeType === 1 && row.hasAttribute("data-row") && !seen.has(row);
      if (waits && row !== document.activeElement) later.push([row, news]);
      else morph(row, news);
    });
    const fill = () => {
      if (waiting.get(old) !== later) return;
      const until = performance.now() + SLICE_MS;
      while (later.length && performance.now() < until) {
        const [row, news] = later.shift();
        // Another one may have been opened since.
        const isOpen = row.getAttribute("aria-current");
        if (isOpen) news.setAttribute("aria-current", isOpen);
        else news.removeAttribute("aria-current");
        if (row.isConnected) morph(row, news);
      }
      if (later.length) soon(fill, { timeout: LATEST_MS });
      else old.dataset.part = fresh.dataset.part;
    };
    fill();
  }

  function inSight(list) {
    const { top, bottom } = list.getBoundingClientRect(), seen = new Set();
    for (const row of list.querySelectorAll("[data-row]")) {
      const at = row.getBoundingClientRect();
      if (at.top > bottom) break;
      if (at.bottom >= top) seen.add(row);
    }
    return seen;
  }

  function replace(old, fresh) {
    const focused = old.nodeType === 1 && old.contains(document.activeElement) && document.activeElement;
    const key = focused && keyOf(focused);
    const kept = document.importNode(fresh, true);
    old.replaceWith(kept);
    if (kept.nodeType !== 1) return;
    htmx.process(kept);
    if (!focused) return;
    const again = [kept, ...kept.querySelectorAll("*")].find((one) => key && keyOf(one) === key);
    if (again) again.focus({ preventScroll: true });
  }

  function children(old, fresh, each = morph) {
    const before = [...old.childNodes], after = [...fresh.childNodes];
    while (before.length && after.length && before[0].isEqualNode(after[0])) before.shift(), after.shift();
    while (before.length && after.length && before.at(-1).isEqualNode(after.at(-1)))
      before.pop(), after.pop();
    const byKey = new Map(before.filter(keyOf).map((node) => [keyOf(node), node]));
    const wanted = new Set(after.map(keyOf).filter(Boolean));
    let place = before.length ? before[0] : null;
    const end = before.length ? before.at(-1).nextSibling : endOf(old, fresh, after);
    if (!before.length) place = end;
    for (const node of after) {
      const key = keyOf(node);
      while (place && place !== end && key && keyOf(place) && !wanted.has(keyOf(place)))
        place = drop(place);
      const same = key ? byKey.get(key) : place !== end && place && !keyOf(place) ? place : null;
      if (!same) {
        const kept = document.importNode(node, true);
        old.insertBefore(kept, place);
        if (kept.nodeType === 1) htmx.process(kept);
        continue;
      }
      byKey.delete(key);
      if (same === place) place = place.nextSibling;
      else move(old, same, place);
      each(same, node);
    }
    while (place && place !== end) place = drop(place);
  }

  // Where new nodes go when nothing is taken away: before the tail that both have.
  function endOf(old, fresh, after) {
    if (!after.length) return null;
    let behind = 0;
    for (let node = after.at(-1).nextSibling; node; node = node.nextSibling) behind += 1;
    return old.childNodes[old.childNodes.length - behind] || null;
  }

  function move(parent, node, place) {
    const focused = node.nodeType === 1 && node.contains(document.activeElement) && document.activeElement;
    parent.insertBefore(node, place);
    if (focused) focused.focus({ preventScroll: true });
  }

  function drop(node) {
    const next = node.nextSibling;
    node.remove();
    return next;
  }

  window.trato = Object.assign(window.trato || {}, { morph, morphRows });
})();
