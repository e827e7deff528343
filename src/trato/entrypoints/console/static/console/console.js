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
  const places = { i: "/conversas/", h: "/", p: "/pendencias/" };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || inText(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (help && help.open) return;
    if (afterG) {
      afterG = false;
      if (places[event.key]) location.assign(places[event.key]);
      return;
    }
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-help]") && help) help.showModal();
    const toggle = event.target.closest("[data-toggle-list]");
    if (event.target.closest("[data-toggle-beside]"))
      document.getElementById("open").toggleAttribute("data-beside-open");
    if (toggle) document.getElementById("desk").toggleAttribute("data-list-open");
  });

  document.addEventListener("submit", (event) => {
    const words = event.target.dataset.confirm;
    if (words && !window.confirm(words)) event.preventDefault();
  });

  function toNewest() {
    const thread = document.getElementById("scroll");
    if (thread) thread.scrollTop = thread.scrollHeight;
  }

  function showOpen() {
    const here = location.pathname;
    for (const row of rows()) {
      if (new URL(row.href).pathname === here) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  let wasAtEnd = true;
  document.addEventListener("htmx:beforeSwap", () => {
    const thread = document.getElementById("scroll");
    wasAtEnd = !thread || thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "open") {
      showOpen();
      toNewest();
      const desk = document.getElementById("desk");
      if (desk) desk.removeAttribute("data-list-open");
    } else if (wasAtEnd) toNewest();
  });
  document.addEventListener("htmx:historyRestore", () => location.reload());
  toNewest();
})();
