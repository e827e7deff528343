// Emoji: found by name in either language, the last used first, put where the caret is. Enter takes
// the first, the arrows walk, Escape goes back to the words.
(() => {
  const SHOWN_MAX = 48, KEPT_MAX = 12, KEPT = "trato.emoji";
  const isEnglish = document.documentElement.lang.startsWith("en");
  const panel = () => document.getElementById("emoji");
  const search = () => document.getElementById("emoji-search");
  const buttons = () => [...panel().querySelectorAll("[data-put]")];
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  let names = null;

  // One that cannot be fetched leaves the usual ones, without their names.
  async function load(address) {
    if (names) return;
    const answer = await fetch(address).catch(() => null);
    const rows = answer && answer.ok ? await answer.json().catch(() => []) : [];
    names = rows.map(([sign, label, tags, english]) => ({
      sign, name: isEnglish ? english : label,
      called: ` ${plain(`${label} ${english}`)}`, words: ` ${plain(`${label} ${english} ${tags}`)}`,
    }));
  }

  function lately() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT) || "[]");
      return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, KEPT_MAX) : [];
    } catch {
      return [];
    }
  }
  function remember(sign) {
    try {
      localStorage.setItem(KEPT, JSON.stringify([sign, ...lately().filter((one) => one !== sign)].slice(0, KEPT_MAX)));
    } catch {
      // Where nothing may be kept, nothing is.
    }
  }

  const asked = () => plain(search().value.trim()).split(/\s+/).filter(Boolean);
  function found() {
    const words = asked();
    if (!words.length) return [...new Set([...lately(), ...panel().dataset.usual.split(" ")])];
    // Beginnings of words: "mao" finds a hand, not what has it in the middle. What is called so comes
    // before what only has to do with it.
    const isIn = (text) => words.every((word) => text.includes(` ${word}`));
    const some = names.filter((one) => isIn(one.words));
    return [...some.filter((one) => isIn(one.called)), ...some.filter((one) => !isIn(one.called))].map((one) => one.sign);
  }

  function show() {
    const signs = found().slice(0, SHOWN_MAX), named = new Map(names.map((one) => [one.sign, one.name]));
    const box = panel().querySelector("[data-found]");
    box.replaceChildren(
      ...signs.map((sign) => {
        const button = document.createElement("button");
        Object.assign(button, { type: "button", textContent: sign, title: named.get(sign) || sign });
        button.className = "btn btn-ghost btn-sm btn-square text-lg";
        button.dataset.put = sign;
        button.setAttribute("aria-label", named.get(sign) || sign);
        return button;
      }),
    );
    panel().querySelector("[data-none]").hidden = signs.length > 0;
    panel().querySelector("[data-said]").textContent = asked().length ? String(signs.length) : "";
  }

  function shut() {
    panel().classList.add("hidden");
    document.querySelector("[data-emoji]").setAttribute("aria-expanded", "false");
    document.getElementById("reply-text").focus();
  }
  async function open() {
    panel().classList.remove("hidden");
    document.querySelector("[data-emoji]").setAttribute("aria-expanded", "true");
    search().value = "";
    search().focus();
    await load(panel().dataset.names);
    if (panel()) show();
  }

  function put(sign) {
    const area = document.getElementById("reply-text");
    area.setRangeText(sign, area.selectionStart, area.selectionEnd, "end");
    remember(sign);
    shut();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("click", (event) => {
    const taken = event.target.closest("[data-put]");
    if (taken) return put(taken.dataset.put);
    if (event.target.closest("[data-emoji]")) panel().classList.contains("hidden") ? open() : shut();
  });
  // What is looked for is no part of the message: nobody else hears of it.
  document.addEventListener(
    "input",
    (event) => {
      if (event.target.id !== "emoji-search") return;
      event.stopPropagation();
      if (names) show();
    },
    true,
  );

  // So many stand in a row: those at the height of the first.
  function perRow(all) {
    const other = all.findIndex((one) => one.offsetTop !== all[0].offsetTop);
    return other < 0 ? all.length : other;
  }
  document.addEventListener("keydown", (event) => {
    if (!event.target.closest || !event.target.closest("#emoji, [data-emoji]") || !panel()) return;
    if (event.key === "Escape" && !panel().classList.contains("hidden")) {
      event.preventDefault();
      return shut();
    }
    if (!event.target.closest("#emoji")) return;
    const all = buttons(), at = all.indexOf(event.target);
    if (event.key === "Enter" && at < 0) {
      // Within the form of the message: it does not send it.
      event.preventDefault();
      if (all.length) put(all[0].dataset.put);
      return;
    }
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: at < 0 ? 1 : perRow(all), ArrowUp: -perRow(all) };
    if (!(event.key in steps) || !all.length || (at < 0 && event.key !== "ArrowDown")) return;
    event.preventDefault();
    const next = at + steps[event.key];
    if (next < 0) search().focus();
    else all[Math.min(next, all.length - 1)].focus();
  });
})();
