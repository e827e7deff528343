// Follows the desk's stream: it gives the open thread and one's own list as they are drawn now, or
// names what else changed, and only those parts are read anew.
// Without a stream the parts are asked for every few seconds; after it is back, once, all of them.
(() => {
  const frame = document.getElementById("frame");
  if (!frame || !frame.dataset.me || !window.EventSource) return;
  const SLOW_MS = 60_000, AGEING_MS = 15_000, ALONE_MS = 5_000, LOOK_MS = 9_000, LEFT_MS = 4_000, OWED_MS = 2_000, PATIENCE_MS = 20_000, TYPED_MS = 5_000, TOGETHER_MS = 4;
  const BACKOFF_MS = [500, 1_000, 2_000, 5_000, 10_000, 30_000];
  // The least time between two looks at a part: a broad list in a busy house is heavy.
  const APART_MS = { thread: 150, beside: 2_000, floor: 1_000, "alert-count": 1_000, lookers: 200, bell: 1_000 };
  const states = new Map();
  const part = (id) => document.getElementById(id);
  const openId = () => (part("thread") ? part("thread").dataset.conversation : "");
  const apart = (id) => APART_MS[id] || (part(id).dataset.scope === "mine" ? 150 : 2_000);

  // One request a part at a time; what happens meanwhile is looked at right after it.
  function refresh(id) {
    const at = part(id);
    if (!at || !at.dataset.part) return;
    let state = states.get(id);
    const of = sameThing(at);
    // What belongs to another conversation neither waits for the last one's nor is waited for.
    if (!state || state.of !== of) states.set(id, (state = { of, isBusy: false, isWanted: false, last: 0, timer: 0 }));
    if (state.isBusy || state.timer) {
      state.isWanted = true;
      return;
    }
    const wait = state.last + apart(id) - performance.now();
    if (wait > 0) {
      state.isWanted = true;
      state.timer = setTimeout(() => {
        state.timer = 0;
        if (states.get(id) === state) again(id, state);
      }, wait);
      return;
    }
    state.isBusy = true;
    if (!due.size) setTimeout(fetchDue, TOGETHER_MS);
    due.add(id);
  }

  // What one event changed is asked for at once: the list comes with the thread beside it.
  const due = new Set();
  function fetchDue() {
    const ids = [...due].filter((id) => part(id) && part(id).dataset.part);
    for (const id of due) if (!ids.includes(id)) settle(id, states.get(id));
    due.clear();
    if (ids.includes("thread") && ids.includes("rows")) {
      const list = encodeURIComponent(part("rows").dataset.part.split("?")[1] || "");
      fetchParts(["thread", "rows"], `${part("thread").dataset.part}&lista=${list}`);
    }
    for (const id of ids) if (states.get(id).isBusy && !states.get(id).isAsked) fetchParts([id], part(id).dataset.part);
  }

  function fetchParts(ids, address) {
    const asked = ids.map((id) => states.get(id));
    for (const state of asked) Object.assign(state, { isAsked: true, last: performance.now() });
    // What the server could not answer it owes: nobody may tell of it again.
    load(address)
      .then((isOwed) => isOwed && asked.forEach((state) => Object.assign(state, { isWanted: true, last: performance.now() + OWED_MS })))
      .finally(() => ids.forEach((id, place) => settle(id, asked[place])));
  }

  function settle(id, state) {
    Object.assign(state, { isBusy: false, isAsked: false });
    if (states.get(id) === state) again(id, state);
  }

  function again(id, state) {
    if (!state.isWanted) return;
    state.isWanted = false;
    refresh(id);
  }

  // A page that is about to be replaced does not change any more under its reader's hands.
  let isLeaving = false;
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    isLeaving = true;
    setTimeout(() => {
      isLeaving = false;
      refreshAll();
    }, ALONE_MS);
  });

  async function load(address, options = {}) {
    const headers = { "HX-Request": "true", ...options.headers };
    // A network that is away is no mistake; the stream tells when it is back. One that has gone quiet
    // answers nobody: a part that waits for it for ever would never be asked for again.
    const asked = performance.now(), signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(address, { ...options, headers, signal }).catch(() => null);
    if (!answer) return signal.aborted;
    if (answer.redirected) return location.reload();
    const html = answer.status === 200 ? await answer.text().catch(() => null) : "";
    if (html && !isLeaving) show(html, false, asked);
    return answer.status >= 500 || html === null;
  }

  // What was given after it was asked for is newer than the answer, and is asked for once more.
  const givenAt = new Map();
  function show(html, isGiven, asked = Infinity) {
    const box = document.createElement("template");
    box.innerHTML = html;
    // A list that was left meanwhile takes its filters with it.
    const rows = box.content.getElementById("rows");
    if (rows && part("rows") && sameThing(rows) !== sameThing(part("rows")))
      for (const id of ["rows", "filters"]) box.content.getElementById(id)?.remove();
    for (const fresh of [...box.content.children]) {
      const old = fresh.id && part(fresh.id);
      // An answer about a conversation that was left meanwhile is nobody's.
      if (givenAt.get(fresh.id) > asked) continue;
      if (isGiven && old) givenAt.set(fresh.id, performance.now());
      if (!old || sameThing(old) !== sameThing(fresh)) {
        if (isGiven && trato.keep) trato.keep(fresh);
        continue;
      }
      for (const row of fresh.querySelectorAll("[data-row]"))
        if (row.getAttribute("href").split("?")[0] === location.pathname) row.setAttribute("aria-current", "true");
      const detail = { id: fresh.id };
      if (fresh.dataset.tail && !isNext(old, fresh)) continue;
      const isMoved = old.dataset.sign !== fresh.dataset.sign;
      document.dispatchEvent(new CustomEvent("trato:refreshing", { detail }));
      if (fresh.dataset.tail) append(old, fresh);
      else if (fresh.id === "rows") trato.morphRows(old, fresh);
      else trato.morph(old, fresh);
      document.dispatchEvent(new CustomEvent("trato:refreshed", { detail }));
      // In other hands: what the banners and the panel say has changed with it.
      if (isMoved) ["lookers", "beside"].forEach(refresh);
    }
  }
  const sameThing = (node) => (node.dataset.part || "").replace(/[?&]v=[0-9a-f]*/, "") + node.dataset.of;

  // What comes after what is shown; a page that shows something else asks for the whole.
  const versionOf = (node) => ((node && /[?&]v=([0-9a-f]+)/.exec(node.dataset.part)) || [])[1] || "";
  function isNext(old, fresh) {
    if (versionOf(old) === fresh.dataset.tail) return true;
    if (versionOf(old) !== versionOf(fresh)) refresh(old.id);
    return false;
  }
  function append(old, fresh) {
    for (const { name, value } of fresh.attributes) if (name !== "data-tail") old.setAttribute(name, value);
    for (const node of [...fresh.childNodes]) {
      old.append(document.importNode(node, true));
      if (node.nodeType === 1) htmx.process(old.lastChild);
    }
  }

  const all = () => [...document.querySelectorAll("[data-part]")].map((one) => one.id);
  const refreshAll = () => all().forEach(refresh);

  // What the stream says.
  const names = (event) => new Set(event.data.split(" "));
  const isAbout = (event, id) => names(event).has(id) || names(event).has("*");
  const heard = {
    part(event) {
      const { html, beside } = JSON.parse(event.data);
      if (trato.forget) trato.forget(new Set([openId()]));
      if (!isLeaving) show(html, true);
      // The answer to what was asked before may say what was so before.
      for (const id of ["thread", "rows"]) if (states.get(id)?.isBusy) states.get(id).isWanted = true;
      if (beside) refresh("beside");
    },
    "thread-changed"(event) {
      forget(event);
      if (isAbout(event, openId())) refresh("thread");
    },
    "door-changed"(event) {
      forget(event);
      if (isAbout(event, openId())) ["thread", "beside"].forEach(refresh);
    },
    "lookers-changed"(event) {
      if (isAbout(event, openId())) refresh("lookers");
    },
    "list-changed"(event) {
      const rows = part("rows");
      if (part("bell") && part("bell").dataset.part && isAbout(event, frame.dataset.me)) refresh("bell");
      if (!rows) return;
      const isMine = isAbout(event, frame.dataset.me) || names(event).has("fila");
      if (rows.dataset.scope !== "mine" || isMine) refresh("rows");
    },
    "floor-changed": () => refresh("floor"),
    "alerts-changed": () => refresh("alert-count"),
    fresh: refreshAll,
    ended: () => location.reload(),
  };
  function forget(event) {
    if (trato.forget) trato.forget(names(event));
  }

  // The stream tells of everything until it knows what this page shows. Where several processes
  // answer, the word may reach another one: then it goes on telling everything.
  // With what is shown goes what it says: what happened before it was followed is given at once.
  const SOON_MS = 400;
  let token = "", followed = "", list = "", isNarrowed = true, isTelling = false, soon = 0;
  let told = new Set();
  async function follow() {
    const rows = part("rows"), near = trato.near ? trato.near() : [];
    const query = new URLSearchParams(rows ? rows.dataset.part.split("?")[1] : "");
    query.delete("v");
    const ofBell = part("bell") && part("bell").dataset.part ? "mine" : "";
    const scope = rows ? rows.dataset.scope : ofBell, ids = near.map(({ id }) => id);
    const shown = { fio: openId() || "", lista: scope, escolha: query, partes: 1 };
    if (ids.length) shown.perto = ids.join(" ");
    const wanted = `${new URLSearchParams(shown)} ${near.map(({ nth }) => nth)}`;
    // One word at a time: of two on their way the older might arrive last.
    if (isTelling || !token || !isNarrowed || wanted === followed) return;
    clearTimeout(soon);
    soon = 0;
    const ofList = `${scope} ${query}`, mine = token;
    // A thread that was kept is told of already: with the next one there will be more to say.
    if (ofList === list && [shown.fio, ...ids].every((id) => told.has(id)) && performance.now() < waited) {
      soon = setTimeout(follow, SOON_MS);
      return;
    }
    isTelling = true;
    const headers = { "X-Stream": mine };
    const has = { ...shown, v: versionOf(part("thread")), vl: versionOf(rows) };
    if (ids.length) has.vp = near.map(({ page }) => versionOf(page)).join(" ");
    const address = `/ao-vivo/?${new URLSearchParams(has)}`;
    const answer = await fetch(address, { method: "POST", headers }).catch(() => null);
    isTelling = false;
    // Of another stream by now: that one has not heard it.
    if (mine !== token) return follow();
    if (answer && answer.status === 204) {
      const isOther = list && list !== ofList;
      [followed, list, told] = [wanted, ofList, new Set([shown.fio, ...ids])];
      if (isOther) refresh("rows");
      return follow();
    }
    if (answer) isNarrowed = false;
    // Nobody knows what it heard: a new stream tells everything.
    stream.onerror();
  }
  let waited = 0;
  document.addEventListener("trato:opened", () => (waited = performance.now() + SOON_MS));
  for (const event of ["trato:opened", "trato:kept", "trato:refreshed", "htmx:afterSettle", "htmx:historyRestore"])
    document.addEventListener(event, follow);
  // Through the list a thread comes without the panel beside it, unless that was fetched ahead too.
  const isLater = () => part("beside") && part("beside").hasAttribute("data-later");
  for (const event of ["trato:opened", "htmx:afterSettle"])
    document.addEventListener(event, () => isLater() && refresh("beside"));

  let stream = null, failures = 0, alone = 0, reopen = 0;
  function open() {
    clearTimeout(reopen);
    if (stream) stream.close();
    stream = new EventSource("/ao-vivo/");
    stream.addEventListener("hello", (event) => {
      failures = 0;
      token = event.data;
      followed = list = "";
      told = new Set();
      clearInterval(alone);
      alone = 0;
      frame.dataset.live = "1";
      // Between the page's making and now something may have happened.
      refreshAll();
      follow();
    });
    for (const [name, act] of Object.entries(heard)) stream.addEventListener(name, act);
    stream.onerror = () => {
      stream.close();
      token = "";
      delete frame.dataset.live;
      if (!alone) alone = setInterval(refreshAll, ALONE_MS);
      const wait = BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)];
      failures += 1;
      reopen = setTimeout(open, wait * (0.75 + Math.random() / 2));
    };
  }
  window.addEventListener("online", open);
  window.addEventListener("pageshow", (event) => event.persisted && open());
  window.addEventListener("pagehide", () => stream && stream.close());
  open();

  // What this page itself has just changed.
  document.body.addEventListener("thread-changed", () => ["thread", "beside"].forEach(refresh));
  document.body.addEventListener("list-changed", () => refresh("rows"));
  setInterval(refreshAll, SLOW_MS);
  setInterval(() => refresh("floor"), AGEING_MS);
  // Nobody says that they have left.
  setInterval(() => part("lookers") && part("lookers").children.length && refresh("lookers"), LEFT_MS);

  // Who looks, and whether they type; said again and again while the page is seen.
  let typedAt = -TYPED_MS;
  document.addEventListener("input", (event) => {
    if (event.target.closest("#composer")) typedAt = performance.now();
  });
  function look() {
    const lookers = part("lookers");
    if (!lookers || document.hidden) return;
    const body = new URLSearchParams();
    if (performance.now() - typedAt < TYPED_MS) body.set("typing", "1");
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    load(lookers.dataset.looking, { method: "POST", body, headers });
  }
  setInterval(look, LOOK_MS);

  const isFollowing = () => Boolean(token && isNarrowed);
  const isTold = (id) => isFollowing() && told.has(id);
  const shared = { refresh, look, show, follow, isFollowing, isTold, versionOf };
  window.trato = Object.assign(window.trato || {}, shared);
})();
