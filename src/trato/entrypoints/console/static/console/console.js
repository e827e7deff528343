// Keys, the help dialog, and a thread that stays at its newest message. Everything else is HTML.
(() => {
  const rows = () => [...document.querySelectorAll("#list [data-row]")];
  const inText = (target) => target.closest("input, textarea, select, [contenteditable]");
  const help = document.getElementById("keys");
  let afterG = false;

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement);
    const open = all.findIndex((row) => row.getAttribute("aria-current") === "true");
    const from = at >= 0 ? at : open;
    const next = all[Math.min(all.length - 1, Math.max(0, from + step))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  function focusOn(selector) {
    const found = document.querySelector(selector);
    if (found) found.focus();
    return Boolean(found);
  }

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    r: () => focusOn("#composer textarea"),
    "/": () => focusOn("#search"),
    "?": () => help && help.showModal(),
    g: () => (afterG = true),
  };
  const title = document.title;

  // What a key stands for: in the open conversation, on the floor or in the list, or on every page.
  // What is repeated answers for its newest, of those that somebody waits for if there are any; what
  // cannot be undone only gets the focus. An alert's keys are those of the alert that has the focus.
  const isSeen = (button) =>
    (button.offsetParent !== null || button.closest("[data-menu]")) && !button.closest("[data-card]");
  function press(key) {
    const found = (within) => [...document.querySelectorAll(`${within} [data-key="${key}"]`)].filter(isSeen);
    const buttons = [found(":is(#open, #floor, #list, [data-ways])"), found("#frame :is(nav.rail, header)")].find((some) => some.length);
    if (!buttons) return false;
    const asked = buttons.filter((one) => one.dataset.last !== "unasked");
    const button = buttons[0].dataset.last === undefined ? buttons[0] : (asked.at(-1) ?? buttons.at(-1));
    if (button.dataset.focus === undefined) {
      button.click();
      // What opens is gone on with from there.
      if (button.matches("summary")) button.focus();
    } else {
      button.focus();
      button.scrollIntoView({ block: "nearest" });
    }
    return true;
  }

  function showDialog(id) {
    const dialog = document.getElementById(id);
    if (!dialog) return;
    dialog.showModal();
    const first = dialog.querySelector("input:not([type=hidden]), textarea, select, button");
    if (first) first.focus();
  }

  // Words that are said often: `/` and a code in an empty or beginning line.
  const quick = () => document.getElementById("quick");
  function shownQuick() {
    const list = quick();
    return list ? [...list.children].filter((one) => !one.hidden) : [];
  }
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  function offerQuick(area) {
    const list = quick();
    if (!list) return;
    const asked = /^\/([^\n/]*)$/.exec(area.value);
    const wanted = asked ? plain(asked[1]).split(" ").filter(Boolean) : [];
    for (const one of list.children) {
      // The beginning of its code, or words of what it says.
      const text = plain(one.dataset.text), isCode = wanted.length < 2 && one.dataset.code.startsWith(wanted[0] || "");
      one.hidden = !asked || !(isCode || wanted.every((word) => text.includes(word)));
      one.setAttribute("aria-selected", "false");
    }
    const shown = shownQuick();
    list.classList.toggle("hidden", !shown.length);
    if (shown.length) shown[0].setAttribute("aria-selected", "true");
  }
  function stepQuick(step) {
    const shown = shownQuick();
    const at = shown.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const next = shown[(at + step + shown.length) % shown.length];
    for (const one of shown) one.setAttribute("aria-selected", String(one === next));
    next.scrollIntoView({ block: "nearest" });
  }
  function takeQuick(one) {
    const area = document.getElementById("reply-text");
    area.value = one.dataset.text;
    quick().classList.add("hidden");
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
    // Its files go beside the words, as if they had been put there by hand.
    if (one.dataset.files)
      htmx.ajax("POST", one.dataset.files, {
        source: document.body,
        target: "#files",
        swap: "outerHTML",
      });
  }
  document.addEventListener("input", (event) => {
    if (event.target.id === "reply-text") offerQuick(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "reply-text") return;
    const isOffering = quick() && !quick().classList.contains("hidden");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      document.getElementById("composer").requestSubmit();
    } else if (isOffering && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      stepQuick(event.key === "ArrowDown" ? 1 : -1);
    } else if (isOffering && (event.key === "Enter" || event.key === "Tab")) {
      event.preventDefault();
      takeQuick(shownQuick().find((one) => one.getAttribute("aria-selected") === "true"));
    } else if (isOffering && event.key === "Escape") {
      event.stopImmediatePropagation();
      quick().classList.add("hidden");
    }
  });

  // The provider's window ticks; when it shuts, the door is asked again about what is written.
  const shutAt = new WeakMap(), HOUR_S = 3600;
  function tick() {
    for (const clock of document.querySelectorAll("[data-window]")) {
      if (!shutAt.has(clock)) shutAt.set(clock, Date.now() + clock.dataset.window * 1000);
      const left = Math.floor((shutAt.get(clock) - Date.now()) / 1000);
      const minutes = String(Math.floor(left / 60) % 60).padStart(2, "0");
      const open = clock.dataset.open.replace("{h}", Math.floor(left / HOUR_S)).replace("{m}", minutes);
      const now = left > 0 ? open : clock.dataset.shut, words = clock.querySelector("span");
      if (words.textContent !== now) words.textContent = now;
      clock.classList.toggle("chip-ok", left > HOUR_S);
      clock.classList.toggle("chip-wait", left > 0 && left <= HOUR_S);
      clock.classList.toggle("chip-stop", left <= 0);
      if (left > 0 === !clock.dataset.isShut) continue;
      if (left > 0) delete clock.dataset.isShut;
      else clock.dataset.isShut = "1";
      const area = document.getElementById("reply-text");
      if (area && area.value) htmx.trigger(area, "input");
      const event = left > 0 ? "trato:window-open" : "trato:window-shut";
      clock.dispatchEvent(new CustomEvent(event, { bubbles: true }));
    }
  }
  // A thread that is drawn anew says how long it is from now: the customer may have written.
  document.addEventListener("trato:refreshed", ({ detail }) => {
    const thread = document.getElementById("thread");
    const clock = document.querySelector("#composer [data-window]");
    if (detail.id !== "thread" || !thread || !clock) return;
    shutAt.set(clock, Date.now() + thread.dataset.windowLeft * 1000);
    tick();
  });
  setInterval(tick, 1000);

  function showUnread() {
    const list = document.getElementById("rows") || document.getElementById("bell");
    const unread = list ? Number(list.dataset.unread) : 0;
    const wanted = unread ? `(${unread}) ${title}` : title;
    if (document.title !== wanted) document.title = wanted;
  }
  showUnread();

  // A list that is being walked through by keyboard is not swapped away from under the focus.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target } = event.detail;
    if (target.id === "rows" && target.contains(document.activeElement)) {
      const row = document.activeElement.closest("[data-row]");
      if (row) target.dataset.focus = row.getAttribute("href");
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    // What is gone back to has no target: the page is loaded afresh.
    const focused = event.detail.target?.dataset?.focus;
    if (focused) {
      const again = rows().find((row) => row.getAttribute("href") === focused);
      if (again) again.focus();
    }
    showOpen();
  });
  // Attributes are in place only once a swap has settled.
  document.addEventListener("htmx:afterSettle", showUnread);
  document.addEventListener("trato:refreshed", showUnread);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || inText(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    if (afterG) {
      afterG = false;
      const place = /^[a-z]$/.test(event.key) && document.querySelector(`#frame [data-go="${event.key}"]`);
      if (place) location.assign(place.href);
      return;
    }
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    } else if (/^[a-zA-Z1-9[\]]$/.test(event.key) && press(event.key)) event.preventDefault();
  });

  // A menu closes when something in it is taken, on a click elsewhere, and by Escape.
  function closeMenus(except) {
    for (const menu of document.querySelectorAll("[data-menu][open]"))
      if (menu !== except) menu.open = false;
  }
  document.addEventListener("click", (event) => {
    const inside = event.target.closest("[data-menu]");
    closeMenus(inside && !event.target.closest("[data-menu] [data-dialog]") ? inside : null);
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("[data-menu][open]");
    if (!menu) return;
    const isInside = menu.contains(document.activeElement);
    menu.open = false;
    if (isInside) menu.querySelector("summary").focus();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-help]") && help) help.showModal();
    const opener = event.target.closest("[data-dialog]");
    if (opener && opener.dataset.action)
      document.querySelector(`#${opener.dataset.dialog} form`).action = opener.dataset.action;
    if (opener) showDialog(opener.dataset.dialog);
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog").close();
    const option = event.target.closest("#quick [data-code]");
    if (option) takeQuick(option);
    const toggle = event.target.closest("[data-toggle-list]");
    if (event.target.closest("[data-toggle-beside]"))
      document.getElementById("open").toggleAttribute("data-beside-open");
    if (toggle) document.getElementById("desk").toggleAttribute("data-list-open");
  });

  document.addEventListener("submit", (event) => {
    const words = event.target.dataset.confirm;
    if (words && !window.confirm(words)) event.preventDefault();
    sendOnce(event);
  });

  // A form that is on its way is not sent again: a second click of a double click does nothing.
  const REST_MS = 4000;
  const onTheirWay = new WeakSet();
  function sendOnce(event) {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method") !== "post" || form.matches("[hx-post]")) return;
    if (onTheirWay.has(form)) return event.preventDefault();
    onTheirWay.add(form);
    // What answers with a file leaves its form where it is.
    setTimeout(() => onTheirWay.delete(form), REST_MS);
  }

  // Once a frame, before it is drawn: whoever asks how high a page is has it laid out there and then.
  let newest = 0;
  function toNewest() {
    if (!newest) newest = requestAnimationFrame(scrollToNewest);
  }
  function scrollToNewest() {
    newest = 0;
    const thread = document.getElementById("scroll");
    if (thread) thread.scrollTop = thread.scrollHeight;
  }

  function showOpen() {
    const here = location.pathname, row = "#list [data-row]";
    for (const old of document.querySelectorAll(`${row}[aria-current]`))
      if (old.pathname !== here) old.removeAttribute("aria-current");
    for (const open of document.querySelectorAll(`${row}[href="${here}"], ${row}[href^="${here}?"]`))
      open.setAttribute("aria-current", "true");
  }

  function showOpened() {
    // What was said of another conversation's act is not about this one.
    document.getElementById("said")?.remove();
    showOpen();
    toNewest();
    const desk = document.getElementById("desk");
    if (desk) desk.removeAttribute("data-list-open");
  }
  // What was said before is read from its end on.
  function showEarlier() {
    isAtEnd = false;
    document.querySelector("#earlier + ol")?.lastElementChild?.scrollIntoView({ block: "end" });
    document.getElementById("scroll")?.focus({ preventScroll: true });
  }
  // Whoever reads the newest words keeps them in sight: when more come, and while the composer grows
  // and shrinks.
  let isAtEnd = true;
  // What was asked beside the thread is answered where it can be seen.
  const ANSWERS = { options: "#options", deals: "#deal" };
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.requestConfig?.verb !== "post" || !ANSWERS[detail.target?.id]) return;
    document.querySelector(ANSWERS[detail.target.id])?.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id === "open") showOpened();
    else if (event.detail.target?.id === "earlier") showEarlier();
    else if (isAtEnd) toNewest();
  });
  document.addEventListener("trato:opened", showOpened);
  document.addEventListener("trato:refreshed", (event) => {
    if (event.detail.id === "thread" && isAtEnd) toNewest();
  });
  const watched = new ResizeObserver(() => isAtEnd && toNewest());
  document.addEventListener(
    "scroll",
    ({ target }) => {
      if (target.id === "scroll")
        isAtEnd = target.scrollHeight - target.scrollTop - target.clientHeight < 80;
    },
    true,
  );
  function watchSize() {
    const thread = document.getElementById("scroll");
    watched.disconnect();
    isAtEnd = true;
    if (thread) watched.observe(thread);
  }
  watchSize();
  document.addEventListener("trato:opened", watchSize);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id === "open") watchSize();
  });
  document.addEventListener("htmx:historyRestore", () => location.reload());
  toNewest();
})();
